"""From a described posture to where the wrist is, how the hand is turned and how its joints are bent."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from okienko_signing.engine.arm import FOREARM, MAX_REACH, SHOULDER, VIEWER_ELEVATION, Array, solve_elbows
from okienko_signing.engine.hand import local_points, orientation
from okienko_signing.lexicon import notation
from okienko_signing.lexicon.model import Place, Posture

_SIGHT: Final[Array] = np.array([0.0, np.sin(np.radians(VIEWER_ELEVATION)), np.cos(np.radians(VIEWER_ELEVATION))])
"""From a hand to the viewer."""
_FORESHORTENED: Final = 0.74
"""Share of a hand's length along the line of sight above which the hand is bent aside: one that points at the viewer shows
neither what it is nor where."""
_OPEN: Final = 0.34
"""Share of the palm's or back's surface, in the space before the body, that the viewer shall see of it."""
_ASIDE_AT_MOST: Final = np.radians(22.0)
"""By how much a hand is turned for that, radians: less than half of what lies between two directions of the notation."""
_EDGE_ON: Final = 0.05
"""Share of the palm's surface below which neither palm nor back counts as seen."""
SKIN_CLEARANCE: Final = 0.010
"""Half a finger's thickness, kept between a bone's end and the skin it touches, metres."""
PALM_HALF: Final = 0.0125
MIRROR: Final[Array] = np.array([-1.0, 1.0, 1.0])
_ON_PALM: Final[Mapping[str, Array]] = {
    "wrist": np.zeros(3),
    "middle": np.array([0.0, 0.062, 0.0]),
    "palm": np.array([0.0, 0.062, PALM_HALF]),
    "back": np.array([0.0, 0.062, -PALM_HALF]),
    "thumb-side": np.array([0.036, 0.062, 0.0]),
    "little-side": np.array([-0.036, 0.045, 0.0]),
    "heel": np.array([-0.004, 0.010, PALM_HALF]),
    "wrist-back": np.array([0.0, -0.012, -PALM_HALF]),
    "wrist-front": np.array([0.0, -0.012, PALM_HALF]),
}
"""Parts of a right hand that lie where they lie however the fingers are bent, in its own frame, metres."""
_AT_JOINTS: Final[Mapping[str, list[int]]] = {
    "thumb-tip": [4],
    "index-tip": [8],
    "middle-tip": [12],
    "ring-tip": [16],
    "little-tip": [20],
    "fingertips": [8, 12, 16, 20],
    "fingers": [10, 11],
    "knuckles": [6, 10, 14, 18],
    "index-middle": [6, 7],
    "web": [2, 5],
}
"""The other parts: in the middle between which of its points they lie."""
_HEAD_MIDDLE: Final[Array] = np.array([0.0, 0.19, 0.02])
_SPELLING: Final[Array] = np.array([0.175, 0.02, 0.20])
_SPACE_SIDE: Final = 0.11
_TRUNK_SIDE: Final = 0.085
_HEAD_SIDE: Final = 0.045
_TRUNK_FRONT: Final = 0.115


@dataclass(frozen=True)
class HandState:
    """A hand at one moment."""

    wrist: Array
    """(3,) metres."""
    rotation: Array
    """(3, 3); columns are the hand's axes in the world."""
    angles: Array
    """(20,) degrees."""
    is_left: bool

    def part(self, point: str) -> Array:
        """Return where the named part of the hand is, (3,) metres."""
        return self.wrist + self.rotation @ local_part(self.angles, point, is_left=self.is_left)


def local_part(angles: Array, point: str, *, is_left: bool) -> Array:
    """Return where the named part lies in the hand's own frame, (3,) metres."""
    if point in _ON_PALM:
        place = _ON_PALM[point]
    else:
        place = _points(np.asarray(angles, dtype=np.float64).tobytes())[_AT_JOINTS[point]].mean(axis=0)
    return np.asarray(place * (MIRROR if is_left else 1.0))


@lru_cache(maxsize=256)
def _points(angles: bytes) -> Array:
    """Return a hand's points (21, 3); there are few handshapes, and each posture asks for several parts of its hand."""
    points: Array = local_points(np.frombuffer(angles)[None])[0]
    points.setflags(write=False)
    return points


