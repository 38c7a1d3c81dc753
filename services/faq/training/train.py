"""Fits the search's numbers to `evaluation/development.jsonl` and writes `retrieval/weights.json`.

    python services/faq/training/train.py            # fits, cross-validates, writes
    python services/faq/training/train.py --dry-run  # the same without writing

Ranking is a conditional logit (McFadden, 1974): the likelihood of the expected entries under a softmax of the weighted
signals is maximised over non-negative weights. Confidence (is the first entry right?) and scope (is one of the first four?) are
logistic regressions with non-negative weights on the first entry's features; an unconstrained one ranked alike and collapsed on
other towns' questions (engines.md). Cross-validation goes by entry: no question of an entry that is judged was learnt from. The
held-out questions are never read here.
"""

# ruff: noqa: T201 - a command line prints

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from okienko_faq.content.loading import load
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.evaluation import read_questions, to_question
from okienko_faq.measures import Asked, calibration_error
from okienko_faq.retrieval import weights as shipped
from okienko_faq.retrieval.decision import ANSWER_FROM, Outcome, decide
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.glosses import join_spelled
from okienko_faq.retrieval.ranking import Ranking, Signals, rank
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.retrieval.weights import FEATURES, SIGNALS, Weights
from okienko_faq.retrieval.words import clean
from okienko_faq.settings import REPOSITORY, FaqSettings

Array = npt.NDArray[np.float64]
DEVELOPMENT = REPOSITORY / "services/faq/evaluation/development.jsonl"
WEIGHTS = REPOSITORY / "services/faq/src/okienko_faq/retrieval/weights.json"
FOLDS = 5
SEEDS = (1, 2, 3)
MOST_CHOICES = 4
OF_MEANING = frozenset({"e5", "standout"})


@dataclass(frozen=True)
class Example:
    """A question as the ranker sees it."""

    asked: Asked
    signals: Signals
    lacking: npt.NDArray[np.bool_]
    expected: tuple[int, ...]
    content_words: int
    rivals: frozenset[int]


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="report only")
    chosen = parser.parse_args()
    examples = collect(read_questions(DEVELOPMENT))
    hybrid = fit(examples, with_meaning=True)
    lexical = fit(examples, with_meaning=False)
    both, words = ([judge(examples, seed, with_meaning=meaning) for seed in SEEDS] for meaning in (True, False))
    report("hybrid", both)
    report("lexical-only", words)
    data = {
        "hybrid": as_json(hybrid),
        "lexical": as_json(lexical),
        "skip_embedding_from": skip_from(words, both),
    }
    print(json.dumps(data, indent=2))
    if not chosen.dry_run:
        shipped.parse(data)
        WEIGHTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def collect(asked: Sequence[Asked]) -> list[Example]:
    """Return every question with its signals; those whose entries the pack lacks are left out and named."""
    settings = FaqSettings()
    entries = [from_pack_entry(entry) for entry in load(settings.content).entries]
    retriever = Retriever(entries, shipped.load(), MultilingualE5(), settings.vectors)
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
        rivals = retriever.rivals(reading)
        examples.append(Example(question, signals, retriever.lacking(reading), expected, len(reading.terms), rivals))
    return examples


