"""Whole numbers as sequences of number signs."""

from typing import Final

LARGEST: Final = 9999
"""Larger numbers, and numbers written with leading zeros, are signed digit by digit."""
_TEEN_LIMIT: Final = 20


def numeral_parts(text: str) -> list[int]:
    """Split a written number into the numerals that are signed one after another.

    `2026` becomes 2, 1000, 20, 6; `300` becomes 3, 100; `00-950` is no whole number, so call it for each part.

    Args:
        text: decimal digits only.

    Returns:
        Values out of 0 to 20, 30, 40 … 90, 100, 1000.

    Raises:
        ValueError: the text holds something besides digits.

    """
    if not (text.isascii() and text.isdecimal()):
        msg = f"'{text}' is not written in digits."
        raise ValueError(msg)
    if (len(text) > 1 and text[0] == "0") or int(text) > LARGEST:
        return [int(digit) for digit in text]
    value = int(text)
    if value == 0:
        return [0]
    parts: list[int] = []
    for unit in (1000, 100):
        count, value = divmod(value, unit)
        if count:
            parts += [unit] if count == 1 else [count, unit]
    if value > _TEEN_LIMIT:
        tens, value = value - value % 10, value % 10
        parts.append(tens)
    if value:
        parts.append(value)
    return parts
