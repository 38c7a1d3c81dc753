"""Stretches of both hands' motion: joined, turned round, stretched, with the contacts that they ask for."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.engine.arm import Array
from okienko_signing.engine.path import FRAME_RATE, Track, between, held, joined, minimum_jerk
from okienko_signing.engine.placing import reached
from okienko_signing.engine.posture import HandState
from okienko_signing.lexicon.score import Spot

_BACK_SPEED: Final = 1.1


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


def held_run(hands: Hands, frames: int, marks: tuple[Mark, ...]) -> Run:
    """Return hands that stay."""
    last = tuple(replace(mark, frame=max(frames - 1, 0)) for mark in marks)
    return Run(held(hands.right, frames), held(hands.left, frames) if hands.left else None, last)


def joined_runs(runs: list[Run]) -> Run:
    """Return the runs one after another."""
    marks: list[Mark] = []
    now = 0
    for run in runs:
        marks += [replace(mark, frame=mark.frame + now) for mark in run.marks]
        now += len(run.right)
    lefts = [run.left for run in runs if run.left is not None]
    return Run(joined([run.right for run in runs]), joined(lefts) if len(lefts) == len(runs) else None, tuple(marks))


def reversed_run(run: Run) -> Run:
    """Return the run backwards; it asks for no contacts."""
    return Run(_backwards(run.right), _backwards(run.left) if run.left else None, ())


def _backwards(track: Track) -> Track:
    return Track(track.wrists[::-1], track.rotations[::-1], track.angles[::-1])


def way_back(hands: Hands, start: Hands) -> Run | None:
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


def moved_frame(frame: int, frames: int, wanted: int) -> int:
    """Return where a frame lies when a run takes another number of frames."""
    return round(frame * (wanted - 1) / max(frames - 1, 1))


def stretched(track: Track, frames: int) -> Track:
    """Return the track in another number of frames."""
    if len(track) == frames or not len(track):
        return track
    return sampled(track, np.linspace(0, len(track) - 1, frames), is_left=False, reaches=False)


def sampled(track: Track, source: Array, *, is_left: bool, reaches: bool = True) -> Track:
    """Return the track at fractional frames."""
    old = np.arange(len(track))
    wrists = np.stack([np.interp(source, old, track.wrists[:, axis]) for axis in range(3)], axis=1)
    angles = np.stack(
        [np.interp(source, old, track.angles[:, joint]) for joint in range(track.angles.shape[1])], axis=1
    )
    wrists = reached(wrists, is_left=is_left) if reaches else wrists
    return Track(wrists, track.rotations[np.round(source).astype(np.intp)], angles)


def filled(track: Track, frames: int, *, is_left: bool) -> Track:
    """Return the track with its end held until it has so many frames."""
    missing = frames - len(track)
    return joined([track, held(track.at(-1, is_left=is_left), missing)]) if missing else track


def flowing(run: Run, parts: list[Run]) -> Run:
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


def out_of_phase(run: Run, delay: int) -> Run:
    """Let the left hand come half a cycle after the right one."""
    assert run.left is not None
    late = joined([held(run.left.at(0, is_left=True), delay), run.left])
    early = joined([run.right, held(run.right.at(-1, is_left=False), delay)])
    marks = tuple(replace(mark, frame=mark.frame + delay) if mark.is_left else mark for mark in run.marks)
    return Run(early, late, marks)
