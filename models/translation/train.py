"""Makes Okienko's own translation models: pairs, vocabulary, both directions, packages, calibration.

python models/translation/train.py --parallel tatoeba_en_pl.tsv --work .local/translation-training

Each step is a program of its own beside this one; what a step wrote into the work folder is taken as it is when the command is run
again, so that training can be done on another machine: copy the folder there, run `training.py`, copy the weights back.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAIRS = ("pl_en", "en_pl")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parallel", type=Path, required=True, help="Tatoeba's English–Polish pairs, en<TAB>pl a line")
    parser.add_argument("--memory", type=Path, default=Path(".local/translation/memory"), help="folder of .tmx files")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is made on the way")
    parser.add_argument("--output", type=Path, default=HERE / "weights", help="folder for the packages")
    parser.add_argument("--pairs", type=int, default=600_000, help="pairs that the grammar writes")
    parser.add_argument("--minutes", type=float, default=8, help="training time of each direction")
    parser.add_argument("--version", default="1.0")
    chosen = parser.parse_args()
    work: Path = chosen.work
    work.mkdir(parents=True, exist_ok=True)
    grammar = work / "grammar.tsv"
    if not grammar.exists():
        _run("grammar/generate.py", "--pairs", chosen.pairs, "--seed", 1, "--output", grammar)
    if not (work / "vocabulary.model").exists():
        given = ("--grammar", grammar, "--memory", chosen.memory, "--parallel", chosen.parallel)
        _run("prepare.py", *given, "--output", work)
    for pair in PAIRS:
        if not (work / f"{pair}.npz").exists():
            files = ("--examples", work / f"{pair}.xz", "--output", work / f"{pair}.npz")
            # Polish endings need more of a decoder than English.
            layers = ("--encoder-layers", 5, "--decoder-layers", 3) if pair == "en_pl" else ()
            _run("training.py", *files, *layers, "--seconds", chosen.minutes * 60)
    calibration = work / "calibration.json"
    # First without a calibration, for measuring by, then with what was measured.
    for extra in ((), ("--calibration", calibration)):
        for pair in PAIRS:
            made = ("--pair", pair, "--weights", work / f"{pair}.npz", "--prepared", work, "--version", chosen.version)
            _run("argos_package.py", *made, *extra, "--output", chosen.output)
        if not extra:
            _run("tune.py", "--packages", chosen.output, "--output", calibration)


def _run(program: str, *arguments: object) -> None:
    subprocess.run([sys.executable, HERE / program, *map(str, arguments)], check=True)


if __name__ == "__main__":
    main()
