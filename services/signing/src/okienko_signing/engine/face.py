"""The face over time: mouth shapes of Polish mouthing, brows, blinks, head."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array, smoothed
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.lexicon.model import NonManual

CHANNELS: Final = ("mouth_open", "mouth_wide", "mouth_round", "brow", "frown", "blink", "yaw", "pitch", "roll")
"""Columns of a face track; 0 to 1, save the head's angles in degrees (yaw to the signer's left, pitch up)."""

_VISEMES: Final = {
    "a": (0.85, 0.30, 0.00), "ą": (0.55, 0.00, 0.70), "e": (0.50, 0.55, 0.00), "ę": (0.50, 0.45, 0.10),
    "i": (0.22, 0.90, 0.00), "y": (0.30, 0.60, 0.00), "o": (0.55, 0.00, 0.75), "ó": (0.25, 0.00, 1.00),
    "u": (0.25, 0.00, 1.00), "m": (0.00, 0.05, 0.00), "b": (0.00, 0.10, 0.00), "p": (0.00, 0.10, 0.00),
    "f": (0.08, 0.35, 0.00), "w": (0.08, 0.35, 0.00),
}  # fmt: skip
_OTHER_CONSONANT: Final = (0.20, 0.25, 0.10)
_LETTER_SECONDS: Final = 0.13
_BLINK_EVERY: Final = 3.4
_BLINK_SECONDS: Final = 0.16


@dataclass(frozen=True)
class FaceSpan:
    """What the face does during one sign."""

    start: int
    end: int
    """Frames, end exclusive."""
    non_manual: NonManual


def face_track(frames: int, spans: list[FaceSpan]) -> Array:
    """Return (frames, 9) face values, columns as `CHANNELS`."""
    track = np.zeros((frames, len(CHANNELS)))
    for span in spans:
        _shape_mouth(track, span)
        window = slice(span.start, span.end)
        if span.non_manual.brows == "raised":
            track[window, 3] = 1.0
        elif span.non_manual.brows == "furrowed":
            track[window, 4] = 1.0
        turn = np.sin(2 * np.pi * np.arange(span.end - span.start) / (0.5 * FRAME_RATE))
        if span.non_manual.head == "nod":
            track[window, 7] = -6.0 * np.abs(turn)
        elif span.non_manual.head == "shake":
            track[window, 6] = 9.0 * turn
        elif span.non_manual.head == "tilt":
            track[window, 8] = 6.0
    track[:, :3] = smoothed(track[:, :3], 2.0)
    track[:, 3:5] = smoothed(track[:, 3:5], 5.0)
    track[:, 6:] = smoothed(track[:, 6:], 4.0)
    seconds = np.arange(frames) / FRAME_RATE
    since = np.mod(seconds + 1.2, _BLINK_EVERY)
    track[:, 5] = np.where(since < _BLINK_SECONDS, np.sin(np.pi * since / _BLINK_SECONDS), 0.0)
    return track


def _shape_mouth(track: Array, span: FaceSpan) -> None:
    letters = [letter for letter in span.non_manual.mouth.lower() if letter.isalpha()]
    if not letters:
        return
    length = span.end - span.start
    step = min(length / len(letters), _LETTER_SECONDS * FRAME_RATE)
    for index, letter in enumerate(letters):
        first = span.start + round(index * step)
        last = min(span.start + round((index + 1) * step), span.end)
        track[first:last, :3] = _VISEMES.get(letter, _OTHER_CONSONANT)
