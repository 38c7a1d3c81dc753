"""References to law: "art. 24 ust. 1 pkt 2 lit. b", "§ 4", "Dz.U. z 2023 r. poz. 1234"."""

# ruff: noqa: SIM905 - lists of words read better as text

import re
from typing import Literal, TypeAlias

from okienko_speech.polish.dictionary import inflect, nouns, verbs
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, cardinal, ordinal
from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_Gender: TypeAlias = Literal["m3", "f", "n"]
_UNITS: dict[str, tuple[str, _Gender]] = {
    "art": ("artykuł", "m3"), "ust": ("ustęp", "m3"), "pkt": ("punkt", "m3"), "ppkt": ("podpunkt", "m3"), "§": ("paragraf", "m3"),
    "par": ("paragraf", "m3"),
    "lit": ("litera", "f"), "zd": ("zdanie", "n"), "ak": ("akapit", "m3"), "tiret": ("tiret", "m3"),
}  # fmt: skip
_UNIT = r"ppkt\.?|art\.|ust\.|pkt\.?|§§?|par\.|lit\.|zd\.|ak\."
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# Not the beginning of a range, which has a rule of its own.
_ONE = rf"(?:{_UNIT})(?!\s?[zw]\s)(?!\s?\d+\.\d)(?!\s?\d+[a-z]{{0,2}}\s?[-–]\s?\d)\s?(?:\d{{1,4}}[{_RAISED}]{{1,2}}|\d{{0,4}}[a-z]{{0,3}}\b)"
_PIECE = re.compile(
    rf"(?P<unit>{_UNIT})\s?(?:(?P<number>\d{{1,4}})(?:(?P<letter>[a-z]{{0,3}})\b|(?P<index>[{_RAISED}]{{1,2}}))|(?P<only>[a-z]{{1,2}})\b)",
    re.IGNORECASE,
)
_GENITIVE_BEFORE = frozenset("podstawie podst. mocy brzmieniu brzmienia treści myśl".split())


_CHAIN = re.compile(rf"(?:{_ONE}(?:\s|,\s|\s(?:i|oraz|lub)\s))+$", re.IGNORECASE)


def _case(place: Place) -> Case:
    chain = _CHAIN.search(place.before())
    if chain:
        # "w art. 3 pkt 1-4": one preposition governs all units.
        return _case(place.from_start_of(chain))
    left = place.left()
    if left[-1:] and left[-1] in _GENITIVE_BEFORE:
        return "gen"
    asked = cases_after(left)
    if not asked and left and any(form.number for form in nouns(left[-1])) and not verbs(left[-1]):
        # "w limitach art. 13": whose limits.
        return "gen"
    return asked[0] if asked else "nom"


@rule("article, paragraph, point", rf"{_ONE}(?:\s{_ONE})*", flags=re.IGNORECASE)
def _article(match: re.Match[str], place: Place) -> Reading | None:
    case = _case(place)
    words: list[SpokenWord] = []
    for piece in _PIECE.finditer(match[0]):
        lemma, gender = _UNITS[piece["unit"].lower().rstrip(".") if "§" not in piece["unit"] else "§"]
        base = match.start()
        words += spread(inflect(lemma, case), base + piece.start("unit"), base + piece.end("unit"))
        if piece["number"]:
            number = ordinal(int(piece["number"]), case, gender)
            words += spread(number, base + piece.start("number"), base + piece.end("number"))
        if piece["index"]:
            index = cardinal(int("".join(str(_RAISED.index(digit)) for digit in piece["index"])))
            words += spread(f"indeks {index}", base + piece.start("index"), base + piece.end("index"))
        letter = "letter" if piece["number"] else "only"
        if piece[letter]:
            words += spell(piece[letter], base + piece.start(letter), base + piece.end(letter))
    return words or None


@rule(
    "several articles",
    r"(?P<unit>ust\.|pkt\.?|art\.|§§?|par\.)\s?(?P<first>\d{1,4})(?P<letter>[a-z]{0,2})\s?[-–]\s?(?P<last>\d{1,4})(?P<last_letter>[a-z]{0,2})\b",
    flags=re.IGNORECASE,
)
def _several(match: re.Match[str], place: Place) -> Reading:
    lemma, gender = _UNITS[match["unit"].lower().strip(".").replace("§§", "§")]
    return (
        *spread(inflect(lemma, _case(place), "pl"), *match.span("unit")),
        *spread("od " + ordinal(int(match["first"]), "gen", gender), *match.span("first")),
        *spell(match["letter"], *match.span("letter")),
        *spread("do " + ordinal(int(match["last"]), "gen", gender), *match.span("last")),
        *spell(match["last_letter"], *match.span("last_letter")),
    )


