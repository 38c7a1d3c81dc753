"""Days, months and years: "31 marca", "05.06.2024", "w 2024 r.", "2020-2024"."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from okienko_speech.polish.dictionary import adjectives, forms, nouns, verbs
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import Case, ordinal
from okienko_speech.polish.rules.roman import NUMBERED_IN_ORDER
from okienko_speech.polish.rules.years import year_words
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_MONTH = "|".join(MONTHS)
YEAR_ABBREVIATION = r"(?:r\.|roku\b|r\b(?!\.))"
MONTH_LEMMAS = ("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik", "listopad",
                 "grudzień")  # fmt: skip
# "maj" is whole, "mar" and "sty" are not.
_CUT_MONTHS = [
    lemma[:size] for lemma in MONTH_LEMMAS for size in range(len(lemma) - 1, 2, -1) if lemma not in {"maj", "luty"}
] + ["lut"]
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def is_day(day: int, month: int, year: int = 2024) -> bool:
    """Tell whether the month of that year has the day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def day_case(left: Sequence[str]) -> Case:
    """Return the case of a day: "przed pierwszym stycznia", "po pierwszym", "między pierwszym a piątym"; else genitive."""
    words = list(left)
    while words and (
        words[-1] in {"i", "oraz", "lub", "albo", "czy", ",", ".", "a"}
        or words[-1].isdigit()
        or words[-1] in MONTHS
        or words[-1].upper() in ROMAN_MONTHS[1:]
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


def written_out(match: re.Match[str], day: int, month: int, year: int | None, case: Case = "gen") -> Reading:
    """Read the groups "day", "month" and "year" as a date in words."""
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
    rf"(?P<day>[0-3]?\d)\.?\s+(?P<month>{_MONTH})\b(?:\s+(?P<year>\d{{4}})\b(?:\s?(?P<tail>{YEAR_ABBREVIATION}))?)?",
    flags=re.IGNORECASE,
)
def _day_month_year(match: re.Match[str], place: Place) -> Reading | None:
    day, month = int(match["day"]), MONTHS.index(match["month"].lower()) + 1
    year = int(match["year"]) if match["year"] else None
    return written_out(match, day, month, year, day_case(place.left())) if 1 <= day <= 31 else None


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
    return spread(ordinal(day, day_case(place.left())), *match.span()) if 1 <= day <= 31 else None


# "do 15 III, 15 V i 15 IX"
_ROMAN_DAY_BEHIND = re.compile(r"\s?(?:,|i\b|oraz\b|lub\b)\s?[0-3]?\d\s[IVX]+\b")
_ROMAN_DAY_BEFORE = re.compile(r"\b[0-3]?\d\s[IVX]+\s?(?:,|i|oraz|lub)\s$")


_ELECTRIC = re.compile(
    r"napięc|zasil|bateri|akumul|gniazd|prąd|ładow|sieci|lamp|\d\s?(?:Hz|kW|W|A|mA|Ah)\b", re.IGNORECASE
)


@rule(
    "day and Roman month",
    rf"(?P<day>[0-3]?\d)[. ]\s?(?P<month>VIII|VII|III|XII|XI|IX|IV|VI|II|X|V|I)(?![\w-])(?:[. ]\s?(?P<year>(?:1[5-9]|20)\d\d)\b(?:\s?(?P<tail>{YEAR_ABBREVIATION}))?)?",
)
def _roman_month(match: re.Match[str], place: Place) -> Reading | None:
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    case = day_case(place.left())
    if not match["year"] and "." not in match[0]:
        beside = _month_beside(match["month"], place)
        if beside is None:
            return None
        case = beside or case
    year = int(match["year"]) if match["year"] else None
    return written_out(match, day, ROMAN_MONTHS.index(match["month"]) + 1, year, case)


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
            spread(MONTHS[ROMAN_MONTHS.index(match["roman"])], *match.span("roman"))
            if match["roman"]
            else spread(match["month"], *match.span("month"))
        ),
    )


@rule("day and month cut short", rf"(?P<day>[0-3]?\d)\.?\s(?P<month>{'|'.join(_CUT_MONTHS)})\.")
def _cut_month(match: re.Match[str], place: Place) -> Reading | None:
    """Read "z 5 lis.", "12 sierp."."""
    day, month = int(match["day"]), next(at for at, each in enumerate(MONTH_LEMMAS) if each.startswith(match["month"]))
    if not is_day(day, month + 1) or adjectives(next(iter(place.right_words(1)), "")):
        # "5 list. poleconych"
        return None
    return written_out(match, day, month + 1, None, day_case(place.left()))


@rule("day of this month", r"(?P<day>[1-3]?\d)\.?(?=\s(?:bm|b\.m|ub\.m|br)\.)")
def _day_of_this_month(match: re.Match[str], place: Place) -> Reading:
    return spread(ordinal(int(match["day"]), day_case(place.left())), *match.span())


RULES = (_days_month, _first_days, _roman_month, _day_month_year, _cut_month, _day_of_this_month)
