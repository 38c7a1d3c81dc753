"""Finds the words of the written text that an editor's glosses stand for, as far as that is certain.

A gloss belongs to a word whose lemma it is, a number or date to the same one in the text, a spelled name to that name.
Matches are first sought that keep their order over the whole text; then, since signing has an order of its own, those
where only one word comes into question: within the sentences that the first have tied together, or where neither gloss
nor word occurs twice, anywhere. The rest stays without a place.
"""

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Final

from okienko_signing.draft import KEPT_PREPOSITIONS, PHRASES, SYNONYMS, WORD_FORMS
from okienko_signing.figures import spoken
from okienko_signing.glosses import Kind, Token
from okienko_signing.written import Written, figure_of, numbers_of, readings_of, sentences_of

Span = tuple[int, int]
_NUMBER_WORDS: Final = {
    "jeden": "1", "dwa": "2", "trzy": "3", "cztery": "4", "pięć": "5", "sześć": "6", "siedem": "7", "osiem": "8",
    "dziewięć": "9", "dziesięć": "10", "jedenaście": "11", "dwanaście": "12",
}  # fmt: skip
_LONG_NAME: Final = 5
"""Letters from which on a spelled name may differ from a lemma in the last one."""
_MOST_PLACES: Final = 8
_MOST_MATCHES: Final = 1000
"""Bounds of the work: beyond, nothing is certain anyway; a line of 30 glosses has about 40 matches."""
_UNIQUE: Final = 1.5
"""What a match weighs that is the only one of its gloss; others weigh 1."""


@dataclass(frozen=True)
class _Atom:
    """A word of the text, or one number or word of a figure, and what may stand for it."""

    start: int
    end: int
    sentence: int
    lemmas: frozenset[str]
    glosses: frozenset[str]


@dataclass(frozen=True)
class _Match:
    token: int
    atom: int
    count: int
    """Atoms that the token covers."""


def aligned(tokens: tuple[Token, ...], text: str, *, is_polish: bool) -> tuple[Span | None, ...]:
    """Return for each token the characters of the text that it stands for; None where that is not certain.

    Args:
        tokens: an editor's glosses.
        text: the written text, composed or not.
        is_polish: else only numbers and names are sought.

    """
    atoms = [
        atom
        for number, sentence in enumerate(sentences_of(text))
        for written in sentence
        for atom in _atoms(written, number, is_polish=is_polish)
    ]
    index = _index(atoms)
    matches = [
        _Match(number, place, count)
        for number, token in enumerate(tokens)
        if is_polish or token.kind is not Kind.SIGN
        for place, count in _places(token, atoms, index)
    ]
    if len(matches) > _MOST_MATCHES:
        return (None,) * len(tokens)
    chosen = _chain(matches)
    found = {match.token: match for match in chosen}
    found |= _near(tokens, atoms, matches, found)
    return tuple(
        (atoms[match.atom].start, atoms[match.atom + match.count - 1].end) if (match := found.get(number)) else None
        for number in range(len(tokens))
    )


def _atoms(written: Written, sentence: int, *, is_polish: bool) -> list[_Atom]:
    if written.is_number:
        figure = figure_of(written.text)
        parts = [part.text for part in spoken(figure)] if figure else numbers_of(written.text)
        return [_Atom(written.start, written.end, sentence, frozenset(), frozenset([part])) for part in parts]
    surface = written.text.lower()
    lemmas = {reading.lemma.lower() for reading in readings_of(written.text)} if is_polish else set()
    if surface in WORD_FORMS:
        glosses = {WORD_FORMS[surface]}
    else:
        meant = {**KEPT_PREPOSITIONS, **SYNONYMS, **_NUMBER_WORDS}
        glosses = {surface.upper(), *(lemma.upper() for lemma in lemmas)}
        glosses |= {meant[lemma] for lemma in lemmas if meant.get(lemma)}
    return [_Atom(written.start, written.end, sentence, frozenset(lemmas), frozenset(glosses))]


