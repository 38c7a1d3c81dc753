"""Fits the second reader of danger and writes `retrieval/danger.json`.

    python services/faq/training/train_danger.py            # fits, cross-validates, writes
    python services/faq/training/train_danger.py --dry-run  # the same without writing

It learns from `danger.tsv` (situations written along the complaints that dispatchers of ambulances sort calls by, and harmless wordings like
them), the conversations of `evaluation/dialogues.jsonl`, the development questions and, with a tenth of the weight, every phrase of
the content pack. `evaluation/danger.jsonl` is for measuring and never read here.
"""

# ruff: noqa: T201 - a command line prints

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from okienko_faq.content.loading import load
from okienko_faq.dialogue.findings import CRISIS, DOMESTIC_VIOLENCE, EMERGENCY_NUMBERS
from okienko_faq.dialogues import read_dialogues
from okienko_faq.engines import Embedder
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.evaluation import DIALOGUES, read_questions, to_question
from okienko_faq.retrieval import emergency, weights
from okienko_faq.retrieval.documents import SearchEntry, from_pack_entry
from okienko_faq.retrieval.glosses import join, join_spelled
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.retrieval.words import clean, shortened
from okienko_faq.settings import REPOSITORY, FaqSettings

Array = npt.NDArray[np.float64]
SITUATIONS = REPOSITORY / "services/faq/training/danger.tsv"
DEVELOPMENT = REPOSITORY / "services/faq/evaluation/development.jsonl"
WRITTEN = REPOSITORY / "services/faq/src/okienko_faq/retrieval/danger.json"
HARMLESS = "harmless"
FOLDS = 5
BATCH = 16
PULL = 30.0
OF_PACK = 0.1
FALSE_ALARMS = 0.015
"""Share of the development questions that may be taken for danger, cross-validated: those that the search is sure of never get here."""
FALSE_ALARMS_ALIKE = 0.04
"""Share of the harmless wordings that sound like danger, and of the conversations' harmless turns, that may."""


@dataclass(frozen=True)
class Said:
    """What somebody said: where it stands, and its kind of danger, "any", or HARMLESS."""

    source: str
    text: str
    danger: str


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="report only")
    chosen = parser.parse_args()
    settings = FaqSettings()
    entries = [from_pack_entry(entry) for entry in load(settings.content).entries]
    engine = MultilingualE5()
    retriever = Retriever(entries, weights.load(), None)
    said = collect(entries)
    read = [retriever.read(shortened(join_spelled(clean(item.text))), None).repaired for item in said]
    vectors = embed(engine, read)
    danger = np.array([item.danger != HARMLESS for item in said], dtype=np.float64)
    heavy = np.array([OF_PACK if item.source == "pack" else 1.0 for item in said])
    threshold = cross_validate(said, vectors, danger, heavy, retriever)
    found, bias = fit(vectors, danger, heavy)
    data: dict[str, Any] = {
        "engine": engine.name,
        "bias": round(bias - threshold, 3),
        "weights": rounded(found),
        "kinds": kinds(said, vectors),
    }
    if not chosen.dry_run:
        WRITTEN.write_text(json.dumps(data) + "\n", encoding="utf-8")


def embed(engine: Embedder, texts: Sequence[str]) -> Array:
    """Return (len(texts), dimension) vectors of questions; texts of like length share a batch, which is as long as its longest."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    vectors = np.zeros((len(texts), engine.dimension))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        vectors[batch] = engine.embed_queries([texts[number] for number in batch])
    return vectors


def collect(entries: Sequence[SearchEntry]) -> list[Said]:
    """Return everything that is learnt from."""
    lines = [line.split("\t") for line in SITUATIONS.read_text(encoding="utf-8").splitlines()]
    found = [Said("situations", text, danger) for danger, _, text in lines]
    for conversation in read_dialogues(DIALOGUES):
        danger = conversation.danger if conversation.kind == "emergency" else HARMLESS
        for turn in conversation.turns:
            text = join(turn["gloss"].split()) if "gloss" in turn else turn.get("text", "")
            found += [Said("conversations", text, danger)] if text else []
    found += [Said("questions", to_question(asked).text, HARMLESS) for asked in read_questions(DEVELOPMENT)]
    help_itself = {EMERGENCY_NUMBERS, DOMESTIC_VIOLENCE, CRISIS}
    phrases = [phrase.text for entry in entries if entry.entry_id not in help_itself for phrase in entry.phrases]
    return found + [Said("pack", text, HARMLESS) for text in dict.fromkeys(phrases)]


def cross_validate(said: Sequence[Said], vectors: Array, danger: Array, heavy: Array, retriever: Retriever) -> float:
    """Print how it does with what it has not learnt from; return the threshold."""
    fold = np.random.default_rng(0).permutation(len(said)) % FOLDS
    logits = np.zeros(len(said))
    for number in range(FOLDS):
        own = fold == number
        found, bias = fit(vectors[~own], danger[~own], heavy[~own])
        logits[own] = vectors[own] @ found + bias
    source = np.array([item.source for item in said])
    alike = (danger == 0) & ((source == "situations") | (source == "conversations"))
    by_questions = np.quantile(logits[source == "questions"], 1 - FALSE_ALARMS)
    threshold = float(max(by_questions, np.quantile(logits[alike], 1 - FALSE_ALARMS_ALIKE)))
    by_rule = np.array([emergency.detect(item.text, retriever.knows) is not None for item in said])
    either = (logits > threshold) | by_rule
    for name in dict.fromkeys(source.tolist()):
        for kind, of_kind in (("danger", danger == 1), ("harmless", danger == 0)):
            own = (source == name) & of_kind
            if own.any():
                shares = [np.mean(values[own]) for values in (by_rule, logits > threshold, either)]
                print(f"{name}, {kind}: {own.sum()}; rules, reader, either:", *(f"{share:.3f}" for share in shares))
    return threshold


def fit(vectors: Array, right: Array, heavy: Array) -> tuple[Array, float]:
    """Fit a logistic regression by Newton's method; return weights for the vectors as they come, and the bias."""
    mean = vectors.mean(axis=0)
    spread = float((vectors - mean).std())
    design = np.column_stack([np.ones(len(vectors)), (vectors - mean) / spread])
    pull = PULL * np.diag([0.0, *np.ones(vectors.shape[1])])
    found = np.zeros(design.shape[1])
    for _ in range(15):
        probability = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (heavy * (probability - right)) + pull @ found
        bend = (design * (heavy * probability * (1 - probability))[:, None]).T @ design + pull
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-4:
            break
    scaled = found[1:] / spread
    return scaled, float(found[0] - scaled @ mean)


def kinds(said: Sequence[Said], vectors: Array) -> dict[str, Any]:
    """Return for each kind of danger its weights against the others."""
    among = np.array([item.danger not in {HARMLESS, "any"} for item in said])
    named = np.array([item.danger for item in said])[among]
    found = {}
    for kind in sorted(set(named.tolist())):
        own, bias = fit(vectors[among], (named == kind).astype(np.float64), np.ones(len(named)))
        found[kind] = {"weights": rounded(own), "bias": round(bias, 3)}
    return found


def rounded(values: Array) -> list[float]:
    """Return weights as written to the file."""
    return [round(float(value), 3) for value in values]


if __name__ == "__main__":
    main()
