"""Train the finger-alphabet models, check them source by source, and write the weights with their card.

python models/fingerspelling/train.py --data ../shared/data/pjm --output models/fingerspelling/weights
"""

import argparse
import hashlib
import json
from pathlib import Path

import onnx
import torch
from cross_check import calibrate, check_movements, judge_shapes, measure
from data import SHAPE_NAMES, TRAINING_SOURCES, Source, load_source
from engine_hands import engine_hands
from movement_training import load_clips, make_examples, train_movements
from okienko_recognition.motion import FEATURES
from okienko_recognition.reading import Reader
from shape_training import RECIPES, ShapeEnsemble, train_shapes
from torch import Tensor, nn

LEXICON = Path(__file__).resolve().parents[1] / "lexicon"
SIGNERS, HANDS_EACH = 150, 4


def _export(network: nn.Module, example: Tensor, name: str, path: Path) -> str:
    batch = torch.export.Dim("batch", min=1, max=4096)
    torch.onnx.export(
        network,
        (example,),
        str(path),
        input_names=[name],
        output_names=["probabilities"],
        dynamic_shapes=({0: batch},),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    model = onnx.load(path)
    # Where each node came from in the Python code takes a fifth of the file and tells the runtime nothing.
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    onnx.save(model, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shapes(sources: list[Source], steps: int, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    ensemble = ShapeEnsemble([train_shapes(sources, 100 + k, steps, by) for k, by in enumerate(RECIPES)]).eval()
    return _export(ensemble, torch.randn(2, 21, 3), "points", folder / "shapes.onnx")


def _write_card(folder: Path, card: dict[str, object]) -> None:
    path = folder / "fingerspelling.json"
    path.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"Written: {path}")


def main() -> None:
    """Train, check, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the .npz files")
    parser.add_argument("--output", type=Path, required=True, help="folder for weights and card")
    parser.add_argument("--lexicon", type=Path, default=LEXICON, help="the sign lexicon, for invented signers")
    parser.add_argument("--steps", type=int, default=700, help="batches for each shape network")
    parser.add_argument(
        "--recordings-only", action="store_true", help="only train shapes, without invented signers: the engine's judge"
    )
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    sources = [load_source(chosen.data, name) for name in TRAINING_SOURCES]
    if chosen.recordings_only:
        judge = {"shapes.onnx": _shapes(sources, chosen.steps, chosen.output)}
        _write_card(chosen.output, {"shapes": SHAPE_NAMES, "sha256": judge})
        return
    clips = list(load_clips(chosen.data))
    invented = engine_hands(chosen.lexicon, SIGNERS, HANDS_EACH, seed=1)

    print("Leave one source out, still letters")
    judged = judge_shapes(sources, invented, RECIPES[:2], chosen.steps)
    signers = [one for one in judged if not one.source.startswith("migowy")]
    limits = calibrate(signers)
    print(f"Sharpness {limits.sharpness}, threshold {limits.threshold}")
    table = {one.source: measure(one, limits) for one in judged}
    for name, row in table.items():
        print(f"  {name}: {row}")
    print("Whole clips of a signer that neither model has seen")
    moving = check_movements(sources, clips, judged, Reader(SHAPE_NAMES, limits))
    print(f"  {moving}")

    print("Final models", flush=True)
    movements = train_movements(*make_examples(sources, clips, 30_000, 7), seed=7, steps=4000)
    digests = {
        "shapes.onnx": _shapes([*sources, invented], chosen.steps, chosen.output),
        "movements.onnx": _export(movements, torch.randn(2, FEATURES), "motion", chosen.output / "movements.onnx"),
    }
    card = {
        "shapes": SHAPE_NAMES,
        "sharpness": limits.sharpness,
        "threshold": limits.threshold,
        "sha256": digests,
        "left_out": {**table, "pavelshep clips": moving},
    }
    _write_card(chosen.output, card)


if __name__ == "__main__":
    main()
