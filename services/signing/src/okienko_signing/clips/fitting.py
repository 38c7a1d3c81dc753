"""Fits the engine's hand to landmarks: rotation, place and joint angles within their limits.

A closed form gives the start: the palm's rotation by Kabsch's method, each joint from the directions of its bones. A few
Levenberg–Marquardt steps then spread what the engine's proportions and limits leave over, all frames at once.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.hand import (
    ANGLE_COUNT,
    KNUCKLES,
    NATURAL_SPREAD,
    THUMB_CURL,
    THUMB_ROOT,
    limited,
    local_points,
)
from okienko_signing.engine.posture import MIRROR

PALM: Final = (0, 5, 9, 13, 17)
_ROUNDS: Final = 6
_NUDGE: Final = 0.5
"""Degrees (and half-millimetres of translation) by which the derivatives are taken."""
_PRIOR: Final = 1.5e-5
"""Metres of misfit that one degree away from the natural hand costs, times 1 / sqrt(points): decides only what the
landmarks leave open, such as the spread of fingers that are bent at right angles."""
_WEIGHTS: Final[Array] = np.array([1.0, *([1.0, 1.0, 1.0, 1.2] * 5)])


@dataclass(frozen=True)
class FittedHand:
    """A hand of the engine over time, as near to the landmarks as its joints allow."""

    wrists: Array
    """(T, 3) where the wrist came to lie, in the landmarks' space, metres."""
    rotations: Array
    """(T, 3, 3) as `engine.hand.world_points` wants."""
    angles: Array
    """(T, 20) degrees, within the joints' limits."""
    misfit: Array
    """(T,) root mean square distance of the 21 points, metres."""


def palm_scale(points: Array) -> float:
    """Return how much larger the engine's palm is than that of the landmarks (T, 21, 3), by the median frame."""
    engine = np.linalg.norm(KNUCKLES, axis=1).mean()
    seen = np.linalg.norm(points[:, PALM[1:]] - points[:, :1], axis=2).mean(axis=1)
    return float(engine / max(float(np.median(seen)), 1e-6))


def fit_hand(points: Array, *, is_left: bool) -> FittedHand:
    """Fit a hand to landmarks that have the engine's size already (`palm_scale`).

    Args:
        points: (T, 21, 3) metres, in axes of the right hand's kind: x to the signer's left, y up, z to the viewer.
        is_left: which hand; the left one is fitted as its mirror image.

    """
    flip = MIRROR if is_left else np.ones(3)
    target = points * flip
    rotations = _palm_rotations(target)
    local = np.einsum("tji,tpj->tpi", rotations, target - target[:, :1])
    angles = limited(_first_angles(local))
    wrists = target[:, 0].copy()
    natural = _natural(angles)
    damping = np.full(len(target), 1e-6)
    placed = _placed(angles, wrists, rotations)
    cost = _cost(placed, target, angles, natural)
    for _ in range(_ROUNDS):
        residual = ((target - placed) * _WEIGHTS[:, None]).reshape(len(target), -1)
        slopes = _slopes(angles, rotations)
        normal = np.einsum("tki,tkj->tij", slopes, slopes)
        gradient = np.einsum("tki,tk->ti", slopes, residual)
        index = np.arange(6, 6 + ANGLE_COUNT)
        normal[:, index, index] += _PRIOR**2 * 63
        gradient[:, 6:] -= _PRIOR**2 * 63 * (angles - natural)
        normal[:, np.arange(26), np.arange(26)] *= (1.0 + damping)[:, None]
        normal[:, np.arange(26), np.arange(26)] += 1e-12
        step = np.linalg.solve(normal, gradient[:, :, None])[:, :, 0]
        tried_rotations = rotations @ _small_turns(np.radians(step[:, :3]))
        tried_wrists = wrists + step[:, 3:6] * 1e-3
        tried_angles = limited(angles + np.clip(step[:, 6:], -25.0, 25.0))
        tried = _placed(tried_angles, tried_wrists, tried_rotations)
        tried_cost = _cost(tried, target, tried_angles, natural)
        better = tried_cost < cost
        damping = np.where(better, damping / 4.0, damping * 16.0 + 1e-3)
        angles = np.where(better[:, None], tried_angles, angles)
        wrists = np.where(better[:, None], tried_wrists, wrists)
        rotations = np.where(better[:, None, None], tried_rotations, rotations)
        placed = np.where(better[:, None, None], tried, placed)
        cost = np.where(better, tried_cost, cost)
    misfit = np.sqrt(((placed - target) ** 2).sum(axis=2).mean(axis=1))
    # A mirrored right hand with rotation R is the left hand with rotation M R M.
    return FittedHand(wrists * flip, rotations * flip[:, None] * flip, angles, misfit)


