"""Plans what is signed: each gloss as lexicon signs, number signs or letters, with what is left over counted."""

import re
from dataclasses import dataclass, replace
from typing import Final

from okienko_signing.engine.compiler import compile_sign
from okienko_signing.engine.utterance import Motion, Piece, perform
from okienko_signing.glosses import Kind, Token
from okienko_signing.lexicon.model import Lexicon, NonManual, ReviewStatus, Sign
from okienko_signing.numerals import digit_parts, numeral_parts
from okienko_signing.spelling import letters_of

SENTENCE_PAUSE: Final = 0.45
GROUP_PAUSE: Final = 0.2
"""Seconds before each group of a telephone number."""
SIGN_HOLD: Final = 0.09
"""Seconds that a sign's first and last posture stand still."""
_LETTER_HOLD: Final = 0.24
_LETTER_TRANSITION: Final = 0.17
_QUESTION_WORDS: Final = frozenset({"GDZIE", "KIEDY", "CO", "JAK", "ILE", "KTO", "DLACZEGO", "JAKI", "KTÓRY", "PO-CO"})
_MIXED: Final = re.compile(r"\d+|[^\W\d_]+")
RELEASE: Final = "relaxed"
"""Handshape between letters that are held for a camera."""


@dataclass(frozen=True)
class Unit:
    """One gloss and how it is shown."""

    gloss: str
    signs: tuple[Sign, ...]
    is_fingerspelled: bool
    is_covered: bool
    """False where a sign was wanted and only letters, or nothing, could be shown."""
    sentence: int
    face: NonManual | None = None
    """For a gloss said by several signs: its own face; the mouth shapes its word once, not the words of its parts."""
    pause_before: float = 0.0
    token: int = 0
    """Number of the token that it belongs to, from 0: a joined gloss may fall apart into several units."""


@dataclass(frozen=True)
class Plan:
    """What will be signed."""

    units: tuple[Unit, ...]
    coverage: float
    """Share of glosses that are signed as asked: lexicon signs, numbers, and names marked for spelling."""
    uncovered: tuple[str, ...]
    review: ReviewStatus
    """Status of the weakest sign used."""


@dataclass(frozen=True)
class Pace:
    """How fast letters come; the defaults suit a practised reader."""

    letter_hold: float = _LETTER_HOLD
    """Seconds each letter stands still, at its start and end together."""
    releases: bool = False
    """Whether the hand relaxes and sinks between letters."""


@dataclass(frozen=True)
class Mark:
    """A gloss and when it is signed, seconds."""

    gloss: str
    start: float
    end: float
    is_fingerspelled: bool


def plan(tokens: tuple[Token, ...], lexicon: Lexicon) -> Plan:
    """Decide for each token how it is shown; never fails, what cannot be shown is listed."""
    units = [replace(unit, token=number) for number, token in enumerate(tokens) for unit in _units(token, lexicon)]
    missing = tuple(dict.fromkeys(unit.gloss for unit in units if not unit.is_covered))
    signs = [sign for unit in units for sign in unit.signs]
    approved = bool(signs) and all(sign.review is ReviewStatus.APPROVED for sign in signs)
    return Plan(
        units=tuple(units),
        coverage=sum(unit.is_covered for unit in units) / len(units) if units else 0.0,
        uncovered=missing,
        review=ReviewStatus.APPROVED if approved else ReviewStatus.DRAFT,
    )


def _units(token: Token, lexicon: Lexicon) -> list[Unit]:
    if token.kind is Kind.NUMBER:
        return [_number(token.text, numeral_parts(token.text), token.sentence, lexicon)]
    if token.kind is Kind.DIGITS:
        digits = _number(token.text, digit_parts(token.text), token.sentence, lexicon)
        return [replace(digits, pause_before=GROUP_PAUSE)]
    if token.kind is Kind.SPELLED:
        return [_spelled(token.text, token.sentence, lexicon, is_covered=True)]
    if token.text in lexicon.signs:
        return [_signed(lexicon.signs[token.text], token.sentence, lexicon)]
    parts = token.text.split("-")
    if len(parts) > 1:
        return [unit for part in parts if part for unit in _units(_retyped(part, token), lexicon)]
    return [_spelled(token.text, token.sentence, lexicon, is_covered=False)]


