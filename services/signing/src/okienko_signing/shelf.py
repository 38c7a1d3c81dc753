"""Where media files are kept: a folder for what is published, memory for what residents wrote.

Every file appears whole or not at all: it is written beside its place and renamed. Names begin with the content's
SHA-256, so that a file never changes under its name.
"""

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from okienko_signing.composition import Mark

MEDIA_TYPES: Final = {
    "webm": 'video/webm; codecs="vp9"',
    "mp4": 'video/mp4; codecs="vp09.00.30.08"',
    "webp": "image/webp",
    "vtt": "text/vtt",
}
_NAME: Final = re.compile(r"[0-9a-f]{40}\.(webm|mp4|webp|vtt)")
_NEEDED_BYTES: Final = 32_000_000
_TEMPORARY: Final = ".partial"
_INDEX: Final = "index"


class ShelfError(Exception):
    """The media folder cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class StoredVideo:
    """A film on the shelf."""

    webm: str
    mp4: str
    """File names; `mp4` may be empty for recordings that have none."""
    poster: str
    seconds: float
    width: int
    height: int
    frame_rate: float
    sha256: dict[str, str]
    """Hexadecimal hash by file name."""
    marks: tuple[Mark, ...]
    sentence_starts: tuple[float, ...]

    def files(self) -> tuple[str, ...]:
        """Return the names of its files."""
        return tuple(name for name in (self.webm, self.mp4, self.poster) if name)


def content_name(content: bytes, suffix: str) -> tuple[str, str]:
    """Return the file name and the full SHA-256 of a content."""
    digest = hashlib.sha256(content).hexdigest()
    return f"{digest[:40]}.{suffix}", digest


class Shelf:
    """The media folder and the memory beside it. Safe for several threads."""

    def __init__(self, folder: Path, kept_bytes: int) -> None:
        """Use `folder`, made when needed; keep at most `kept_bytes` in memory."""
        self._folder = folder
        self._kept_bytes = kept_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_videos: OrderedDict[str, StoredVideo] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, *, clean: bool) -> None:
        """Make the folders, and with `clean` remove what an interrupted run left half-written.

        Only the service cleans, when it starts: a command may run beside it while it writes.

        Raises:
            ShelfError: the folder cannot be made or written.

        """
        try:
            (self._folder / _INDEX).mkdir(parents=True, exist_ok=True)
            for path in self._folder.rglob(f"*{_TEMPORARY}") if clean else ():
                path.unlink(missing_ok=True)
            self._write(self._folder / "writable", b"")
            (self._folder / "writable").unlink()
        except OSError as error:
            raise _unusable(self._folder, error) from error

    def check(self) -> None:
        """Make sure that a film will fit.

        Raises:
            ShelfError: there is hardly any space left, or the folder is gone.

        """
        try:
            free = shutil.disk_usage(self._folder).free
        except OSError as error:
            raise _unusable(self._folder, error) from error
        if free < _NEEDED_BYTES:
            raise _unusable(self._folder, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def put(self, content: bytes, suffix: str, *, is_published: bool) -> tuple[str, str]:
        """Keep a file and return its name and SHA-256.

        Raises:
            ShelfError: the folder is full or cannot be written.

        """
        name, digest = content_name(content, suffix)
        if not is_published:
            with self._lock:
                self._kept[name] = content
                self._kept.move_to_end(name)
                while sum(map(len, self._kept.values())) > self._kept_bytes and len(self._kept) > 1:
                    self._kept.popitem(last=False)
            return name, digest
        path = self._folder / name
        if not path.exists():
            try:
                self._write(path, content)
            except OSError as error:
                raise _unusable(self._folder, error) from error
        return name, digest

    def get(self, name: str) -> bytes | None:
        """Return a file's content, or None where there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        with self._lock:
            if name in self._kept:
                return self._kept[name]
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self._folder, error) from error

    def put_video(self, key: str, video: StoredVideo, *, is_published: bool) -> None:
        """Remember under `key` what a film consists of.

        Raises:
            ShelfError: the folder is full or cannot be written.

        """
        if not is_published:
            with self._lock:
                self._kept_videos[key] = video
                while len(self._kept_videos) > 512:
                    self._kept_videos.popitem(last=False)
            return
        try:
            self._write(self._folder / _INDEX / f"{key}.json", json.dumps(asdict(video)).encode())
        except OSError as error:
            raise _unusable(self._folder, error) from error

    def video(self, key: str, *, is_published: bool) -> StoredVideo | None:
        """Return the film remembered under `key`, if all its files are still there."""
        with self._lock:
            kept = self._kept_videos.get(key)
            if kept and not is_published and all(name in self._kept for name in kept.files()):
                for name in kept.files():
                    self._kept.move_to_end(name)
                return kept
        stored = read_video(self._folder / _INDEX / f"{key}.json")
        if stored and all((self._folder / name).exists() for name in stored.files()):
            return stored
        return None

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


def read_video(path: Path) -> StoredVideo | None:
    """Return the description in a file that `put_video` wrote; None where there is none or it is damaged."""
    try:
        raw = json.loads(path.read_bytes())
        raw["marks"] = tuple(Mark(**mark) for mark in raw["marks"])
        raw["sentence_starts"] = tuple(raw["sentence_starts"])
        return StoredVideo(**raw)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _unusable(folder: Path, error: OSError) -> ShelfError:
    return ShelfError(
        f"The media folder {folder} cannot be used ({error.strerror or error}). "
        "Free some space or make it writable for the service, then ask again."
    )
