"""Days, months and years: "31 marca", "05.06.2024", "w 2024 r.", "2020-2024"."""

# ruff: noqa: SIM905 - lists of words read better as text

import re
from collections.abc import Sequence
from datetime import date

from okienko_speech.polish.dictionary import adjectives, inflect, nouns, verbs
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import Case, cardinal, ordinal
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_MONTH = "|".join(MONTHS)
_YEAR_ABBREVIATION = r"(?:r\.|roku\b|r\b(?!\.))"
_MONTH_LEMMAS = ("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik", "listopad",
                 "grudzień")  # fmt: skip
_ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# Smaller numbers are years only behind a word that says so: "w latach 1348–1352".
_SURELY_YEARS = 1500
_YEARS = frozenset({"lata", "lat", "latach", "latami"})
_YEAR_FORMS: dict[str, Case] = {"rok": "nom", "roku": "gen", "rokiem": "inst", "rokowi": "dat"}


def _year_words(year: int, case: Case) -> str:
    return ordinal(year, case, "m3")


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
        words[-1] in {"i", "oraz", "lub", "albo", ",", ".", "a"}
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
    return "loc" if governing in {"po", "przy"} else "gen"


def _written_out(match: re.Match[str], day: int, month: int, year: int | None, case: Case = "gen") -> Reading:
    words = [
        *spread(ordinal(day, case), match.start("day"), match.end("day")),
        *spread(MONTHS[month - 1], match.start("month"), match.end("month")),
    ]
    if year is not None:
        words += spread(_year_words(year, "gen"), match.start("year"), match.end("year"))
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
    rf"(?P<day>[0-3]?\d)\.?(?=(?:,\s?[0-3]?\d\.?){{0,5}}\s?(?:,|\bi\b|\boraz\b|\blub\b|\balbo\b|\ba\b|\bdo\b|\bna\b)\s?[0-3]?\d\.?\s(?:{_MONTH}|XII|XI|IX|VIII|VII|VI|IV|III|II)\b)",
    flags=re.IGNORECASE,
)
def _first_days(match: re.Match[str], place: Place) -> Reading | None:
    """Read the first number of "24 i 31 grudnia", "od 1 do 15 sierpnia"."""
    day = int(match["day"])
    return spread(ordinal(day, _day_case(place.left())), *match.span()) if 1 <= day <= 31 else None


# "do 15 III, 15 V i 15 IX"
_ROMAN_DAY_BEHIND = re.compile(r"\s?(?:,|i\b|oraz\b|lub\b)\s?[0-3]?\d\s[IVX]+\b")
_ROMAN_DAY_BEFORE = re.compile(r"\b[0-3]?\d\s[IVX]+\s?(?:,|i|oraz|lub)\s$")


@rule(
    "day and Roman month",
    rf"(?P<day>[0-3]?\d)[. ]\s?(?P<month>VIII|VII|III|XII|XI|IX|IV|VI|II|X|V|I)(?![\w-])(?:[. ]\s?(?P<year>(?:1[5-9]|20)\d\d)\b(?:\s?(?P<tail>{_YEAR_ABBREVIATION}))?)?",
)
def _roman_month(match: re.Match[str], place: Place) -> Reading | None:
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    if not match["year"] and "." not in match[0]:
        rest = place.text[place.end :]
        is_second = re.search(r"\d\.?\s(?:i|oraz|lub|do|a)\s$", place.before())
        is_after_weekday = re.search(
            r"\b(?:poniedział|wtor|środ|czwart|piąt|sobot|niedziel|dni[aeu])\w*,?\s$", place.before()
        )
        if is_after_weekday:
            return _written_out(match, day, _ROMAN_MONTHS.index(match["month"]) + 1, None)
        is_range = re.search(r"\b(?:od|do)\s$", place.before()) and (
            re.match(r"\s(?:do|-|–)\s?\d", rest) or re.search(r"[IVX]\sdo\s$", place.before())
        )
        if is_range:
            return _written_out(match, day, _ROMAN_MONTHS.index(match["month"]) + 1, None)
        if _ROMAN_DAY_BEHIND.match(rest) or _ROMAN_DAY_BEFORE.search(place.before()):
            return _written_out(match, day, _ROMAN_MONTHS.index(match["month"]) + 1, None, _day_case(place.left()))
        if len(match["month"]) < 2 or not (is_second or re.match(r"\s*(?:[,.;)]|$|br\.|b\.r|o\s)", rest)):
            return None
    year = int(match["year"]) if match["year"] else None
    return _written_out(match, day, _ROMAN_MONTHS.index(match["month"]) + 1, year, _day_case(place.left()))


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
        words += spread(f"{_year_words(int(match['first_year']), 'gen')} roku", *match.span("first_year"))
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
    return spread(
        f"{ordinal(day, _day_case(place.left()))} {MONTHS[month - 1]} {_year_words(year, 'gen')} roku", *whole
    )


