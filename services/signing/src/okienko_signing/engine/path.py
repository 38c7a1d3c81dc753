"""How a hand gets from one state to another: sampled at 50 frames a second with minimum-jerk timing.

Minimum jerk: Flash & Hogan, "The coordination of arm movements", J. Neurosci. 5(7), 1985.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.posture import MIRROR, HandState
from okienko_signing.lexicon.model import Move, PathKind

FRAME_RATE: Final = 50
"""Frames of motion a second."""

_HOOK: Final[Array] = np.array(
    [[0.0, 0.0], [-0.25, -0.02], [-0.48, -0.25], [-0.48, -0.75], [-0.20, -0.98], [0.14, -0.80]]
)
"""The tail of ą, ę, j: x to the signer's left, y up; 1 high. Shape measured on letter clips."""
_LETTER_Z: Final[Array] = np.array([[0.0, 0.0], [-0.95, 0.03], [0.15, -1.0], [-0.95, -1.0]])
_PLANES: Final = {
    "front": (np.array([0.0, -1.0, 0.0]), np.array([-1.0, 0.0, 0.0])),
    "side": (np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.0, 1.0])),
    "top": (np.array([0.0, 0.0, 1.0]), np.array([-1.0, 0.0, 0.0])),
}
"""From the start: where the circle's middle lies, and where the hand sets out to."""


@dataclass(frozen=True)
class Track:
    """A hand over time."""

    wrists: Array
    """(T, 3) metres."""
    rotations: Array
    """(T, 3, 3)."""
    angles: Array
    """(T, 20) degrees."""

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.wrists)

    def at(self, frame: int, *, is_left: bool) -> HandState:
        """Return the hand at one frame."""
        return HandState(self.wrists[frame], self.rotations[frame], self.angles[frame], is_left)


def joined(tracks: list[Track]) -> Track:
    """Return the tracks one after another."""
    return Track(
        np.concatenate([track.wrists for track in tracks]),
        np.concatenate([track.rotations for track in tracks]),
        np.concatenate([track.angles for track in tracks]),
    )


def minimum_jerk(frames: int) -> Array:
    """Return (frames,) shares of the way, from just above 0 to 1, with zero speed and acceleration at both ends."""
    t = np.arange(1, frames + 1) / frames
    return np.asarray(t**3 * (10.0 - 15.0 * t + 6.0 * t * t))


def held(state: HandState, frames: int) -> Track:
    """Return a hand that stays."""
    return Track(
        np.repeat(state.wrist[None], frames, axis=0),
        np.repeat(state.rotation[None], frames, axis=0),
        np.repeat(state.angles[None], frames, axis=0),
    )


def between(start: HandState, end: HandState, share: Array, *, finger_share: Array | None = None) -> Track:
    """Return the hand at the given shares (T,) of the straight way; fingers may run ahead on `finger_share`."""
    fingers = share if finger_share is None else finger_share
    return Track(
        start.wrist + share[:, None] * (end.wrist - start.wrist),
        _turned(start.rotation, end.rotation, share),
        start.angles + fingers[:, None] * (end.angles - start.angles),
    )


