"""Performs a score: both hands, action by action, with what they touch and what they keep clear of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.gesture import end_of, seconds_of, track_of
from okienko_signing.engine.hand import orientation
from okienko_signing.engine.path import FRAME_RATE, held
from okienko_signing.engine.placing import TOUCHING, constellation, placed
from okienko_signing.engine.posture import HandState
from okienko_signing.engine.runs import (
    Hands,
    Mark,
    Run,
    filled,
    flowing,
    held_run,
    joined_runs,
    moved_frame,
    out_of_phase,
    reversed_run,
    stretched,
    way_back,
)
from okienko_signing.engine.untangling import cleared
from okienko_signing.lexicon.score import (
    Action,
    Again,
    Apart,
    Gesture,
    HandStart,
    Relation,
    Repeating,
    Score,
    Series,
    Spot,
    Still,
)

_STILL_SECONDS: Final = 0.25
_FADE: Final = 0.65
"""Size of each repetition of a part that gets smaller; the inverse for one that grows."""


def perform_score(score: Score, shapes: Mapping[str, tuple[float, ...]], hold: int) -> Run:
    """Return the frames of a whole sign.

    Args:
        score: what the hands do.
        shapes: joint angles by handshape name.
        hold: how many frames the first and the last posture stand still.

    Raises:
        ValueError: a place is on a hand that is not described, or a palm's direction is impossible.

    """
    performer = _Performer(score, shapes)
    hands, marks = performer.begin()
    first = held_run(hands, hold, marks)
    body = performer.act(score.action, hands)
    run = joined_runs([first, body])
    if score.alternates and run.left is not None:
        run = out_of_phase(run, round(len(body.right) / _cycles(score.action) / 2))
    run = joined_runs([run, held_run(run.end, hold, ())])
    return cleared(run, score)


class _Performer:
    def __init__(self, score: Score, shapes: Mapping[str, tuple[float, ...]]) -> None:
        self._score = score
        self._shapes = shapes
        self._scale = 1.0

    def begin(self) -> tuple[Hands, tuple[Mark, ...]]:
        """Return the hands where the sign starts, and the contacts there."""
        score = self._score
        left = self._hand(score.left, is_left=True) if score.left else None
        right = self._hand(score.right, is_left=False)
        leads = left is None or not _is_on_other(score.left)
        if leads and left is not None and score.left:
            left = placed(left, score.left.spot, None, both=score.is_together)
        right = placed(right, score.right.spot, left, both=score.is_together)
        if not leads and left is not None and score.left:
            left = placed(left, score.left.spot, right)
        if score.between and left is not None:
            spot = score.right.spot
            right, left = constellation(
                right,
                left,
                score.between,
                is_together=score.is_together,
                is_fixed=spot is not None and spot.relation in TOUCHING,
            )
        marks = [_mark(start.spot, is_left=side) for start, side in ((score.right, False), (score.left, True)) if start]
        return Hands(right, left), tuple(mark for mark in [*marks, _mark(score.between, is_left=False)] if mark)

    def _hand(self, start: HandStart, *, is_left: bool) -> HandState:
        rotation = orientation(np.array(start.fingers), np.array(start.palm))
        own = 1.0 if is_left else -1.0
        return HandState(np.array([own * 0.11, -0.12, 0.26]), rotation, np.array(self._shapes[start.shape]), is_left)

    # --- actions ----------------------------------------------------------------------------------------------------

    def act(self, action: Action, hands: Hands, *, is_left: bool = False) -> Run:
        """Return what both hands do; an action of one hand is the right one's unless `is_left`."""
        match action:
            case Gesture():
                return self._gesture(action, hands, is_left=is_left)
            case Still():
                return held_run(hands, round(_STILL_SECONDS * FRAME_RATE), ())
            case Series():
                return self._series(action, hands, is_left=is_left)
            case Again():
                return self._again(action, hands, is_left=is_left)
            case Apart():
                return self._apart(action, hands)

    def _series(self, series: Series, hands: Hands, *, is_left: bool) -> Run:
        runs: list[Run] = []
        for action in series.actions:
            runs.append(self.act(action, hands, is_left=is_left))
            hands = runs[-1].end
        if not runs:
            return held_run(hands, 1, ())
        run = joined_runs(runs)
        return flowing(run, runs) if series.is_fused and len(runs) > 1 else run

    def _again(self, again: Again, hands: Hands, *, is_left: bool) -> Run:
        start = hands
        runs: list[Run] = []
        scale = self._scale
        for round_ in range(again.times):
            if round_ and again.manner is Repeating.REVERSE and runs:
                runs.append(reversed_run(runs[-1]))
                hands = runs[-1].end
                continue
            if round_ and again.manner is Repeating.FROM_START:
                back = way_back(hands, start)
                if back is not None:
                    runs.append(back)
                hands = start
            runs.append(self.act(again.action, hands, is_left=is_left))
            hands = runs[-1].end
            self._scale *= 1.0 if not again.growth else _FADE if again.growth < 0 else 1.0 / _FADE
        self._scale = scale
        return joined_runs(runs)

    def _apart(self, apart: Apart, hands: Hands) -> Run:
        if hands.left is None:
            return self.act(apart.right, hands)
        if isinstance(apart.right, Gesture) and isinstance(apart.left, Gesture):
            return self._together(apart.right, apart.left, hands)
        left = self.act(apart.left, hands, is_left=True)
        right = self.act(apart.right, Hands(hands.right, left.end.left))
        frames = max(len(right.right), len(left.right))
        assert left.left is not None
        marks = [replace(mark, frame=moved_frame(mark.frame, len(right.right), frames)) for mark in right.marks]
        marks += [replace(mark, frame=moved_frame(mark.frame, len(left.left), frames)) for mark in left.marks]
        return Run(stretched(right.right, frames), stretched(left.left, frames), tuple(marks))

    def _together(self, right: Gesture, left: Gesture, hands: Hands) -> Run:
        assert hands.left is not None
        ends = [
            end_of(self._sized(one), hand, self._angles(one), None, both=self._score.is_together)
            if not _needs_other(one)
            else end_of(replace(self._sized(one), spot=None), hand, self._angles(one), None, both=True)
            for one, hand in ((right, hands.right), (left, hands.left))
        ]
        end_right, end_left = ends
        if _needs_other(right):
            assert right.spot is not None
            end_right, end_left = constellation(
                end_right, end_left, right.spot, is_together=_needs_other(left), is_fixed=False
            )
        elif _needs_other(left):
            assert left.spot is not None
            end_left = placed(end_left, left.spot, end_right)
        seconds = max(seconds_of(right, hands.right, end_right), seconds_of(left, hands.left, end_left))
        frames = max(2, round(seconds * FRAME_RATE))
        one = track_of(
            self._sized(right), hands.right, end_right, frames, self._brushed(right, hands.right, hands.left)
        )
        two = track_of(self._sized(left), hands.left, end_left, frames, self._brushed(left, hands.left, hands.right))
        longest = max(len(one), len(two))
        marks = [mark for mark in (_mark(right.spot, is_left=False), _mark(left.spot, is_left=True)) if mark]
        last = tuple(replace(mark, frame=longest - 1) for mark in marks)
        return Run(filled(one, longest, is_left=False), filled(two, longest, is_left=True), last)

    def _gesture(self, gesture: Gesture, hands: Hands, *, is_left: bool) -> Run:
        hand = hands.left if is_left else hands.right
        if hand is None:
            return held_run(hands, 1, ())
        other = hands.other(is_left=is_left)
        sized = self._sized(gesture)
        end = end_of(sized, hand, self._angles(gesture), other, both=self._score.is_together)
        frames = max(2, round(seconds_of(sized, hand, end) * FRAME_RATE))
        track = track_of(sized, hand, end, frames, self._brushed(gesture, hand, other))
        mark = _mark(gesture.spot, is_left=is_left)
        marks = (replace(mark, frame=len(track) - 1),) if mark else ()
        if is_left:
            return Run(held(hands.right, len(track)), track, marks)
        return Run(track, held(hands.left, len(track)) if hands.left else None, marks)

    def _sized(self, gesture: Gesture) -> Gesture:
        if self._scale == 1.0:
            return gesture
        x, y, z = gesture.travel
        scale = self._scale
        circle = replace(gesture.circle, diameter=gesture.circle.diameter * scale) if gesture.circle else None
        plays = tuple(replace(play, size=play.size * scale) for play in gesture.plays)
        return replace(gesture, travel=(x * scale, y * scale, z * scale), circle=circle, plays=plays)

    def _angles(self, gesture: Gesture) -> Array | None:
        return np.array(self._shapes[gesture.shape]) if gesture.shape else None

    def _brushed(self, gesture: Gesture, hand: HandState, other: HandState | None) -> HandState | None:
        return placed(hand, gesture.brushed, other) if gesture.brushed else None


def _is_on_other(start: HandStart | None) -> bool:
    return bool(start and start.spot and start.spot.place and start.spot.place.name.startswith("other:"))


def _needs_other(gesture: Gesture) -> bool:
    spot = gesture.spot
    return spot is not None and (spot.place is None or spot.place.name.startswith("other:"))


def _mark(spot: Spot | None, *, is_left: bool) -> Mark | None:
    if spot is None or spot.relation not in TOUCHING or spot.relation is Relation.BRUSH:
        return None
    return Mark(0, is_left, spot)


def _cycles(action: Action) -> float:
    match action:
        case Again():
            return _cycles_of(action)
        case Gesture():
            return max([action.circle.turns if action.circle else 1.0, 1.0])
        case Series():
            return max([1.0, *(_cycles(part) for part in action.actions)])
        case Apart():
            return max(_cycles(action.right), _cycles(action.left))
        case Still():
            return 1.0


def _cycles_of(again: Again) -> float:
    """Return how often the innermost part of a repetition is done."""
    return again.times * _cycles(again.action)
