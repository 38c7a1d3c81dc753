"""Fits how the service judges translations: `python tune.py --packages FOLDER --output calibration.json`.

Both models translate the tuning sentences of `dev.tsv`, which are the town's matters, and of `hard.tsv`, which are not. A translation
counts as right where its chrF against the reference is high enough, or as `judged.tsv` says (`pair<TAB>output<TAB>0 or 1`). The weights
are those of a logistic regression without negative ones: where a model is surer of each side, the whole may only be surer.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from okienko_translation.engines.judge import forth, hoped
from okienko_translation.engines.judging import certainty, figures
from okienko_translation.engines.loaded import LoadedModel
from okienko_translation.engines.package import inspect
from okienko_translation.evaluation import read_sentences
from okienko_translation.languages import PAIRS, Pair
from okienko_translation.protection import protect, restore
from okienko_translation.quality import Fault, find_fault
from okienko_translation.text.spans import find
from pair_sources import HERE
from sacrebleu.metrics.chrf import CHRF

FIGURES = ("forth_mean", "forth_least", "back_mean", "back_least", "missing", "invented")
_RIGHT_FROM = 60.0


@dataclass(frozen=True)
class Tried:
    """A tuning sentence, what the model made of it, what is known of that, and what it could hope for before."""

    pair: Pair
    source: str
    output: str
    reference: str
    chrf: float
    figures: dict[str, float]
    hoped: dict[str, float]
    fault: Fault | None


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--output", type=Path, help="calibration, for argos_package.py")
    parser.add_argument("--least", type=float, default=0.4, help="confidence from which a translation is shown")
    parser.add_argument("--show", action="store_true", help="print every translation")
    chosen = parser.parse_args()
    calibration: dict[str, dict[str, float]] = {}
    judged = read_judged(HERE / "judged.tsv")
    for pair in PAIRS:
        tried = [one for name in ("dev.tsv", "hard.tsv") for one in attempt(HERE / name, pair, chosen.packages)]
        right = np.array([judged.get(("_".join(pair), one.output), one.chrf >= _RIGHT_FROM) for one in tried], float)
        weights = fit([[one.figures[name] for name in FIGURES] for one in tried], right)
        calibration["_".join(pair)] = weights | {"least": chosen.least}
        report(pair, tried, right, weights, show=chosen.show)
    if chosen.output:
        chosen.output.write_text(json.dumps(calibration, indent=1), encoding="utf-8")


def attempt(path: Path, pair: Pair, packages: Path) -> list[Tried]:
    """Translate the sentences of a file as the service does."""
    there, back = (LoadedModel(inspect(packages / f"translate-{a}_{b}.argosmodel"), 1) for a, b in (pair, pair[::-1]))
    units = read_sentences(path)
    hidden = [protect(unit.text(pair[0]), find(unit.text(pair[0]), pair[0]), pair) for unit in units]
    sources = [one.text for one in hidden]
    made = there.translate(sources)
    outputs = [rendering.text for rendering in made]
    backward = back.judge(outputs, sources)
    tried = []
    for unit, one, rendering, judgement in zip(units, hidden, made, backward, strict=True):
        output = rendering.text
        found = figures(there.training, one.text, output, forth(rendering), judgement)
        shown = restore(one, output) or ""
        source, reference = unit.text(pair[0]), unit.text(pair[1])
        kept = [span.text for span in one.spans.values()]
        fault = find_fault(source, shown, pair, kept, there.training) if shown else Fault.EMPTY
        score = CHRF().sentence_score(shown, [reference]).score
        hope = hoped(there.training, one.text, rendering)
        tried.append(Tried(pair, source, shown, reference, score, found, hope, fault))
    return tried


def read_judged(path: Path) -> dict[tuple[str, str], bool]:
    """Return what a person said of outputs whose chrF misleads, by pair and output."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {(pair, output): right == "1" for pair, output, right in (line.split("\t") for line in lines)}


def fit(rows: Sequence[Sequence[float]], right: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return the weights of a logistic regression, none below zero, slightly drawn towards zero."""
    given = np.array(rows)
    weights, bias = np.full(given.shape[1], 0.5), 0.0
    for _ in range(20_000):
        wrong = 1 / (1 + np.exp(-(given @ weights + bias))) - right
        weights = np.maximum(weights - 0.05 * (given.T @ wrong / len(right) + 0.002 * weights), 0)
        bias -= 0.05 * wrong.mean()
    return {"bias": round(float(bias), 3)} | {
        name: round(float(weight), 3) for name, weight in zip(FIGURES, weights, strict=True)
    }


def report(
    pair: Pair, tried: Sequence[Tried], right: npt.NDArray[np.float64], weights: dict[str, float], *, show: bool
) -> None:
    """Print what thresholds would show, and with `show` every translation."""
    sure = [certainty(weights, one.figures) for one in tried]
    if show:
        for order in np.argsort(sure):
            one = tried[order]
            fault = one.fault.value if one.fault else ""
            print(f"{sure[order]:.2f} {one.chrf:3.0f} {int(right[order])} [{fault}] {one.source} → {one.output}")
    print("-".join(pair), weights)
    hopes = [certainty(weights, one.hoped) for one in tried]
    print(f"no surer than they could hope: {sum(map(float.__ge__, hopes, sure))} of {len(tried)}")
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        shown = [i for i, one in enumerate(tried) if not one.fault and sure[i] >= threshold]
        own = [i for i in shown if i < len(tried) - _hard()]
        wrong = sum(right[i] < 0.5 for i in shown)
        chrf = (
            CHRF().corpus_score([tried[i].output for i in own], [[tried[i].reference for i in own]]).score if own else 0
        )
        print(
            f"from {threshold}: shown {len(own)} of {len(tried) - _hard()} town's, {len(shown) - len(own)} of {_hard()} others, "
            f"{wrong} wrong; chrF {chrf:.1f}"
        )


def _hard() -> int:
    return len(read_sentences(HERE / "hard.tsv"))


if __name__ == "__main__":
    main()
