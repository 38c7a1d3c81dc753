"""Joins signs into one flowing motion: transitions, coarticulation, rests, face, elbows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import SHOULDER, VIEWER_ELEVATION, Array, smoothed, solve_elbows
from okienko_signing.engine.body import body_track
from okienko_signing.engine.compiler import SignMotion
from okienko_signing.engine.face import FaceSpan, face_track, follow
from okienko_signing.engine.hand import KNUCKLES, orientation, world_points
from okienko_signing.engine.path import FRAME_RATE, Track, between, held, joined, minimum_jerk, turn_between
from okienko_signing.engine.posture import MIRROR, HandState
from okienko_signing.lexicon.model import NonManual

TRANSITION_SPEED: Final = 1.0
"""Mean speed between signs, metres a second; minimum jerk peaks at 1.875 times that, below the 3.5 that look human."""
REST_HEIGHT: Final = -0.345
"""Where resting wrists lie, metres: before the belly, whole in the picture."""
_LEAD_IN_SECONDS: Final = 0.35
_LEAD_OUT_SECONDS: Final = 0.45
_REST_AFTER_SECONDS: Final = 1.3
_SMOOTHING_FRAMES: Final = 1.2
_SHOWN_FRAMES: Final = 3
_FINGERS_FIRST: Final = 0.72
"""Share of a transition after which the fingers have arrived: handshapes are ready before the hand is."""


@dataclass(frozen=True)
class Piece:
    """A compiled sign or letter with what the face does."""

    motion: SignMotion
    non_manual: NonManual
    pause_before: float = 0.0
    """Extra seconds in the rest of the previous piece's end, for sentence breaks."""
    quickest: float = 0.20
    """Shortest transition into this piece, seconds."""
    is_shown: bool = False
    """Whether the hand is turned up to the viewer's eyes, as letters are: level, f, t and o look alike from above."""


@dataclass(frozen=True)
class Motion:
    """A signer in motion, 50 frames a second; metres in the world of `engine.arm`."""

    right: Array
    """(T, 21, 3) points of the right hand."""
    left: Array
    right_rotations: Array
    """(T, 3, 3)."""
    left_rotations: Array
    right_elbows: Array
    """(T, 3)."""
    left_elbows: Array
    right_angles: Array
    """(T, 20) degrees."""
    left_angles: Array
    face: Array
    """(T, 15), columns as `engine.face.CHANNELS`."""
    body: Array
    """(T, 3), columns as `engine.body.COLUMNS`."""
    spans: tuple[tuple[float, float], ...]
    """Start and end of each piece, seconds."""

    @property
    def seconds(self) -> float:
        """Return the playing time."""
        return len(self.right) / FRAME_RATE


def rest_state(relaxed: tuple[float, ...], *, is_left: bool) -> HandState:
    """Return a hand that rests before the belly; `relaxed` are its joint angles."""
    side = 1.0 if is_left else -1.0
    rotation = orientation(np.array([-side * 0.86, -0.35, 0.35]), np.array([0.0, -0.45, -0.85]))
    return HandState(np.array([side * 0.130, REST_HEIGHT, 0.185]), rotation, np.array(relaxed), is_left)


def perform(pieces: list[Piece], relaxed: tuple[float, ...], *, on_step: Callable[[], None] | None = None) -> Motion:
    """Join compiled pieces into one motion that begins and ends at rest.

    Args:
        pieces: at least one.
        relaxed: joint angles of the resting hand, degrees.
        on_step: called after each piece, so that a caller may stop by raising.

    Raises:
        ValueError: no pieces.

    """
    if not pieces:
        msg = "There is nothing to sign."
        raise ValueError(msg)
    resting = rest_state(relaxed, is_left=False)
    rights = [held(resting, round(0.12 * FRAME_RATE))]
    spans: list[tuple[int, int]] = []
    lefts: list[tuple[int, Track]] = []
    state = resting
    for index, piece in enumerate(pieces):
        rights.append(held(state, max(1, round(piece.pause_before * FRAME_RATE))))
        begin = piece.motion.right.at(0, is_left=False)
        left_end = lefts[-1][1].at(-1, is_left=True) if lefts else rest_state(relaxed, is_left=True)
        seconds = max(_seconds(state, begin), piece.quickest, _LEAD_IN_SECONDS if index == 0 else 0.0)
        if piece.motion.left is not None:
            seconds = max(seconds, _seconds(left_end, piece.motion.left.at(0, is_left=True)))
        rights.append(_transition(state, begin, seconds))
        start = sum(len(track) for track in rights)
        rights.append(piece.motion.right)
        spans.append((start, start + len(piece.motion.right)))
        if piece.motion.left is not None:
            lefts.append((start, piece.motion.left))
        state = piece.motion.right.at(-1, is_left=False)
        if on_step:
            on_step()
    rights.append(_transition(state, resting, max(_seconds(state, resting), _LEAD_OUT_SECONDS)))
    rights.append(held(resting, round(0.2 * FRAME_RATE)))
    right = joined(rights)
    left = _left_track(lefts, len(right), relaxed)
    faces = [FaceSpan(a, b, piece.non_manual) for (a, b), piece in zip(spans, pieces, strict=True)]
    shown = np.zeros((len(right), 1))
    for (start, end), piece in zip(spans, pieces, strict=True):
        if piece.is_shown:
            shown[max(start - 2 * _SHOWN_FRAMES, 0) : end + 2 * _SHOWN_FRAMES] = 1.0
    turned = _towards_viewer(right, smoothed(shown, _SHOWN_FRAMES)[:, 0])
    return _assembled(turned, left, face_track(len(right), faces), spans)


