"""Uploads on their way: a folder each, appended piece by piece, so that they survive a cut line and a restart.

`<id>/upload.json` says what is expected, `<id>/content` holds the bytes: its length is how far the upload is. Bytes are
synced to the disk before they are acknowledged. Locks hold between processes too, so copies of the service may share
the folder.

An upload that was ordered to be made a version is a job: it says so itself, its lock is the lease, which ends with the
process that holds it, and what was interrupted is due again a while later.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Final

from okienko_signing.recording_errors import (
    ChecksumError,
    NoSuchUploadError,
    RecordingError,
    RecordingTooLargeError,
    UploadBusyError,
    UploadIncompleteError,
    UploadsFullError,
    WrongOffsetError,
)

LARGEST_BYTES: Final = 500_000_000
LARGEST_CHUNK: Final = 512 * 1024
MOST_UPLOADS: Final = 100
PAUSES: Final = (60.0, 600.0, 3600.0)
"""Seconds after which what did not succeed, or was interrupted, is tried again; after one more try nobody does unasked."""
_SPARE_BYTES: Final = 64_000_000
"""Free space that an upload leaves for what is made of it."""
_ID: Final = re.compile(r"[0-9a-f]{32}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Upload:
    """An upload."""

    upload_id: str
    recording: str
    size: int
    sha256: str
    """Of the whole file, hexadecimal; empty until it is known."""
    version: int = 0
    """The version that it became."""
    offset: int = 0
    arrived: float = 0.0
    """When the last byte came, Unix time."""
    expires: float = 0.0
    """Unix time."""
    is_ordered: bool = False
    """Whether it is to be made a version, whoever asks for it or not."""
    tries: int = 0
    """How often that was begun."""
    due: float = 0.0
    """When it is to be begun again, Unix time."""


class Uploads:
    """The folder of uploads."""

    def __init__(self, folder: Path, quota: int, kept_seconds: float, now: Callable[[], float] = time.time) -> None:
        """Keep uploads in `folder`, at most `quota` bytes together, each for `kept_seconds` after its last sign of life."""
        # Absolute, for the process that re-encodes works in another folder.
        self._folder = folder.absolute()
        self._quota = quota
        self._kept_seconds = kept_seconds
        self._now = now

    def start(self, recording: str, size: int, sha256: str) -> Upload:
        """Begin an upload.

        Raises:
            RecordingTooLargeError: it is larger than a recording may be.
            UploadsFullError: there is no room.
            RecordingError: size or hash make no sense.

        """
        if size > LARGEST_BYTES:
            megabytes = LARGEST_BYTES // 1_000_000
            raise RecordingTooLargeError(
                f"A recording may have at most {megabytes} MB. Cut or compress it.",
                f"Nagranie może mieć najwyżej {megabytes} MB. Skróć je lub skompresuj.",
            )
        if size < 1:
            raise RecordingError("The file is empty. Choose another.", "Plik jest pusty. Wybierz inny.")
        with self._room():
            self.expire()
            self._folder.mkdir(parents=True, exist_ok=True)
            alive = list(self._all())
            if len(alive) >= MOST_UPLOADS or sum(other.size for other in alive) + size > self._quota:
                raise UploadsFullError(f"{len(alive)} uploads, quota {self._quota // 1_000_000} MB")
            if shutil.disk_usage(self._folder).free < size + _SPARE_BYTES:
                raise UploadsFullError("the disk is nearly full")
            upload = Upload(secrets.token_hex(16), recording, size, checked_hash(sha256))
            folder = self._folder / upload.upload_id
            folder.mkdir()
            try:
                (folder / "content").touch()
                self._describe(upload)
            except OSError:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return self.get(upload.upload_id)

    def get(self, upload_id: str) -> Upload:
        """Return an upload.

        Raises:
            NoSuchUploadError: there is none of that name.

        """
        upload = self._read(upload_id)
        if upload is None or upload.expires <= self._now():
            raise NoSuchUploadError
        return upload

    def append(self, upload_id: str, offset: int, chunk: bytes) -> int:
        """Append bytes and return the new offset; they are on the disk then.

        Raises:
            NoSuchUploadError: there is no such upload.
            WrongOffsetError: bytes are missing or there already.
            RecordingTooLargeError: the piece is too large or goes beyond the announced size.
            UploadBusyError: somebody else appends.
            UploadsFullError: the disk is full; what was there before stays.

        """
        upload = self.get(upload_id)
        if len(chunk) > LARGEST_CHUNK:
            raise RecordingTooLargeError(
                f"A piece may have at most {LARGEST_CHUNK // 1024} KiB. Send smaller ones.",
                f"Kawałek może mieć najwyżej {LARGEST_CHUNK // 1024} KiB. Wysyłaj mniejsze.",
            )
        with self._locked(upload) as content:
            end = content.seek(0, os.SEEK_END)
            if offset != end:
                raise WrongOffsetError(end)
            if end + len(chunk) > upload.size:
                raise RecordingTooLargeError(
                    f"The upload was announced with {upload.size} bytes, and more came. Begin a new one.",
                    f"Zapowiedziano {upload.size} bajtów, a przyszło więcej. Zacznij nowe przesyłanie.",
                )
            with self._room():
                try:
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[content.write(rest) :]
                    os.fsync(content.fileno())
                except OSError:
                    with contextlib.suppress(OSError):
                        content.truncate(end)
                    raise
        return end + len(chunk)

    def cancel(self, upload_id: str) -> None:
        """Throw an upload away.

        Raises:
            NoSuchUploadError: there is no such upload.
            UploadBusyError: it is being worked on.

        """
        with self._locked(self.get(upload_id)):
            shutil.rmtree(self._folder / upload_id, ignore_errors=True)

    @contextlib.contextmanager
    def claimed(self, upload_id: str) -> Iterator[tuple[Upload, Path, Path]]:
        """Hold an upload alone while it is made a version; yield it, its content and a folder for what is made.

        The folder is gone afterwards.

        Raises:
            NoSuchUploadError: there is no such upload.
            UploadBusyError: it is being worked on.

        """
        with self._locked(self.get(upload_id)):
            upload = self.get(upload_id)
            work = self._folder / upload_id / "work"
            try:
                with self._room():
                    shutil.rmtree(work, ignore_errors=True)
                    work.mkdir()
                yield upload, self._folder / upload_id / "content", work
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def order(self, upload: Upload, sha256: str) -> None:
        """Note that a complete upload is to be made a version; one that somebody works on is left as it is."""
        with contextlib.suppress(UploadBusyError, NoSuchUploadError), self._locked(upload):
            fresh = self.get(upload.upload_id)
            if not fresh.version:
                known = fresh.sha256 or checked_hash(sha256)
                self._described(replace(fresh, sha256=known, is_ordered=True, tries=0, due=self._now()))

    def due(self) -> list[Upload]:
        """Return the complete uploads that were ordered and have not become versions, by the time when they are due."""
        found = [] if not self._folder.is_dir() else list(self._all())
        now = self._now()
        ready = (
            each for each in found if each.is_ordered and each.offset == each.size and each.due <= now < each.expires
        )
        return sorted(ready, key=lambda each: each.due)

    def begun(self, upload: Upload) -> None:
        """Note that a claimed upload is being made a version: if that is interrupted, it is due again after a pause."""
        tries = upload.tries + 1
        is_last = tries > len(PAUSES)
        due = 0.0 if is_last else self._now() + PAUSES[tries - 1]
        self._described(replace(upload, tries=tries, due=due, is_ordered=upload.is_ordered and not is_last))

    def put_back(self, upload: Upload) -> None:
        """Note that work on a claimed upload was stopped in good order: it counts as not begun."""
        with contextlib.suppress(UploadsFullError):
            self._described(upload)

    def check(self, upload: Upload, sha256: str) -> str:
        """Compare a claimed upload with its hash, and return the hash.

        Raises:
            UploadIncompleteError: bytes are missing.
            ChecksumError: the hash is another one.

        """
        expected = checked_hash(sha256) or upload.sha256
        if upload.offset != upload.size:
            raise UploadIncompleteError(upload.offset, upload.size)
        with (self._folder / upload.upload_id / "content").open("rb") as content:
            digest = hashlib.file_digest(content, "sha256")
        if digest.hexdigest() != expected or (upload.sha256 and upload.sha256 != expected):
            raise ChecksumError(
                "The file that arrived is not the one that was sent: its SHA-256 differs. Upload it again.",
                "Plik, który dotarł, różni się od wysłanego (inny skrót SHA-256). Prześlij go jeszcze raz.",
            )
        return expected

    def drop(self, upload_id: str) -> None:
        """Remove a claimed upload."""
        shutil.rmtree(self._folder / upload_id, ignore_errors=True)

    def done(self, upload: Upload, version: int) -> None:
        """Remember what a claimed upload became, and remove its bytes."""
        with self._room():
            self._describe(replace(upload, version=version, is_ordered=False))
            with (self._folder / upload.upload_id / "content").open("wb"):
                pass

    def expire(self) -> int:
        """Throw away uploads without a sign of life, and return how many."""
        gone = 0
        for folder in self._folder.glob("*") if self._folder.is_dir() else ():
            if not _ID.fullmatch(folder.name):
                continue
            upload = self._read(folder.name)
            if upload is None:
                # Without a description: begun a moment ago, or a start that was interrupted.
                with contextlib.suppress(OSError):
                    if folder.stat().st_mtime + 60 < self._now():
                        shutil.rmtree(folder, ignore_errors=True)
            elif upload.expires <= self._now():
                # Another copy of the service or its editor may remove it first; a disk that fails is tried again.
                with contextlib.suppress(UploadBusyError, NoSuchUploadError, OSError), self._locked(upload):
                    shutil.rmtree(folder, ignore_errors=True)
                    gone += 1
        return gone

    def _all(self) -> Iterator[Upload]:
        for folder in self._folder.glob("*"):
            upload = self._read(folder.name)
            if upload is not None and not upload.version:
                yield upload

    def _read(self, upload_id: str) -> Upload | None:
        if not _ID.fullmatch(upload_id):
            return None
        folder = self._folder / upload_id
        try:
            raw = json.loads((folder / "upload.json").read_bytes())
            content = (folder / "content").stat()
            upload = Upload(**raw)
        except (OSError, ValueError, TypeError):
            return None
        offset = upload.size if upload.version else content.st_size
        arrived = content.st_mtime
        return replace(
            upload, upload_id=upload_id, offset=offset, arrived=arrived, expires=arrived + self._kept_seconds
        )

    def _described(self, upload: Upload) -> None:
        with self._room():
            self._describe(upload)

    def _describe(self, upload: Upload) -> None:
        path = self._folder / upload.upload_id / "upload.json"
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({**asdict(upload), "offset": 0, "arrived": 0.0, "expires": 0.0}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    @contextlib.contextmanager
    def _locked(self, upload: Upload) -> Iterator[FileIO]:
        try:
            # Unbuffered: what a full disk refused must not be tried again when the file is cut back or closed.
            content = (self._folder / upload.upload_id / "content").open("r+b", buffering=0)
        except OSError:
            raise NoSuchUploadError from None
        with content:
            try:
                fcntl.flock(content, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadBusyError from None
            if not (self._folder / upload.upload_id).exists():
                raise NoSuchUploadError
            yield content

    @contextlib.contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UploadsFullError(error.strerror or str(error)) from error


def checked_hash(sha256: str) -> str:
    """Return a SHA-256 in small letters; empty stays empty.

    Raises:
        RecordingError: it is none.

    """
    lowered = sha256.strip().lower()
    if lowered and not _SHA256.fullmatch(lowered):
        raise RecordingError(
            "The SHA-256 has to be 64 hexadecimal digits, as `sha256sum` prints them.",
            "Skrót SHA-256 to 64 cyfry szesnastkowe, takie jak wypisuje `sha256sum`.",
        )
    return lowered