def moved(move: Move, start: HandState, end: HandState, frames: int, *, phase: float = 0.0) -> Track:
    """Return one run of `move` over `frames` frames; for circles and plays of the hand the end is the start."""
    share = minimum_jerk(frames)
    track = between(start, end, share)
    wrists, rotations, angles = track.wrists, track.rotations, track.angles
    flip = MIRROR if start.is_left else np.ones(3)
    beat = np.sin(2 * np.pi * (share * move.times + phase)) * np.sin(np.pi * np.clip(share, 0.02, 0.98)) ** 0.25
    if move.path is PathKind.ARC and move.bulge is not None:
        height = 0.32 * float(np.linalg.norm(end.wrist - start.wrist)) + 0.01
        wrists = wrists + np.sin(np.pi * share)[:, None] * np.array(move.bulge) * flip * height
    elif move.path is PathKind.CIRCLE:
        middle, ahead = _PLANES[move.plane.removesuffix("-back")]
        ahead = ahead * (-1.0 if move.plane.endswith("-back") else 1.0)
        turn = 2 * np.pi * (share * move.times)
        offset = (1 - np.cos(turn))[:, None] * middle + np.sin(turn)[:, None] * ahead
        if phase:
            offset = (np.cos(turn) - 1)[:, None] * middle - np.sin(turn)[:, None] * ahead
        wrists = wrists + offset * flip * (move.size / 2)
    elif move.path is PathKind.ZIGZAG:
        across = np.cross(end.wrist - start.wrist, start.rotation[:, 2])
        across = across / max(float(np.linalg.norm(across)), 1e-6)
        wrists = wrists + (beat * move.size * 0.22)[:, None] * across
    elif move.path in {PathKind.HOOK, PathKind.LETTER_Z}:
        drawn = _drawn(_HOOK if move.path is PathKind.HOOK else _LETTER_Z, frames, smooth=move.path is PathKind.HOOK)
        wrists = start.wrist + np.stack([drawn[:, 0], drawn[:, 1], np.zeros(frames)], axis=1) * flip * move.size
    elif move.path in {PathKind.TWIST, PathKind.NOD, PathKind.WAVE}:
        axis = {PathKind.TWIST: 1, PathKind.NOD: 0, PathKind.WAVE: 2}[move.path]
        swing = np.radians({PathKind.TWIST: 38.0, PathKind.NOD: 26.0, PathKind.WAVE: 20.0}[move.path])
        strength = float(np.clip(move.size / 0.07, 0.5, 1.6))
        rotations = rotations @ _about(axis, beat * swing * strength)
        if move.path is PathKind.WAVE:
            wrists = wrists + (beat * move.size * 0.5)[:, None] * -start.rotation[:, 0]
    elif move.path is PathKind.WIGGLE:
        envelope = np.sin(np.pi * share) ** 0.5
        angles = angles.copy()
        for finger in range(4):
            play = np.sin(2 * np.pi * share * move.times - finger * 1.1) * envelope
            angles[:, 4 * finger + 1] += 20.0 * play + 8.0 * envelope
            angles[:, 4 * finger + 2] += 12.0 * play + 8.0 * envelope
    return Track(wrists, rotations, angles)


def _drawn(corners: Array, frames: int, *, smooth: bool) -> Array:
    """Return (frames, 2) points along the corners: slowed at each corner, or in one sweep."""
    lengths = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    marks = np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()
    share = minimum_jerk(frames)
    if not smooth:
        t = np.arange(1, frames + 1) / frames
        leg = np.clip(np.searchsorted(marks, t, side="right") - 1, 0, len(lengths) - 1)
        local = np.clip((t - marks[leg]) / (marks[leg + 1] - marks[leg]), 0.0, 1.0)
        eased = local * local * (3 - 2 * local)
        share = marks[leg] + eased * (marks[leg + 1] - marks[leg])
    return np.stack([np.interp(share, marks, corners[:, 0]), np.interp(share, marks, corners[:, 1])], axis=1)


def _about(axis: int, angle: Array) -> Array:
    """Return (T, 3, 3) rotations about one of the hand's own axes."""
    vector = np.zeros(3)
    vector[axis] = 1.0
    return _exponential(angle[:, None] * vector)


def _exponential(vectors: Array) -> Array:
    """Return (T, 3, 3) rotations of the given rotation vectors (Rodrigues' formula)."""
    angle = np.linalg.norm(vectors, axis=1)
    axis = vectors / np.maximum(angle, 1e-9)[:, None]
    x, y, z = axis.T
    zero = np.zeros_like(x)
    skew = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    sine, cosine = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.asarray(np.eye(3) + sine * skew + (1 - cosine) * (skew @ skew))


def turned_about(vector: Array) -> Array:
    """Return the (3, 3) rotation of one rotation vector, radians."""
    return np.asarray(_exponential(vector[None])[0])


def turn_between(start: Array, end: Array) -> Array:
    """Return the (3,) rotation vector, in the start's own axes, that turns `start` into `end`."""
    relative = start.T @ end
    cosine = np.clip((np.trace(relative) - 1) / 2, -1.0, 1.0)
    angle = float(np.arccos(cosine))
    if angle < 1e-6:
        return np.zeros(3)
    if angle > np.pi - 1e-3:
        outer = (relative + np.eye(3)) / 2
        column = int(np.argmax(np.diag(outer)))
        axis = outer[:, column] / np.linalg.norm(outer[:, column])
        return np.asarray(axis * angle)
    skew = np.array([relative[2, 1] - relative[1, 2], relative[0, 2] - relative[2, 0], relative[1, 0] - relative[0, 1]])
    return np.asarray(skew / (2 * np.sin(angle)) * angle)


def _turned(start: Array, end: Array, share: Array) -> Array:
    return start @ _exponential(share[:, None] * turn_between(start, end))
