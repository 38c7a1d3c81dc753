"""Mouth shapes of Polish words: letters to visemes, visemes over time with coarticulation."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array, smoothed
from okienko_signing.engine.path import FRAME_RATE

SHAPE: Final = ("open", "wide", "round", "teeth", "tongue", "tuck", "press")
"""What a viseme consists of, 0 to 1: jaw, spread lips, pointed lips, upper teeth, tongue tip, lower lip drawn under the
teeth, lips pressed together."""

_LONGEST_SECONDS: Final = 0.15
_SOFTNESS_FRAMES: Final = 1.7


@dataclass(frozen=True)
class Viseme:
    """A mouth shape."""

    shape: tuple[float, ...]
    """As `SHAPE`."""
    weight: float
    """How long it lasts beside others: vowels longer than consonants."""
    borrows: float
    """Share of its spread and roundness that it takes from the sound that follows."""


def _vowel(opened: float, wide: float, rounded: float, teeth: float = 0.0) -> Viseme:
    return Viseme((opened, wide, rounded, teeth, 0.0, 0.0, 0.0), 1.35, 0.0)


def _consonant(
    opened: float,
    wide: float,
    rounded: float,
    *,
    teeth: float = 0.0,
    tongue: float = 0.0,
    tuck: float = 0.0,
    press: float = 0.0,
    borrows: float = 0.6,
) -> Viseme:
    return Viseme((opened, wide, rounded, teeth, tongue, tuck, press), 0.8, borrows)


_LIPS: Final = _consonant(0.0, 0.05, 0.0, press=1.0, borrows=0.3)
_LIP_AND_TEETH: Final = _consonant(0.08, 0.30, 0.0, teeth=0.9, tuck=1.0, borrows=0.3)
_TONGUE_AT_TEETH: Final = _consonant(0.24, 0.30, 0.0, teeth=0.6, tongue=0.6)
_HISS: Final = _consonant(0.13, 0.55, 0.0, teeth=1.0, borrows=0.4)
_HUSH: Final = _consonant(0.20, 0.0, 0.60, teeth=0.9, borrows=0.15)
_SOFT_HISS: Final = _consonant(0.16, 0.45, 0.20, teeth=0.9, borrows=0.3)
_BACK: Final = _consonant(0.30, 0.20, 0.0)

VISEMES: Final = {
    "a": _vowel(0.90, 0.25, 0.0),
    "ą": _vowel(0.50, 0.0, 0.75),
    "e": _vowel(0.55, 0.50, 0.0),
    "ę": _vowel(0.50, 0.40, 0.0),
    "i": _vowel(0.20, 0.95, 0.0, teeth=0.7),
    "y": _vowel(0.30, 0.60, 0.0, teeth=0.5),
    "o": _vowel(0.55, 0.0, 0.75),
    "ó": _vowel(0.22, 0.0, 1.0),
    "u": _vowel(0.22, 0.0, 1.0),
    **dict.fromkeys(("m", "b", "p"), _LIPS),
    **dict.fromkeys(("f", "w", "v"), _LIP_AND_TEETH),
    **dict.fromkeys(("t", "d", "n"), _TONGUE_AT_TEETH),
    **dict.fromkeys(("s", "z", "c", "dz"), _HISS),
    **dict.fromkeys(("sz", "ż", "rz", "cz", "dż"), _HUSH),
    **dict.fromkeys(("ś", "ź", "ć", "dź", "ń"), _SOFT_HISS),
    **dict.fromkeys(("k", "g", "h", "ch", "q", "x"), _BACK),
    "l": _consonant(0.36, 0.30, 0.0, tongue=1.0, borrows=0.4),
    "r": _consonant(0.30, 0.25, 0.0, teeth=0.4, tongue=0.7),
    "ł": _consonant(0.20, 0.0, 0.85, borrows=0.1),
    "j": _consonant(0.20, 0.80, 0.0, teeth=0.5, borrows=0.2),
}
"""Every Polish letter and every pair of letters that stands for one sound."""
_SOFTENED: Final = {"s": "ś", "z": "ź", "c": "ć", "dz": "dź", "n": "ń"}
_VOWELS: Final = frozenset("aąeęioóuy")


def sounds(word: str) -> list[str]:
    """Return the sounds of a Polish word as written, pairs of letters as one and 'i' that only softens dropped."""
    letters = [letter for letter in word.lower() if letter.isalpha()]
    found: list[str] = []
    at = 0
    while at < len(letters):
        pair = "".join(letters[at : at + 2])
        sound = pair if len(pair) == 2 and pair in VISEMES else letters[at]
        at += len(sound)
        if sound in _SOFTENED and at < len(letters) and letters[at] == "i":
            sound = _SOFTENED[sound]
            if at + 1 < len(letters) and letters[at + 1] in _VOWELS:
                at += 1
        if sound in VISEMES:
            found.append(sound)
    return found


def mouthed(word: str, frames: int) -> Array:
    """Return (frames, 7) mouth shapes, columns as `SHAPE`, of a word spoken without voice; it may end before the frames."""
    track = np.zeros((frames, len(SHAPE)))
    spoken = [VISEMES[sound] for sound in sounds(word)]
    if not spoken or not frames:
        return track
    ends = np.cumsum([viseme.weight for viseme in spoken])
    ends *= min(frames / ends[-1], _LONGEST_SECONDS * FRAME_RATE)
    edges = [0, *(round(end) for end in ends)]
    for index, viseme in enumerate(spoken):
        shape = np.array(viseme.shape)
        if index + 1 < len(spoken):
            following = np.array(spoken[index + 1].shape)
            shape[1:3] += viseme.borrows * (following[1:3] - shape[1:3])
        track[edges[index] : edges[index + 1]] = shape
    return track


def blended(track: Array) -> Array:
    """Return mouth shapes that flow into each other; what closes the lips still closes them."""
    soft = smoothed(track, _SOFTNESS_FRAMES)
    soft[:, 5:] = np.maximum(soft[:, 5:], smoothed(track[:, 5:], 0.8))
    return soft
