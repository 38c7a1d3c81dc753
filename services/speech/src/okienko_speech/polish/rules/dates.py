"""Days, months and years: "31 marca", "05.06.2024", "w 2024 r.", "2020-2024"."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from okienko_speech.polish.dictionary import forms, inflect, nouns, verbs
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import Case, ordinal
from okienko_speech.polish.rules.roman import NUMBERED_IN_ORDER
from okienko_speech.polish.rules.weekdays import DAY_WORD
from okienko_speech.polish.rules.years import year_words
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_MONTH = "|".join(MONTHS)
_YEAR_ABBREVIATION = r"(?:r\.|roku\b|r\b(?!\.))"
_MONTH_LEMMAS = ("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik", "listopad",
                 "grudzień")  # fmt: skip
_ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _is_day(day: int, month: int, year: int = 2024) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _day_case(left: Sequence[str]) -> Case:
    """Return the case of a day: "przed pierwszym stycznia", "po pierwszym", "między pierwszym a piątym"; else genitive."""
    words = list(left)
    while words and (
        words[-1] in {"i", "oraz", "lub", "albo", "czy", ",", ".", "a"}
        or words[-1].isdigit()
        or words[-1] in MONTHS
        or words[-1].upper() in _ROMAN_MONTHS[1:]
    ):
        words.pop()
    governing = words[-1] if words else ""
    if governing in {"przed", "między", "pomiędzy", "nad"}:
        return "inst"
    if governing in {"to", "jest"}:
        # "ostatni dzień to 31 sierpnia", "dziś jest 20 lutego"
        return "nom"
    if governing in {"z", "ze"} and cases_after(words) == ("inst",):
        # "w związku z 11 listopada"
        return "inst"
    return "loc" if governing in {"po", "przy"} else "gen"


def _written_out(match: re.Match[str], day: int, month: int, year: int | None, case: Case = "gen") -> Reading:
    words = [
        *spread(ordinal(day, case), match.start("day"), match.end("day")),
        *spread(MONTHS[month - 1], match.start("month"), match.end("month")),
    ]
    if year is not None:
        words += spread(year_words(year, "gen"), match.start("year"), match.end("year"))
        tail = match.groupdict().get("tail")
        words += spread("roku", match.start("tail" if tail else "year"), match.end("tail" if tail else "year"))
    return words


@rule(
    "day month year",
    rf"(?P<day>[0-3]?\d)\.?\s+(?P<month>{_MONTH})\b(?:\s+(?P<year>\d{{4}})\b(?:\s?(?P<tail>{_YEAR_ABBREVIATION}))?)?",
    flags=re.IGNORECASE,
)
def _day_month_year(match: re.Match[str], place: Place) -> Reading | None:
    day, month = int(match["day"]), MONTHS.index(match["month"].lower()) + 1
    year = int(match["year"]) if match["year"] else None
    return _written_out(match, day, month, year, _day_case(place.left())) if 1 <= day <= 31 else None


@rule(
    "day before another day",
    rf"(?P<day>[0-3]?\d)\.?(?=(?:,\s?[0-3]?\d\.?){{0,5}}\s?(?:(?:,|\ba\b|\bdo\b|\bna\b)\s?|(?:\bi\b|\boraz\b|\blub\b|\balbo\b|\bczy\b)\s?(?:(?:od|do|po|z)\s)?)[0-3]?\d\.?\s(?:{_MONTH}|XII|XI|IX|VIII|VII|VI|IV|III|II)\b)",
    flags=re.IGNORECASE,
)
def _first_days(match: re.Match[str], place: Place) -> Reading | None:
    """Read the first number of "24 i 31 grudnia", "od 1 do 15 sierpnia"."""
    day = int(match["day"])
    if place.left()[-2:] == ["o", "ok."]:
        # "o ok. 16, 25 grudnia o 9" begins with an hour.
        return None
    return spread(ordinal(day, _day_case(place.left())), *match.span()) if 1 <= day <= 31 else None


# "do 15 III, 15 V i 15 IX"
_ROMAN_DAY_BEHIND = re.compile(r"\s?(?:,|i\b|oraz\b|lub\b)\s?[0-3]?\d\s[IVX]+\b")
_ROMAN_DAY_BEFORE = re.compile(r"\b[0-3]?\d\s[IVX]+\s?(?:,|i|oraz|lub)\s$")


_ELECTRIC = re.compile(
    r"napięc|zasil|bateri|akumul|gniazd|prąd|ładow|sieci|lamp|\d\s?(?:Hz|kW|W|A|mA|Ah)\b", re.IGNORECASE
)


@rule(
    "day and Roman month",
    rf"(?P<day>[0-3]?\d)[. ]\s?(?P<month>VIII|VII|III|XII|XI|IX|IV|VI|II|X|V|I)(?![\w-])(?:[. ]\s?(?P<year>(?:1[5-9]|20)\d\d)\b(?:\s?(?P<tail>{_YEAR_ABBREVIATION}))?)?",
)
def _roman_month(match: re.Match[str], place: Place) -> Reading | None:
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    case = _day_case(place.left())
    if not match["year"] and "." not in match[0]:
        beside = _month_beside(match["month"], place)
        if beside is None:
            return None
        case = beside or case
    year = int(match["year"]) if match["year"] else None
    return _written_out(match, day, _ROMAN_MONTHS.index(match["month"]) + 1, year, case)


def _month_beside(numeral: str, place: Place) -> Case | Literal[""] | None:
    """Tell whether a lone numeral behind a day is a month: None where not, the day's case or "" for that of its place."""
    before, rest = place.before(), place.text[place.end :]
    if re.search(
        r"\b(?:(?:poniedział|wtor|środ|czwart|piąt|sobot|niedziel|dni[aeu])\w*|(?:pon|pn|wt|śr|czw|pt|sob|niedz|nd)\.),?\s$",
        before,
    ):
        return "gen"
    if re.search(r"\b(?:od|do)\s$", before) and (
        re.match(r"\s(?:do|-|–)\s?\d", rest) or re.search(r"[IVX]\sdo\s$", before)
    ):
        return "gen"
    if numeral == "V" and not _ELECTRIC.search(place.around()) and re.search(r"[:,–-]\s$", before):
        # "matura: 5 V polski, 7 V matematyka"
        return "gen"
    if (
        re.search(r"\b(?:do|od|dnia|na|po|przed)\s$", before, re.IGNORECASE)
        and (re.match(r"\s*(?:[.,;:)](?!\d)|$|\s[–—-]\s)", rest) or _begins_clause(numeral, place))
        and not _ELECTRIC.search(place.around())
    ):
        # "wnioski do 15 V"
        return ""
    is_second = re.search(r"\d\.?\s(?:i|oraz|lub|do|a)\s$", before)
    is_last = len(numeral) > 1 and (is_second or re.match(r"\s*(?:[,.;)]|$|br\.|b\.r|o\s)", rest))
    return "" if _ROMAN_DAY_BEHIND.match(rest) or _ROMAN_DAY_BEFORE.search(before) or is_last else None


