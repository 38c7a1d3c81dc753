"""Synthetic movements: recorded still hands carried along drawn paths.

Each movement is a short description of what the letter asks for, varied in size, angle, speed, sharpness and frame rate. One
signer's moving clips are far too few to learn from; they serve to check that the descriptions hold.
"""

import numpy as np
from numpy.typing import NDArray
from okienko_recognition.alphabet import Movement

Float = NDArray[np.float32]
Generator = np.random.Generator
MOVEMENTS = tuple(Movement)

# Corners of each path in palm sizes, x to the signer's own writing direction, y down.
CORNERS: dict[Movement, tuple[tuple[float, float], ...]] = {
    Movement.DOWN: ((0, 0), (0, 2.2)),
    Movement.HOOK: ((0, 0), (-0.7, 0.5), (-0.8, 1.5), (-0.3, 2.1), (0.4, 1.9), (0.6, 1.2)),
    Movement.SIDE: ((0, 0), (1.2, 0)),
    Movement.FORWARD: ((0, 0), (0.1, 0.2)),
    Movement.ARC: ((0, 0), (0.45, 0.3), (0.9, 0), (0.45, 0.25), (0.1, 0)),
    Movement.ZIGZAG: ((0, 0), (1.5, 0), (0, 2.1), (1.5, 2.1)),
    Movement.ZIGZAG_STROKE: ((0, 0), (1.5, 0), (0, 2.1), (1.5, 2.1), (0.8, 1.7), (0.4, 2.3)),
    Movement.ZIGZAG_RETURN: ((0, 0), (1.5, 0), (0, 2.1), (1.5, 2.1), (0.75, 1.0), (0.75, -0.1)),
}


def _along(corners: Float, pace: Float, roundness: float) -> Float:
    """Return the points of a polyline at the given shares of its length, corners rounded."""
    steps = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    share = np.concatenate(([0.0], np.cumsum(steps))) / max(steps.sum(), 1e-6)
    fine = np.linspace(0, 1, 101)
    line = np.stack([np.interp(fine, share, corners[:, k]) for k in (0, 1)], -1)
    reach = max(int(roundness * 10), 1)
    kernel = np.ones(2 * reach + 1) / (2 * reach + 1)
    padded = np.pad(line, ((reach, reach), (0, 0)), mode="edge")
    line = np.stack([np.convolve(padded[:, k], kernel, mode="valid") for k in (0, 1)], -1)
    return np.stack([np.interp(pace, fine, line[:, k]) for k in (0, 1)], -1)


def _rotation(axis: Float, angles: Float) -> Float:
    """Return (t, 3, 3) rotations about one axis."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    sine, cosine = np.sin(angles)[:, None, None], np.cos(angles)[:, None, None]
    return np.eye(3) + sine * cross + (1 - cosine) * (cross @ cross)


def _pace(generator: Generator, n: int) -> Float:
    """Return (n,) shares of the way done: rest, movement with its own rhythm, rest."""
    before, after = generator.uniform(0, 0.4), generator.uniform(0, 0.4)
    time = np.sort(np.clip(np.linspace(0, 1, n) + generator.normal(0, 0.2 / n, n), 0, 1))
    done = np.clip((time - before * 0.5) / (1 - 0.5 * (before + after)), 0, 1)
    ease = 3 * done**2 - 2 * done**3
    mix = generator.uniform(0, 1)
    pace = mix * ease + (1 - mix) * done
    return pace ** generator.uniform(0.7, 1.4)


def _flicking(hand: Float, pace: Float, generator: Generator) -> Float:
    """Open and close one finger or two against the palm."""
    frames = np.repeat(hand[None], len(pace), 0)
    fingers = generator.choice(4, generator.integers(1, 3), replace=False)
    swing = generator.uniform(0.5, 1.3) * np.sin(np.pi * pace * generator.choice([1, 2]))
    axis = hand[5] - hand[17]
    turns = _rotation(axis, swing * generator.choice([-1, 1]))
    for finger in fingers:
        base = 5 + 4 * finger
        for joint in (base, base + 1):
            rest = frames[:, joint + 1 : base + 4] - frames[:, joint : joint + 1]
            frames[:, joint + 1 : base + 4] = np.einsum("tij,tkj->tki", turns, rest) + frames[:, joint : joint + 1]
    return frames


def _glitched(frames: Float, generator: Generator) -> Float:
    """Let the detector lose the hand's pose for a few frames, as it does in blur and at the picture's edge."""
    frames = frames.copy()
    start = int(generator.integers(len(frames)))
    lost = slice(start, start + int(generator.integers(1, 4)))
    turn = _rotation(generator.normal(0, 1, 3), np.array([generator.uniform(0.3, 1.2)]))[0]
    frames[lost] = frames[lost] @ turn.T * np.exp(generator.normal(-0.2, 0.25))
    return frames


def _wobble(shape: tuple[int, ...], generator: Generator) -> Float:
    """Return a slow disturbance of each point: a detector's uncertainty is not fresh noise in every frame."""
    knots = generator.normal(0, generator.uniform(0.0, 0.07), (5, *shape[1:]))
    at = np.linspace(0, 4, shape[0])
    low = np.minimum(at.astype(int), 3)
    share = (at - low)[:, None, None]
    return knots[low] * (1 - share) + knots[low + 1] * share