def resolve(
    posture: Posture,
    shapes: Mapping[str, tuple[float, ...]],
    *,
    is_left: bool,
    is_mirrored: bool = False,
    is_two_handed: bool = False,
    other: HandState | None = None,
) -> HandState:
    """Solve a posture.

    Args:
        posture: the description; for a mirrored left hand, the right hand's.
        shapes: joint angles by handshape name.
        is_left: which hand.
        is_mirrored: whether the description is of the right hand and must be mirrored.
        is_two_handed: whether the other hand does the same, so that hands in space keep apart.
        other: the other hand, for places on it.

    Returns:
        The hand; its wrist may still be out of the arm's reach.

    Raises:
        ValueError: the place is on the other hand, which is not there, or the palm's direction is impossible.

    """
    flip = MIRROR if is_mirrored else np.ones(3)
    angles = np.array(shapes[posture.shape])
    rotation = orientation(np.array(posture.fingers) * flip, np.array(posture.palm) * flip)
    if posture.place.name != "spelling":
        rotation = _bent_aside(rotation)
    if posture.place.name in notation.SPACE:
        rotation = _rolled_open(rotation)
    target = place_of(posture.place, is_left=is_left, is_mirrored=is_mirrored, is_two_handed=is_two_handed, other=other)
    wrist = target - rotation @ local_part(angles, posture.point, is_left=is_left)
    return HandState(_before_trunk(_within_reach(wrist, is_left=is_left)), rotation, angles, is_left)


def _bent_aside(rotation: Array) -> Array:
    """Bend the wrist of a hand that points at the viewer, or straight away, so that more of its palm or back is seen."""
    along, facing = float(rotation[:, 1] @ _SIGHT), float(rotation[:, 2] @ _SIGHT)
    if abs(along) <= _FORESHORTENED:
        return rotation
    missing = np.arccos(_FORESHORTENED / np.hypot(along, facing)) - np.arctan2(abs(facing), abs(along))
    # A hand seen edge on shows its palm: bent the other way, two palms that touch would go through each other.
    side = 1.0 if along * facing < -_EDGE_ON else -1.0
    bend = side * min(missing, _ASIDE_AT_MOST)
    return orientation(rotation[:, 1] * np.cos(bend) + rotation[:, 2] * np.sin(bend), rotation[:, 2])


def _rolled_open(rotation: Array) -> Array:
    """Turn the forearm of a hand that is seen edge on, so that some of its palm or back is seen."""
    facing, across = float(rotation[:, 2] @ _SIGHT), float(rotation[:, 0] @ _SIGHT)
    reach = float(np.hypot(facing, across))
    if abs(facing) >= _OPEN or reach < _OPEN:
        return rotation
    side = 1.0 if facing >= -_EDGE_ON else -1.0
    missing = np.arcsin(_OPEN / reach) - np.arcsin(side * facing / reach)
    roll = side * np.sign(across) * min(missing, _ASIDE_AT_MOST)
    return orientation(rotation[:, 1], rotation[:, 2] * np.cos(roll) + rotation[:, 0] * np.sin(roll))


def place_of(place: Place, *, is_left: bool, is_mirrored: bool, is_two_handed: bool, other: HandState | None) -> Array:
    """Return where the hand's part should be for a place, (3,) metres; arguments as for `resolve`."""
    side = _side(place, is_left=is_left, is_mirrored=is_mirrored)
    return _target(place, side, is_left=is_left, is_two_handed=is_two_handed, other=other)


def _within_reach(wrist: Array, *, is_left: bool) -> Array:
    shoulder = SHOULDER * (np.ones(3) if is_left else MIRROR)
    reach = wrist - shoulder
    distance = float(np.linalg.norm(reach))
    return np.asarray(shoulder + reach * min(1.0, MAX_REACH / max(distance, 1e-6)))