def _begins_clause(numeral: str, place: Place) -> bool:
    """Tell whether something else follows than what the numeral numbers: "do 15 IX można", "od 15 IX szkoła czynna"."""
    following = next(iter(place.right_words(1)), "")
    found = nouns(following)
    if not found:
        return bool(verbs(following)) or any(form.part == "pred" for form in forms(following))
    return len(numeral) > 1 and not any(form.lemma in NUMBERED_IN_ORDER for form in found)


@rule(
    "days month",
    rf"(?P<first>[0-3]?\d)\s?[-–]\s?(?P<last>[0-3]?\d)\s+(?:(?P<month>{_MONTH})|(?P<roman>XII|XI|IX|IV|X|V?I{{1,3}}|V))(?![\w-])",
)
def _days_month(match: re.Match[str], place: Place) -> Reading | None:
    first, last = int(match["first"]), int(match["last"])
    if not (1 <= first <= 31 and 1 <= last <= 31):
        return None
    lead = "" if place.left()[-1:] == ["od"] else "od "
    return (
        *spread(lead + ordinal(first, "gen"), match.start("first"), match.end("first")),
        *spread("do " + ordinal(last, "gen"), match.start("last"), match.end("last")),
        *(
            spread(MONTHS[_ROMAN_MONTHS.index(match["roman"])], *match.span("roman"))
            if match["roman"]
            else spread(match["month"], *match.span("month"))
        ),
    )


_DAY_IN_DIGITS = r"[0-3]?\d"
_MONTH_IN_DIGITS = r"(?:0[1-9]|1[0-2])"


@rule(
    "days in digits",
    rf"""(?P<first>{_DAY_IN_DIGITS})(?:\.(?P<first_month>{_MONTH_IN_DIGITS})(?:\.(?P<first_year>(?:19|20)\d\d))?\.?)?\s?[-–]\s?
        (?P<day>{_DAY_IN_DIGITS})\.(?P<month>{_MONTH_IN_DIGITS})(?:\.(?P<year>(?:19|20)\d\d)\b)?(?![\d.]*\d)(?:\s?(?P<tail>{_YEAR_ABBREVIATION}))?""",
)
def _days_in_digits(match: re.Match[str], place: Place) -> Reading | None:
    """Read "2–4.05.2025", "28.02–3.03.2025"."""
    first, day, month = int(match["first"]), int(match["day"]), int(match["month"])
    first_month = int(match["first_month"] or month)
    if not _is_day(day, month) or not _is_day(first, first_month) or (not match["first_month"] and first >= day):
        return None
    lead = "" if place.left()[-1:] == ["od"] else "od "
    words = [*spread(lead + ordinal(first, "gen"), *match.span("first"))]
    if match["first_month"]:
        words += spread(MONTHS[first_month - 1], *match.span("first_month"))
    if match["first_year"]:
        words += spread(f"{year_words(int(match['first_year']), 'gen')} roku", *match.span("first_year"))
    words += spread("do", *match.span("day"))
    return (*words, *_written_out(match, day, month, int(match["year"]) if match["year"] else None))


