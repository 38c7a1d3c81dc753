"""Finds or composes signed versions of texts."""