def _before_trunk(wrist: Array) -> Array:
    """Keep the wrist out of the chest."""
    if wrist[1] < 0.02 and abs(wrist[0]) < 0.2:
        return np.array([wrist[0], wrist[1], max(wrist[2], _TRUNK_FRONT)])
    return wrist


def _side(place: Place, *, is_left: bool, is_mirrored: bool) -> float:
    """Return -1 for the signer's right, 1 for the left, 0 for the middle, doubled for far."""
    named = {"right": -1.0, "left": 1.0, "centre": 0.0, "far-right": -2.0, "far-left": 2.0}
    if place.side:
        return named[place.side] * (-1.0 if is_mirrored else 1.0)
    return 1.0 if is_left else -1.0


def _target(place: Place, side: float, *, is_left: bool, is_two_handed: bool, other: HandState | None) -> Array:
    lift = np.array([0.0, notation.LIFTS.get(place.lift, 0.0), 0.0])
    own = 1.0 if is_left else -1.0
    if place.name == "spelling":
        return np.asarray(_SPELLING * np.array([own, 1.0, 1.0]) + lift)
    if place.name in notation.SPACE:
        return lift + _in_space(place, side, own, is_two_handed=is_two_handed)
    if place.name in notation.BODY:
        return lift + _on_body(place, side, own, is_two_handed=is_two_handed)
    if other is None:
        msg = f"The place '{place.name}' is on the other hand, but the other hand is not described (hands: base)."
        raise ValueError(msg)
    return lift + _on_other(place, other)


def _in_space(place: Place, side: float, own: float, *, is_two_handed: bool) -> Array:
    x = side * _SPACE_SIDE
    if abs(side) > 1.5:
        x = side * 0.12
    if is_two_handed and place.side == "centre":
        x = own * SKIN_CLEARANCE
    return np.array([x, notation.SPACE[place.name], notation.SPACE_DISTANCES[place.distance]])


def _on_body(place: Place, side: float, own: float, *, is_two_handed: bool) -> Array:
    base = np.array(notation.BODY[place.name])
    is_head = base[1] > 0.05
    if base[0] > 0.0:
        base[0] *= np.sign(side) if side else 0.0
    elif place.side:
        base[0] = np.clip(side, -1.5, 1.5) * (_HEAD_SIDE if is_head else _TRUNK_SIDE)
    if is_two_handed and place.side in {"", "centre"} and abs(base[0]) < 0.02:
        base[0] = own * (0.04 if is_head else 0.08) if not place.side else own * SKIN_CLEARANCE
    normal = base - _HEAD_MIDDLE if is_head else np.array([0.0, 0.0, 1.0])
    normal = normal / np.linalg.norm(normal)
    return base + normal * (SKIN_CLEARANCE + notation.DISTANCES.get(place.distance, 0.0))


def _on_other(place: Place, other: HandState) -> Array:
    away = notation.DISTANCES.get(place.distance, 0.0) + SKIN_CLEARANCE
    if place.name in notation.OTHER_ARM:
        pointing = other.rotation[:, 1]
        elbow, _ = solve_elbows(other.wrist[None], pointing[None], is_left=other.is_left)
        share = notation.OTHER_ARM[place.name]
        shoulder = SHOULDER * (np.ones(3) if other.is_left else MIRROR)
        on_arm = (
            other.wrist + (elbow[0] - other.wrist) * share
            if share <= 1.0
            else elbow[0] + (shoulder - elbow[0]) * (share - 1.0)
        )
        return np.asarray(on_arm + np.array([0.0, 0.35, 0.94]) * (away + 0.035 + 0.008 * FOREARM))
    part = notation.OTHER_HAND[place.name]
    axes = other.rotation
    radial = axes[:, 0] * (-1.0 if other.is_left else 1.0)
    normals: Mapping[str, Array] = {
        "palm": axes[:, 2],
        "back": -axes[:, 2],
        "wrist-back": -axes[:, 2],
        "wrist-front": axes[:, 2],
        "heel": axes[:, 2],
        "thumb-side": radial,
        "index-middle": radial,
        "web": radial,
        "little-side": -radial,
    }
    return other.part(part) + normals.get(part, axes[:, 1]) * away
