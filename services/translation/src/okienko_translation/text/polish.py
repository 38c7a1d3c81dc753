"""Polish word forms by Morfeusz: readings of a word, and the forms that a sentence needs.

Morfeusz is loaded at the first question (0.1 s, 20 MB).
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

CASES = ("nom", "gen", "dat", "acc", "inst", "loc")
_OLD = frozenset({"daw.", "arch.", "przest.", "gwar.", "rzad."})
_lock = threading.Lock()


@dataclass(frozen=True)
class Reading:
    """One way to read a word.

    Args:
        lemma: its dictionary form.
        kind: part of speech as Morfeusz names it: subst, adj, fin, praet and so on.
        number: "sg" or "pl"; empty where it has none.
        case: one of `CASES` or "voc"; empty where it has none.
        gender: m1, m2, m3, f or n; empty where it has none.
        tag: everything that Morfeusz says.
    """

    lemma: str
    kind: str
    number: str
    case: str
    gender: str
    tag: str


@cache
def _morfeusz() -> Any:
    # Imported here, so that a service that never meets Polish does not pay for it.
    import morfeusz2

    return morfeusz2.Morfeusz(generate=True, analyse=True)


@lru_cache(maxsize=20_000)
def readings(word: str) -> tuple[Reading, ...]:
    """Return every reading of a word; none for one that Morfeusz does not know."""
    with _lock:
        found = _morfeusz().analyse(word)
    return tuple(
        reading
        for start, end, (_, lemma, tag, _, labels) in found
        if (start, end) == (0, 1) and tag != "ign" and not _OLD & set(labels)
        for reading in _expanded(lemma.split(":")[0], tag)
    )


@lru_cache(maxsize=20_000)
def own_past(word: str) -> tuple[str, str] | None:
    """Return person ("pri", "sec") and number of a past form of the speaker or of who is spoken to ("zgubiłem"), None for other words."""
    with _lock:
        found = [(start, end, tag.split(":")) for start, end, (_, _, tag, _, _) in _morfeusz().analyse(word)]
    # "Chciałbym" has a third part between the two and says nothing of the past.
    if {(start, end, parts[0]) for start, end, parts in found} != {(0, 1, "praet"), (1, 2, "aglt")}:
        return None
    ((person, number),) = {(parts[2], parts[1]) for _, _, parts in found if parts[0] == "aglt"}
    return person, number


@lru_cache(maxsize=10_000)
def generated(lemma: str) -> tuple[tuple[str, Reading], ...]:
    """Return every form of a lemma with its reading."""
    return tuple(
        (form, reading) for form, base, tag in _current_forms(lemma) for reading in _expanded(base.split(":")[0], tag)
    )


def written_forms(lemma: str) -> frozenset[str]:
    """Return every form of a lemma as it is written; without their readings they cost a third."""
    return frozenset(form for form, _, _ in _current_forms(lemma))


def second_person(verb: str, number: str) -> str | None:
    """Return "musisz" for "musi" and "możecie" for "mogą"; None for a word that is no such verb.

    Args:
        verb: third person of the present, the future or the past.
        number: "sg" where one person is meant, "pl" where several are.
    """
    # "ma" may be of "maić" as well.
    for reading in sorted(readings(verb.lower()), key=lambda one: one.lemma != "mieć"):
        parts = reading.tag.split(":")
        if reading.kind == "fin" and "ter" in parts and reading.number == number:
            wanted = ":".join(["fin", number, "sec", *parts[3:]])
            return next((form for form, one in generated(reading.lemma) if one.tag == wanted), None)
        if reading.kind == "praet" and reading.number == number and number == "sg" and reading.gender in {"m1", "f"}:
            return verb.lower() + ("eś" if reading.gender == "m1" else "ś")
    return None


def agreeing(lemma: str, noun: str, cases: frozenset[str] = frozenset(CASES)) -> str | None:
    """Return the form of an adjective or pronoun before a noun; None where the word is no noun in one of the cases."""
    nouns = [one for one in readings(noun) if one.kind in {"subst", "ger"} and one.case in cases]
    wanted = [(one.number, one.case, one.gender) for one in nouns]
    # The shorter of "twoim" and "twym" is a poet's.
    longest_last = sorted(generated(lemma), key=lambda found: len(found[0]))
    forms = {(one.number, one.case, one.gender): form for form, one in longest_last if one.kind == "adj"}
    # "Pana wniosek": the nominative and the accusative come first in Morfeusz's order too.
    return next((forms[key] for key in wanted if key in forms), None)


def _current_forms(lemma: str) -> list[tuple[str, str, str]]:
    """Return the forms of a lemma that are still in use, each with its base and its tag."""
    with _lock:
        found = _morfeusz().generate(lemma)
    return [(form, base, tag) for form, base, tag, _, labels in found if not _OLD & set(labels)]


def _expanded(lemma: str, tag: str) -> Iterator[Reading]:
    """Yield the readings of a tag whose places hold several values, such as nom.acc."""
    parts = tag.split(":")
    kind = parts[0]
    rows: list[list[str]] = [[]]
    for part in parts:
        rows = [[*row, value] for row in rows for value in part.split(".")]
    for row in rows:
        number = next((value for value in row[1:] if value in {"sg", "pl"}), "")
        case = next((value for value in row[1:] if value in {*CASES, "voc"}), "")
        gender = next((value for value in row[1:] if value in {"m1", "m2", "m3", "f", "n"}), "")
        yield Reading(lemma, kind, number, case, gender, ":".join(row))
