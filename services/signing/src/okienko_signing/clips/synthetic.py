"""The engine's own signing as a webcam and MediaPipe would give it: what the way back from landmarks is measured with."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.clips.frames import ClipFrames
from okienko_signing.clips.stance import DEPTH_SHARE, DEPTH_START
from okienko_signing.clips.viewpoint import SHOULDER_MIDDLE, SHOULDER_WIDTH, Viewpoint
from okienko_signing.engine.arm import SHOULDER, Array
from okienko_signing.engine.hand import HAND_LENGTH
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import Motion
from okienko_signing.rendering.figure import ELEVATION, Camera
from okienko_signing.rendering.landmarks import landmarks_of

WIDTH: Final = 640
HEIGHT: Final = 480
CAMERA: Final = Camera(WIDTH, HEIGHT)
_NOSE_UP: Final = 0.0125
"""MediaPipe finds the nose so far above its tip, metres."""
VIEWPOINT: Final = Viewpoint(distance=CAMERA.distance)
"""Where the engine's camera stands."""


@dataclass(frozen=True)
class Trouble:
    """What goes wrong between a signer and the landmarks; the defaults are a usual webcam's."""

    noise: float = 0.034
    """Standard deviation of each coordinate, share of the hand's length: MediaPipe is 0.03 to 0.06 off, by the median."""
    depth_noise: float = 0.03
    """By how much the depth of each wrist is wrong, metres: half of it for the whole recording."""
    lost: float = 0.03
    """Share of frames in which a hand is not found."""
    gap: float = 0.07
    """Seconds for which a hand is lost once."""
    pose_every: int = 4
    """The body is looked for in every so-manieth frame, as the page does."""


QUIET: Final = Trouble(0.0, 0.0, 0.0, 0.0, 1)


def recorded(
    motion: Motion,
    trouble: Trouble = QUIET,
    *,
    frame_rate: float = 30.0,
    seed: int = 0,
    has_world: bool = True,
    size: float = 0.9,
) -> ClipFrames:
    """Return what would be recorded of a motion.

    Args:
        motion: the engine's.
        trouble: what goes wrong.
        frame_rate: frames a second of the camera; they come up to a tenth of a frame early or late.
        seed: of the chances.
        has_world: whether the hands' points in metres are there too.
        size: how large the world points are beside the engine's hand: MediaPipe's own hand is smaller.

    """
    chance = np.random.default_rng(seed)
    count = int(motion.seconds * frame_rate)
    times = (np.arange(count) + chance.uniform(0.0, 0.1, count) * (trouble.noise > 0)) / frame_rate
    at = np.clip(np.round(times * FRAME_RATE).astype(int), 0, len(motion.right) - 1)
    marks = landmarks_of(motion, CAMERA)
    points = np.concatenate([marks.left_hand, marks.right_hand, marks.body], axis=1)[at]
    points[:, 42:] = _as_found(points[:, 42:])
    hand = HAND_LENGTH * CAMERA.scale
    points[:, :42] += chance.normal(0.0, trouble.noise * hand, points[:, :42].shape)
    points[:, 42:, :2] += chance.normal(0.0, trouble.noise * hand, points[:, 42:, :2].shape)
    wrong = CAMERA.scale * trouble.depth_noise / np.sqrt(2.0) / DEPTH_SHARE
    points[:, 42 + 15 : 42 + 17, 2] += chance.normal(0.0, wrong, (1, 2)) + chance.normal(0.0, wrong, (count, 2))
    known = ~np.isnan(points).any(axis=2)
    known[np.arange(count) % trouble.pose_every > 0, 42:] = False
    for first in (0, 21):
        known[chance.random(count) < trouble.lost, first : first + 21] = False
        middle = times[count // 2] + chance.uniform(-0.1, 0.1)
        known[np.abs(times - middle) < trouble.gap / 2, first : first + 21] = False
    values = np.zeros((count, 75, 4), dtype=np.float32)
    values[..., :3] = np.where(known[..., None], points / [WIDTH, HEIGHT, WIDTH], 0.0)
    values[..., 3] = known
    world = np.full((count, 42, 3), np.nan, dtype=np.float32)
    if has_world:
        for first, hand_points in ((0, motion.left), (21, motion.right)):
            seen = CAMERA.turned(hand_points[at]) * [1.0, -1.0, -1.0] * size
            seen += chance.normal(0.0, trouble.noise * HAND_LENGTH * size, seen.shape)
            world[:, first : first + 21] = seen - seen.mean(axis=1, keepdims=True)
        world[~known[:, :42]] = np.nan
    return ClipFrames(times - times[0], values, world, WIDTH / HEIGHT)


def _as_found(body: Array) -> Array:
    """Return (T, 33, 3) points of the body where MediaPipe finds them: shoulders inside the joints, wrists too far in front."""
    found = body.copy()
    middle = body[:, [11, 12]].mean(axis=1)
    inward = SHOULDER_WIDTH / 2.0 / float(SHOULDER[0])
    sine, cosine = np.sin(np.radians(ELEVATION)), np.cos(np.radians(ELEVATION))
    lower = float(SHOULDER[1] - SHOULDER_MIDDLE[1]) * CAMERA.scale
    for point in (11, 12):
        found[:, point] = middle + (body[:, point] - middle) * inward + np.array([0.0, lower * cosine, lower * sine])
    found[:, 0, 1] -= _NOSE_UP * CAMERA.scale
    depths = (found[:, [11, 12], 2].mean(axis=1, keepdims=True) - body[:, [15, 16], 2]) / CAMERA.scale
    given = (depths - DEPTH_START) / DEPTH_SHARE
    found[:, [15, 16], 2] = found[:, [11, 12], 2].mean(axis=1, keepdims=True) - given * CAMERA.scale
    return found


def apart(motion: Motion, points: Array, start: float, *, is_left: bool) -> Array:
    """Return (T, 21) distances of retargeted points (T, 21, 3) from the motion that was recorded, metres."""
    first = round(start * FRAME_RATE)
    truth = (motion.left if is_left else motion.right)[first : first + len(points)]
    return np.asarray(np.linalg.norm(points[: len(truth)] - truth, axis=2))
