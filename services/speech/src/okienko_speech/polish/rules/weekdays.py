"""Days of the week cut short: "pon.-pt.", "w każdą śr.", "2. pon. miesiąca", "czynny wt. i czw."."""

import re
from typing import Literal

from okienko_speech.polish.dictionary import adjectives, inflect, nouns
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, ordinal
from okienko_speech.polish.rules.units import UNIT
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

DAY_NAMES = {
    "pon": "poniedziałek", "pn": "poniedziałek", "wt": "wtorek", "śr": "środa", "czw": "czwartek", "cz": "czwartek",
    "pt": "piątek", "sob": "sobota", "sb": "sobota", "so": "sobota", "niedz": "niedziela", "nd": "niedziela",
    "ndz": "niedziela",
}  # fmt: skip
DAY = "|".join(sorted(DAY_NAMES, key=len, reverse=True))
DAY_WORD = rf"(?:{DAY})\.?|poniedział\w+|wtor\w+|środ\w+|czwart\w+|piąt\w+|sobot\w+|niedziel\w+"
IS_DAY = re.compile(rf"{DAY_WORD}|codz\.|codziennie|i|oraz|lub|,")


@rule("days of the week", rf"(?P<first>{DAY})\.?\s?[-–]\s?(?P<last>{DAY})\b\.?", flags=re.IGNORECASE)
def _days(match: re.Match[str], place: Place) -> Reading:
    lead = "" if place.left()[-1:] == ["od"] else "od "
    first, last = (DAY_NAMES[match[name].lower()] for name in ("first", "last"))
    return (
        *spread(lead + inflect(first, "gen"), match.start("first"), match.end("first")),
        *spread("do " + inflect(last, "gen"), match.start("last"), match.end("last")),
    )


@rule("number of a weekday", rf"(?P<number>[1-5])\.?(?=\s(?P<day>{DAY})\.)", flags=re.IGNORECASE)
def _weekday_in_order(match: re.Match[str], place: Place) -> Reading:
    """Read "2. pon. miesiąca"."""
    gender: Literal["f", "m3"] = "f" if DAY_NAMES[match["day"].lower()].endswith("a") else "m3"
    asked = [case for case in cases_after(place.left()) if case != "loc"]
    return spread(ordinal(int(match["number"]), asked[0] if asked else "nom", gender), *match.span("number"))


AMOUNT = re.compile(
    rf"\s(?:ok\.\s)?\d+(?:[ ,]\d+)*(?:\s?[-–]\s?\d+(?:[ ,]\d+)*)?\s?(?:zł|%|tys\.|(?!h\b|godz){UNIT})(?!\w)"
)


def _is_other(written: str, place: Place) -> bool:
    """Tell whether the letters are short for something else here."""
    rest, following = place.text[place.end :], next(iter(place.right_words(1)), "")
    if re.match(r"\s?[\"„«]|-(?:wsch|zach|płn|płd)", rest):
        # "pt." and "pn." before a title are no days; "wiatr pn.-zach."
        return True
    if written.lower() == "cz." and re.match(r"\s?(?:[IVX]+\b|\d{1,2}(?!\d|[:.]\d|\s?[-–]))", rest):
        # "cz. I i II" are parts.
        return True
    if written[0].isupper() and not place.left() and following.istitle():
        # "Cz. Miłosz"
        return True
    # "śr. wynik" is a mean one, "wykształcenie śr." a secondary one.
    if written.lower() == "śr." and AMOUNT.match(rest):
        # "śr. 10–15 min"
        return True
    is_mean = following.islower() and following not in _BEHIND_DAYS and bool(nouns(following))
    return (written == "śr." and is_mean) or any(word.startswith("wykształceni") for word in place.left()[-2:])


@rule(
    "day of the week",
    rf"(?P<day>{DAY})(?:\.|(?=:?\s?\d{{1,2}}(?:[.:]\d\d)?\s?[-–])|(?=,\s(?:{DAY})\b)|(?=\sdo\s(?:{DAY})\b)|(?<=\bdo\spn)|(?<=\bdo\spt)|(?<=\bdo\s(?:czw|sob|pon))|(?<=\bdo\sndz))",
    flags=re.IGNORECASE,
)
def _day(match: re.Match[str], place: Place) -> Reading | None:
    left = place.left()
    if _is_other(match[0], place):
        return None
    # "w pon. i śr.": the preposition before the first day governs all of them.
    while left and IS_DAY.fullmatch(left[-1]):
        left.pop()
    if left[-1:] == ["."] and left[-2:-1] and left[-2].isdigit():
        # "w 1. niedz. miesiąca"
        del left[-2:]
    asked = cases_after(left)
    lemma = DAY_NAMES[match["day"].lower()]
    shown = _shown_before(left, lemma)
    case: Case = shown or ("acc" if "acc" in asked and left[-1] in {"w", "we"} else asked[0] if asked else "nom")
    # "w soboty i niedz."
    joined = [form for form in nouns(place.left()[-2]) if form.number == "pl"] if len(place.left()) > 1 else []
    are_many = (
        any(form.lemma in DAY_NAMES.values() and case in form.cases for form in joined) and joined[0].number == "pl"
    )
    spoken = inflect(lemma, case, "pl" if are_many else "sg")
    if left and re.match(r"(?:nie)?czynn|otwart", left[-1]):
        # "czynny wt. i czw."
        preposition = ("we " if lemma == "wtorek" else "w ") if left == place.left() else ""
        spoken = preposition + inflect(lemma, "acc")
    return spread(spoken, match.start(), match.end())


_BEHIND_DAYS = frozenset(
    ["rano", "wieczorem", "po", "i", "oraz", "od", "do", "lub", "m-ca", "mies", "miesiąca", "tygodnia", "godz"]
)


def _shown_before(left: list[str], lemma: str) -> Case | None:
    """Return the case that an adjective or ordinal before a day shows: "w każdą śr.", "ostatniego pt. miesiąca"."""
    gender = "f" if lemma.endswith("a") else "m3"
    shown = [form for form in adjectives(left[-1]) if form.number == "sg" and gender in form.genders] if left else []
    order: tuple[Case, ...] = ("acc", *cases_after(left[:-1]), "nom", "gen", "loc", "inst", "dat")
    return next((case for case in order if any(case in form.cases for form in shown)), None)


RULES = (_days, _weekday_in_order, _day)
