"""Recordings over real gRPC, with the real re-encoding process where it matters."""

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import grpc
import pytest
from fake_workshop import FakeWorkshop
from google.protobuf.duration_pb2 import Duration
from okienko.signing.v1 import recordings_pb2, recordings_pb2_grpc, signing_pb2, signing_pb2_grpc
from okienko_common import troubles as troubles_module
from okienko_common.errors import ErrorDetails, read_error
from okienko_common.interceptors import CallInterceptor
from okienko_signing.intake import Encoder, Intake, encode_apart
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.library import Library
from okienko_signing.recording_errors import UnconfinedError
from okienko_signing.recording_service import RecordingService, timestamp
from okienko_signing.recordings import Encoded, Recordings
from okienko_signing.service import SigningService
from okienko_signing.shelf import Shelf
from okienko_signing.sizes import Size
from okienko_signing.storage import FolderStorage, ShelfError
from okienko_signing.studio import Studio
from okienko_signing.uploads import Upload, Uploads
from recorded_films import video

FILM = video(count=30)
SMALL = b"0123456789" * 10
FAKE = Encoded(b"webm", b"mp4", b"webp", 50, 25, 640, 480)


class FakeEncoder:
    """Tells a share, waits until it may go on, and returns a film."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.sources: list[bytes] = []
        self.running = 0
        self.most = 0

    async def __call__(self, source: Path, folder: Path, on_progress: Callable[[float], None]) -> Encoded:
        self.sources.append(await asyncio.to_thread(source.read_bytes))
        (folder / "webm").write_bytes(b"half")
        self.running += 1
        self.most = max(self.most, self.running)
        on_progress(0.5)
        try:
            await self.go_on.wait()
        finally:
            self.running -= 1
        return FAKE


class Desk(NamedTuple):
    recordings: "recordings_pb2_grpc.RecordingServiceAsyncStub"
    signing: "signing_pb2_grpc.SigningServiceAsyncStub"
    media: Path
    intake: Intake


OpenDesk = Callable[[Encoder], AbstractAsyncContextManager[Desk]]


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def desk_at(tmp_path: Path, lexicon: Lexicon) -> OpenDesk:
    """Open the service; again after a restart, on the same folder."""

    @asynccontextmanager
    async def opened(encode: Encoder) -> AsyncIterator[Desk]:
        shelf = Shelf(tmp_path, 1_000_000)
        shelf.open(clean=True)
        uploads = Uploads(tmp_path / "uploads", 1_000_000, 3600)
        intake = Intake(uploads, Recordings(shelf), encode)
        signing, recording = SigningService(), RecordingService()
        studio = Studio(FakeWorkshop(), 1, 1)
        signing.open(Library(lexicon, shelf, Recordings(shelf), studio, Size(640, 480, 25)))
        recording.open(intake)
        server = grpc.aio.server(interceptors=[CallInterceptor()])
        signing_pb2_grpc.add_SigningServiceServicer_to_server(signing, server)
        recordings_pb2_grpc.add_RecordingServiceServicer_to_server(recording, server)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Desk(
                recordings_pb2_grpc.RecordingServiceStub(channel),
                signing_pb2_grpc.SigningServiceStub(channel),
                tmp_path,
                intake,
            )
        await server.stop(None)
        await intake.close()

    return opened


@pytest.fixture
async def desk(desk_at: OpenDesk, encoder: FakeEncoder) -> AsyncIterator[Desk]:
    async with desk_at(encoder) as opened:
        yield opened


async def uploaded(desk: Desk, content: bytes, *, name: str = "dowod", sha256: str | None = None) -> str:
    digest = hashlib.sha256(content).hexdigest() if sha256 is None else sha256
    started = await desk.recordings.StartUpload(
        recordings_pb2.StartUploadRequest(recording_id=name, size_bytes=len(content), sha256=digest)
    )
    offset = 0
    while offset < len(content):
        chunk = content[offset : offset + 64 * 1024]
        kept = await desk.recordings.UploadChunk(
            recordings_pb2.UploadChunkRequest(upload_id=started.upload.upload_id, offset=offset, chunk=chunk)
        )
        offset = kept.offset
    return started.upload.upload_id


async def finished(desk: Desk, upload_id: str, sha256: str = "") -> list[recordings_pb2.FinishUploadResponse]:
    request = recordings_pb2.FinishUploadRequest(upload_id=upload_id, sha256=sha256)
    return [message async for message in desk.recordings.FinishUpload(request)]


async def refused(call: Awaitable[object]) -> ErrorDetails:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    details = read_error(caught.value)
    assert details.pl.endswith(".")
    assert details.en.endswith(".")
    return details


async def playlist(desk: Desk, language: str = "pl", text: str = "Weź dowód.") -> signing_pb2.Playlist:
    request = signing_pb2.GetSigningRequest(
        recording_id="dowod", glosses="DOM", text=text, text_language_code=language, is_published=True
    )
    return [message async for message in desk.signing.GetSigning(request)][-1].playlist


async def publish(desk: Desk, version: int) -> recordings_pb2.Recording:
    request = recordings_pb2.PublishVersionRequest(recording_id="dowod", version=version)
    return (await desk.recordings.PublishVersion(request)).recording


def left_over(media: Path) -> list[str]:
    """Return what no finished upload may leave behind."""
    contents = [path for path in (media / "uploads").rglob("*") if path.name not in {"upload.json", "content"}]
    return [str(path) for path in contents if path.is_file() or path.name == "work"] + [
        str(path) for path in media.rglob("*.partial")
    ]


@pytest.mark.parametrize("time", [0.0, 1_795_000_000.0004, 1_795_000_000.9994, 1_795_000_000.9996, 1_795_000_000.99999])
def test_a_moment_just_before_a_full_second_is_a_time_that_can_be_read(time: float) -> None:
    assert timestamp(time).ToDatetime(UTC).timestamp() == pytest.approx(time, abs=0.0006)


async def test_an_upload_cut_at_ninety_percent_goes_on_after_a_restart_and_is_published(
    desk_at: OpenDesk,
) -> None:
    cut = len(FILM) * 9 // 10
    async with desk_at(encode_apart) as desk:
        upload_id = (
            await desk.recordings.StartUpload(
                recordings_pb2.StartUploadRequest(recording_id="dowod", size_bytes=len(FILM))
            )
        ).upload.upload_id
        await desk.recordings.UploadChunk(
            recordings_pb2.UploadChunkRequest(upload_id=upload_id, offset=0, chunk=FILM[:cut])
        )
        assert (await refused(finished(desk, upload_id))).reason == "UPLOAD_INCOMPLETE"
    async with desk_at(encode_apart) as desk:
        upload = (await desk.recordings.GetUpload(recordings_pb2.GetUploadRequest(upload_id=upload_id))).upload
        assert (upload.offset, upload.size_bytes, upload.needs_sha256, upload.version) == (cut, len(FILM), True, 0)
        await desk.recordings.UploadChunk(
            recordings_pb2.UploadChunkRequest(upload_id=upload_id, offset=upload.offset, chunk=FILM[cut:])
        )
        assert (await refused(finished(desk, upload_id))).en.startswith("The SHA-256 of the whole file is missing")
        messages = await finished(desk, upload_id, hashlib.sha256(FILM).hexdigest())
        fractions = [m.progress.fraction for m in messages[:-1]]
        assert fractions == sorted(fractions)
        version = messages[-1].version
        assert (version.version, version.state) == (1, recordings_pb2.VERSION_STATE_READY)
        assert version.source_bytes == len(FILM)
        assert {rendition.width for rendition in version.renditions} == {320}
        assert (await playlist(desk)).clips[0].provenance == signing_pb2.PROVENANCE_COMPOSED
        assert (await publish(desk, 1)).published_version == 1
        clip = (await playlist(desk)).clips[0]
        assert clip.provenance == signing_pb2.PROVENANCE_HUMAN
        assert clip.renditions == version.renditions
        assert [stretch.provenance for stretch in clip.stretches] == [signing_pb2.PROVENANCE_HUMAN]
        assert left_over(desk.media) == []
        # Asked again, e.g. because the line broke at the end: the same version.
        assert [m.version.version for m in await finished(desk, upload_id)] == [1]


async def test_two_who_finish_share_the_work_and_one_who_leaves_does_not_stop_it(
    desk: Desk, encoder: FakeEncoder
) -> None:
    encoder.go_on.clear()
    upload_id = await uploaded(desk, SMALL)
    messages: list[recordings_pb2.FinishUploadResponse] = []

    async def stay() -> None:
        async for message in desk.recordings.FinishUpload(recordings_pb2.FinishUploadRequest(upload_id=upload_id)):
            messages.append(message)

    leaving, staying = asyncio.create_task(finished(desk, upload_id)), asyncio.create_task(stay())
    while recordings_pb2.FINISH_STAGE_ENCODING not in [message.progress.stage for message in messages]:
        await asyncio.sleep(0.01)
    leaving.cancel()
    encoder.go_on.set()
    await staying
    assert encoder.sources == [SMALL]
    assert messages[-1].version.version == 1


async def test_a_stop_in_the_middle_of_encoding_can_be_finished_after_the_restart(
    desk_at: OpenDesk, encoder: FakeEncoder
) -> None:
    encoder.go_on.clear()
    async with desk_at(encoder) as desk:
        upload_id = await uploaded(desk, SMALL)
        call = asyncio.create_task(finished(desk, upload_id))
        while not encoder.sources:
            await asyncio.sleep(0.01)
        call.cancel()
    assert left_over(desk.media) == []
    encoder.go_on.set()
    async with desk_at(encoder) as desk:
        assert (await finished(desk, upload_id))[-1].version.version == 1


async def version_of(desk: Desk, upload_id: str) -> int:
    return (await desk.recordings.GetUpload(recordings_pb2.GetUploadRequest(upload_id=upload_id))).upload.version


async def test_what_was_interrupted_is_finished_by_itself_after_the_restart(
    desk_at: OpenDesk, encoder: FakeEncoder
) -> None:
    encoder.go_on.clear()
    async with desk_at(encoder) as desk:
        running, waiting, never = [await uploaded(desk, SMALL + bytes([number])) for number in range(3)]
        calls = [asyncio.create_task(finished(desk, upload_id)) for upload_id in (running, waiting)]
        # One is being encoded, and that the other was ordered is written down.
        while not (encoder.sources and desk.intake.uploads.due()):
            await asyncio.sleep(0.01)
        for call in calls:
            call.cancel()
    encoder.go_on.set()
    async with desk_at(encoder) as desk:
        desk.intake.tend(0.05)
        while not (await version_of(desk, running) and await version_of(desk, waiting)):
            await asyncio.sleep(0.02)
        assert sorted(encoder.sources[1:]) == [SMALL + b"\0", SMALL + b"\1"]
        # Nobody has asked for the third.
        assert await version_of(desk, never) == 0
        assert (await finished(desk, waiting))[-1].version.version == await version_of(desk, waiting)


async def test_a_crash_after_the_version_was_kept_makes_no_second_one(
    desk_at: OpenDesk, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(encoder) as desk:
        upload_id = await uploaded(desk, SMALL)

        def crash(*_: object) -> None:
            raise ShelfError("The disk is gone. Bring it back.")

        with monkeypatch.context() as broken:
            broken.setattr(desk.intake.uploads, "done", crash)
            await refused(finished(desk, upload_id))
        assert (await finished(desk, upload_id))[-1].version.version == 1
        recording = (
            await desk.recordings.GetRecording(recordings_pb2.GetRecordingRequest(recording_id="dowod"))
        ).recording
        assert [version.version for version in recording.versions] == [1]
        assert len(encoder.sources) == 1


async def test_recordings_are_encoded_one_at_a_time_and_too_many_are_refused(desk: Desk, encoder: FakeEncoder) -> None:
    encoder.go_on.clear()
    ids = [await uploaded(desk, SMALL + bytes([number])) for number in range(6)]
    calls = [asyncio.create_task(finished(desk, upload_id)) for upload_id in ids[:5]]
    while len(desk.intake._jobs) < 5:
        await asyncio.sleep(0.01)
    details = await refused(finished(desk, ids[5]))
    assert (details.reason, details.code) == ("ENCODING_BUSY", grpc.StatusCode.RESOURCE_EXHAUSTED)
    assert details.retry_after_seconds
    encoder.go_on.set()
    await asyncio.gather(*calls)
    assert encoder.most == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Dzien dobry, to nie jest film.\n" * 50, "no video in MP4"),
        (FILM[: len(FILM) * 9 // 10], "cut off|damaged"),
        (video(count=26, width=100, height=100), "100x100; signing needs at least 320x240"),
        (video(count=26, rate=10), "10.0 frames a second"),
    ],
)
async def test_what_is_no_usable_film_is_refused_and_leaves_nothing(
    desk_at: OpenDesk, content: bytes, sentence: str
) -> None:
    async with desk_at(encode_apart) as desk:
        details = await refused(finished(desk, await uploaded(desk, content)))
        assert (details.reason, details.code) == ("RECORDING_UNUSABLE", grpc.StatusCode.INVALID_ARGUMENT)
        assert re.search(sentence, details.en)
        assert list((desk.media / "uploads").iterdir()) == []
        assert left_over(desk.media) == []


async def test_a_wrong_hash_is_refused_and_leaves_nothing(desk: Desk, encoder: FakeEncoder) -> None:
    upload_id = await uploaded(desk, SMALL, sha256="0" * 64)
    details = await refused(finished(desk, upload_id))
    assert (details.reason, details.code) == ("CHECKSUM_MISMATCH", grpc.StatusCode.DATA_LOSS)
    assert list((desk.media / "uploads").iterdir()) == []
    assert encoder.sources == []


async def test_a_hash_that_is_none_does_not_cost_the_upload(desk: Desk) -> None:
    upload_id = await uploaded(desk, SMALL, sha256="")
    assert "64 hexadecimal digits" in (await refused(finished(desk, upload_id, "oops"))).en
    assert (await finished(desk, upload_id, hashlib.sha256(SMALL).hexdigest()))[-1].version.version == 1


async def test_a_full_disk_while_storing_keeps_the_old_recording_and_the_upload(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await finished(desk, await uploaded(desk, SMALL))
    await publish(desk, 1)
    before = await playlist(desk)
    upload_id = await uploaded(desk, SMALL + b"new")

    def full(self: FolderStorage, key: str, content: bytes, tag: str | None) -> bool:
        raise ShelfError("The media folder cannot be used (No space left on device). Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(FolderStorage, "swap", full)
        details = await refused(finished(desk, upload_id))
    assert (details.reason, details.code) == ("MEDIA_FOLDER_UNUSABLE", grpc.StatusCode.FAILED_PRECONDITION)
    assert await playlist(desk) == before
    assert left_over(desk.media) == []
    assert (await finished(desk, upload_id))[-1].version.version == 2


async def test_that_nothing_locks_the_decoder_in_is_no_fault_of_the_film(desk_at: OpenDesk) -> None:
    async def refuse(source: Path, folder: Path, on_progress: Callable[[float], None]) -> Encoded:
        raise UnconfinedError

    async with desk_at(refuse) as desk:
        details = await refused(finished(desk, await uploaded(desk, SMALL)))
    assert (details.reason, details.code) == ("DECODER_UNCONFINED", grpc.StatusCode.FAILED_PRECONDITION)


async def test_more_than_the_quota_is_refused_before_the_first_byte(desk: Desk) -> None:
    request = recordings_pb2.StartUploadRequest(recording_id="dowod", size_bytes=1_000_001)
    details = await refused(desk.recordings.StartUpload(request))
    assert (details.reason, details.code) == ("UPLOADS_FULL", grpc.StatusCode.FAILED_PRECONDITION)


async def test_an_upload_is_thrown_away_when_its_sender_wishes(desk: Desk) -> None:
    upload_id = await uploaded(desk, SMALL)
    await desk.recordings.CancelUpload(recordings_pb2.CancelUploadRequest(upload_id=upload_id))
    request = recordings_pb2.GetUploadRequest(upload_id=upload_id)
    assert (await refused(desk.recordings.GetUpload(request))).reason == "NO_SUCH_UPLOAD"
    assert list((desk.media / "uploads").iterdir()) == []


async def test_abandoned_uploads_are_thrown_away_from_time_to_time(tmp_path: Path, encoder: FakeEncoder) -> None:
    uploads = Uploads(tmp_path / "uploads", 1000, 3600)
    upload = uploads.start("a", 10, "")
    intake = Intake(uploads, Recordings(Shelf(tmp_path, 1000)), encoder)
    intake.tend(0.01)
    await asyncio.sleep(0.05)
    assert uploads.get(upload.upload_id)
    os.utime(tmp_path / "uploads" / upload.upload_id / "content", (0, 0))
    while list((tmp_path / "uploads").iterdir()):
        await asyncio.sleep(0.01)
    await intake.close()


async def test_uploads_are_looked_through_on_after_any_error_whose_kind_is_logged_once(
    tmp_path: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = Uploads(tmp_path / "uploads", 1000, 3600)
    upload = uploads.start("a", 10, "")
    os.utime(tmp_path / "uploads" / upload.upload_id / "content", (0, 0))
    failures = iter([OSError("stale handle"), OSError("again"), RuntimeError("whatever it was")])
    due = uploads.due
    logged: list[str] = []

    def failing() -> list[Upload]:
        for error in failures:
            raise error
        return due()

    monkeypatch.setattr(uploads, "due", failing)
    monkeypatch.setattr(troubles_module, "log", SimpleNamespace(error=lambda _, error: logged.append(error)))
    intake = Intake(uploads, Recordings(Shelf(tmp_path, 1000)), encoder)
    intake.tend(0.01)
    async with asyncio.timeout(60):
        while list((tmp_path / "uploads").iterdir()):
            await asyncio.sleep(0.01)
    await intake.close()
    assert logged == ["OSError", "RuntimeError"]


async def test_recordings_are_published_replaced_withdrawn_and_deleted_with_history(desk: Desk) -> None:
    for content in (SMALL, SMALL + b"2"):
        await finished(desk, await uploaded(desk, content))
    await publish(desk, 1)
    recording = await publish(desk, 2)
    states = recordings_pb2
    assert [(v.version, v.state) for v in recording.versions] == [
        (2, states.VERSION_STATE_PUBLISHED),
        (1, states.VERSION_STATE_REPLACED),
    ]
    assert [event.kind for event in recording.versions[1].events] == [
        states.VERSION_EVENT_KIND_ADDED, states.VERSION_EVENT_KIND_PUBLISHED, states.VERSION_EVENT_KIND_REPLACED
    ]  # fmt: skip
    deleting = desk.recordings.DeleteVersion(recordings_pb2.DeleteVersionRequest(recording_id="dowod", version=2))
    assert (await refused(deleting)).reason == "RECORDING_STATE"
    request = recordings_pb2.WithdrawRecordingRequest(recording_id="dowod")
    assert (await desk.recordings.WithdrawRecording(request)).recording.published_version == 0
    assert (await playlist(desk)).clips[0].provenance == signing_pb2.PROVENANCE_COMPOSED
    deleted = await desk.recordings.DeleteVersion(recordings_pb2.DeleteVersionRequest(recording_id="dowod", version=2))
    assert deleted.recording.versions[0].state == states.VERSION_STATE_DELETED
    assert not deleted.recording.versions[0].renditions


async def test_recordings_are_listed_page_by_page(desk: Desk) -> None:
    for name in ("b", "a", "c"):
        await finished(desk, await uploaded(desk, SMALL + name.encode(), name=name))
    first = await desk.recordings.ListRecordings(recordings_pb2.ListRecordingsRequest(page_size=2))
    assert [recording.recording_id for recording in first.recordings] == ["a", "b"]
    second = await desk.recordings.ListRecordings(
        recordings_pb2.ListRecordingsRequest(page_size=2, page_token=first.next_page_token)
    )
    assert ([r.recording_id for r in second.recordings], second.next_page_token) == (["c"], "")


async def test_captions_come_from_the_text_until_somebody_edits_them(desk: Desk) -> None:
    await finished(desk, await uploaded(desk, SMALL))
    await publish(desk, 1)
    text = "Weź dowód. Przyjdź do urzędu."
    asked = recordings_pb2.GetCaptionsRequest(recording_id="dowod", version=1, language_code="pl", text=text)
    drafted = await desk.recordings.GetCaptions(asked)
    assert not drafted.is_edited
    assert " ".join(cue.text for cue in drafted.cues) == text
    drafted.cues[0].end_offset.CopyFrom(Duration(nanos=250_000_000))
    drafted.cues[1].start_offset.CopyFrom(Duration(nanos=500_000_000))
    drafted.cues[1].text = "Przyjdź  do\nurzędu."
    kept = await desk.recordings.SetCaptions(
        recordings_pb2.SetCaptionsRequest(recording_id="dowod", version=1, language_code="pl", cues=drafted.cues)
    )
    assert list(kept.version.caption_language_codes) == ["pl"]
    assert (await desk.recordings.GetCaptions(asked)).is_edited
    clip = (await playlist(desk, text=text)).clips[0]
    assert "00:00:00.500 --> 00:00:02.000\nPrzyjdź do\nurzędu." in (desk.media / clip.captions).read_text()
    assert [text[mark.text_start : mark.text_end] for mark in clip.text_marks] == ["Weź dowód.", "Przyjdź do urzędu."]
    assert [mark.start_offset.nanos for mark in clip.text_marks] == [0, 500_000_000]
    assert (
        "Take your card" in (desk.media / (await playlist(desk, "en", "Take your card.")).clips[0].captions).read_text()
    )


async def test_captions_no_player_can_show_are_refused_and_the_old_stay(desk: Desk) -> None:
    await finished(desk, await uploaded(desk, SMALL))
    cue = recordings_pb2.Cue(start_offset=Duration(seconds=1), end_offset=Duration(seconds=9), text="Za długo")
    request = recordings_pb2.SetCaptionsRequest(recording_id="dowod", version=1, language_code="pl", cues=[cue])
    assert "after the video's" in (await refused(desk.recordings.SetCaptions(request))).en
    request.language_code = "de"
    assert "pl and en only" in (await refused(desk.recordings.SetCaptions(request))).en


@pytest.mark.parametrize("name", ["", "../x", "Dowód", "a" * 151])
async def test_what_is_no_identifier_is_refused(desk: Desk, name: str) -> None:
    start = recordings_pb2.StartUploadRequest(recording_id=name, size_bytes=10)
    assert "no identifier" in (await refused(desk.recordings.StartUpload(start))).en
    assert (await refused(desk.recordings.GetRecording(recordings_pb2.GetRecordingRequest(recording_id=name)))).pl


async def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    asked = recordings_pb2.GetRecordingRequest(recording_id="nie-ma")
    assert (await refused(desk.recordings.GetRecording(asked))).code == grpc.StatusCode.NOT_FOUND
    published = recordings_pb2.PublishVersionRequest(recording_id="nie-ma", version=1)
    assert (await refused(desk.recordings.PublishVersion(published))).code == grpc.StatusCode.NOT_FOUND
