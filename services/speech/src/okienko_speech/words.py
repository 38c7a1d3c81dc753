"""What is spoken, word by word, tied to where it stands in the caller's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

SENTENCE_ENDS = frozenset(".?!…\n")
CLAUSE_ENDS = frozenset(",;:—")


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word as it is spoken.

    Attributes:
        text: The word in lower case, letters only, e.g. "złotych".
        start: First character, a Unicode code point, in the caller's text of what the word reads.
        end: One past the last character. Words that read the same characters share the same range.
        mark: What is heard after it: "" nothing, one of ",;:—" a short pause, one of ".?!…" the end of a sentence,
            a line feed the end of a paragraph.
        is_letter: Whether it is the name of a letter of an acronym, of which the last one carries the stress.
        is_foreign: Whether it is written in the other language of the service: a Polish name in an English text.
    """

    text: str
    start: int
    end: int
    mark: str = ""
    is_letter: bool = False
    is_foreign: bool = False

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence or paragraph ends here."""
        return self.mark in SENTENCE_ENDS and bool(self.mark)

    @property
    def ends_clause(self) -> bool:
        """Whether a short pause follows."""
        return self.mark in CLAUSE_ENDS and bool(self.mark)


def spread(spoken: str, start: int, end: int) -> tuple[SpokenWord, ...]:
    """Return the words of `spoken`, all of them reading the characters from `start` to `end`.

    A comma behind a word becomes a short pause.
    """
    words = []
    for part in spoken.split():
        text = part.rstrip(",")
        words.append(SpokenWord(text, start, end, "," if text != part else ""))
    return tuple(words)


def with_mark(words: Sequence[SpokenWord], mark: str) -> tuple[SpokenWord, ...]:
    """Return the words with the mark behind the last one; a stronger mark that is already there stays."""
    if not words or not mark:
        return tuple(words)
    last = words[-1]
    if _strength(last.mark) >= _strength(mark):
        return tuple(words)
    return (*words[:-1], replace(last, mark=mark))


def plain(words: Iterable[SpokenWord]) -> str:
    """Return the words as one line of text without marks: the form that `normalisation_exact` compares."""
    return " ".join(word.text for word in words)


def punctuated(words: Iterable[SpokenWord]) -> str:
    """Return the words as one line of text with their marks, for an engine that reads text."""
    return " ".join(word.text + word.mark.strip() for word in words)


def _strength(mark: str) -> int:
    if not mark:
        return 0
    if mark == "\n":
        return 4
    return 3 if mark in "?!" else 2 if mark in SENTENCE_ENDS else 1
