"""Compiles a described sign into the motion of its hands."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from okienko_signing.engine.arm import Array
from okienko_signing.engine.path import FRAME_RATE, Track, held, joined, moved, turn_between
from okienko_signing.engine.posture import MIRROR, HandState, resolve
from okienko_signing.engine.runs import Mark
from okienko_signing.engine.score import perform_score
from okienko_signing.lexicon.model import Lexicon, Move, PathKind, Posture, Sign, Symmetry, Vector

TRAVEL_SPEED: Final = 0.85
"""Mean speed of a hand within a sign, metres a second; minimum jerk peaks at 1.875 times that."""
_SHORTEST: Final = 0.22
_HOLD_SECONDS: Final = 0.10
_IN_PLACE: Final = frozenset({PathKind.TWIST, PathKind.NOD, PathKind.WAVE, PathKind.WIGGLE, PathKind.HOLD})
_STAYING: Final = (_IN_PLACE - {PathKind.WIGGLE}) | {PathKind.CIRCLE}
"""Paths that end where they began whatever is said; fingers may play on the way."""
_BEAT_SECONDS: Final = {
    PathKind.TWIST: 0.30,
    PathKind.NOD: 0.30,
    PathKind.WAVE: 0.34,
    PathKind.WIGGLE: 0.26,
    PathKind.HOLD: 0.25,
    PathKind.CIRCLE: 0.46,
}


@dataclass(frozen=True)
class SignMotion:
    """The hands of one sign, frame by frame at 50 frames a second."""

    right: Track
    left: Track | None
    """None when the left hand has no part in the sign."""
    contacts: tuple[Mark, ...] = ()
    """For signs with a score: the contacts it asks for, to be measured."""


class SignError(Exception):
    """A sign that cannot be made; reads like the lexicon's own errors."""


def compile_sign(sign: Sign, lexicon: Lexicon, *, hold_seconds: float = _HOLD_SECONDS) -> SignMotion:
    """Compile a sign that is described (not one made of parts).

    Args:
        sign: the sign.
        lexicon: for its handshapes.
        hold_seconds: how long the first and the last posture stand still; recorded signs hold as they were signed.

    Raises:
        SignError: the description asks for something no hand can do.

    """
    if sign.recorded is not None:
        return sign.recorded.motion
    hold = round(hold_seconds * FRAME_RATE)
    try:
        if sign.score is not None:
            run = perform_score(sign.score, lexicon.handshapes, hold)
            return SignMotion(run.right, run.left, run.marks)
        return _Compiler(sign, lexicon).run(hold)
    except ValueError as error:
        msg = f"{sign.defined_at}: The sign '{sign.gloss}' cannot be made. {error}"
        raise SignError(msg) from error


