"""Walks through a text and lets rules read what stands at each place.

A rule is a pattern and a function. At every place where a word, number or sign begins, the first rule whose pattern
fits and whose function does not return None reads it; what no rule reads is a word or a mark of punctuation.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from okienko_speech.words import SpokenWord, with_mark

# "ZUS-u" is one word.
_TOKEN = re.compile(r"[A-ZŁŚŻĆ]{2,}-[a-ząćęłńóśźż]{1,4}(?!\w)|[^\W\d_]+(?:['’][^\W\d_]+)*\.?|\d+|[^\w\s]|_")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_BREAK = re.compile(r"[.?!…]+(?=\s|$)")
_LEFT_WINDOW = 80
_RIGHT_WINDOW = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule reads.

    Attributes:
        text: The caller's whole text.
        start: Where the rule's match begins.
        end: One past its end.
    """

    text: str
    start: int
    end: int

    def left(self) -> list[str]:
        """Return the lower-case words and signs before the place, within the sentence, nearest last."""
        window = self.text[max(0, self.start - _LEFT_WINDOW) : self.start]
        tokens: list[str] = []
        for match in _TOKEN.finditer(window):
            token = match[0].lower()
            if token in {"?", "!", "\n"} or (
                token.endswith(".") and len(token) > 5 and window[match.end() : match.end() + 2].strip().istitle()
            ):
                tokens.clear()
            else:
                tokens.append(token)
        return tokens

    def before(self, size: int = 60) -> str:
        """Return up to `size` characters before the place, as written."""
        return self.text[max(0, self.start - size) : self.start]

    def from_start_of(self, found: re.Match[str] | None) -> "Place":
        """Return the place that begins where something found in `before` does, for what governs all of a list; itself without one."""
        return replace(self, start=self.start - len(found.string) + found.start()) if found else self

    def around(self, size: int = 160) -> str:
        """Return the text from `size` characters before the place to `size` behind it, as written."""
        return self.text[max(0, self.start - size) : self.end + size]

    def right_words(self, count: int) -> list[str]:
        """Return up to `count` words that follow in the same clause, as written."""
        window = self.text[self.end : self.end + _RIGHT_WINDOW]
        words: list[str] = []
        at = 0
        while len(words) < count:
            space = re.match(r"[ \t\u00a0\n]*", window[at:])
            at += space.end() if space else 0
            match = _WORD.match(window, at)
            if not match:
                break
            words.append(match[0])
            at = match.end()
        return words

    @property
    def ends_text(self) -> bool:
        """Whether a full stop at the end of the match also ends a sentence: a capital, a new line or nothing follows."""
        rest = self.text[self.end :]
        after = rest.lstrip(' \t\u00a0)”"')
        return not after or after[0] == "\n" or (after != rest and after[0].isupper())


Reading: TypeAlias = Sequence[SpokenWord]
Read: TypeAlias = Callable[[re.Match[str], Place], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and how to read what it matches.

    Attributes:
        name: For people who debug a reading.
        pattern: Tried at every place where a token begins; the end of a match must be the end of a token.
        read: Returns the words, or None to let the next rule try.
        closes: Whether a full stop at the end of a match ends a sentence when a capital follows: "2010 r." does,
            "ul." does not.
    """

    name: str
    pattern: re.Pattern[str]
    read: Read
    closes: bool = True


def rule(name: str, pattern: str, *, flags: int = 0, closes: bool = True) -> Callable[[Read], Rule]:
    """Make a rule of the function below; white space in the pattern is ignored."""

    def make(read: Read) -> Rule:
        return Rule(name, re.compile(pattern, flags | re.VERBOSE), read, closes)

    return make


_MARKS = {
    ".": ".",
    "?": "?",
    "!": "!",
    "…": ".",
    ",": ",",
    ";": ",",
    ":": ",",
    "—": ",",
    "–": ",",
    "(": ",",
    ")": ",",
    "/": ",",
    "|": ",",
}
_SPACE = re.compile(r"\s+")
_WORD_START = re.compile(r"\w")


def scan(text: str, rules: Iterable[Rule]) -> list[SpokenWord]:
    """Return the words of a text in the order of speaking.

    Args:
        text: What the caller sent.
        rules: In the order in which they are tried.
    """
    rules = tuple(rules)
    spoken: list[SpokenWord] = []
    at = 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space:
            at = space.end()
            lines = space[0].count("\n")
            # A single line feed before a small letter is a wrapped line, before anything else a heading or list item.
            if lines > 1 or (lines and not text[at : at + 1].islower()):
                _mark(spoken, "\n" if lines > 1 else ".")
            continue
        at = _read_one(text, at, rules, spoken)
    return spoken


def _read_one(text: str, at: int, rules: Sequence[Rule], spoken: list[SpokenWord]) -> int:
    for each in rules:
        match = each.pattern.match(text, at)
        if match and match.end() > at and not _splits_word(text, match.end()):
            words = each.read(match, Place(text, at, match.end()))
            if words is not None:
                spoken.extend(words)
                if each.closes and match[0].endswith(".") and Place(text, at, match.end()).ends_text:
                    _mark(spoken, ".")
                return match.end()
    mark = _MARKS.get(text[at])
    dash_inside = text[at] in "–—" and not text[at + 1 : at + 2].isspace()
    if mark and spoken and not dash_inside:
        is_number_point = text[at] in ".," and text[at + 1 : at + 2].isalnum()
        _mark(spoken, "" if is_number_point else mark)
    return at + 1


def _splits_word(text: str, end: int) -> bool:
    return (
        0 < end < len(text)
        and bool(_WORD_START.match(text, end))
        and bool(_WORD_START.match(text, end - 1))
        and (text[end - 1].isdigit() == text[end].isdigit())
    )


def _mark(spoken: list[SpokenWord], mark: str) -> None:
    if spoken and mark:
        spoken[-1:] = with_mark(spoken[-1:], mark)
