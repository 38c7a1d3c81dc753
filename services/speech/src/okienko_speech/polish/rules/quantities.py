"""Measures: "2,5 kg", "do 30 km/h", "za m²", inches, "brutto/mies."."""

# ruff: noqa: SIM905 - lists of words read better as text

import re

from okienko_speech.polish.dictionary import inflect, nouns
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, cardinal, decline, plural_case
from okienko_speech.polish.rules.amounts import DECIMAL, amount_case, counted_form, decimal, digits
from okienko_speech.polish.rules.units import ALSO_NUMBERED, KINDS, PER, PER_PATTERN, THINGS, TIMES, UNIT, UNITS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread


def is_age(place: Place) -> bool:
    """Tell whether years are counted: "w wieku 45-74 l."."""
    left = place.left()
    if place.text[place.end : place.end + 2] == ".)" and not _VESSELS.search(place.before(40)):
        # "gr. I (5–6 l.)"
        return True
    return any(word.startswith("wiek") for word in left[-3:]) or any(_PERSONS.match(word) for word in left[-8:])


_VESSELS = re.compile(r"kosz|pojemn|wor[ek]|beczk|zbiorn|butel|poj\.|kontener")
_STREET = re.compile(r"\b(?:ul|os|al|pl)\.")
_SIDES = re.compile(r"\s?[x×]\s?\d")
_DWELLS = re.compile(r"mieszka[^n]|żyj|gnieżdż|gospodar|upraw|rośni|rosną")
_PERSONS = re.compile(r"kobiet|mężczy|chłop|dziewcz|pacjent|mieszkan[ie]|senior|kierowc|zmar|pieszy|pieszą")


_FAMILY = re.compile(r"dzieci|syn|córk|mam[aąęy]?$|tat[aęy]|ojc|ojci|matk|babci|dziad|żon|mąż|męż|brat|siostr|wnu|osob")


def units_counted(unit: str) -> str:
    """Return a unit in the genitive plural: "minut", "metrów kwadratowych"."""
    lemma, _, tail = UNITS[unit]
    kind = decline(KINDS[tail], "gen", "m3", plural=True) if tail in KINDS else tail
    return f"{inflect(lemma, 'gen', 'pl')} {kind}".strip()


def unit_of_part(unit: str) -> str:
    """Return a unit behind a fraction: "kilograma", "metra kwadratowego"."""
    lemma, _, tail = UNITS[unit]
    return (
        f"{inflect(lemma, 'gen')} {decline(KINDS[tail], 'gen', 'm3', plural=False) if tail in KINDS else tail}".strip()
    )


_EACH = re.compile(
    r"\d\s(?:[^\W\d_]+ych\s)?(?:spotka|zaję|godzin|lekcj|warsztat|kwart|poł[óo]w|tercj|rund|seans|sesj|odcin|wykład|ćwicze)\w*\spo\s$"
)


def _measure_case(unit: str, place: Place) -> Case:
    """Return the case of a measure, where the unit decides besides the place."""
    lemma, _, tail = UNITS[unit]
    left = place.left()
    before = "".join(left[-1:])
    if _SIDES.match(place.text, place.end):
        # "o wymiarach 2,5 × 1,2 m"
        return "nom"
    if before == "pow." and (tail == "kw" or unit == "ha") and not cases_after(left[:-1]):
        # "pow. 45 m²" is an area, "pow. 5 kg" is more than that.
        return "nom"
    if before == "z" and lemma == "punkt" and left[-2:-1] != ["jeden"]:
        # "oferta z 92,5 pkt" has them.
        return "inst"
    if before == "na" and tail == "kw" and any(_DWELLS.match(word) for word in left):
        # "mieszkamy na 38 m²"
        return "loc"
    # Not "12 spotkań po 90 min".
    is_after = before == "po" and lemma in TIMES and not _EACH.search(place.before())
    if (before == "w" and lemma in THINGS) or is_after:
        return "loc"
    # "cena 1 kWh"; the amount itself stands beside: "cena 5 zł".
    is_price = any(form.lemma in _PRICES for form in nouns(before))
    # "koszt ogrzewania 1 m²"
    is_price = is_price or (
        bool(left[-2:-1])
        and any(form.lemma in _COSTS for form in nouns(left[-2]))
        and any("gen" in form.cases for form in nouns(before))
    )
    return "gen" if is_price else amount_case(place)


