"""Turns a recording into motion of the engine's body: placed by the shoulders, sized like the engine, within its joints."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.clips.errors import ClipError
from okienko_signing.clips.fitting import FittedHand, fit_hand, palm_scale
from okienko_signing.clips.frames import ClipFrames, other_handed
from okienko_signing.clips.quality import (
    Quality,
    Shown,
    Span,
    check_sight,
    check_span,
    reprojection,
    shape_error,
    sign_span,
)
from okienko_signing.clips.smoothing import Bools, settled, without_jumps
from okienko_signing.clips.stance import Stance, depths_of, stance_of, with_hands_named_right
from okienko_signing.clips.viewpoint import SHOULDER_MIDDLE, Viewpoint
from okienko_signing.engine.arm import Array, smoothed
from okienko_signing.engine.clearance import gap_between, gap_to_head, push
from okienko_signing.engine.compiler import SignMotion
from okienko_signing.engine.hand import limited, world_points
from okienko_signing.engine.path import FRAME_RATE, Track
from okienko_signing.engine.placing import reached

_LOW: Final = -0.22
"""A wrist that is first or last seen below this height of the engine's world, metres, rests there."""
_LEAVING: Final = 0.07
"""Metres after which a hand has left its rest."""
_RESTING_SAMPLES: Final = 6
_LEFT_SAMPLES: Final = 5
"""A tenth of a second: a finding that strays for a frame or two is no sign."""
_FASTEST: Final = 7.0
"""Metres a second: no wrist of a signer is faster (3.5 is fast), only a finding that jumps to something else."""
_HAND_SECONDS: Final = 0.030
_TOWARDS_VIEWER: Final[Array] = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Retargeted:
    """A recorded sign as the engine signs it."""

    motion: SignMotion
    span: Span
    """Which part of the recording is the sign, seconds."""
    is_left_handed: bool
    """Whether the signer's left hand led, so that the whole was mirrored: here the right hand leads."""
    quality: Quality


@dataclass(frozen=True, eq=False)
class _Sight:
    """One hand in the recording and on the even grid, in the engine's metres and axes."""

    seen: Bools
    """(T,) bool, frames of the recording."""
    centres: Array
    """(G, 3) middles of the 21 points: steadier than any of them."""
    shape: Array
    """(G, 21, 3) about the centre, of the engine's size."""

    @property
    def points(self) -> Array:
        """(G, 21, 3)."""
        return np.asarray(self.centres[:, None] + self.shape)


def retarget(clip: ClipFrames, viewpoint: Viewpoint | None = None) -> Retargeted:
    """Return the motion of a recorded sign; the rest before and after is trimmed away.

    Args:
        clip: the recording.
        viewpoint: where the camera stood; a usual webcam otherwise.

    Raises:
        ClipError: the body or the hands are not seen well enough, the sign is too short or too long, or the hand
            cannot be fitted to the landmarks; says what to do.

    """
    viewpoint = viewpoint or Viewpoint()
    clip = with_hands_named_right(clip)
    motion = _retargeted(clip, viewpoint, is_left_handed=False)
    return motion or _only_left(clip, viewpoint)


def _only_left(clip: ClipFrames, viewpoint: Viewpoint) -> Retargeted:
    mirrored = _retargeted(other_handed(clip), viewpoint, is_left_handed=True)
    if mirrored is None:
        raise ClipError(
            "No hand signs in this recording: hands rest or are not seen. Raise them into the picture while you sign.",
            "W tym nagraniu żadna ręka nie miga: ręce spoczywają albo ich nie widać. Migaj w polu widzenia kamery.",
        )
    return mirrored


def _retargeted(clip: ClipFrames, viewpoint: Viewpoint, *, is_left_handed: bool) -> Retargeted | None:
    """Return the motion; None where the right hand does not sign."""
    stance = stance_of(clip)
    grid = np.arange(0.0, clip.seconds + 1e-9, 1.0 / FRAME_RATE)
    sights = [_sight(clip, stance, viewpoint, grid, is_left=is_left) for is_left in (True, False)]
    left, right = sights
    actives = [_active(clip, sight, grid) for sight in sights]
    if right is None or not actives[1].any():
        return None
    # A hand that only rests must not decide where the sign begins.
    moving = [sight.points for sight, active in zip(sights, actives, strict=True) if sight and active.any()]
    span = sign_span(grid, actives[0] | actives[1], moving)
    check_span(span)
    inside = (grid >= span.start - 1e-9) & (grid <= span.end + 1e-9)
    if left is not None and actives[0][inside].mean() < 0.5:
        left = None
    shares = [check_sight(clip.times, sight.seen, span) for sight in (right, left) if sight]
    fits = [
        fit_hand(sight.shape[inside], is_left=is_left) if sight else None
        for sight, is_left in ((right, False), (left, True))
    ]
    tracks = _tracks(fits, right.centres[inside], left.centres[inside] if left else None)
    shown = [
        Shown(track, sight.seen, is_left)
        for track, sight, is_left in ((tracks[0], right, False), (tracks[1], left, True))
        if track and sight
    ]
    shape = shape_error([fit for fit in fits if fit])
    error, error_p90 = reprojection(clip, grid[inside], stance, viewpoint, shown)
    quality = Quality(clip.frame_rate, min(shares), shape, error, error_p90)
    return Retargeted(SignMotion(tracks[0], tracks[1]), span, is_left_handed, quality)


