"""Puts a hand where a score says: at a place of the body, at the other hand, in a constellation of both."""

from dataclasses import replace
from typing import Final

import numpy as np

from okienko_signing.engine.arm import MAX_REACH, MIN_REACH, SHOULDER, Array
from okienko_signing.engine.clearance import gap_between, gap_to_head
from okienko_signing.engine.hand import world_points
from okienko_signing.engine.path import turned_about
from okienko_signing.engine.posture import MIRROR, HandState
from okienko_signing.engine.sites import NEUTRAL, Site, site_of
from okienko_signing.engine.surface import ARM_PARTS, DIGITS, Patch, facing_part, patch
from okienko_signing.lexicon.model import Place
from okienko_signing.lexicon.score import Relation, Spot

GAPS: Final = {
    Relation.TOUCH: 0.001,
    Relation.BRUSH: 0.001,
    Relation.CROSS: 0.001,
    Relation.BEHIND: 0.001,
    Relation.INTERLOCK: -0.008,
    Relation.CLOSE: 0.028,
    Relation.EXTENDED: 0.30,
}
"""Metres between skin and skin."""
TOUCHING: Final = frozenset({Relation.TOUCH, Relation.BRUSH, Relation.CROSS, Relation.BEHIND, Relation.INTERLOCK})
_FREE_HEAD: Final = 0.12
_FREE_TRUNK: Final = 0.15
_FREE_HAND: Final = 0.10
_SIDE_BY_SIDE: Final = 0.10
"""From the middle to each hand, where both are before the same place."""
_MOST_TILT: Final = np.radians(40.0)
_NEUTRAL_PLACE: Final = Spot(Place(NEUTRAL))
_TRUNK_FRONT: Final = 0.112
_BEHIND: Final = -0.12
_NEAREST: Final = MIN_REACH + 0.04
_ROUND: Final = ("palm", "back", "little-side", "thumb-side", "knuckles", "heel", "thumb-tip")


def placed(hand: HandState, spot: Spot | None, other: HandState | None, *, both: bool = False) -> HandState:
    """Return the hand, turned and bent as it is, where `spot` says; without a spot, in the space before the chest."""
    spot = spot or _NEUTRAL_PLACE
    if spot.place is None:
        return _beside(hand, other, spot.relation) if other else placed(hand, None, None, both=both)
    moved = hand
    # A part of the arm moves otherwise than the hand; three steps bring it there.
    for _ in range(3 if spot.point in ARM_PARTS else 1):
        goal = goal_of(moved, spot, other, both=both)
        part = patch(moved, named_part(moved, spot, other, both=both))
        moved = replace(moved, wrist=moved.wrist + goal - part.centre)
    if spot.relation in TOUCHING and spot.point not in ARM_PARTS:
        return _tilted(moved, patch(moved, named_part(moved, spot, other, both=both)).centre)
    if spot.relation in {Relation.FREE, Relation.EXTENDED} and not spot.place.name.startswith("other:"):
        moved = clear_of_head(moved, 0.02)
    return reachable(moved)


def _tilted(hand: HandState, contact: Array) -> HandState:
    """Return the hand that touches at `contact`, tilted about it as far as the arm needs to bring it there.

    A place is exact, an orientation is one of 26 directions: where both cannot be had, the orientation gives way.
    """
    left = _MOST_TILT
    for _ in range(4):
        there = reachable(hand)
        now, wanted = hand.wrist - contact, there.wrist - contact
        if left <= 0.0 or np.linalg.norm(there.wrist - hand.wrist) < 0.004:
            break
        axis = np.cross(now, wanted)
        size = float(np.linalg.norm(axis))
        if size < 1e-9:
            break
        angle = min(float(np.arctan2(size, now @ wanted)), left)
        turn = turned_about(axis / size * angle)
        hand = replace(hand, rotation=turn @ hand.rotation, wrist=contact + turn @ now)
        left -= angle
    return reachable(hand)


