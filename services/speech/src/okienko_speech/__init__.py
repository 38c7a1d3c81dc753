"""Speaks Polish and English."""