def fit(examples: Sequence[Example], *, with_meaning: bool) -> Weights:
    """Fit ranking, then confidence and scope given that ranking."""
    scale = fit_ranking([example for example in examples if example.expected], with_meaning=with_meaning)
    # The strongest weight becomes 1 and the softmax's scale the temperature, so that scores and boosts stay readable.
    unit = 1.0 / (scale["e5"] if with_meaning else max(scale.values()))
    unfitted = dict.fromkeys(FEATURES, 0.0)
    ranked = Weights({name: value * unit for name, value in scale.items()}, unfitted, 0.0, unfitted, 0.0, unit)
    rankings = [ranking_of(example, ranked, with_meaning=with_meaning) for example in examples]
    features = np.array([[ranking.features[name] for name in FEATURES] for ranking in rankings])
    pairs = list(zip(rankings, examples, strict=True))
    free = [with_meaning or name not in OF_MEANING for name in FEATURES]
    first = np.array([ranking.order[0] in example.expected for ranking, example in pairs], dtype=np.float64)
    bias, confidence = fit_logistic(features, first, free)
    among = np.array([is_among(ranking, example, MOST_CHOICES) for ranking, example in pairs], dtype=np.float64)
    free = [own and name != "lead" for name, own in zip(FEATURES, free, strict=True)]
    scope_bias, scope = fit_logistic(features, among, free)
    return Weights(ranked.rank, confidence, bias, scope, scope_bias, unit)


def is_among(ranking: Ranking, example: Example, count: int) -> bool:
    """Say whether one of the first `count` entries is right."""
    return not set(ranking.order[:count]).isdisjoint(example.expected)


def fit_ranking(examples: Sequence[Example], *, with_meaning: bool) -> dict[str, float]:
    """Maximise the likelihood of the expected entries over non-negative weights, with a light pull to zero."""
    stacks = np.stack([stack(example, with_meaning=with_meaning) for example in examples])
    expected = np.zeros(stacks.shape[:2])
    for row, example in zip(expected, examples, strict=True):
        row[list(example.expected)] = 1.0

    def loss_and_slope(weights: Array) -> tuple[float, Array]:
        scores = stacks @ weights
        likelihood = np.exp(scores - scores.max(axis=1, keepdims=True))
        likelihood /= likelihood.sum(axis=1, keepdims=True)
        among = likelihood * expected
        total = among.sum(axis=1, keepdims=True) + 1e-12
        size = len(examples)
        slope = np.tensordot(likelihood - among / total, stacks, axes=2)
        return float(-np.log(total).mean() + 1e-4 * weights @ weights), slope / size + 2e-4 * weights

    free = np.array([with_meaning or name not in OF_MEANING for name in SIGNALS])
    found = descend(loss_and_slope, 5.0 * free, free, lower=np.zeros(len(SIGNALS)))
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


def ranking_of(example: Example, weights: Weights, *, with_meaning: bool) -> Ranking:
    """Rank one question."""
    signals = example.signals
    if not with_meaning:
        signals = replace(signals, e5=None)
    return rank(signals, weights, example.lacking)


def fit_logistic(features: Array, right: Array, free: Sequence[bool]) -> tuple[float, dict[str, float]]:
    """Fit a logistic regression with non-negative weights; those that are not free stay 0."""
    design = np.column_stack([np.ones(len(features)), features])
    pull = 1e-3 * np.array([0.0, *np.ones(features.shape[1])])

    def loss_and_slope(weights: Array) -> tuple[float, Array]:
        probability = 1 / (1 + np.exp(-design @ weights))
        loss = -np.mean(right * np.log(probability + 1e-12) + (1 - right) * np.log(1 - probability + 1e-12))
        return float(loss + pull @ weights**2), design.T @ (probability - right) / len(right) + 2 * pull * weights

    moved = np.array([True, *free])
    lower = np.array([-np.inf, *np.zeros(features.shape[1])])
    found = descend(loss_and_slope, np.array([-2.0, *np.ones(features.shape[1])]) * moved, moved, lower)
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
            settled = loss - new_loss < 1e-8
            weights, loss, slope, step = moved, new_loss, new_slope, step * 1.3
            if settled:
                break
        else:
            step /= 2
    return weights


@dataclass(frozen=True)
class Judged:
    """A question with what weights that had not seen its entry make of it."""

    example: Example
    ranking: Ranking
    outcome: Outcome
    offered: tuple[int, ...]

    @property
    def is_resolved(self) -> bool:
        """Answered right, or the right entry is among the choices."""
        return self.outcome is not Outcome.DECLINE and not set(self.offered).isdisjoint(self.example.expected)