@rule(
    "numeric date",
    rf"""(?P<day>[0-3]?\d)(?P<mark>[./-])(?P<month>[01]?\d)(?P=mark)(?P<year>(?:19|20)\d\d|\d\d(?=\s?r\.))\b(?![.,-]?\d)
        (?:\s?(?P<tail>{_YEAR_ABBREVIATION}))?""",
)
def _numeric(match: re.Match[str], place: Place) -> Reading | None:
    """Read "05.06.2024", "5.06.24 r."."""
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    year += 2000 if year < 100 else 0
    if match["mark"] == "/" and re.search(r"[A-Z]/$", place.before(2)):
        # "faktura nr FV/12/03/2026"
        return None
    return _written_out(match, day, month, year, _day_case(place.left())) if _is_day(day, month, year) else None


@rule(
    "ISO date", rf"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b(?:\s?(?P<tail>{_YEAR_ABBREVIATION}))?"
)
def _iso(match: re.Match[str], place: Place) -> Reading | None:
    day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
    if not _is_day(day, month, year):
        return None
    whole = match.start(), match.end()
    return spread(f"{ordinal(day, _day_case(place.left()))} {MONTHS[month - 1]} {year_words(year, 'gen')} roku", *whole)


@rule(
    "day and month in digits",
    r"(?P<day>[0-3]?\d)\.(?P<month>[01]\d)\b(?!\s?(?:(?:zł|gr|m²|kg|km)\b|[.,]?\d|%))",
)
def _day_month(match: re.Match[str], place: Place) -> Reading | None:
    day, month = int(match["day"]), int(match["month"])
    if not _is_day(day, month) or not (len(match["day"]) == 2 or match["month"] < "10" or _is_dated(place)):
        return None
    return _written_out(match, day, month, None, _day_case(place.left()))


_DATED = re.compile(
    rf"(?:\b(?:od|do|dnia|dniu|dniach|dn\.|{DAY_WORD}),?)\s(?:\d{{1,2}}\.\d\d\.?(?:,\s|\s(?:i|oraz|lub|albo|do)\s))*$",
    re.IGNORECASE,
)
_HOUR_BEHIND = re.compile(rf"\.(?!\d)|(?:,\s|\s)(?:o\s)?(?:godz|g\.|\d\d?:\d\d)|\s\(?(?:{DAY_WORD})\b", re.IGNORECASE)


def _is_dated(place: Place) -> bool:
    """Tell whether "8.12" is a day, "we wtorek 8.12", "8.12 o godz. 9": it could be a part of a text as well."""
    return bool(_DATED.search(place.before()) or _HOUR_BEHIND.match(place.text, place.end))


@rule("day of this month", r"(?P<day>[1-3]?\d)\.?(?=\s(?:bm|b\.m|ub\.m|br)\.)")
def _day_of_this_month(match: re.Match[str], place: Place) -> Reading:
    return spread(ordinal(int(match["day"]), _day_case(place.left())), *match.span())


@rule(
    "month and year",
    rf"(?<![\d./])(?:(?P<month>0[1-9]|1[0-2])[/.]|(?P<roman>XII|XI|IX|IV|X|V?I{{1,3}}|V)\s)(?P<year>20\d\d)(?![\w/]|\.\d)(?!\s?zł)(?:\s?(?P<tail>{_YEAR_ABBREVIATION}))?",
)
def _month_year(match: re.Match[str], place: Place) -> Reading | None:
    """Read "06/2026", "w VI 2025 r."."""
    asked = cases_after(place.left())
    if match["roman"] and not asked:
        return None
    number = _ROMAN_MONTHS.index(match["roman"]) if match["roman"] else int(match["month"]) - 1
    return (
        *spread(inflect(_MONTH_LEMMAS[number], asked[0] if asked else "nom"), match.start(), match.start("year") - 1),
        *spread(year_words(int(match["year"]), "gen"), *match.span("year")),
        *spread("roku", *match.span("tail" if match["tail"] else "year")),
    )


RULES = (
    _iso,
    _days_in_digits,
    _numeric,
    _days_month,
    _first_days,
    _roman_month,
    _day_month_year,
    _day_month,
    _month_year,
    _day_of_this_month,
)
