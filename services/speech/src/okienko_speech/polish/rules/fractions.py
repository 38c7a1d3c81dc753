"""Parts, proportions and signs before numbers: "1/2 etatu", "1:500", "-5°C", "3 x w tygodniu", "~20"."""

import re

from okienko_speech.polish.dictionary import forms, inflect, nouns, verbs
from okienko_speech.polish.government import MONTHS, cases_after, owner_before
from okienko_speech.polish.numerals import Case, Gender, cardinal, ordinal
from okienko_speech.polish.rules.amounts import decimal
from okienko_speech.polish.rules.counted import ORDER_OF_GENDERS, counted_noun
from okienko_speech.polish.rules.quantities import unit_of_part
from okienko_speech.polish.rules.units import UNIT, UNITS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_LARGEST_NUMERATOR = 11
_DENOMINATORS = frozenset({*range(2, 13), 15, 16, 20, 24, 30, 100})
_SIGNS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅛": (1, 8)}
_NUMBERED = re.compile(
    r"(?:\b(?:nr|numer\w*|m\.|lok\.|ul\.|al\.|os\.|pl\.|poz\.|sygn\.|akt|dnia)|/)\s?$", re.IGNORECASE
)
_LENGTHS = r"(?:mm|cm|dm|m|km|px|pikseli)"


def _fraction(upper: int, lower: int, case: Case) -> str:
    """Read a fraction in its case: "pół", "trzy czwarte", "jednej trzeciej"."""
    if (upper, lower) == (1, 2):
        return "pół" if case in {"nom", "acc", "gen"} else f"{cardinal(1, case, 'f')} {ordinal(2, case, 'f')}"
    many = upper != 1
    few = upper % 10 in {2, 3, 4} and upper % 100 not in {12, 13, 14}
    named: Case = "gen" if many and not few and case in {"nom", "acc"} else case
    return f"{cardinal(upper, case, 'f')} {ordinal(lower, named, 'f', plural=many)}"


def _case(place: Place) -> Case:
    asked = cases_after(place.left())
    if not asked:
        if owner_before(place.before(), place.left()) and not verbs(place.left()[-1]) and place.right_words(1):
            # "zgoda dwóch trzecich właścicieli"
            return "gen"
        # "zajmie jedną trzecią placu", "stanowi jedną piątą"
        return "acc" if place.left() and any(form.part == "fin" for form in forms(place.left()[-1])) else "nom"
    return "acc" if place.left()[-1:] and place.left()[-1] in {"na", "o", "za", "po"} else asked[0]


def _has_part(place: Place) -> bool:
    """Tell whether what follows can be what the part is taken of: a word in the genitive."""
    following = place.right_words(1)
    if following and following[0].istitle():
        # "3/5 Senatu", not a house before a town.
        cases = {case for form in forms(following[0]) for case in form.cases}
        return "gen" in cases and "nom" not in cases
    if following and not _IN_PARTS.search(place.before()):
        return following[0][0].islower() and any("gen" in form.cases for form in forms(following[0]))
    if re.search(r"[=+×]\s$", place.before(2)) or re.match(r"\s[=+×]", place.text[place.end :]):
        return True
    # "udział 3/4", "(1/2)", and a fraction that is all there is.
    in_brackets = place.before(1) == "(" and place.text[place.end : place.end + 1] == ")"
    return in_brackets or not place.before().strip() or bool(_IN_PARTS.search(place.before()))


def _is_of_many(place: Place) -> bool:
    """Tell whether a part is taken of several: "1/2 dróg"."""
    found = [form for form in nouns(next(iter(place.right_words(1)), "")) if "gen" in form.cases]
    return bool(found) and all(form.number == "pl" for form in found)


def _gender(place: Place) -> Gender:
    """Return the gender of what the part is taken of: "dwie i pół łyżki"."""
    _, found = counted_noun(place)
    parts = [form for form in found if form.number == "sg" and "gen" in form.cases] or found
    return next((each for each in ORDER_OF_GENDERS if any(each in form.genders for form in parts)), "m3")


_IN_PARTS = re.compile(
    r"\b(?:udzia\w+|wynos\w+|ułam\w+|stanowi\w*|równ\w+|dawk\w+|około|ok\.|ponad|prawie|niemal|o|większości\w*|po|etatu?:?|część|części|z\sczego|z\snich|w\stym|tylko|czyli)\s$",
    re.IGNORECASE,
)


