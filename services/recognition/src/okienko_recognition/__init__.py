"""Reads the Polish finger alphabet from hand landmarks."""