_LIST = re.compile(
    r"(?:(?:art\.|ust\.|pkt\.?|§|par\.)\s?\d{1,4}[a-z]{0,2}\s){0,3}(?P<unit>art\.|ust\.|pkt\.?|§§?|par\.)\s?\d{1,4}[a-z]{0,2}\)?(?:\s?(?:,|i|oraz|lub|albo)\s?\d{1,4}[a-z]{0,2}\)?)*\s?(?:,|i|oraz|lub|albo)\s?$",
    re.IGNORECASE,
)


def _is_counted(word: str) -> bool:
    """Tell whether a number before the word counts it, "2 zł", instead of numbering a unit, "ust. 1 i 2 ustawy"."""
    return any(form.lemma in _COUNTED for form in nouns(word))


_COUNTED = frozenset("złoty grosz dzień tydzień miesiąc rok godzina minuta osoba procent egzemplarz raz".split())


@rule("another article", r"(?P<number>\d{1,4})(?P<letter>[a-z]{0,2})(?![\w/]|[.,]\d)")
def _another(match: re.Match[str], place: Place) -> Reading | None:
    """Read the second number of "ust. 2 i 3"."""
    window = max(0, place.start - 60)
    listed = _LIST.search(place.text[window : place.start])
    if not listed or _is_counted(next(iter(place.right_words(1)), "")):
        return None
    start = window + listed.start()
    _, gender = _UNITS[listed["unit"].lower().strip(".").replace("§§", "§")]
    case = _case(Place(place.text, start, start + 1))
    return (
        *spread(ordinal(int(match["number"]), case, gender), *match.span("number")),
        *spell(match["letter"], *match.span("letter")),
    )


@rule(
    "journal of laws",
    r"(?P<name>Dz\.\s?U\.(?:\s?UE)?)(?:\s(?P<year>(?:19|20)\d\d)(?=\s(?:nr|poz)))?",
    flags=re.IGNORECASE,
)
def _journal(match: re.Match[str], place: Place) -> Reading:
    case = _case(place)
    words = [*spread(f"{inflect('dziennik', case)} ustaw", *match.span("name"))]
    if match["year"]:
        words += spread(ordinal(int(match["year"])), *match.span("year"))
    return words


@rule("letters from and to", r"lit\.\s?(?P<first>[a-z])\s?[-–]\s?(?P<last>[a-z])(?!\w)", flags=re.IGNORECASE)
def _letters(match: re.Match[str], place: Place) -> Reading:
    """Read "lit. a–c"."""
    return (
        *spread(inflect("litera", _case(place), "pl"), match.start(), match.start("first") - 1),
        *spread("od", *match.span("first")),
        *spell(match["first"], *match.span("first")),
        *spread("do", *match.span("last")),
        *spell(match["last"], *match.span("last")),
    )


_ACTS = {"ust": "ustawa", "obw": "obwieszczenie", "zarz": "zarządzenie", "rozp": "rozporządzenie", "uchw": "uchwała",
         "post": "postanowienie", "wyr": "wyrok"}  # fmt: skip


@rule("act cut short", rf"(?P<act>{'|'.join(_ACTS)})\.(?=\sz\s(?:dn|\d))", closes=False)
def _act(match: re.Match[str], place: Place) -> Reading:
    """Read "zgodnie z ust. z 7 lipca": a paragraph has no date."""
    return spread(inflect(_ACTS[match["act"]], _case(place)), *match.span())


@rule("position", r"(?P<word>poz\.)\s?(?P<number>\d{1,5})\b(?!\s?[-–]\d)", flags=re.IGNORECASE)
def _position(match: re.Match[str], _place: Place) -> Reading:
    return (*spread("pozycja", *match.span("word")), *spread(cardinal(int(match["number"])), *match.span("number")))


RULES = (_act, _letters, _several, _article, _another, _journal, _position)
