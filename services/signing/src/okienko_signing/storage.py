"""Where published files lie: a folder, or an S3-compatible store where a town has outgrown one machine.

A file appears whole or not at all. Content under a content-hash name never changes; the few files that do (manifests)
are swapped only by who has seen the present one, so that two copies of the service never undo each other's work.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

_NEEDED_BYTES: Final = 32_000_000
_TEMPORARY: Final = ".partial"
_LOCK: Final = ".lock"


class ShelfError(Exception):
    """The place of the media files cannot be used; the message says why and what to do."""


class StoreAwayError(ShelfError):
    """The place of the media files does not answer now and may do so soon; nothing about it has to be changed."""


@dataclass(frozen=True)
class Tagged:
    """A file that may change, as it was when it was read."""

    content: bytes
    tag: str
    """What `Storage.swap` wants to see again."""


class Storage(Protocol):
    """Keeps files by key: names joined by '/'. Every method may raise ShelfError; all are safe for several threads."""

    def open(self, *, clean: bool) -> None:
        """Make sure that the place can be used; with `clean` remove what an interrupted run left half-written."""

    def check(self) -> None:
        """Make sure that a film will fit."""

    def put(self, key: str, content: bytes) -> None:
        """Keep a file, whole or not at all."""

    def get(self, key: str, start: int = 0, length: int | None = None) -> bytes | None:
        """Return a file's content or a part of it; None where there is no such file."""

    def size(self, key: str) -> int | None:
        """Return a file's size, bytes; None where there is no such file."""

    def holds(self, key: str) -> bool:
        """Say whether there is a file, by a look and not from memory."""

    def read(self, key: str) -> Tagged | None:
        """Return a file that may change."""

    def swap(self, key: str, content: bytes, tag: str | None) -> bool:
        """Replace a file that still has `tag`, or make one where `tag` is None; False where somebody was faster."""

    def remove(self, key: str) -> None:
        """Remove a file, if it is there."""

    def keys(self, prefix: str) -> list[str]:
        """Return the keys below `prefix`, sorted."""


class FolderStorage:
    """Files in a folder; also a shared one, as long as it knows locks."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, made when needed."""
        self._folder = folder

    def open(self, *, clean: bool) -> None:
        """Make the folder and try to write into it."""
        with self._explained():
            self._folder.mkdir(parents=True, exist_ok=True)
            for path in self._folder.rglob(f"*{_TEMPORARY}") if clean else ():
                path.unlink(missing_ok=True)
            self._write(self._folder / "writable", b"")
            (self._folder / "writable").unlink()

    def check(self) -> None:
        """Make sure that there is some space left."""
        with self._explained():
            if shutil.disk_usage(self._folder).free < _NEEDED_BYTES:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def put(self, key: str, content: bytes) -> None:
        """Write beside the place and rename."""
        with self._explained():
            self._write(self._made(key), content)

    def get(self, key: str, start: int = 0, length: int | None = None) -> bytes | None:
        """Read a file or a part of it."""
        with self._explained():
            try:
                with (self._folder / key).open("rb") as file:
                    file.seek(start)
                    return file.read() if length is None else file.read(length)
            except (FileNotFoundError, NotADirectoryError):
                return None

    def size(self, key: str) -> int | None:
        """Look at a file."""
        with self._explained():
            try:
                return (self._folder / key).stat().st_size
            except (FileNotFoundError, NotADirectoryError):
                return None

    def holds(self, key: str) -> bool:
        """Look for a file."""
        return self.size(key) is not None

    def read(self, key: str) -> Tagged | None:
        """Read a file; its tag is its hash."""
        content = self.get(key)
        return None if content is None else Tagged(content, hashlib.sha256(content).hexdigest())

    def swap(self, key: str, content: bytes, tag: str | None) -> bool:
        """Compare and replace under a lock that other processes see too."""
        with self._explained():
            path = self._made(key)
            with path.with_name(_LOCK).open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                present = self.read(key)
                if (None if present is None else present.tag) != tag:
                    return False
                self._write(path, content)
                return True

    def remove(self, key: str) -> None:
        """Remove a file."""
        with self._explained():
            (self._folder / key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> list[str]:
        """Walk through a folder."""
        with self._explained():
            found = (path for path in (self._folder / prefix).rglob("*") if path.is_file())
            return sorted(
                path.relative_to(self._folder).as_posix()
                for path in found
                if path.name != _LOCK and path.suffix != _TEMPORARY
            )

    def _made(self, key: str) -> Path:
        path = self._folder / key
        # The media folder itself is never made anew: if it is gone, a disk is missing.
        if not self._folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{_TEMPORARY}")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ShelfError(
                f"The media folder {self._folder} cannot be used ({error.strerror or error}). "
                "Free some space or make it writable for the service, then ask again."
            ) from error
