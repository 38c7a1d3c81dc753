"""From scores to an order and a calibrated probability."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from okienko_faq.retrieval.weights import Weights

Floats = npt.NDArray[np.float32]

_KEPT = 10
_MOST_LEAD = 6.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What the parts of the search say of every entry, one value each; `e5` is None when meaning was not asked."""

    e5: Floats | None
    coverage: Floats
    overlap: Floats
    char: Floats
    evidence: Floats
    vector: Floats | None = None
    """The question's own, (dimension,), where meaning was asked."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Entries by falling likelihood."""

    order: tuple[int, ...]
    """Positions of the best entries in the store, at most ten."""
    shares: tuple[float, ...]
    """Likelihood of each relative to the others, 0 to 1; sums to at most 1."""
    confidence: float
    """Calibrated probability that the first is what was asked for, 0 to 1."""
    scope: float
    """Calibrated probability that what was asked for is among the first four, 0 to 1."""
    features: Mapping[str, float]
    """What both were judged by."""


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
        + weights.rank["evidence"] * signals.evidence
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
    features = _features(signals, order, float(shares[0]))
    return Ranking(
        tuple(int(place) for place in order),
        tuple(float(share) for share in shares),
        _logistic(features, weights.confidence, weights.bias),
        _logistic(features, weights.scope, weights.scope_bias),
        features,
    )


def _best(scores: Floats) -> npt.NDArray[np.int64]:
    """Return the positions of the best, at most ten; of equals the earlier first."""
    if len(scores) <= _KEPT:
        return np.argsort(-scores, kind="stable")
    among = np.flatnonzero(scores >= np.partition(scores, -_KEPT)[-_KEPT])
    return among[np.argsort(-scores[among], kind="stable")][:_KEPT]


def put_first(ranking: Ranking, place: int, certainty: float) -> Ranking:
    """Return `ranking` with one entry moved to the front, certainly in scope and with confidence `certainty`."""
    pairs = [pair for pair in zip(ranking.order, ranking.shares, strict=True) if pair[0] != place]
    top = ranking.shares[0]
    return Ranking(
        (place, *(at for at, _ in pairs)), (top, *(share for _, share in pairs)), certainty, 1.0, ranking.features
    )


def _logistic(features: Mapping[str, float], weights: Mapping[str, float], bias: float) -> float:
    return 1 / (1 + math.exp(-bias - sum(weight * features[name] for name, weight in weights.items())))


def _features(signals: Signals, order: npt.NDArray[np.int64], share: float) -> Mapping[str, float]:
    first = int(order[0])
    return {
        "e5": float(signals.e5[first]) if signals.e5 is not None else 0.0,
        "standout": _standout(signals.e5, first) if signals.e5 is not None else 0.0,
        "coverage": float(signals.coverage[first]),
        "overlap": float(signals.overlap[first]),
        "char": float(signals.char[first]),
        "evidence": float(signals.evidence[first]),
        # The log-odds against all others together, up to 400 to 1.
        "lead": min(math.log(share / max(1 - share, 1e-6)), _MOST_LEAD) / _MOST_LEAD,
    }


def _standout(e5: Floats, first: int) -> float:
    """Return how far the first entry's meaning stands out among all, in units of five standard deviations.

    The level of cosines differs from question to question; the distance from the crowd differs less.
    """
    spread = float(e5.std())
    return float(e5[first] - e5.mean()) / spread / 5 if spread > 0 else 0.0