@rule(
    "day and month in digits",
    r"(?P<day>[0-3]\d|[1-9](?=\.0|\.1[0-2]\.(?!\d))|(?<=\b[od][od]\s)[1-9](?=\.1[0-2])|(?<=\bdnia\s)[1-9](?=\.1[0-2]))\.(?P<month>[01]\d)\b(?!\s?(?:zł|gr|[.,]?\d|%|m²|kg|km))",
)
def _day_month(match: re.Match[str], place: Place) -> Reading | None:
    day, month = int(match["day"]), int(match["month"])
    return _written_out(match, day, month, None, _day_case(place.left())) if _is_day(day, month) else None


@rule("day of this month", r"(?P<day>[1-3]?\d)\.?(?=\s(?:bm|b\.m|ub\.m|br)\.)")
def _day_of_this_month(match: re.Match[str], place: Place) -> Reading:
    return spread(ordinal(int(match["day"]), _day_case(place.left())), *match.span())


@rule("years", r"(?P<first>(?:1\d|20)\d\d)\s?(?:[-–/])\s?(?P<last>(?:1\d|20)\d\d)\b(?!\s?(?:zł|osób))")
def _years(match: re.Match[str], place: Place) -> Reading | None:
    left = place.left()
    if int(match["first"]) < _SURELY_YEARS and not (left and left[-1] in _YEARS):
        return None
    # "w roku szkolnym 2024/2025"
    by_cardinals = (left[-1:] and left[-1] in _YEARS) or "/" in match[0]
    read = cardinal if by_cardinals else lambda year: _year_words(year, "gen")
    lead, between = ("", "") if by_cardinals else ("" if left[-1:] == ["od"] else "od ", "do ")
    return (
        *spread(lead + read(int(match["first"])), match.start("first"), match.end("first")),
        *spread(between + read(int(match["last"])), match.start("last"), match.end("last")),
    )


_JOINED_YEARS = r"(?:1\d|20)\d\d(?=\s(?:i|oraz|lub|albo|do|a)\s(?:1\d|20)\d\d\s?(?:r\.|rok))"


@rule("year before another year", _JOINED_YEARS)
def _first_year(match: re.Match[str], place: Place) -> Reading:
    """Read the first year of "od 1990 do 2000 roku", "za 2023 i 2024 r."."""
    asked = cases_after(place.left())
    case: Case = next((each for each in asked if each != "acc"), "gen")
    if place.left()[-1:] in (["na"], ["za"]):
        case = "acc"
    return spread(_year_words(int(match[0]), case), *match.span())


