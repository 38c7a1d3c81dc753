"""The arms: two-bone inverse kinematics that keep the wrist's bend natural and the elbow's path smooth.

The world's origin is between the shoulders; x points to the signer's left (the picture's right), y up and z towards
the viewer; metres. The signer's right hand is on the picture's left.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SHOULDER: Final[Array] = np.array([0.180, -0.010, 0.0])
"""The left shoulder joint; the right one is its mirror image."""
UPPER_ARM: Final = 0.285
FOREARM: Final = 0.250
MAX_REACH: Final = 0.985 * (UPPER_ARM + FOREARM)
"""Farthest wrist from the shoulder: a straighter elbow locks visibly."""
MIN_REACH: Final = 0.11
"""Nearest wrist to the shoulder: a sharper elbow would pass its limit of 155 degrees of flexion."""
VIEWER_ELEVATION: Final = 16.0
"""Degrees above the hands from which the viewer looks; see `rendering.figure.Camera`."""

_SWIVELS: Final[Array] = np.radians(np.arange(-75.0, 76.0, 7.5))
_WRIST_FREE_DEGREES: Final = 35.0
_SMOOTHING_FRAMES: Final = 4


def solve_elbows(wrists: Array, pointing: Array, *, is_left: bool) -> tuple[Array, Array]:
    """Find elbows for a moving wrist.

    Args:
        wrists: (T, 3) wanted wrist positions.
        pointing: (T, 3) unit directions from wrist to middle knuckle, to judge the wrist's bend.
        is_left: which arm.

    Returns:
        (T, 3) elbows and (T, 3) wrists, the latter moved onto what the arm can reach.

    """
    side = 1.0 if is_left else -1.0
    shoulder = SHOULDER * np.array([side, 1.0, 1.0])
    reach = wrists - shoulder
    distance = np.linalg.norm(reach, axis=1)
    clipped = np.clip(distance, MIN_REACH, MAX_REACH)
    axis = reach / np.maximum(distance, 1e-6)[:, None]
    reached = shoulder + axis * clipped[:, None]
    along = (UPPER_ARM**2 - FOREARM**2 + clipped**2) / (2.0 * clipped)
    radius = np.sqrt(np.maximum(UPPER_ARM**2 - along**2, 0.0))
    nominal = np.array([side * 0.55, -1.0, -0.25])
    down = nominal - axis * (axis @ nominal)[:, None]
    down /= np.maximum(np.linalg.norm(down, axis=1), 1e-6)[:, None]
    across = np.cross(axis, down)
    centre = shoulder + axis * along[:, None]
    offset = down[:, None, :] * np.cos(_SWIVELS)[:, None] + across[:, None, :] * np.sin(_SWIVELS)[:, None]
    elbows = centre[:, None, :] + radius[:, None, None] * offset
    swivel = _smoothest(_discomfort(elbows, reached, pointing, side))
    offset = down * np.cos(swivel)[:, None] + across * np.sin(swivel)[:, None]
    return centre + radius[:, None] * offset, reached


def _discomfort(elbows: Array, wrists: Array, pointing: Array, side: float) -> Array:
    """Return (T, K) costs: wrist bend beyond the free range, raised elbow, elbow inside the trunk, swivel."""
    forearm = wrists[:, None, :] - elbows
    forearm /= np.linalg.norm(forearm, axis=2, keepdims=True)
    bend = np.degrees(np.arccos(np.clip(np.einsum("tkj,tj->tk", forearm, pointing), -1.0, 1.0)))
    strain = np.maximum(bend - _WRIST_FREE_DEGREES, 0.0) / 30.0
    raised = np.maximum(elbows[..., 1] + 0.14, 0.0) / 0.05
    outward = elbows[..., 0] * side
    inside = np.maximum(0.17 - outward, 0.0) / 0.05 * (elbows[..., 2] < 0.10)
    return np.asarray(strain**2 + raised**2 + inside**2 + 0.25 * (_SWIVELS / 0.6) ** 2)


def _smoothest(cost: Array) -> Array:
    """Return (T,) swivel angles: the cheapest path through `cost` that pays for turning, then smoothed."""
    change = ((_SWIVELS[:, None] - _SWIVELS[None, :]) / 0.10) ** 2
    total = cost[0]
    best = np.zeros(cost.shape, dtype=np.intp)
    rows = np.arange(len(_SWIVELS))
    for frame in range(1, len(cost)):
        options = total + change  # `change` is symmetric, so each row may hold the ways to one swivel
        best[frame] = options.argmin(axis=1)
        total = cost[frame] + options[rows, best[frame]]
    chosen = np.empty(len(cost), dtype=np.intp)
    chosen[-1] = int(np.argmin(total))
    for frame in range(len(cost) - 1, 0, -1):
        chosen[frame - 1] = best[frame, chosen[frame]]
    return smoothed(_SWIVELS[chosen][:, None], _SMOOTHING_FRAMES)[:, 0]


def smoothed(track: Array, frames: float) -> Array:
    """Return `track` (T, N) under a Gaussian of `frames` standard deviation, its ends held."""
    width = int(np.ceil(3 * frames))
    kernel = np.exp(-0.5 * (np.arange(-width, width + 1) / frames) ** 2)
    kernel /= kernel.sum()
    padded = np.concatenate([np.repeat(track[:1], width, axis=0), track, np.repeat(track[-1:], width, axis=0)])
    result = np.zeros_like(track)
    for offset, weight in enumerate(kernel):
        result += weight * padded[offset : offset + len(track)]
    return result
