"""Turns complete uploads into versions: one at a time, watched by as many callers as like, finished though they leave.

What was ordered is finished after a crash, too, by this copy of the service or another that shares the folder of uploads.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final, Protocol

from okienko_common.capacity import Meter
from okienko_common.logs import get_logger
from okienko_common.tasks import end
from okienko_common.troubles import Troubles

from okienko_signing.recording_errors import (
    NoSuchRecordingError,
    RecordingError,
    TooManyFinishingError,
    UnconfinedError,
    UploadBusyError,
    UploadIncompleteError,
    UploadsFullError,
)
from okienko_signing.recording_history import Version
from okienko_signing.recordings import Encoded, Recordings, checked_name
from okienko_signing.uploads import Upload, Uploads, checked_hash

log = get_logger(__name__)
MOST_ORDERED: Final = 5
_SOONEST_SECONDS: Final = 5.0
STALLED_SECONDS: Final = 300.0
"""A decoder that has told nothing for so long is stuck: a percent of the longest recording takes some 20 s."""
_LOOK_SECONDS: Final = 0.2
RESUME_SECONDS: Final = 15.0
"""How often uploads are looked for whose making was interrupted."""
_CHECKED: Final = 0.05
_ENCODED: Final = 0.97
"""Shares of the whole work after checking and after encoding."""


class Stage(Enum):
    """What is being done, in this order."""

    WAITING = auto()
    CHECKING = auto()
    ENCODING = auto()
    STORING = auto()


@dataclass(frozen=True)
class Step:
    """How far an upload's processing is."""

    stage: Stage
    fraction: float


class Encoder(Protocol):
    """Checks and re-encodes a file somewhere else; the real one is `encode_apart`."""

    async def __call__(self, source: Path, folder: Path, on_progress: Callable[[float], None]) -> Encoded:
        """Return the re-encoded file; may use `folder`; raises RecordingError where the file cannot be used."""


@dataclass
class _Job:
    sha256: str
    size: int
    """Bytes of the upload."""
    is_awaited: bool
    """Whether a caller has asked; else it is left to another copy of the service that works on it."""
    step: Step = Step(Stage.WAITING, 0.0)
    task: "asyncio.Task[Version] | None" = field(default=None)


