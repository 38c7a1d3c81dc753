"""Morfeusz's dictionary, reduced to what reading aloud asks of it: case, gender, number, inflected forms."""

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Literal, TypeAlias, cast

import morfeusz2

from okienko_speech.polish.numerals import CASES, Case, Gender

# Where the dictionary offers two forms, the one that offices write; and a word that it does not know.
_CHOSEN: dict[tuple[str, Case, Literal["sg", "pl"]], str] = {
    ("paragraf", "gen", "sg"): "paragrafu",
    ("uczeń", "gen", "pl"): "uczniów",
    ("przystanek", "gen", "sg"): "przystanku",
    ("kilowatopik", "gen", "sg"): "kilowatopika",
    ("kilowatopik", "gen", "pl"): "kilowatopików",
    ("kilowatopik", "nom", "pl"): "kilowatopiki",
    ("kilowatopik", "acc", "pl"): "kilowatopiki",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of an inflected word.

    Attributes:
        lemma: Dictionary form.
        part: "subst" for nouns, "adj" for adjectives, else Morfeusz's tag of the part of speech.
        number: "sg" or "pl"; empty for what is not declined.
        cases: Cases that the form can stand for.
        genders: Genders that it can stand for.
        is_paired: Whether it has no singular and is counted like "dwoje drzwi".
    """

    lemma: str
    part: str
    number: Literal["sg", "pl", ""]
    cases: frozenset[Case]
    genders: frozenset[Gender]
    is_paired: bool = False


# One analyser serves all threads, one at a time: it keeps state between calls.
_LOCK = Lock()


@lru_cache(maxsize=1)
def _morfeusz() -> morfeusz2.Morfeusz:
    return morfeusz2.Morfeusz(expand_tags=False)


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[Form, ...]:
    """Return every reading of a word as noun, adjective or participle; others appear without cases."""
    found = []
    with _LOCK:
        analyses = list(_morfeusz().analyse(word))
    # "udziałem" is a noun as a whole, besides a verb with its ending.
    last = max((end for _, end, _ in analyses), default=0)
    whole = [each for each in analyses if each[0] == 0 and each[1] == last]
    # "złożyłem" is a verb and its person.
    parted = [each for each in analyses if each[0] == 0 and each[2][2].startswith("praet")]
    for _, _, (_, lemma, tag, *_) in _in_use(whole or parted):
        part, *rest = tag.split(":")
        if part in {"adj", "pact", "ppas", "subst", "ger", "depr"} and len(rest) >= 3:
            numbers = cast("list[Literal['sg', 'pl']]", rest[0].split("."))
            cases = frozenset(case for case in rest[1].split(".") if case in CASES)
            genders = frozenset(cast(Gender, gender) for gender in rest[2].split("."))
            kind = "subst" if part in {"subst", "ger", "depr"} else "adj"
            is_paired = rest[2:] == ["n", "pt"]
            found += [Form(lemma.split(":")[0], kind, number, cases, genders, is_paired) for number in numbers]
        else:
            found.append(Form(lemma.split(":")[0], part, "", frozenset(), frozenset()))
    return tuple(found)


_Analysis: TypeAlias = tuple[int, int, tuple[str, str, str, list[str], list[str]]]


def _in_use(analyses: list[_Analysis]) -> list[_Analysis]:
    """Leave out what the dictionary calls obsolete, where the word is still used otherwise: "dzień" of bees."""
    return [
        each
        for each in analyses
        if each[2][1] not in _UNMEANT and not any(label.startswith("daw.") for label in each[2][4])
    ] or analyses


# What no office means where the same form has another reading: "koty" are cats, "kury" hens, "członków" are persons.
_UNMEANT = frozenset({"kota", "gmin", "kur:Sm3", "kar", "kary:S", "kur:Sm2", "tur:Sm2", "członek:Sm2", "członek:Sm3"})


def nouns(word: str) -> tuple[Form, ...]:
    """Return the readings of a word as a noun."""
    return tuple(form for form in forms(word) if form.part == "subst")


def adjectives(word: str) -> tuple[Form, ...]:
    """Return the readings of a word as an adjective."""
    return tuple(form for form in forms(word) if form.part == "adj")


def verbs(word: str) -> tuple[Form, ...]:
    """Return the readings of a word as a finite verb or infinitive."""
    return tuple(form for form in forms(word) if form.part in {"fin", "praet", "impt", "inf", "imps"})


@lru_cache(maxsize=20_000)
def is_word(word: str) -> bool:
    """Tell whether the dictionary knows the word as something other than an abbreviation."""
    return any(form.part not in {"ign", "brev", "xxx"} for form in forms(word))


@lru_cache(maxsize=4096)
def expansions(abbreviation: str) -> tuple[str, ...]:
    """Return what Morfeusz knows an abbreviation with a full stop to be short for, without letters of the alphabet.

    Args:
        abbreviation: In lower case, without its full stop.
    """
    with _LOCK:
        analyses = _morfeusz().analyse(f"{abbreviation}.")
    found = [
        str(lemma).replace("_", " ") for _, _, (form, lemma, tag, *_) in analyses if tag == "brev:pun" and form != "."
    ]
    return tuple(lemma for lemma in found if lemma.islower() and len(lemma) > 1)


@lru_cache(maxsize=4096)
def inflect(lemma: str, case: Case, number: Literal["sg", "pl"] = "sg", gender: Gender | None = None) -> str:
    """Return a noun's form, or the lemma itself where the dictionary has none.

    Args:
        lemma: Dictionary form.
        case: Its case.
        number: Singular or plural.
        gender: Tells nouns of one lemma apart: "doktor" is m1 for a man and an unchanging f for a woman.
    """
    if (lemma, case, number) in _CHOSEN:
        return _CHOSEN[lemma, case, number]
    found: list[tuple[bool, str]] = []
    for text, _, tag, *_ in _generated(lemma):
        part, *rest = tag.split(":")
        if part == "subst" and number in rest[0].split(".") and case in rest[1].split("."):
            if gender and gender not in rest[2].split("."):
                continue
            # A person of the same name comes last: "metr" is a length before it is a teacher of old. So does the old
            # plural without an ending: "sto wolt".
            # So does a genitive without one: "dwa i pół wat".
            is_bare = text == lemma and (number == "pl" or case == "gen")
            found.append((rest[2] == "m1" or is_bare, str(text)))
    if not found:
        prefix = next((each for each in _MULTIPLES if lemma.startswith(each) and lemma != each), "")
        return prefix + inflect(lemma.removeprefix(prefix), case, number, gender) if prefix else lemma
    return min(found, key=lambda each: each[0])[1]


# Units that the dictionary lacks: "terabajt", "kilopaskal".
_MULTIPLES = ("kilo", "mega", "giga", "tera", "mili", "mikro")


def _generated(lemma: str) -> list[tuple[str, str, str]]:
    with _LOCK:
        return list(_morfeusz().generate(lemma))
