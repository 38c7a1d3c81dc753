"""Show networks letters that nobody taught them: how sure are they of what can only be wrong?

People of other schools show some letters in a way that no licensed source has. Distorting hands does not imitate that: networks doubt distorted
hands. A letter left out of the training does, shown by recorded signers who were left out as well.

python models/fingerspelling/untaught.py --data ../shared/data/pjm
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from cross_check import EXPECTED_RIGHT, HEAVY, Judged, StillReadings, roughened, varied
from data import SHAPE_NAMES, SHAPE_OF_LETTER, TRAINING_SOURCES, Source, load_source
from engine_hands import engine_hands
from numpy.typing import NDArray
from okienko_common.reports import print_table
from okienko_recognition.alphabet import LETTERS
from okienko_recognition.engines.onnx_hands import read_card
from okienko_recognition.reading import ReadingLimits
from shape_training import RECIPES, ShapeEnsemble, Task, train_shapes

LEXICON = Path(__file__).resolve().parents[1] / "lexicon"
WEIGHTS = Path(__file__).resolve().parent / "weights"
STILL = sorted(letter.text for letter in LETTERS if not letter.is_moving)
PARTS = 5
"""Each of so many networks misses every fifth still letter, so that every letter is missed once."""
LEARNT_FROM = frozenset({"engine", "migowy"})
SIGNERS, HANDS_EACH = 200, 2
COLUMNS = (
    "left out",
    "sharpness",
    "threshold",
    "shown wrong",
    "refused right",
    "calibration error",
    "refused as recorded",
)

Float = NDArray[np.float32]
Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Strangers:
    """Readings in a world where `EXPECTED_RIGHT` are right because some letters are shown in unknown ways.

    Attributes:
        shapes: (n, shapes) probabilities.
        letters: (n,) true letters.
        untaught: (n,) whether the network was never shown the letter.
        recorded: (n,) whether the hand is as recorded, not roughened or varied.
    """

    shapes: Float
    letters: NDArray[np.str_]
    untaught: Truth
    recorded: Truth

    def read(self, sharpness: float) -> tuple[Float, Truth, NDArray[np.float64]]:
        """Return certainty, whether the handshape was right, and each reading's share of the world; shares add up to 1."""
        found = StillReadings.of([Judged("", self.shapes, tuple(self.letters.tolist()))], sharpness)
        known, unknown = found.merged[~self.untaught].mean(), found.merged[self.untaught].mean()
        strange = np.clip((known - EXPECTED_RIGHT) / (known - unknown), 0, 1)
        shares = np.where(self.untaught, strange / self.untaught.sum(), (1 - strange) / (~self.untaught).sum())
        return found.certainty, found.merged, shares


def fit_sharpness(strangers: Strangers) -> float:
    """Return the sharpness under which right and wrong are likeliest."""

    def loss(sharpness: float) -> float:
        certainty, right, shares = strangers.read(sharpness)
        return -float(shares @ np.log(np.where(right, certainty, 1 - certainty).clip(0.01, 1)))

    return min((round(value, 2) for value in np.arange(0.4, 1.61, 0.05).tolist()), key=loss)


def costs(strangers: Strangers, limits: ReadingLimits) -> tuple[float, ...]:
    """Return shares shown wrong and refused right, the expected calibration error in tenths, and refused of taught letters as recorded."""
    certainty, right, shares = strangers.read(limits.sharpness)
    shown = certainty >= limits.threshold
    tenths = np.minimum((certainty * 10).astype(int), 9)
    gaps = np.bincount(tenths, shares * (certainty - right), minlength=10)
    plain = strangers.recorded & ~strangers.untaught
    figures = (
        shares[shown & ~right].sum(),
        shares[~shown & right].sum(),
        np.abs(gaps).sum(),
        (~shown & right)[plain].mean(),
    )
    return tuple(float(figure) for figure in figures)


def read_untaught(
    recorded: Sequence[Source], others: Sequence[Source], steps: int, device: str
) -> dict[str, Strangers]:
    """Train networks that miss letters, on `others` alone; let them read `recorded`, as recorded and under other conditions."""
    missed = [frozenset(STILL[part::PARTS]) for part in range(PARTS)]
    untaught = [frozenset(SHAPE_OF_LETTER[letter] for letter in letters) for letters in missed]
    tasks = [Task(LEARNT_FROM, RECIPES[1], shapes) for shapes in untaught]
    networks = train_shapes(others, tasks, steps, 0, device)
    found = {}
    for source in recorded:
        letters = np.array(source.letters)
        still = np.isin(letters, STILL)
        parts: list[tuple[Float, Truth]] = []
        for network, shapes in zip(networks, untaught, strict=True):
            taught = torch.tensor([name not in shapes for name in SHAPE_NAMES])
            for points in (source.points, roughened(source), varied(source, HEAVY)):
                with torch.no_grad():
                    read = ShapeEnsemble([network]).eval()(torch.from_numpy(points[still])) * taught
                parts.append(((read / read.sum(1, keepdim=True)).numpy(), np.isin(letters[still], sorted(shapes))))
        read, missing = (np.concatenate(each) for each in zip(*parts, strict=True))
        recorded_as_is = np.repeat(np.arange(len(parts)) % 3 == 0, still.sum())
        found[source.name] = Strangers(read, np.tile(letters[still], len(parts)), missing, recorded_as_is)
    return found


def main() -> None:
    """Train, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the .npz files")
    parser.add_argument("--steps", type=int, default=400, help="batches for each network")
    parser.add_argument("--device", default="cpu", help="where networks are trained, as torch names it")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    sources = [load_source(chosen.data, name) for name in TRAINING_SOURCES]
    others = [engine_hands(LEXICON, SIGNERS, HANDS_EACH, seed=1), *(s for s in sources if s.name in LEARNT_FROM)]
    recorded = [source for source in sources if source.name not in LEARNT_FROM]
    limits = read_card(WEIGHTS).limits
    found = read_untaught(recorded, others, chosen.steps, chosen.device)
    rows = []
    for name, strangers in found.items():
        certainty, right, _ = strangers.read(limits.sharpness)
        wrong = certainty[strangers.untaught & ~right]
        print(f"{name}: {right[~strangers.untaught].mean():.3f} of taught letters right")
        for least in (0.75, 0.9):
            print(f"  of wrong readings of untaught letters {(wrong >= least).mean():.3f} with a confidence of {least}")
        judges = [fit_sharpness(other) for other_name, other in found.items() if other_name != name]
        tried = [limits, *(replace(limits, threshold=value) for value in (0.8, 0.85, 0.9))]
        tried += [replace(limits, sharpness=value) for value in (0.85, *judges)]
        rows += [(name, one.sharpness, one.threshold, *(f"{x:.3f}" for x in costs(strangers, one))) for one in tried]
    print_table(COLUMNS, rows)


if __name__ == "__main__":
    main()
