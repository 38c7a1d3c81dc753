"""The gloss line: how an editor writes a signed sentence.

Glosses stand in signing order, parted by spaces: `DOWÓD NOWY CHCIEĆ | WNIOSEK GDZIE`. '-' joins glosses of several
words, '|' parts sentences, digits are numbers, `#NAZWA` is fingerspelled.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

LONGEST_LINE: Final = 2000
"""Characters in one line."""
MOST_TOKENS: Final = 300


class GlossError(ValueError):
    """A gloss line that cannot be read; the message says why and what to do."""


class Kind(Enum):
    """What a token asks for."""

    SIGN = auto()
    NUMBER = auto()
    SPELLED = auto()


@dataclass(frozen=True)
class Token:
    """One word of the line."""

    text: str
    """As written, without '#'; glosses in capitals."""
    kind: Kind
    sentence: int
    """Number of the sentence, from 0."""


def parse_glosses(line: str) -> tuple[Token, ...]:
    """Read a gloss line.

    Raises:
        GlossError: it is empty, too long, or holds characters that no gloss has.

    """
    if len(line) > LONGEST_LINE:
        msg = f"The gloss line has {len(line)} characters; at most {LONGEST_LINE} are signed. Split it."
        raise GlossError(msg)
    tokens: list[Token] = []
    sentence = 0
    for word in line.replace("|", " | ").split():
        if word == "|":
            sentence += 1
            continue
        tokens.append(_token(word, sentence))
    if not tokens:
        msg = "The gloss line is empty. Write at least one gloss."
        raise GlossError(msg)
    if len(tokens) > MOST_TOKENS:
        msg = f"The gloss line has {len(tokens)} glosses; at most {MOST_TOKENS} are signed at once. Split it."
        raise GlossError(msg)
    return tuple(tokens)


def _token(word: str, sentence: int) -> Token:
    is_spelled = word.startswith("#")
    text = word.removeprefix("#").strip(".,;:!?()[]\"'„”").upper()
    if not text or any(unicode_control(character) for character in text):
        msg = f"'{word[:40]}' is no gloss; write letters, digits and '-', with '#' before what is fingerspelled."
        raise GlossError(msg)
    if is_spelled:
        return Token(text, Kind.SPELLED, sentence)
    if text.isascii() and text.isdecimal():
        return Token(text, Kind.NUMBER, sentence)
    return Token(text, Kind.SIGN, sentence)


def unicode_control(character: str) -> bool:
    """Return whether the character is invisible: a control, a surrogate, NUL."""
    return not character.isprintable()
