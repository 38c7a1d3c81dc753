"""Keeps hands out of the head and of each other where a score says nothing of nearness, and gives them the time."""

from dataclasses import replace
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.clearance import gap_between, gap_to_head, push
from okienko_signing.engine.hand import limited, world_points
from okienko_signing.engine.path import FRAME_RATE, Track
from okienko_signing.engine.placing import reached
from okienko_signing.engine.runs import Run, sampled
from okienko_signing.engine.sites import SITES
from okienko_signing.lexicon.score import Relation, Score, Spot, spots_of

_CLEAR: Final = 0.006
"""Gap that hands keep which are not said to be near, metres."""
_FASTEST: Final = 2.9
"""Metres a second that no wrist exceeds, before the utterance smooths it."""
_PASSING: Final[Array] = np.array([0.0, 0.5, 0.866])
"""The way in which the right hand keeps clear of the left one where they cross."""
_FAR: Final = frozenset({Relation.FREE, Relation.EXTENDED})


def cleared(run: Run, score: Score) -> Run:
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
    left = sampled(run.left, source, is_left=True) if run.left else None
    return Run(sampled(run.right, source, is_left=False), left, marks)


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
