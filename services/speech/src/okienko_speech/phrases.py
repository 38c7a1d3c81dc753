"""Cuts a text into the phrases that an engine speaks in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from okienko_speech.words import SpokenWord, with_mark

Ending: TypeAlias = Literal["breath", "clause", "sentence", "paragraph"]

# Letters. Kokoro needs about 10 ms of one core for each: a shorter first phrase is heard sooner.
FIRST = 60
LONGEST = 160
_SHORTEST_CLAUSE = 24


@dataclass(frozen=True)
class Phrase:
    """Words that are spoken in one go.

    Attributes:
        words: At least one.
        ending: What the phrase ends, which sets the pause behind it.
    """

    words: tuple[SpokenWord, ...]
    ending: Ending


def split(words: Sequence[SpokenWord]) -> list[Phrase]:
    """Cut words into phrases: at every sentence, and in long sentences at commas, else between words.

    The first phrase is kept short so that sound begins soon.
    """
    phrases: list[Phrase] = []
    sentence: list[SpokenWord] = []
    for word in words:
        sentence.append(word)
        if word.ends_sentence:
            phrases += _sentence(sentence, is_first=not phrases)
            sentence = []
    if sentence:
        phrases += _sentence(list(with_mark(sentence, ".")), is_first=not phrases)
    return phrases


def _sentence(words: Sequence[SpokenWord], *, is_first: bool) -> list[Phrase]:
    last: Ending = "paragraph" if words[-1].mark == "\n" else "sentence"
    phrases: list[Phrase] = []
    rest = list(words)
    while rest:
        limit = FIRST if is_first and not phrases else LONGEST
        size = _fitting(rest, limit)
        part, rest = rest[:size], rest[size:]
        ending: Ending = last if not rest else "clause" if part[-1].ends_clause else "breath"
        phrases.append(Phrase(tuple(part), ending))
    return phrases


def _fitting(words: Sequence[SpokenWord], limit: int) -> int:
    """Return how many words make the next phrase."""
    total = sum(len(word.text) + 1 for word in words)
    if total <= limit:
        return len(words)
    used, at_clause, at_word = 0, 0, 0
    for index, word in enumerate(words, start=1):
        used += len(word.text) + 1
        if used > limit and index > 1:
            break
        at_word = index
        if word.ends_clause and used >= _SHORTEST_CLAUSE and total - used >= _SHORTEST_CLAUSE // 2:
            at_clause = index
    if at_clause:
        return at_clause
    # The first phrase of a sentence without a comma is not broken for speed alone, only where it is too long anyway.
    return at_word if limit == LONGEST else _fitting(words, LONGEST)
