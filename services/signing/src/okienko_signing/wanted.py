"""What callers ask for and what they get. Pure."""

from dataclasses import dataclass, replace

from okienko_signing.alignment import Span
from okienko_signing.lexicon.model import ReviewStatus
from okienko_signing.shelf import Encoding, StoredVideo
from okienko_signing.text_marks import Stretch, TextMark


class WantError(ValueError):
    """A request that cannot be met; the message says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    recording: str
    glosses: str
    text: str
    text_language: str
    is_published: bool
    is_urgent: bool = True
    """Whether somebody waits for it."""
    wants_further: bool = False
    """Whether a published film is wanted in every further size too."""

    @property
    def film(self) -> "Wanted":
        """What decides which film it is, and its captions."""
        return replace(self, is_urgent=True, wants_further=False)


@dataclass(frozen=True)
class Found:
    """A signed version."""

    video: StoredVideo
    captions: str
    """File name."""
    is_human: bool
    is_draft: bool
    is_spelled: bool
    """Whether it consists of letters only."""
    coverage: float
    uncovered: tuple[str, ...]
    review: ReviewStatus
    stretches: tuple[Stretch, ...]
    """Where the signs of each stretch come from; none for a recording, which is one stretch."""
    text_marks: tuple[TextMark, ...]
    spans: tuple[Span | None, ...] = ()
    """For each of the film's marks the characters of the text that it stands for, where that is certain."""
    further: tuple[Encoding, ...] = ()
    """The film in other sizes."""
