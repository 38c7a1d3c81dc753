"""Recordings of human signers: kept with their history, so that what is published wins over anything composed."""

import contextlib
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from okienko_signing.captions import Cue, webvtt
from okienko_signing.recording_errors import NoSuchRecordingError, RecordingError
from okienko_signing.recording_history import (
    CAPTION_LANGUAGES,
    Captions,
    History,
    Version,
    checked_cues,
    from_json,
    to_json,
)
from okienko_signing.shelf import Shelf, StoredVideo, content_name
from okienko_signing.storage import ShelfError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,149}")
_FOLDER: Final = "recordings"
_ATTEMPTS: Final = 20


@dataclass(frozen=True)
class Recording:
    """A published recording."""

    video: StoredVideo
    captions: Mapping[str, Captions]
    """What was edited, by language."""


@dataclass(frozen=True)
class Encoded:
    """A recording in the formats that are published."""

    webm: bytes
    mp4: bytes
    poster: bytes
    frames: int
    frame_rate: int
    width: int
    height: int


class Recordings:
    """The recordings of a shelf: `recordings/<id>/manifest.json` holds versions and names files.

    Every change is one swap of that file, so it happens as a whole, and two at the same time never undo each other.
    """

    def __init__(self, shelf: Shelf, now: Callable[[], float] = time.time) -> None:
        """Keep manifests and files on `shelf`."""
        self._shelf = shelf
        self._storage = shelf.storage
        self._now = now

    def find(self, name: str) -> Recording | None:
        """Return the published recording of that name, if there is one whose files are all there."""
        if not _NAME.fullmatch(name):
            return None
        manifest = self._storage.get(_key(name))
        try:
            published = from_json(manifest).published if manifest else None
        except ValueError:
            return None
        if published is None or published.video is None or not self._shelf.has(published.video):
            return None
        return Recording(published.video, published.captions)

    def history(self, name: str) -> History:
        """Return everything that was uploaded under a name.

        Raises:
            NoSuchRecordingError: nothing was.
            RecordingError: the name is no identifier, or the manifest is damaged.
            ShelfError: the storage cannot be used.

        """
        history, _ = self._read(checked_name(name))
        if not history.versions:
            raise NoSuchRecordingError(
                f"There is no recording '{name}'. Upload one first.", f"Nie ma nagrania '{name}'. Najpierw je prześlij."
            )
        return history

    def names(self) -> list[str]:
        """Return the names of all recordings."""
        keys = [key.split("/") for key in self._storage.keys(f"{_FOLDER}/")]
        return [parts[1] for parts in keys if len(parts) == 3 and parts[2] == "manifest.json"]

    def add(self, name: str, encoded: Encoded, source_sha256: str, source_bytes: int) -> Version:
        """Keep a re-encoded recording as a version that is ready to be published.

        Raises:
            RecordingError: the name is no identifier.
            ShelfError: the storage is full or cannot be used.

        """
        checked_name(name)
        with self._kept([(encoded.webm, "webm"), (encoded.mp4, "mp4"), (encoded.poster, "webp")]) as stored:
            video = StoredVideo(
                webm=stored[0][0],
                mp4=stored[1][0],
                poster=stored[2][0],
                seconds=encoded.frames / encoded.frame_rate,
                width=encoded.width,
                height=encoded.height,
                frame_rate=float(encoded.frame_rate),
                sha256=dict(stored),
                marks=(),
                sentence_starts=(),
            )
            changed = self._change(name, lambda old: old.added(video, source_sha256, source_bytes, self._now()))
        return changed.versions[-1]

    def publish(self, name: str, number: int) -> History:
        """Publish a version; the one before it stays at hand.

        Raises:
            RecordingError: there is no such version, or its files are gone.
            ShelfError: the storage cannot be used.

        """
        video = self.history(name).version(number).video
        if video is not None and not self._shelf.has(video):
            raise RecordingError(
                f"Files of version {number} are missing from the storage; restore them from the backup.",
                f"Brakuje plików wersji {number}; przywróć je z kopii zapasowej.",
            )
        return self._change(name, lambda old: old.publishing(number, self._now()))

    def withdraw(self, name: str) -> History:
        """Unpublish a recording; its files stay.

        Raises:
            RecordingError: nothing is published under that name.
            ShelfError: the storage cannot be used.

        """
        self.history(name)
        return self._change(name, lambda old: old.withdrawing(self._now()))

    def delete(self, name: str, number: int) -> History:
        """Remove the files of a version that is not published.

        Raises:
            RecordingError: there is no such version, or it is published.
            ShelfError: the storage cannot be used.

        """
        given_up = self.history(name).version(number).files()
        changed = self._change(name, lambda old: old.deleting(number, self._now()))
        # The same content has the same name, so another version may need it.
        needed = {
            file for other in self.names() for version in self._read(other)[0].versions for file in version.files()
        }
        for file in given_up - needed:
            self._shelf.remove(file)
        return changed

    def caption(self, name: str, number: int, language: str, cues: tuple[Cue, ...]) -> Version:
        """Replace a version's captions in one language; without cues, remove them.

        Raises:
            RecordingError: there is no such version, or the cues cannot be shown.
            ShelfError: the storage is full or cannot be used.

        """
        if language not in CAPTION_LANGUAGES:
            raise RecordingError(
                f"Captions are kept in {' and '.join(CAPTION_LANGUAGES)} only.",
                f"Napisy mogą być tylko w językach: {', '.join(CAPTION_LANGUAGES)}.",
            )
        video = self.history(name).version(number).video
        captions = None
        if cues:
            clean = checked_cues(cues, video.seconds if video else 0.0)
            content = webvtt(clean, language).encode()
            captions = Captions(self._shelf.put(content, "vtt", is_published=True)[0], clean)
        changed = self._change(name, lambda old: old.captioning(number, language, captions, self._now()))
        return changed.version(number)

    @contextlib.contextmanager
    def _kept(self, files: list[tuple[bytes, str]]) -> Iterator[list[tuple[str, str]]]:
        """Keep files and yield names and hashes; where something fails meanwhile, none that is new stays."""
        stored: list[tuple[str, str]] = []
        fresh: list[str] = []
        try:
            for content, suffix in files:
                name, _ = content_name(content, suffix)
                is_fresh = self._shelf.size(name) is None
                stored.append(self._shelf.put(content, suffix, is_published=True))
                fresh += [name] if is_fresh else []
            yield stored
        except (ShelfError, RecordingError):
            for name in fresh:
                with contextlib.suppress(ShelfError):
                    self._shelf.remove(name)
            raise

    def _read(self, name: str) -> tuple[History, str | None]:
        found = self._storage.read(_key(name))
        if found is None:
            return History(), None
        try:
            return from_json(found.content), found.tag
        except ValueError as error:
            raise RecordingError(
                f"The manifest of '{name}' is damaged; restore it from the backup.",
                f"Opis nagrania '{name}' jest uszkodzony; przywróć go z kopii zapasowej.",
            ) from error

    def _change(self, name: str, step: Callable[[History], History]) -> History:
        """Take a step from the present history; again from the start where somebody else was faster."""
        checked_name(name)
        for _ in range(_ATTEMPTS):
            history, tag = self._read(name)
            changed = step(history)
            if changed is history or self._storage.swap(_key(name), to_json(changed), tag):
                return changed
        raise ShelfError(f"The recording '{name}' is being changed by too many others at once. Try again.")


def _key(name: str) -> str:
    return f"{_FOLDER}/{name}/manifest.json"


def checked_name(name: str) -> str:
    """Return a recording's name.

    Raises:
        RecordingError: it is no identifier.

    """
    if not _NAME.fullmatch(name):
        raise RecordingError(
            f"'{name[:80]}' is no identifier; use small letters, digits and '-', at most 80.",
            f"'{name[:80]}' nie jest identyfikatorem; użyj małych liter, cyfr i '-', najwyżej 80.",
        )
    return name


def add_file(recordings: Recordings, name: str, source: Path) -> Version:
    """Check, re-encode and keep a file; for the command line.

    Raises:
        RecordingError: the name or the file cannot be used.
        ShelfError: the storage cannot be used.

    """
    # Loads FFmpeg, whose encoders are GPL: the command line may, the service must not.
    from okienko_signing.recording_film import re_encode

    checked_name(name)
    encoded = re_encode(source, lambda _: None)
    content = source.read_bytes()
    return recordings.add(name, encoded, hashlib.sha256(content).hexdigest(), len(content))
