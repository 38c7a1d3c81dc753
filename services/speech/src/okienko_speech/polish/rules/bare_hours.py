"""Hours that nothing but their place shows to be hours: "czynne od 8 do 16", "po 22 można grać", "msze: 7, 9 i 11"."""

import re

from okienko_speech.polish.dictionary import forms, nouns
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import Case, cardinal, ordinal
from okienko_speech.polish.rules.times import case_of_word, hour, hours_from_to, is_between, read_clock
from okienko_speech.polish.rules.weekdays import DAY, DAY_WORD, IS_DAY
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_OPENING = re.compile(
    r"otwart|czynn|dyżur|przyjmuj|pracuj|poniedział|wtor|środ|czwart|piąt|sobot|niedziel|codzien|godzin"
    r"|audycj|trwa|spotkani|zajęci|warsztat|wykład|lekcj|kiermasz|festyn|jarmark|targi|szkoleni|zebrani|konsultacj|ruch"
    r"|biur|urząd|urzęd|kas[ay]|sklep|poradni|przychodni|bibliote|gabinet|recepcj|parking|przedszkol|świetlic|żłob|muze|basen"
    rf"|\b(?:{DAY})\.|\d:\d\d|cisz|awari|przerw|prąd|wod[ayę]\b|objazd|zamknię|nieczynn|saun|siłowni|kort|boisk|lodowisk|rejestracj|targowisk|sekretariat|pływalni|aptek|poczt|dziś|dzisiaj|jutro|wczoraj|zadzwoń|dzwoń|dzwoni|telefon|kontakt"
)


_PART_OF_DAY = re.compile(r"\s(?:rano|wieczorem|po\społudniu|w\snocy|nad\sranem)\b")
_EVENING, _MORNING = 18, 8


@rule(
    "hour before a clock",
    r"(?P<first>[6-9]|1\d|2[0-2])(?=\sdo\s(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d|[.:]\d|\s?(?:zł|m|km|%)))",
)
def _to_a_clock(match: re.Match[str], place: Place) -> Reading | None:
    """Read "od 14 do 16.30"."""
    return spread(hour(match["first"], "gen"), *match.span()) if place.left()[-1:] == ["od"] else None


@rule(
    "bare hours in a sentence about opening",
    r"(?P<from>[Oo]d\s)(?P<first>[01]?\d|2[0-4])\s+do\s+(?P<last>[01]?\d|2[0-4])(?![\d:.,]*\d)",
)
def _opening(match: re.Match[str], place: Place) -> Reading | None:
    line = place.before(60).lower()
    following = place.right_words(1)
    is_night = int(match["first"]) >= _EVENING and int(match["last"]) <= _MORNING
    is_backwards = int(match["first"]) >= int(match["last"]) and not is_night
    is_named = bool(_PART_OF_DAY.match(place.text, place.end))
    if not is_named and (is_backwards or not _OPENING.search(line) or (following and nouns(following[0]))):
        return None
    return (
        *spread("od", match.start("from"), match.start("from") + 2),
        *spread(hour(match["first"], "gen"), *match.span("first")),
        *spread("do", match.start("last") - 3, match.start("last") - 1),
        *spread(hour(match["last"], "gen"), *match.span("last")),
    )


@rule(
    "hours after a day",
    r"(?P<first>(?:[01]?\d|2[0-4]))\s?[-–]\s?(?P<last>(?:[01]?\d|2[0-4]))(?![\d:.,]*\d|\s?(?:zł|lat|dni|os|%|(?:min|km|kg|cm|m|mm|szt)\b))",
)
def _bare_range(match: re.Match[str], place: Place) -> Reading | None:
    # "w godz. 6–14, 14–22 i 22–6"
    first = place.from_start_of(_JOINED_RANGES.search(place.before()))
    left = first.left()
    before = left[-1] if left else ""
    is_after_day = before not in {"i", "oraz", "lub", ","} and IS_DAY.fullmatch(before)
    is_hours = is_after_day or _HOURS_OF.search(first.before()) or _is_like_others(match, place)
    return hours_from_to(match, place) if is_hours else None


