"""What simpler ways reach on the same data: nearest neighbours for still letters, dynamic time warping for signs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]
NEIGHBOURS = 5
PALM = (0, 5, 9, 13, 17)


def _normal(hands: Float) -> Float:
    """Return (n, 42): picture points from the wrist, in palm sizes."""
    flat = hands[..., :2] - hands[:, :1, :2]
    size = np.sqrt((flat[:, PALM[1:]] ** 2).sum(-1).mean(-1))[:, None, None].clip(1e-6)
    out: Float = (flat / size).reshape(len(hands), -1).astype(np.float32)
    return out


def nearest_shapes(known: Float, shapes: NDArray[np.int64], hands: Float) -> NDArray[np.int64]:
    """Name each of (n, 21, 3) hands by the most frequent shape among its nearest neighbours, mirrored or not."""
    table, asked = _normal(known), _normal(hands)
    mirrored = _normal(hands * np.array([-1, 1, 1], np.float32))
    named = np.empty(len(hands), np.int64)
    for k, (one, other) in enumerate(zip(asked, mirrored, strict=True)):
        apart = np.minimum(((table - one) ** 2).sum(1), ((table - other) ** 2).sum(1))
        near = shapes[np.argpartition(apart, NEIGHBOURS)[:NEIGHBOURS]]
        named[k] = np.bincount(near).argmax()
    return named


def resampled(track: Float, steps: int = 24) -> Float:
    """Return (steps, features): the track at equal parts of its time."""
    at = np.linspace(0, len(track) - 1, steps)
    low = np.minimum(at.astype(int), max(len(track) - 2, 0))
    high = np.minimum(low + 1, len(track) - 1)
    share = (at - low)[:, None].astype(np.float32)
    return track[low] * (1 - share) + track[high] * share


def nearest_by_warping(templates: Float, asked: Sequence[Float], band: int = 6) -> NDArray[np.int64]:
    """Name each track by the nearest of (m, steps, features) templates under dynamic time warping within a band."""
    steps = templates.shape[1]
    named = np.empty(len(asked), np.int64)
    for number, track in enumerate(asked):
        costs = ((templates[:, :, None] - track[None, None]) ** 2).sum(-1) ** 0.5
        total = np.full((len(templates), steps + 1, steps + 1), np.inf, np.float32)
        total[:, 0, 0] = 0
        for i in range(1, steps + 1):
            for j in range(max(1, i - band), min(steps, i + band) + 1):
                before = np.minimum(np.minimum(total[:, i - 1, j], total[:, i, j - 1]), total[:, i - 1, j - 1])
                total[:, i, j] = costs[:, i - 1, j - 1] + before
        named[number] = int(total[:, steps, steps].argmin())
    return named
