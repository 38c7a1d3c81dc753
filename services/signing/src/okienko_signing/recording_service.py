"""The gRPC service for recordings: messages to domain calls and back, nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Final, ParamSpec, TypeVar

import grpc
from google.protobuf import timestamp_pb2
from okienko.signing.v1 import recordings_pb2, recordings_pb2_grpc
from okienko_common.errors import ServiceError
from okienko_common.paging import page_size

from okienko_signing.captions import Cue, cues
from okienko_signing.intake import Intake, Stage, Step
from okienko_signing.library import LONGEST_TEXT
from okienko_signing.recording_errors import (
    ChecksumError,
    NoSuchRecordingError,
    RecordingError,
    UnconfinedError,
    UploadBusyError,
    UploadsFullError,
    WrongStateError,
)
from okienko_signing.recording_history import Happening, History, Version
from okienko_signing.recordings import checked_name
from okienko_signing.service import duration, renditions, seconds, shelf_unusable
from okienko_signing.starting import opened
from okienko_signing.storage import ShelfError
from okienko_signing.takes import State
from okienko_signing.uploads import Upload

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M")
N = TypeVar("N")
Context = grpc.aio.ServicerContext[M, N]


class RecordingService(recordings_pb2_grpc.RecordingServiceServicer):
    """Answers calls once `open` has been called."""

    def __init__(self) -> None:
        """Start without an intake; calls fail until there is one."""
        self._intake: Intake | None = None

    def open(self, intake: Intake) -> None:
        """Answer calls from now on."""
        self._intake = intake

    async def StartUpload(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.StartUploadRequest,
        context: Context[recordings_pb2.StartUploadRequest, recordings_pb2.StartUploadResponse],
    ) -> recordings_pb2.StartUploadResponse:
        """Begin an upload."""
        del context
        intake = self._opened()
        with explained():
            checked_name(request.recording_id)
        upload = await done(intake.uploads.start, request.recording_id, request.size_bytes, request.sha256)
        return recordings_pb2.StartUploadResponse(upload=_upload(upload))

    async def UploadChunk(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.UploadChunkRequest,
        context: Context[recordings_pb2.UploadChunkRequest, recordings_pb2.UploadChunkResponse],
    ) -> recordings_pb2.UploadChunkResponse:
        """Append bytes."""
        del context
        uploads = self._opened().uploads
        offset = await done(uploads.append, request.upload_id, request.offset, request.chunk)
        return recordings_pb2.UploadChunkResponse(offset=offset)

    async def GetUpload(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.GetUploadRequest,
        context: Context[recordings_pb2.GetUploadRequest, recordings_pb2.GetUploadResponse],
    ) -> recordings_pb2.GetUploadResponse:
        """Say how far an upload is."""
        del context
        upload = await done(self._opened().uploads.get, request.upload_id)
        return recordings_pb2.GetUploadResponse(upload=_upload(upload))

    async def CancelUpload(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.CancelUploadRequest,
        context: Context[recordings_pb2.CancelUploadRequest, recordings_pb2.CancelUploadResponse],
    ) -> recordings_pb2.CancelUploadResponse:
        """Throw an upload away."""
        del context
        await done(self._opened().uploads.cancel, request.upload_id)
        return recordings_pb2.CancelUploadResponse()

    async def FinishUpload(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.FinishUploadRequest,
        context: Context[recordings_pb2.FinishUploadRequest, recordings_pb2.FinishUploadResponse],
    ) -> AsyncIterator[recordings_pb2.FinishUploadResponse]:
        """Stream progress, then the version."""
        del context
        intake = self._opened()
        with explained():
            async for step in intake.finish(request.upload_id, request.sha256):
                if isinstance(step, Step):
                    progress = recordings_pb2.FinishProgress(stage=_STAGES[step.stage], fraction=step.fraction)
                    yield recordings_pb2.FinishUploadResponse(progress=progress)
                else:
                    yield recordings_pb2.FinishUploadResponse(version=_version(step))

    async def ListRecordings(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.ListRecordingsRequest,
        context: Context[recordings_pb2.ListRecordingsRequest, recordings_pb2.ListRecordingsResponse],
    ) -> recordings_pb2.ListRecordingsResponse:
        """Return a page of recordings; the page token is the last identifier already given."""
        del context
        length = page_size(request.page_size)
        recordings = self._opened().recordings
        names = [name for name in await done(recordings.names) if name > request.page_token]
        shown = names[:length]
        listed = [_recording(name, await done(recordings.history, name)) for name in shown]
        token = shown[-1] if len(shown) < len(names) else ""
        return recordings_pb2.ListRecordingsResponse(recordings=listed, next_page_token=token)

    async def GetRecording(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.GetRecordingRequest,
        context: Context[recordings_pb2.GetRecordingRequest, recordings_pb2.GetRecordingResponse],
    ) -> recordings_pb2.GetRecordingResponse:
        """Return one recording."""
        del context
        name = request.recording_id
        history = await done(self._opened().recordings.history, name)
        return recordings_pb2.GetRecordingResponse(recording=_recording(name, history))

    async def PublishVersion(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.PublishVersionRequest,
        context: Context[recordings_pb2.PublishVersionRequest, recordings_pb2.PublishVersionResponse],
    ) -> recordings_pb2.PublishVersionResponse:
        """Publish a version."""
        del context
        name = request.recording_id
        history = await done(self._opened().recordings.publish, name, request.version)
        return recordings_pb2.PublishVersionResponse(recording=_recording(name, history))

    async def WithdrawRecording(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.WithdrawRecordingRequest,
        context: Context[recordings_pb2.WithdrawRecordingRequest, recordings_pb2.WithdrawRecordingResponse],
    ) -> recordings_pb2.WithdrawRecordingResponse:
        """Withdraw what is published."""
        del context
        name = request.recording_id
        history = await done(self._opened().recordings.withdraw, name)
        return recordings_pb2.WithdrawRecordingResponse(recording=_recording(name, history))

    async def DeleteVersion(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.DeleteVersionRequest,
        context: Context[recordings_pb2.DeleteVersionRequest, recordings_pb2.DeleteVersionResponse],
    ) -> recordings_pb2.DeleteVersionResponse:
        """Remove a version's files."""
        del context
        name = request.recording_id
        history = await done(self._opened().recordings.delete, name, request.version)
        return recordings_pb2.DeleteVersionResponse(recording=_recording(name, history))

    async def GetCaptions(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.GetCaptionsRequest,
        context: Context[recordings_pb2.GetCaptionsRequest, recordings_pb2.GetCaptionsResponse],
    ) -> recordings_pb2.GetCaptionsResponse:
        """Return edited captions, else a draft from the text."""
        del context
        history = await done(self._opened().recordings.history, request.recording_id)
        with explained():
            version = history.version(request.version)
        edited = version.captions.get(request.language_code)
        if edited:
            return recordings_pb2.GetCaptionsResponse(cues=[_cue(cue) for cue in edited.cues], is_edited=True)
        text = request.text[:LONGEST_TEXT]
        drafted = cues(text, (), (), version.video.seconds) if version.video and text.strip() else ()
        return recordings_pb2.GetCaptionsResponse(cues=[_cue(cue) for cue in drafted])

    async def SetCaptions(  # noqa: N802 - the contract's name
        self,
        request: recordings_pb2.SetCaptionsRequest,
        context: Context[recordings_pb2.SetCaptionsRequest, recordings_pb2.SetCaptionsResponse],
    ) -> recordings_pb2.SetCaptionsResponse:
        """Replace a version's captions."""
        del context
        edited = tuple(Cue(seconds(cue.start_offset), seconds(cue.end_offset), cue.text) for cue in request.cues)
        caption = self._opened().recordings.caption
        version = await done(caption, request.recording_id, request.version, request.language_code, edited)
        return recordings_pb2.SetCaptionsResponse(version=_version(version))

    def _opened(self) -> Intake:
        return opened(self._intake)


