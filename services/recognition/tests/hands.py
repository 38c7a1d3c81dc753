"""Generated hands and streams: a simple jointed hand, posed by how far each finger is bent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from okienko_recognition.alphabet import LETTERS, Movement
from okienko_recognition.landmarks import FrameHands, Hand
from okienko_recognition.motion import palm_path, path_length

Float = NDArray[np.float32]

KNUCKLES = ((0.30, 0.92), (0.06, 1.0), (-0.16, 0.94), (-0.36, 0.82))
BONES = ((0.45, 0.27, 0.22), (0.50, 0.31, 0.24), (0.46, 0.29, 0.23), (0.36, 0.21, 0.20))
SPREAD = (0.12, 0.02, -0.08, -0.20)
SHAPES = tuple(sorted({letter.shape for letter in LETTERS}))


def posed(bends: Sequence[float], thumb: float = 0.6, spread: float = 1.0) -> Float:
    """Return a (21, 3) hand, palm size about 1, fingers up, palm to the camera.

    Args:
        bends: 0 (straight) to 1 (curled) for index to little finger.
        thumb: 0 (across the palm) to 1 (stretched to the side).
        spread: How far the fingers stand apart.
    """
    points = np.zeros((21, 3))
    reach = np.array([np.sin(-0.6 + 1.7 * thumb), np.cos(-0.6 + 1.7 * thumb), -0.25 * (1 - thumb)])
    at = np.array([0.22, 0.22, -0.05])
    for k, length in enumerate((0.0, 0.42, 0.36, 0.30)):
        at = at + reach * length + (np.array([0.1, 0, 0]) if k else 0)
        points[1 + k] = at
    for finger, (bend, knuckle, bones) in enumerate(zip(bends, KNUCKLES, BONES, strict=True)):
        at, angle = np.array([*knuckle, 0.0]), 0.0
        points[5 + 4 * finger] = at
        for k, length in enumerate(bones):
            angle += bend * (1.35, 1.75, 1.0)[k]
            side = SPREAD[finger] * spread * (1 - bend)
            at = at + length * np.array([np.sin(side) * np.cos(angle), np.cos(side) * np.cos(angle), -np.sin(angle)])
            points[6 + 4 * finger + k] = at
    points[:, 1] *= -1
    return points.astype(np.float32)


# One recognisable hand for every handshape; the scripted classifier knows these and nothing else.
TEMPLATES: dict[str, Float] = {
    name: posed(
        [float(bit) * 0.95 for bit in f"{index % 16:04b}"], thumb=0.15 if index < 16 else 1.0, spread=0.6 + index % 3
    )
    for index, name in enumerate(SHAPES)
}


class ScriptedClassifier:
    """Knows the templates by heart and movements by rule; implements HandClassifier."""

    shapes = SHAPES

    def shape_of(self, points: Float) -> Float:
        rows = []
        for hand in points:
            unit = _normal(hand)
            apart = np.array([np.linalg.norm(unit - _normal(TEMPLATES[name]), axis=-1).mean() for name in SHAPES])
            weights = np.exp(-(apart**2) / 0.01) + 1e-4
            rows.append(weights / weights.sum())
        return np.stack(rows).astype(np.float32)

    def movement_of(self, points: Float, seconds: Float) -> Float:
        path = palm_path(points)
        way = path[-1] - path[0]
        kind = Movement.STILL
        if path_length(path) > 0.8:
            kind = Movement.DOWN if way[1] > abs(way[0]) else Movement.SIDE
        out = np.full(len(Movement), 0.01, np.float32)
        out[list(Movement).index(kind)] = 1.0
        return np.asarray(out / out.sum(), np.float32)


def _normal(hand: Float) -> Float:
    hand = hand - hand[0]
    return np.asarray(hand / np.sqrt((hand[[5, 9, 13, 17]] ** 2).sum(-1).mean()), np.float32)


@dataclass(frozen=True)
class Act:
    """Something a generated signer does.

    Attributes:
        shape: Handshape shown; None when no hand is seen.
        seconds: How long.
        move: How far the palm travels, in palm sizes.
    """

    shape: str | None
    seconds: float
    move: tuple[float, float] = (0.0, 0.0)


def placed(points: Float, centre: tuple[float, float] = (0.65, 0.5), size: float = 0.2, aspect: float = 4 / 3) -> Hand:
    """Put a hand into a picture."""
    scaled = points / np.sqrt(((points[[5, 9, 13, 17]] - points[0]) ** 2).sum(-1).mean()) * size
    scaled = scaled - scaled[[0, 5, 9, 13, 17]].mean(0) + np.array([*centre, 0])
    return Hand(scaled.astype(np.float32), aspect, 1.0)


def signing(
    acts: Sequence[Act], rate: float = 10.0, seed: int = 0, jitter: float = 0.3
) -> Iterator[tuple[float, FrameHands]]:
    """Yield times and frames of a signer who performs the acts at an irregular frame rate."""
    generator = np.random.default_rng(seed)
    centre = np.array([0.65, 0.5])
    now = 0.0
    for act in acts:
        end, start, began = now + act.seconds, centre, now
        while now < end:
            share = (now - began) / act.seconds
            centre = start + np.array(act.move) * 0.2 * share
            if act.shape is None:
                yield now, FrameHands((), 0.5)
            else:
                noise = generator.normal(0, 0.01, (21, 3)).astype(np.float32)
                yield now, FrameHands((placed(TEMPLATES[act.shape] + noise, tuple(centre)),), 0.5)
            now += (1 + generator.uniform(-jitter, jitter)) / rate
        centre = start + np.array(act.move) * 0.2


def mirrored(hand: Hand) -> Hand:
    """Return the hand as a mirror shows it."""
    points = hand.points * np.array([-1, 1, 1], np.float32) + np.array([hand.aspect_ratio, 0, 0], np.float32)
    return replace(hand, points=points)


def values_of(left: Hand | None, right: Hand | None) -> list[float]:
    """Return the numbers of a frame in layout "hands/1"."""
    numbers: list[float] = []
    for hand in (left, right):
        for x, y, z in hand.points.tolist() if hand else [(0.0, 0.0, 0.0)] * 21:
            ratio = hand.aspect_ratio if hand else 1.0
            numbers += [x / ratio, y, z / ratio, 1.0 if hand else 0.0]
    return numbers