@rule(
    "measure",
    rf"{DECIMAL}(?P<gap>\s?)(?P<unit>{UNIT})(?![\w²³]|/(?!\d|(?:{PER_PATTERN})(?!\w))|-[a-z])(?:/(?P<per>{PER_PATTERN})(?!\w))?",
)
def _measure(match: re.Match[str], place: Place) -> Reading | None:
    whole, part, unit = digits(match["whole"]), match["part"], match["unit"]
    if whole is None or (
        unit in {"m", "g", "t", "l", "s", "h", "W", "ar", "A", "V", "J", "N"} and not match["gap"] and unit != "h"
    ):
        # "12m" without a space is a house number with a letter as often as a length.
        return None
    lemma, gender, tail = UNITS[unit]
    if unit == "m" and re.match(r"\.\s?\d", place.text[place.end :]) and _STREET.search(place.before()):
        # "os. 1000-lecia 22 m. 9"
        return None
    if unit in ALSO_NUMBERED and re.match(r"\s?(?:\d|nr)", place.text[place.end :]):
        # "zad. 5 str. 34"
        return None
    case = _measure_case(unit, place)
    is_cut = place.text[place.end : place.end + 1] == "." and any(_FAMILY.match(word) for word in place.left()[-8:])
    if unit == "l" and (is_cut or is_age(place)) and not part:
        years = "lata" if plural_case(whole, case)[1] in {"nom", "acc"} else "lat"
        return [*spread(cardinal(whole, case), *match.span("whole")), *spread(years, *match.span("unit"))]
    if part and int(part):
        number, noun_case = plural_case(1, "gen")
        head = decimal(whole, part, gender, case)
    else:
        number, noun_case = plural_case(whole, case)
        head = cardinal(whole, case, gender)
    spoken = inflect(lemma, noun_case, number)
    spoken += f" {decline(KINDS[tail], noun_case, 'm3', plural=number == 'pl')}" if tail in KINDS else f" {tail}"
    return [
        *spread(head, match.start("whole"), match.end("part") if part else match.end("whole")),
        *spread(spoken, *match.span("unit")),
        *(spread("na " + PER[match["per"]], *match.span("per")) if match["per"] else ()),
    ]


_HALVES = frozenset({"pół", "półtora", "półtorej", "ćwierć"})
_SEVERAL = _HALVES | frozenset(
    "kilka kilkanaście kilkadziesiąt kilkaset parę paręnaście parędziesiąt wiele ile tyle sto tysiąc setki tysiące".split()
)
_PRICES = frozenset(
    "cena koszt dostawa odbiór zakup wywóz przewóz transport przejazd sprzedaż wydobycie oczyszczenie podgrzanie ogrzanie pobór odprowadzenie dostarczenie"
    " zagospodarowanie przebycie przejechanie".split()
)
_COSTS = frozenset({"koszt", "cena", "stawka", "opłata"})
_LONE = "km/h|m²|m³|km²|cm²|m2|m3|km|kg|kWh|GJ|ha"


@rule("unit without a number", rf"(?P<unit>{_LONE})(?![\w²³/])")
def _lone(match: re.Match[str], place: Place) -> Reading | None:
    """Read "za m²", "liczba m³"."""
    left = place.left()
    asked = cases_after(left)
    if left[-1:] and left[-1] in _SEVERAL:
        # "kilkanaście km dalej", "pół km"
        lemma, _, tail = UNITS[match["unit"]]
        return spread(
            unit_of_part(match["unit"]) if left[-1] in _HALVES else units_counted(match["unit"]), *match.span()
        )
    counted = not asked and bool(left) and left[-1][-1:].isalpha() and bool(nouns(left[-1]))
    case: Case = "acc" if left[-1:] in (["za"], ["na"]) else asked[0] if asked else "gen" if counted else "nom"
    lemma, _, tail = UNITS[match["unit"]]
    kind = decline(KINDS[tail], case, "m3", plural=counted) if tail in KINDS else tail
    return spread(f"{inflect(lemma, case, 'pl' if counted else 'sg')} {kind}", *match.span())


_INCHES = re.compile(r'"')


@rule("inches", rf'{DECIMAL}["″](?!\w)')
def _inches(match: re.Match[str], place: Place) -> Reading | None:
    """Read "telewizor 55"": no quotation is open that could end here."""
    whole, part = digits(match["whole"]), match["part"]
    if whole is None or (match[0].endswith('"') and len(_INCHES.findall(place.text[: place.start])) % 2):
        return None
    if part and int(part):
        return spread(f"{decimal(whole, part, 'm3', 'nom')} cala", *match.span())
    return spread(
        f"{cardinal(whole, amount_case(place))} {counted_form('cal', whole, amount_case(place))}", *match.span()
    )


@rule("for each", rf"/(?P<per>{PER_PATTERN})(?!\w)")
def _each(match: re.Match[str], place: Place) -> Reading | None:
    """Read "brutto/mies."."""
    is_price = bool(re.search(r"(?:zł|gr|PLN|EUR)$", place.before(3)))
    is_word = is_price or ((place.before(1).isalpha() or place.before(1) == ".") and len(match["per"]) > 2)
    between = "za" if re.search(r"(?:zł|gr|PLN|EUR|brutto|netto|os\.|szt\.)$", place.before(8)) else "na"
    return spread(f"{between} {PER[match['per']]}", *match.span()) if is_word else None


RULES = (_measure, _lone, _inches, _each)