@rule(
    "fraction",
    r"(?:(?P<whole>\d{1,3})\s)?(?P<upper>\d{1,2})/(?P<lower>\d{1,3})(?![\w/]|[.,]\d)(?:\s(?P<unit>UNITS)(?![\w²³/.]|\s?\d))?".replace(
        "UNITS", UNIT
    ),
)
def _written(match: re.Match[str], place: Place) -> Reading | None:
    upper, lower = int(match["upper"]), int(match["lower"])
    if (
        not 0 < upper < lower
        or upper > _LARGEST_NUMERATOR
        or lower not in _DENOMINATORS
        or not (match["unit"] or _has_part(place))
    ):
        return None
    if _NUMBERED.search(place.before()):
        return None
    if (upper, lower) == (1, 2) and not match["whole"] and _is_of_many(place):
        # "około połowy dróg"
        return spread(inflect("połowa", _case(place)), match.start("upper"), match.end("lower"))
    if match["whole"] and (upper, lower) == (1, 2) and not match["unit"]:
        return spread(
            decimal(int(match["whole"]), "5", _gender(place), _case(place)), match.start(), match.end("lower")
        )
    words = spread(cardinal(int(match["whole"])) + " i", *match.span("whole")) if match["whole"] else ()
    # Half of something is "pół", a share is "jedna druga".
    is_share = (upper, lower) == (1, 2) and not words and not match["unit"] and not place.right_words(1)
    case = _case(place)
    half = f"{cardinal(1, case, 'f')} {ordinal(2, case, 'f')}"
    spoken = half if is_share else _fraction(upper, lower, case)
    return (
        *words,
        *spread(spoken, match.start("upper"), match.end("lower")),
        *(spread(unit_of_part(match["unit"]), *match.span("unit")) if match["unit"] else ()),
    )


@rule(
    "fraction in one sign", rf"(?P<whole>\d{{1,4}})?\s?(?P<sign>[{''.join(_SIGNS)}])(?:\s?(?P<unit>{UNIT})(?![\w²³/]))?"
)
def _sign(match: re.Match[str], place: Place) -> Reading:
    part = _fraction(*_SIGNS[match["sign"]], _case(place))
    unit = spread(unit_of_part(match["unit"]), *match.span("unit")) if match["unit"] else ()
    if not match["whole"]:
        return (*spread(part, *match.span("sign")), *unit)
    gender = UNITS[match["unit"]][1] if match["unit"] else _gender(place)
    if match["sign"] == "½":
        return (
            *spread(decimal(int(match["whole"]), "5", gender, _case(place)), match.start(), match.end("sign")),
            *unit,
        )
    whole = spread(cardinal(int(match["whole"]), gender=gender) + " i", *match.span("whole"))
    return (*whole, *spread(part, *match.span("sign")), *unit)


@rule("round the clock", r"(?P<hours>24)/(?P<days>7)(?![\w/])")
def _always(match: re.Match[str], _place: Place) -> Reading:
    return (*spread("dwadzieścia cztery", *match.span("hours")), *spread("na siedem", *match.span("days")))


@rule(
    "marks out of", r"(?P<first>\d{1,3}(?:,\d)?)(?P<sign>/)(?=(?P<last>\d{1,3})(?![\w/,])(?P<points>\s?(?:pkt|mmHg))?)"
)
def _marks(match: re.Match[str], place: Place) -> Reading | None:
    """Read "ocena 4,5/5", "wynik 8/10", "ciśnienie 120/80", "18/20 pkt"."""
    if (
        "," not in match["first"]
        and not match["points"]
        and not re.search(r"\b(?:ocen|wynik|not[ay]|punkt|[Cc]iśnieni)\w*:?\s$", place.before())
    ):
        return None
    first = int(match["first"].partition(",")[0])
    part = match["first"].partition(",")[2]
    spoken = decimal(first, part, "m3", "nom") if part.strip("0") else cardinal(first)
    return (*spread(spoken, *match.span("first")), *spread("na", *match.span("sign")))


@rule("difference", r"(?P<first>\d{1,6})(?P<gap>\s?)(?P<sign>[-–−])\s?(?=\d{1,6}\s?=)")
def _difference(match: re.Match[str], _place: Place) -> Reading:
    """Read "10 - 3 = 7"."""
    return (*spread(cardinal(int(match["first"])), *match.span("first")), *spread("minus", *match.span("sign")))


@rule("size without a unit", r"(?P<first>\d{2,5})(?P<sign>[x×])(?=\d{2,5}(?![\d,]|\s?(?:zł|gr|%)))")
def _size(match: re.Match[str], _place: Place) -> Reading:
    """Read "1920x1080"."""
    return (*spread(cardinal(int(match["first"])), *match.span("first")), *spread("na", *match.span("sign")))


@rule("mark and minus", r"(?P<mark>[1-6])(?P<sign>-)(?=\s*(?:$|[.,;)]|z\s))")
def _mark_minus(match: re.Match[str], _place: Place) -> Reading:
    """Read "ocena 5-"."""
    return (*spread(cardinal(int(match["mark"])), *match.span("mark")), *spread("minus", *match.span("sign")))