_STAGES: Final = {
    Stage.WAITING: recordings_pb2.FINISH_STAGE_WAITING,
    Stage.CHECKING: recordings_pb2.FINISH_STAGE_CHECKING,
    Stage.ENCODING: recordings_pb2.FINISH_STAGE_ENCODING,
    Stage.STORING: recordings_pb2.FINISH_STAGE_STORING,
}
STATES: Final = {
    State.READY: recordings_pb2.VERSION_STATE_READY,
    State.PUBLISHED: recordings_pb2.VERSION_STATE_PUBLISHED,
    State.REPLACED: recordings_pb2.VERSION_STATE_REPLACED,
    State.WITHDRAWN: recordings_pb2.VERSION_STATE_WITHDRAWN,
    State.DELETED: recordings_pb2.VERSION_STATE_DELETED,
}
_EVENTS: Final = {
    Happening.ADDED: recordings_pb2.VERSION_EVENT_KIND_ADDED,
    Happening.PUBLISHED: recordings_pb2.VERSION_EVENT_KIND_PUBLISHED,
    Happening.REPLACED: recordings_pb2.VERSION_EVENT_KIND_REPLACED,
    Happening.WITHDRAWN: recordings_pb2.VERSION_EVENT_KIND_WITHDRAWN,
    Happening.DELETED: recordings_pb2.VERSION_EVENT_KIND_DELETED,
    Happening.CAPTIONED: recordings_pb2.VERSION_EVENT_KIND_CAPTIONED,
}


