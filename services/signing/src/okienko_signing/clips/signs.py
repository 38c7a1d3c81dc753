"""Recorded signs among those that are described."""

from dataclasses import replace
from typing import Final

from okienko_signing.clips.motion import RecordedMotion
from okienko_signing.lexicon.model import Lexicon, NonManual, Place, Posture, ReviewStatus, Sign, Symmetry

SOURCE: Final = "recorded-sign"
_CITATION: Final = "Recorded for this town: landmarks of a person's signing, drawn by the engine."
_NO_POSTURE: Final = Posture("relaxed", (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), Place("space-chest"), "middle")


def recorded_sign(gloss: str, motion: RecordedMotion, review: ReviewStatus, described: Sign | None) -> Sign:
    """Return a sign of which somebody's motion was recorded.

    Landmarks of hands and shoulders say nothing of the face: it stays that of the described sign of the same gloss, where there
    is one, with the word on the lips.
    """
    return Sign(
        gloss=gloss,
        right=_NO_POSTURE,
        symmetry=Symmetry.ONE,
        left=None,
        moves=(),
        repeat=1,
        non_manual=described.non_manual if described else NonManual(),
        source=SOURCE,
        review=review,
        defined_at="recorded sign",
        recorded=motion,
    )


def with_recorded(lexicon: Lexicon, recorded: tuple[Sign, ...]) -> Lexicon:
    """Return the lexicon with recorded signs in the place of described ones of the same gloss."""
    if not recorded:
        return lexicon
    return replace(
        lexicon,
        signs={**lexicon.signs, **{sign.gloss: sign for sign in recorded}},
        sources={**lexicon.sources, SOURCE: _CITATION},
    )
