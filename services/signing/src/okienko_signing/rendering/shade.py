"""Soft shadows that what is in front throws on what is behind it: they show how far a hand is from the body."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.rendering.canvas import FAR, LIGHT, Bytes, Floats

_Shorts = NDArray[np.int16]

_CAST: Final = ((0.010, 30), (0.020, 26), (0.032, 22), (0.048, 18), (0.068, 14), (0.092, 10))
"""How far towards the light something may stand, metres, and how much it darkens, of 255."""
_CAST_DEPTH: Final = 0.045
_NEAR: Final = tuple(
    (radius * float(np.sin(angle)), radius * float(np.cos(angle)), 7)
    for radius, angles in ((0.006, np.arange(4) * np.pi / 2), (0.013, np.arange(4) * np.pi / 2 + np.pi / 4))
    for angle in angles
)
"""Neighbours (x, y in metres) that keep ambient light away where they stand nearer, and how much of 255."""
_NEAR_FROM, _NEAR_TO = 0.005, 0.060
_NOTHING: Final = -16000


def darkened(picture: Bytes, depth: Floats, blockers: NDArray[np.bool_], metre: float) -> None:
    """Darken a picture in place where `blockers` keep light away.

    Args:
        picture: (H, W, 3).
        depth: (H, W) in pixels of this picture.
        blockers: (H, W) which pixels show something that throws shadows.
        metre: pixels a metre.

    """
    surface = np.maximum(depth, _NOTHING).astype(np.int16)
    margin = int(_CAST[-1][0] * metre) + 2
    height, width = surface.shape
    above = np.full((height + 2 * margin, width + 2 * margin), _NOTHING, dtype=np.int16)
    above[margin : margin + height, margin : margin + width] = np.where(blockers, surface, np.int16(_NOTHING))
    taken = np.zeros(surface.shape, dtype=np.uint8)
    for distance, weight in _CAST:
        rise = distance * LIGHT[2] * metre
        x, y = (round(distance * LIGHT[i] * metre) for i in (0, 1))
        _block(taken, above, surface, margin, x, y, 0.72 * rise, rise + _CAST_DEPTH * metre, weight)
    for right, down, weight in _NEAR:
        x, y = round(right * metre), round(down * metre)
        _block(taken, above, surface, margin, x, y, _NEAR_FROM * metre, _NEAR_TO * metre, weight)
    gone = _blurred(taken, max(1, round(metre * 0.005)))
    # Shadows on skin stay warm: red light comes back from the skin beside.
    picture[..., 0] = (picture[..., 0] * (np.uint16(256) - (gone * np.uint16(3) >> np.uint16(2)))) >> np.uint16(8)
    kept = np.uint16(256) - gone
    for channel in (1, 2):
        picture[..., channel] = (picture[..., channel] * kept) >> np.uint16(8)


def _block(
    taken: Bytes, above: _Shorts, surface: _Shorts, margin: int, x: int, y: int, low: float, high: float, weight: int
) -> None:
    """Add `weight` where what stands (x, y) away is nearer by `low` to `high` pixels."""
    height, width = surface.shape
    rise = above[margin + y : margin + y + height, margin + x : margin + x + width] - surface
    is_blocked = (rise > np.int16(low)) & (rise < np.int16(high))
    taken += is_blocked.view(np.uint8) * np.uint8(weight)


def _blurred(values: Bytes, radius: int) -> NDArray[np.uint16]:
    """Return the mean over squares of 2 * `radius` + 1 pixels."""
    size = 2 * radius + 1
    wide = np.pad(values, radius, mode="edge").astype(np.uint32)
    rows = np.cumsum(wide, axis=0)
    rows[size:] -= rows[:-size].copy()
    sums = np.cumsum(rows[size - 1 :], axis=1)
    sums[:, size:] -= sums[:, :-size].copy()
    return np.asarray(sums[:, size - 1 :] // np.uint32(size * size), dtype=np.uint16)


def is_drawn(depth: Floats) -> NDArray[np.bool_]:
    """Return which pixels hold something."""
    return np.asarray(depth > FAR * np.float32(0.5))
