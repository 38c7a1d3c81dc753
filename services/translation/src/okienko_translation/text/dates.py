"""Dates with the month as a word, read in one language and written in the other."""

import re
from dataclasses import dataclass

from okienko_translation.languages import Language
from okienko_translation.text.numbers import has_digits

_PL = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS: dict[Language, list[str]] = {"pl": _PL.split("|"), "en": _EN.split("|")}

_PATTERNS: dict[Language, tuple[re.Pattern[str], ...]] = {
    # "r." at the very end of a sentence keeps its point, which is the sentence's full stop.
    "pl": (
        re.compile(
            rf"(?<![\d.])(?P<day>\d{{1,2}}) (?P<month>{_PL})\b"
            r"(?: (?P<year>\d{4})\b(?: r\.(?=\s+[a-ząćęłńóśźż(]|,)| r\b(?=\.)| roku\b)?)?",
        ),
    ),
    "en": (
        re.compile(
            rf"(?<![\d.])(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_EN})\b(?:,? (?P<year>\d{{4}})\b)?"
        ),
        re.compile(rf"\b(?P<month>{_EN}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}})\b)?"),
    ),
}


@dataclass(frozen=True)
class MonthDate:
    """A date such as "31 maja 2026 r."; `year` is None where none is written. `start` and `end` are in characters."""

    start: int
    end: int
    day: int
    month: int
    year: int | None

    @property
    def value(self) -> tuple[int, int, int | None]:
        """Day, month and year."""
        return (self.day, self.month, self.year)


def find(text: str, language: Language) -> list[MonthDate]:
    """Return the dates of `text` with a month as a word, in order."""
    found: list[MonthDate] = []
    for pattern in _PATTERNS[language] if has_digits(text) else ():
        for match in pattern.finditer(text):
            day = int(match["day"])
            if 1 <= day <= 31 and not any(one.start < match.end() and match.start() < one.end for one in found):
                month = _MONTHS[language].index(match["month"]) + 1
                year = int(match["year"]) if match["year"] else None
                found.append(MonthDate(match.start(), match.end(), day, month, year))
    return sorted(found, key=lambda date: date.start)


def write(value: tuple[int, int, int | None], language: Language) -> str:
    """Write a date: "31 maja 2026" or "31 May 2026"."""
    day, month, year = value
    return f"{day} {_MONTHS[language][month - 1]}" + (f" {year}" if year is not None else "")
