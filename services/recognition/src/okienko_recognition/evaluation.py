"""Measures the shipped models on recordings given by path; prints a table and writes reports/recognition.json.

    python -m okienko_recognition.evaluation --static STATIC.npz --dynamic DYNAMIC.npz --signs SIGNS.npz

STATIC holds `lm` (n, 21, 3) and `label` (n,); DYNAMIC holds `frames` (m, 21, 3), `offsets` (k + 1,) and `label` (k,). Landmarks
are image coordinates; `size` (n, 2), width and height, is used where it is given. Labels may be any letters of the alphabet.
SIGNS is described in `sign_evaluation.py`; models/recognition/train.py writes one with signers that were never trained on.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from okienko_common.reports import print_table, write_report

from okienko_recognition.alphabet import LETTERS, merged_shape
from okienko_recognition.classifiers import Float, HandClassifier
from okienko_recognition.engines.onnx_hands import OnnxHandClassifier
from okienko_recognition.engines.onnx_signs import CARD, OnnxSignModel
from okienko_recognition.lessons import Teacher
from okienko_recognition.reading import STILL_HAND, Reader, ReadingLimits, pool_shapes
from okienko_recognition.sign_evaluation import (
    described,
    load_streams,
    measure_signs,
    measure_teaching,
    threshold_table,
    watch,
)

DATA = Path("../shared/data/pjm")
WEIGHTS = Path("models/fingerspelling/weights")
SIGN_WEIGHTS = Path("models/recognition/weights")
SIGNS = Path(".local/signs-unseen.npz")
# Recordings without times: one photo about every tenth of a second.
FRAME_SECONDS = 0.1
KNOWN = frozenset(letter.text for letter in LETTERS)


@dataclass(frozen=True)
class Recordings:
    """Hands and their letters.

    Attributes:
        hands: One (t, 21, 3) array an example; t is 1 for still pictures.
        labels: The letter of each, lower case.
    """

    hands: tuple[Float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What was read from one example: letters best first with probabilities, and whether the reading is declined."""

    letters: tuple[str, ...]
    certainty: float
    declined: bool


def _labels(stored: Mapping[str, Any]) -> tuple[str, ...]:
    labels = tuple(str(label).lower() for label in stored["label"])
    unknown = sorted(set(labels) - KNOWN)
    if unknown:
        print(f"Left out, as they are no letters of the finger alphabet: {', '.join(unknown)}")
    return labels


def _even(points: NDArray[Any], size: NDArray[Any] | None) -> Float:
    """Return points with axes in one unit, where the picture's size is known; otherwise as they are."""
    even: Float = np.asarray(points, np.float32).copy()
    if size is not None:
        even[:, :, (0, 2)] *= (size[:, 0] / size[:, 1]).astype(np.float32)[:, None, None]
    return even


def load_static(path: Path) -> Recordings:
    """Load still hands.

    Raises:
        ValueError: The file has not the expected arrays.
    """
    with np.load(path, allow_pickle=True) as stored:
        if not {"lm", "label"} <= set(stored.files) or stored["lm"].shape[1:] != (21, 3):
            msg = f"{path} must hold `lm` of shape (n, 21, 3) and `label`."
            raise ValueError(msg)
        labels = _labels(stored)
        points = _even(stored["lm"], stored["size"] if "size" in stored.files else None)
    kept = [k for k, label in enumerate(labels) if label in KNOWN]
    return Recordings(tuple(points[k : k + 1] for k in kept), tuple(labels[k] for k in kept))


def load_dynamic(path: Path) -> Recordings:
    """Load sequences.

    Raises:
        ValueError: The file has not the expected arrays.
    """
    with np.load(path, allow_pickle=True) as stored:
        if not {"frames", "offsets", "label"} <= set(stored.files) or stored["frames"].shape[1:] != (21, 3):
            msg = f"{path} must hold `frames` of shape (m, 21, 3), `offsets` and `label`."
            raise ValueError(msg)
        labels, offsets = _labels(stored), stored["offsets"]
        points = _even(stored["frames"], stored["size"] if "size" in stored.files else None)
    kept = [k for k, label in enumerate(labels) if label in KNOWN and offsets[k + 1] > offsets[k]]
    return Recordings(tuple(points[offsets[k] : offsets[k + 1]] for k in kept), tuple(labels[k] for k in kept))


def answer(hand: Float, classifier: HandClassifier, reader: Reader, limits: ReadingLimits) -> Answer:
    """Read one example as the live recogniser reads a stretch."""
    posteriors = classifier.shape_of(hand)
    if len(hand) > 2:
        seconds = np.arange(len(hand), dtype=np.float32) * FRAME_SECONDS
        movement = classifier.movement_of(hand, seconds)
    else:
        movement = STILL_HAND
    probabilities = reader.weigh(pool_shapes(posteriors, np.ones(len(hand), np.float32)), movement)
    order = np.argsort(-probabilities, kind="stable")
    certainty = reader.certainty(probabilities)
    return Answer(tuple(LETTERS[k].text for k in order), certainty, certainty < limits.threshold)


