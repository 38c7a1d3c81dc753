"""Folders of files that are read again when one was added, changed or removed: every replica sees what an editor did."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

V = TypeVar("V")


class Watched(Generic[V]):
    """A value made of the files of some folders; blocking for the time of a read when they changed.

    Args:
        folders: looked at in order, each file in the order of the names; one may be missing, and one may be a file.
        suffixes: which files count, in lower case, with the point; others, and hidden ones, are passed over.
        build: makes the value of the files.
    """

    def __init__(
        self, folders: Sequence[Path], suffixes: frozenset[str], build: Callable[[Sequence[Path], str], V]
    ) -> None:
        self._folders = folders
        self._suffixes = suffixes
        self._build = build
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int, int], ...] | None = None
        self._value: V | None = None

    def current(self) -> V:
        """Return the value as the files are now; a listing takes microseconds."""
        with self._lock:
            files = [path for folder in self._folders for path in self._files(folder)]
            states = [(path, state_of(path)) for path in files]
            seen = tuple((str(path), *state) for path, state in states if state)
            if self._value is None or seen != self._seen:
                self._value = self._build([path for path, state in states if state], repr(seen))
                self._seen = seen
            return self._value

    def _files(self, folder: Path) -> list[Path]:
        try:
            if folder.is_file():
                return [folder]
            return sorted(
                path
                for path in folder.iterdir()
                if path.suffix.lower() in self._suffixes and not path.name.startswith(".")
            )
        except OSError:
            return []


def state_of(path: Path) -> tuple[int, int, int] | None:
    """Return what changes with a file: its size, its time and its number; None where there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    # A file put in place of another has another number, should size and time be the same.
    return state.st_size, state.st_mtime_ns, state.st_ino
