"""Bare numbers: counted things, ranges, numbered things and runs of digits."""

import re

from okienko_speech.polish.dictionary import Form, adjectives, inflect, nouns
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, Gender, cardinal, ordinal
from okienko_speech.polish.rules.abbreviations import SHORT_NOUNS
from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.polish.rules.amounts import (
    NUMBER,
    SCALES,
    amount_case,
    decimal,
    digits,
    is_age,
    is_changed,
    unit_of_part,
    units_counted,
)
from okienko_speech.polish.rules.counted import (
    LIKELIEST,
    MINUS,
    NUMBERED,
    ORDER_OF_GENDERS,
    bare,
    between,
    count,
    counted_noun,
    is_group,
    ordinal_before,
)
from okienko_speech.polish.rules.elliptic import elliptic_count, elliptic_ordinal, elliptic_part
from okienko_speech.polish.rules.roman import NUMBERED_IN_ORDER
from okienko_speech.polish.rules.units import UNIT, UNITS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_SHORT_NOUNS = {"str.": "strona", "s.": "strona", "kl.": "klasa", "rozdz.": "rozdział", "wyd.": "wydanie"}


@rule(
    "range",
    rf"(?P<first>{NUMBER})\s?[-–]\s?(?P<last>{NUMBER})(?![\d/]|[.,]\d|\w)(?:[ \u00a0]?(?P<unit>{UNIT})(?![\w²³/])|[ \u00a0](?P<noun>[^\W\d_]{{3,}}))?",
)
def _range(match: re.Match[str], place: Place) -> Reading | None:
    first, last = digits(match["first"]), digits(match["last"])
    if first is None or last is None or first >= last or match["last"].startswith("0"):
        return None
    stands_apart = re.search(r"\d\s[–—]\s\d", match[0])
    if stands_apart and place.left()[-1:] in (["nr"], ["numer"]):
        # "a nr 12 – 998 głosów"
        return None
    if re.search(r"[A-Z][-–]$", place.before(2)):
        # Groups of a longer code, "PL-12345-67890".
        return None
    noun = match["noun"] or ""
    found = tuple(form for form in nouns(noun.lower()) if form.number == "pl")
    if last == first + 1 and _is_followed_by_plural(found, place):
        # "w 2–3 dni robocze": the adjective stays as it is written.
        counted: Gender = next((g for g in ORDER_OF_GENDERS if g in found[0].genders), "m3")
        return (
            *spread(cardinal(first, "acc", counted), *match.span("first")),
            *spread(cardinal(last, "acc", counted), *match.span("last")),
            *spread(noun.lower(), *match.span("noun")),
        )
    gender: Gender = next((g for g in ORDER_OF_GENDERS if found and g in found[0].genders), "m3")
    if match["unit"]:
        gender = UNITS[match["unit"]][1]
    left = place.left()
    lemma = _SHORT_NOUNS.get(left[-1], left[-1]) if left else ""
    numbered = [form for form in nouns(lemma) if form.lemma in NUMBERED_IN_ORDER] if left and not found else []
    if numbered:
        # "klasy 1-3", "na stronach 4-6".
        gender = next(g for g in ORDER_OF_GENDERS if g in numbered[0].genders)
        return (
            *spread("od " + ordinal(first, "gen", gender), *match.span("first")),
            *spread("do " + ordinal(last, "gen", gender), *match.span("last")),
            *(spread(noun.lower(), *match.span("noun")) if noun else ()),
        )
    asked = cases_after(left)
    # "na 3-12 miesięcy" is "na trzy do dwunastu miesięcy": two prepositions do not meet.
    case: Case = "gen" if not asked or asked[0] == "gen" else "acc"
    if left[-1:] == ["co"]:
        case = "acc"
    lead = "" if left[-1:] == ["co"] or (asked and not left[-1].startswith("wiek")) else "od "
    words = [
        *spread(lead + cardinal(first, case, gender), *match.span("first")),
        *spread("do " + cardinal(last, "gen", gender), *match.span("last")),
    ]
    years = "lat" if match["unit"] == "l" and is_age(place) else ""
    if match["unit"]:
        words += spread(years or units_counted(match["unit"]), *match.span("unit"))
    if noun:
        # "2-3 tygodnie" becomes "od dwóch do trzech tygodni".
        is_genitive = not found or any("gen" in form.cases for form in found)
        words += spread(noun.lower() if is_genitive else inflect(found[0].lemma, "gen", "pl"), *match.span("noun"))
    return words


_PART = r"\d{1,4}(?:,\d{1,3})?"