def expected_calibration_error(certainty: Float, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the mean gap between confidence and accuracy over equal bins (Guo et al. 2017)."""
    places = np.minimum((certainty * bins).astype(int), bins - 1)
    gaps = [
        abs(float(certainty[places == k].mean() - right[places == k].mean())) * float((places == k).mean())
        for k in range(bins)
        if (places == k).any()
    ]
    return float(sum(gaps))


def measure_static(answers: Sequence[Answer], labels: Sequence[str]) -> dict[str, float]:
    """Score still hands. A merged score counts letters with one handshape as one."""
    exact = np.array([a.letters[0] == label for a, label in zip(answers, labels, strict=True)])
    merged = np.array(
        [merged_shape(a.letters[0]) == merged_shape(label) for a, label in zip(answers, labels, strict=True)]
    )
    declined = np.array([a.declined for a in answers])
    certainty = np.array([a.certainty for a in answers], np.float32)
    shown, letters = ~declined, np.array(labels)
    return {
        "static_top1": float(exact.mean()),
        "static_top1_merged": float(merged.mean()),
        "static_top3": float(np.mean([label in a.letters[:3] for a, label in zip(answers, labels, strict=True)])),
        "static_declined": float(declined.mean()),
        "static_correct_of_all": float((exact & shown).mean()),
        "static_correct_of_all_merged": float((merged & shown).mean()),
        "static_correct_of_shown_merged": float(merged[shown].mean()) if shown.any() else 0.0,
        "static_letter_mean_merged": float(np.mean([merged[letters == x].mean() for x in np.unique(letters)])),
        "shown_wrong": float((~merged & shown).mean()),
        "refused_right": float((merged & declined).mean()),
        "ece": expected_calibration_error(certainty, merged),
        "static_count": float(len(labels)),
    }


def measure_dynamic(answers: Sequence[Answer], labels: Sequence[str]) -> dict[str, float]:
    """Score sequences."""
    first = np.array([a.letters[0] == label for a, label in zip(answers, labels, strict=True)])
    third = np.array([label in a.letters[:3] for a, label in zip(answers, labels, strict=True)])
    declined = np.array([a.declined for a in answers])
    return {
        "dynamic_top1": float(first.mean()),
        "dynamic_top3": float(third.mean()),
        "dynamic_declined": float(declined.mean()),
        "dynamic_shown_wrong": float((~first & ~declined).mean()),
        "dynamic_refused_right": float((first & declined).mean()),
        "dynamic_count": float(len(labels)),
    }


def confusions(answers: Sequence[Answer], labels: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return a row for each letter: its share right, and what it was mostly taken for."""
    rows = []
    for letter in sorted(set(labels)):
        best = [a.letters[0] for a, label in zip(answers, labels, strict=True) if label == letter]
        wrong = [x for x in best if x != letter]
        taken = sorted({x: wrong.count(x) for x in wrong}.items(), key=lambda item: -item[1])[:3]
        rows.append((letter, f"{best.count(letter)}/{len(best)}", " ".join(f"{x}×{count}" for x, count in taken)))
    return rows


def _signs(streams: Path, weights: Path, dynamic: Path, classifier: HandClassifier) -> dict[str, float]:
    """Measure the sign model on streams, and moving letters taught to it as new signs."""
    if not (weights / CARD).is_file():
        print(f"{weights} holds no sign model, so signs are not measured.")
        return {}
    model = OnnxSignModel(weights)
    metrics: dict[str, float] = {}
    if streams.is_file():
        metrics |= measure_signs(watch(model, load_streams(streams)), model, expected_calibration_error)
    else:
        print(f"{streams} is not there, so signs are not measured. Name a file with --signs.")
    if dynamic.is_file():
        taught = load_dynamic(dynamic)
        times = [np.arange(len(hand), dtype=np.float32) * FRAME_SECONDS for hand in taught.hands]
        teacher = Teacher(model, classifier)
        vectors = [described(teacher, hand, seconds) for hand, seconds in zip(taught.hands, times, strict=True)]
        metrics |= measure_teaching(np.stack(vectors), taught.labels) if vectors else {}
    return metrics


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Measure the models on recordings.")
    parser.add_argument("--static", type=Path, default=DATA / "pkjm_static.npz", help="still hands (.npz)")
    parser.add_argument("--dynamic", type=Path, default=DATA / "pkjm_dynamic_seq.npz", help="sequences (.npz)")
    parser.add_argument("--signs", type=Path, default=SIGNS, help="streams of signs (.npz)")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder with the finger-alphabet models")
    parser.add_argument("--sign-weights", type=Path, default=SIGN_WEIGHTS, help="folder with the sign model")
    parser.add_argument("--letters", action="store_true", help="print a row for each letter")
    chosen = parser.parse_args()
    classifier = OnnxHandClassifier(chosen.weights)
    limits = classifier.card.limits
    reader = Reader(classifier.shapes, limits)
    metrics: dict[str, float] = {}
    parts = (
        ("static", chosen.static, load_static, measure_static),
        ("dynamic", chosen.dynamic, load_dynamic, measure_dynamic),
    )
    for name, path, load, measure in parts:
        if not path.is_file():
            print(f"{path} is not there, so {name} letters are not measured. Name a file with --{name}.")
            continue
        recordings = load(path)
        if not recordings.labels:
            print(f"{path} holds no letter of the finger alphabet, so there is nothing to measure.")
            continue
        answers = [answer(hand, classifier, reader, limits) for hand in recordings.hands]
        metrics |= measure(answers, recordings.labels)
        if chosen.letters:
            print_table(("letter", f"{name} right", "taken for"), confusions(answers, recordings.labels))
        sure = np.array([one.certainty for one in answers], np.float32)
        right = np.array(
            [merged_shape(a.letters[0]) == merged_shape(x) for a, x in zip(answers, recordings.labels, strict=True)]
        )
        print_table((f"{name}: threshold", "shown wrong", "refused right"), threshold_table(sure, right))
    metrics |= _signs(chosen.signs, chosen.sign_weights, chosen.dynamic, classifier)
    if not metrics:
        raise SystemExit("Nothing was measured.")
    metrics = {name: round(value, 4) for name, value in metrics.items()}
    print_table(("metric", "value"), list(metrics.items()))
    print(f"Written to {write_report('recognition', metrics)}")


if __name__ == "__main__":
    main()
