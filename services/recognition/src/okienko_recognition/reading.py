"""From evidence about handshape and movement to letters with probabilities, or to a refusal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.alphabet import LETTERS, Letter, Movement
from okienko_recognition.vocabulary import Sign

Float = NDArray[np.float32]

# How often a letter is made without its movement, or with one that looks like another, against once as it should be.
HELD_STILL = 0.1
OTHER_MOVEMENT = 0.015
# Its movement is small, and no still letter has its shape.
OFTEN_HELD_STILL = {"d": 0.3}
# A hint from the page doubles a letter's weight; it never makes one out of nothing.
HINT_FACTOR = 2.0


@dataclass(frozen=True)
class Alternative:
    """One reading of a stretch, a letter or a sign, and its calibrated probability."""

    letter: Letter | Sign
    confidence: float

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter of the finger alphabet."""
        return isinstance(self.letter, Letter)


@dataclass(frozen=True)
class Reading:
    """A recognised stretch; no alternatives mean that the model declines.

    `considered` holds every reading that was weighed, best first, beyond those that the caller asked for, also where the model declines:
    a word is decoded from all.
    """

    segment: int
    alternatives: tuple[Alternative, ...]
    is_final: bool
    start: float
    end: float
    considered: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class ReadingLimits:
    """When to say nothing.

    Attributes:
        sharpness: Exponent on the weights of the letters that makes confidence match accuracy; it changes no ranking.
        threshold: Least confidence of the best reading's handshape; below it the reading is declined.
    """

    sharpness: float = 1.0
    threshold: float = 0.4


def _movement_table() -> Float:
    """Return (letters, movements): how likely each letter shows each movement."""
    movements = list(Movement)
    table: Float = np.full((len(LETTERS), len(movements)), OTHER_MOVEMENT, np.float32)
    for place, letter in enumerate(LETTERS):
        if letter.is_moving:
            table[place, movements.index(Movement.STILL)] = OFTEN_HELD_STILL.get(letter.text, HELD_STILL)
        table[place, movements.index(letter.movement)] = 1.0
    table /= table.sum(1, keepdims=True)
    return table


MOVEMENT_TABLE = _movement_table()
# Which letters have one handshape.
_SAME_SHAPE = np.array([[one.shape == other.shape for other in LETTERS] for one in LETTERS])
STILL_HAND = np.eye(len(Movement), dtype=np.float32)[list(Movement).index(Movement.STILL)]


class Reader:
    """Weighs the letters.

    Args:
        shapes: Names of the shape classifier's outputs, in order.
        limits: When to decline.

    Raises:
        ValueError: A letter's shape is not among `shapes`.
    """

    def __init__(self, shapes: tuple[str, ...], limits: ReadingLimits) -> None:
        missing = {letter.shape for letter in LETTERS} - set(shapes)
        if missing:
            msg = f"The shape model does not know {', '.join(sorted(missing))}. Install the weights of this version."
            raise ValueError(msg)
        self._columns = np.array([shapes.index(letter.shape) for letter in LETTERS])
        self._limits = limits

    def weigh(self, shape: Float, movement: Float, hinted: Collection[str] = ()) -> Float:
        """Return (36,) probabilities of `LETTERS`.

        Args:
            shape: (shapes,) probabilities of the handshape.
            movement: (movements,) probabilities in the order of `Movement`.
            hinted: Sign identifiers to favour.
        """
        fitting = MOVEMENT_TABLE @ movement
        weights = np.maximum(shape, 1e-6)[self._columns] * fitting
        if hinted:
            weights = weights * np.array([HINT_FACTOR if x.sign_id in hinted else 1.0 for x in LETTERS])
        sharp = (weights / weights.max()) ** self._limits.sharpness
        probabilities: Float = (sharp / sharp.sum()).astype(np.float32)
        return probabilities

    def read(self, shape: Float, movement: Float, most: int, hinted: Collection[str] = ()) -> tuple[Alternative, ...]:
        """Return the best readings, best first; empty when even the handshape is too uncertain."""
        considered, is_sure = self.consider(shape, movement, hinted, most)
        return considered if is_sure else ()

    def consider(
        self, shape: Float, movement: Float, hinted: Collection[str] = (), most: int = len(LETTERS)
    ) -> tuple[tuple[Alternative, ...], bool]:
        """Return the best readings, best first, all unless told otherwise, and whether they are sure enough to be shown.

        Letters of one handshape stand or fall together: a hand that shows o is not unclear because it may be ó.
        """
        probabilities = self.weigh(shape, movement, hinted)
        order = np.argsort(-probabilities, kind="stable")[:most]
        ranked = zip(order.tolist(), probabilities[order].tolist(), strict=True)
        considered = tuple(Alternative(LETTERS[i], probability) for i, probability in ranked)
        return considered, self.certainty(probabilities) >= self._limits.threshold

    @staticmethod
    def certainty(probabilities: Float) -> float:
        """Return the probability of the best letter's handshape."""
        return float(probabilities @ _SAME_SHAPE[probabilities.argmax()])


def pool_shapes(posteriors: Float, weights: Float) -> Float:
    """Pool (t, shapes) posteriors of one stretch into (shapes,): a weighted geometric mean, as frames repeat each other."""
    logs = np.log(np.maximum(posteriors, 1e-4))
    pooled = np.exp((logs * weights[:, None]).sum(0) / weights.sum())
    result: Float = (pooled / pooled.sum()).astype(np.float32)
    return result


def as_text(alternatives: Collection[Alternative]) -> Mapping[str, float]:
    """Return letter → confidence, for tables and tests."""
    return {alternative.letter.text: alternative.confidence for alternative in alternatives}
