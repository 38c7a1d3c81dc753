"""Texts of people in CSV files, which spreadsheets run as formulas where they begin like one."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""OWASP, "CSV injection"; the wide ones are what a Japanese keyboard writes, and count as the others."""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: behind an apostrophe, as spreadsheets themselves mark texts."""
    # One that begins with apostrophes gets another where a formula follows them, so that `plain` finds what it was.
    return f"'{text}" if text.lstrip("'").startswith(_BEGINNINGS) else text


def plain(text: str) -> str:
    """Return the text that `harmless` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_BEGINNINGS) else text
