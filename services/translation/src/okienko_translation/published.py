"""Translations of published texts on the disk, for all replicas that share the folder and for the next start.

One file an entry, named by the digest of all that the translation depends on; it holds the translation and never the text. A file is
written beside its place and moved there, so that no reader sees half of one; what is damaged nonetheless is taken for missing.
"""

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Hashable
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from okienko_common.logs import get_logger

from okienko_translation.outcomes import Outcome
from okienko_translation.reasons import Reason

log = get_logger(__name__)
_SUFFIX = ".json"
_LARGEST = 64 * 1024
# Listing a folder of 20,000 takes 0.1 s, so it is not done at every entry.
_ROOM_MADE_EVERY = 100


class PublishedCache:
    """A bounded folder of outcomes, the oldest forgotten first; blocking, for any number of threads and processes.

    Args:
        folder: made where it is missing; where it cannot be written nothing is kept, and the log says so once.
        capacity: entries kept; 0 keeps none and reads none.
    """

    def __init__(self, folder: Path, capacity: int) -> None:
        self._folder = folder
        self._capacity = capacity
        self._lock = threading.Lock()
        self._written = 0
        self._was_refused = False

    def get(self, key: Hashable) -> Outcome | None:
        """Return what was put under `key`, None where nothing was or the file is damaged."""
        if not self._capacity:
            return None
        try:
            with self._path(key).open("rb") as file:
                return _read(file.read(_LARGEST + 1))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: Hashable, outcome: Outcome) -> None:
        """Keep an outcome; nothing is done where the same key has a sound one."""
        if not self._capacity or self.get(key):
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(self._path(key), _written(outcome))
            with self._lock:
                self._written += 1
                is_due = self._written % min(_ROOM_MADE_EVERY, self._capacity) == 0
            if is_due:
                self._make_room()
        except OSError as error:
            if not self._was_refused:
                log.warning("published translations are not kept", reason=error.strerror, folder=str(self._folder))
            self._was_refused = True

    def _path(self, key: Hashable) -> Path:
        return self._folder / (hashlib.sha256(f"{_code()}\n{key!r}".encode()).hexdigest() + _SUFFIX)

    def _write(self, path: Path, content: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        """Take out the oldest beyond the capacity; another replica may be doing the same."""
        with os.scandir(self._folder) as entries:
            found = sorted((_changed(entry), entry.path) for entry in entries if entry.name.endswith(_SUFFIX))
        for _, path in found[: max(0, len(found) - self._capacity)]:
            Path(path).unlink(missing_ok=True)


def _changed(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat().st_mtime_ns
    except OSError:
        return 0


def _written(outcome: Outcome) -> bytes:
    content = json.dumps(
        [outcome.text, outcome.confidence, outcome.reason.name if outcome.reason else None], ensure_ascii=False
    )
    return json.dumps({"sha256": _digest(content), "outcome": content}, ensure_ascii=False).encode()


def _read(data: bytes) -> Outcome:
    """Return the outcome of a file's content.

    Raises:
        ValueError, KeyError, TypeError: the content is damaged.
    """
    entry = json.loads(data)
    if entry["sha256"] != _digest(entry["outcome"]):
        raise ValueError("The entry does not have the digest that it names.")
    text, confidence, reason = json.loads(entry["outcome"])
    return Outcome(text, confidence, Reason[reason] if reason else None)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """Return a digest of this package, so that what an earlier version let through is checked anew."""
    digest = hashlib.sha256()
    for file in _files(resources.files("okienko_translation")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir() and one.name != "__pycache__":
            found += _files(one)
        elif one.is_file() and one.name.endswith((".py", ".tsv")):
            found.append(one)
    return found
