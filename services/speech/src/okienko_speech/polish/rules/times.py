"""Hours and opening hours: "o godz. 8:00", "pon.-pt. 7:30-15:30", "godz. 12.15"."""

import re
from typing import Literal

from okienko_speech.polish.dictionary import forms, inflect, nouns
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import Case, cardinal, ordinal, plural_case
from okienko_speech.polish.rules.weekdays import DAY, IS_DAY
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_ANY = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?"


def _hour(clock: str, case: Case) -> str:
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


def _between(left: list[str]) -> bool:
    return left[-1:] == ["a"] and any(word in {"między", "pomiędzy"} for word in left[-6:])


def _range(match: re.Match[str], place: Place) -> list[SpokenWord]:
    lead = "" if place.left()[-1:] == ["od"] else "od "
    return [
        *spread(lead + _hour(match["first"], "gen"), match.start("first"), match.end("first")),
        *spread("do " + _hour(match["last"], "gen"), match.start("last"), match.end("last")),
    ]


@rule(
    "hours with the word",
    rf"(?P<word>godz\.?|g\.(?=\s?\d{{1,2}}[:.]\d\d)|godzinach|godziny)\s?(?:od\s)?(?P<first>{_ANY})(?!\d)\s?(?:[-–]|do)\s?(?P<last>{_ANY})(?!\d|[,:]\d)",
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
    return [*spread(spoken, match.start("word"), match.end("word")), *_range(match, place)]


@rule(
    "hour with the word",
    rf"(?P<word>godz\.?|g\.(?=\s?\d{{1,2}}[:.]\d\d)|godzin[aąęyie]+)\s?(?P<first>{_ANY})(?!\d|[,:]\d|\s?(?:zł|gr|PLN|EUR|%|min|km|os\.|osób))",
    flags=re.IGNORECASE,
)
def _word_single(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    left = place.left()
    if written.startswith("godzin"):
        case: Case | None = {"godzina": "nom", "godziny": "gen", "godzinę": "acc", "godziną": "inst",
                             "godzinie": "loc"}.get(written)  # type: ignore[assignment]  # fmt: skip
        if case is None:
            return None
        spoken = written
    else:
        case = "inst" if _between(left) else _single_case(left, "nom")
        spoken = inflect("godzina", case)
    return (
        *spread(spoken, match.start("word"), match.end("word")),
        *spread(_hour(match["first"], case), match.start("first"), match.end("first")),
    )


_OPENING = re.compile(
    r"otwart|czynn|dyżur|przyjmuj|pracuj|poniedział|wtor|środ|czwart|piąt|sobot|niedziel|codzien|godzin"
    r"|audycj|trwa|spotkani|zajęci|warsztat|wykład|lekcj|kiermasz|festyn|jarmark|targi|szkoleni|zebrani|konsultacj|ruch"
    r"|biur|urząd|urzęd|kas[ay]|sklep|poradni|przychodni|bibliote|gabinet|recepcj|parking|przedszkol|świetlic|żłob|muze|basen"
    rf"|\b(?:{DAY})\.|\d:\d\d|cisz|awari|przerw|prąd|wod[ayę]\b|objazd|zamknię|nieczynn|saun|siłowni|kort|boisk|lodowisk|rejestracj|targowisk|sekretariat|pływalni|aptek|poczt|dziś|dzisiaj|jutro|zadzwoń|dzwoń"
)


_EVENING, _MORNING = 18, 8


@rule(
    "hour before a clock",
    r"(?P<first>[6-9]|1\d|2[0-2])(?=\sdo\s(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d|[.:]\d|\s?(?:zł|m|km|%)))",
)
def _to_a_clock(match: re.Match[str], place: Place) -> Reading | None:
    """Read "od 14 do 16.30"."""
    return spread(_hour(match["first"], "gen"), *match.span()) if place.left()[-1:] == ["od"] else None


@rule(
    "bare hours in a sentence about opening",
    r"(?P<from>od\s)(?P<first>[01]?\d|2[0-4])\s+do\s+(?P<last>[01]?\d|2[0-4])(?![\d:.,]*\d)",
)
def _opening(match: re.Match[str], place: Place) -> Reading | None:
    line = place.before(60).lower()
    following = place.right_words(1)
    is_night = int(match["first"]) >= _EVENING and int(match["last"]) <= _MORNING
    is_backwards = int(match["first"]) >= int(match["last"]) and not is_night
    if is_backwards or not _OPENING.search(line) or (following and nouns(following[0])):
        return None
    return (
        *spread("od", match.start("from"), match.start("from") + 2),
        *spread(_hour(match["first"], "gen"), *match.span("first")),
        *spread("do", match.start("last") - 3, match.start("last") - 1),
        *spread(_hour(match["last"], "gen"), *match.span("last")),
    )


@rule("hours", rf"(?P<first>{_CLOCK})\s?[-–]\s?(?P<last>{_CLOCK})(?!\d)")
def _clock_range(match: re.Match[str], place: Place) -> Reading:
    return _range(match, place)


@rule(
    "hours with points",
    r"(?P<first>(?:[01]?\d|2[0-4])\.[0-5]\d)\s?[-–]\s?(?P<last>(?:[01]?\d|2[0-4])\.[0-5]\d)(?!\.?\d)",
)
def _point_range(match: re.Match[str], place: Place) -> Reading:
    return _range(match, place)


@rule(
    "hours after a day",
    r"(?P<first>(?:[01]?\d|2[0-4]))\s?[-–]\s?(?P<last>(?:[01]?\d|2[0-4]))(?![\d:.,]*\d|\s?(?:zł|lat|dni|os|%))",
)
def _bare_range(match: re.Match[str], place: Place) -> Reading | None:
    joined = _JOINED_RANGES.search(place.before())
    # "w godz. 6–14, 14–22 i 22–6"
    first = Place(place.text, place.start - len(joined[0]), place.end) if joined else place
    left = first.left()
    before = left[-1] if left else ""
    is_after_day = before not in {"i", "oraz", "lub", ","} and IS_DAY.fullmatch(before)
    return _range(match, place) if is_after_day or _HOURS_OF.search(first.before()) else None


_JOINED_RANGES = re.compile(r"(?:\d{1,2}\s?[-–]\s?\d{1,2}\s?(?:,|i|oraz|lub)\s)+$")


_HOUR_BEFORE = re.compile(
    r"\b(?:o|od|do|godz\.)\s(?:\d{1,2}[:.][0-5]\d\b(?!\.\d)|\d{1,2}(?=,|\s(?:sprzed|spod|z|na|w|przy|pod|i|oraz)\s[^\d]))[^;]*$"
)


@rule(
    "bare hour",
    r"(?P<first>[6-9]|1\d|2[0-2])(?=\s*(?:[.!?]?\s*$|,(?!\d)|\s(?:czy|lub|albo|i|oraz)\so?\s?(?:[6-9]|1\d|2[0-2])\s*[,.?!]))",
)
def _bare(match: re.Match[str], place: Place) -> Reading | None:
    """Read "przyjdź przed 15", "o 16": nothing that could be counted follows."""
    left = place.left()
    is_opening = left[-1:] in (["do"], ["od"], ["po"], ["ok."], ["około"]) and (
        bool(_HOUR_BEFORE.search(place.before()))
        or re.search(r"(?:czynn|otwart|dyżur|pracuj)\w*\s\w\w\s$", place.before())
        or left[-2:-1] == ["tel."]
        or bool(left[-2:-1] and IS_DAY.fullmatch(left[-2]) and left[-2] not in {"i", "oraz", "lub", ","})
    )
    return _clock_reading(match, place) if is_opening or left[-1:] in (["o"], ["przed"]) else None


_LISTED_HOURS = re.compile(
    r"\b(?:msz[ea]|seanse?|odjazdy?|kursy|wejścia)(?:\sśw\.)?:\s(?:\d{1,2}\s?(?:,|i|oraz)\s)*$", re.IGNORECASE
)


@rule("hour in a list", r"(?P<first>[6-9]|1\d|2[0-2])(?=\s?(?:[,.](?!\d)|i\s|oraz\s|$))")
def _listed(match: re.Match[str], place: Place) -> Reading | None:
    """Read "msze: 7, 9, 11 i 18"."""
    return spread(_hour(match["first"], "nom"), *match.span()) if _LISTED_HOURS.search(place.before()) else None


_AT_PLACES = frozenset(["sprzed", "spod", "z", "ze", "na", "w", "we", "przy", "pod", "obok", "koło"])
_DIFFERENCE = re.compile(
    r"spad|wzr|zmniej|zwięk|więc|mniej|wyżs|niżs|przyby|uby|skróc|wydłuż|skurcz|różni|starsz|młods"
)


@rule("hour before what happens then", r"(?P<first>[6-9]|1\d|2[0-2])(?=\s[a-ząćęłńóśźż]+)")
def _before_subject(match: re.Match[str], place: Place) -> Reading | None:
    """Read "jutro o 11 przerwa", "po 18 wejście od podwórza", "od 6.30 do 21 kursuje"."""
    left = place.left()
    if place.right_words(1)[0] in MONTHS:
        return None
    if re.search(r"\b[Oo]d\s\d{1,2}[.:]\d\d\sdo\s$", place.before()):
        return _clock_reading(match, place)
    following = place.right_words(1)[0]
    if (
        left[-1:] in (["o"], ["po"], ["przed"])
        and len(following) > 1
        and {form.part for form in forms(following)} & {"fin", "praet", "pred", "part"}
        and not nouns(following)
    ):
        # "czy po 22 można grać"
        return _clock_reading(match, place)
    if left[-1:] == ["o"] and following in _AT_PLACES and not _DIFFERENCE.search(" ".join(left[-6:])):
        # "wyruszą o 17 sprzed remizy"
        return _clock_reading(match, place)
    found = nouns(following)
    needed = {"o": "loc", "po": "loc", "przed": "inst"}.get("".join(left[-1:]))
    cases = {case for form in found for case in form.cases}
    is_subject = found and all(form.number == "sg" for form in found if form.cases) and "nom" in cases
    return _clock_reading(match, place) if needed and is_subject and needed not in cases else None


@rule("bare hours between", r"(?P<first>[6-9]|1\d|2[0-2])\sa\s(?P<last>[6-9]|1\d|2[0-2])(?=\s*(?:$|[.,;!?](?!\d)))")
def _bare_between(match: re.Match[str], place: Place) -> Reading | None:
    """Read "w soboty między 9 a 13"."""
    if place.left()[-1:] not in (["między"], ["pomiędzy"]) or not _OPENING.search(place.before().lower()):
        return None
    return (
        *spread(_hour(match["first"], "inst"), *match.span("first")),
        *spread("a", match.end("first") + 1, match.end("first") + 2),
        *spread(_hour(match["last"], "inst"), *match.span("last")),
    )


@rule("hour of a part of the day", r"(?P<first>1?\d|2[0-4])(?=\s(?:rano|wieczorem|po\społudniu|w\snocy|nad\sranem)\b)")
def _hour_of_the_day(match: re.Match[str], place: Place) -> Reading | None:
    """Read "o 7 rano"."""
    return _clock_reading(match, place) if cases_after(place.left()) else None


_HOUR_WORD = r"(?:pierwsza|druga|trzecia|czwarta|piąta|szósta|siódma|ósma|dziewiąta|dziesiąta|jedenasta|dwunasta)"


@rule(
    "minutes to or past an hour",
    rf"(?P<minutes>\d{{1,2}})(?:\smin\.?)?(?=\s{_HOUR_WORD}\b)|(?P<hour>\d{{1,2}})(?![\d,:.]*\d|\s?%|\w)",
)
def _colloquial(match: re.Match[str], place: Place) -> Reading | None:
    """Read "za 5 dwunasta", "wpół do 9", "kwadrans po 8", "5 po 12", "między godz. 8 a 10"."""
    left = place.left()
    if match["minutes"]:
        return spread(cardinal(int(match["minutes"])), *match.span("minutes")) if left[-1:] == ["za"] else None
    is_between = _between(left) and any(word.startswith("godz") for word in left[-6:])
    following = next(iter(place.right_words(1)), "")
    if int(match["hour"]) > 24 or (following and not (is_between and not nouns(following))):
        return None
    if left[-2:] in (["wpół", "do"], ["kwadrans", "do"]):
        case: Case = "gen"
    elif (
        left[-1:] == ["po"]
        and left[-2:-1]
        and (left[-2] == "kwadrans" or (left[-2].isdigit() and len(left) == 2) or re.match(r"min(?:\.|ut)?", left[-2]))
    ):
        case = "loc"
    elif is_between:
        case = "inst"
    else:
        return None
    return spread(ordinal(int(match["hour"]), case, "f"), *match.span("hour"))


@rule("hours, minutes and seconds", r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?![\d:])")
def _duration(match: re.Match[str], _place: Place) -> Reading:
    """Read "z czasem 1:03:24"."""
    words: list[SpokenWord] = []
    for name, lemma in (("hours", "godzina"), ("minutes", "minuta"), ("seconds", "sekunda")):
        value = int(match[name])
        number, case = plural_case(value, "nom")
        words += (
            spread(f"{cardinal(value, 'nom', 'f')} {inflect(lemma, case, number)}", *match.span(name)) if value else ()
        )
    return words or spread("zero", *match.span())


@rule("hour", rf"(?P<first>{_CLOCK})(?!\d)")
def _clock(match: re.Match[str], place: Place) -> Reading:
    return _clock_reading(match, place)


_JOINED_HOURS = re.compile(r"(?:\d{1,2}[:.]\d\d\s?(?:,|i|oraz|lub|albo|czy)\s)+$")


def _clock_reading(match: re.Match[str], place: Place) -> Reading:
    joined = _JOINED_HOURS.search(place.before())
    # "o 6:40, 7:10 i 7:55": one preposition governs all.
    left = Place(place.text, place.start - len(joined[0]), place.end).left() if joined else place.left()
    case: Case = "inst" if _between(left) else _single_case(left, "nom")
    return spread(_hour(match["first"], case), match.start(), match.end())


_HOURS_OF = re.compile(
    r"(?:\b(?:czynn|otwart|dyżur|głosowani|cisza\snocn)\w*:?\s$|\bgodzin[ya]\w*|\bgodz\.)[^\d.\n]{0,25}$", re.IGNORECASE
)
_BEFORE_HOUR = frozenset(["o", "od", "do", "po", "przed", "między", "a", "około", "ok.", "na", "godzinie", "godzinę"])
_USUAL_MINUTES = frozenset({"00", "15", "30", "45"})
_VERSION = re.compile(r"pok|sal|wersj|nr|numer|pkt|punkt|rozdział|tabel|rysun|załącznik")


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
        left = Place(place.text, place.start - len(joined[0]), place.end).left()
    could_be_month = 1 <= int(minutes) <= 12 and left[-1:] != ["o"]
    if could_be_month or not (is_announced or (minutes in _USUAL_MINUTES and not _VERSION.search(" ".join(left[-2:])))):
        return None
    return _clock_reading(match, place)


RULES = (
    _to_a_clock,
    _opening,
    _word_range,
    _word_single,
    _duration,
    _clock_range,
    _point_range,
    _bare_range,
    _clock,
    _colloquial,
    _hour_of_the_day,
    _bare,
    _listed,
    _before_subject,
    _bare_between,
    _pointed,
)
