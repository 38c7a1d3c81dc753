"""Where media files are kept: a storage for what is published, memory for what residents wrote.

Names begin with the content's SHA-256, so that a file never changes under its name.
"""

import hashlib
import json
import re
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from okienko_signing.composition import Mark
from okienko_signing.storage import FolderStorage, Storage

MEDIA_TYPES: Final = {
    "webm": 'video/webm; codecs="vp9"',
    "mp4": 'video/mp4; codecs="vp09.00.30.08"',
    "webp": "image/webp",
    "vtt": "text/vtt",
}
_LEVELS: Final = ((30, 552_960, 20_736_000), (31, 983_040, 36_864_000), (40, 2_228_224, 83_558_400))
"""VP9's levels with the largest picture and the most samples a second."""
_NAME: Final = re.compile(r"[0-9a-f]{40}\.(webm|mp4|webp|vtt)")
_INDEX: Final = "index"


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


@dataclass(frozen=True)
class Encoding:
    """A film in one further size, as WebM."""

    file: str
    sha256: str
    width: int
    height: int
    frame_rate: float

    @property
    def media_type(self) -> str:
        """MIME type with VP9's level, so that a player can judge whether it is fast enough."""
        samples = self.width * self.height
        level = next(
            (level for level, most, rate in _LEVELS if samples <= most and samples * self.frame_rate <= rate), 41
        )
        return f'video/webm; codecs="vp09.00.{level}.08"'


def content_name(content: bytes, suffix: str) -> tuple[str, str]:
    """Return the file name and the full SHA-256 of a content."""
    digest = hashlib.sha256(content).hexdigest()
    return f"{digest[:40]}.{suffix}", digest


class Shelf:
    """The published media files and the memory beside them. Safe for several threads.

    Every method may raise ShelfError: the storage is full or cannot be used.
    """

    def __init__(self, place: Path | Storage, kept_bytes: int) -> None:
        """Publish into `place`, a folder or another storage; keep at most `kept_bytes` in memory."""
        self._storage: Storage = FolderStorage(place) if isinstance(place, Path) else place
        self._kept_bytes = kept_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_videos: OrderedDict[str, StoredVideo] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def storage(self) -> Storage:
        """Where published files lie."""
        return self._storage

    def open(self, *, clean: bool) -> None:
        """Make sure that files can be published; with `clean` remove what an interrupted run left half-written.

        Only the service cleans, when it starts: a command may run beside it while it writes.
        """
        self._storage.open(clean=clean)

    def check(self) -> None:
        """Make sure that a film will fit."""
        self._storage.check()

    def put(self, content: bytes, suffix: str, *, is_published: bool) -> tuple[str, str]:
        """Keep a file and return its name and SHA-256."""
        name, digest = content_name(content, suffix)
        if not is_published:
            with self._lock:
                self._kept[name] = content
                self._kept.move_to_end(name)
                while sum(map(len, self._kept.values())) > self._kept_bytes and len(self._kept) > 1:
                    self._kept.popitem(last=False)
            return name, digest
        # A store that lost its files would not get them again for as long as their sizes are remembered.
        if not self._storage.holds(name):
            self._storage.put(name, content)
        return name, digest

    def get(self, name: str, start: int = 0, length: int | None = None) -> bytes | None:
        """Return a file's content or a part of it, or None where there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        with self._lock:
            kept = self._kept.get(name)
        if kept is not None:
            return kept[start:] if length is None else kept[start : start + length]
        return self._storage.get(name, start, length)

    def size(self, name: str) -> int | None:
        """Return a file's size, bytes, or None where there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        with self._lock:
            kept = self._kept.get(name)
        return self._storage.size(name) if kept is None else len(kept)

    def remove(self, name: str) -> None:
        """Remove a published file, if there is one of that name."""
        if _NAME.fullmatch(name):
            self._storage.remove(name)

    def has(self, video: StoredVideo) -> bool:
        """Say whether all files of a published film are there."""
        return all(self._storage.size(name) is not None for name in video.files())

    def put_video(self, key: str, video: StoredVideo, *, is_published: bool) -> None:
        """Remember under `key` what a film consists of."""
        if not is_published:
            with self._lock:
                self._kept_videos[key] = video
                while len(self._kept_videos) > 512:
                    self._kept_videos.popitem(last=False)
            return
        self._storage.put(f"{_INDEX}/{key}.json", json.dumps(asdict(video)).encode())

    def put_further(self, key: str, encodings: tuple[Encoding, ...]) -> None:
        """Remember further sizes of a published film, instead of those before."""
        self._storage.put(_further_key(key), json.dumps([asdict(encoding) for encoding in encodings]).encode())

    def further(self, key: str) -> tuple[Encoding, ...]:
        """Return the further sizes of a published film whose files are there; none where the description is damaged."""
        try:
            listed = tuple(Encoding(**raw) for raw in json.loads(self._storage.get(_further_key(key)) or b"[]"))
        except (ValueError, TypeError):
            return ()
        return tuple(encoding for encoding in listed if self._storage.size(encoding.file) is not None)

    def video(self, key: str, *, is_published: bool) -> StoredVideo | None:
        """Return the film remembered under `key`, if all its files are still there."""
        with self._lock:
            kept = self._kept_videos.get(key)
            if kept and not is_published and all(name in self._kept for name in kept.files()):
                for name in kept.files():
                    self._kept.move_to_end(name)
                return kept
        stored = read_video(self._storage.get(f"{_INDEX}/{key}.json"))
        return stored if stored and self.has(stored) else None


def _further_key(key: str) -> str:
    return f"{_INDEX}/{key}-further.json"


def read_video(description: bytes | None) -> StoredVideo | None:
    """Return the film that `put_video` described; None where there is none or the description is damaged."""
    try:
        return video_of(json.loads(description or b""))
    except (ValueError, TypeError, KeyError):
        return None


def video_of(raw: dict[str, Any]) -> StoredVideo:
    """Return the film of a description in JSON.

    Raises:
        TypeError: a field is missing or unknown.
        KeyError: likewise.

    """
    marks = tuple(Mark(**mark) for mark in raw["marks"])
    return StoredVideo(**{**raw, "marks": marks, "sentence_starts": tuple(raw["sentence_starts"])})