async def done(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a blocking call beside the event loop, and explain its failure."""
    with explained():
        return await asyncio.to_thread(call, *args, **kwargs)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can go wrong with recordings into what a caller is told."""
    code = grpc.StatusCode
    try:
        yield
    except ShelfError as error:
        raise shelf_unusable(error) from error
    except RecordingError as error:
        status, retry = code.INVALID_ARGUMENT, None
        match error:
            case NoSuchRecordingError():
                status = code.NOT_FOUND
            case UploadBusyError():
                status, retry = code.RESOURCE_EXHAUSTED, error.retry_after_seconds
            case WrongStateError() | UploadsFullError() | UnconfinedError():
                status = code.FAILED_PRECONDITION
            case ChecksumError():
                status = code.DATA_LOSS
        facts = {name: str(value) for name, value in error.facts.items()}
        raise ServiceError(status, error.reason, error.pl, str(error), facts, retry_after_seconds=retry) from error


def _upload(upload: Upload) -> recordings_pb2.Upload:
    return recordings_pb2.Upload(
        upload_id=upload.upload_id,
        recording_id=upload.recording,
        size_bytes=upload.size,
        offset=upload.offset,
        expire_time=timestamp(upload.expires),
        version=upload.version,
        needs_sha256=not upload.sha256,
    )


def _recording(name: str, history: History) -> recordings_pb2.Recording:
    return recordings_pb2.Recording(
        recording_id=name,
        published_version=history.published.number if history.published else 0,
        versions=[_version(version) for version in reversed(history.versions)],
    )


def _version(version: Version) -> recordings_pb2.RecordingVersion:
    video = version.video
    return recordings_pb2.RecordingVersion(
        version=version.number,
        state=STATES[version.state],
        source_sha256=version.source_sha256,
        source_bytes=version.source_bytes,
        renditions=renditions(video) if video else (),
        poster=video.poster if video else "",
        duration=duration(video.seconds) if video else None,
        caption_language_codes=sorted(version.captions),
        events=[
            recordings_pb2.VersionEvent(time=timestamp(event.time), kind=_EVENTS[event.kind])
            for event in version.events
        ],
    )


def _cue(cue: Cue) -> recordings_pb2.Cue:
    return recordings_pb2.Cue(start_offset=duration(cue.start), end_offset=duration(cue.end), text=cue.text)


def timestamp(time: float) -> timestamp_pb2.Timestamp:
    """Return a Unix time in the contract's form, to the millisecond."""
    stamp = timestamp_pb2.Timestamp()
    stamp.FromMilliseconds(round(time * 1000))
    return stamp
