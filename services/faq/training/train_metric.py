"""Learns what counts as near among embeddings and writes `retrieval/metric.npz`.

    python services/faq/training/train_metric.py            # cross-validates, learns, writes
    python services/faq/training/train_metric.py --dry-run  # the same without writing

Learnt from the pack's own phrases: what differs among the phrases of one answer is not what tells answers apart. Judged on the
development questions by meaning alone, each by a metric that has seen no phrase of its answer. Run `train.py` afterwards.
"""

# ruff: noqa: T201 - a command line prints

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from okienko_faq.content.loading import load
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.evaluation import read_questions, to_question
from okienko_faq.retrieval.documents import SearchEntry, from_pack_entry
from okienko_faq.retrieval.embeddings import EmbeddingIndex
from okienko_faq.retrieval.metric import Metric
from okienko_faq.retrieval.words import clean, lower_if_shouted
from okienko_faq.settings import REPOSITORY, FaqSettings

Floats = npt.NDArray[np.float32]
DEVELOPMENT = REPOSITORY / "services/faq/evaluation/development.jsonl"
WRITTEN = REPOSITORY / "services/faq/src/okienko_faq/retrieval/metric.npz"
SHRINKAGE = 1.0
"""Of the mean variance added to every direction; .3 to 10 differ by .01 of recall@1."""
FOLDS = 4
SEEDS = (1, 2)


@dataclass(frozen=True)
class Phrases:
    """All that is said of the answers, and of which."""

    vectors: Floats
    owners: npt.NDArray[np.int64]


def main() -> None:
    """Judge, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="report only")
    chosen = parser.parse_args()
    entries = [from_pack_entry(entry) for entry in load(FaqSettings().content).entries]
    engine = MultilingualE5()
    texts = [[lower_if_shouted(phrase.text) for phrase in entry.phrases] for entry in entries]
    owners = np.repeat(np.arange(len(entries)), [len(own) for own in texts])
    phrases = Phrases(engine.embed_passages([text for own in texts for text in own]), owners)
    judge(entries, phrases, engine)
    metric = learn(phrases)
    if not chosen.dry_run:
        halves = {"mean": metric.mean.astype(np.float16), "matrix": metric.matrix.astype(np.float16)}
        np.savez_compressed(WRITTEN, engine=np.array(engine.name), **halves)
        print(f"{WRITTEN}: {WRITTEN.stat().st_size:,} bytes")


def learn(phrases: Phrases) -> Metric:
    """Return the metric that makes the differences among phrases of one answer alike in every direction."""
    inner = np.concatenate([own - own.mean(axis=0) for own in _groups(phrases)])
    variances, axes = np.linalg.eigh((inner.T @ inner / len(inner)).astype(np.float64))
    scales = (variances + SHRINKAGE * variances.mean()) ** -0.5
    # The scale does not matter to cosines; this one is kind to half precision.
    matrix = (axes * (scales / scales.mean())) @ axes.T
    return Metric(phrases.vectors.mean(axis=0), matrix.astype(np.float32))


def judge(entries: Sequence[SearchEntry], phrases: Phrases, engine: MultilingualE5) -> None:
    """Print recall on the development questions by both cosines together, the learnt one without the asked answers."""
    position = {entry.entry_id: place for place, entry in enumerate(entries)}
    asked = [question for question in read_questions(DEVELOPMENT) if question.expected]
    vectors = engine.embed_queries([lower_if_shouted(clean(to_question(question).text)) for question in asked])
    expected = [{position[name] for name in question.expected if name in position} for question in asked]
    cache = FaqSettings().vectors
    unmoved = Metric(np.zeros(engine.dimension, np.float32), np.eye(engine.dimension, dtype=np.float32))

    def recall(metric: Metric, numbers: Sequence[int]) -> list[tuple[bool, bool]]:
        index = EmbeddingIndex(entries, engine, cache, metric)
        orders = [np.argsort(-index.score(vectors[number]))[:3].tolist() for number in numbers]
        return [
            (order[0] in expected[number], not expected[number].isdisjoint(order))
            for order, number in zip(orders, numbers, strict=True)
        ]

    def tell(name: str, found: Sequence[tuple[bool, bool]]) -> None:
        print(name, "recall@1 {:.3f}, recall@3 {:.3f}".format(*np.mean(found, axis=0)))

    tell("the model's own cosine alone:", recall(unmoved, range(len(asked))))
    found = []
    for seed in SEEDS:
        folds = np.random.default_rng(seed).permutation(len(entries)) % FOLDS
        for fold in range(FOLDS):
            seen = folds[phrases.owners] != fold
            metric = learn(Phrases(phrases.vectors[seen], phrases.owners[seen]))
            found += recall(metric, [number for number, own in enumerate(expected) if folds[min(own)] == fold])
    tell("with the learnt one:", found)


def _groups(phrases: Phrases) -> list[Floats]:
    return [phrases.vectors[phrases.owners == owner] for owner in np.unique(phrases.owners)]


if __name__ == "__main__":
    main()
