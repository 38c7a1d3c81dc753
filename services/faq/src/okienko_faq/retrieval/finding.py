"""What the search hands back."""

from dataclasses import dataclass

from okienko_faq.retrieval.decision import Decision, Outcome
from okienko_faq.retrieval.emergency import Emergency
from okienko_faq.retrieval.lexical import Floats, LexicalScores, Terms
from okienko_faq.retrieval.ranking import Ranking
from okienko_faq.retrieval.store_index import StoreIndex

EMERGENCY_NUMBERS = "numery-alarmowe"
DOMESTIC_VIOLENCE = "przemoc-domowa"
"""Entries that come first in an emergency, where the store has them."""

_RELATED = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, read: its language, its repaired text, its words and their scores."""

    language: str
    raw: str
    repaired: str
    terms: Terms
    words: LexicalScores
    char: Floats


@dataclass(frozen=True, slots=True)
class Finding:
    """What the search says."""

    outcome: Outcome
    answers: tuple[str, ...]
    choices: tuple[str, ...]
    ranked: tuple[str, ...]
    """Entry ids, best first, whatever the outcome."""
    confidence: float
    language: str
    """The resident's language as given, or the question's as detected."""
    matched_question: str
    """The stored question that matched best; empty when nothing was near."""


def report(
    index: StoreIndex,
    language: str | None,
    reading: Reading,
    ranking: Ranking,
    decided: Decision,
    danger: Emergency | None,
) -> Finding:
    """Turn positions into identifiers and put emergency numbers first where somebody may be in danger."""
    shown = language or reading.language
    ranked = [index.entries[place].entry_id for place in ranking.order]
    answers = [index.entries[place].entry_id for place in decided.answers]
    choices = [index.entries[place].entry_id for place in decided.choices]
    outcome = decided.outcome
    urgent = _urgent(index, danger)
    if urgent:
        outcome = Outcome.EMERGENCY
        choices = [entry for entry in (answers or choices)[:_RELATED] if entry not in urgent]
        answers = urgent
    best = ranking.order[0]
    same_language = reading.words.phrase if shown == reading.language else None
    matched = (
        "" if outcome in {Outcome.DECLINE, Outcome.EMERGENCY} else index.nearest_phrase(best, shown, same_language)
    )
    return Finding(
        outcome, tuple(answers), tuple(choices), tuple(ranked), 1.0 if urgent else ranking.confidence, shown, matched
    )


def _urgent(index: StoreIndex, danger: Emergency | None) -> list[str]:
    if danger is None:
        return []
    first = [EMERGENCY_NUMBERS, *([DOMESTIC_VIOLENCE] if danger.domestic else [])]
    return [entry for entry in first if entry in index.position]
