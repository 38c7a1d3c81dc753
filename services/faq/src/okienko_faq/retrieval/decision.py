"""Answer, ask back, or decline."""

from dataclasses import dataclass
from enum import Enum

from okienko_faq.retrieval.ranking import Ranking

ANSWER_FROM = 0.60
CLARIFY_FROM = 0.25
"""Confidence from which a question is answered, or asked back; below it is declined (engines.md)."""

_VAGUE_WORDS = 2
"""A question of at most this many content words may be about several things."""
_RIVAL = 0.25
"""...when the second entry is at least this likely, as a share of the first (engines.md)."""
_MOST_CHOICES = 5
_NEAREST = 3
_WORTH_OFFERING = 0.08


class Outcome(Enum):
    """What to do with a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and with which entries (positions in the store)."""

    outcome: Outcome
    answers: tuple[int, ...]
    choices: tuple[int, ...]


def decide(ranking: Ranking, content_words: int, rivals: frozenset[int]) -> Decision:
    """Decide by confidence, and ask back when the question is vague.

    Args:
        ranking: the ordered entries.
        content_words: number of words in the question that carry meaning.
        rivals: entries that have one phrase with every one of these words.
    """
    vague = content_words <= _VAGUE_WORDS and len(rivals) > 1
    if ranking.confidence < CLARIFY_FROM and not vague:
        return Decision(Outcome.DECLINE, (), ranking.order[:_NEAREST])
    if ranking.confidence < ANSWER_FROM or (vague and _has_rival(ranking)):
        return Decision(Outcome.CLARIFY, (), _choices(ranking))
    return Decision(Outcome.ANSWER, ranking.order[:1], ())


def _has_rival(ranking: Ranking) -> bool:
    return len(ranking.order) > 1 and ranking.shares[1] >= _RIVAL * ranking.shares[0]


def _choices(ranking: Ranking) -> tuple[int, ...]:
    likely = [
        place
        for place, share in zip(ranking.order, ranking.shares, strict=True)
        if share >= _WORTH_OFFERING * ranking.shares[0]
    ]
    return tuple(likely[:_MOST_CHOICES]) if len(likely) > 1 else ranking.order[:2]