_EARLIER_HOURS = re.compile(rf"(?:\b(?:{DAY_WORD})|\d)\s\(?\d{{1,2}}(?:[.:]\d\d)?\s?[-–]\s?\d{{1,2}}", re.IGNORECASE)
_DAY_IN_BRACKETS = re.compile(
    rf"(?:\b\d{{1,2}}\.\d\d\b|\b(?:{'|'.join(MONTHS)})\b|\b(?:{DAY_WORD}))[^()\d]{{0,40}}\($", re.IGNORECASE
)


def _is_like_others(match: re.Match[str], place: Place) -> bool:
    """Tell whether hours stood before, "wt. 8–16, w soboty miesiąca 9–13", or stand beside a day: "4.04 na Rynku (8–10)"."""
    if not _MORNING - 2 <= int(match["first"]) < int(match["last"]) or nouns("".join(place.right_words(1))):
        return False
    before = place.before(80)
    is_beside = bool(_DAY_IN_BRACKETS.search(before)) and place.text[place.end : place.end + 1] == ")"
    return is_beside or bool(re.search(rf"\b(?:{DAY_WORD})\s(?:m-ca|miesiąca)\s$", before, re.IGNORECASE))


_JOINED_RANGES = re.compile(r"(?:\d{1,2}\s?[-–]\s?\d{1,2}\s?(?:,|i|oraz|lub)\s)+$")


_HOUR_BEFORE = re.compile(
    r"\b(?:o|od|do|godz\.)\s(?:ok\.\s)?(?:\d{1,2}[:.][0-5]\d\b(?!\.\d)|\d{1,2}(?=,|\s(?:sprzed|spod|z|na|w|przy|pod|i|oraz)\s[^\d]))[^;]*$"
)


