"""Money, percentages and measures: "100,50 zł", "5 tys. zł", "2,5 kg", "120 m²", "8%"."""

import re
from dataclasses import replace

from okienko_speech.polish.dictionary import forms, inflect
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import CASES, LARGEST, Case, Gender, cardinal, decline, plural_case
from okienko_speech.polish.rules.units import KINDS, PER, PER_PATTERN, UNIT, UNITS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+)(?!\d)"
DECIMAL = rf"(?P<whole>{NUMBER})(?:,(?P<part>\d+))?"
_MOST_FIGURES = len(str(LARGEST))
# A preposition, a number and what joins the next one to it.
_SHORTEST_JOIN = 2
_SCALES = {"tys.": 10**3, "tys": 10**3, "mln": 10**6, "mld": 10**9}
SCALES = {"tys.": "tysiąc", "mln": "milion", "mld": "miliard"}
_SCALE_NOUNS = {10**3: "tysiąc", 10**6: "milion", 10**9: "miliard"}
_SINGULAR = {"zł": ("złoty", "złotego", "złotemu", "złoty", "złotym", "złotym"),
             "gr": ("grosz", "grosza", "groszowi", "grosz", "groszem", "groszu")}  # fmt: skip
_PLURAL = {"zł": ("złote", "złotych", "złotym", "złote", "złotymi", "złotych"),
           "gr": ("grosze", "groszy", "groszom", "grosze", "groszami", "groszach")}  # fmt: skip
_INVARIABLE = {"eur": "euro", "€": "euro"}
_NOUN_CURRENCIES: dict[str, tuple[str, Gender]] = {
    "usd": ("dolar", "m2"),
    "$": ("dolar", "m2"),
    "chf": ("frank", "m2"),
    "gbp": ("funt", "m2"),
    "£": ("funt", "m2"),
}


def digits(written: str) -> int | None:
    """Return the value of "1 250" or "1.250"; None where it is too large to be read as a number."""
    figures = re.sub(r"\D", "", written)
    return int(figures) if len(figures) <= _MOST_FIGURES else None


def amount_case(place: Place) -> Case:
    """Return the case of an amount or count that has no word form of its own to show it."""
    left = place.left()
    if left[-1:] == ["co"]:
        # "co 1 godz."
        return "acc"
    asked = cases_after(left, is_amount=True)
    if not asked:
        return "acc" if left and _takes_object(left[-1]) else "nom"
    while len(left) > _SHORTEST_JOIN and left[-1] in {"i", "lub", "albo", "oraz"} and left[-2].isdigit():
        # "bilety po 15 i 20 zł"
        del left[-2:]
    if left[-1] in {"na", "w", "o", "po", "za", "pod", "przed", "nad", "ponad"}:
        # "na 17 zł", "o 5 zł", "za 20 zł": amounts after these are accusative.
        return "acc"
    return asked[0]


def _takes_object(word: str) -> bool:
    """Tell whether a verb says how long, how heavy or how dear: "potrwa 1 godz.", "waży 1 t"."""
    return any(form.lemma in _WITH_MEASURE and form.part in {"fin", "praet", "inf"} for form in forms(word))


_WITH_MEASURE = frozenset(
    [
        "trwać",
        "potrwać",
        "czekać",
        "poczekać",
        "zająć",
        "zajmować",
        "kosztować",
        "ważyć",
        "mieć",
        "liczyć",
        "mierzyć",
        "wynosić",
        "wynieść",
        "zużywać",
        "zużyć",
        "kupić",
        "zebrać",
        "wydać",
        "zapłacić",
        "płacić",
        "spędzić",
        "pracować",
        "jechać",
        "przejechać",
        "mieścić",
    ]
)


def _money(value: int, unit: str, case: Case) -> tuple[str, str]:
    number, noun_case = plural_case(value, case)
    if unit in _SINGULAR:
        forms = _SINGULAR if number == "sg" else _PLURAL
        return cardinal(value, case), forms[unit][CASES.index(noun_case)]
    lemma, gender = _NOUN_CURRENCIES[unit]
    return cardinal(value, case, gender), inflect(lemma, noun_case, number)


def counted_form(lemma: str, value: int, case: Case) -> str:
    """Return the form of a noun that is counted: "dwa promile", "pięć promili"."""
    number, noun_case = plural_case(value, case)
    return inflect(lemma, noun_case, number)