@rule(
    "year",
    r"""(?P<year>(?:1[5-9]|20)\d\d|[1-9]\d{2,3}(?=\s?(?:r\.|roku\b|rokiem\b))|[1-9]\d?(?=\s?(?:r\.|roku)\s?(?:p\.\s?)?n\.\s?e\.))
        (?:\s?(?P<tail>r\.|r\b(?!\.)|rok(?:u|iem|owi)?\b))""",
)
def _year(match: re.Match[str], place: Place) -> Reading:
    left = place.left()
    while len(left) > 2 and left[-1] in {"i", "oraz", "lub", "albo", ","} and re.fullmatch(r"\d{4}", left[-2]):
        del left[-2:]
    asked = cases_after(left)
    tail = match["tail"]
    if tail in _YEAR_FORMS:
        case: Case = _YEAR_FORMS[tail]
        if case == "gen" and "loc" in asked:
            case = "loc"
        if case == "nom" and asked:
            case = "acc"
        spoken = tail
    else:
        case = next((each for each in asked if each != "acc"), "gen")
        if left[-1:] in (["na"], ["za"]):
            # "podwyżka na 2026 r." looks ahead; only "w" and "po" are about time within the year.
            case = "acc"
        if not left and re.match(r"\s?(?:p\.\s?)?n\.\s?e", place.text[place.end :]):
            case = "nom"
        spoken = {"gen": "roku", "loc": "roku", "inst": "rokiem", "dat": "rokowi"}.get(case, "rok")
    return (
        *spread(_year_words(int(match["year"]), case), match.start("year"), match.end("year")),
        *spread(spoken, match.start("tail"), match.end("tail")),
    )


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
        *spread(_year_words(int(match["year"]), "gen"), *match.span("year")),
        *spread("roku", *match.span("tail" if match["tail"] else "year")),
    )


@rule("year after a word that announces it", r"(?P<year>(?:1[5-9]|20)\d\d)\b(?!\s?(?:zł|gr|tys|os|m\b|km|kg|[.,]\d))")
def _announced_year(match: re.Match[str], place: Place) -> Reading | None:
    left = place.left()
    while len(left) > 2 and left[-1] in {"i", "oraz", "lub", "a", ","} and re.fullmatch(r"\d{4}", left[-2]):
        del left[-2:]
    word = left[-1] if left else ""
    if word in _YEAR_FORMS:
        case: Case = _YEAR_FORMS[word]
        before = cases_after(left[:-1])
        if case == "gen" and "loc" in before:
            case = "loc"
        return spread(_year_words(int(match["year"]), case), match.start(), match.end())
    month = _MONTHS_IN_OTHER_CASES.get(word)
    if word in MONTHS or month:
        return spread(f"{_year_words(int(match['year']), 'gen')} roku", match.start(), match.end())
    return None


_AROUND_YEARS: dict[str, Case] = {
    "w": "loc", "po": "loc", "przed": "inst", "od": "gen", "do": "gen", "z": "gen", "sprzed": "gen", "około": "gen", "ok.": "gen",
}  # fmt: skip


@rule(
    "year without the word",
    r"(?P<year>1[5-9]\d\d|20\d\d)\b(?![/:%–-]|\s?(?:zł|gr|tys|mln|os|szt|m\b|m²|km|kg|ha|euro|EUR|[.,]\d)|\sdo\s\d)",
)
def _bare_year(match: re.Match[str], place: Place) -> Reading | None:
    """Read "spłonął w 1915", "przed 1939 było tu kino": nothing that could be counted follows."""
    left, year = place.left(), int(match["year"])
    word = left[-1] if left else ""
    following = next(iter(place.right_words(1)), "")
    if word not in _AROUND_YEARS or (
        not verbs(following)
        and any(form.number == "pl" for form in (*nouns(following.lower()), *adjectives(following)))
    ):
        return None
    if word != "w" and (not year % 100 or "od" in left[:-1]):
        # "do 1500" is rather a number.
        return None
    return spread(_year_words(year, _AROUND_YEARS[word]), *match.span())


_MONTHS_IN_OTHER_CASES = dict.fromkeys(
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień styczniu lutym"
    " marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu".split(),
    True,
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
    _years,
    _first_year,
    _year,
    _announced_year,
    _bare_year,
)
