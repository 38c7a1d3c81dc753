"""Numbers as Polish and English write them, read as one value."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from okienko_translation.languages import Language

# Groups of three parted by a space, a no-break space, a comma or a point, or plain digits; then decimals; or a time of day.
_NUMBER = re.compile(
    r"(?<!\d)(?:\d{1,2}:\d{2}(?![\d:])"
    r"|\d{1,3}(?:(?P<by>[ \u00a0\u202f,.])\d{3})(?:(?P=by)\d{3})*(?:[.,]\d{1,2})?(?![\d]|[.,]\d)"
    r"|\d+(?:[.,]\d{1,2})?(?![\d]|[.,]\d)"
    r"|\d+)"
)
_DIGIT = re.compile(r"\d")
_SEPARATORS = re.compile(r"[ \u00a0\u202f,.:]")


@dataclass(frozen=True)
class Number:
    """A number in a text.

    Args:
        start, end: where it stands, in characters.
        text: as written.
        value: what it is worth; a time of day counts as hours.minutes.
        is_grouped: whether thousands are parted.
        decimals: digits after the decimal mark.
    """

    start: int
    end: int
    text: str
    value: Decimal
    is_grouped: bool
    decimals: int


def find(text: str) -> list[Number]:
    """Return the numbers of `text` in order. "1 922,50", "1,922.50" and "1922.50" have one value."""
    return [_read(match) for match in _NUMBER.finditer(text)] if has_digits(text) else []


def has_digits(text: str) -> bool:
    """Return whether `text` has a digit; most sentences have none, which spares them many searches."""
    return _DIGIT.search(text) is not None


def values(text: str) -> Counter[Decimal]:
    """Return how often each value stands in `text`."""
    return Counter(number.value for number in find(text))


def _read(match: re.Match[str]) -> Number:
    written = match.group()
    parts = _SEPARATORS.split(written)
    decimals = 0
    if len(parts) > 1 and len(parts[-1]) < 3:
        decimals = len(parts[-1])
    whole = "".join(parts[:-1]) if decimals else "".join(parts)
    value = Decimal(f"{whole}.{parts[-1]}") if decimals else Decimal(whole)
    is_grouped = len(parts) - bool(decimals) > 1
    return Number(match.start(), match.end(), written, value.normalize(), is_grouped, decimals)


def rewrite(new: Number, model: Number, language: Language) -> str:
    """Write `new` in the place and manner of `model`, a number of a text in `language`.

    Polish parts thousands by a space, from five digits on; English by a comma, from four digits on.
    """
    if ":" in new.text or (not new.is_grouped and not new.decimals and not model.is_grouped):
        return new.text
    whole, _, fraction = f"{new.value:.{new.decimals}f}".partition(".")
    grouped = new.is_grouped or model.is_grouped
    shortest = 5 if language == "pl" and not model.is_grouped else 4
    if grouped and len(whole) >= shortest:
        whole = f"{int(whole):,}".replace(",", " " if language == "pl" else ",")
    mark = "," if language == "pl" else "."
    return f"{whole}{mark}{fraction}" if fraction else whole


def plural_category(value: Decimal, language: Language) -> str:
    """Return the CLDR plural category of a cardinal: one, few, many or other."""
    if value == 1:
        return "one"
    if language == "en":
        return "other"
    if value != value.to_integral_value():
        return "other"
    tens, ones = int(value) % 100, int(value) % 10
    return "few" if ones in {2, 3, 4} and tens not in {12, 13, 14} else "many"
