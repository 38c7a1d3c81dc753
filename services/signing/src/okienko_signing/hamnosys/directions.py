"""Directions of HamNoSys as vectors: x to the signer's left, y up, z towards the viewer."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.lexicon.model import Vector

_AXES: Final = {
    "u": (0.0, 1.0, 0.0),
    "d": (0.0, -1.0, 0.0),
    "l": (1.0, 0.0, 0.0),
    "r": (-1.0, 0.0, 0.0),
    "o": (0.0, 0.0, 1.0),
    "i": (0.0, 0.0, -1.0),
}


def vector_of(letters: str) -> Vector:
    """Return the unit vector of a symbol's letters, such as `u`, `ul`, `do`."""
    return unit(*np.sum([_AXES[letter] for letter in letters], axis=0))


def unit(x: float, y: float, z: float) -> Vector:
    """Return the vector in length 1."""
    length = float(np.sqrt(x * x + y * y + z * z))
    return float(x) / length, float(y) / length, float(z) / length


def between(vectors: list[Vector]) -> Vector:
    """Return the direction in the middle of several; of opposite ones, the first."""
    total = np.sum(vectors, axis=0)
    return unit(*total) if np.linalg.norm(total) > 1e-6 else vectors[0]


def palm_of(fingers: Vector, label: Vector) -> Vector:
    """Return where the palm faces.

    A palm symbol says how an outstretched hand would be turned: fingers outwards, palm up, down, left or right. The
    hand is then turned by the shortest way to where its fingers point. For fingers towards the body the same is read
    from a hand that points straight at the body, where `l` and `r` are again the signer's left and right.
    """
    base = np.array([0.0, 0.0, 1.0 if fingers[2] > -1e-6 else -1.0])
    goal = np.array(fingers)
    return unit(*(_shortest_turn(base, goal) @ np.array(label)))


def _shortest_turn(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    cross = np.cross(start, end)
    cosine = float(start @ end)
    skew = np.array([[0.0, -cross[2], cross[1]], [cross[2], 0.0, -cross[0]], [-cross[1], cross[0], 0.0]])
    return np.asarray(np.eye(3) + skew + skew @ skew / (1.0 + cosine))


def mirrored(vector: Vector) -> Vector:
    """Return the vector with left and right exchanged."""
    return -vector[0], vector[1], vector[2]
