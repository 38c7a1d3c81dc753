"""Keeps hands out of each other and out of the head: distances between what is drawn, and ways apart."""

from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array, smoothed
from okienko_signing.engine.surface import BONES, FINGER_RADIUS

HEAD_CENTRE: Final[Array] = np.array([0.0, 0.188, 0.020])
HEAD_HALF: Final[Array] = np.array([0.0845, 0.112, 0.092])
"""Half axes of the ellipsoid that stands for the head."""
_PALM_RADIUS: Final = 0.0125
_SAMPLES: Final = np.array([0.15, 0.5, 0.85])
_FIRST: Final = np.array([a for a, _ in BONES])
_SECOND: Final = np.array([b for _, b in BONES])
_RADII: Final = np.repeat([FINGER_RADIUS if index < 15 else _PALM_RADIUS for index in range(len(BONES))], 3)
_SMOOTHING: Final = 3.0


def flesh(points: Array) -> Array:
    """Return (T, N, 3) balls along the bones of a hand's (T, 21, 3) points; their radii are `RADII`."""
    a, b = points[:, _FIRST], points[:, _SECOND]
    balls = a[:, :, None, :] + _SAMPLES[None, None, :, None] * (b - a)[:, :, None, :]
    return np.asarray(balls.reshape(len(points), -1, 3))


def gap_between(right: Array, left: Array) -> tuple[Array, Array]:
    """Return for each frame the gap between two hands' flesh (T,), negative inside, and the way (T, 3) to the right."""
    a, b = flesh(right), flesh(left)
    squared = (a * a).sum(-1)[:, :, None] + (b * b).sum(-1)[:, None, :] - 2.0 * np.einsum("tix,tjx->tij", a, b)
    gaps = np.sqrt(np.maximum(squared, 0.0)) - _RADII[:, None] - _RADII[None, :]
    flat = gaps.reshape(len(a), -1)
    where = flat.argmin(axis=1)
    frames = np.arange(len(a))
    return flat[frames, where], a.mean(axis=1) - b.mean(axis=1)


def gap_to_head(points: Array) -> tuple[Array, Array]:
    """Return for each frame the gap between a hand and the head (T,), negative inside, and the way out (T, 3)."""
    balls = flesh(points) - HEAD_CENTRE
    scaled = np.linalg.norm(balls / HEAD_HALF, axis=2)
    length = np.linalg.norm(balls, axis=2)
    # Along the ray from the centre; exact enough for a head that is nearly a ball.
    gaps = length * (1.0 - 1.0 / np.maximum(scaled, 1e-6)) - _RADII
    where = gaps.argmin(axis=1)
    frames = np.arange(len(points))
    nearest = balls[frames, where]
    out = nearest / HEAD_HALF**2
    out[:, 2] = np.maximum(out[:, 2], 0.2 * np.linalg.norm(out, axis=1))
    return gaps[frames, where], out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def push(gaps: Array, ways: Array, wanted: float) -> Array:
    """Return (T, 3) shifts along `ways` that bring the gaps up to `wanted`, smooth in time."""
    missing = np.maximum(wanted - gaps, 0.0)
    if not missing.any():
        return np.zeros_like(ways)
    # The widest need within the smoothing's reach, so that smoothing never leaves too little.
    width = int(2 * _SMOOTHING)
    padded = np.concatenate([np.repeat(missing[:1], width), missing, np.repeat(missing[-1:], width)])
    widest = np.max([padded[i : i + len(missing)] for i in range(2 * width + 1)], axis=0)
    lengths = np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9)
    return np.asarray(smoothed(widest[:, None], _SMOOTHING) * smoothed(ways / lengths, _SMOOTHING))