def named_part(hand: HandState, spot: Spot, other: HandState | None, *, both: bool = False) -> str:
    """Return the part of the hand that is at the spot: the one named, else the one that faces it."""
    if spot.point:
        return spot.point
    if spot.place is None or spot.relation in {Relation.FREE, Relation.EXTENDED}:
        return "middle"
    site = _site(hand, spot, other, both=both)
    return facing_part(hand, -_way(site, None, hand), touching_parts(hand))


def touching_parts(hand: HandState) -> tuple[str, ...]:
    """Return the parts that can touch: where fingers are folded they cover the palm, and the straight ones go first."""
    straight = [
        digit
        for index, digit in enumerate(DIGITS[1:])
        if hand.angles[4 * index + 1] < 85.0 and hand.angles[4 * index + 2] < 80.0
    ]
    if not straight or len(straight) == 4:
        return (*_ROUND, *(f"{digit}-tip" for digit in straight))
    pads = "+".join(f"{digit}-pad" for digit in straight)
    return (*(part for part in _ROUND if part not in {"palm", "heel"}), pads, *(f"{digit}-tip" for digit in straight))


def _site(hand: HandState, spot: Spot, other: HandState | None, *, both: bool) -> Site:
    assert spot.place is not None
    site = site_of(spot.place, hand, other, both=both)
    if spot.relation is Relation.BEHIND:
        back = np.array([0.0, 0.0, -1.0]) if not spot.place.name.startswith("other:") else -site.out
        side = np.sign(site.centre[0]) * np.array([0.6, 0.0, 0.0]) if site.is_head else np.zeros(3)
        way = back + side
        shift = np.array([0.0, 0.0, -0.03]) if site.is_head else np.zeros(3)
        return replace(site, centre=site.centre + shift, out=way / max(float(np.linalg.norm(way)), 1e-9))
    if spot.relation is Relation.CROSS:
        return replace(site, out=np.array([0.0, 0.35, 0.94]))
    return site


def _way(site: Site, part: Patch | None, hand: HandState) -> Array:
    """Return the way from the site to the hand: out of the skin, else against the way the hand's part faces."""
    if np.linalg.norm(site.out) > 0.5:
        return site.out
    if part is not None and np.linalg.norm(part.facing) > 0.5:
        return -part.facing
    own = 1.0 if hand.is_left else -1.0
    return np.array([own * 0.8, 0.42, 0.42])


def goal_of(hand: HandState, spot: Spot, other: HandState | None, *, both: bool = False) -> Array:
    """Return where the hand's part has to be, (3,) metres."""
    site = _site(hand, spot, other, both=both)
    part = patch(hand, named_part(hand, spot, other, both=both))
    way = _way(site, part, hand)
    if spot.relation is Relation.FREE:
        assert spot.place is not None
        on_hand = spot.place.name.startswith("other:")
        if both and not on_hand and not spot.place.side:
            own = 1.0 if hand.is_left else -1.0
            site = replace(site, centre=np.array([own * max(own * site.centre[0], _SIDE_BY_SIDE), *site.centre[1:]]))
        return site.centre + way * (_FREE_HAND if on_hand else _FREE_HEAD if site.is_head else _FREE_TRUNK)
    return np.asarray(site.centre + way * (site.thickness + part.thickness + GAPS[spot.relation]))


def _beside(hand: HandState, other: HandState, relation: Relation) -> HandState:
    """Return the hand moved straight towards the other one until they touch or nearly do."""
    if relation in {Relation.CROSS, Relation.INTERLOCK}:
        part = "index-joint" if hand.angles[2] < 60.0 else "wrist"
        return placed(hand, Spot(Place(f"other:{part}"), relation, part), other)
    wanted = GAPS.get(relation, 0.05)
    way = patch(hand, "middle").centre - patch(other, "middle").centre
    length = float(np.linalg.norm(way))
    own = 1.0 if hand.is_left else -1.0
    way = way / length if length > 0.03 else np.array([own, 0.0, 0.0])
    low, high = 0.0, 0.40
    start = hand.wrist - way * length
    for _ in range(14):
        middle = (low + high) / 2
        gap = _gap(replace(hand, wrist=start + way * middle), other)
        low, high = (middle, high) if gap < wanted else (low, middle)
    return reachable(replace(hand, wrist=start + way * high))


