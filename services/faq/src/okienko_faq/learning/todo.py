"""From kept questions to what an editor could do."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import yaml

from okienko_faq.engines import Embedder
from okienko_faq.learning.grouping import group
from okienko_faq.learning.kept import KeptQuestion
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.words import fold, tokens

MOST_CONSIDERED = 1000
"""Comparing meanings costs about 8 ms CPU a question."""
_MOST_ALIASES = 8
_LONGEST_ID = 40


class Suggestion(Enum):
    """What an editor could do."""

    NEW_ANSWER = "new answer"
    ADD_ALIASES = "add aliases"
    REVISE = "revise"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Found:
    """What the search says to a question now."""

    outcome: Outcome
    nearest: str
    topic: str
    confidence: float


@dataclass(frozen=True, slots=True)
class TodoItem:
    """Questions that are after the same thing."""

    questions: tuple[KeptQuestion, ...]
    count: int
    suggestion: Suggestion
    nearest: str
    confidence: float
    draft: str


def todo(kept: Sequence[KeptQuestion], find: Callable[[str, str], Found], embedder: Embedder | None) -> list[TodoItem]:
    """Return what could be done, the most asked first.

    Args:
        kept: questions, the most asked first.
        find: searches for a text in a language.
        embedder: compares meanings; without one, words are compared.
    """
    considered = kept[:MOST_CONSIDERED]
    items: list[TodoItem] = []
    for same in _by_kind(considered):
        items += [
            _item(tuple(same[position] for position in positions), find)
            for positions in group([item.asked.text for item in same], embedder)
        ]
    return sorted(items, key=lambda item: -item.count)


def _by_kind(kept: Sequence[KeptQuestion]) -> list[list[KeptQuestion]]:
    """Keep apart what found no answer, and what was said about each answer."""
    kinds: dict[tuple[str, str], list[KeptQuestion]] = {}
    for item in kept:
        kinds.setdefault((item.asked.reason, item.asked.answer_id), []).append(item)
    return list(kinds.values())


def _item(questions: tuple[KeptQuestion, ...], find: Callable[[str, str], Found]) -> TodoItem:
    first = questions[0].asked
    found = find(first.text, first.language)
    count = sum(item.count for item in questions)
    if first.reason == "rated_down":
        return TodoItem(questions, count, Suggestion.REVISE, first.answer_id, found.confidence, "")
    if found.outcome in {Outcome.ANSWER, Outcome.EMERGENCY}:
        return TodoItem(questions, count, Suggestion.ANSWERED, found.nearest, found.confidence, "")
    suggestion = Suggestion.ADD_ALIASES if found.outcome is Outcome.CLARIFY else Suggestion.NEW_ANSWER
    draft = _aliases(questions) if suggestion is Suggestion.ADD_ALIASES else _new_entry(questions, found.topic)
    return TodoItem(questions, count, suggestion, found.nearest, found.confidence, draft)


def _wordings(questions: Sequence[KeptQuestion]) -> dict[str, list[str]]:
    """Return the wordings by language; those with a mask in them are no wording of anybody's."""
    wordings: dict[str, list[str]] = {}
    for item in questions:
        own = wordings.setdefault(item.asked.language, [])
        if "[" not in item.asked.text and item.asked.text not in own and len(own) < _MOST_ALIASES:
            own.append(item.asked.text)
    return {language: own for language, own in wordings.items() if own}


def _aliases(questions: Sequence[KeptQuestion]) -> str:
    return _yaml({language: {"aliases+": own} for language, own in _wordings(questions).items()})


def _new_entry(questions: Sequence[KeptQuestion], topic: str) -> str:
    asked = questions[0].asked
    words = [fold(word) for word in tokens(re.sub(r"\[[^\]]*\]", "", asked.text).lower()) if word.isalpha()]
    name = ""
    for word in words:
        name = f"{name}-{word}".strip("-") if len(name) + len(word) < _LONGEST_ID else name
    texts = {language: {"question": own[0], "aliases": own[1:]} for language, own in _wordings(questions).items()}
    return _yaml({"id": name or "nowa-odpowiedz", "topic": topic, **(texts or {asked.language: {"question": ""}})})


def _yaml(value: object) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120))
