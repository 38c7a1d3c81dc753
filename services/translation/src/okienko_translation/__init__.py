"""Translates between Polish and English."""