def _fraction(part: str) -> str:
    """Read the digits behind a decimal comma: "5", "75", "05", "125"."""
    zeros = len(part) - len(part.lstrip("0"))
    spoken = " ".join(["zero"] * zeros)
    return f"{spoken} {cardinal(int(part))}".strip() if int(part) else spoken


def decimal(whole: int, part: str, gender: Gender, case: Case) -> str:
    """Read a decimal: "pół", "półtorej", "dwa i pół", "trzy przecinek czternaście"."""
    if part.rstrip("0") == "5":
        if whole == 0:
            return "pół"
        if whole == 1:
            return "półtorej" if gender == "f" else "półtora"
        return f"{cardinal(whole, case, gender)} i pół"
    # The whole is declined, "z trzech przecinek dwa", nought and the part are not.
    return f"{cardinal(whole, case) if whole else cardinal(0)} przecinek {_fraction(part)}"


def _per(match: re.Match[str]) -> list[SpokenWord]:
    per = match["per"]
    return [*spread("za " + PER[per], match.start("per") - 1, match.end("per"))] if per else []


@rule(
    "money",
    rf"""{DECIMAL}(?:,[-–]{{1,2}})?\s?(?P<scale>tys\.?|mln|mld)?\s?(?P<unit>zł|złotych|PLN|EUR|USD|CHF|GBP|€|\$|£)(?![^\W\d_])\.?
        (?:/(?P<per>{PER_PATTERN})(?!\w))?""",
)
def _currency(match: re.Match[str], place: Place) -> Reading | None:
    whole, part, unit = digits(match["whole"]), match["part"], match["unit"].lower()
    unit = "zł" if unit in {"pln", "złotych"} else unit
    if whole is None:
        return None
    case = amount_case(place)
    number, named = match.span("whole"), match.span("unit")
    if match["scale"]:
        scale = _SCALES[match["scale"]]
        head = _scaled(whole, part, scale, case)
        noun = _INVARIABLE.get(unit) or _money(5, unit, "nom")[1]
        return [*spread(head, number[0], match.end("scale")), *spread(noun, *named), *_per(match)]
    if unit in _INVARIABLE:
        words = [*spread(cardinal(whole, case, "n"), *number), *spread(_INVARIABLE[unit], *named)]
        cents = int(part[:2].ljust(2, "0")) if part else 0
        noun = counted_form("cent", cents, case)
        return [
            *words,
            *(spread(f"{cardinal(cents, case)} {noun}", *match.span("part")) if cents else ()),
            *_per(match),
        ]
    head, noun = _money(whole, unit, case)
    words = [*spread(head, *number), *spread(noun, *named)]
    if part and len(part) <= 2 and int(part):
        hundredths = int(part.ljust(2, "0"))
        small = "gr" if unit == "zł" else unit
        coin, coin_noun = (
            _money(hundredths, small, case)
            if small == "gr"
            else (cardinal(hundredths, case), counted_form("cent", hundredths, case))
        )
        words += spread(f"{coin} {coin_noun}", *match.span("part"))
    elif part and len(part) > 2 and int(part):
        words = [
            *spread(decimal(whole, part, "m3", case), number[0], match.end("part")),
            *spread("złotego" if unit == "zł" else noun, *named),
        ]
    return [*words, *_per(match)]


_SIGN_FIRST = {"€": "EUR", "$": "USD", "£": "GBP"}


@rule(
    "currency before its number",
    rf"(?P<unit>[€$£]|EUR|USD|GBP|CHF|PLN)\s?(?P<whole>{NUMBER})(?:[.,](?P<part>\d\d))?(?![\d,]|\s?(?:zł|€|EUR|%))",
)
def _currency_first(match: re.Match[str], place: Place) -> Reading | None:
    """Read "$20", "EUR 100" in the order of speaking; all its words read the whole."""
    unit = _SIGN_FIRST.get(match["unit"], match["unit"])
    behind = f"{match['whole']}{',' + match['part'] if match['part'] else ''} {unit}"
    turned = f"{place.before()}{behind}"
    found = _currency.pattern.match(turned, len(turned) - len(behind))
    read = _currency.read(found, Place(turned, found.start(), found.end())) if found else None
    return None if read is None else tuple(replace(word, start=match.start(), end=match.end()) for word in read)


