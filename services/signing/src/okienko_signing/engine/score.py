"""Performs a score: both hands, action by action, with what they touch and what they keep clear of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.engine.arm import Array
from okienko_signing.engine.clearance import gap_between, gap_to_head, push
from okienko_signing.engine.gesture import end_of, seconds_of, track_of
from okienko_signing.engine.hand import limited, orientation, world_points
from okienko_signing.engine.path import FRAME_RATE, Track, between, held, joined, minimum_jerk
from okienko_signing.engine.placing import TOUCHING, constellation, placed, reached
from okienko_signing.engine.posture import HandState
from okienko_signing.engine.sites import SITES
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
    spots_of,
)

_STILL_SECONDS: Final = 0.25
_FADE: Final = 0.65
"""Size of each repetition of a part that gets smaller; the inverse for one that grows."""
_CLEAR: Final = 0.006
"""Gap that hands keep which are not said to be near, metres."""
_BACK_SPEED: Final = 1.1
_FASTEST: Final = 2.9
"""Metres a second that no wrist exceeds, before the utterance smooths it."""
_PASSING: Final[Array] = np.array([0.0, 0.5, 0.866])
"""The way in which the right hand keeps clear of the left one where they cross."""
_FAR: Final = frozenset({Relation.FREE, Relation.EXTENDED})


@dataclass(frozen=True)
class Mark:
    """A contact that the score asks for."""

    frame: int
    is_left: bool
    spot: Spot


@dataclass(frozen=True)
class Hands:
    """Both hands at one moment; the left is None while it rests."""

    right: HandState
    left: HandState | None

    def other(self, *, is_left: bool) -> HandState | None:
        """Return the hand beside the given one."""
        return self.right if is_left else self.left


@dataclass(frozen=True)
class Run:
    """Frames of both hands, and how they end."""

    right: Track
    left: Track | None
    marks: tuple[Mark, ...]

    @property
    def end(self) -> Hands:
        """Return the hands after it."""
        return Hands(self.right.at(-1, is_left=False), self.left.at(-1, is_left=True) if self.left else None)


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
    first = _held(hands, hold, marks)
    body = performer.act(score.action, hands)
    run = _joined([first, body])
    if score.alternates and run.left is not None:
        run = _out_of_phase(run, round(len(body.right) / _cycles(score.action) / 2))
    run = _joined([run, _held(run.end, hold, ())])
    return _cleared(run, score)


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
                return _held(hands, round(_STILL_SECONDS * FRAME_RATE), ())
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
            return _held(hands, 1, ())
        run = _joined(runs)
        return _retimed(run, runs) if series.is_fused and len(runs) > 1 else run

    def _again(self, again: Again, hands: Hands, *, is_left: bool) -> Run:
        start = hands
        runs: list[Run] = []
        scale = self._scale
        for round_ in range(again.times):
            if round_ and again.manner is Repeating.REVERSE and runs:
                runs.append(_reversed(runs[-1]))
                hands = runs[-1].end
                continue
            if round_ and again.manner is Repeating.FROM_START:
                back = _way_back(hands, start)
                if back is not None:
                    runs.append(back)
                hands = start
            runs.append(self.act(again.action, hands, is_left=is_left))
            hands = runs[-1].end
            self._scale *= 1.0 if not again.growth else _FADE if again.growth < 0 else 1.0 / _FADE
        self._scale = scale
        return _joined(runs)

    def _apart(self, apart: Apart, hands: Hands) -> Run:
        if hands.left is None:
            return self.act(apart.right, hands)
        if isinstance(apart.right, Gesture) and isinstance(apart.left, Gesture):
            return self._together(apart.right, apart.left, hands)
        left = self.act(apart.left, hands, is_left=True)
        right = self.act(apart.right, Hands(hands.right, left.end.left))
        frames = max(len(right.right), len(left.right))
        assert left.left is not None
        marks = [replace(mark, frame=_moved(mark.frame, len(right.right), frames)) for mark in right.marks]
        marks += [replace(mark, frame=_moved(mark.frame, len(left.left), frames)) for mark in left.marks]
        return Run(_stretched(right.right, frames), _stretched(left.left, frames), tuple(marks))

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
        return Run(_filled(one, longest, is_left=False), _filled(two, longest, is_left=True), last)

    def _gesture(self, gesture: Gesture, hands: Hands, *, is_left: bool) -> Run:
        hand = hands.left if is_left else hands.right
        if hand is None:
            return _held(hands, 1, ())
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


# --- frames -----------------------------------------------------------------------------------------------------------


def _held(hands: Hands, frames: int, marks: tuple[Mark, ...]) -> Run:
    last = tuple(replace(mark, frame=max(frames - 1, 0)) for mark in marks)
    return Run(held(hands.right, frames), held(hands.left, frames) if hands.left else None, last)


def _joined(runs: list[Run]) -> Run:
    marks: list[Mark] = []
    now = 0
    for run in runs:
        marks += [replace(mark, frame=mark.frame + now) for mark in run.marks]
        now += len(run.right)
    lefts = [run.left for run in runs if run.left is not None]
    return Run(joined([run.right for run in runs]), joined(lefts) if len(lefts) == len(runs) else None, tuple(marks))


def _reversed(run: Run) -> Run:
    return Run(_backwards(run.right), _backwards(run.left) if run.left else None, ())


def _backwards(track: Track) -> Track:
    return Track(track.wrists[::-1], track.rotations[::-1], track.angles[::-1])


def _way_back(hands: Hands, start: Hands) -> Run | None:
    """Return the way back to where a repeated part begins; None if the hands are there."""
    far = _difference(hands.right, start.right)
    if hands.left and start.left:
        far = max(far, _difference(hands.left, start.left))
    if far < 0.01:
        return None
    frames = max(6, round((far / _BACK_SPEED + 0.06) * FRAME_RATE))
    share = minimum_jerk(frames)
    right = between(hands.right, start.right, share)
    return Run(right, between(hands.left, start.left, share) if hands.left and start.left else None, ())


def _difference(one: HandState, two: HandState) -> float:
    """Return how far apart two states are, metres; turns and bends count as what their time allows."""
    turn = float(np.linalg.norm(one.rotation - two.rotation)) * 0.12
    bend = float(np.abs(one.angles - two.angles).max()) / 420.0
    return max(float(np.linalg.norm(one.wrist - two.wrist)), turn, bend)


def _moved(frame: int, frames: int, wanted: int) -> int:
    return round(frame * (wanted - 1) / max(frames - 1, 1))


def _stretched(track: Track, frames: int) -> Track:
    if len(track) == frames or not len(track):
        return track
    return _sampled(track, np.linspace(0, len(track) - 1, frames), is_left=False, reaches=False)


def _filled(track: Track, frames: int, *, is_left: bool) -> Track:
    missing = frames - len(track)
    return joined([track, held(track.at(-1, is_left=is_left), missing)]) if missing else track


def _retimed(run: Run, parts: list[Run]) -> Run:
    """Let parts flow into each other: drop the slow frames on both sides of each seam."""
    drop: set[int] = set()
    now = 0
    for part in parts[:-1]:
        now += len(part.right)
        cut = min(4, len(part.right) // 4)
        drop |= set(range(now - cut, now + cut))
    keep = np.array([frame for frame in range(len(run.right)) if frame not in drop], dtype=np.intp)
    marks = tuple(
        replace(mark, frame=int(np.searchsorted(keep, mark.frame).clip(0, len(keep) - 1))) for mark in run.marks
    )
    return Run(_taken(run.right, keep), _taken(run.left, keep) if run.left else None, marks)


def _taken(track: Track, keep: NDArray[np.intp]) -> Track:
    return Track(track.wrists[keep], track.rotations[keep], track.angles[keep])


def _out_of_phase(run: Run, delay: int) -> Run:
    """Let the left hand come half a cycle after the right one."""
    assert run.left is not None
    late = joined([held(run.left.at(0, is_left=True), delay), run.left])
    early = joined([run.right, held(run.right.at(-1, is_left=False), delay)])
    marks = tuple(replace(mark, frame=mark.frame + delay) if mark.is_left else mark for mark in run.marks)
    return Run(early, late, marks)


def _cycles(action: Action) -> float:
    match action:
        case Again():
            return again_cycles(action)
        case Gesture():
            return max([action.circle.turns if action.circle else 1.0, 1.0])
        case Series():
            return max([1.0, *(_cycles(part) for part in action.actions)])
        case Apart():
            return max(_cycles(action.right), _cycles(action.left))
        case Still():
            return 1.0


def again_cycles(again: Again) -> float:
    """Return how often the innermost part of a repetition is done."""
    return again.times * _cycles(again.action)


def _cleared(run: Run, score: Score) -> Run:
    """Keep hands out of the head and of each other where no nearness is described."""
    right = Track(reached(run.right.wrists, is_left=False), run.right.rotations, limited(run.right.angles))
    left = run.left and Track(reached(run.left.wrists, is_left=True), run.left.rotations, limited(run.left.angles))
    right = _out_of_head(right, _is_near_head(score, is_left=False), is_left=False)
    if left is None:
        return _paced(Run(right, None, run.marks))
    left = _out_of_head(left, _is_near_head(score, is_left=True), is_left=True)
    if not are_hands_near(score):
        right, left = _out_of_each_other(right, left, 0.5 if score.is_together else 1.0)
    return _paced(Run(right, left, run.marks))


def _out_of_each_other(right: Track, left: Track, share: float) -> tuple[Track, Track]:
    """Return both hands kept apart; the right one gives way by `share`.

    Away from each other first; hands whose ways cross then pass before one another.
    """
    for attempt in range(10):
        gaps, ways = gap_between(_points(right, is_left=False), _points(left, is_left=True))
        if (gaps >= _CLEAR).all():
            break
        shift = push(gaps, ways if attempt < 5 else np.broadcast_to(_PASSING, ways.shape), _CLEAR)
        right = replace(right, wrists=reached(right.wrists + share * shift, is_left=False))
        left = replace(left, wrists=reached(left.wrists - (1.0 - share) * shift, is_left=True))
    return right, left


def _paced(run: Run) -> Run:
    """Give a hand the time it needs where the limits of the arm or of the other hand make its way longer."""
    tracks = [track for track in (run.right, run.left) if track is not None]
    steps = np.max([np.linalg.norm(np.diff(track.wrists, axis=0), axis=1) for track in tracks], axis=0) * FRAME_RATE
    if not len(steps) or steps.max() <= _FASTEST:
        return run
    times = np.concatenate([[0.0], np.cumsum(np.maximum(1.0, steps / _FASTEST))])
    frames = int(np.ceil(times[-1])) + 1
    source = np.interp(np.linspace(0.0, times[-1], frames), times, np.arange(len(times)))
    marks = tuple(replace(mark, frame=round(float(times[min(mark.frame, len(times) - 1)]))) for mark in run.marks)
    left = _sampled(run.left, source, is_left=True) if run.left else None
    return Run(_sampled(run.right, source, is_left=False), left, marks)


def _sampled(track: Track, source: Array, *, is_left: bool, reaches: bool = True) -> Track:
    old = np.arange(len(track))
    wrists = np.stack([np.interp(source, old, track.wrists[:, axis]) for axis in range(3)], axis=1)
    angles = np.stack(
        [np.interp(source, old, track.angles[:, joint]) for joint in range(track.angles.shape[1])], axis=1
    )
    wrists = reached(wrists, is_left=is_left) if reaches else wrists
    return Track(wrists, track.rotations[np.round(source).astype(np.intp)], angles)


def are_hands_near(score: Score) -> bool:
    """Return whether the score says anywhere that the hands touch or are close."""
    return any(
        (spot.place is None or spot.place.name.startswith("other:")) and spot.relation not in _FAR
        for _, spot in spots_of(score)
    )


def _is_near_head(score: Score, *, is_left: bool) -> bool:
    return any(side is is_left and _is_at_head(spot) for side, spot in spots_of(score))


def is_head_near(score: Score) -> bool:
    """Return whether the score says anywhere that a hand touches the head or is close to it."""
    return any(_is_at_head(spot) for _, spot in spots_of(score))


def _is_at_head(spot: Spot) -> bool:
    places = [place for place in (spot.place, spot.place.halfway if spot.place else None) if place]
    at_head = any(place.name in SITES and SITES[place.name][1] > 0.03 for place in places)
    return at_head and spot.relation not in _FAR


def _out_of_head(track: Track, is_near: bool, *, is_left: bool) -> Track:
    if is_near:
        return track
    for _ in range(4):
        gaps, ways = gap_to_head(_points(track, is_left=is_left))
        if (gaps >= _CLEAR).all():
            break
        track = replace(track, wrists=reached(track.wrists + push(gaps, ways, _CLEAR), is_left=is_left))
    return track


def _points(track: Track, *, is_left: bool) -> Array:
    return world_points(track.angles, track.wrists, track.rotations, is_left=is_left)
