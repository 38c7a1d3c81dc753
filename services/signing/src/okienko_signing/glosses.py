"""The gloss line: how an editor writes a signed sentence.

Glosses stand in signing order, parted by spaces: `DOWÓD NOWY CHCIEĆ | WNIOSEK GDZIE`. '-' joins glosses of several
words, '|' parts sentences, digits are numbers, `#NAZWA` is fingerspelled. Dates, times, amounts, shares, places in an
order and telephone numbers are written as in Polish; `figures.py` says what is signed for them.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from okienko_signing.figures import FigureError, is_figure, spoken

LONGEST_LINE: Final = 2000
"""Characters in one line."""
MOST_TOKENS: Final = 300
_AROUND: Final = ",;:!?()[]\"'„”"
_CURRENCY: Final = frozenset({"ZŁ", "ZŁOTY", "ZŁOTE", "ZŁOTYCH"})


class GlossError(ValueError):
    """A gloss line that cannot be read; the message says why and what to do."""


class Kind(Enum):
    """What a token asks for."""

    SIGN = auto()
    NUMBER = auto()
    DIGITS = auto()
    """Part of a telephone number, signed digit by digit."""
    SPELLED = auto()


@dataclass(frozen=True)
class Token:
    """One word of the line."""

    text: str
    """As written, without '#'; glosses in capitals."""
    kind: Kind
    sentence: int
    """Number of the sentence, from 0."""
    word: int = 0
    """Number of the word of the line, from 0, '|' not counted: a figure is one word and several tokens."""


def parse_glosses(line: str) -> tuple[Token, ...]:
    """Read a gloss line.

    Raises:
        GlossError: it is empty, too long, holds characters that no gloss has, or a date or time that does not exist.

    """
    if len(line) > LONGEST_LINE:
        msg = f"The gloss line has {len(line)} characters; at most {LONGEST_LINE} are signed. Split it."
        raise GlossError(msg)
    tokens: list[Token] = []
    sentence = number = 0
    words = line.replace("|", " | ").split()
    while words:
        word = words.pop(0)
        if word == "|":
            sentence += 1
            continue
        is_amount = bool(words) and words[0].upper() in _CURRENCY and "," in word
        if is_amount:
            word += words.pop(0)
        tokens += [replace(token, word=number) for token in _tokens(word, sentence)]
        number += 1 + is_amount
    if not tokens:
        msg = "The gloss line is empty. Write at least one gloss."
        raise GlossError(msg)
    if len(tokens) > MOST_TOKENS:
        msg = f"The gloss line has {len(tokens)} glosses; at most {MOST_TOKENS} are signed at once. Split it."
        raise GlossError(msg)
    return tuple(tokens)


def _tokens(word: str, sentence: int) -> list[Token]:
    is_spelled = word.startswith("#")
    bare = word.removeprefix("#").strip(_AROUND)
    for written in () if is_spelled else (bare, bare.rstrip(".")):
        if is_figure(written):
            return _figure(written, sentence)
    text = bare.strip(".").upper()
    if not text or any(unicode_control(character) for character in text):
        msg = f"'{word[:40]}' is no gloss; write letters, digits and '-', with '#' before what is fingerspelled."
        raise GlossError(msg)
    return [Token(text, Kind.SPELLED if is_spelled else _kind_of(text, digit_wise=False), sentence)]


def _figure(written: str, sentence: int) -> list[Token]:
    try:
        parts = spoken(written)
    except FigureError as error:
        raise GlossError(str(error)) from error
    return [Token(part.text, _kind_of(part.text, digit_wise=part.digit_wise), sentence) for part in parts]


def _kind_of(text: str, *, digit_wise: bool) -> Kind:
    if not (text.isascii() and text.isdecimal()):
        return Kind.SIGN
    return Kind.DIGITS if digit_wise else Kind.NUMBER


def unicode_control(character: str) -> bool:
    """Return whether the character is invisible: a control, a surrogate, NUL."""
    return not character.isprintable()
