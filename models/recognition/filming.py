"""Cameras and landmarkers: from an invented signer's motion to what MediaPipe would report of it, many streams at a time.

Frame rates, viewpoints, lenses and picture shapes differ from stream to stream; landmarks tremble, lag and get lost as they do
in rendered films (see the README for the figures that the rates rest on).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from signers import Utterance

Float = NDArray[np.float32]
Generator = np.random.Generator
FRAME_RATE: Final = 50
ASPECTS: Final = (4 / 3, 16 / 9, 4 / 3, 16 / 9, 1.0, 3 / 4, 9 / 16)
SLOWEST, FASTEST = 9.0, 30.0
FINGERS: Final = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
HANDS: Final = 42
PALM: Final = (0, 5, 9, 13, 17)
TREMBLE_SECONDS: Final = 0.25
"""Measured in rendered films (`landmarker_errors.py`): 0.84 of an error is still there a 25th of a second later."""
BREAKS, STAYS_BROKEN = 0.02, 0.65
ALONE: Final = 0.4
"""Share of spelling that a close camera shows: one hand and nothing else."""


@dataclass(frozen=True)
class Footage:
    """Landmarks of several streams, axes in picture heights.

    Attributes:
        hands: (n, t, 2, 21, 3) left and right hand.
        present: (n, t, 2) whether each was found.
        body: (n, t, 3, 2) nose, left and right shoulder.
        has_body: (n, t).
        seconds: (n, t) growing times.
        frames: (n, t) frame of the motion that each shows.
    """

    hands: Float
    present: NDArray[np.bool_]
    body: Float
    has_body: NDArray[np.bool_]
    seconds: Float
    frames: NDArray[np.int64]


def film(utterances: Sequence[Utterance], steps: int, chance: Generator, *, whole: bool = False) -> Footage:
    """Film one utterance with each of as many cameras.

    Args:
        utterances: What is signed.
        steps: Frames of each stream; a stream that is longer is cut somewhere, a shorter one ends with a resting signer.
        chance: Source of all variation.
        whole: Start with the utterance's first frame.
    """
    n = len(utterances)
    rate = np.exp(chance.uniform(np.log(SLOWEST), np.log(FASTEST), n))
    gaps = chance.uniform(0.6, 1.4, (n, steps)) / rate[:, None]
    gaps[chance.random((n, steps)) < 0.02] *= 3  # a browser that was busy
    seconds = np.cumsum(gaps, 1) - gaps[:, :1]
    lengths = np.array([len(one.points) for one in utterances])
    spare = np.maximum(lengths / FRAME_RATE - seconds[:, -1], 0)
    begin = np.zeros(n) if whole else np.where(chance.random(n) < 0.5, chance.uniform(0, 1, n) * spare, 0)
    at = np.minimum((seconds + begin[:, None]) * FRAME_RATE, lengths[:, None] - 1)
    low = np.minimum(at.astype(np.int64), lengths[:, None] - 2)
    share = (at - low)[..., None, None]
    points = np.stack(
        [one.points[a] * (1 - s) + one.points[a + 1] * s for one, a, s in zip(utterances, low, share, strict=True)]
    ).astype(np.float32)
    points = _other_bodies(points, chance)
    seen, aspect = _seen(points, chance)
    hands, body = seen[:, :, :HANDS].reshape(n, steps, 2, 21, 3), seen[:, :, HANDS:, :2]
    hands, present = _landmarked(hands, aspect, seconds, chance)
    has_body = np.repeat(chance.random(n) < 0.6, steps).reshape(n, steps) & (chance.random((n, steps)) > 0.01)
    alone = np.array([one.is_spelled for one in utterances]) & (chance.random(n) < ALONE)
    present[alone, :, 0] = has_body[alone] = False
    width = np.abs(body[:, :, 1, 0] - body[:, :, 2, 0])[..., None, None]
    body = body + chance.normal(0, 0.02, (n, 1, 3, 2)) * width + chance.normal(0, 0.012, body.shape) * width
    hands, present, body = _mirrored(hands, present, body, aspect, alone, chance)
    return Footage(
        hands.astype(np.float32), present, body.astype(np.float32), has_body, seconds.astype(np.float32), low
    )


def _other_bodies(points: Float, chance: Generator) -> Float:
    """Give each stream's signer other bones, other hands and another breadth of signing."""
    n = len(points)
    points = points.copy()
    space = np.exp(chance.normal(0, 0.07, (n, 1, 1, 3))).astype(np.float32)
    size = np.exp(chance.normal(0, 0.09, (n, 1, 1, 1))).astype(np.float32)
    fingers = np.exp(chance.normal(0, 0.06, (n, 5))).astype(np.float32)
    bones = np.exp(chance.normal(0, 0.05, (n, 5, 3))).astype(np.float32)
    for start in (0, 21):
        hand = points[:, :, start : start + 21]
        wrist = hand[:, :, :1].copy()
        shape = hand - wrist
        for f, finger in enumerate(FINGERS):
            for k in range(3):
                factor = (fingers[:, f] * bones[:, f, k])[:, None, None]
                shift = (shape[:, :, finger[k + 1]] - shape[:, :, finger[k]]) * (factor - 1)
                shape[:, :, finger[k + 1] : finger[3] + 1] += shift[:, :, None]
        points[:, :, start : start + 21] = wrist * space + shape * size
    points[:, :, HANDS:] *= np.exp(chance.normal(0, 0.06, (n, 1, 3, 3)))
    return points


