"""Train the sign model, judge it on signers it has not seen, and write weights, card and reliability diagram.

python models/recognition/train.py --data ../shared/data/pjm --output models/recognition/weights
"""

import argparse
import hashlib
import json
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import torch
from examples import describe_footage
from filming import film
from numpy.typing import NDArray
from okienko_recognition.features import FEATURES
from okienko_recognition.spotting import SpotLimits
from okienko_recognition.vocabulary import Kind, Sign
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.lexicon.model import Sign as LexiconSign
from peers import nearest_by_warping, resampled
from recorded import RecordedHands
from reliability import Judgements, draw
from sign_judging import Heard, Stepped, TorchSignModel, overlap, score, watch, write_streams
from sign_network import EMBEDDING, STATE, StreamNetwork
from sign_training import train_stream
from signers import Utterance, spelled, utterances
from vocabulary import LETTER, entries_of

sys.path.append(str(Path(__file__).parents[1] / "fingerspelling"))

from data import TRAINING_SOURCES, load_source

LEXICON = Path(__file__).resolve().parents[1] / "lexicon"
SIGNERS, WORDS_A_SIGNER = 60, 40
STEPS = 2200
UNSEEN_SIGNERS = 2
COST_OF_WRONG = 3.0
"""A wrong sign shown costs as much as three right ones refused."""
TRAINING_SEED, CALIBRATION_SEED, TEST_SEED, PEER_SEED = 1, 700, 900, 500
PEER_TAKES, PEER_ASKED = 3, 100


def _small(motions: Iterator[Utterance]) -> list[Utterance]:
    """Keep motions in half precision: a tenth of a millimetre, half of the memory."""
    return [replace(one, points=one.points.astype(np.float16)) for one in motions]


Motions = tuple[list[Utterance], list[Utterance]]


def _invented(
    lexicon: Lexicon, known: Sequence[tuple[LexiconSign, bool]], hands: RecordedHands, signers: int
) -> Motions:
    """Return utterances of the whole vocabulary and spelled words."""
    return (
        _small(utterances(lexicon, known, signers, TRAINING_SEED)),
        _small(spelled(lexicon, known, hands, signers * WORDS_A_SIGNER, TRAINING_SEED)),
    )


def _motions(path: Path | None, vocabulary: tuple[Sign, ...], invent: Callable[[], Motions]) -> Motions:
    """Take the motions of an earlier run, if they are of the same vocabulary; else invent them."""
    if path and path.is_file():
        kept: tuple[tuple[Sign, ...], Motions] = pickle.loads(path.read_bytes())
        if kept[0] == vocabulary:
            return kept[1]
        print(f"{path} was made with another vocabulary, so the motions are invented anew.")
    motions = invent()
    if path:
        path.write_bytes(pickle.dumps((vocabulary, motions)))
    return motions


def calibrated(heard: Sequence[Heard]) -> tuple[SpotLimits, Judgements]:
    """Choose the exponent with the best log-likelihood of right and wrong; the threshold follows from the cost."""
    best: tuple[float, float] | None = None
    for sharpness in np.arange(0.2, 2.01, 0.05):
        judged = judgements(heard, float(sharpness), "signs of unseen signers")
        sure = judged.confidence.clip(0.01, 0.99)
        loss = -float(np.where(judged.right, np.log(sure), np.log(1 - sure)).mean())
        best = min(best or (np.inf, 1.0), (loss, float(sharpness)))
    assert best is not None
    threshold = COST_OF_WRONG / (1 + COST_OF_WRONG)
    limits = SpotLimits(sharpness=round(best[1], 2), threshold=threshold)
    return limits, judgements(heard, limits.sharpness, "signs of unseen signers")


def judgements(heard: Sequence[Heard], sharpness: float, name: str) -> Judgements:
    """Return confidence and truth of every stretch that was found, also of those where nothing was signed."""
    sure, right = [], []
    for one in heard:
        for spotted in one.spotted:
            weights = spotted.probabilities**sharpness
            weights = weights / weights.sum()
            best = int(weights.argmax())
            covered = [sign for span, sign in zip(one.spans, one.signs, strict=True) if overlap(span, spotted) > 0]
            sure.append(float(weights[best]))
            right.append(best in covered)
    return Judgements(name, np.array(sure, np.float32), np.array(right))


def by_warping(templates: Sequence[Utterance], asked: Sequence[Utterance]) -> float:
    """Return how many signs the peer names right: the nearest of `PEER_TAKES` films of each sign, told where each begins and ends."""
    chance = np.random.default_rng(PEER_SEED)
    known = [_track(one, chance) for one in templates for _ in range(PEER_TAKES)]
    names = np.repeat([int(one.signs[0]) for one in templates], PEER_TAKES)
    drawn = [asked[k] for k in chance.choice(len(asked), PEER_ASKED, replace=False)]
    found = nearest_by_warping(np.stack(known), [_track(one, chance) for one in drawn])
    return float(np.mean([names[k] == int(one.signs[0]) for k, one in zip(found, drawn, strict=True)]))