def perform(hand: Float, movement: Movement, generator: Generator) -> tuple[Float, Float]:
    """Let a still hand perform a movement.

    Args:
        hand: (21, 3) hand of any size.
        movement: What to do.
        generator: Source of all variation.

    Returns:
        (t, 21, 3) points in palm sizes and (t,) seconds, 6 ≤ t ≤ 30.
    """
    n = int(generator.integers(6, 31)) if generator.random() < 0.7 else 10
    seconds = np.sort(np.linspace(0, generator.uniform(0.5, 2.5), n) * generator.uniform(0.9, 1.1, n))
    seconds = seconds + np.arange(n) * 1e-3
    pace = _pace(generator, n)
    hand = (hand - hand[[0, 5, 9, 13, 17]].mean(0)) / np.sqrt(((hand[[5, 9, 13, 17]] - hand[0]) ** 2).sum(-1).mean())
    frames = np.repeat(hand[None], n, 0)
    offset = np.zeros((n, 2))
    if movement is Movement.STILL:
        if generator.random() < 0.6:  # a hand drifts a little, or is carried to its place
            offset = np.outer(pace, generator.normal(0, 0.25, 2))
    elif movement is Movement.FLICK:
        frames = _flicking(hand, pace, generator)
        offset = np.outer(np.sin(np.pi * pace), generator.normal(0, 0.15, 2))
    elif movement is Movement.TWIST:
        axis = hand[[5, 9, 13, 17]].mean(0) + generator.normal(0, 0.4, 3)
        if generator.random() < 0.4:
            axis = np.cross(axis, [0, 0, 1.0]) + generator.normal(0, 0.3, 3)
        swing = pace if generator.random() < 0.4 else np.sin(np.pi * pace)
        angles = swing * generator.uniform(0.6, 1.6) * generator.choice([-1, 1])
        frames = np.einsum("tij,kj->tki", _rotation(axis, angles), hand)
        offset = np.outer(np.sin(np.pi * pace), generator.normal(0, 0.2, 2))
    else:
        corners = np.array(CORNERS[movement], float)
        corners[1:] += generator.normal(0, 0.14, (len(corners) - 1, 2)) * min(1, np.abs(corners).max())
        corners *= np.exp(generator.normal(0, 0.35)) * np.exp(generator.normal(0, 0.2, 2))
        slant = generator.normal(0, 0.25)
        turn = np.array([[np.cos(slant), -np.sin(slant)], [np.sin(slant), np.cos(slant)]])
        corners = corners @ turn.T
        if movement is Movement.SIDE and generator.random() < 0.5:
            corners[:, 0] *= -1
        offset = _along(corners, pace, generator.uniform(0.2, 1.2))
        # Part of a drawn line may come from the wrist: the hand leans where it goes.
        lean = generator.uniform(0, 0.35)
        angles = np.arctan(lean * (offset[:, 0] - offset[0, 0]))
        frames = np.einsum("tij,kj->tki", _rotation(np.array([0, 0, 1.0]), angles), hand)
    if generator.random() < 0.3:
        frames = _glitched(frames, generator)
    growth = generator.normal(0, 0.08)
    if movement is Movement.FORWARD:
        growth = abs(generator.normal(0.45, 0.2)) + 0.1
    frames = frames * np.exp(growth * pace)[:, None, None]
    tilt = generator.normal(0, 0.12) * np.sin(np.pi * pace * generator.uniform(0.5, 1.5))
    frames = np.einsum("tij,tkj->tki", _rotation(generator.normal(0, 1, 3), tilt), frames)
    frames[:, :, :2] += offset[:, None]
    frames = (
        frames + generator.normal(0, generator.uniform(0.01, 0.05), frames.shape) + _wobble(frames.shape, generator)
    )
    return filmed(frames, generator).astype(np.float32), seconds.astype(np.float32)


def filmed(frames: Float, generator: Generator) -> Float:
    """Mirror, stretch and roll a sequence as a camera may."""
    if generator.random() < 0.5:
        frames = frames * np.array([-1, 1, 1])
    if generator.random() < 0.5:
        stretch = np.exp(generator.uniform(-0.45, 0.45))
        frames = frames * np.array([stretch, 1, stretch])
    roll = generator.normal(0, 0.15)
    turn = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return frames @ turn.T