class _Compiler:
    def __init__(self, sign: Sign, lexicon: Lexicon) -> None:
        self._sign = sign
        self._shapes = lexicon.handshapes
        self._both = sign.symmetry in {Symmetry.MIRROR, Symmetry.PARALLEL, Symmetry.ALTERNATE}

    def run(self, hold: int) -> SignMotion:
        sign = self._sign
        left = self._first_left()
        right = self._resolve(sign.right, left)
        rights, lefts = [held(right, hold)], [held(left, hold)] if left else []
        descriptions = (sign.right, sign.right if self._both else sign.left)
        starts = (right, left, descriptions)
        for run in range(sign.repeat):
            if run:
                right, left, descriptions = self._return(starts, right, left, rights, lefts)
            for move in sign.moves:
                right, left, descriptions = self._step(move, right, left, descriptions, rights, lefts)
        rights.append(held(right, hold))
        if left:
            lefts.append(held(left, hold))
        return SignMotion(joined(rights), joined(lefts) if lefts else None)

    def _first_left(self) -> HandState | None:
        sign = self._sign
        if sign.left:
            return resolve(sign.left, self._shapes, is_left=True, is_two_handed=self._both)
        if self._both:
            return resolve(sign.right, self._shapes, is_left=True, is_mirrored=True, is_two_handed=True)
        return None

    def _resolve(self, posture: Posture, other: HandState | None) -> HandState:
        return resolve(posture, self._shapes, is_left=False, is_two_handed=self._both, other=other)

    def _return(
        self,
        starts: tuple[HandState, HandState | None, tuple[Posture, Posture | None]],
        right: HandState,
        left: HandState | None,
        rights: list[Track],
        lefts: list[Track],
    ) -> tuple[HandState, HandState | None, tuple[Posture, Posture | None]]:
        """Bring both hands back to where the sign began."""
        first_right, first_left, descriptions = starts
        back = Move(size=0.0)
        frames = _frames(_seconds(back, right, first_right))
        rights.append(moved(back, right, first_right, frames))
        if left and first_left:
            lefts.append(moved(back, left, first_left, frames))
        return first_right, first_left, descriptions

    def _step(
        self,
        move: Move,
        right: HandState,
        left: HandState | None,
        descriptions: tuple[Posture, Posture | None],
        rights: list[Track],
        lefts: list[Track],
    ) -> tuple[HandState, HandState | None, tuple[Posture, Posture | None]]:
        right_words = _changed(descriptions[0], move)
        left_words = descriptions[1]
        end_right = right if move.still == "right" else self._end(move, right, right_words, left)
        end_left = left
        if left and self._both and move.still != "left":
            left_words = right_words
            end_left = self._end(move, left, right_words, right)
        frames = _frames(_seconds(move, right, end_right))
        in_place = move.path in _IN_PLACE or move.path is PathKind.CIRCLE
        runs = 1 if in_place else move.times
        for run in range(runs):
            self._add(move, right, end_right, frames, rights, is_still=move.still == "right")
            if left and end_left:
                still = not self._both or move.still == "left"
                self._add(move, left, end_left, frames, lefts, is_still=still)
            if move.returns or run < runs - 1:
                back = Move(size=move.size, speed=move.speed)
                rights.append(moved(back, end_right, right, frames))
                if left and end_left:
                    lefts.append(moved(back, end_left, left, frames))
        if move.returns:
            end_right, end_left = right, left
        end_right = rights[-1].at(-1, is_left=False)
        if left:
            end_left = lefts[-1].at(-1, is_left=True)
        return end_right, end_left, (right_words, left_words)

    def _add(
        self, move: Move, start: HandState, end: HandState, frames: int, tracks: list[Track], *, is_still: bool
    ) -> None:
        if is_still:
            tracks.append(held(start, frames))
            return
        phase = 0.5 if start.is_left and self._sign.symmetry is Symmetry.ALTERNATE else 0.0
        tracks.append(moved(move, start, end, frames, phase=phase))

    def _end(self, move: Move, start: HandState, words: Posture, other: HandState | None) -> HandState:
        """Return the state in which `move` ends."""
        mirrored = start.is_left and self._both
        if move.place is not None:
            return resolve(
                words,
                self._shapes,
                is_left=start.is_left,
                is_mirrored=mirrored,
                is_two_handed=self._both,
                other=other,
            )
        flip = MIRROR if mirrored else np.ones(3)
        angles = np.array(self._shapes[move.shape]) if move.shape else start.angles
        rotation = start.rotation
        if move.fingers or move.palm:
            turned = resolve(words, self._shapes, is_left=start.is_left, is_mirrored=mirrored, other=other)
            rotation = turned.rotation
        wrist = start.wrist
        if move.towards is not None and move.path not in _STAYING:
            wrist = wrist + self._heading(move.towards, flip, start) * move.size
        turn_only = move.fingers or move.palm
        if turn_only and move.towards is None:
            # A turn in place keeps the palm's middle where it is, as a forearm's rotation does.
            pivot = np.array([0.0, 0.05, 0.0])
            wrist = wrist + start.rotation @ pivot - rotation @ pivot
        return HandState(wrist, rotation, angles, start.is_left)

    def _heading(self, towards: Vector, flip: Array, start: HandState) -> Array:
        heading = np.array(towards)
        if start.is_left and self._sign.symmetry is Symmetry.PARALLEL:
            return heading
        if start.is_left and self._sign.symmetry is Symmetry.ALTERNATE:
            return -heading * flip
        return heading * flip


def _changed(words: Posture, move: Move) -> Posture:
    """Return the description after the move's changes."""
    return replace(
        words,
        shape=move.shape or words.shape,
        fingers=move.fingers or words.fingers,
        palm=move.palm or words.palm,
        place=move.place or words.place,
        point=move.point or words.point,
    )


def _seconds(move: Move, start: HandState, end: HandState) -> float:
    """Return how long one run of the move takes."""
    if move.path in _BEAT_SECONDS:
        grown = 1.0 + (move.size / 0.12 - 1.0) * 0.4 if move.path is PathKind.CIRCLE else 1.0
        return _BEAT_SECONDS[move.path] * move.times * max(grown, 0.6) / move.speed
    length = float(np.linalg.norm(end.wrist - start.wrist))
    if move.path in {PathKind.HOOK, PathKind.LETTER_Z}:
        length = move.size * (2.0 if move.path is PathKind.HOOK else 3.4)
    turn = float(np.linalg.norm(turn_between(start.rotation, end.rotation)))
    bend = float(np.abs(end.angles - start.angles).max())
    seconds = max(_SHORTEST, length / TRAVEL_SPEED + 0.12, turn / 5.5, bend / 420.0)
    return seconds / move.speed


def _frames(seconds: float) -> int:
    return max(2, round(seconds * FRAME_RATE))
