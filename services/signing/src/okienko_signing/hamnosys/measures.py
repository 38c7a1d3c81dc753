"""Measures imported signs as they are performed: contacts, hands inside each other or the head, joints, speed."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.clearance import gap_between, gap_to_head
from okienko_signing.engine.compiler import SignMotion
from okienko_signing.engine.hand import LOWER_LIMITS, UPPER_LIMITS
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.placing import GAPS, goal_of, touching_parts
from okienko_signing.engine.posture import HandState
from okienko_signing.engine.runs import Mark
from okienko_signing.engine.sites import SITES
from okienko_signing.engine.surface import ARM_PARTS, patch
from okienko_signing.engine.untangling import are_hands_near, is_head_near
from okienko_signing.engine.utterance import Motion
from okienko_signing.lexicon.score import Relation, Score

INSIDE: Final = -0.003
"""Gap from which two bodies count as one inside the other, metres: less is within the rounding of flesh to balls."""


@dataclass(frozen=True)
class Measures:
    """What one performed sign shows."""

    contact_errors: tuple[float, ...]
    """Metres between skin and skin where a contact is described."""
    touch_gaps: tuple[float, ...]
    """Metres between the whole hand and the head, or the other hand, that it is said to touch; negative inside."""
    frames: int
    """Frames in which no nearness of hands, or of a hand and the head, is described."""
    inside: int
    """Those of them in which they go through each other."""
    beyond: int
    """Frames in which a joint is beyond its limits."""
    fastest: float
    """Peak speed of a wrist, metres a second."""


def measure(score: Score, motion: SignMotion, performed: Motion) -> Measures:
    """Return the measures of a sign that was compiled to `motion` and performed alone."""
    start, end = (round(seconds * FRAME_RATE) for seconds in performed.spans[0])
    beyond, fastest = 0, 0.0
    for angles, points in ((performed.right_angles, performed.right), (performed.left_angles, performed.left)):
        beyond += int(((angles < LOWER_LIMITS - 0.5) | (angles > UPPER_LIMITS + 0.5)).any(axis=1).sum())
        fastest = max(fastest, float(np.linalg.norm(np.diff(points[:, 0], axis=0), axis=1).max()) * FRAME_RATE)
    inside = np.zeros(end - start, dtype=bool)
    hands_apart, head_clear = not are_hands_near(score), not is_head_near(score)
    if hands_apart:
        inside |= gap_between(performed.right[start:end], performed.left[start:end])[0] < INSIDE
    if head_clear:
        for points in (performed.right, performed.left):
            inside |= gap_to_head(points[start:end])[0] < INSIDE
    return Measures(
        tuple(_error(mark, score, performed, start) for mark in motion.contacts),
        tuple(gap for mark in motion.contacts if (gap := _gap(mark, performed, start)) is not None),
        end - start if hands_apart or head_clear else 0,
        int(inside.sum()),
        beyond,
        fastest,
    )


def _error(mark: Mark, score: Score, performed: Motion, start: int) -> float:
    frame = min(start + mark.frame, len(performed.right) - 1)
    right = _state(performed.right[frame, 0], performed.right_rotations[frame], performed.right_angles[frame], False)
    left = _state(performed.left[frame, 0], performed.left_rotations[frame], performed.left_angles[frame], True)
    hand, other = (left, right) if mark.is_left else (right, left)
    spot = mark.spot
    if spot.place is None:
        gap = gap_between(performed.right[frame : frame + 1], performed.left[frame : frame + 1])[0][0]
        return abs(float(gap) - GAPS[spot.relation])
    # Where no part of the hand is named, any that touches is right.
    parts = (spot.point,) if spot.point else touching_parts(hand)
    goals = [goal_of(hand, replace(spot, point=part), other, both=score.is_together) for part in parts]
    far = [patch(hand, part).centre - goal for part, goal in zip(parts, goals, strict=True)]
    return min(float(np.linalg.norm(way)) for way in far)


def _gap(mark: Mark, performed: Motion, start: int) -> float | None:
    """Return the gap of a touch as the flesh shows it, whatever the score wanted; None for the trunk and the arms."""
    frame = min(start + mark.frame, len(performed.right) - 1)
    right, left = performed.right[frame : frame + 1], performed.left[frame : frame + 1]
    place = mark.spot.place
    if mark.spot.relation is not Relation.TOUCH or mark.spot.point in ARM_PARTS:
        return None
    if place is None or place.name.startswith("other:"):
        is_arm = place is not None and place.name.removeprefix("other:") in {*ARM_PARTS, "wrist-back", "wrist-front"}
        return None if is_arm else float(gap_between(right, left)[0][0])
    if SITES.get(place.name, (0.0, 0.0, 0.0))[1] < 0.06:
        return None
    return float(gap_to_head(left if mark.is_left else right)[0][0])


def _state(wrist: Array, rotation: Array, angles: Array, is_left: bool) -> HandState:
    return HandState(wrist, rotation, angles, is_left)
