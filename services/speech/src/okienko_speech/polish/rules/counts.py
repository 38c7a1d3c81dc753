"""Bare numbers: counted things, numbered things and runs of digits."""

import re

from okienko_speech.polish.dictionary import nouns
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Gender, cardinal, ordinal
from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.polish.rules.amounts import (
    NUMBER,
    amount_case,
    decimal,
    digits,
)
from okienko_speech.polish.rules.counted import (
    LIKELIEST,
    NUMBERED,
    ORDER_OF_GENDERS,
    bare,
    between,
    count,
    counted_noun,
    first_of_two,
    is_group,
    ordinal_before,
)
from okienko_speech.polish.rules.elliptic import elliptic_count, elliptic_ordinal, elliptic_part
from okienko_speech.polish.rules.ranges import SHORT_NAMES
from okienko_speech.polish.rules.shares import is_changed
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread


@rule("and more", rf"(?P<value>{NUMBER})\s?(?P<sign>\+|plus\b)(?!\d)")
def _plus(match: re.Match[str], _place: Place) -> Reading | None:
    value = digits(match["value"])
    if value is None:
        return None
    return (*spread(cardinal(value), *match.span("value")), *spread("plus", *match.span("sign")))


@rule(
    "ordinal with a point",
    r"(?P<value>\d{1,4})\.(?=(?:,?\s+(?:(?:i|oraz|lub|albo|do|a)\s+)?\d{1,3}\.){0,4}\s+(?:[^\W\d_]{3,}|r\.\s?ż))",
)
def _pointed(match: re.Match[str], place: Place) -> Reading | None:
    _, found = counted_noun(place)
    asked = cases_after(place.left())
    order = (*asked, *(case for case in LIKELIEST if case not in asked))
    if not place.left() and len(_MARKER.findall(place.text)) > 1:
        return None
    if next(iter(place.right_words(1)), "").istitle() and not (
        asked and any(set(asked) & form.cases for form in found)
    ):
        # A name in the case that is asked for, "na 15. Festiwal", or else the beginning of the next sentence.
        return None
    if re.match(r"\s+r\.\s?ż", place.text[place.end :]):
        return spread(ordinal(int(match["value"]), asked[0] if asked else "gen"), *match.span("value"))
    spoken = ordinal_before(int(match["value"]), found, order) if found else None
    if found and spoken is None:
        # "na 18. urodziny": a noun without a singular.
        spoken = next(
            (
                ordinal(int(match["value"]), case, plural=True)
                for case in order
                if any(case in form.cases for form in found)
            ),
            None,
        )
    if not found and place.left():
        # "a 3. dostaniesz gratis": nothing is named, something of masculine gender is the best guess.
        spoken = ordinal(int(match["value"]))
    return spread(spoken, *match.span("value")) if spoken else None


@rule("place in a list of winners", r"(?P<value>\d{1,2})\.(?=\s[A-ZŁŚŻ])")
def _ranked(match: re.Match[str], place: Place) -> Reading | None:
    """Read "rzut oszczepem: 1. Lis, 2. Wilk"."""
    value, before = int(match["value"]), place.before(200)
    if value == 1:
        is_ranked = before.endswith(": ") and re.search(r"[,;]\s2\.\s[A-ZŁŚŻ]", place.text[place.end :])
    else:
        is_ranked = re.search(r":\s1\.\s[A-ZŁŚŻ]", before) and re.search(
            rf"(?<!\d){value - 1}\.\s[A-ZŁŚŻ][^\n]*[,;]\s$", before
        )
    return spread(ordinal(value), *match.span("value")) if is_ranked else None


_MARKER = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)


_JOINED_NUMBERS = re.compile(r"(?:\d{1,2}\.?\s?(?:,|i|oraz|lub|albo)\s)+$")


@rule(
    "number of a class",
    r"(?P<value>\d{1,2})(?:(?P<letter>[a-h])(?!\w)|\.?(?=\s*(?:$|[.,;)]|(?:i|oraz|lub|albo|w|do|o)\s|[a-ząćęłńóśźż]+(?:ne|te|my)\b)(?!,\d)))",
)
def _class(match: re.Match[str], place: Place) -> Reading | None:
    """Read "do klas 1. i 4.", "w klasie 3b": the number stands behind what it numbers."""
    left = place.from_start_of(_JOINED_NUMBERS.search(place.before())).left()
    found = [form for form in nouns(left[-1]) if form.lemma == "klasa"] if left else []
    asked = cases_after(left[:-1])
    if found and not asked and nouns("".join(left[-2:-1])):
        # "piec klasy 5."
        asked = ("gen",)
    for case in (*asked, *LIKELIEST):
        for form in found:
            if case in form.cases:
                number = ordinal(int(match["value"]), case, "f", plural=form.number == "pl")
                letter = spell(match["letter"], *match.span("letter")) if match["letter"] else ()
                return (*spread(number, *match.span("value")), *letter)
    return None


@rule("how many times", r"(?P<value>\d{1,3})\.?(?![\w,])")
def _times(match: re.Match[str], place: Place) -> Reading | None:
    """Read "po raz 5."."""
    if place.left()[-2:] != ["po", "raz"]:
        return None
    return spread(ordinal(int(match["value"])), *match.span("value"))


