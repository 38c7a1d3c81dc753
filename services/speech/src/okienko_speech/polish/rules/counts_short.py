"""Numbers before nouns cut short: "1. godz. gratis", "do 4. SP", "22 uczn.", "karta ważna 1 r."."""

import re

from okienko_speech.polish.dictionary import inflect, nouns
from okienko_speech.polish.government import MONTHS, cases_after
from okienko_speech.polish.numerals import Case, Gender, cardinal, ordinal, plural_case
from okienko_speech.polish.rules.abbreviations import SHORT_NOUNS
from okienko_speech.polish.rules.amounts import NUMBER, digits
from okienko_speech.polish.rules.counted import ORDER_OF_GENDERS
from okienko_speech.polish.rules.units import UNITS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread


@rule(
    "ordinal before a short noun",
    r"(?P<value>\d{1,3})\.\s(?P<noun>(?:godz|kl|str|os|pok|rat|tyg|mies|rozdz|wyd|cz|zad|miejsc|kol|sem|gr|min|sek)\.|(?:km|min|m)\b(?!\.))",
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


_SCHOOLS: dict[str, Gender] = {"SP": "f", "LO": "n", "SLO": "n", "ZS": "m3", "ZSP": "m3", "PP": "n", "OSP": "f"}


@rule("number of a school", rf"(?P<value>\d{{1,3}})\.(?=\s(?P<school>{'|'.join(_SCHOOLS)})\b)")
def _school(match: re.Match[str], place: Place) -> Reading:
    """Read "do 4. SP"."""
    case: Case = next(iter(cases_after(place.left())), "nom")
    return spread(ordinal(int(match["value"]), case, _SCHOOLS[match["school"]]), *match.span("value"))


_PERSONS = {"uczn": "uczeń", "zaw": "zawodnik", "uczest": "uczestnik", "mieszk": "mieszkaniec"}


@rule("persons cut short", rf"(?P<value>{NUMBER})\s(?P<word>{'|'.join(_PERSONS)})\.")
def _persons(match: re.Match[str], place: Place) -> Reading | None:
    """Read "22 uczn."."""
    value = digits(match["value"])
    case: Case = next(iter(cases_after(place.left())), "nom")
    if value is None:
        return None
    number, noun_case = plural_case(value, case)
    noun_case = "gen" if number == "pl" and case in {"nom", "acc"} else noun_case
    return (
        *spread(cardinal(value, case, "m1"), *match.span("value")),
        *spread(inflect(_PERSONS[match["word"]], noun_case, number), match.start("word"), match.end()),
    )


@rule("one year", r"(?P<value>1)\s(?P<word>r\.)(?!\w)")
def _year(match: re.Match[str], place: Place) -> Reading | None:
    """Read "karta ważna 1 r."."""
    if cases_after(place.left()) or "".join(place.left()[-1:]) in MONTHS:
        return None
    return (*spread("jeden", *match.span("value")), *spread("rok", *match.span("word")))


RULES = (_before_short, _persons, _year, _school)