def judge(examples: Sequence[Example], seed: int, *, with_meaning: bool) -> list[Judged]:
    """Judge every question by weights fitted without any question of its entry."""
    entry = [min(example.expected, default=-number) for number, example in enumerate(examples, start=1)]
    shuffled = np.random.default_rng(seed).permutation(sorted(set(entry)))
    fold = {name: number % FOLDS for number, name in enumerate(shuffled.tolist())}
    judged = []
    for number in range(FOLDS):
        pairs = list(zip(examples, entry, strict=True))
        weights = fit([example for example, own in pairs if fold[own] != number], with_meaning=with_meaning)
        for example in (example for example, own in pairs if fold[own] == number):
            ranking = ranking_of(example, weights, with_meaning=with_meaning)
            decided = decide(ranking, example.content_words, example.rivals)
            offered = decided.answers or decided.choices[:MOST_CHOICES]
            judged.append(Judged(example, ranking, decided.outcome, offered))
    return judged


def report(name: str, runs: Sequence[Sequence[Judged]]) -> None:
    """Print cross-validated figures, the mean over several ways to part the entries."""
    found = [figures(judged) for judged in runs]
    mean = {key: np.mean([run[key] for run in found]) for key in found[0]}
    print(name, "cross-validated:", ", ".join(f"{key} {value:.3f}" for key, value in mean.items()))


def figures(judged: Sequence[Judged]) -> Mapping[str, float]:
    """Return shares, 0 to 1, by name."""
    inside = [item for item in judged if item.example.expected]
    outside = [item for item in judged if not item.example.expected]

    def share(items: Sequence[Judged], test: Callable[[Judged], bool]) -> float:
        return sum(map(test, items)) / len(items)

    def first(item: Judged) -> bool:
        return is_among(item.ranking, item.example, 1)

    return {
        "recall@1": share(inside, first),
        "recall@3": share(inside, lambda item: is_among(item.ranking, item.example, 3)),
        "resolved": share(inside, lambda item: item.is_resolved),
        "answered right": share(inside, lambda item: item.outcome is Outcome.ANSWER and item.is_resolved),
        "answered wrong": share(inside, lambda item: item.outcome is Outcome.ANSWER and not item.is_resolved),
        "asked back": share(inside, lambda item: item.outcome is Outcome.CLARIFY),
        "declined": share(inside, lambda item: item.outcome is Outcome.DECLINE),
        "out of scope answered": share(outside, lambda item: item.outcome is Outcome.ANSWER),
        "out of scope declined": share(outside, lambda item: item.outcome is Outcome.DECLINE),
        "ece": calibration_error([(item.ranking.confidence, first(item)) for item in judged]),
    }


def skip_from(by_words: Sequence[Sequence[Judged]], by_both: Sequence[Sequence[Judged]]) -> float:
    """Return the lexical confidence from which words alone never did worse than words with meaning, plus a margin.

    Both judged by weights that had not seen the entry: fitted on the same questions, words alone looked good enough for 43 %
    of them.
    """
    worst = 0.5
    saved: list[float] = []
    for words, both in zip(chain.from_iterable(by_words), chain.from_iterable(by_both), strict=True):
        expected = words.example.expected
        if expected:
            worse = words.ranking.order[0] not in expected and both.ranking.order[0] in expected
        else:
            worse = words.ranking.confidence >= ANSWER_FROM > both.ranking.confidence
        saved.append(words.ranking.confidence)
        if worse:
            worst = max(worst, words.ranking.confidence)
    # What words alone would ask back about is worth the embedding.
    threshold = round(min(max(worst + 0.05, ANSWER_FROM), 0.999), 3)
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
        "scope": {name: round(value, 4) for name, value in weights.scope.items()},
        "scope_bias": round(weights.scope_bias, 4),
        "temperature": round(weights.temperature, 4),
    }


if __name__ == "__main__":
    main()
