"""Whole numbers as sequences of number signs."""

from typing import Final

LARGEST: Final = 999_999
"""Larger numbers, and numbers written with leading zeros, are signed digit by digit."""
_TEEN_LIMIT: Final = 20


def numeral_parts(text: str) -> list[int]:
    """Split a written number into the numerals that are signed one after another.

    `2026` becomes 2, 1000, 20, 6; `12500` becomes 12, 1000, 500; `00-950` is no whole number, so call it for each part.

    Args:
        text: decimal digits only.

    Returns:
        Values out of 0 to 20, 30, 40 … 90, 100, 200 … 900, 1000.

    Raises:
        ValueError: the text holds something besides digits.

    """
    if (len(_checked(text)) > 1 and text[0] == "0") or int(text) > LARGEST:
        return digit_parts(text)
    thousands, rest = divmod(int(text), 1000)
    if not thousands:
        return _below_thousand(rest) or [0]
    return [*(_below_thousand(thousands) if thousands > 1 else ()), 1000, *_below_thousand(rest)]


def digit_parts(text: str) -> list[int]:
    """Return the digits of a written number, as telephone numbers are signed.

    Raises:
        ValueError: the text holds something besides digits.

    """
    return [int(digit) for digit in _checked(text)]


def _checked(text: str) -> str:
    if not (text.isascii() and text.isdecimal()):
        msg = f"'{text}' is not written in digits."
        raise ValueError(msg)
    return text


def _below_thousand(value: int) -> list[int]:
    """Return the numerals of 0 to 999; none for 0."""
    parts: list[int] = []
    for unit, limit in ((100, 99), (10, _TEEN_LIMIT)):
        if value > limit:
            parts.append(value - value % unit)
            value %= unit
    return [*parts, value] if value else parts
