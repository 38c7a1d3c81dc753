"""Answer, ask back, or decline."""

from dataclasses import dataclass
from enum import Enum

from okienko_faq.retrieval.ranking import Ranking

ANSWER_FROM = 0.88
"""Confidence from which a question is answered. Cross-validated by entry on the development questions, 211 answers: .87 answers
8.5 % of the questions near the town hall's business that no answer covers and 0.2 % of those in scope wrongly, .88 7.3 % and
0.1 %; the price is 1.1 % that are asked back instead."""
CLARIFY_FROM = 0.32
"""Scope from which a question is asked back; below it is declined: 2.1 % of those in scope and 55 % of those out of it. Judging
this by the confidence, as before, declined 3.0 % of the ones for 51 % of the others."""

_VAGUE_WORDS = 2
"""A question of at most this many content words may be about several things..."""
_RIVAL = 0.25
"""...when the second entry is at least this likely, as a share of the first (engines.md)..."""
_NAMED_RIVAL = 0.10
"""...or this likely where several entries have a phrase with all of these words ("ID card": .10)..."""
_LONE_RIVAL = 0.03
"""...or this for a word alone: "dowód" (.46), "paszport" (.04), but not "ZUS" (.01), "drzewo" (.00)..."""
_STORED_RIVAL = 0.12
"""...or this, where an editor has stored these very words for one of them: not "zgubiłem dowód" (.09), but "ile kosztuje
paszport" (.15)."""
_FEWEST_CHOICES = 4
_NEAREST = 3
_WORTH_OFFERING = 0.02


class Outcome(Enum):
    """What to do with a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"
    EMERGENCY = "emergency"
    SMALL_TALK = "small-talk"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and with which entries (positions in the store)."""

    outcome: Outcome
    answers: tuple[int, ...]
    choices: tuple[int, ...]
    """What may be meant, the likeliest first: more of them than fit into one question back."""
    is_vague: bool = False
    """Whether a word or two name several entries, all of which are among the choices."""


def decide(ranking: Ranking, content_words: int, rivals: frozenset[int], *, is_stored: bool = False) -> Decision:
    """Decide by confidence, and ask back when the question is vague.

    Args:
        ranking: the ordered entries.
        content_words: number of words in the question that carry meaning.
        rivals: entries that have one phrase with every one of these words.
        is_stored: whether the very wording is stored for the first entry.
    """
    vague = content_words <= _VAGUE_WORDS and len(rivals) > 1
    if ranking.scope < CLARIFY_FROM and not vague:
        return Decision(Outcome.DECLINE, (), ranking.order[:_NEAREST])
    least = _least_rivalry(content_words, is_stored=is_stored) if vague else _RIVAL
    if content_words <= _VAGUE_WORDS and _rivalry(ranking) >= least:
        named = tuple(place for place in ranking.order if place in rivals)
        if vague and len(named) > 1:
            return Decision(Outcome.CLARIFY, (), named, is_vague=True)
        return Decision(Outcome.CLARIFY, (), _choices(ranking))
    if ranking.confidence < ANSWER_FROM:
        return Decision(Outcome.CLARIFY, (), _choices(ranking))
    return Decision(Outcome.ANSWER, ranking.order[:1], ())


def _least_rivalry(content_words: int, *, is_stored: bool) -> float:
    if is_stored:
        return _STORED_RIVAL
    return _NAMED_RIVAL if content_words > 1 else _LONE_RIVAL


def _rivalry(ranking: Ranking) -> float:
    return ranking.shares[1] / ranking.shares[0] if len(ranking.shares) > 1 else 0.0


def _choices(ranking: Ranking) -> tuple[int, ...]:
    likely = [
        place
        for place, share in zip(ranking.order, ranking.shares, strict=True)
        if share >= _WORTH_OFFERING * ranking.shares[0]
    ]
    return ranking.order[: max(len(likely), _FEWEST_CHOICES)]
