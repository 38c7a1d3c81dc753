"""Turns complete uploads into versions: one at a time, watched by as many callers as like, finished though they leave."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final, Protocol

from okienko_common.logs import get_logger
from okienko_common.tasks import end

from okienko_signing.recording_errors import (
    RecordingError,
    TooManyFinishingError,
    UploadBusyError,
    UploadIncompleteError,
    UploadsFullError,
)
from okienko_signing.recording_history import Version
from okienko_signing.recordings import Encoded, Recordings, checked_name
from okienko_signing.uploads import Upload, Uploads, checked_hash

log = get_logger(__name__)
MOST_WAITING: Final = 4
STALLED_SECONDS: Final = 300.0
"""A decoder that has told nothing for so long is stuck: a percent of the longest recording takes some 20 s."""
_LOOK_SECONDS: Final = 0.2
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
    step: Step = Step(Stage.WAITING, 0.0)
    task: "asyncio.Task[Version] | None" = field(default=None)


class Intake:
    """Finishes uploads."""

    def __init__(self, uploads: Uploads, recordings: Recordings, encoder: Encoder) -> None:
        """Take from `uploads`, give to `recordings`."""
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
            if len(self._jobs) > MOST_WAITING:
                raise TooManyFinishingError
            job = _Job(sha256)
            job.task = asyncio.create_task(self._process(upload_id, job))
            # Every caller may be gone when it fails; an error that nobody looks at would be logged with its traceback.
            job.task.add_done_callback(lambda task: task.cancelled() or task.exception())
            self._jobs[upload_id] = job
        assert job.task is not None
        told: Step | None = None
        while not job.task.done():
            if job.step != told:
                told = job.step
                yield told
            await asyncio.wait({job.task}, timeout=_LOOK_SECONDS)
        yield job.task.result()

    def tend(self, seconds: float = 600.0) -> None:
        """Throw away abandoned uploads from time to time, until closed."""

        async def sweep() -> None:
            while True:
                await asyncio.to_thread(self._uploads.expire)
                await asyncio.sleep(seconds)

        self._tending = asyncio.create_task(sweep())

    async def close(self) -> None:
        """Stop the work; uploads stay and can be finished later."""
        tasks: list[asyncio.Task[Any]] = [job.task for job in self._jobs.values() if job.task]
        tasks += [self._tending] if self._tending else []
        await end(*tasks)

    async def _process(self, upload_id: str, job: _Job) -> Version:
        try:
            async with self._turn:
                while True:
                    try:
                        return await self._make(upload_id, job)
                    except UploadBusyError:
                        # Another copy of the service works on it.
                        await asyncio.sleep(_LOOK_SECONDS)
        finally:
            self._jobs.pop(upload_id, None)

    async def _make(self, upload_id: str, job: _Job) -> Version:
        with self._uploads.claimed(upload_id) as (upload, content, work):
            if upload.version:
                return await self._version(upload)
            try:
                job.step = Step(Stage.CHECKING, 0.0)
                checked_name(upload.recording)
                sha256 = await asyncio.to_thread(self._uploads.check, upload, job.sha256)
                encoded = await self._encode(content, work, job)
            except UploadsFullError:
                raise
            except RecordingError:
                # No further byte could mend it.
                await asyncio.to_thread(self._uploads.drop, upload_id)
                raise
            job.step = Step(Stage.STORING, _ENCODED)
            version = await asyncio.to_thread(self._recordings.add, upload.recording, encoded, sha256, upload.size)
            await asyncio.to_thread(self._uploads.done, upload, version.number)
            return version

    async def _encode(self, content: Path, work: Path, job: _Job) -> Encoded:
        job.step = Step(Stage.CHECKING, _CHECKED)

        def tell(share: float) -> None:
            job.step = Step(Stage.ENCODING, _CHECKED + (_ENCODED - _CHECKED) * share)

        return await self._encoder(content, work, tell)

    async def _version(self, upload: Upload) -> Version:
        history = await asyncio.to_thread(self._recordings.history, upload.recording)
        return history.version(upload.version)


async def encode_apart(source: Path, folder: Path, on_progress: Callable[[float], None]) -> Encoded:
    """Check and re-encode a file in a limited process; it is killed when the caller is cancelled.

    Raises:
        RecordingError: the file cannot be used.
        UploadsFullError: there is no room for what is made of it.

    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "okienko_signing.transcoding",
        str(source),
        str(folder),
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
        case _:
            raise RecordingError(
                "Reading this file took more memory or time than a recording may need. Export it again, shorter or smaller.",
                "Odczytanie pliku wymagało zbyt dużo pamięci lub czasu. Zapisz nagranie jeszcze raz: krótsze lub mniejsze.",
            )


def _read_made(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in ("webm", "mp4", "poster")]