@rule("night between two days", rf"(?P<first>[0-3]?\d)/(?P<last>[0-3]?\d)(?=\s(?:{'|'.join(MONTHS)})\b)")
def _night(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "w nocy z 14/15 maja"."""
    first, last = int(match["first"]), int(match["last"])
    if last != first + 1 and last != 1:
        return None
    return (
        *spread(ordinal(first, "gen"), *match.span("first")),
        *spread("na " + ordinal(last, "gen"), *match.span("last")),
    )


@rule("school year", r"(?P<first>20\d\d)/(?P<last>\d\d)(?![\w/])")
def _school_year(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "w roku szkolnym 2025/26"."""
    if (int(match["first"]) + 1) % 100 != int(match["last"]):
        return None
    return (
        *spread(cardinal(int(match["first"])), *match.span("first")),
        *spread(cardinal(int(match["last"])), *match.span("last")),
    )


_RESULTS = re.compile(r"skal|stosun|proporcj|wynik|mecz|wygra|przegra|zwycię|pokona|remis")
_JOINED_RESULTS = re.compile(r"(?:\d{1,3}:\d{1,3}\s?(?:,|i|oraz)\s)+$")
_TWO_NUMBERS = re.compile(r"(?<![\d:])(\d{1,3}):(\d{1,3})(?![\d:])")
_LAST_HOUR, _LAST_MINUTE = 24, 59


@rule("proportion", r"(?P<first>\d{1,4})(?::|\s:\s)(?P<last>\d{1,3}(?:[ ]\d{3})+|\d{1,6})(?![\d:]|[.,]\d)")
def _proportion(match: re.Match[str], place: Place) -> Reading | None:
    first, last = int(match["first"]), int(match["last"].replace(" ", ""))
    # Two digits behind the colon are minutes, unless a scale or a result is spoken of.
    is_announced = any(_RESULTS.match(word) for word in place.left()[-4:])
    joined = _JOINED_RESULTS.search(place.before())
    if joined:
        # "wygraliśmy 25:18, 25:20 i 25:22"
        before = place.from_start_of(joined).left()
        is_announced = is_announced or any(_RESULTS.match(word) for word in before[-4:])
    is_announced = is_announced or any(
        int(each[1]) > _LAST_HOUR or int(each[2]) > _LAST_MINUTE for each in _TWO_NUMBERS.finditer(place.around())
    )
    # "o 12:30", "z czasem 38:14"
    is_hour = place.left()[-1:] and (
        place.left()[-1] in {"o", "od", "do", "po", "przed", "około", "ok.", "godz."}
        or place.left()[-1].startswith("czas")
    )
    if len(match["last"]) == 2 and (is_hour or not is_announced):
        return None
    if match["last"].startswith("0") and last:
        return None
    if re.match(r"\s?=", place.text[place.end :]):
        # "8 : 2 = 4"
        return (*spread(cardinal(first), *match.span("first")), *spread(f"przez {cardinal(last)}", *match.span("last")))
    return (
        *spread(cardinal(first), *match.span("first")),
        *spread("do " + cardinal(last, "gen"), *match.span("last")),
    )


@rule("minus", r"[-–](?=\d)")
def _minus(match: re.Match[str], place: Place) -> Reading | None:
    before = place.before().rstrip(" \u00a0")
    stands_apart = place.start == 0 or place.text[place.start - 1] in " \u00a0(\n"
    return (
        spread("minus", *match.span())
        if (stands_apart and not before[-1:].isalnum()) or _follows_word(before, place)
        else None
    )


def _follows_word(before: str, place: Place) -> bool:
    return before[-1:].isalpha() and place.text[place.start - 1] in " \u00a0"


@rule("about", r"[~≈](?=\s?\d)")
def _about(match: re.Match[str], _place: Place) -> Reading:
    return spread("około", *match.span())


@rule("times", r"(?<=[\d\s])(?P<sign>[x×X])(?![^\W\d_])")
def _times(match: re.Match[str], place: Place) -> Reading | None:
    if not re.search(rf"\d\s?(?:{_LENGTHS}|zł|gr|szt\.|os\.|kg|l|h|min)?\s?$", place.before(8)):
        return None
    rest = place.text[place.end :]
    # "35 × 45 mm" are sides, "3 x w tygodniu" and "5 x 20 zł" are repetitions.
    is_size = re.match(rf"\s?\d+(?:,\d+)?\s?(?:[x×]\s?\d+(?:,\d+)?\s?){{0,3}}{_LENGTHS}\b", rest)
    # So is "4×100 m", a relay.
    is_relay = re.search(r"\b\d\s?$", place.before(4)) and re.match(r"\s?\d{3,4}\s?m\b", rest)
    return spread("na" if is_size and not is_relay else "razy", *match.span())


@rule("number times", r"(?P<value>\d{1,4})(?P<sign>[x×X])(?=\s+[^\W\d_]|\s*(?:[,.;)]|$))")
def _repeated(match: re.Match[str], _place: Place) -> Reading:
    if match["value"] == "1":
        return spread("raz", *match.span())
    return (*spread(cardinal(int(match["value"])), *match.span("value")), *spread("razy", *match.span("sign")))


RULES = (
    _mark_minus,
    _school_year,
    _night,
    _size,
    _difference,
    _marks,
    _repeated,
    _always,
    _sign,
    _written,
    _proportion,
    _minus,
    _about,
    _times,
)
