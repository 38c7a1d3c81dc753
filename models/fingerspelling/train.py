"""Train the finger-alphabet models, check them source by source, and write the weights with their card.

python models/fingerspelling/train.py --data ../shared/data/pjm --output models/fingerspelling/weights
"""

import argparse
import hashlib
import json
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from cross_check import Judged, calibrate, certainties, check_movements, judge_left_out, measure
from data import SHAPE_NAMES, TRAINING_SOURCES, Source, load_source
from engine_hands import engine_hands
from movement_training import load_clips, make_examples, train_movements
from okienko_recognition.motion import FEATURES
from okienko_recognition.reading import Reader, ReadingLimits
from shape_training import RECIPES, ShapeEnsemble, distil, teachers_of, train_shapes
from torch import Tensor, nn

sys.path.append(str(Path(__file__).parents[1] / "recognition"))

from reliability import Judgements, draw

LEXICON = Path(__file__).resolve().parents[1] / "lexicon"
SIGNERS, HANDS_EACH = 600, 2
SEEDS = 3


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


def _shapes(sources: list[Source], steps: int, folder: Path, device: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    teachers = train_shapes(sources, teachers_of(sources), steps, 100, device)
    student = distil(ShapeEnsemble(teachers).eval(), sources, 200, 2 * steps, device)
    return _export(student, torch.randn(2, 21, 3), "points", folder / "shapes.onnx")


def _checked(
    sources: list[Source], invented: Source, steps: int, path: Path | None, device: str
) -> tuple[list[list[Judged]], list[Judged]]:
    """Leave sources out, or take what an earlier run has found."""
    if path and path.is_file():
        found: tuple[list[list[Judged]], list[Judged]] = pickle.loads(path.read_bytes())
        return found
    print("Left-out sources, still letters")
    found = judge_left_out(sources, invented, RECIPES[1], steps, SEEDS, device)
    if path:
        path.write_bytes(pickle.dumps(found))
    return found


def _averaged(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(sum(row[name] for row in rows) / len(rows), 4) for name in rows[0]}


def _panel(judged: Sequence[Judged], limits: ReadingLimits, name: str) -> Judgements:
    return Judgements(name, *certainties(judged, limits))


def _error(table: list[list[Judged]], place: int, limits: ReadingLimits) -> float:
    return round(_panel([judged[place] for judged in table], limits, "").error(), 4)


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
    parser.add_argument("--steps", type=int, default=1000, help="batches for each shape network")
    parser.add_argument(
        "--checked", type=Path, help="file that keeps the readings of left-out sources for the next time"
    )
    parser.add_argument(
        "--recordings-only", action="store_true", help="only train shapes, without invented signers: the engine's judge"
    )
    parser.add_argument("--device", default="cpu", help="where networks are trained, as torch names it")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    sources = [load_source(chosen.data, name) for name in TRAINING_SOURCES]
    if chosen.recordings_only:
        judge = {"shapes.onnx": _shapes(sources, chosen.steps, chosen.output, chosen.device)}
        _write_card(chosen.output, {"shapes": SHAPE_NAMES, "sha256": judge})
        return
    clips = list(load_clips(chosen.data))
    invented = engine_hands(chosen.lexicon, SIGNERS, HANDS_EACH, seed=1)

    table, strangers = _checked(sources, invented, chosen.steps, chosen.checked, chosen.device)
    rough = {view: [one for one in strangers if one.source.endswith(view)] for view in ("heavily", "strangely")}
    limits = calibrate(rough["strangely"])
    print(f"Sharpness {limits.sharpness}, threshold {limits.threshold}")
    names = [one.source for one in table[0]]
    left_out = {
        name: _averaged([measure(judged[k], limits) for judged in table]) | {"ece": _error(table, k, limits)}
        for k, name in enumerate(names)
    }
    for view, judged in rough.items():
        error = round(_panel(judged, limits, "").error(), 4)
        left_out[f"two left out, {view}"] = _averaged([measure(one, limits) for one in judged]) | {"ece": error}
    for name, row in left_out.items():
        print(f"  {name}: {row}")
    panels = [
        _panel([one for judged in table for one in judged if one.source.endswith(view)], limits, f"letters, {view}")
        for view in ("roughened", "heavily")
    ]
    draw(
        [*panels, _panel(rough["strangely"], limits, "two sources left out, strangely")],
        chosen.output / "reliability-letters.svg",
    )
    print("Whole clips of a signer that neither model has seen")
    moving = check_movements(sources, clips, table[0], Reader(SHAPE_NAMES, limits))
    print(f"  {moving}")

    print("Final models", flush=True)
    movements = train_movements(*make_examples(sources, clips, 30_000, 7), seed=7, steps=4000)
    digests = {
        "shapes.onnx": _shapes([*sources, invented], chosen.steps, chosen.output, chosen.device),
        "movements.onnx": _export(movements, torch.randn(2, FEATURES), "motion", chosen.output / "movements.onnx"),
    }
    card = {
        "shapes": SHAPE_NAMES,
        "sharpness": limits.sharpness,
        "threshold": limits.threshold,
        "sha256": digests,
        "left_out": {**left_out, "pavelshep clips": moving},
    }
    _write_card(chosen.output, card)


if __name__ == "__main__":
    main()