@rule(
    "bare hour",
    r"(?P<first>[6-9]|1\d|2[0-4])(?=\s*(?:[.!?]?\s*$|,(?!\d)|\s(?:czy|lub|albo|i|oraz)\so?\s?(?:[6-9]|1\d|2[0-2])\s*[,.?!]))",
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
    is_about = left[-1:] in (["ok."], ["około"]) and (
        left[-2:-1] == ["o"]
        or _COMING.search(place.before())
        or (left[-2:-1] in (["od"], ["do"], ["po"], ["przed"]) and _OPENING.search(place.before().lower()))
    )
    return read_clock(match, place) if is_opening or is_about or left[-1:] in (["o"], ["przed"]) else None


_COMING = re.compile(
    r"\b(?:wróc|przyjed|przyjd|dotrz|rozpocz|zaczn|zaczyn|skończ|zakończ|odjed|wyjed|rusz|wyrusz)\w*(?:\s[^\W\d_]+)?\s(?:ok\.|około)\s$",
    re.IGNORECASE,
)
_LISTED_HOURS = re.compile(
    r"\b(?:msz[ea]|seanse?|odjazdy?|kursy|wejścia)(?:\sśw\.)?:\s(?:\d{1,2}\s?(?:,|i|oraz)\s)*$", re.IGNORECASE
)


@rule("hour in a list", r"(?P<first>[6-9]|1\d|2[0-2])(?=\s?(?:[,.](?!\d)|i\s|oraz\s|$))")
def _listed(match: re.Match[str], place: Place) -> Reading | None:
    """Read "msze: 7, 9, 11 i 18"."""
    return spread(hour(match["first"], "nom"), *match.span()) if _LISTED_HOURS.search(place.before()) else None


_AT_PLACES = frozenset(["sprzed", "spod", "z", "ze", "na", "w", "we", "przy", "pod", "obok", "koło"])
_COMPARED = re.compile(r"\sw\s(?:porównaniu|stosunku|odniesieniu)\b")
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
        return read_clock(match, place)
    following = place.right_words(1)[0]
    if (
        left[-1:] in (["o"], ["po"], ["przed"])
        and len(following) > 1
        and {form.part for form in forms(following)} & {"fin", "praet", "pred", "part"}
        and not nouns(following)
    ):
        # "czy po 22 można grać"
        return read_clock(match, place)
    compares = _COMPARED.match(place.text, place.end) or _DIFFERENCE.search(" ".join(left[-6:]))
    if left[-1:] == ["o"] and following in _AT_PLACES and not compares:
        # "wyruszą o 17 sprzed remizy"
        return read_clock(match, place)
    found = nouns(following)
    needed = {"o": "loc", "po": "loc", "przed": "inst"}.get("".join(left[-1:]))
    cases = {case for form in found for case in form.cases}
    is_subject = found and all(form.number == "sg" for form in found if form.cases) and "nom" in cases
    return read_clock(match, place) if needed and is_subject and needed not in cases else None


@rule("bare hours between", r"(?P<first>[6-9]|1\d|2[0-2])\sa\s(?P<last>[6-9]|1\d|2[0-2])(?=\s*(?:$|[.,;!?](?!\d)))")
def _bare_between(match: re.Match[str], place: Place) -> Reading | None:
    """Read "w soboty między 9 a 13"."""
    if place.left()[-1:] not in (["między"], ["pomiędzy"]) or not _OPENING.search(place.before().lower()):
        return None
    return (
        *spread(hour(match["first"], "inst"), *match.span("first")),
        *spread("a", match.end("first") + 1, match.end("first") + 2),
        *spread(hour(match["last"], "inst"), *match.span("last")),
    )


@rule("hour of a part of the day", r"(?P<first>1?\d|2[0-4])(?=\s(?:rano|wieczorem|po\społudniu|w\snocy|nad\sranem)\b)")
def _hour_of_the_day(match: re.Match[str], place: Place) -> Reading | None:
    """Read "o 7 rano"."""
    return read_clock(match, place) if cases_after(place.left()) else None


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
    is_second = is_between(left) and any(word.startswith("godz") for word in left[-6:])
    following = next(iter(place.right_words(1)), "")
    if int(match["hour"]) > 24 or (following and not (is_second and not nouns(following))):
        return None
    if left[-2:] in (["wpół", "do"], ["kwadrans", "do"]):
        case: Case = "gen"
    elif (
        left[-1:] == ["po"]
        and left[-2:-1]
        and (left[-2] == "kwadrans" or (left[-2].isdigit() and len(left) == 2) or re.match(r"min(?:\.|ut)?", left[-2]))
    ):
        case = "loc"
    elif is_second:
        case = "inst"
    else:
        return None
    return spread(ordinal(int(match["hour"]), case, "f"), *match.span("hour"))


_HOURS_OF = re.compile(
    r"(?:\b(?:czynn|otwart|dyżur|pracuj|głosowani|cisza\snocn)\w*:?\s$|\bgodzin[ya]\w*|\bgodz\.)[^\d.\n]{0,25}$",
    re.IGNORECASE,
)


_MOVED = re.compile(r"\b(?:przenie|przesun|przełoż|zmieni)\w*(?:\s[^\W\d_]+){0,3}\sz\s$")


@rule(
    "hour moved to another", r"(?P<first>[6-9]|1\d|2[0-2])\sna\s(?P<last>[6-9]|1\d|2[0-2])(?=\s*(?:$|[.,;!?)](?!\d)))"
)
def _moved(match: re.Match[str], place: Place) -> Reading | None:
    """Read "zebranie przeniesiono z 17 na 18"."""
    if not _MOVED.search(place.before()):
        return None
    return (
        *spread(hour(match["first"], "gen"), *match.span("first")),
        *spread("na", match.end("first") + 1, match.start("last") - 1),
        *spread(hour(match["last"], "acc"), *match.span("last")),
    )


_HOURS_BEFORE = re.compile(
    r"\b(?P<word>godz\.?|g\.|godzin[aąęyie]+)\s?(?:\d{1,2}(?:[:.][0-5]\d)?\s?(?:,|i|oraz|lub|albo|czy)\s)+$",
    re.IGNORECASE,
)


@rule("another hour", r"(?P<first>[01]?\d|2[0-4])(?![\d:.,]*\d|\s?[-–%]|\w)")
def _another(match: re.Match[str], place: Place) -> Reading | None:
    """Read the others of "o godz. 9, 11 i 18"."""
    first = _HOURS_BEFORE.search(place.before())
    following = next(iter(place.right_words(1)), "")
    if not first or following in MONTHS or any(form.number == "pl" for form in nouns(following)):
        return None
    case = case_of_word(first["word"], place.from_start_of(first).left())
    return spread(hour(match["first"], case), *match.span()) if case else None


RULES = (
    _to_a_clock,
    _opening,
    _bare_range,
    _colloquial,
    _hour_of_the_day,
    _bare,
    _listed,
    _before_subject,
    _bare_between,
    _another,
    _moved,
)
