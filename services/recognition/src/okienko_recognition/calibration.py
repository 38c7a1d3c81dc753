"""A resident's own hand: how it shows some letters, for one stream. Only statistics of handshapes are kept, and only as long as it lasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.alphabet import Letter
from okienko_recognition.classifiers import Float, HandClassifier

STRENGTH, NEARNESS = 2.0, 0.3
"""How much a handshape gains that looks just like the resident's letter, beside probabilities that add up to 1, and how fast that wears off with
the distance of square roots of probabilities (Hellinger's). Two recorded signers, five cameras each, read by networks that never saw
them; o, t, u, s, n, m shown in eight frames: these letters 89.2 to 98.9 % right, the others 99.7 to 99.6 %. A strength of 1 gives
98.7 and 99.7 %; comparing points of hands instead of probabilities takes others away from uncalibrated letters (99.7 to 90 %)."""
FEWEST_FRAMES, MOST_FRAMES, MOST_LETTERS = 5, 20, 12
RESTLESS: Final = 0.4
"""Mean squared distance of a letter's frames from their middle beyond which the hand did not show one shape."""


@dataclass(frozen=True)
class HandCalibration:
    """What is known of one resident's hand.

    Attributes:
        roots: (n, shapes) square roots of the probabilities of the frames shown.
        places: (n,) the handshape that each of them is.
    """

    roots: Float
    places: NDArray[np.int64]

    def adapted(self, shape: Float) -> Float:
        """Return (shapes,) probabilities as this hand makes them likely."""
        apart = ((self.roots - np.sqrt(shape)) ** 2).sum(1)
        likeness = np.exp(-apart / (2 * NEARNESS**2))
        gained = np.zeros_like(shape)
        np.maximum.at(gained, self.places, likeness.astype(np.float32))
        adapted: Float = shape + STRENGTH * gained
        adapted /= adapted.sum()
        return adapted


class UnsteadyHandError(ValueError):
    """A letter's frames show no one shape.

    Attributes:
        letter: Which letter.
    """

    def __init__(self, letter: Letter) -> None:
        super().__init__(f"The hand changed its shape while it showed {letter.text}.")
        self.letter = letter


def calibrate(classifier: HandClassifier, shown: Mapping[Letter, Float]) -> HandCalibration:
    """Learn a hand.

    Args:
        classifier: The shape model.
        shown: Of each letter (t, 21, 3) hands.

    Raises:
        UnsteadyHandError: A letter's frames differ too much.
    """
    roots, places = [], []
    for letter, hands in shown.items():
        seen = np.sqrt(classifier.shape_of(hands))
        if float(((seen - seen.mean(0)) ** 2).sum(1).mean()) > RESTLESS:
            raise UnsteadyHandError(letter)
        roots.append(seen)
        places += [classifier.shapes.index(letter.shape)] * len(seen)
    return HandCalibration(np.concatenate(roots), np.array(places))