def _palm_rotations(points: Array) -> Array:
    """Return the (T, 3, 3) rotations that bring the engine's palm nearest to the landmarks' (Kabsch)."""
    model = np.concatenate([np.zeros((1, 3)), KNUCKLES])
    seen = points[:, PALM]
    covariance = np.einsum("pi,tpj->tij", model - model.mean(axis=0), seen - seen.mean(axis=1, keepdims=True))
    u, _, v = np.linalg.svd(covariance)
    turn = np.einsum("tij,tjk->tik", u, v).transpose(0, 2, 1)
    wrong = np.linalg.det(turn) < 0
    v[wrong, 2] *= -1.0
    return np.asarray(np.einsum("tij,tjk->tik", u, v).transpose(0, 2, 1))


def _first_angles(local: Array) -> Array:
    """Return (T, 20) angles from the directions of bones; `local` are the points in the hand's own frame."""
    angles = np.zeros((len(local), ANGLE_COUNT))
    for finger in range(4):
        bones = np.diff(local[:, 5 + 4 * finger : 9 + 4 * finger], axis=1)
        # The finger's plane, out of its whole length: a bent first bone alone says nothing about the spread.
        reach = bones.sum(axis=1) * [1.0, 1.0, 0.0]
        sideways = np.arctan2(reach[:, 0], np.maximum(reach[:, 1], 0.02)) - np.radians(NATURAL_SPREAD[finger])
        sideways = np.clip(sideways, *np.radians([-20.0, 20.0]))
        heading = sideways + np.radians(NATURAL_SPREAD[finger])
        forward = np.stack([np.sin(heading), np.cos(heading), np.zeros(len(local))], axis=1)
        along = np.einsum("tbi,ti->tb", bones, forward)
        lifts = np.unwrap(np.arctan2(bones[:, :, 2], along), axis=1)
        base = 4 * finger
        angles[:, base] = np.degrees(sideways)
        angles[:, base + 1] = np.degrees(lifts[:, 0])
        angles[:, base + 2 : base + 4] = np.degrees(np.diff(lifts, axis=1))
    thumb = np.concatenate([local[:, 2:3] - THUMB_ROOT, np.diff(local[:, 2:5], axis=1)], axis=1)
    thumb /= np.maximum(np.linalg.norm(thumb, axis=2, keepdims=True), 1e-9)
    first = thumb[:, 0]
    angles[:, 16] = np.degrees(np.arctan2(first[:, 0], first[:, 1]))
    angles[:, 17] = np.degrees(np.arcsin(np.clip(first[:, 2], -1.0, 1.0)))
    curl = THUMB_CURL - first * (first @ THUMB_CURL)[:, None]
    curl /= np.maximum(np.linalg.norm(curl, axis=1, keepdims=True), 1e-9)
    bends = np.degrees(np.arctan2(np.einsum("tbi,ti->tb", thumb, curl), np.einsum("tbi,ti->tb", thumb, first)))
    angles[:, 18:] = np.diff(bends, axis=1)
    return angles


def _natural(angles: Array) -> Array:
    """Return what each joint tends to: no spread, an end joint that follows the middle one, else where it is."""
    natural = angles.copy()
    natural[:, 0:16:4] = 0.0
    natural[:, 3:16:4] = 0.66 * angles[:, 2:16:4]
    return natural


def _small_turns(vectors: Array) -> Array:
    """Return (T, 3, 3) rotations near those of the rotation vectors (T, 3): Cayley's transform, exact in being rotations."""
    x, y, z = vectors.T / 2.0
    zero = np.zeros_like(x)
    half = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    return np.asarray(np.linalg.solve(np.eye(3) - half, np.eye(3) + half))


def _placed(angles: Array, wrists: Array, rotations: Array) -> Array:
    return np.asarray(wrists[:, None] + np.einsum("tij,tpj->tpi", rotations, local_points(angles)))


def _cost(placed: Array, target: Array, angles: Array, natural: Array) -> Array:
    fit = (((placed - target) * _WEIGHTS[:, None]) ** 2).sum(axis=(1, 2))
    return np.asarray(fit + _PRIOR**2 * 63 * ((angles - natural) ** 2).sum(axis=1))


def _slopes(angles: Array, rotations: Array) -> Array:
    """Return (T, 63, 26): how the weighted points move with a degree of turn, a millimetre of way, a degree of joint."""
    frames = len(angles)
    slopes = np.zeros((frames, 21, 3, 26))
    local = local_points(angles)
    for axis in range(3):
        unit = np.zeros(3)
        unit[axis] = np.radians(1.0)
        slopes[..., axis] = np.einsum("tij,tpj->tpi", rotations, np.cross(unit, local))
        slopes[:, :, axis, 3 + axis] = 1e-3
    for joint in range(ANGLE_COUNT):
        nudged = angles.copy()
        # Away from the limit that is near, since beyond it nothing moves.
        way = np.where(limited(angles)[:, joint] + _NUDGE <= limited(angles + 2 * _NUDGE)[:, joint], _NUDGE, -_NUDGE)
        nudged[:, joint] += way
        moved = (local_points(nudged) - local) / way[:, None, None]
        slopes[..., 6 + joint] = np.einsum("tij,tpj->tpi", rotations, moved)
    return (slopes * _WEIGHTS[:, None, None]).reshape(frames, 63, 26)
