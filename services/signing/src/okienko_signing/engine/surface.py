"""The skin of a hand: where each named part is, which way it faces, how thick it is.

Beside the parts of `notation.POINTS` there are `<finger>-<part>` with the parts tip, pad, nail, joint, base, edge and
whole; names joined by '+' mean the middle between parts.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import SHOULDER, Array, solve_elbows
from okienko_signing.engine.hand import FINGERS, NATURAL_SPREAD, local_points
from okienko_signing.engine.posture import MIRROR, PALM_HALF, HandState, local_part

DIGITS: Final = ("thumb", *FINGERS)
FINGER_PARTS: Final = ("tip", "pad", "nail", "joint", "base", "edge", "whole")
FINGER_RADIUS: Final = 0.0085
"""Half a finger's thickness, the mean of what is drawn, metres."""
ARM_PARTS: Final = {"forearm": 0.5, "elbow": 1.0, "elbow-inside": 0.96, "upper-arm": 1.5}
"""Parts of the arm, counted in bones from the wrist."""
ARM_RADIUS: Final = 0.036
BONES: Final = (
    *((a, a + 1) for root in range(1, 21, 4) for a in range(root, root + 3)),
    *((0, 1), (0, 5), (0, 9), (0, 13), (0, 17), (5, 9), (9, 13), (13, 17), (1, 5)),
)
"""The bones of a hand, palm included, as pairs of its 21 points."""

_FACES: Final = {
    "palm": (0.0, 0.0, 1.0),
    "heel": (0.0, 0.0, 1.0),
    "thumb-ball": (0.2, 0.0, 1.0),
    "wrist-front": (0.0, 0.0, 1.0),
    "back": (0.0, 0.0, -1.0),
    "wrist-back": (0.0, 0.0, -1.0),
    "thumb-side": (1.0, 0.0, 0.0),
    "index-middle": (1.0, 0.0, 0.0),
    "wrist-thumb": (1.0, 0.0, 0.0),
    "web": (0.7, 0.7, 0.0),
    "little-side": (-1.0, 0.0, 0.0),
    "wrist-little": (-1.0, 0.0, 0.0),
    "fingertips": (0.0, 1.0, 0.0),
    "knuckles": (0.0, 0.7, -0.7),
}
_EXTRA: Final = {
    "thumb-ball": (0.020, 0.034, PALM_HALF),
    "wrist-thumb": (0.022, -0.012, 0.0),
    "wrist-little": (-0.022, -0.012, 0.0),
}
_FLESH: Final = frozenset({"palm", "back", "heel", "thumb-ball", "wrist-front", "wrist-back", *_EXTRA})
"""Parts whose points lie on the skin already."""


@dataclass(frozen=True)
class Patch:
    """A part of the skin."""

    centre: Array
    """(3,) metres: on the bone, or on the skin where `thickness` is 0."""
    facing: Array
    """(3,) unit vector out of the skin; zeros where a part faces all ways round."""
    thickness: float


def patch(hand: HandState, point: str) -> Patch:
    """Return where the named part of a hand is in the world.

    Raises:
        KeyError: no such part.

    """
    parts = point.split("+")
    arms = [_on_arm(hand, ARM_PARTS[part]) for part in parts if part in ARM_PARTS]
    if arms:
        rest = [patch(hand, part) for part in parts if part not in ARM_PARTS]
        return Patch(np.mean([one.centre for one in [*arms, *rest]], axis=0), np.zeros(3), ARM_RADIUS)
    found = local_patch(hand.angles, point)
    flip = MIRROR if hand.is_left else np.ones(3)
    return Patch(
        hand.wrist + hand.rotation @ (found.centre * flip), hand.rotation @ (found.facing * flip), found.thickness
    )


def _on_arm(hand: HandState, share: float) -> Patch:
    elbow, _ = solve_elbows(hand.wrist[None], hand.rotation[None, :, 1], is_left=hand.is_left)
    shoulder = SHOULDER * (np.ones(3) if hand.is_left else MIRROR)
    if share <= 1.0:
        return Patch(hand.wrist + (elbow[0] - hand.wrist) * share, np.zeros(3), ARM_RADIUS)
    return Patch(elbow[0] + (shoulder - elbow[0]) * (share - 1.0), np.zeros(3), ARM_RADIUS)


def local_patch(angles: Array, point: str) -> Patch:
    """Return where the named part lies in a right hand's own frame."""
    parts = [_one(angles, part) for part in point.split("+")]
    facing = np.sum([part.facing for part in parts], axis=0)
    length = float(np.linalg.norm(facing))
    return Patch(
        np.mean([part.centre for part in parts], axis=0),
        facing / length if length > 0.2 else np.zeros(3),
        max(part.thickness for part in parts),
    )


def _one(angles: Array, part: str) -> Patch:
    digit, _, name = part.rpartition("-")
    if digit in DIGITS and name in FINGER_PARTS and part != "thumb-side":
        return _digit(angles, DIGITS.index(digit), name)
    facing = np.array(_FACES.get(part, (0.0, 0.0, 0.0)))
    centre = np.array(_EXTRA[part]) if part in _EXTRA else local_part(angles, part, is_left=False)
    length = float(np.linalg.norm(facing))
    return Patch(centre, facing / max(length, 1e-9), 0.0 if part in _FLESH else FINGER_RADIUS)


def _digit(angles: Array, digit: int, name: str) -> Patch:
    points = local_points(angles[None])[0]
    root = 1 + 4 * digit
    along = points[root + 3] - points[root + 2]
    along = along / np.linalg.norm(along)
    if digit:
        spread = np.radians(angles[4 * (digit - 1)] + NATURAL_SPREAD[digit - 1])
        across = np.array([np.cos(spread), -np.sin(spread), 0.0])
        inner = np.cross(across, along)
    else:
        inner = np.array([-1.0, 0.0, -0.15])
        inner = inner - along * float(inner @ along)
        inner /= max(float(np.linalg.norm(inner)), 1e-9)
        across = np.cross(along, inner)
    none = np.zeros(3)
    middle = 0.35 * points[root + 2] + 0.65 * points[root + 3]
    found = {
        "tip": (points[root + 3], along),
        "pad": (middle, inner),
        "nail": (middle, -inner),
        "joint": (points[root + 1], none),
        "base": (points[root] if digit else points[root + 1], none),
        "edge": ((points[root + 1] + points[root + 2]) / 2, across),
        "whole": ((points[root + 1] + points[root + 2]) / 2, none),
    }
    centre, facing = found[name]
    return Patch(centre, facing, FINGER_RADIUS)


def facing_part(hand: HandState, towards: Array, candidates: tuple[str, ...]) -> str:
    """Return which of the parts lies farthest towards a direction: the one that would touch first.

    Tips win over what lies hardly farther, as people touch with them.
    """

    def reach(name: str) -> float:
        found = patch(hand, name)
        bonus = 0.012 if name.endswith(("-tip", "-pad")) else 0.0
        return float(found.centre @ towards) + found.thickness + bonus + 0.015 * float(found.facing @ towards)

    return max(candidates, key=reach)
