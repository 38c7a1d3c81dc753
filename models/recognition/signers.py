"""Invented signers: the signing engine's vocabulary, signed by people who do not exist, each with habits of their own.

A signer bends fingers, turns hands, hurries and gestures in a way of their own, in every sign a little differently; what is
left is a motion in metres that any camera can look at (`filming.py`).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from okienko_signing.engine.compiler import SignMotion, compile_sign
from okienko_signing.engine.hand import limited
from okienko_signing.engine.path import FRAME_RATE, Track, turned_about
from okienko_signing.engine.utterance import Piece, perform
from okienko_signing.lexicon.model import Lexicon, NonManual, Sign
from recorded import RecordedHands

Float = NDArray[np.float32]
Generator = np.random.Generator

JOINTS: Final = np.array([3.5, 8.0, 10.0, 8.0] * 4 + [7.0, 8.0, 8.0, 10.0]) * 1.2
"""How much signers differ in each of the 20 joints, standard deviation in degrees; as models/fingerspelling measured it."""
HABIT, SHAPE, MOMENT = 0.5, 0.6, 0.3
"""Shares of that difference: of a signer in all shapes, of a signer in one shape, from one sign to the next."""
TURN, UNREST = 9.0, 7.0
"""How a signer turns the hands, and how that changes from sign to sign, degrees about each axis."""
PLACE, DRIFT = 0.018, 0.015
"""The same for where the hands are, metres."""
TEMPO, RUSH = 0.22, 0.12
"""The same for the logarithm of speed."""
LONGEST_HOLD: Final = 0.3
MOST_PIECES: Final = 4
STRANGE_A_SIGNER: Final = 160
NOSE: Final = np.array([0.0, 0.17, 0.128])
SHOULDERS: Final = np.array([[0.180, -0.010, 0.0], [-0.180, -0.010, 0.0]])


@dataclass(frozen=True)
class Utterance:
    """One invented signer's motion, 50 frames a second, metres in the engine's world.

    Attributes:
        points: (T, 45, 3) left hand, right hand, nose, left and right shoulder.
        spans: (n, 2) first frame and the frame after the last of each sign.
        signs: (n,) index of each sign in the vocabulary.
        is_spelled: Whether only letters are shown, by one hand.
    """

    points: Float
    spans: NDArray[np.int64]
    signs: NDArray[np.int64]
    is_spelled: bool = False


class Signer:
    """One invented person.

    Args:
        lexicon: The signs.
        chance: Source of the person's habits and of every variation.
    """

    def __init__(self, lexicon: Lexicon, chance: Generator) -> None:
        self._chance = chance
        habit = chance.normal(0, HABIT, 20) * JOINTS
        shapes = {
            name: tuple(limited(np.array(angles) + habit + chance.normal(0, SHAPE, 20) * JOINTS))
            for name, angles in lexicon.handshapes.items()
        }
        self.lexicon = replace(lexicon, handshapes=shapes)
        self._turn, self._place = chance.normal(0, TURN, 3), chance.normal(0, PLACE, 3)
        self._tempo, self._reach = chance.normal(0, TEMPO), chance.normal(0, 0.15)

    def sign(self, sign: Sign) -> SignMotion:
        """Return one performance of a described sign."""
        hold = float(self._chance.uniform(0.02, LONGEST_HOLD))
        motion = compile_sign(sign, self.lexicon, hold_seconds=hold)
        seconds = len(motion.right) * np.exp(self._tempo + self._chance.normal(0, RUSH))
        at = np.linspace(0, len(motion.right) - 1, max(int(seconds), 4))
        reach = np.exp(self._reach + self._chance.normal(0, 0.1))
        drift = self._place + self._chance.normal(0, DRIFT, 3)
        right = self._varied(motion.right, at, reach, drift)
        left = None if motion.left is None else self._varied(motion.left, at, reach, drift * [-1, 1, 1])
        return SignMotion(right, left)

    def _varied(self, track: Track, at: NDArray[np.float64], reach: float, drift: NDArray[np.float64]) -> Track:
        low = np.minimum(at.astype(int), len(track) - 2)
        share = at - low

        def resampled(values: NDArray[np.float64]) -> NDArray[np.float64]:
            part = share.reshape(-1, *[1] * (values.ndim - 1))
            return values[low] * (1 - part) + values[low + 1] * part

        wrists = resampled(track.wrists)
        middle = wrists.mean(0)
        turn = turned_about(np.radians(self._turn + self._chance.normal(0, UNREST, 3)))
        angles = resampled(track.angles) + self._chance.normal(0, MOMENT, 20) * JOINTS
        return Track(middle + (wrists - middle) * reach + drift, turn @ resampled(track.rotations), limited(angles))

    def utter(self, signs: Sequence[tuple[int, Sign, bool]], hands: RecordedHands | None = None) -> Utterance:
        """Sign one after another, from rest to rest.

        Args:
            signs: Index in the vocabulary, the sign, and whether it is a letter of the finger alphabet.
            hands: Whose hands to show instead of the engine's, where only letters are spelled.
        """
        pieces = [
            Piece(
                self.sign(sign),
                NonManual(),
                pause_before=float(self._chance.exponential(0.08)),
                quickest=float(self._chance.uniform(0.12, 0.35)),
                is_shown=is_letter,
            )
            for _, sign, is_letter in signs
        ]
        motion = perform(pieces, self.lexicon.handshapes["relaxed"])
        body = np.concatenate([NOSE[None], SHOULDERS])[None] + motion.body[:, :1, None] * np.array([1.0, 0.0, 0.0])
        body[:, 1, 1] += motion.body[:, 2]
        body[:, 2, 1] += motion.body[:, 1]
        spans = np.round(np.array(motion.spans) * FRAME_RATE).astype(np.int64)
        right = (
            hands.put_on(motion, spans, [sign.gloss for _, sign, _ in signs], self._chance) if hands else motion.right
        )
        points = np.concatenate((motion.left, right, body), 1).astype(np.float32)
        return Utterance(points, spans, np.array([index for index, _, _ in signs], np.int64))


def utterances(
    lexicon: Lexicon,
    vocabulary: Sequence[tuple[Sign, bool]],
    rounds: int | None,
    seed: int,
    *,
    strange: Sequence[tuple[int, Sign]] = (),
    single: bool = False,
) -> Iterator[Utterance]:
    """Let a new signer go through the whole vocabulary in each round.

    Args:
        lexicon: The signs.
        vocabulary: Every sign to be learnt, and whether it is a letter.
        rounds: How many signers; None for ever new ones.
        seed: Seed of all variation.
        strange: Signs beside the vocabulary with their classes; each signer makes `STRANGE_A_SIGNER` of them.
        single: One sign an utterance, for measuring.
    """
    for number in itertools.count() if rounds is None else range(rounds):
        chance = np.random.default_rng((seed, number))
        signer = Signer(lexicon, chance)
        drawn = chance.permutation(len(strange))[:STRANGE_A_SIGNER]
        wanted = [(k, *entry) for k, entry in enumerate(vocabulary)]
        wanted += [(*strange[k], False) for k in drawn]
        order = chance.permutation(len(wanted))
        while len(order):
            count = 1 if single else int(chance.integers(1, MOST_PIECES + 1))
            taken, order = order[:count], order[count:]
            yield signer.utter([wanted[k] for k in taken])


def spelled(
    lexicon: Lexicon, vocabulary: Sequence[tuple[Sign, bool]], hands: RecordedHands | None, count: int | None, seed: int
) -> Iterator[Utterance]:
    """Let new signers spell random letters, mostly with recorded people's hands, where there are any."""
    letters = [k for k, (_, is_letter) in enumerate(vocabulary) if is_letter]
    for number in itertools.count() if count is None else range(count):
        chance = np.random.default_rng((seed, 1, number))
        signer = Signer(lexicon, chance)
        chosen = chance.choice(letters, int(chance.integers(1, 6)))
        one = signer.utter([(int(k), *vocabulary[k]) for k in chosen], hands if chance.random() < 0.8 else None)
        yield replace(one, is_spelled=True)
