"""Measures spelled words on recorded letters: words of the lexicon, put together from one signer's letters.

    python -m okienko_recognition.decoding.evaluation --static STATIC.npz --dynamic DYNAMIC.npz

The files are those of `okienko_recognition.evaluation`; an array `signer` beside `label` tells signers apart, without it a file counts
as one signer's. Prints a table and writes reports/recognition-words.json.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from okienko_common.reports import print_table, write_report

from okienko_recognition.alphabet import LETTERS
from okienko_recognition.classifiers import Float, HandClassifier
from okienko_recognition.decoding.resources import load_decoder
from okienko_recognition.decoding.transcript import Choice, Decoder, Hypothesis
from okienko_recognition.engines.onnx_hands import OnnxHandClassifier
from okienko_recognition.evaluation import (
    DATA,
    FRAME_SECONDS,
    WEIGHTS,
    Recordings,
    expected_calibration_error,
    load_dynamic,
    load_static,
)
from okienko_recognition.reading import STILL_HAND, Reader, pool_shapes

LEAST_LETTERS = 6
WORDS, SEEDS = 1000, (0, 1, 2)

# For each letter or digraph, what its recordings were read as: letters with probabilities.
Readings = Mapping[str, Sequence[Sequence[Choice]]]


@dataclass(frozen=True)
class Spelled:
    """One word that was spelled and how it was decoded."""

    word: str
    hypotheses: tuple[Hypothesis, ...]


def read_recordings(
    recordings: Recordings, classifier: HandClassifier, reader: Reader
) -> dict[str, list[list[Choice]]]:
    """Read every recording as the live recogniser reads a stretch, without declining any."""
    read: dict[str, list[list[Choice]]] = {}
    for hand, label in zip(recordings.hands, recordings.labels, strict=True):
        probabilities = _probabilities(hand, classifier, reader)
        order = np.argsort(-probabilities, kind="stable")
        read.setdefault(label, []).append([Choice(LETTERS[k].text, float(probabilities[k]), True) for k in order])
    return read


def _probabilities(hand: Float, classifier: HandClassifier, reader: Reader) -> Float:
    posteriors = classifier.shape_of(hand)
    seconds = np.arange(len(hand), dtype=np.float32) * FRAME_SECONDS
    movement = classifier.movement_of(hand, seconds) if len(hand) > 2 else STILL_HAND
    return reader.weigh(pool_shapes(posteriors, np.ones(len(hand), np.float32)), movement)


def tokens(word: str, known: Readings) -> list[str] | None:
    """Cut a word into what is signed for it, a digraph as one sign where it was recorded; None when a letter was not."""
    found, place = [], 0
    while place < len(word):
        for length in (2, 1):
            token = word[place : place + length]
            if len(token) == length and token in known:
                found.append(token)
                place += length
                break
        else:
            return None
    return found


def spell_words(decoder: Decoder, known: Readings, seed: int, count: int = WORDS) -> list[Spelled]:
    """Spell random words of the lexicon, each letter with a random recording of it, and decode them.

    Raises:
        ValueError: No word of the lexicon can be spelled with the recorded letters.
    """
    generator = np.random.default_rng(seed)
    words = [word for word in decoder.lexicon.words() if len(word) >= LEAST_LETTERS and tokens(word, known)]
    if not words:
        raise ValueError(
            "No word of the lexicon can be spelled with the recorded letters. Bring recordings of more letters."
        )
    spelled = []
    for word in generator.choice(words, min(count, len(words)), replace=False):
        utterance = decoder.start()
        for number, token in enumerate(tokens(str(word), known) or ()):
            readings = known[token]
            transcript = utterance.add(number, readings[int(generator.integers(len(readings)))])
        spelled.append(Spelled(str(word), transcript.parts[0].hypotheses))
    return spelled


def measure_words(spelled: Sequence[Spelled]) -> dict[str, float]:
    """Return the shares of words decoded right, among the first three, and literally read right; and the calibration."""
    texts = [["".join(one.words) for one in item.hypotheses] for item in spelled]
    right: NDArray[np.bool_] = np.array([found[0] == item.word for found, item in zip(texts, spelled, strict=True)])
    third = [item.word in found[:3] for found, item in zip(texts, spelled, strict=True)]
    literal = ["".join(one.words) for item in spelled for one in item.hypotheses if one.is_literal]
    certainty = np.array([item.hypotheses[0].confidence for item in spelled], np.float32)
    return {
        "words_right": float(right.mean()),
        "words_in_first_three": float(np.mean(third)),
        "words_literally_right": float(
            np.mean([found == item.word for found, item in zip(literal, spelled, strict=True)])
        ),
        "words_ece": expected_calibration_error(certainty, right),
        "words_count": float(len(spelled)),
    }


def _signers(path: Path, count: int) -> NDArray[np.str_]:
    """Return who made each example; the file's name stands for everybody where it does not say."""
    with np.load(path, allow_pickle=True) as stored:
        if "signer" in stored.files and len(stored["signer"]) == count:
            return np.array([str(signer) for signer in stored["signer"]])
    return np.full(count, "")


def _by_signer(path: Path, recordings: Recordings) -> dict[str, Recordings]:
    signers = _signers(path, len(recordings.labels))
    return {
        str(signer): Recordings(
            tuple(recordings.hands[k] for k in np.flatnonzero(signers == signer)),
            tuple(recordings.labels[k] for k in np.flatnonzero(signers == signer)),
        )
        for signer in np.unique(signers)
    }


def main() -> None:
    """Measure every signer of the files, print, write."""
    parser = argparse.ArgumentParser(description="Measure spelled words on recorded letters.")
    parser.add_argument("--static", type=Path, default=DATA / "pkjm_static.npz", help="still hands (.npz)")
    parser.add_argument("--dynamic", type=Path, default=DATA / "pkjm_dynamic_seq.npz", help="sequences (.npz)")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder with the models")
    chosen = parser.parse_args()
    classifier = OnnxHandClassifier(chosen.weights)
    reader, decoder = Reader(classifier.shapes, classifier.card.limits), load_decoder()
    signers: dict[str, dict[str, list[list[Choice]]]] = {}
    for path, load in ((chosen.static, load_static), (chosen.dynamic, load_dynamic)):
        if not path.is_file():
            print(f"{path} is not there. Without it words with its letters are not measured.")
            continue
        for signer, recordings in _by_signer(path, load(path)).items():
            signers.setdefault(signer, {}).update(read_recordings(recordings, classifier, reader))
    if not signers:
        raise SystemExit("Nothing was measured.")
    tables = []
    for signer, known in signers.items():
        rows = [measure_words(spell_words(decoder, known, seed)) for seed in SEEDS]
        tables.append({name: float(np.mean([row[name] for row in rows])) for name in rows[0]})
        print(f"{signer or 'all signers'}: {tables[-1]['words_right']:.3f} of the words right")
    metrics = {name: round(float(np.mean([table[name] for table in tables])), 4) for name in tables[0]}
    print_table(("metric", "value"), list(metrics.items()))
    print(f"Written to {write_report('recognition-words', metrics)}")


if __name__ == "__main__":
    main()
