"""Ranges of numbers: "3-5 dni", "1,5–2 godz.", "klasy 1-3", "z 30 do 36 zł"."""

import re

from okienko_speech.polish.dictionary import Form, adjectives, inflect, nouns
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, Gender, cardinal, ordinal
from okienko_speech.polish.rules.amounts import NUMBER, SCALES, decimal, digits
from okienko_speech.polish.rules.counted import MINUS, ORDER_OF_GENDERS, counted_noun
from okienko_speech.polish.rules.quantities import is_age, unit_of_part, units_counted
from okienko_speech.polish.rules.roman import NUMBERED_IN_ORDER
from okienko_speech.polish.rules.units import UNIT, UNITS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

SHORT_NAMES = {"str.": "strona", "s.": "strona", "kl.": "klasa", "rozdz.": "rozdział", "wyd.": "wydanie"}


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
    lemma = SHORT_NAMES.get(left[-1], left[-1]) if left else ""
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
    if ("," not in match["first"] + match["last"] and not match["scale"]) or float(
        match["first"].replace(",", ".")
    ) >= float(match["last"].replace(",", ".")):
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
    gender: Gender = "m3"
    behind = re.match(
        rf"\s+(?:do|na)\s+{NUMBER}\s?(?:(?P<unit>{UNIT})(?![\w²³])|(?P<noun>[^\W\d_]{{3,}}))", place.text[place.end :]
    )
    if value == 1 and behind:
        # "od jednej do pięciu osób"
        found = [form for form in nouns(behind["noun"] or "") if form.number == "pl"]
        gender = (
            UNITS[behind["unit"]][1]
            if behind["unit"]
            else next((g for g in ORDER_OF_GENDERS if found and g in found[0].genders), "m3")
        )
    return spread(cardinal(value, "gen", gender), match.start(), match.end())


@rule("ordinal … to", r"(?P<first>\d{1,3})\.(?=\s(?:do|na)\s\d{1,3}\.\s)")
def _from_ordinal(match: re.Match[str], place: Place) -> Reading | None:
    """Read "z 9. na 10. miejsce", "od 1. do 8. klasy"."""
    behind = re.match(r"\s(?:do|na)\s\d{1,3}\.", place.text[place.end :])
    _, found = counted_noun(Place(place.text, place.start, place.end + (behind.end() if behind else 0)))
    if place.left()[-1:] not in (["od"], ["z"], ["ze"]) or not found:
        return None
    found = tuple(form for form in found if form.lemma in NUMBERED_IN_ORDER) or found
    gender = next(each for each in ORDER_OF_GENDERS if each in found[0].genders)
    return spread(ordinal(int(match["first"]), "gen", gender), *match.span("first"))


RULES = (_from_ordinal, _decimal_range, _range, _from)