def _scaled(whole: int, part: str | None, scale: int, case: Case) -> str:
    noun = _SCALE_NOUNS[scale]
    if part and int(part):
        return f"{decimal(whole, part, 'm3', case)} {inflect(noun, 'gen')}"
    return (
        cardinal(whole * scale, case)
        if whole * scale <= LARGEST
        else f"{cardinal(whole, case)} {inflect(noun, 'gen', 'pl')}"
    )


@rule("groszy", rf"(?P<whole>{NUMBER})\s?(?P<unit>gr)\b\.?(?:/(?P<per>{PER_PATTERN})(?!\w))?")
def _groszy(match: re.Match[str], place: Place) -> Reading | None:
    whole = digits(match["whole"])
    if whole is None:
        return None
    left = place.left()
    case = "nom" if left and left[-1] in {"zł", "złotych", "złote", "złoty"} else amount_case(place)
    head, noun = _money(whole, "gr", case)
    return [*spread(head, *match.span("whole")), *spread(noun, *match.span("unit")), *_per(match)]


@rule("thousands", rf"{DECIMAL}\s?(?P<scale>tys\.|mln|mld)(?!\w)(?:\s?(?P<unit>{UNIT})(?![\w²³/]))?")
def _thousands(match: re.Match[str], place: Place) -> Reading | None:
    whole = digits(match["whole"])
    if whole is None:
        return None
    # "w 3 tys. gospodarstw"
    case: Case = "loc" if place.left()[-1:] == ["w"] and not match["part"] else amount_case(place)
    head = _scaled(whole, match["part"], _SCALES[match["scale"]], case)
    words = spread(head, match.start(), match.end("scale"))
    if not match["unit"]:
        return words
    lemma, _, tail = UNITS[match["unit"]]
    kind = decline(KINDS[tail], "gen", "m3", plural=True) if tail in KINDS else tail
    return (*words, *spread(f"{inflect(lemma, 'gen', 'pl')} {kind}", *match.span("unit")))


_NUMBER_WORDS = re.compile(r"(?:\w*dwa|\w*trzy|\w*cztery)$")


@rule("scale behind a word", r"(?P<scale>tys\.|mln|mld)(?!\w)")
def _scale_behind_word(match: re.Match[str], place: Place) -> Reading | None:
    """Read "dwa tys.", "pół mln", "kilka mln"."""
    word = "".join(place.left()[-1:])
    noun = SCALES[match["scale"]]
    if word in {"pół", "półtora", "ćwierć"}:
        return spread(inflect(noun, "gen"), *match.span())
    if word in {"dwa", "trzy", "cztery"} or (word[:1].isalpha() and _NUMBER_WORDS.match(word)):
        return spread(inflect(noun, "nom", "pl"), *match.span())
    return spread(noun, *match.span()) if word == "jeden" else None


@rule("zlotys behind a word", r"(?P<unit>zł|gr)(?!\w)")
def _zlotys_behind_word(match: re.Match[str], place: Place) -> Reading | None:
    """Read "trzy zł", "jeden gr"."""
    word = "".join(place.left()[-1:])
    if word in {"dwa", "trzy", "cztery"}:
        return spread(_PLURAL[match["unit"]][0], *match.span())
    return spread(_SINGULAR[match["unit"]][0], *match.span()) if word == "jeden" else None


@rule("money before money", r"(?P<whole>\d{1,4}),(?P<part>\d\d)(?=\s(?:do|na)\s\d[\d ]*(?:,\d\d)?\s?(?:zł|PLN))")
def _from_money(match: re.Match[str], place: Place) -> Reading | None:
    """Read the first sum of "z 4,10 do 4,95 zł"."""
    if place.left()[-1:] not in (["z"], ["ze"], ["od"]):
        return None
    if not int(match["whole"]):
        return spread(f"{cardinal(0)} przecinek {_fraction(match['part'])}", *match.span())
    words = [*spread(" ".join(_money(int(match["whole"]), "zł", "gen")), *match.span("whole"))]
    if int(match["part"]):
        words += spread(" ".join(_money(int(match["part"]), "gr", "gen")), *match.span("part"))
    return words


RULES = (_from_money, _scale_behind_word, _zlotys_behind_word, _currency, _currency_first, _groszy, _thousands)
