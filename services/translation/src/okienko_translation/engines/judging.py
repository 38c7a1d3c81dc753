"""How sure a calibrated model may be of a translation: what both directions' models say of it, and what has no counterpart."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from okienko_translation.words import Training


@dataclass(frozen=True)
class Judgement:
    """The mean and the least of the log-probabilities of a translation's tokens."""

    mean: float
    least: float


def figures(training: Training | None, source: str, output: str, forth: Judgement, back: Judgement) -> dict[str, float]:
    """Return what tells right translations from wrong ones, by name.

    Both models' judgements, and how much of either side has no counterpart on the other, below zero.

    Args:
        training: what the model that translated tells of its words; None where it does not.
        source: the sentence.
        output: its translation.
        forth: how likely the model finds its output.
        back: how likely the model of the other direction finds the source.
    """
    missing, invented = training.dictionary.unmatched(source, output) if training else (0.0, 0.0)
    return {
        "forth_mean": forth.mean,
        "forth_least": forth.least,
        "back_mean": back.mean,
        "back_least": back.least,
        "missing": -missing,
        "invented": -invented,
    }


def certainty(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Return the probability that a translation with these figures is right."""
    score = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
