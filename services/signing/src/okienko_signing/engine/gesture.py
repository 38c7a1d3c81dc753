"""One stretch of one hand's movement: where it ends, how long it takes, its frames."""

from dataclasses import replace
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.hand import orientation
from okienko_signing.engine.path import FRAME_RATE, Track, held, joined, minimum_jerk, turn_between, turned_about
from okienko_signing.engine.placing import TOUCHING, placed, reachable
from okienko_signing.engine.posture import HandState
from okienko_signing.lexicon.score import Circle, Gesture, Play, PlayKind, Relation

TRAVEL_SPEED: Final = 0.85
"""Mean speed of a hand within a sign, metres a second, as in `engine.compiler`."""
_FASTEST_MEAN: Final = 1.65
"""Mean speed that no manner exceeds: minimum jerk peaks at 1.875 times that, below 3.5 m/s."""
_SHORTEST: Final = 0.20
_BEATS: Final = {
    PlayKind.FINGERS: 0.26,
    PlayKind.NOD: 0.30,
    PlayKind.SWING: 0.30,
    PlayKind.TWIST: 0.30,
    PlayKind.STIR: 0.40,
    PlayKind.STIR_BACK: 0.40,
}
_PIVOT: Final[Array] = np.array([0.0, 0.05, 0.0])
_SWINGS: Final = {PlayKind.NOD: (0, 26.0), PlayKind.SWING: (2, 20.0), PlayKind.TWIST: (1, 36.0)}
"""Axis of the hand and degrees to each side."""
_STIR_DEGREES: Final = 20.0
_TENSE_SPEED: Final = 0.8


def end_of(
    gesture: Gesture, start: HandState, angles: Array | None, other: HandState | None, *, both: bool
) -> HandState:
    """Return the hand at the gesture's end; `angles` are those of the new handshape, if it changes."""
    hand = replace(start, angles=start.angles if angles is None else angles)
    if gesture.fingers is not None and gesture.palm is not None:
        rotation = orientation(np.array(gesture.fingers), np.array(gesture.palm))
        # A turn keeps the palm's middle where it is, as a forearm's rotation does.
        hand = replace(hand, rotation=rotation, wrist=start.wrist + start.rotation @ _PIVOT - rotation @ _PIVOT)
    travel = np.array(gesture.travel)
    if gesture.spot is None:
        return reachable(replace(hand, wrist=hand.wrist + travel))
    goal = placed(hand, gesture.spot, other, both=both)
    length = float(np.linalg.norm(travel))
    if gesture.spot.relation is Relation.FREE and length > 0.0 and gesture.spot.place is not None:
        # "Downwards, before the chest": along the way that is named, as far as the place lies.
        along = travel / length
        share = max(float((goal.wrist - hand.wrist) @ along), 0.3 * length)
        return reachable(
            replace(hand, wrist=hand.wrist + along * share + 0.5 * _across(goal.wrist - hand.wrist, along))
        )
    return goal


def _across(vector: Array, along: Array) -> Array:
    return np.asarray(vector - along * float(vector @ along))


def seconds_of(gesture: Gesture, start: HandState, end: HandState) -> float:
    """Return how long the gesture takes, without rests and holds."""
    length = float(np.linalg.norm(end.wrist - start.wrist))
    if gesture.bulge is not None:
        length *= 1.0 + 1.2 * float(np.linalg.norm(gesture.bulge))
    length += 5.0 * gesture.ripple * (length > 0.01)
    turn = float(np.linalg.norm(turn_between(start.rotation, end.rotation)))
    bend = float(np.abs(end.angles - start.angles).max())
    needs = [_SHORTEST, turn / 5.5, bend / 420.0 + abs(gesture.roll)]
    if length > 0.005:
        needs.append(length / TRAVEL_SPEED + 0.12)
    if gesture.circle:
        round_trip = np.pi * gesture.circle.diameter * (1.0 + max(gesture.circle.growth, 0.0))
        needs.append(max(0.42, round_trip * 1.05) * gesture.circle.turns)
        length += round_trip * gesture.circle.turns
    needs += [_BEATS[play.kind] * play.times / play.speed for play in gesture.plays]
    seconds = max(needs) / (gesture.speed * (_TENSE_SPEED if gesture.is_tense else 1.0))
    return max(seconds, length / _FASTEST_MEAN)


