"""From scores to an order and a calibrated probability."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from okienko_faq.retrieval.weights import Weights

Floats = npt.NDArray[np.float32]

_KEPT = 10


@dataclass(frozen=True, slots=True)
class Signals:
    """What the parts of the search say of every entry, one value each; `e5` is None when it was not asked."""

    e5: Floats | None
    coverage: Floats
    overlap: Floats
    char: Floats


@dataclass(frozen=True, slots=True)
class Ranking:
    """Entries by falling likelihood."""

    order: tuple[int, ...]
    """Positions of the best entries in the store, at most ten."""
    shares: tuple[float, ...]
    """Likelihood of each relative to the others, 0 to 1; sums to at most 1."""
    confidence: float
    """Calibrated probability that the first is what was asked for, 0 to 1."""
    features: Mapping[str, float]
    """What the confidence was judged by."""


def rank(signals: Signals, weights: Weights, lacking: npt.NDArray[np.bool_], boost: Floats | None = None) -> Ranking:
    """Order the entries.

    Args:
        signals: scores by part.
        weights: how much each part counts.
        lacking: entries not written in the question's language, whose words say nothing: they get the words' mean
            contribution among the three nearest by meaning, which leaves meaning to decide.
        boost: added to the scores, e.g. for entries that were offered before.
    """
    words = (
        weights.rank["coverage"] * signals.coverage
        + weights.rank["overlap"] * signals.overlap
        + weights.rank["char"] * signals.char
    )
    scores = words.astype(np.float32)
    if signals.e5 is not None:
        if lacking.any():
            scores[lacking] = words[_best(signals.e5)[:3]].mean()
        scores = scores + np.float32(weights.rank["e5"]) * signals.e5
    if boost is not None:
        scores = scores + boost
    order = _best(scores)
    likelihood = np.exp((scores - scores[order[0]]) / weights.temperature)
    shares = likelihood[order] / likelihood.sum()
    features = _features(signals, scores, order)
    return Ranking(
        tuple(int(place) for place in order),
        tuple(float(share) for share in shares),
        confidence(features, weights),
        features,
    )


def _best(scores: Floats) -> npt.NDArray[np.int64]:
    """Return the positions of the best, at most ten; of equals the earlier first."""
    if len(scores) <= _KEPT:
        return np.argsort(-scores, kind="stable")
    among = np.flatnonzero(scores >= np.partition(scores, -_KEPT)[-_KEPT])
    return among[np.argsort(-scores[among], kind="stable")][:_KEPT]


def put_first(ranking: Ranking, place: int, certainty: float) -> Ranking:
    """Return `ranking` with one entry moved to the front and confidence set to `certainty`."""
    pairs = [pair for pair in zip(ranking.order, ranking.shares, strict=True) if pair[0] != place]
    top = ranking.shares[0]
    return Ranking(
        (place, *(at for at, _ in pairs)), (top, *(share for _, share in pairs)), certainty, ranking.features
    )


def confidence(features: Mapping[str, float], weights: Weights) -> float:
    """Return the logistic of the weighted features."""
    logit = weights.bias + sum(weight * features[name] for name, weight in weights.confidence.items())
    return 1 / (1 + math.exp(-logit))


def _features(signals: Signals, scores: Floats, order: npt.NDArray[np.int64]) -> Mapping[str, float]:
    first = int(order[0])
    return {
        "e5": float(signals.e5[first]) if signals.e5 is not None else 0.0,
        "standout": _standout(signals.e5, first) if signals.e5 is not None else 0.0,
        "coverage": float(signals.coverage[first]),
        "overlap": float(signals.overlap[first]),
        "char": float(signals.char[first]),
        "margin": min(float(scores[first] - scores[order[1]]), 1.0) if len(order) > 1 else 1.0,
    }


def _standout(e5: Floats, first: int) -> float:
    """Return how far the first entry's meaning stands out among all, in units of five standard deviations.

    The level of cosines differs from question to question; the distance from the crowd differs less.
    """
    spread = float(e5.std())
    return float(e5[first] - e5.mean()) / spread / 5 if spread > 0 else 0.0
