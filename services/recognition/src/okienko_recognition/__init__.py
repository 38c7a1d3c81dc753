"""Recognises the PJM finger alphabet in landmark or image frames."""
