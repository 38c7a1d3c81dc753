"""How the signer sits in the picture: shoulders, size, length of neck, and how far before the shoulders the hands are."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.clips.errors import ClipError
from okienko_signing.clips.frames import ClipFrames, with_hands_exchanged
from okienko_signing.clips.smoothing import settled
from okienko_signing.clips.viewpoint import SHOULDER_WIDTH
from okienko_signing.engine.arm import Array

_FIRST_BODY: Final = 42
_NOSE, _LEFT_SHOULDER, _RIGHT_SHOULDER, _LEFT_WRIST, _RIGHT_WRIST = (
    _FIRST_BODY + point for point in (0, 11, 12, 15, 16)
)
NOSE_HEIGHT: Final = 0.213
"""The engine's nose above the middle between its shoulders in the picture, both where MediaPipe finds them, metres."""
_USUAL_DEPTH: Final = 0.12
"""How far before the shoulders hands sign where the body's landmarks do not say, metres."""
DEPTH_SHARE: Final = 0.11
DEPTH_START: Final = 0.03
"""What MediaPipe gives for the depth of wrists is several times too large. On 12 films of the engine the true one was this
share of it and so many metres more, to within 3 cm (standard deviation; 4.5 cm when the mean is taken for all)."""
_DEEPEST: Final = 0.45
_CLEARLY: Final = 0.6
_SURE: Final = 0.5
_BODY_SECONDS: Final = 0.25
_DEPTH_SECONDS: Final = 0.10
"""Depth is guessed by the landmark models and trembles more than what the picture shows."""
_FEWEST_BODIES: Final = 3


@dataclass(frozen=True, eq=False)
class Stance:
    """Where the shoulders are, at the recording's times, in picture heights."""

    middles: Array
    """(T, 2) x to the picture's right, y down."""
    depths: Array
    """(T,) z on x's scale."""
    metre: float
    """Picture heights of a metre at the shoulders' depth, on a body as wide as the engine's."""
    lift: float
    """By how much heights above the shoulders grow, so that the signer's nose comes to the engine's."""

    def lifted(self, heights: Array) -> Array:
        """Return heights over the shoulders, metres, as on the engine's longer or shorter neck."""
        return np.asarray(heights + np.clip(heights, 0.0, NOSE_HEIGHT / self.lift) * (self.lift - 1.0))

    def lowered(self, heights: Array) -> Array:
        """Undo `lifted`."""
        return np.asarray(heights - np.clip(heights, 0.0, NOSE_HEIGHT) * (1.0 - 1.0 / self.lift))

    def middles_at(self, times: Array, grid: Array) -> Array:
        """Return (G, 2) the middles at other times."""
        return settled(times, self.middles, grid, _BODY_SECONDS)


def stance_of(clip: ClipFrames) -> Stance:
    """Return the signer's stance; the body need not be found in every frame.

    Raises:
        ClipError: the shoulders are not seen, or the signer does not face the camera; says what to do.

    """
    points = clip.values[:, [_LEFT_SHOULDER, _RIGHT_SHOULDER, _NOSE]].astype(np.float64)
    points[..., [0, 2]] *= clip.aspect_ratio
    sure = (points[:, :2, 3] >= _SURE).all(axis=1)
    if sure.sum() < _FEWEST_BODIES:
        raise ClipError(
            "The shoulders are not seen, so nobody can say where the hands are. Step back until head, shoulders and elbows "
            "are in the picture, and record again.",
            "Nie widać ramion, więc nie wiadomo, gdzie są dłonie. Odsuń się, aby w kadrze były głowa, ramiona i łokcie, "
            "i nagraj ponownie.",
        )
    shoulders = points[sure, :2, :3]
    width = float(np.median(np.linalg.norm(shoulders[:, 0, :2] - shoulders[:, 1, :2], axis=1)))
    middle = settled(clip.times[sure], shoulders.mean(axis=1), clip.times, _BODY_SECONDS)
    if width < 0.05 or np.median(shoulders[:, 0, 0] - shoulders[:, 1, 0]) <= 0.0:
        raise ClipError(
            "The shoulders are turned away or too far off. Face the camera, come closer, and record again.",
            "Ramiona są odwrócone albo za daleko. Stań przodem do kamery, podejdź bliżej i nagraj ponownie.",
        )
    metre = width / SHOULDER_WIDTH
    nose = points[sure, 2]
    nose = nose[nose[:, 3] >= _SURE]
    # Of the picture, as `lift` is: with a camera from above, nose and hands at it lie lower alike.
    rise = float(np.median(middle[:, 1]) - np.median(nose[:, 1])) / metre if len(nose) else NOSE_HEIGHT
    lift = float(np.clip(NOSE_HEIGHT / max(rise, 1e-3), 0.75, 1.33))
    return Stance(middle[:, :2], middle[:, 2], metre, lift)


def depths_of(clip: ClipFrames, stance: Stance, grid: Array, *, is_left: bool) -> Array:
    """Return how far the wrist is before the shoulders on the grid, (G,) metres, from the body's landmarks."""
    wrist = clip.values[:, _LEFT_WRIST if is_left else _RIGHT_WRIST].astype(np.float64)
    sure = wrist[:, 3] >= _SURE
    if sure.sum() < _FEWEST_BODIES:
        return np.full(len(grid), _USUAL_DEPTH)
    given = (stance.depths - wrist[:, 2] * clip.aspect_ratio) / stance.metre
    before = settled(clip.times[sure], given[sure, None], grid, _DEPTH_SECONDS)[:, 0]
    return np.clip(DEPTH_START + DEPTH_SHARE * before, 0.0, _DEEPEST)


def with_hands_named_right(clip: ClipFrames) -> ClipFrames:
    """Return the recording with each hand at the end of its own arm, in every frame.

    Versions of MediaPipe differ in whether they call hands as they are or as in a mirror, and any of them confuses hands that
    pass each other; its arms are always named as the picture shows them, so that wrists tell which hand is which.
    """
    hands = clip.values[:, [0, 21], :2].astype(np.float64)
    ends = clip.values[:, [_LEFT_WRIST, _RIGHT_WRIST]].astype(np.float64)
    arms = np.full(hands.shape, np.nan)
    for side in (0, 1):
        sure = ends[:, side, 3] >= _SURE
        for axis in (0, 1) if sure.any() else ():
            arms[:, side, axis] = np.interp(clip.times, clip.times[sure], ends[sure, side, axis])
    seen = clip.values[:, [0, 21], 3] > 0
    away = np.linalg.norm((hands[:, :, None] - arms[:, None]) * [clip.aspect_ratio, 1.0], axis=3)
    away[~seen] = 0.0
    own, other = away[:, 0, 0] + away[:, 1, 1], away[:, 0, 1] + away[:, 1, 0]
    if np.isnan(own).any():
        return clip
    # Hands that lie on each other keep the names that they have mostly.
    usually = bool(own.sum() > other.sum())
    least, most = np.minimum(own, other), np.maximum(own, other)
    exchanged = np.where(least < _CLEARLY * most, own > other, usually)
    return with_hands_exchanged(clip, exchanged)
