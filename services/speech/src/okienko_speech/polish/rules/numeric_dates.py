"""Dates in digits: "05.06.2024", "2–4.05.2025", "2024-09-01", "do 15.03", "06/2026"."""

import re

from okienko_speech.polish.dictionary import inflect, verbs
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import ordinal
from okienko_speech.polish.rules.dates import (
    MONTH_LEMMAS,
    ROMAN_MONTHS,
    YEAR_ABBREVIATION,
    day_case,
    is_day,
    written_out,
)
from okienko_speech.polish.rules.weekdays import DAY_WORD
from okienko_speech.polish.rules.years import year_words
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_DAY_IN_DIGITS = r"[0-3]?\d"
_MONTH_IN_DIGITS = r"(?:0[1-9]|1[0-2])"


@rule(
    "days in digits",
    rf"""(?P<first>{_DAY_IN_DIGITS})(?:\.(?P<first_month>{_MONTH_IN_DIGITS})(?:\.(?P<first_year>(?:19|20)\d\d))?\.?)?\s?[-–]\s?
        (?P<day>{_DAY_IN_DIGITS})\.(?P<month>{_MONTH_IN_DIGITS})(?:\.(?P<year>(?:19|20)\d\d)\b)?(?![\d.]*\d)(?:\s?(?P<tail>{YEAR_ABBREVIATION}))?""",
)
def _days_in_digits(match: re.Match[str], place: Place) -> Reading | None:
    """Read "2–4.05.2025", "28.02–3.03.2025"."""
    first, day, month = int(match["first"]), int(match["day"]), int(match["month"])
    first_month = int(match["first_month"] or month)
    if not is_day(day, month) or not is_day(first, first_month) or (not match["first_month"] and first >= day):
        return None
    lead = "" if place.left()[-1:] == ["od"] else "od "
    words = [*spread(lead + ordinal(first, "gen"), *match.span("first"))]
    if match["first_month"]:
        words += spread(MONTHS[first_month - 1], *match.span("first_month"))
    if match["first_year"]:
        words += spread(f"{year_words(int(match['first_year']), 'gen')} roku", *match.span("first_year"))
    words += spread("do", *match.span("day"))
    return (*words, *written_out(match, day, month, int(match["year"]) if match["year"] else None))


@rule(
    "numeric date",
    rf"""(?P<day>[0-3]?\d)(?P<mark>[./-])(?P<month>[01]?\d)(?P=mark)(?P<year>(?:19|20)\d\d|\d\d(?=\s?r\.))\b(?![.,-]?\d)
        (?:\s?(?P<tail>{YEAR_ABBREVIATION}))?""",
)
def _numeric(match: re.Match[str], place: Place) -> Reading | None:
    """Read "05.06.2024", "5.06.24 r."."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    year += 2000 if year < 100 else 0
    if match["mark"] == "/" and re.search(r"[A-Z]/$", place.before(2)):
        # "faktura nr FV/12/03/2026"
        return None
    return written_out(match, day, month, year, day_case(place.left())) if is_day(day, month, year) else None


_PARTS_OF_TEXT = re.compile(
    r"\b(?:wersj\w+|wer\.|nr|numer\w*|pkt|poz\.|kod\w*|rozdz\w*\.?|tab\.|zał\.|PKD)\s$", re.IGNORECASE
)


@rule("numeric date with a short year", r"(?P<day>[0-3]?\d)\.(?P<month>0\d|1[0-2])\.(?P<year>\d\d)(?![\w/-]|[.,]\d)")
def _short_year(match: re.Match[str], place: Place) -> Reading | None:
    """Read "ur. 12.03.99", "z 12.11.26"."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    year += 2000 if year < _CENTURY_BEGINS else 1900
    if not is_day(day, month, year) or _PARTS_OF_TEXT.search(place.before(20)):
        return None
    return written_out(match, day, month, year, day_case(place.left()))


_CENTURY_BEGINS = 45


@rule("ISO date", rf"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b(?:\s?(?P<tail>{YEAR_ABBREVIATION}))?")
def _iso(match: re.Match[str], place: Place) -> Reading | None:
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if not is_day(day, month, year):
        return None
    whole = match.start(), match.end()
    return spread(f"{ordinal(day, day_case(place.left()))} {MONTHS[month - 1]} {year_words(year, 'gen')} roku", *whole)


@rule(
    "day and month in digits",
    r"(?P<day>[0-3]?\d)\.(?P<month>[01]\d)\b(?!\s?(?:(?:zł|gr|m²|kg|km)\b|[.,]?\d|%))",
)
def _day_month(match: re.Match[str], place: Place) -> Reading | None:
    day, month = int(match["day"]), int(match["month"])
    if not is_day(day, month) or not (len(match["day"]) == 2 or match["month"] < "10" or _is_dated(place)):
        return None
    return written_out(match, day, month, None, day_case(place.left()))


_DATED = re.compile(
    rf"(?:\b(?:od|do|dnia|dniu|dniach|dn\.|{DAY_WORD}),?)\s(?:\d{{1,2}}\.\d\d\.?(?:,\s|\s(?:i|oraz|lub|albo|do)\s))*$",
    re.IGNORECASE,
)
_HOUR_BEHIND = re.compile(
    rf"\.(?!\d)|(?:,\s|\s)(?:o\s)?(?:godz|g\.|\d\d?[:.]\d\d)|\s\(?(?:{DAY_WORD})\b", re.IGNORECASE
)


def _is_dated(place: Place) -> bool:
    """Tell whether "8.12" is a day, "we wtorek 8.12", "8.12 o godz. 9": it could be a part of a text as well."""
    return bool(_DATED.search(place.before()) or _HOUR_BEHIND.match(place.text, place.end))


@rule(
    "month and year",
    rf"(?<![\d./])(?:(?P<month>0[1-9]|1[0-2])[/.]|(?P<roman>XII|XI|IX|IV|X|V?I{{1,3}}|V)\s)(?P<year>20\d\d)(?![\w/]|\.\d)(?!\s?zł)(?:\s?(?P<tail>{YEAR_ABBREVIATION}))?",
)
def _month_year(match: re.Match[str], place: Place) -> Reading | None:
    """Read "06/2026", "w VI 2025 r."."""
    left = place.left()
    asked = cases_after(left)
    # "wniosek złożyłem XII 2025"
    is_when = bool(match["roman"] and not asked and left and verbs(left[-1]))
    if match["roman"] and not asked and not is_when:
        return None
    number = ROMAN_MONTHS.index(match["roman"]) if match["roman"] else int(match["month"]) - 1
    return (
        *spread(
            f"w {inflect(MONTH_LEMMAS[number], 'loc')}"
            if is_when
            else inflect(MONTH_LEMMAS[number], asked[0] if asked else "nom"),
            match.start(),
            match.start("year") - 1,
        ),
        *spread(year_words(int(match["year"]), "gen"), *match.span("year")),
        *spread("roku", *match.span("tail" if match["tail"] else "year")),
    )


RULES = (_iso, _days_in_digits, _numeric, _short_year, _day_month, _month_year)
