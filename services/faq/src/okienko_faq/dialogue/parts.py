"""Questions that ask several things: where to cut them, and when the parts are worth more than the whole.

Searching the parts instead of the whole hurt (recall@1 .85 → .80, engines.md). So a question is only taken apart when at least
two parts are answered with confidence, and with different entries.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from okienko_faq.retrieval import aspects
from okienko_faq.retrieval.retriever import Retriever, Search
from okienko_faq.retrieval.words import key, tokens

_STOPS = re.compile(r"[?!]+\s+|[.;]\s+|,\s+(?:a\s+)?", re.IGNORECASE)
_JOINTS = {
    "pl": re.compile(
        r"\s+(?:i|oraz|a także|a takze|a jeszcze|a potem|a przy okazji|przy okazji|a też|a tez|plus)\s+", re.IGNORECASE
    ),
    "en": re.compile(r"\s+(?:and also|and then|and|plus|as well as|also)\s+", re.IGNORECASE),
}
# What makes a clause a question or a wish. "I got divorced, how do I…" tells something first and asks one thing.
_ASKING = re.compile(
    r"\b(jak\w{0,3}|gdzie|dokad|kiedy|ile|czy|co|kto|ktor\w+|chc\w+|potrzeb\w+|trzeba|musz\w+|moge|mozna|prosze|chcial\w+|zglosic|zgub\w+|ukrad\w+|skradz\w+|lost|stolen|"
    r"how|where|when|what|who|which|can|could|may|i need|need|i want|want|must|have to|i would like|would like|wish)\b"
)
_SHORTEST = 2
_MOST_PARTS = 3
_AMONG = 8
"""What answers a part must be among this many best for the whole, unless the part is surer than this:"""
_SURE = 0.9
_PART_FROM = 0.80
"""Confidence from which a part counts as answered: the other parts bear it out, so it may be lower than for a whole question."""
_WORTH_MEANING = 0.55
"""Parts that the words find with less confidence than this are not embedded: each costs 16 ms CPU."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, with the entry (position in the store) that answers it."""

    text: str
    place: int
    search: Search


def parts(text: str, language: str) -> list[str]:
    """Return the parts of a question that ask for something, each of at least two words; empty when it is one.

    Where any clause asks, those that only tell something are left out; what "and" joins to an asking one asks, too. Where
    none does ("rozkład jazdy, ulgi na bilety"), each names a subject.
    """
    clauses = [
        [part.strip() for part in _JOINTS[language].split(clause)]
        for clause in _STOPS.split(text)
        if clause and clause.strip()
    ]
    asking = [clause for clause in clauses if _ASKING.search(key(clause[0]))]
    # Behind "and" a clause may ask though the one before it only tells: "I have a card and want to open a business".
    asking += [[part for part in clause[1:] if _ASKING.search(key(part))] for clause in clauses if clause not in asking]
    chosen = [part for clause in asking for part in clause] or [part for clause in clauses for part in clause]
    found = [part for part in chosen if len(tokens(part)) >= _SHORTEST]
    return found[:_MOST_PARTS] if len(found) > 1 else []


def answered_parts(retriever: Retriever, text: str, whole: Search) -> Sequence[Part]:
    """Return the parts of a question, in its order, where at least two are answered differently; else nothing."""
    reading = whole.reading
    if whole.rule == "exact":
        return ()
    found: list[Part] = []
    for part in parts(text, reading.language):
        if aspects.is_bare(part, reading.language):
            continue
        search = _search(retriever, part, reading.language)
        place = search.ranking.order[0]
        # A single word is too little, but where it is somebody's own wording: "where is ZUS".
        sure = len(search.reading.terms) >= _SHORTEST or search.rule == "exact"
        sure = sure and search.ranking.confidence >= _PART_FROM
        near = place in whole.ranking.order[:_AMONG] or search.ranking.confidence >= _SURE
        if sure and near and place not in {item.place for item in found}:
            found.append(Part(part, place, search))
    return found if len(found) > 1 else ()


def _search(retriever: Retriever, part: str, language: str) -> Search:
    by_words = retriever.search(part, language, words_only=True)
    if by_words.rule == "exact" or not _WORTH_MEANING <= by_words.ranking.confidence < _PART_FROM:
        return by_words
    return retriever.search(part, language)
