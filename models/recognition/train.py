"""Train the sign model, judge it on signers it has not seen, and write weights, card and reliability diagram.

python models/recognition/train.py --data ../shared/data/pjm --output models/recognition/weights
"""

import argparse
import copy
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from peers import nearest_by_warping, resampled
from recorded import RecordedHands
from reliability import Judgements, draw
from sign_judging import Heard, Stepped, TorchSignModel, overlap, score, watch, write_streams
from sign_network import EMBEDDING, STATE, StreamNetwork
from sign_training import Effort, train_streams
from signers import Utterance, utterances
from studio import Stage, batches_beside, staged
from vocabulary import LETTER, entries_of

sys.path.append(str(Path(__file__).parents[1] / "fingerspelling"))

from data import TRAINING_SOURCES, load_source

LEXICON = Path(__file__).resolve().parents[1] / "lexicon"
STEPS = 2200
SEEDS = 3
ALONE = 0.3
"""Share of the training in which networks do not hear one another."""
UNSEEN_SIGNERS = 2
COST_OF_WRONG = 3.0
"""A wrong sign shown costs as much as three right ones refused."""
TRAINING_SEED, CALIBRATION_SEED, TEST_SEED, PEER_SEED = 1, 700, 900, 500
PEER_TAKES, PEER_ASKED = 3, 100


def _small(motions: Iterator[Utterance]) -> list[Utterance]:
    """Keep motions in half precision: a tenth of a millimetre, half of the memory."""
    return [replace(one, points=one.points.astype(np.float16)) for one in motions]


def _trained(stage: Stage, effort: Effort, processes: int, together: int, device: str) -> list[StreamNetwork]:
    """Train a network for each seed on films of invented signers, then let each learn what all say together.

    Made-up signs are left out of the networks that come back.
    """
    kept = len(stage.vocabulary) + 2
    filmed = batches_beside(stage, TRAINING_SEED, processes, together)
    networks = []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        networks.append(StreamNetwork(kept + len(stage.strange)))
    networks = train_streams(filmed, networks, effort.part(ALONE), device)
    networks = train_streams(filmed, networks, effort.part(1 - ALONE), device, copy.deepcopy(networks))
    return [network.only(kept) for network in networks]


def _networks(
    path: Path | None, vocabulary: tuple[Sign, ...], train: Callable[[], list[StreamNetwork]]
) -> list[StreamNetwork]:
    """Take the networks of an earlier run, if they know the same vocabulary; else train them."""
    if path and path.is_file():
        kept = torch.load(path)
        if kept["vocabulary"] == [sign.sign_id for sign in vocabulary]:
            networks = [StreamNetwork(len(vocabulary) + 2) for _ in kept["networks"]]
            for network, state in zip(networks, kept["networks"], strict=True):
                network.load_state_dict(state)
            return networks
        print(f"{path} was trained with another vocabulary, so networks are trained anew.")
    networks = train()
    if path:
        states = [network.state_dict() for network in networks]
        torch.save({"vocabulary": [sign.sign_id for sign in vocabulary], "networks": states}, path)
    return networks


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


@dataclass(frozen=True)
class Judged:
    """What one network makes of signers it has not seen."""

    limits: SpotLimits
    in_sentences: dict[str, float]
    one_by_one: dict[str, float]
    panels: tuple[Judgements, Judgements]

    @property
    def table(self) -> dict[str, dict[str, float]]:
        """Return the figures of sentences and of single signs, with the calibration error."""
        return {
            "in sentences": self.in_sentences | {"calibration_error": self.panels[0].error()},
            "one by one": self.one_by_one | {"calibration_error": self.panels[1].error()},
        }


def _judged(
    network: StreamNetwork, vocabulary: tuple[Sign, ...], fluent: Sequence[Utterance], alone: Sequence[Utterance]
) -> Judged:
    """Read unseen signers' sentences, set confidence by them, and read other unseen signers' single signs."""
    plain = TorchSignModel(network, vocabulary, SpotLimits())
    heard = watch(plain, fluent, CALIBRATION_SEED)
    limits, in_sentences = calibrated(heard)
    heard_alone = watch(plain, alone, TEST_SEED)
    one_by_one = judgements(heard_alone, limits.sharpness, "signs, one by one")
    return Judged(limits, score(heard, vocabulary), score(heard_alone, vocabulary), (in_sentences, one_by_one))


def _averaged(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return the mean of every figure over the networks."""
    tables = [one.table for one in judged]
    return {
        name: {key: round(float(np.mean([table[name][key] for table in tables])), 4) for key in row}
        for name, row in tables[0].items()
    }


def main() -> None:
    """Invent signers, train, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the recorded hands (.npz)")
    parser.add_argument("--output", type=Path, required=True, help="folder for weights, card and diagram")
    parser.add_argument("--lexicon", type=Path, default=LEXICON, help="the sign lexicon")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches")
    parser.add_argument("--seconds", type=float, default=0, help="train for so long instead of for so many batches")
    parser.add_argument("--device", default="cpu", help="where networks are trained, as torch names it")
    parser.add_argument("--processes", type=int, default=0, help="processes that film beside this one")
    parser.add_argument("--together", type=int, default=1, help="parts of 64 films in a batch")
    parser.add_argument(
        "--networks", type=Path, help="file that keeps the trained networks, to be judged and exported anew"
    )
    parser.add_argument(
        "--test-streams", type=Path, help="where to write streams of unseen signers, for the evaluation"
    )
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("high")
    chosen.output.mkdir(parents=True, exist_ok=True)
    lexicon = load_lexicon(chosen.lexicon)
    entries = entries_of(lexicon)
    known = [(entry.sign, entry.kind == LETTER) for entry in entries]
    vocabulary = tuple(Sign(entry.text, entry.sign_id, Kind(entry.kind)) for entry in entries)

    def train() -> list[StreamNetwork]:
        hands = RecordedHands([load_source(chosen.data, name) for name in TRAINING_SOURCES], lexicon)
        effort = Effort(chosen.steps, chosen.seconds)
        return _trained(staged(lexicon, known, hands), effort, chosen.processes, chosen.together, chosen.device)

    networks = _networks(chosen.networks, vocabulary, train)
    fluent = _small(utterances(lexicon, known, UNSEEN_SIGNERS, CALIBRATION_SEED))
    alone = _small(utterances(lexicon, known, UNSEEN_SIGNERS, TEST_SEED, single=True))
    judged = [_judged(network, vocabulary, fluent, alone) for network in networks]
    for number, one in enumerate(judged):
        print(f"network {number}, sharpness {one.limits.sharpness}: {one.table}", flush=True)
    warped = by_warping(_small(utterances(lexicon, known, 1, PEER_SEED, single=True)), alone)
    print(f"dynamic time warping: {warped:.4f}")
    # The sentences choose, so that single signs stay a measurement.
    shipped = max(range(len(networks)), key=lambda k: judged[k].in_sentences["all_top1"])
    best = judged[shipped]
    draw(best.panels, chosen.output / "reliability-signs.svg")
    digest = export(networks[shipped], chosen.output / "signs.onnx")
    card = {
        "features": FEATURES,
        "state": STATE,
        "embedding": EMBEDDING,
        "sharpness": best.limits.sharpness,
        "threshold": best.limits.threshold,
        "sha256": {"signs.onnx": digest},
        "lexicon": lexicon.digest,
        "unseen_signers": {
            "shipped network": {name: {k: round(v, 4) for k, v in row.items()} for name, row in best.table.items()},
            f"mean of {len(networks)} networks": _averaged(judged),
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
