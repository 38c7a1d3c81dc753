"""From unevenly timed, noisy, gappy samples to an even track: local quadratic regression.

It is Savitzky and Golay's filter for times that are not even, so that one step fills short gaps, smooths and resamples,
and the height of a peak is kept where a moving average would shave it off.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.engine.arm import Array

Bools = NDArray[np.bool_]

_NEIGHBOURS: Final = 4
"""The window grows in gaps until it reaches so many samples."""


def settled(times: Array, values: Array, grid: Array, seconds: float) -> Array:
    """Return the values (G, N) on the even times `grid` (G,).

    Args:
        times: (T,) seconds of the samples; at least one.
        values: (T, N).
        grid: (G,) seconds.
        seconds: standard deviation of the window.

    """
    away = times[None, :] - grid[:, None]
    reach = np.sort(np.abs(away), axis=1)[:, min(_NEIGHBOURS, len(times)) - 1]
    width = np.maximum(seconds, 0.7 * reach)[:, None]
    share = away / width
    weights = np.exp(-0.5 * share**2)
    basis = np.stack([np.ones_like(share), share, share**2], axis=2)
    weighted = (weights[:, :, None] * basis).transpose(0, 2, 1)
    normal = weighted @ basis + np.diag([0.0, 1e-3, 1e-3])
    return np.asarray(np.linalg.solve(normal, weighted @ values)[:, 0])


def without_jumps(times: Array, places: Array, fastest: float) -> Bools:
    """Return (T,) which samples are no jumps: away from both neighbours faster than `fastest` (units a second)."""
    kept = np.ones(len(times), dtype=bool)
    if len(times) < 3:
        return kept
    speeds = np.linalg.norm(np.diff(places, axis=0), axis=1) / np.diff(times)
    kept[1:-1] = ~((speeds[:-1] > fastest) & (speeds[1:] > fastest))
    kept[0], kept[-1] = speeds[0] <= fastest, speeds[-1] <= fastest
    return kept