def _turns(angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 3, 3) rotations: first pitch about x, then yaw about y, then roll about z; radians."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles).T, np.sin(angles).T
    one, zero = np.ones_like(cx), np.zeros_like(cx)
    pitch = np.stack([one, zero, zero, zero, cx, -sx, zero, sx, cx], -1).reshape(-1, 3, 3)
    yaw = np.stack([cy, zero, sy, zero, one, zero, -sy, zero, cy], -1).reshape(-1, 3, 3)
    roll = np.stack([cz, -sz, zero, sz, cz, zero, zero, zero, one], -1).reshape(-1, 3, 3)
    return np.asarray(roll @ yaw @ pitch)


def _seen(points: Float, chance: Generator) -> tuple[Float, NDArray[np.float64]]:
    """Project (n, t, p, 3) points on pictures; depth stays relative to each hand's wrist."""
    n = len(points)
    angles = np.stack(
        [
            np.radians(chance.uniform(-6, 24, n)),
            np.radians(chance.normal(0, 12, n)),
            np.radians(chance.normal(0, 4, n)),
        ],
        -1,
    )
    turns = _turns(angles).transpose(0, 2, 1).astype(np.float32)
    turned = (points.reshape(n, -1, 3) @ turns).reshape(points.shape)
    distance = chance.uniform(0.7, 2.6, (n, 1, 1))
    height = chance.uniform(0.70, 1.25, (n, 1, 1))  # metres that the picture shows at the signer's depth
    factor = 1 / (height * (1 - np.minimum(turned[..., 2] / distance, 0.7)))
    aspect = chance.choice(ASPECTS, n)
    x = aspect[:, None, None] * chance.uniform(0.4, 0.6, (n, 1, 1)) + turned[..., 0] * factor
    y = chance.uniform(0.38, 0.55, (n, 1, 1)) - (turned[..., 1] - 0.02) * factor
    depth = -turned[..., 2] * factor
    for start in (0, 21):
        depth[:, :, start : start + 21] -= depth[:, :, start : start + 1].copy()
    depth *= np.exp(chance.normal(0, 0.25, (n, 1, 1))) * (chance.random((n, 1, 1)) > 0.25)
    return np.stack((x, y, depth), -1).astype(np.float32), aspect