class Intake:
    """Finishes uploads."""

    def __init__(
        self, uploads: Uploads, recordings: Recordings, encoder: Encoder, most_ordered: int = MOST_ORDERED
    ) -> None:
        """Take from `uploads`, give to `recordings`; refuse more than `most_ordered` at a time, the one at work included."""
        self._most_ordered = most_ordered
        self._meter = Meter()
        self._uploads = uploads
        self._recordings = recordings
        self._encoder = encoder
        self._jobs: dict[str, _Job] = {}
        self._turn = asyncio.Semaphore(1)
        self._tending: asyncio.Task[None] | None = None

    @property
    def uploads(self) -> Uploads:
        """The uploads on their way."""
        return self._uploads

    @property
    def recordings(self) -> Recordings:
        """Where they become versions."""
        return self._recordings

    async def finish(self, upload_id: str, sha256: str) -> AsyncIterator[Step | Version]:
        """Yield how far the work is, and at last the version; callers for the same upload share the work.

        Raises:
            RecordingError: the upload or the file cannot be used.
            TooManyFinishingError: too many others wait.
            ShelfError: the storage is full or cannot be used; the upload stays, so that this can be tried again.

        """
        upload = await asyncio.to_thread(self._uploads.get, upload_id)
        if upload.version:
            yield await self._version(upload)
            return
        if upload.offset != upload.size:
            raise UploadIncompleteError(upload.offset, upload.size)
        if not (checked_hash(sha256) or upload.sha256):
            raise RecordingError(
                "The SHA-256 of the whole file is missing. Send it, so that a damaged upload is noticed.",
                "Brakuje skrótu SHA-256 całego pliku. Podaj go, aby można było wykryć uszkodzenie.",
            )
        job = self._jobs.get(upload_id)
        if job is None:
            if len(self._jobs) >= self._most_ordered:
                # When the first of them is done, about, by what a byte has cost of late.
                size = sum(job.size * (1.0 - job.step.fraction) for job in self._jobs.values())
                raise TooManyFinishingError(max(_SOONEST_SECONDS, size * self._meter.seconds / len(self._jobs)))
            job = self._begun(upload, sha256, is_awaited=True)
        job.is_awaited = True
        assert job.task is not None
        told: Step | None = None
        while not job.task.done():
            if job.step != told:
                told = job.step
                yield told
            await asyncio.wait({job.task}, timeout=_LOOK_SECONDS)
        yield job.task.result()

    async def resume(self) -> None:
        """Begin again what was ordered and interrupted, as far as there is room."""
        for upload in await asyncio.to_thread(self._uploads.due):
            if upload.upload_id not in self._jobs and len(self._jobs) < self._most_ordered:
                log.info("making an upload again", recording=upload.recording, tries=upload.tries)
                self._begun(upload, upload.sha256, is_awaited=False)

    def _begun(self, upload: Upload, sha256: str, *, is_awaited: bool) -> _Job:
        job = self._jobs[upload.upload_id] = _Job(sha256, upload.size, is_awaited)
        job.task = asyncio.create_task(self._process(upload, job))
        # Every caller may be gone when it fails; an error that nobody looks at would be logged with its traceback.
        job.task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return job

    def tend(self, seconds: float = RESUME_SECONDS) -> None:
        """Finish what was interrupted and throw away what was abandoned, from time to time, until closed."""

        async def sweep() -> None:
            troubles = Troubles("the uploads cannot be looked through; trying again")
            while True:
                try:
                    await self.resume()
                    await asyncio.to_thread(self._uploads.expire)
                    troubles.over()
                except Exception as error:  # noqa: BLE001  (whatever it was, uploads must be looked through on)
                    troubles.tell(error)
                await asyncio.sleep(seconds)

        self._tending = asyncio.create_task(sweep())

    async def close(self) -> None:
        """Stop the work; uploads stay and can be finished later."""
        tasks: list[asyncio.Task[Any]] = [job.task for job in self._jobs.values() if job.task]
        tasks += [self._tending] if self._tending else []
        await end(*tasks)

    async def _process(self, upload: Upload, job: _Job) -> Version:
        try:
            if job.is_awaited:
                # Before its turn: from now on it is made though everything here ends.
                await asyncio.to_thread(self._uploads.order, upload, job.sha256)
            async with self._turn:
                while True:
                    try:
                        return await self._make(upload.upload_id, job)
                    except UploadBusyError:
                        # Another copy of the service works on it.
                        if not job.is_awaited:
                            raise
                        await asyncio.sleep(_LOOK_SECONDS)
        finally:
            self._jobs.pop(upload.upload_id, None)

    async def _make(self, upload_id: str, job: _Job) -> Version:
        with self._uploads.claimed(upload_id) as (upload, content, work):
            if upload.version:
                return await self._version(upload)
            await asyncio.to_thread(self._uploads.begun, upload)
            try:
                job.step = Step(Stage.CHECKING, 0.0)
                checked_name(upload.recording)
                sha256 = await asyncio.to_thread(self._uploads.check, upload, job.sha256)
                if version := await asyncio.to_thread(self._stored, upload, sha256):
                    # Interrupted between the last two steps.
                    await asyncio.to_thread(self._uploads.done, upload, version.number)
                    return version
                started = time.monotonic()
                encoded = await self._encode(content, work, job)
                self._meter.note(time.monotonic() - started, upload.size)
            except asyncio.CancelledError:
                self._uploads.put_back(upload)
                raise
            except (UnconfinedError, UploadsFullError):
                raise
            except RecordingError:
                # No further byte could mend it.
                await asyncio.to_thread(self._uploads.drop, upload_id)
                raise
            job.step = Step(Stage.STORING, _ENCODED)
            version = await asyncio.to_thread(self._recordings.add, upload.recording, encoded, sha256, upload.size)
            await asyncio.to_thread(self._uploads.done, upload, version.number)
            return version

    def _stored(self, upload: Upload, sha256: str) -> Version | None:
        """Return the version that was made of an upload's bytes since they arrived."""
        with contextlib.suppress(NoSuchRecordingError):
            for version in reversed(self._recordings.history(upload.recording).versions):
                if version.source_sha256 == sha256 and version.events and version.events[0].time >= upload.arrived:
                    return version
        return None

    async def _encode(self, content: Path, work: Path, job: _Job) -> Encoded:
        job.step = Step(Stage.CHECKING, _CHECKED)

        def tell(share: float) -> None:
            job.step = Step(Stage.ENCODING, _CHECKED + (_ENCODED - _CHECKED) * share)

        return await self._encoder(content, work, tell)

    async def _version(self, upload: Upload) -> Version:
        history = await asyncio.to_thread(self._recordings.history, upload.recording)
        return history.version(upload.version)


async def encode_apart(
    source: Path, folder: Path, on_progress: Callable[[float], None], *, must_be_confined: bool = True
) -> Encoded:
    """Check and re-encode a file in a limited process; it is killed when the caller is cancelled.

    Raises:
        RecordingError: the file cannot be used.
        UnconfinedError: nothing here locks that process in, and it must be.
        UploadsFullError: there is no room for what is made of it.

    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "okienko_signing.transcoding",
        str(source),
        str(folder),
        *(() if must_be_confined else ("--unconfined",)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
        # Nothing that is secret, and no more threads than the one.
        env={"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
    )
    assert process.stdout
    try:
        last: dict[str, object] = {}
        while line := await asyncio.wait_for(process.stdout.readline(), STALLED_SECONDS):
            last = json.loads(line)
            if isinstance(walls := last.get("confined"), dict):
                log.info("decoder confined", **walls)
            if isinstance(share := last.get("share"), float):
                on_progress(share)
        await process.wait()
    except TimeoutError:
        last = {}
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    match last:
        case {"done": {"frames": int(frames), "frame_rate": int(rate), "width": int(width), "height": int(height)}}:
            webm, mp4, poster = await asyncio.to_thread(_read_made, folder)
            return Encoded(webm, mp4, poster, frames, rate, width, height)
        case {"error": {"en": str(en), "pl": str(pl)}}:
            raise RecordingError(en, pl)
        case {"full": str(why)}:
            raise UploadsFullError(why)
        case {"confined": {"files": False, "calls": False}} if must_be_confined:
            raise UnconfinedError
        case _:
            raise RecordingError(
                "Reading this file took more memory or time than a recording may need. Export it again, shorter or smaller.",
                "Odczytanie pliku wymagało zbyt dużo pamięci lub czasu. Zapisz nagranie jeszcze raz: krótsze lub mniejsze.",
            )


def _read_made(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in ("webm", "mp4", "poster")]