def _retyped(part: str, token: Token) -> Token:
    return Token(part, Kind.NUMBER if part.isascii() and part.isdecimal() else Kind.SIGN, token.sentence)


def _signed(sign: Sign, sentence: int, lexicon: Lexicon) -> Unit:
    if not sign.parts:
        return Unit(sign.gloss, (sign,), False, True, sentence)
    parts = tuple(lexicon.signs[part] for part in sign.parts)
    return Unit(sign.gloss, parts, False, True, sentence, face=sign.non_manual)


def _number(text: str, parts: list[int], sentence: int, lexicon: Lexicon) -> Unit:
    signs = tuple(lexicon.numerals[part] for part in parts if part in lexicon.numerals)
    return Unit(text, signs, False, len(signs) == len(parts), sentence)


def _spelled(text: str, sentence: int, lexicon: Lexicon, *, is_covered: bool) -> Unit:
    signs: list[Sign] = []
    for run in _MIXED.findall(text):
        if run.isascii() and run.isdecimal():
            signs += _number(run, numeral_parts(run), sentence, lexicon).signs
        else:
            signs += [lexicon.letters[letter] for letter in letters_of(run) if letter in lexicon.letters]
    return Unit(text, tuple(signs), True, is_covered and bool(signs), sentence)


def act_out(planned: Plan, lexicon: Lexicon, pace: Pace | None = None) -> tuple[Motion, tuple[Mark, ...]]:
    """Compile a plan into one motion and the times of its glosses.

    Raises:
        ValueError: nothing in the plan can be shown.
        SignError: a sign of the lexicon is impossible.

    """
    pace = pace or Pace()
    pieces: list[Piece] = []
    owners: list[int] = []
    sentence = 0
    for number, unit in enumerate(planned.units):
        for position, sign in enumerate(unit.signs):
            pause = unit.pause_before if position == 0 and pieces else 0.0
            pause = SENTENCE_PAUSE if unit.sentence != sentence and pieces else pause
            sentence = unit.sentence
            is_letter = unit.is_fingerspelled
            if pace.releases and is_letter and pieces:
                pieces.append(Piece(compile_sign(_released(sign), lexicon, hold_seconds=0.08), NonManual()))
                owners.append(-1)
            hold = pace.letter_hold / 2 if is_letter else SIGN_HOLD
            pieces.append(
                Piece(
                    compile_sign(sign, lexicon, hold_seconds=hold),
                    face_of(unit, sign, position),
                    pause_before=pause,
                    quickest=_LETTER_TRANSITION if is_letter else 0.20,
                    is_shown=is_letter,
                )
            )
            owners.append(number)
    motion = perform(pieces, lexicon.handshapes[RELEASE])
    return motion, _marks(planned, motion, owners)


def _released(sign: Sign) -> Sign:
    low = replace(sign.right, shape=RELEASE, place=replace(sign.right.place, lift="low"))
    return replace(sign, right=low, moves=())


def face_of(unit: Unit, sign: Sign, position: int) -> NonManual:
    """Return the face of one sign: its own words, else the gloss; question words ask with the brows."""
    described = sign.non_manual
    if unit.is_fingerspelled:
        return replace(described, mouth=sign.gloss)
    if unit.face:
        words = unit.face.mouth or unit.gloss if position == 0 else ""
        described = replace(described, brows=unit.face.brows or described.brows, head=unit.face.head or described.head)
    else:
        words = described.mouth or (sign.gloss if len(unit.signs) > 1 else unit.gloss if position == 0 else "")
    brows = described.brows or ("furrowed" if unit.gloss in _QUESTION_WORDS else "")
    return replace(described, mouth="" if words.isdecimal() else words.replace("-", " "), brows=brows)


def _marks(planned: Plan, motion: Motion, owners: list[int]) -> tuple[Mark, ...]:
    marks = []
    for number, unit in enumerate(planned.units):
        spans = [span for span, owner in zip(motion.spans, owners, strict=True) if owner == number]
        if spans:
            marks.append(Mark(unit.gloss, spans[0][0], spans[-1][1], unit.is_fingerspelled))
    return tuple(marks)