def _landmarked(
    hands: Float, aspect: NDArray[np.float64], seconds: NDArray[np.float64], chance: Generator
) -> tuple[Float, NDArray[np.bool_]]:
    """Let landmarks tremble, lag, break and get lost."""
    n, t = hands.shape[:2]
    size = np.sqrt(((hands[..., PALM[1:], :] - hands[..., :1, :]) ** 2).sum(-1).mean(-1))[..., None, None]
    size = np.maximum(size, np.median(size, axis=1, keepdims=True) * 0.5)
    slow, quick = chance.uniform(0.01, 0.09, (n, 1, 1, 1, 1)), chance.uniform(0.004, 0.03, (n, 1, 1, 1, 1))
    fresh = chance.standard_normal(hands.shape, np.float32)
    tremble = np.empty_like(fresh)
    tremble[:, 0] = fresh[:, 0]
    keep = np.exp(-np.diff(seconds, axis=1, prepend=seconds[:, :1]) / TREMBLE_SECONDS)[..., None, None, None].astype(
        np.float32
    )
    for k in range(1, t):
        tremble[:, k] = keep[:, k] * tremble[:, k - 1] + np.sqrt(1 - keep[:, k] ** 2) * fresh[:, k]
    quickly = chance.standard_normal(hands.shape, np.float32)
    hands = hands + size * (slow.astype(np.float32) * tremble + quick.astype(np.float32) * quickly)
    centre = hands[..., PALM, :2].mean(-2)
    gaps = np.diff(seconds, axis=1, prepend=seconds[:, :1] - 0.1)[..., None]
    speed = np.linalg.norm(np.diff(centre, axis=1, prepend=centre[:, :1]), axis=-1) / size[..., 0, 0] / gaps
    apart = np.linalg.norm(centre[:, :, 0] - centre[:, :, 1], axis=-1)[..., None] / size[..., 0, 0]
    x, y = hands[..., 0] / aspect[:, None, None, None], hands[..., 1]
    outside = ((x < 0) | (x > 1) | (y < 0) | (y > 1)).mean(-1)
    often = chance.uniform(0, 0.05, (n, 1, 1))
    lost = often + 0.05 * np.clip((speed - 4) / 6, 0, 1) + chance.uniform(0, 0.35, (n, 1, 1)) * (apart < 1.2) * 0.5
    present = chance.random((n, t, 2)) > lost
    present &= outside < 0.35
    # What is lost stays lost for a moment, until the landmarker looks for hands anew.
    present[:, 1:] &= present[:, :-1] | (chance.random((n, t - 1, 2)) < 0.6)
    # Now and then the hand's pose is mistaken, and stays so for a while: a tenth of all points is 0.4 palm sizes away.
    broken = chance.random((n, t, 2)) < BREAKS
    for k in range(1, t):
        broken[:, k] |= broken[:, k - 1] & (chance.random((n, 2)) < STAYS_BROKEN)
    turns = _turns(chance.normal(0, 0.5, (n * 2, 3))).reshape(n, 1, 2, 3, 3).astype(np.float32)
    one, frame, side = np.nonzero(broken)
    wrists = hands[one, frame, side, :1]
    hands[one, frame, side] = wrists + (hands[one, frame, side] - wrists) @ turns[one, 0, side]
    return hands, present


def _mirrored(
    hands: Float,
    present: NDArray[np.bool_],
    body: Float,
    aspect: NDArray[np.float64],
    alone: NDArray[np.bool_],
    chance: Generator,
) -> tuple[Float, NDArray[np.bool_], Float]:
    """Turn half of the streams into left-handed signers or mirrored webcams; name the hands wrongly in a few.

    Whether a hand alone is the left one of a mirrored picture or the right one, nothing tells.
    """
    mirror = chance.random(len(hands)) < 0.5
    flip = np.where(mirror, -1.0, 1.0)
    shift = np.where(mirror, aspect, 0.0)
    hands, body = hands.copy(), body.copy()
    hands[..., 0] = hands[..., 0] * flip[:, None, None, None] + shift[:, None, None, None]
    body[..., 0] = body[..., 0] * flip[:, None, None] + shift[:, None, None]
    body[mirror] = body[mirror][:, :, [0, 2, 1]]
    swap = mirror ^ (chance.random(len(hands)) < np.where(alone, 0.5, 0.04))
    hands[swap], present[swap] = hands[swap][:, :, ::-1], present[swap][:, :, ::-1]
    return hands, present, body