def _index(atoms: list[_Atom]) -> dict[str, list[tuple[int, int]]]:
    """Return for each gloss the places where it may stand, and how many atoms it covers there."""
    index: dict[str, list[tuple[int, int]]] = {}
    for place, atom in enumerate(atoms):
        for gloss in atom.glosses:
            index.setdefault(gloss, []).append((place, 1))
        if place + 1 < len(atoms) and atoms[place + 1].sentence == atom.sentence:
            pairs = itertools.product(atom.lemmas, atoms[place + 1].lemmas)
            for gloss in {PHRASES[pair] for pair in pairs if pair in PHRASES}:
                index.setdefault(gloss, []).append((place, 2))
    return index


def _places(token: Token, atoms: list[_Atom], index: dict[str, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return where a token may stand; nowhere if that could be almost anywhere."""
    places = index.get(token.text, [])
    parts = token.text.split("-")
    if not places and len(parts) > 1:
        runs = [(place, atoms[place : place + len(parts)]) for place, _ in index.get(parts[0], [])]
        places = [(place, len(parts)) for place, run in runs if _is_said(parts, run)]
    if not places and token.kind is Kind.SPELLED and len(token.text) >= _LONG_NAME:
        # A street is named after its gender, "Zegarowa"; the dictionary's lemma is "zegarowy".
        places = [place for gloss in index if gloss[:-1] == token.text[:-1] for place in index[gloss]]
    return places if len(places) <= _MOST_PLACES else []


def _is_said(parts: list[str], run: list[_Atom]) -> bool:
    if len(run) < len(parts) or run[0].sentence != run[-1].sentence:
        return False
    return all(part in atom.glosses for part, atom in zip(parts, run, strict=True))


def _chain(matches: list[_Match]) -> list[_Match]:
    """Return the heaviest matches that follow one another in both orders."""
    per_token = Counter(match.token for match in matches)
    per_atom = Counter(match.atom for match in matches)
    best: list[tuple[float, int]] = []
    for number, match in enumerate(matches):
        weight = _UNIQUE if per_token[match.token] == per_atom[match.atom] == 1 else 1.0
        before = [
            (best[other][0], other)
            for other in range(number)
            if matches[other].token < match.token and matches[other].atom + matches[other].count <= match.atom
        ]
        heaviest, last = max(before, key=lambda item: item[0], default=(0.0, -1))
        best.append((heaviest + weight, last))
    chain: list[_Match] = []
    at = max(range(len(best)), key=lambda number: best[number][0], default=-1)
    while at >= 0:
        chain.append(matches[at])
        at = best[at][1]
    return chain


def _near(
    tokens: tuple[Token, ...], atoms: list[_Atom], matches: list[_Match], found: dict[int, _Match]
) -> dict[int, _Match]:
    """Return matches out of order where only one comes into question."""
    taken = {place for match in found.values() for place in _places_of(match)}
    tied: dict[int, set[int]] = {}
    for match in found.values():
        tied.setdefault(tokens[match.token].sentence, set()).add(atoms[match.atom].sentence)
    said = Counter(token.text for token in tokens)
    near: dict[int, _Match] = {}
    for number, token in enumerate(tokens):
        of_token = [match for match in matches if match.token == number]
        sentences = tied.get(token.sentence, set())
        within = range(min(sentences), max(sentences) + 1) if sentences else range(0)
        free = [m for m in of_token if atoms[m.atom].sentence in within and taken.isdisjoint(_places_of(m))]
        if len(free) != 1 and len(of_token) == said[token.text] == 1 and taken.isdisjoint(_places_of(of_token[0])):
            free = of_token
        if number not in found and len(free) == 1:
            near[number] = free[0]
            taken |= set(_places_of(free[0]))
    return near


def _places_of(match: _Match) -> range:
    return range(match.atom, match.atom + match.count)
