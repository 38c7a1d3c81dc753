"""Ties times to characters of the written text, and a film's stretches to where their signs come from. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from okienko_signing.captions import Cue
from okienko_signing.composition import Mark, Unit
from okienko_signing.lexicon.model import ReviewStatus


@dataclass(frozen=True)
class TextMark:
    """Characters of the text, `start` up to but not including `end`, and when they are signed, seconds."""

    text_start: int
    text_end: int
    start: float
    end: float


@dataclass(frozen=True)
class Stretch:
    """A stretch of a film whose signs have one origin, seconds."""

    start: float
    end: float
    is_spelled: bool
    review: ReviewStatus
    """Status of the weakest sign."""


def text_marks(text: str, cues: Iterable[Cue]) -> tuple[TextMark, ...]:
    """Find the words of cues in the text, in order, whatever the white space between them; what is not there is left out."""
    places = [index for index, character in enumerate(text) if not character.isspace()]
    letters = "".join(text[index] for index in places)
    found: list[TextMark] = []
    after = 0
    for cue in cues:
        wanted = "".join(cue.text.split())
        at = letters.find(wanted, after) if wanted else -1
        if at < 0:
            continue
        after = at + len(wanted)
        found.append(TextMark(places[at], places[after - 1] + 1, cue.start, cue.end))
    return tuple(found)


def stretches(units: Iterable[Unit], marks: Iterable[Mark]) -> tuple[Stretch, ...]:
    """Join neighbouring glosses of one origin; `marks` are those of the units that show something, in order."""
    joined: list[Stretch] = []
    for unit, mark in zip((unit for unit in units if unit.signs), marks, strict=False):
        approved = all(sign.review is ReviewStatus.APPROVED for sign in unit.signs)
        review = ReviewStatus.APPROVED if approved else ReviewStatus.DRAFT
        last = joined[-1] if joined else None
        if last and last.is_spelled == unit.is_fingerspelled:
            weakest = review if last.review is ReviewStatus.APPROVED else last.review
            joined[-1] = Stretch(last.start, mark.end, last.is_spelled, weakest)
        else:
            joined.append(Stretch(mark.start, mark.end, unit.is_fingerspelled, review))
    return tuple(joined)
