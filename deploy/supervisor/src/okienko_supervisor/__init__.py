"""Starts every process of Okienko on one machine and keeps it alive."""
