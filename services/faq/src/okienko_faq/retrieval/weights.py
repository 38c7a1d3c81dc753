"""The trained numbers of the search: read from `weights.json`, written by `training/train.py`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

SIGNALS = ("e5", "coverage", "overlap", "char", "evidence")
"""What an entry's score is made of."""
FEATURES = ("e5", "standout", "coverage", "overlap", "char", "evidence", "lead")
"""What the confidence is judged by: values of the first entry, how its meaning stands out, its lead over all others."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One way to search: how to rank and how sure to be."""

    rank: Mapping[str, float]
    """Weight of each of SIGNALS in an entry's score."""
    confidence: Mapping[str, float]
    """Non-negative weight of each of FEATURES: is the first entry the right one?"""
    bias: float
    scope: Mapping[str, float]
    """The same: is the right one among the first four at all? The lead says nothing of this."""
    scope_bias: float
    temperature: float
    """Scores this far apart differ by the factor e in likelihood."""


@dataclass(frozen=True, slots=True)
class Model:
    """All trained numbers."""

    hybrid: Weights
    lexical: Weights
    """Without an embedding model."""
    skip_embedding_from: float
    """Lexical confidence from which the embedding is not worth its 8 ms."""


def load() -> Model:
    """Read the weights shipped with the package."""
    return parse(json.loads(files("okienko_faq.retrieval").joinpath("weights.json").read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Model:
    """Check and return weights read from JSON.

    Raises:
        ValueError: a confidence weight is negative. An unconstrained scorer refused well at home and collapsed on
            other towns' questions (AUC .23, engines.md), so none may enter.
    """
    model = Model(Weights(**data["hybrid"]), Weights(**data["lexical"]), data["skip_embedding_from"])
    for weights in (model.hybrid, model.lexical):
        if min(*weights.confidence.values(), *weights.scope.values()) < 0:
            raise ValueError("A confidence weight in weights.json is negative; train again with training/train.py.")
    return model
