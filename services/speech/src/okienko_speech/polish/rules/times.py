"""Hours and opening hours: "o godz. 8:00", "pon.-pt. 7:30-15:30", "godz. 12.15"."""

import re
from typing import Literal

from okienko_speech.polish.dictionary import inflect
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, cardinal, ordinal, plural_case
from okienko_speech.polish.rules.weekdays import IS_DAY
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
# "g. 17", but "5 g. 20" are grams.
_SHORT_WORD = r"(?<!\d\s)g\.(?=\s?\d{1,2}(?!\d))"
_ANY = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?"


def hour(clock: str, case: Case) -> str:
    """Read "8:30" as an hour, an ordinal of feminine gender, and minutes."""
    hours, _, minutes = clock.replace(".", ":").partition(":")
    is_past_midnight = int(hours) == 0 and minutes not in {"", "00"}
    spoken = "zero" if is_past_midnight else ordinal(int(hours), case, "f")
    if minutes in {"", "00"}:
        return spoken
    return f"{spoken} {'zero ' if minutes[0] == '0' else ''}{cardinal(int(minutes))}"


def _single_case(left: list[str], default: Case) -> Case:
    """Return the case of one hour: "o ósmej", "przed ósmą", "na ósmą"; hours after "o" and "po" are locative."""
    asked = cases_after(left)
    if not asked:
        return default
    if left[-1:] == ["na"]:
        return "acc"
    return asked[0]


def is_between(left: list[str]) -> bool:
    """Tell whether the second of two hours follows: "między ósmą a"."""
    return left[-1:] == ["a"] and any(word in {"między", "pomiędzy"} for word in left[-6:])


def case_of_word(word: str, left: list[str]) -> Case | None:
    """Return the case of an hour behind "godz." or "godzinie"; None behind a form that no hour follows."""
    if word.lower().startswith("godzin"):
        return _FORMS.get(word.lower())
    return "inst" if is_between(left) else _single_case(left, "nom")


_FORMS: dict[str, Case] = {"godzina": "nom", "godziny": "gen", "godzinę": "acc", "godziną": "inst", "godzinie": "loc"}


def hours_from_to(match: re.Match[str], place: Place) -> list[SpokenWord]:
    """Read the groups "first" and "last" as hours from and to."""
    lead = "" if place.left()[-1:] == ["od"] else "od "
    return [
        *spread(lead + hour(match["first"], "gen"), match.start("first"), match.end("first")),
        *spread("do " + hour(match["last"], "gen"), match.start("last"), match.end("last")),
    ]


@rule(
    "hours with the word",
    rf"(?P<word>godz\.?|{_SHORT_WORD}|godzinach|godziny)\s?(?:od\s)?(?P<first>{_ANY})(?!\d)\s?(?:[-–]|do)\s?(?P<last>{_ANY})(?!\d|[,:]\d)",
    flags=re.IGNORECASE,
)
def _word_range(match: re.Match[str], place: Place) -> Reading:
    asked = cases_after(place.left())
    # "od godz. 8 do 15" begins at one hour, "w godz. 8-15" lasts for hours.
    number: Literal["sg", "pl"] = "sg" if place.left()[-1:] == ["od"] else "pl"
    spoken = (
        match["word"]
        if match["word"].lower().rstrip(".") not in {"godz", "g"}
        else inflect("godzina", "loc" if "loc" in asked else asked[0] if asked else "nom", number)
    )
    return [*spread(spoken, match.start("word"), match.end("word")), *hours_from_to(match, place)]