def points_of(hand: HandState) -> Array:
    """Return the (1, 21, 3) points of a hand."""
    return world_points(hand.angles[None], hand.wrist[None], hand.rotation[None], is_left=hand.is_left)


def _gap(hand: HandState, other: HandState) -> float:
    return float(gap_between(points_of(hand), points_of(other))[0][0])


def constellation(
    right: HandState, left: HandState, spot: Spot, *, is_together: bool, is_fixed: bool
) -> tuple[HandState, HandState]:
    """Return both hands brought to each other.

    Args:
        right: the right hand where it would be alone.
        left: the left hand likewise.
        spot: which part of the left hand, how near, which part of the right one.
        is_together: whether both meet in the middle; else the right goes to the left one.
        is_fixed: whether the right hand is held by a place of its own, so that the left one goes to it.
    """
    if spot.place is None and is_together:
        right, left = _apart(right), _apart(left)
    share = 0.5 if is_together else 0.0 if is_fixed else 1.0
    if share == 1.0:
        return placed(right, spot, left), left
    # Elbows follow the wrists: contacts of the arms need some rounds until both are where they meet.
    for _ in range(5 if spot.point in ARM_PARTS else 1):
        way = placed(right, spot, left).wrist - right.wrist
        right = replace(right, wrist=right.wrist + share * way)
        left = replace(left, wrist=left.wrist - (1.0 - share) * way)
    return right, left


def _apart(hand: HandState) -> HandState:
    """Return a hand on its own side, far enough that it can come back to the middle."""
    own = 1.0 if hand.is_left else -1.0
    shift = max(0.16 - own * float(patch(hand, "middle").centre[0]), 0.0)
    return replace(hand, wrist=hand.wrist + np.array([own * shift, 0.0, 0.0]))


def clear_of_head(hand: HandState, wanted: float) -> HandState:
    """Return the hand moved out of the head."""
    for _ in range(4):
        gaps, ways = gap_to_head(points_of(hand))
        if gaps[0] >= wanted:
            return hand
        hand = replace(hand, wrist=hand.wrist + ways[0] * (wanted - gaps[0] + 0.002))
    return hand


def reachable(hand: HandState) -> HandState:
    """Return the hand where the arm can bring it, in front of the trunk."""
    return replace(hand, wrist=reached(hand.wrist[None], is_left=hand.is_left)[0])


def reached(wrists: Array, *, is_left: bool) -> Array:
    """Return (T, 3) wrists within the arm's reach and in front of the trunk."""
    # The chest's front, falling away smoothly at its sides and above the collar bones, so that no wrist jumps.
    low = np.clip((0.07 - wrists[:, 1]) / 0.10, 0.0, 1.0)
    narrow = np.clip((0.26 - np.abs(wrists[:, 0])) / 0.10, 0.0, 1.0)
    share = low * narrow
    share = share * share * (3.0 - 2.0 * share)
    wrists = wrists.copy()
    wrists[:, 2] = np.maximum(wrists[:, 2], _BEHIND + share * (_TRUNK_FRONT - _BEHIND))
    shoulder = SHOULDER * (np.ones(3) if is_left else MIRROR)
    reach = wrists - shoulder
    # Too near to the shoulder the elbow cannot bend enough: the hand keeps in front, by a way without jumps.
    sideways = np.linalg.norm(reach[:, :2], axis=1)
    reach[:, 2] = np.maximum(reach[:, 2], np.sqrt(np.maximum(_NEAREST**2 - sideways**2, 0.0)))
    distance = np.linalg.norm(reach, axis=1, keepdims=True)
    return np.asarray(shoulder + reach * np.minimum(1.0, MAX_REACH / np.maximum(distance, 1e-6)))
