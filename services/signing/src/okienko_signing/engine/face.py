"""The face over time: mouth shapes of Polish mouthing, brows, blinks, gaze, head."""

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array, smoothed
from okienko_signing.engine.mouthing import blended, mouthed
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.lexicon.model import NonManual

CHANNELS: Final = (
    "mouth_open", "mouth_wide", "mouth_round", "brow", "frown", "blink", "yaw", "pitch", "roll",
    "teeth", "tongue", "tuck", "press", "gaze_x", "gaze_y",
)  # fmt: skip
"""Columns of a face track; 0 to 1, save the head's angles in degrees (yaw to the signer's left, pitch up) and the gaze,
-1 to 1 (to the signer's left, up)."""

_MOUTH: Final = [0, 1, 2, 9, 10, 11, 12]
"""Columns in the order of `mouthing.SHAPE`."""
_BLINK_SECONDS: Final = 0.18
_LONGEST_STARE: Final = 4.2
_SHORTEST_STARE: Final = 1.6
_BREATH_BETWEEN: Final = 0.45
"""A gap between signs, seconds, in which a signer blinks: a sentence has ended."""
_GOLDEN: Final = 0.618034
_NOD_DEGREES: Final = -1.6
_FOLLOW_DEGREES: Final = 3.0
_FOLLOW_METRES: Final = 0.22
_HEAD_CLEARANCE: Final = (0.10, 0.24)
"""Between these distances of a hand from the face, metres, the head's own small motions fade out: contact stays exact."""
_FACE_MIDDLE: Final = np.array([0.0, 0.18, 0.08])


@dataclass(frozen=True)
class FaceSpan:
    """What the face does during one sign."""

    start: int
    end: int
    """Frames, end exclusive."""
    non_manual: NonManual


def face_track(frames: int, spans: list[FaceSpan]) -> Array:
    """Return (frames, 15) face values, columns as `CHANNELS`."""
    track = np.zeros((frames, len(CHANNELS)))
    for span in spans:
        window = slice(span.start, span.end)
        length = span.end - span.start
        track[window, _MOUTH] = mouthed(span.non_manual.mouth, length)
        if span.non_manual.brows == "raised":
            track[window, 3] = 1.0
            track[window, 7] += 2.5
        elif span.non_manual.brows == "furrowed":
            track[window, 4] = 1.0
            track[window, 7] -= 2.5
        turn = np.sin(2 * np.pi * np.arange(length) / (0.5 * FRAME_RATE))
        if span.non_manual.head == "nod":
            track[window, 7] -= 6.0 * np.abs(turn)
        elif span.non_manual.head == "shake":
            track[window, 6] = 9.0 * turn
        elif span.non_manual.head == "tilt":
            track[window, 8] = 6.0
    track[:, _MOUTH] = blended(track[:, _MOUTH])
    track[:, 3:5] = smoothed(track[:, 3:5], 5.0)
    track[:, 6:9] = smoothed(track[:, 6:9], 4.0)
    track[:, 5] = _blinks(frames, spans)
    return track


def follow(track: Array, right: Array, left: Array) -> Array:
    """Return the face track with the head following the hands a little, the eyes staying with the viewer.

    Args:
        track: from `face_track`.
        right: (T, 21, 3) points of the right hand, metres.
        left: the same of the left one.

    """
    result = track.copy()
    middles = np.stack([right[:, 9], left[:, 9]])
    raised = np.clip((middles[..., 1] + 0.42) / 0.25, 0.0, 1.0)
    weight = raised.sum(axis=0)
    aside = (middles[..., 0] * raised).sum(axis=0) / np.maximum(weight, 0.3)
    height = (np.clip(middles[..., 1], -0.3, 0.2) * raised).sum(axis=0) / np.maximum(weight, 0.3)
    nearest = np.min(np.linalg.norm(np.concatenate([right, left], axis=1) - _FACE_MIDDLE, axis=2), axis=1)
    free = np.clip((nearest - _HEAD_CLEARANCE[0]) / (_HEAD_CLEARANCE[1] - _HEAD_CLEARANCE[0]), 0.0, 1.0)
    yaw = smoothed((free * _FOLLOW_DEGREES * np.tanh(aside / _FOLLOW_METRES))[:, None], 9.0)[:, 0]
    nod = smoothed((free * _NOD_DEGREES * np.clip(-height / 0.25, -0.5, 1.0))[:, None], 9.0)[:, 0]
    result[:, 6] += yaw
    result[:, 7] += nod
    result[:, 8] += smoothed((-0.4 * free * _FOLLOW_DEGREES * np.tanh(aside / _FOLLOW_METRES))[:, None], 14.0)[:, 0]
    result[:, 13] = -np.clip(result[:, 6] / 12.0, -0.8, 0.8)
    result[:, 14] = -np.clip(result[:, 7] / 14.0, -0.8, 0.8)
    return result


def _blinks(frames: int, spans: list[FaceSpan]) -> Array:
    """Return the lids: they fall where a sentence ends, and now and then between, never by a metronome."""
    gaps = [
        before.end / FRAME_RATE + 0.10
        for before, after in itertools.pairwise(spans)
        if after.start - before.end > _BREATH_BETWEEN * FRAME_RATE
    ]
    length = frames / FRAME_RATE
    times: list[float] = []
    now, wanted = 0.0, _SHORTEST_STARE
    for number, moment in enumerate([*gaps, length]):
        while moment - now > _LONGEST_STARE:
            share = ((len(times) + number + 1) * _GOLDEN) % 1.0
            now += wanted + (_LONGEST_STARE - _SHORTEST_STARE) * share * 0.8
            times.append(now)
        if moment < length and moment - now > _SHORTEST_STARE * 0.6:
            now = moment
            times.append(now)
    track = np.zeros(frames)
    seconds = np.arange(frames) / FRAME_RATE
    for moment in times:
        since = seconds - moment
        inside = (since >= 0) & (since < _BLINK_SECONDS)
        # Lids fall faster than they rise.
        track[inside] = np.sin(np.pi * (since[inside] / _BLINK_SECONDS) ** 0.7)
    return track