@rule("item of a list", r"(?P<value>\d{1,2})[.)](?=\s+\S)")
def _item(match: re.Match[str], place: Place) -> Reading | None:
    if place.before().rsplit("\n", 1)[-1].strip():
        return None
    title = next(iter(place.right_words(1)), "").lower()
    if int(match["value"]) > 12 and match[0].endswith(".") and nouns(title):
        # "50. Rajd Polski" is no item of a list of fifty.
        return spread(
            ordinal_before(int(match["value"]), nouns(title), LIKELIEST) or ordinal(int(match["value"])),
            *match.span("value"),
        )
    return spread("po " + ordinal(int(match["value"]), "nom", "n") + ",", *match.span("value"))


@rule("decimal", rf"(?P<whole>{NUMBER}),(?P<part>\d+)(?![\d])")
def _decimal(match: re.Match[str], place: Place) -> Reading | None:
    whole = digits(match["whole"])
    if whole is None or len(match["part"]) > 6:
        return None
    _, found = counted_noun(place)
    # Of what is counted a part stands in the genitive: "półtorej godziny", "półtora litra".
    parts = [form for form in found if form.number == "sg" and "gen" in form.cases] or found
    gender: Gender = next((each for each in ORDER_OF_GENDERS if any(each in form.genders for form in parts)), "m3")
    case = amount_case(place)
    if (
        place.left()[-1:] == ["z"]
        and any(form.lemma in {"promil", "procent"} for form in found)
        and not is_changed(place)
    ):
        # "z 2,3 promila alkoholu"
        case = "inst"
    if re.match(r"\s?[x×]\s?\d", place.text[place.end :]):
        # "o wymiarach 2,5 × 1,2 m"
        case = "nom"
    return spread(decimal(whole, match["part"], gender, case), match.start(), match.end())


# Their number is an ordinal also behind them: "z peronu 4", "na torze 2".
_LARGEST_IN_ORDER = 200
_PLACES_IN_ORDER = frozenset({"peron", "tor", "piętro", "rozdział", "wydanie"})
# "numer alarmowy 112", "pod numerem telefonu 112"
_NUMERED_KIND = re.compile(r"(?:^|\s)(?:numer\w*|nr\.?)(?:\s(?!o$|do$|od$|i$|z$|na$|w$)\w+)?$")


def _number_of_place(value: int, place: Place) -> str:
    """Read "odjedzie z toru 4"; empty behind anything else and where something is counted behind."""
    left = place.from_start_of(_JOINED_NUMBERS.search(place.before())).left()
    if not left or value > _LARGEST_IN_ORDER:
        return ""
    short = SHORT_NAMES.get(left[-1], "")
    found = [form for form in nouns(short or left[-1]) if form.lemma in _PLACES_IN_ORDER and form.number == "sg"]
    following = next(iter(place.right_words(1)), "")
    if not found or any(form.number == "pl" for form in nouns(following.lower())):
        return ""
    asked = cases_after(left[:-1])
    cases = (
        (*asked, "nom")
        if short
        else tuple(case for case in (*asked, *LIKELIEST) if any(case in form.cases for form in found))
    )
    return ordinal(value, cases[0], next(each for each in ORDER_OF_GENDERS if each in found[0].genders))


@rule("number", rf"(?P<value>{NUMBER})(?![\w]|[.,]\d)")
def _number(match: re.Match[str], place: Place) -> Reading | None:
    written = match["value"]
    value = digits(written)
    if value is None or (written.startswith("0") and len(written) > 1):
        return None
    left = place.left()
    if left and not is_group(left[-1], place) and (left[-1] in NUMBERED or _NUMERED_KIND.search(" ".join(left[-2:]))):
        return spread(cardinal(value), *match.span())
    numbered = _number_of_place(value, place) if left else ""
    if numbered:
        return spread(numbered, *match.span())
    # "do lat 4" names what it counts before.
    counted = count(value, place) if left[-1:] != ["lat"] else None
    spoken = (
        between(value, place)
        or first_of_two(value, place)
        or elliptic_part(value, place)
        or counted
        or elliptic_count(value, place)
    )
    return spread(spoken or cardinal(value, bare(place)), *match.span())


@rule("number and letters", r"(?P<value>\d{1,4})\s?(?P<letter>[A-Za-z])(?!\w)")
def _with_letter(match: re.Match[str], _place: Place) -> Reading | None:
    if match["value"].startswith("0") or " " in match[0]:
        return None
    return (
        *spread(cardinal(int(match["value"])), *match.span("value")),
        *spell(match["letter"], *match.span("letter")),
    )


@rule("digits", r"\d+")
def _digits(match: re.Match[str], _place: Place) -> Reading:
    """Read what is too long for a number, or starts with a zero, in small groups."""
    return spread(read_digits(match[0]), *match.span())


def read_digits(written: str) -> str:
    """Read a run of digits as people dictate it: zeros one by one, the rest in twos and threes."""
    zeros = len(written) - len(written.lstrip("0"))
    rest = written[zeros:]
    parts = ["zero"] * zeros
    size = 3 if len(rest) % 3 == 0 else 2
    while rest:
        group, rest = (rest, "") if len(rest) <= 3 else (rest[:size], rest[size:])
        parts.append(cardinal(int(group)) if not group.startswith("0") else read_digits(group))
    return " ".join(parts)


RULES = (
    _plus,
    _class,
    _times,
    _ranked,
    elliptic_ordinal,
    _pointed,
    _item,
    _decimal,
    _number,
    _with_letter,
    _digits,
)
