"""Readings kept by their content: published ones on disk, all others in memory for a while.

A key is a digest of text, voice and rules, so neither the name of a file nor its content holds the text.
"""

import hashlib
import json
import os
import tempfile
import threading
from collections import OrderedDict
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from okienko_speech.recording import Format, Mark, Recording

_MAGIC = b"OKSPEECH1"
_SUFFIX = ".speech"


class Cache(Protocol):
    """Keeps readings by key."""

    def get(self, key: str) -> Recording | None:
        """Return a reading, or None where there is none."""
        ...

    def put(self, key: str, recording: Recording) -> None:
        """Keep a reading."""
        ...


def cache_key(text: str, language: str, fingerprint: str, rate: float) -> str:
    """Return the key of a reading: hexadecimal, 64 characters."""
    parts = json.dumps([_rules(), language, fingerprint, round(rate, 3), text], ensure_ascii=False)
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def _rules() -> str:
    """Return a digest of everything between a text and its phrases: when a rule changes, readings are made anew."""
    package = Path(__file__).parent
    sources = [
        package / name
        for name in ("characters.py", "levels.py", "loudness.py", "phrases.py", "reading.py", "scanner.py", "words.py")
    ]
    sources += sorted([*(package / "polish").rglob("*.py"), *(package / "english").rglob("*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


class MemoryCache:
    """Least recently used readings, up to a number of bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._kept: OrderedDict[str, Recording] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Recording | None:
        """Return a reading, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, recording: Recording) -> None:
        """Keep a reading, unless it alone would fill a quarter of the room."""
        if len(recording.pcm) > self._limit // 4:
            return
        with self._lock:
            previous = self._kept.pop(key, None)
            self._size += len(recording.pcm) - (len(previous.pcm) if previous else 0)
            self._kept[key] = recording
            while self._size > self._limit:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.pcm)


class DiskCache:
    """Readings as files that appear whole or not at all; the least recently used go when the room is full.

    Several processes may share the folder.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._lock = threading.Lock()

    def get(self, key: str) -> Recording | None:
        """Return a reading, or None; a damaged file counts as none and goes."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        recording = _unpacked(content)
        with suppress(OSError):
            if recording is None:
                path.unlink()
            else:
                # Its time is when it was last used; that decides what goes first.
                os.utime(path)
        return recording

    def put(self, key: str, recording: Recording) -> None:
        """Keep a reading; where the disk refuses, the reading is simply not kept."""
        path = self._path(key)
        with suppress(OSError), self._lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as scratch:
                scratch.write(_packed(recording))
            Path(scratch.name).replace(path)
            self._make_room()

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}{_SUFFIX}"

    def _make_room(self) -> None:
        files = []
        for path in self._folder.glob(f"*/*{_SUFFIX}"):
            with suppress(OSError):
                state = path.stat()
                files.append((state.st_mtime_ns, state.st_size, path))
        size = sum(each for _, each, _ in files)
        for _, each, path in sorted(files):
            if size <= self._limit:
                break
            with suppress(OSError):
                path.unlink()
                size -= each


def _packed(recording: Recording) -> bytes:
    header = json.dumps(
        {
            "sample_rate": recording.format.sample_rate,
            "voice": recording.format.voice_name,
            "samples": len(recording.pcm) // 2,
            "marks": [[mark.start, mark.end, round(mark.seconds, 4)] for mark in recording.marks],
        }
    ).encode()
    return _MAGIC + len(header).to_bytes(4, "little") + header + recording.pcm


def _unpacked(content: bytes) -> Recording | None:
    begin = len(_MAGIC) + 4
    if not content.startswith(_MAGIC) or len(content) < begin:
        return None
    end = begin + int.from_bytes(content[len(_MAGIC) : begin], "little")
    try:
        header = json.loads(content[begin:end])
        marks = tuple(Mark(int(start), int(stop), float(seconds)) for start, stop, seconds in header["marks"])
        layout = Format(int(header["sample_rate"]), str(header["voice"]))
        is_whole = len(content) - end == 2 * int(header["samples"])
    except (ValueError, KeyError, TypeError):
        return None
    return Recording(layout, content[end:], marks) if is_whole else None
