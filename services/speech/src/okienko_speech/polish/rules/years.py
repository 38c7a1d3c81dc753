"""Years: "w 2024 r.", "2020-2024", "spłonął w 1915", "rocznik 2015"."""

# ruff: noqa: SIM905 - lists of words read better as text

import re

from okienko_speech.polish.dictionary import adjectives, nouns, verbs
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import Case, cardinal, ordinal
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

# Smaller numbers are years only behind a word that says so: "w latach 1348–1352".
_SURELY_YEARS = 1500
_YEARS = frozenset({"lata", "lat", "latach", "latami"})
_YEAR_FORMS: dict[str, Case] = {"rok": "nom", "roku": "gen", "rokiem": "inst", "rokowi": "dat"}


def year_words(year: int, case: Case) -> str:
    """Return a year as it is read: an ordinal."""
    return ordinal(year, case, "m3")


@rule("years", r"(?P<first>(?:1\d|20)\d\d)\s?(?:[-–/])\s?(?P<last>(?:1\d|20)\d\d)\b(?!\s?(?:zł|osób))")
def _years(match: re.Match[str], place: Place) -> Reading | None:
    left = place.left()
    if int(match["first"]) < _SURELY_YEARS and not (left and left[-1] in _YEARS):
        return None
    # "w roku szkolnym 2024/2025"
    by_cardinals = (left[-1:] and left[-1] in _YEARS) or "/" in match[0]
    read = cardinal if by_cardinals else lambda year: year_words(year, "gen")
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
    return spread(year_words(int(match[0]), case), *match.span())


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
        *spread(year_words(int(match["year"]), case), match.start("year"), match.end("year")),
        *spread(spoken, match.start("tail"), match.end("tail")),
    )


@rule(
    "year after a word that announces it",
    r"(?P<year>(?:1[5-9]|20)\d\d|\d{2,4}(?=\s(?:p\.\s?)?n\.\s?e\.))\b(?!\s?(?:zł|gr|tys|os|m\b|km|kg|[.,]\d))",
)
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
        return spread(year_words(int(match["year"]), case), match.start(), match.end())
    if any(form.lemma == "rocznik" for form in nouns(word)):
        asked = cases_after(left[:-1])
        shown: Case = "nom" if word == "rocznik" else next(iter(asked), "gen")
        return spread(year_words(int(match["year"]), shown), match.start(), match.end())
    month = _MONTHS_IN_OTHER_CASES.get(word)
    if word in MONTHS or month or _PARTS_OF_YEARS.fullmatch(word):
        return spread(f"{year_words(int(match['year']), 'gen')} roku", match.start(), match.end())
    return None


# "do IV kw. 2027", "w I półroczu 2026"
_PARTS_OF_YEARS = re.compile(r"kw\.|kwarta[łl]\w*|półrocz\w+")
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
    if word != "w" and (not year % 100 or (word == "do" and "od" in left[:-1])):
        # "do 1500" is rather a number.
        return None
    return spread(year_words(year, _AROUND_YEARS[word]), *match.span())


_MONTHS_IN_OTHER_CASES = dict.fromkeys(
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień styczniu lutym"
    " marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu".split(),
    True,
)

RULES = (_years, _first_year, _year, _announced_year, _bare_year)
