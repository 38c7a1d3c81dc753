"""Recorded hands on invented movements: a person's still hand, carried along the engine's path of a letter.

The licensed recordings hold hands of few people, mostly still; the engine knows how letters move and follow one another.
"""

import itertools
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from okienko_signing.engine.hand import local_points, orientation
from okienko_signing.engine.utterance import Motion
from okienko_signing.lexicon.model import Lexicon

sys.path.append(str(Path(__file__).parents[1] / "fingerspelling"))

from data import SHAPE_OF_LETTER, Source

Float = NDArray[np.float64]
Generator = np.random.Generator
TO_ENGINE = np.array([1.0, -1.0, -1.0])
MIRROR = np.array([-1.0, 1.0, 1.0])
CHANGING = frozenset({"g", "f"})
"""Letters whose handshape changes on the way: one recorded hand does not show them."""


class RecordedHands:
    """Hands of recorded people, turned into right hands in the engine's axes, metres, the wrist at the origin.

    Args:
        sources: Where they come from.
        lexicon: Tells a right hand from a left one: its hand in the same shape is nearer.
    """

    def __init__(self, sources: Sequence[Source], lexicon: Lexicon) -> None:
        self._hands: dict[str, list[Float]] = {}
        described = {shape: _described(shape, lexicon) for shape in set(SHAPE_OF_LETTER.values())}
        for source in sources:
            of_shape: dict[str, list[Float]] = {}
            for letter, world in zip(source.letters, source.world, strict=True):
                shape = SHAPE_OF_LETTER[letter]
                hand = (world - world[0]).astype(np.float64) * TO_ENGINE
                sides = (hand, hand * MIRROR)
                apart = [float(np.linalg.norm(_unit(side) - described[shape])) for side in sides]
                of_shape.setdefault(shape, []).append(sides[int(apart[1] < apart[0])])
            for shape, hands in of_shape.items():
                self._hands.setdefault(shape, []).append(np.stack(hands))

    def draw(self, letter: str, chance: Generator) -> Float | None:
        """Return a hand in a letter's shape, each source as likely as the others; None where there is none to be had."""
        kept = self._hands.get(SHAPE_OF_LETTER[letter])
        if kept is None or letter in CHANGING:
            return None
        hands = kept[int(chance.integers(len(kept)))]
        drawn: Float = hands[int(chance.integers(len(hands)))]
        return drawn

    def put_on(
        self, motion: Motion, spans: NDArray[np.int64], letters: Sequence[str], chance: Generator
    ) -> NDArray[np.float64]:
        """Return (T, 21, 3) right hands: in each letter's time the recorded hand, in between from one to the next."""
        own = motion.right - motion.right[:, :1]
        shown = own.copy()
        turns = motion.right_rotations
        held = np.zeros(len(own))
        for (start, end), letter in zip(spans, letters, strict=True):
            hand = self.draw(letter, chance)
            if hand is None:
                continue
            began = turns[start]
            shown[start:end] = np.einsum("tij,pj->tpi", turns[start:end] @ began.T, hand)
            held[start:end] = 1.0
        return motion.right[:, :1] + _bridged(own, shown, held)


def _bridged(own: Float, shown: Float, held: Float) -> Float:
    """Between held stretches go evenly from the last hand to the next; before the first and after the last to the engine's."""
    out = own.copy()
    at = np.flatnonzero(held)
    if not len(at):
        return out
    out[at] = shown[at]
    for a, b in itertools.pairwise(at):
        if b - a > 1:
            share = (np.arange(1, b - a) / (b - a))[:, None, None]
            out[a + 1 : b] = shown[a] * (1 - share) + shown[b] * share
    fade = 12
    for edge, way in ((at[0], -1), (at[-1], 1)):
        for k in range(1, fade):
            place = edge + way * k
            if 0 <= place < len(out):
                share = 1 - k / fade
                out[place] = shown[edge] * share + own[place] * (1 - share)
    return out


def _described(shape: str, lexicon: Lexicon) -> Float:
    posture = lexicon.letters[shape].right
    turn = orientation(np.array(posture.fingers), np.array(posture.palm))
    return _unit(local_points(np.array(lexicon.handshapes[posture.shape])[None])[0] @ turn.T)


def _unit(hand: Float) -> Float:
    centred = hand - hand[0]
    return centred / np.sqrt((centred[[5, 9, 13, 17]] ** 2).sum(-1).mean())
