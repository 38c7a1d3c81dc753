"""Danger in words that no rule knows: a second reader, by meaning.

A logistic regression on the embedding that the search makes anyway, fitted by `training/train_danger.py`. It reads only what the search is
not sure of, and says danger only where hardly any harmless question of the development set would.
"""

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from okienko_faq.retrieval.emergency import Emergency
from okienko_faq.retrieval.emergency_words import Danger

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SecondReader:
    """Tells danger from a question's vector."""

    engine: str
    """Name of the embedding model that it was fitted to; another one's vectors mean nothing to it."""
    weights: Floats
    """(dimension,) of "somebody is in danger"."""
    bias: float
    """Such that danger begins at 0."""
    kinds: tuple[Danger, ...]
    kind_weights: Floats
    """(kinds, dimension) of each kind of danger against the others."""
    kind_biases: Floats

    def read(self, vector: Floats) -> Emergency | None:
        """Return what kind of danger a question's vector, (dimension,), speaks of; None where of none."""
        if float(self.weights @ vector) + self.bias <= 0:
            return None
        likely = self.kind_weights @ vector + self.kind_biases
        best = int(np.argmax(likely))
        return Emergency(frozenset({self.kinds[best] if likely[best] > 0 else Danger.ANY}))


def load() -> SecondReader:
    """Read the numbers shipped with the package."""
    data = json.loads(files("okienko_faq.retrieval").joinpath("danger.json").read_text(encoding="utf-8"))
    return SecondReader(
        data["engine"],
        np.array(data["weights"], dtype=np.float32),
        data["bias"],
        tuple(Danger(kind) for kind in data["kinds"]),
        np.array([data["kinds"][kind]["weights"] for kind in data["kinds"]], dtype=np.float32),
        np.array([data["kinds"][kind]["bias"] for kind in data["kinds"]], dtype=np.float32),
    )