def _track(utterance: Utterance, chance: np.random.Generator) -> NDArray[np.float32]:
    footage = film([utterance], 160, chance, whole=True)
    start, end = utterance.spans[0]
    inside = (footage.frames[0] >= start) & (footage.frames[0] < end)
    # A stalled browser may have sent no frame of a short sign.
    inside[np.abs(footage.frames[0] - start).argmin()] = True
    return resampled(describe_footage(footage)[0, inside])


def export(network: StreamNetwork, path: Path) -> str:
    """Write the stepped network as ONNX; return its SHA-256."""
    streams = torch.export.Dim("streams", min=1, max=1024)
    torch.onnx.export(
        Stepped(network.eval()),
        (torch.randn(2, FEATURES), torch.zeros(2, STATE)),
        str(path),
        input_names=["features", "state"],
        output_names=["probabilities", "embedding", "next_state"],
        dynamic_shapes=({0: streams}, {0: streams}),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    model = onnx.load(path)
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    onnx.save(model, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Invent signers, train, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the recorded hands (.npz)")
    parser.add_argument("--output", type=Path, required=True, help="folder for weights, card and diagram")
    parser.add_argument("--lexicon", type=Path, default=LEXICON, help="the sign lexicon")
    parser.add_argument("--signers", type=int, default=SIGNERS, help="invented signers to learn from")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches")
    parser.add_argument(
        "--network", type=Path, help="file that keeps the trained network, to be judged and exported anew"
    )
    parser.add_argument("--motions", type=Path, help="file that keeps the invented motions for the next time")
    parser.add_argument(
        "--test-streams", type=Path, help="where to write streams of unseen signers, for the evaluation"
    )
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    chosen.output.mkdir(parents=True, exist_ok=True)
    lexicon = load_lexicon(chosen.lexicon)
    entries = entries_of(lexicon)
    known = [(entry.sign, entry.kind == LETTER) for entry in entries]
    vocabulary = tuple(Sign(entry.text, entry.sign_id, Kind(entry.kind)) for entry in entries)
    hands = RecordedHands([load_source(chosen.data, name) for name in TRAINING_SOURCES], lexicon)

    network = StreamNetwork(len(vocabulary) + 2)
    if chosen.network and chosen.network.is_file():
        network.load_state_dict(torch.load(chosen.network))
    else:
        signed, words = _motions(chosen.motions, vocabulary, lambda: _invented(lexicon, known, hands, chosen.signers))
        print(f"{len(signed)} utterances, {len(words)} spelled words, {len(vocabulary)} signs", flush=True)
        network = train_stream(signed, words, len(vocabulary), chosen.steps, seed=0)
        if chosen.network:
            torch.save(network.state_dict(), chosen.network)

    plain = TorchSignModel(network, vocabulary, SpotLimits())
    fluent = _small(utterances(lexicon, known, UNSEEN_SIGNERS, CALIBRATION_SEED))
    heard = watch(plain, fluent, CALIBRATION_SEED)
    limits, judged = calibrated(heard)
    in_sentences = score(heard, vocabulary)
    alone = _small(utterances(lexicon, known, UNSEEN_SIGNERS, TEST_SEED, single=True))
    heard_alone = watch(plain, alone, TEST_SEED)
    one_by_one = score(heard_alone, vocabulary)
    tested = judgements(heard_alone, limits.sharpness, "signs, one by one")
    for name, table in (("in sentences", in_sentences), ("one by one", one_by_one)):
        print(name, {key: round(value, 4) for key, value in table.items()}, flush=True)
    warped = by_warping(_small(utterances(lexicon, known, 1, PEER_SEED, single=True)), alone)
    print(f"dynamic time warping: {warped:.4f}")
    print(f"sharpness {limits.sharpness}, ECE {judged.error():.4f} in sentences, {tested.error():.4f} one by one")
    draw([judged, tested], chosen.output / "reliability-signs.svg")
    digest = export(network, chosen.output / "signs.onnx")
    card = {
        "features": FEATURES,
        "state": STATE,
        "embedding": EMBEDDING,
        "sharpness": limits.sharpness,
        "threshold": limits.threshold,
        "sha256": {"signs.onnx": digest},
        "lexicon": lexicon.digest,
        "unseen_signers": {
            "in sentences": {key: round(value, 4) for key, value in in_sentences.items()},
            "one by one": {key: round(value, 4) for key, value in one_by_one.items()},
            "ece in sentences": round(judged.error(), 4),
            "ece one by one": round(tested.error(), 4),
            "dynamic time warping, one by one": round(warped, 4),
        },
        "vocabulary": [[sign.text, sign.sign_id, sign.kind.value] for sign in vocabulary],
    }
    path = chosen.output / "signs.json"
    path.write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {path}")
    if chosen.test_streams:
        write_streams(chosen.test_streams, alone, vocabulary, TEST_SEED + 1)


if __name__ == "__main__":
    main()