def _seconds(start: HandState, end: HandState) -> float:
    distance = float(np.linalg.norm(end.part("middle") - start.part("middle")))
    turn = float(np.linalg.norm(turn_between(start.rotation, end.rotation)))
    bend = float(np.abs(end.angles - start.angles).max())
    return min(max(distance / TRANSITION_SPEED + 0.10, turn / 7.0, bend / 520.0), 0.75)


def _transition(start: HandState, end: HandState, seconds: float) -> Track:
    frames = max(2, round(seconds * FRAME_RATE))
    share = minimum_jerk(frames)
    early = np.ones(frames)
    lead = max(2, round(frames * _FINGERS_FIRST))
    early[:lead] = minimum_jerk(lead)
    return between(start, end, share, finger_share=early)


def _left_track(parts: list[tuple[int, Track]], frames: int, relaxed: tuple[float, ...]) -> Track:
    """Return the left hand: its parts, and between them a direct way or a rest."""
    resting = rest_state(relaxed, is_left=True)
    tracks: list[Track] = []
    state, now = resting, 0
    for start, track in [*parts, (frames, held(resting, 1))]:
        gap = start - now
        goal = track.at(0, is_left=True)
        is_first, is_last = now == 0, start == frames
        travel = min(gap, max(2, round(max(_seconds(state, goal), 0.3) * FRAME_RATE)))
        rest_there = round(max(_seconds(state, resting), 0.4) * FRAME_RATE)
        if gap > _REST_AFTER_SECONDS * FRAME_RATE + rest_there and not is_first:
            tracks.append(_transition(state, resting, rest_there / FRAME_RATE))
            gap -= len(tracks[-1])
            state = resting
            travel = min(gap, max(2, round(max(_seconds(state, goal), 0.3) * FRAME_RATE)))
        if is_last and gap > travel:
            tracks += [_cut(_transition(state, goal, travel / FRAME_RATE), travel), held(goal, gap - travel)]
        elif gap > 0:
            tracks += [held(state, gap - travel), _cut(_transition(state, goal, travel / FRAME_RATE), travel)]
        if not is_last:
            tracks.append(track)
            state, now = track.at(-1, is_left=True), start + len(track)
    whole = joined(tracks)
    return _cut(whole, frames)


def _towards_viewer(track: Track, share: Array) -> Track:
    """Turn a hand up about its middle knuckle by a share of the viewer's elevation; the knuckle stays where it is."""
    angle = np.radians(VIEWER_ELEVATION) * share
    turn = np.zeros((len(track), 3, 3))
    turn[:, 0, 0] = 1.0
    turn[:, 1, 1] = turn[:, 2, 2] = np.cos(angle)
    turn[:, 1, 2] = np.sin(angle)
    turn[:, 2, 1] = -np.sin(angle)
    rotations = turn @ track.rotations
    return Track(track.wrists + (track.rotations - rotations) @ KNUCKLES[1], rotations, track.angles)


def _cut(track: Track, frames: int) -> Track:
    return Track(track.wrists[:frames], track.rotations[:frames], track.angles[:frames])


def _assembled(right: Track, left: Track, face: Array, spans: list[tuple[int, int]]) -> Motion:
    points, rotations, elbows, angles = [], [], [], []
    for track, is_left in ((right, False), (left, True)):
        wrists = smoothed(track.wrists, _SMOOTHING_FRAMES)
        turned = _orthonormal(smoothed(track.rotations.reshape(-1, 9), _SMOOTHING_FRAMES).reshape(-1, 3, 3))
        bent = smoothed(track.angles, _SMOOTHING_FRAMES)
        elbow, reached = solve_elbows(wrists, turned[:, :, 1], is_left=is_left)
        points.append(world_points(bent, reached, turned, is_left=is_left))
        rotations.append(turned)
        elbows.append(elbow)
        angles.append(bent)
    return Motion(
        right=points[0],
        left=points[1],
        right_rotations=rotations[0],
        left_rotations=rotations[1],
        right_elbows=elbows[0],
        left_elbows=elbows[1],
        right_angles=angles[0],
        left_angles=angles[1],
        face=follow(face, points[0], points[1]),
        body=body_track(points[0][:, 0], points[1][:, 0]),
        spans=tuple((a / FRAME_RATE, b / FRAME_RATE) for a, b in spans),
    )


def _orthonormal(matrices: Array) -> Array:
    """Return the rotations nearest to (T, 3, 3) averaged rotations."""
    u, _, v = np.linalg.svd(matrices)
    sign = np.sign(np.linalg.det(u @ v))
    u[:, :, 2] *= sign[:, None]
    return np.asarray(u @ v)


def shoulders() -> tuple[Array, Array]:
    """Return the right and the left shoulder, (3,) metres."""
    return SHOULDER * MIRROR, SHOULDER.copy()