@rule(
    "range of decimals",
    rf"(?P<first>{_PART})\s?[-–]\s?(?P<last>{_PART})(?![\d/]|[.,]\d|\w)\s?(?P<scale>tys\.|mln|mld)?\s?(?P<unit>zł|%|proc\.|{UNIT})?(?![\w²³/])",
)
def _decimal_range(match: re.Match[str], place: Place) -> Reading | None:
    """Read "1,5–2 godz.", "3,2-4,1 mln zł", "w wieku 2,5–6 lat"."""
    if "," not in match["first"] + match["last"] or float(match["first"].replace(",", ".")) >= float(
        match["last"].replace(",", ".")
    ):
        return None
    gender: Gender = UNITS[match["unit"]][1] if match["unit"] in UNITS else "m3"
    if not match["unit"] and not match["scale"]:
        _, found = counted_noun(place)
        if not found:
            return None
        gender = next(each for each in ORDER_OF_GENDERS if each in found[0].genders)
    asked = cases_after(place.left())
    case: Case = "acc" if asked and asked[0] != "gen" else "gen"
    lead = "od " if case == "gen" else ""
    cases: tuple[Case, Case] = (case, "gen")
    ends = [each.partition(",") for each in (match["first"], match["last"])]
    first, last = (
        decimal(int(whole), part, gender, at) if part.strip("0") else cardinal(int(whole), at, gender)
        for (whole, _, part), at in zip(ends, cases, strict=True)
    )
    is_part = bool(ends[1][2].strip("0"))
    words = [*spread(lead + first, *match.span("first")), *spread("do " + last, *match.span("last"))]
    if match["scale"]:
        scale = SCALES[match["scale"]]
        words += spread(inflect(scale, "gen", "sg" if is_part else "pl"), *match.span("scale"))
    if match["unit"] in UNITS:
        counted = unit_of_part(match["unit"]) if is_part and not match["scale"] else units_counted(match["unit"])
        words += spread(counted, *match.span("unit"))
    elif match["unit"]:
        words += spread({"zł": "złotych"}.get(match["unit"], "procent"), *match.span("unit"))
    return words


def _is_followed_by_plural(found: tuple[Form, ...], place: Place) -> bool:
    """Tell whether an adjective behind the counted noun shows the accusative plural."""
    shown = adjectives(next(iter(place.right_words(1)), ""))
    return bool(found and shown) and "acc" in found[0].cases and all("gen" not in form.cases for form in shown)


@rule("from … to", rf"(?P<first>{NUMBER})(?=\s+(?:do|na)\s+\d)")
def _from(match: re.Match[str], place: Place) -> Reading | None:
    """Read "od 5 do 10", "z 30 do 36 zł"."""
    value = digits(match["first"])
    left = [each for each in place.left()[-2:] if each not in MINUS]
    if value is None or left[-1:] not in (["od"], ["z"]):
        return None
    return spread(cardinal(value, "gen"), match.start(), match.end())


@rule("and more", rf"(?P<value>{NUMBER})\s?(?P<sign>\+|plus\b)(?!\d)")
def _plus(match: re.Match[str], _place: Place) -> Reading | None:
    value = digits(match["value"])
    if value is None:
        return None
    return (*spread(cardinal(value), *match.span("value")), *spread("plus", *match.span("sign")))


@rule(
    "ordinal before a short noun",
    r"(?P<value>\d{1,3})\.\s(?P<noun>(?:godz|kl|str|os|pok|rat|tyg|mies|rozdz|wyd|cz|zad|miejsc|kol|sem|gr)\.)",
)
def _before_short(match: re.Match[str], place: Place) -> Reading | None:
    """Read "1. godz. gratis", "w 3. kl."."""
    lemma = SHORT_NOUNS.get(match["noun"]) or UNITS.get(match["noun"], ("miejsce",))[0]
    gender = next(each for each in ORDER_OF_GENDERS if any(each in form.genders for form in nouns(lemma)))
    case: Case = next(iter(cases_after(place.left())), "nom")
    return (
        *spread(ordinal(int(match["value"]), case, gender), *match.span("value")),
        *spread(inflect(lemma, case), *match.span("noun")),
    )


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


_MARKER = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)


_JOINED_NUMBERS = re.compile(r"(?:\d{1,2}\.?\s?(?:,|i|oraz|lub|albo)\s)+$")


@rule(
    "number of a class",
    r"(?P<value>\d{1,2})(?:(?P<letter>[a-h])(?!\w)|\.?(?=\s*(?:$|[.,;)]|(?:i|oraz|lub|albo|w|do|o)\s)(?!,\d)))",
)
def _class(match: re.Match[str], place: Place) -> Reading | None:
    """Read "do klas 1. i 4.", "w klasie 3b": the number stands behind what it numbers."""
    joined = _JOINED_NUMBERS.search(place.before())
    left = Place(place.text, place.start - len(joined[0]), place.end).left() if joined else place.left()
    found = [form for form in nouns(left[-1]) if form.lemma == "klasa"] if left else []
    asked = cases_after(left[:-1])
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
    return spread(decimal(whole, match["part"], gender, case), match.start(), match.end())


# Their number is an ordinal also behind them: "z peronu 4", "na torze 2".
_PLACES_IN_ORDER = frozenset({"peron", "tor", "piętro", "rozdział", "wydanie"})
# "numer alarmowy 112", "pod numerem telefonu 112"
_NUMERED_KIND = re.compile(r"(?:^|\s)(?:numer\w*|nr\.?)(?:\s(?!o$|do$|od$|i$|z$|na$|w$)\w+)?$")


def _number_of_place(value: int, place: Place) -> str:
    """Read "odjedzie z toru 4"; empty behind anything else and where something is counted behind."""
    left = place.left()
    short = _SHORT_NOUNS.get(left[-1], "")
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
    spoken = between(value, place) or elliptic_part(value, place) or count(value, place) or elliptic_count(value, place)
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
    _decimal_range,
    _range,
    _from,
    _class,
    _times,
    elliptic_ordinal,
    _before_short,
    _pointed,
    _item,
    _decimal,
    _number,
    _with_letter,
    _digits,
)
