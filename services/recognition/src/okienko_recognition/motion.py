"""What a hand does over a stretch of frames, as numbers that change little with camera, speed and frame rate."""

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.landmarks import PALM

STEPS = 12
INDEX_TIP = 8
FINGERS = ((5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
FEATURES = STEPS * (2 + 2 + 1 + 3 + 4) + 6
# Movement under this share of the path's length at either end is the hand coming to rest.
REST = 0.06

Float = NDArray[np.float32]


def palm_sizes(points: Float) -> Float:
    """Return (t,) palm sizes of (t, 21, 3) points."""
    apart = points[:, PALM[1:]] - points[:, :1]
    sizes: Float = np.sqrt((apart**2).sum(-1).mean(-1)).clip(1e-6).astype(np.float32)
    return sizes


def palm_path(points: Float) -> Float:
    """Return (t, 2): the palm's middle relative to its first place, in median palm sizes."""
    middle = points[:, PALM, :2].mean(1)
    path: Float = ((middle - middle[:1]) / np.median(palm_sizes(points))).astype(np.float32)
    return path


def path_length(path: Float) -> float:
    """Return the length of a (t, 2) path without the jitter of single frames."""
    if len(path) < 3:
        return float(np.linalg.norm(np.diff(path, axis=0), axis=-1).sum())
    smooth = np.stack([np.convolve(path[:, k], (0.25, 0.5, 0.25), mode="valid") for k in (0, 1)], -1)
    return float(np.linalg.norm(np.diff(smooth, axis=0), axis=-1).sum())


def _normals(points: Float) -> Float:
    a, b = points[:, 5] - points[:, 0], points[:, 17] - points[:, 0]
    normal = np.cross(a, b)
    out: Float = normal / np.linalg.norm(normal, axis=-1, keepdims=True).clip(1e-6)
    return out


def _bends(points: Float) -> Float:
    """Return (t, 4): how straight each finger is, from 0 (curled) to 1 (straight)."""
    columns = []
    for finger in FINGERS:
        chain = points[:, finger]
        whole = np.linalg.norm(np.diff(chain, axis=1), axis=-1).sum(-1).clip(1e-6)
        columns.append(np.linalg.norm(chain[:, -1] - chain[:, 0], axis=-1) / whole)
    return np.stack(columns, -1)


def _moving_part(seconds: Float, tracks: Float) -> tuple[float, float]:
    """Return the times between which the tracks move, with a little rest on either side."""
    steps = np.linalg.norm(np.diff(tracks, axis=0), axis=-1)
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
    unit = np.median(sizes)
    palm = points[:, PALM, :2].mean(1) / unit
    tip = points[:, INDEX_TIP, :2] / unit
    tracks = np.concatenate((palm, tip, np.log(sizes / unit)[:, None], _normals(points), _bends(points)), 1)
    start, end = _moving_part(seconds, tracks[:, :4])
    grid = np.linspace(start, end, STEPS)
    even = np.stack([np.interp(grid, seconds, track) for track in tracks.T], -1)
    even[:, :4] -= np.tile(even[:, :2].mean(0), 2)
    even[:, 8:] -= even[:, 8:].mean(0)
    totals = (
        path_length(even[:, :2].astype(np.float32)),
        path_length(even[:, 2:4].astype(np.float32)),
        float(np.linalg.norm(even[-1, :2] - even[0, :2])),
        float(np.linalg.norm(even[-1, 2:4] - even[0, 2:4])),
        float(even[-1, 4] - even[0, 4]),
        float(np.linalg.norm(np.diff(even[:, 5:8], axis=0), axis=-1).sum()),
    )
    described: Float = np.concatenate((even.ravel(), totals)).astype(np.float32)
    return described