def _sight(clip: ClipFrames, stance: Stance, viewpoint: Viewpoint, grid: Array, *, is_left: bool) -> _Sight | None:
    """Return one hand on the grid; None where it is hardly ever seen."""
    first = 0 if is_left else 21
    points = clip.values[:, first : first + 21].astype(np.float64)
    points[..., [0, 2]] *= clip.aspect_ratio
    seen: Bools = np.asarray((points[..., 3] > 0).all(axis=1))
    if seen.sum() < 3:
        return None
    jumps = without_jumps(clip.times[seen], points[seen, 0, :2] / stance.metre, _FASTEST)
    seen[np.flatnonzero(seen)[~jumps]] = False
    if seen.sum() < 3:
        return None
    world = clip.world[:, first : first + 21].astype(np.float64)
    known = seen & np.isfinite(world).all(axis=(1, 2))
    source = world if known.sum() >= 0.8 * seen.sum() else points[..., :3]
    used = known if source is world else seen
    shape = (source[used] - source[used].mean(axis=1, keepdims=True)) * [1.0, -1.0, -1.0]
    shape *= palm_scale(shape)
    even = settled(clip.times[used], shape.reshape(len(shape), -1), grid, _HAND_SECONDS).reshape(-1, 21, 3)
    depths = depths_of(clip, stance, grid, is_left=is_left) - even[:, 0, 2]
    centres = settled(clip.times[seen], points[seen, :, :2].mean(axis=1), grid, _HAND_SECONDS)
    placed = viewpoint.placed(centres, stance.middles_at(clip.times, grid), depths, stance.metre, clip.aspect_ratio)
    placed[:, 1] = stance.lifted(placed[:, 1])
    return _Sight(seen, placed + SHOULDER_MIDDLE, viewpoint.turned_back(even))


def _active(clip: ClipFrames, sight: _Sight | None, grid: Array) -> Bools:
    """Return (G,) whether the hand has left its rest, and is seen within a tenth of a second."""
    if sight is None:
        return np.zeros(len(grid), dtype=bool)
    near = np.flatnonzero(np.abs(clip.times[sight.seen][None, :] - grid[:, None]).min(axis=1) < 0.1)
    wrists = sight.points[near, 0]
    active = np.zeros(len(grid), dtype=bool)
    first, last = (_left_rest(wrists[order]) for order in (slice(None), slice(None, None, -1)))
    if first is not None and last is not None:
        active[near[first : len(near) - last]] = True
    return active


def _left_rest(wrists: Array) -> int | None:
    """Return from which sample on the hand is away from where it rested at first; None where it never leaves."""
    rest = np.median(wrists[:_RESTING_SAMPLES], axis=0)
    if rest[1] > _LOW:
        return 0
    away = np.linalg.norm(wrists - rest, axis=1) > _LEAVING
    stays = np.flatnonzero(np.convolve(away, np.ones(_LEFT_SAMPLES), "valid") == _LEFT_SAMPLES)
    return int(stays[0]) if len(stays) else None


def _tracks(fits: list[FittedHand | None], right: Array, left: Array | None) -> tuple[Track, Track | None]:
    """Return both hands where the arms reach, out of the head and of each other."""
    tracks: list[Track | None] = []
    for fit, centres, is_left in zip(fits, (right, left), (False, True), strict=True):
        if fit is None or centres is None:
            tracks.append(None)
            continue
        angles = limited(smoothed(fit.angles, 1.0))
        track = Track(reached(centres + fit.wrists, is_left=is_left), fit.rotations, angles)
        for _ in range(3):
            gaps, _ = gap_to_head(_points(track, is_left=is_left))
            if (gaps >= 0.0).all():
                break
            shift = push(gaps, np.broadcast_to(_TOWARDS_VIEWER, (len(gaps), 3)), 0.0)
            track = Track(reached(track.wrists + shift, is_left=is_left), track.rotations, track.angles)
        tracks.append(track)
    first, second = tracks
    assert first is not None
    return (first, None) if second is None else _apart(first, second)


def _apart(right: Track, left: Track) -> tuple[Track, Track]:
    """Return hands that do not go through each other; they part in depth, so that the picture stays as it was."""
    for _ in range(3):
        gaps, ways = gap_between(_points(right, is_left=False), _points(left, is_left=True))
        if (gaps >= 0.0).all():
            break
        front = np.where(smoothed(ways, 3.0)[:, 2:] >= 0.0, 1.0, -1.0) * _TOWARDS_VIEWER
        shift = push(gaps, front, 0.0) / 2.0
        right = Track(reached(right.wrists + shift, is_left=False), right.rotations, right.angles)
        left = Track(reached(left.wrists - shift, is_left=True), left.rotations, left.angles)
    return right, left


def _points(track: Track, *, is_left: bool) -> Array:
    return world_points(track.angles, track.wrists, track.rotations, is_left=is_left)