@rule(
    "hour with the word",
    rf"(?P<word>godz\.?|{_SHORT_WORD}|godzin[aąęyie]+)\s?(?P<first>{_ANY})(?!\d|[,:]\d|\s?(?:zł|gr|PLN|EUR|%|min|km|os\.|osób))",
    flags=re.IGNORECASE,
)
def _word_single(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    case = case_of_word(written, place.left())
    if case is None:
        return None
    spoken = written if written.startswith("godzin") else inflect("godzina", case)
    return (
        *spread(spoken, match.start("word"), match.end("word")),
        *spread(hour(match["first"], case), match.start("first"), match.end("first")),
    )


@rule("hours", rf"(?P<first>{_CLOCK})\s?[-–]\s?(?P<last>{_CLOCK})(?!\d)")
def _clock_range(match: re.Match[str], place: Place) -> Reading:
    return hours_from_to(match, place)


def _are_backwards(match: re.Match[str]) -> bool:
    first, last = (float(match[name]) for name in ("first", "last"))
    return first > last >= 1


@rule(
    "hours with points",
    r"(?P<first>(?:[01]?\d|2[0-4])\.[0-5]\d)\s?[-–]\s?(?P<last>(?:[01]?\d|2[0-4])\.[0-5]\d)(?!\.?\d)",
)
def _point_range(match: re.Match[str], place: Place) -> Reading | None:
    if all("01" <= match[name][-2:] <= "12" for name in ("first", "last")) and _are_backwards(match):
        # "ferie 19.01–1.02" are days.
        return None
    return hours_from_to(match, place)


@rule(
    "hours, minutes and seconds",
    r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)(?![\d:]|\s?[-–]\s?\d)",
)
def _duration(match: re.Match[str], place: Place) -> Reading | None:
    """Read "z czasem 1:03:24", "czas 38:14"."""
    if not match["hours"] and not re.search(r"\bczas(?:em|u)?:?\s$", place.before(8)):
        return None
    words: list[SpokenWord] = []
    for name, lemma in (("hours", "godzina"), ("minutes", "minuta"), ("seconds", "sekunda")):
        value = int(match[name] or 0)
        number, case = plural_case(value, "nom")
        words += (
            spread(f"{cardinal(value, 'nom', 'f')} {inflect(lemma, case, number)}", *match.span(name)) if value else ()
        )
    return words or spread("zero", *match.span())


@rule("hour", rf"(?P<first>{_CLOCK})(?!\d)")
def _clock(match: re.Match[str], place: Place) -> Reading:
    return read_clock(match, place)


_JOINED_HOURS = re.compile(r"(?:\d{1,2}[:.]\d\d\s?(?:,|i|oraz|lub|albo|czy)\s)+$")


def read_clock(match: re.Match[str], place: Place) -> Reading:
    """Read the group "first" as an hour in the case of its place."""
    # "o 6:40, 7:10 i 7:55": one preposition governs all.
    left = place.from_start_of(_JOINED_HOURS.search(place.before())).left()
    case: Case = "inst" if is_between(left) else _single_case(left, "nom")
    return spread(hour(match["first"], case), match.start(), match.end())


_BEFORE_HOUR = frozenset(["o", "od", "do", "po", "przed", "między", "a", "około", "ok.", "na", "godzinie", "godzinę"])
_USUAL_MINUTES = frozenset({"00", "15", "30", "45"})
_VERSION = re.compile(r"pok|sal|wersj|nr|numer|pkt|punkt|rozdział|tabel|rysun|załącznik")


# "Odjazdy z Rynku: 5.42, 6.12"
_LISTED_CLOCKS = re.compile(
    r"\b(?:(?:od|przy|wy)jazdy?\b[^.;:\n]{0,60}(?:\.[^.;:\n]{0,40})?:|(?:odj|przyj)\.:?)\s(?:\d\d?[.:]\d\d\s?(?:,|i|oraz)\s)*$",
    re.IGNORECASE,
)


@rule(
    "hour with a point",
    r"(?P<first>(?:[01]?\d|2[0-4])\.(?P<minutes>[0-5]\d))(?![\d%]|[.,:-]\d|\s?(?:zł|gr|EUR|%|m²|m2|kg|km|ha|r\.|roku))",
)
def _pointed(match: re.Match[str], place: Place) -> Reading | None:
    """Read "o 8.00"; "do 15.03" is a date."""
    left, minutes = place.left(), match["minutes"]
    is_announced = left[-1:] and (left[-1] in _BEFORE_HOUR or IS_DAY.fullmatch(left[-1]))
    joined = _JOINED_HOURS.search(place.before())
    if joined:
        # "o 5.42, 6.17 i 7.03"
        left = place.from_start_of(joined).left()
    is_listed = bool(_LISTED_CLOCKS.search(place.before(120)))
    if is_listed:
        return read_clock(match, place)
    could_be_month = 1 <= int(minutes) <= 12 and left[-1:] != ["o"]
    if could_be_month or not (is_announced or (minutes in _USUAL_MINUTES and not _VERSION.search(" ".join(left[-2:])))):
        return None
    return read_clock(match, place)


RULES = (_word_range, _word_single, _duration, _clock_range, _point_range, _clock, _pointed)
