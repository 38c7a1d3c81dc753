"""What fills slots without standing in the lexicon: dates, times, amounts, rooms, numbers, addresses, codes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from okienko_translation.languages import Language, other
from okienko_translation.text import dates
from okienko_translation.text.spans import Kind, find

_HOUR = r"\d{1,2}(?::\d{2})"
_WRITTEN = {
    "Hour": _HOUR,
    "Opens": _HOUR,
    "Closes": _HOUR,
    "Hours": rf"{_HOUR} ?[-–] ?{_HOUR}",
    "Room": r"\d{1,4}[A-Za-z]?",
    "Percent": r"\d+(?:,\d+)? ?%",
    "Line": r"\d{1,4}",
    "Year": r"(?:19|20)\d{2}",
    "Number": r"\d{1,6}",
    "Plate": r"[A-Z]{1,3} ?[A-Z0-9]{4,5}",
    "Street": r"ul\. [A-ZĄĆĘŁŃÓŚŹŻ]\w+",
}
_PATTERNS = {category: re.compile(rf"(?:{pattern})(?![\w%])(?![.,:/-]\d)") for category, pattern in _WRITTEN.items()}
_COUNT = re.compile(r"\d{1,4}(?![\d.,:/-]?\d)")
_KINDS = {
    "Phone": {Kind.PHONE},
    "Email": {Kind.EMAIL},
    "Site": {Kind.URL},
    "Amount": {Kind.AMOUNT},
    "Address": {Kind.ADDRESS},
    "FormCode": {Kind.CODE, Kind.ACRONYM},
    "Article": {Kind.ARTICLE},
    "Journal": {Kind.STATUTE},
    "Case": {Kind.CASE_NUMBER},
    "Account": {Kind.ACCOUNT},
}
# Polish counts 2, 3, 4, 22 and so on otherwise than 5 and more.
_COUNTED: dict[str, Callable[[int], bool]] = {
    "few": lambda value: value % 10 in {2, 3, 4} and value % 100 not in {12, 13, 14},
    "many": lambda value: value > 1 and not (value % 10 in {2, 3, 4} and value % 100 not in {12, 13, 14}),
}
_CATEGORIES = ("Date", "Period", *_COUNTED, *_KINDS, *_PATTERNS)
_NONE: frozenset[str] = frozenset()
_BETWEEN: dict[Language, tuple[str, str]] = {"pl": ("od ", " do "), "en": ("from ", " to ")}


@dataclass(frozen=True)
class Filling:
    """What stands in a slot of a builtin category: where it ends in the text, and how the other language writes it."""

    end: int
    text: str


class Builtins:
    """Finds them in one sentence.

    Args:
        text: the sentence.
        language: its language.
    """

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._language = language
        self._dates = {date.start: date for date in dates.find(text, language)}
        self._spans = {span.start: span for span in find(text, language)}
        self._begun: dict[int, frozenset[str]] = {}

    def begun(self, start: int) -> frozenset[str]:
        """Return the categories of which something begins at a character."""
        if start not in self._begun:
            first = self._text[start]
            is_possible = (
                first.isdigit()
                or first.isupper()
                or start in self._spans
                or start in self._dates
                or self._text.startswith(("ul. ", _BETWEEN[self._language][0]), start)
            )
            self._begun[start] = frozenset(one for one in _CATEGORIES if self.at(one, start)) if is_possible else _NONE
        return self._begun[start]

    def at(self, category: str, start: int) -> Filling | None:
        """Return what of a category begins at a character, or None."""
        if category == "Date":
            return self._date(start)
        if category == "Period":
            return self._period(start)
        if category in _COUNTED:
            match = _COUNT.match(self._text, start)
            return Filling(match.end(), match[0]) if match and _COUNTED[category](int(match[0])) else None
        if category in _KINDS:
            span = self._spans.get(start)
            return Filling(span.end, span.text) if span and span.kind in _KINDS[category] else None
        if category not in _PATTERNS:
            return None
        match = _PATTERNS[category].match(self._text, start)
        return Filling(match.end(), match[0]) if match else None

    def _date(self, start: int) -> Filling | None:
        date = self._dates.get(start)
        if date:
            return Filling(date.end, dates.write(date.value, other(self._language)))
        span = self._spans.get(start)
        return Filling(span.end, span.text) if span and span.kind is Kind.DATE else None

    def _period(self, start: int) -> Filling | None:
        before, between = _BETWEEN[self._language]
        if self._text[start : start + len(before)].lower() != before:
            return None
        first = self._date(start + len(before))
        if first is None or not self._text.startswith(between, first.end):
            return None
        last = self._date(first.end + len(between))
        if last is None:
            return None
        before, between = _BETWEEN[other(self._language)]
        return Filling(last.end, f"{before}{first.text}{between}{last.text}")
