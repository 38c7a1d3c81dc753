"""What a hand does over a stretch of frames, as numbers that change little with camera, speed and frame rate."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.landmarks import PALM

STEPS = 12
INDEX_TIP = 8
FINGERS = np.array([[5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16], [17, 18, 19, 20]])
FEATURES = STEPS * (2 + 2 + 1 + 3 + 4) + 6
# Movement under this share of the path's length at either end is the hand coming to rest.
REST = 0.06

Float = NDArray[np.float32]

# What a mirror does to a step's path of palm and tip, size, palm direction (which comes of a cross product) and finger bends.
_TURNED = np.array([-1, 1, -1, 1, 1, 1, -1, -1, 1, 1, 1, 1], np.float32)
MIRRORED = np.concatenate((np.tile(_TURNED, STEPS), np.ones(6, np.float32)))
"""(FEATURES,) factors that make the description of a hand one of its mirror image."""


def middle(values: Float) -> Float:
    """Return the medians along the first axis; of so few values np.median takes ten times as long to find them."""
    ordered, count = np.sort(values, axis=0), len(values)
    return np.asarray((ordered[(count - 1) // 2] + ordered[count // 2]) / 2, np.float32)


def palm_sizes(points: Float) -> Float:
    """Return (t,) palm sizes of (t, 21, 3) points."""
    apart = points[:, PALM[1:]] - points[:, :1]
    sizes: Float = np.sqrt((apart**2).sum(-1).mean(-1)).clip(1e-6).astype(np.float32)
    return sizes


def palm_path(points: Float) -> Float:
    """Return (t, 2): the palm's middle relative to its first place, in median palm sizes."""
    return path_of(points[:, PALM, :2].mean(1), palm_sizes(points))


def path_of(centres: Float, sizes: Float) -> Float:
    """Return the path as `palm_path` does, of (t, 2) middles of the palm and (t,) palm sizes."""
    return np.asarray((centres - centres[:1]) / middle(sizes), np.float32)


def path_length(path: Float) -> float:
    """Return the length of a (t, 2) path without the jitter of single frames."""
    smooth = np.asarray((path[:-2] + 2 * path[1:-1] + path[2:]) / 4, np.float32) if len(path) > 2 else path
    return float(lengths(smooth[1:] - smooth[:-1]).sum())


def lengths(vectors: NDArray[np.floating[Any]]) -> Float:
    """Return the lengths of vectors along the last axis."""
    return np.asarray(np.sqrt((vectors * vectors).sum(-1)), np.float32)


def _normals(points: Float) -> Float:
    a, b = points[:, 5] - points[:, 0], points[:, 17] - points[:, 0]
    # np.cross takes four times as long.
    normal = a[:, [1, 2, 0]] * b[:, [2, 0, 1]] - a[:, [2, 0, 1]] * b[:, [1, 2, 0]]
    out: Float = normal / lengths(normal)[:, None].clip(1e-6)
    return out


def _bends(points: Float) -> Float:
    """Return (t, 4): how straight each finger is, from 0 (curled) to 1 (straight)."""
    chains = points[:, FINGERS]
    whole = lengths(chains[:, :, 1:] - chains[:, :, :-1]).sum(-1).clip(1e-6)
    straight: Float = lengths(chains[:, :, -1] - chains[:, :, 0]) / whole
    return straight


def _at(grid: NDArray[np.float64], seconds: Float, tracks: Float) -> NDArray[np.float64]:
    """Return (grid, k) values of (t, k) tracks, linear between their times, at times within these."""
    after = np.searchsorted(seconds, grid).clip(1, len(seconds) - 1)
    start, end = seconds[after - 1].astype(np.float64), seconds[after].astype(np.float64)
    share = ((grid - start) / np.maximum(end - start, 1e-9)).clip(0, 1)[:, None]
    out: NDArray[np.float64] = tracks[after - 1] + share * (tracks[after] - tracks[after - 1])
    return out


def _moving_part(seconds: Float, tracks: Float) -> tuple[float, float]:
    """Return the times between which the tracks move, with a little rest on either side."""
    steps = lengths(tracks[1:] - tracks[:-1])
    travelled = np.concatenate(([0.0], np.cumsum(steps)))
    if travelled[-1] < 0.3:
        return float(seconds[0]), float(seconds[-1])
    share = travelled / travelled[-1]
    first = max(int(np.searchsorted(share, REST, side="right")) - 1, 0)
    last = min(int(np.searchsorted(share, 1 - REST, side="left")), len(seconds) - 1)
    return float(seconds[first]), float(seconds[max(last, first + 1)])


def describe_motion(points: Float, seconds: Float) -> Float:
    """Describe how one hand moves.

    Args:
        points: (t, 21, 3) landmarks with all axes in one unit, t ≥ 1.
        seconds: (t,) growing times.

    Returns:
        (FEATURES,) float32: paths of palm and index tip, size, palm direction and finger bends over `STEPS` equal parts of the
        moving time, and totals.
    """
    if len(points) == 1:
        points, seconds = np.repeat(points, 2, 0), np.array([seconds[0], seconds[0] + 1], np.float32)
    sizes = palm_sizes(points)
    unit = middle(sizes)
    palm = points[:, PALM, :2].mean(1) / unit
    tip = points[:, INDEX_TIP, :2] / unit
    tracks = np.concatenate((palm, tip, np.log(sizes / unit)[:, None], _normals(points), _bends(points)), 1)
    start, end = _moving_part(seconds, tracks[:, :4])
    grid = np.linspace(start, end, STEPS)
    even = _at(grid, seconds, tracks)
    even[:, :4] -= np.tile(even[:, :2].mean(0), 2)
    even[:, 8:] -= even[:, 8:].mean(0)
    totals = (
        path_length(even[:, :2].astype(np.float32)),
        path_length(even[:, 2:4].astype(np.float32)),
        float(lengths(even[-1, :2] - even[0, :2])),
        float(lengths(even[-1, 2:4] - even[0, 2:4])),
        float(even[-1, 4] - even[0, 4]),
        float(lengths(even[1:, 5:8] - even[:-1, 5:8]).sum()),
    )
    described: Float = np.concatenate((even.ravel(), totals)).astype(np.float32)
    return described