def track_of(gesture: Gesture, start: HandState, end: HandState, frames: int, middle: HandState | None) -> Track:
    """Return the gesture's frames.

    Args:
        gesture: the description.
        start: the hand before.
        end: the hand after, from `end_of`.
        frames: how many.
        middle: for brushing, the hand at the place that is brushed.
    """
    share = _profile(gesture, frames)
    turn = turn_between(start.rotation, end.rotation)
    rotations = np.stack([start.rotation @ turned_about(part * turn) for part in share])
    angles = _fingers(gesture, start, end, share)
    way = end.wrist - start.wrist
    straight = start.wrist + share[:, None] * way
    # The palm's middle travels; the wrist turns about it.
    drift = (start.rotation @ _PIVOT - rotations @ _PIVOT) - share[:, None] * (
        start.rotation @ _PIVOT - end.rotation @ _PIVOT
    )
    wrists = straight + drift + _bends(gesture, way, share)
    if middle is not None:
        wrists = wrists + np.sin(np.pi * share)[:, None] * (middle.wrist - start.wrist - 0.5 * way)
    if gesture.circle:
        wrists = wrists + _round(gesture.circle, share)
    for play in gesture.plays:
        wrists, rotations, angles = _played(play, wrists, rotations, angles, is_left=start.is_left)
    track = Track(wrists, rotations, angles)
    before, after = round(gesture.rest * FRAME_RATE), round(gesture.hold * FRAME_RATE)
    parts = [held(start, before)] if before else []
    return joined([*parts, track, *([held(track.at(-1, is_left=start.is_left), after)] if after else [])])


def _profile(gesture: Gesture, frames: int) -> Array:
    """Return shares of the way: smooth; with strength more even; with a halt late and sudden."""
    share = minimum_jerk(frames)
    even = np.arange(1, frames + 1) / frames
    if gesture.is_tense:
        share = 0.55 * share + 0.45 * even * even * (3.0 - 2.0 * even)
    if gesture.hold:
        share = 0.75 * share + 0.25 * even**2
    return share


def _fingers(gesture: Gesture, start: HandState, end: HandState, share: Array) -> Array:
    change = end.angles - start.angles
    if not gesture.roll:
        return np.asarray(start.angles + share[:, None] * change)
    angles = np.empty((len(share), len(change)))
    for finger in range(5):
        order = finger if gesture.roll > 0 else 3 - finger
        own = np.clip(share * 2.2 - 0.4 * (order if finger < 4 else 1.5), 0.0, 1.0)
        part = slice(4 * finger, 4 * finger + 4)
        angles[:, part] = start.angles[part] + (own * own * (3 - 2 * own))[:, None] * change[part]
    return angles


def _bends(gesture: Gesture, way: Array, share: Array) -> Array:
    """Return what arcs, waves and the way of setting out add to the straight line."""
    length = float(np.linalg.norm(way))
    added = np.zeros((len(share), 3))
    if gesture.bulge is not None:
        added += np.sin(np.pi * share)[:, None] * np.array(gesture.bulge) * (length + 0.02)
    travel = np.array(gesture.travel)
    if gesture.spot is not None and gesture.spot.relation in TOUCHING | {Relation.CLOSE} and length > 0.01:
        towards = travel / max(float(np.linalg.norm(travel)), 1e-9)
        lead = _across(towards, way / length) * 0.35 * length
        added += (np.sin(np.pi * share) * (1.0 - share))[:, None] * lead
    if gesture.ripple and length > 0.01:
        along = way / length
        across = np.cross(along, np.array([0.0, 0.0, 1.0]))
        if np.linalg.norm(across) < 0.3:
            across = np.array([1.0, 0.0, 0.0]) if gesture.is_sharp else np.array([0.0, 1.0, 0.0])
        across = across / np.linalg.norm(across)
        waves = max(2.0, round(length / 0.07))
        phase = 2.0 * np.pi * waves * share
        wave = np.arcsin(0.985 * np.sin(phase)) / 1.4 if gesture.is_sharp else np.sin(phase)
        height = gesture.ripple * (1.0 + gesture.ripple_growth * (2.0 * share - 1.0))
        added += (wave * height * np.minimum(1.0, 8.0 * np.minimum(share, 1.0 - share)))[:, None] * across
    return added


