"""Questions that ask several things: where to cut them, and when the parts are worth more than the whole.

Searching the parts instead of the whole hurt (recall@1 .85 → .80, engines.md). So a question is only taken apart when at least
two parts are answered with confidence, and with different entries. Answering one part where the other is not sure answered 1.5 %
of the development questions wrongly instead of 0.6 %; so the other is then only offered beside.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from okienko_faq.retrieval import aspects
from okienko_faq.retrieval.decision import Outcome
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
_REFERRING = {"pl": re.compile(r"\b(to|tego|temu|tym|go|je|nim|nia)\b"), "en": re.compile(r"\b(it|that|this|them)\b")}
# What may stand beside an asking word before the subject: infinitives and little words.
_HEAD = re.compile(r"\w{2,}[aeiouy]c|to|i|we|my|our|an?|the|do|moj\w*|swoj\w*|nasz\w*")
_SHORTEST = 2
_MOST_PARTS = 3
_AMONG = 8
"""What answers a part must be among this many best for the whole, unless the part is surer than this:"""
_SURE = 0.9
_PART_FROM = 0.80
"""Confidence from which a part counts as answered: the other parts bear it out, so it may be lower than for a whole question."""
_WORTH_MEANING = 0.45
"""Parts that the words find with less confidence than this are not embedded: each costs about 8 ms CPU."""
_NAMED_FROM = 0.55
"""Confidence from which a part that is not sure is offered beside the others."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, with the entry (position in the store) that answers it."""

    text: str
    place: int
    search: Search


@dataclass(frozen=True, slots=True)
class Apart:
    """A question taken apart; nothing where it is one."""

    answered: tuple[Part, ...] = ()
    """Parts with an answer each, all different."""
    asking: tuple[Part, ...] = ()
    """Parts that need asking back, though what they may mean is near to the whole."""


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
    clauses = _with_subjects(clauses, language)
    asking = [clause for clause in clauses if _ASKING.search(key(clause[0]))]
    # Behind "and" a clause may ask though the one before it only tells: "I have a card and want to open a business".
    asking += [[part for part in clause[1:] if _ASKING.search(key(part))] for clause in clauses if clause not in asking]
    chosen = [part for clause in asking for part in clause] or [part for clause in clauses for part in clause]
    found = [part for part in chosen if len(tokens(part)) >= _SHORTEST]
    return found[:_MOST_PARTS] if len(found) > 1 else []


def _with_subjects(clauses: Sequence[list[str]], language: str) -> list[list[str]]:
    """Put together a clause that tells and one that asks about it: "sprzedałem auto, gdzie to zgłosić"."""
    put: list[list[str]] = []
    for first, *others in clauses:
        refers = aspects.is_bare(first, language) or _REFERRING[language].search(key(first))
        if put and refers and not _ASKING.search(key(put[-1][-1])):
            put[-1][-1:] = [f"{put[-1][-1]}, {first}", *others]
        else:
            put.append([first, *others])
    return put


def take_apart(retriever: Retriever, text: str, whole: Search) -> Apart:
    """Return the parts of a question, in its order: those that have an answer each, and those that need asking back."""
    reading = whole.reading
    if whole.rule == "exact":
        return Apart()
    answered: list[Part] = []
    asking: list[Part] = []
    head = ""
    for part in parts(text, reading.language):
        if aspects.is_bare(part, reading.language):
            continue
        asks = bool(_ASKING.search(key(part)))
        # "Zgubiłem dowód i prawo jazdy": what was lost is both.
        found = _search(retriever, f"{head} {part}", reading.language) if head and not asks else None
        if found is None or not _is_sure(part, found):
            found = _search(retriever, part, reading.language)
        head = head_of(part) or ("" if asks else head)
        place, confidence = found.ranking.order[0], found.ranking.confidence
        if place in {item.place for item in (*answered, *asking)}:
            continue
        if _is_sure(part, found) and (confidence >= _SURE or place in whole.ranking.order[:_AMONG]):
            answered.append(Part(part, place, found))
        elif confidence >= _NAMED_FROM and place in whole.ranking.order[:_AMONG]:
            asking.append(Part(part, place, found))
    return Apart(tuple(answered), tuple(asking))


def question_proper(text: str) -> str:
    """Return what is asked behind a heading ("świadczenia i opieka: zasiłek pielęgnacyjny jak dostać"); empty without one."""
    _, colon, asked = text.rpartition(": ")
    return asked if colon and len(tokens(asked)) >= _SHORTEST else ""


def _is_sure(part: str, found: Search) -> bool:
    # A word alone is too little, but where it would be answered by itself: "where is ZUS", "how do I get married".
    enough = len(found.reading.terms) >= _SHORTEST or found.rule == "exact"
    alone = found.decided.outcome is Outcome.ANSWER and bool(_ASKING.search(key(part)))
    return (enough or alone) and found.ranking.confidence >= _PART_FROM


def head_of(part: str) -> str:
    """Return what a part asks for before it names its subject: "zgubiłem", "jak dostać", "I lost my"; empty where it only tells."""
    words = list(takewhile(lambda word: _HEAD.fullmatch(key(word)) or _ASKING.search(key(word)), part.split()))
    return " ".join(words) if any(_ASKING.search(key(word)) for word in words) else ""


def _search(retriever: Retriever, part: str, language: str) -> Search:
    by_words = retriever.search(part, language, words_only=True)
    if by_words.rule == "exact" or not _WORTH_MEANING <= by_words.ranking.confidence < _PART_FROM:
        return by_words
    return retriever.search(part, language)