def _round(circle: Circle, share: Array) -> Array:
    axis = np.array(circle.axis) / np.linalg.norm(circle.axis)
    start = np.array(circle.start) if circle.start is not None else _first(axis)
    start = _across(start, axis)
    length = float(np.linalg.norm(start))
    start = start / length if length > 1e-6 else _first(axis)
    ahead = np.cross(axis, start)
    angle = 2.0 * np.pi * circle.turns * share
    radius = 0.5 * circle.diameter * (1.0 + circle.growth * share)
    offset = (radius * np.cos(angle) - 0.5 * circle.diameter)[:, None] * start + (radius * np.sin(angle))[
        :, None
    ] * ahead
    if circle.flattening is not None:
        long = _across(np.array(circle.flattening), axis)
        long = long / max(float(np.linalg.norm(long)), 1e-9)
        offset = 0.5 * offset + 0.5 * (offset @ long)[:, None] * long
    # A spiral ends where its last round leaves it.
    return np.asarray(offset)


def _first(axis: Array) -> Array:
    """Return where a circle begins: at the top, or nearest to the body where it lies flat."""
    up, near = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -1.0])
    start = up if abs(float(axis @ up)) < 0.9 else near
    start = _across(start, axis)
    return np.asarray(start / np.linalg.norm(start))


def _played(play: Play, wrists: Array, rotations: Array, angles: Array, *, is_left: bool) -> tuple[Array, Array, Array]:
    frames = len(wrists)
    even = np.arange(1, frames + 1) / frames
    envelope = np.minimum(1.0, 6.0 * np.minimum(even, 1.0 - even)) * (1.0 + play.fades * (2.0 * even - 1.0))
    phase = 2.0 * np.pi * play.times * even
    if play.kind is PlayKind.FINGERS:
        angles = angles.copy()
        for finger in range(4):
            beat = np.sin(phase - finger * 1.1) * envelope * play.size
            straight = angles[:, 4 * finger + 2] < 70.0
            angles[:, 4 * finger + 1] += np.where(straight, 20.0 * beat + 8.0 * envelope, 2.0 * beat)
            angles[:, 4 * finger + 2] += np.where(straight, 12.0 * beat + 8.0 * envelope, 0.0)
        return wrists, rotations, angles
    turned = np.stack([turned_about(vector) for vector in _turns(play, phase, envelope, is_left=is_left)])
    return wrists, rotations @ turned, angles


def _turns(play: Play, phase: Array, envelope: Array, *, is_left: bool) -> Array:
    """Return (T, 3) rotation vectors in the hand's own axes; they pivot about the wrist, as a wrist does."""
    strength = envelope * play.size
    side = -1.0 if is_left else 1.0
    vectors = np.zeros((len(phase), 3))
    if play.kind in _SWINGS:
        axis, degrees = _SWINGS[play.kind]
        vectors[:, axis] = np.sin(phase) * strength * np.radians(degrees) * (1.0 if axis == 0 else side)
        return vectors
    way = 1.0 if play.kind is PlayKind.STIR else -1.0
    # The fingertips draw a circle, clockwise as the signer looks along the fingers.
    vectors[:, 0] = np.cos(phase) * strength * np.radians(_STIR_DEGREES)
    vectors[:, 2] = way * np.sin(phase) * strength * np.radians(_STIR_DEGREES)
    return vectors
