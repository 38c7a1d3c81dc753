"""Recorded signs over real gRPC, and what GetSigning makes of them."""

import pickle
from collections.abc import AsyncIterator, Awaitable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import grpc
import numpy as np
import pytest
from fake_workshop import FakeWorkshop
from google.protobuf.duration_pb2 import Duration
from okienko.signing.v1 import recordings_pb2, sign_clips_pb2, sign_clips_pb2_grpc, signing_pb2, signing_pb2_grpc
from okienko_common.errors import ErrorDetails, read_error
from okienko_common.interceptors import CallInterceptor
from okienko_signing.clips.desk import LARGEST_FILE, ClipDesk
from okienko_signing.clips.frames import ClipFrames
from okienko_signing.clips.motion import RecordedMotion
from okienko_signing.clips.pose import read_clip, write_clip
from okienko_signing.clips.retargeting import retarget
from okienko_signing.clips.signs import recorded_sign
from okienko_signing.clips.store import SignClips
from okienko_signing.clips.synthetic import recorded
from okienko_signing.clips.vocabulary import Vocabulary
from okienko_signing.composition import act_out, plan
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, ReviewStatus
from okienko_signing.library import Library
from okienko_signing.pose_file import write_pose
from okienko_signing.production import Script, film_key, produce
from okienko_signing.recording_errors import RecordingError
from okienko_signing.recordings import Recordings
from okienko_signing.service import SigningService
from okienko_signing.shelf import Shelf
from okienko_signing.sign_clip_service import SignClipService
from okienko_signing.sizes import Size
from okienko_signing.storage import FolderStorage, ShelfError
from okienko_signing.studio import Studio

CONSENT = "Zgoda pisemna z 26 listopada 2026, teczka 12."
SIGN = "OGRÓDEK"
"""A gloss that the lexicon lacks."""


@cache
def shipped() -> Lexicon:
    return load_lexicon(Path(__file__).resolve().parents[3] / "models/lexicon")


@cache
def take(gloss: str = "MATKA") -> ClipFrames:
    motion, _ = act_out(plan(parse_glosses(gloss), shipped()), shipped())
    return recorded(motion)


class Desk(NamedTuple):
    clips: "sign_clips_pb2_grpc.SignClipServiceAsyncStub"
    signing: "signing_pb2_grpc.SigningServiceAsyncStub"
    workshop: FakeWorkshop
    media: Path


class Storage(FolderStorage):
    """A folder whose disk may be full."""

    is_full = False

    def put(self, key: str, content: bytes) -> None:
        if self.is_full:
            raise ShelfError("The media folder is full. Free some space, then ask again.")
        super().put(key, content)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path)


@pytest.fixture
async def desk(tmp_path: Path, storage: Storage) -> AsyncIterator[Desk]:
    shelf = Shelf(storage, 1_000_000)
    shelf.open(clean=True)
    clips = SignClips(storage)
    vocabulary = Vocabulary(shipped(), clips)
    workshop = FakeWorkshop()
    signing, service = SigningService(), SignClipService()
    signing.open(
        Library(
            shipped(),
            shelf,
            Recordings(shelf),
            Studio(workshop, 1, 1),
            Size(640, 480, 25),
            vocabulary=vocabulary.lexicon,
        )
    )
    service.open(ClipDesk(clips, vocabulary, shipped().handshapes["relaxed"]))
    server = grpc.aio.server(
        interceptors=[CallInterceptor()], options=[("grpc.max_receive_message_length", 1024 * 1024)]
    )
    signing_pb2_grpc.add_SigningServiceServicer_to_server(signing, server)
    sign_clips_pb2_grpc.add_SignClipServiceServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Desk(
            sign_clips_pb2_grpc.SignClipServiceStub(channel),
            signing_pb2_grpc.SigningServiceStub(channel),
            workshop,
            tmp_path,
        )
    await server.stop(None)


def config(gloss: str = SIGN, consent: str = CONSENT) -> sign_clips_pb2.RecordClipRequest:
    return sign_clips_pb2.RecordClipRequest(
        config=sign_clips_pb2.ClipConfig(gloss=gloss, consent_note=consent, layout="hands-pose/1", aspect_ratio=4 / 3)
    )


def frames(clip: ClipFrames) -> Iterator[sign_clips_pb2.RecordClipRequest]:
    for time, values, world in zip(clip.times, clip.values, np.nan_to_num(clip.world), strict=True):
        frame = sign_clips_pb2.ClipFrame(
            offset=Duration(nanos=round(time * 1e9) % 1_000_000_000, seconds=int(time)),
            values=values.ravel().tolist(),
            world_values=world.ravel().tolist(),
        )
        yield sign_clips_pb2.RecordClipRequest(frame=frame)


def pieces(content: bytes) -> Iterator[sign_clips_pb2.RecordClipRequest]:
    for start in range(0, len(content), 500_000):
        yield sign_clips_pb2.RecordClipRequest(pose_chunk=content[start : start + 500_000])


async def record(desk: Desk, clip: ClipFrames | None = None, gloss: str = SIGN) -> sign_clips_pb2.SignClip:
    response = await desk.clips.RecordClip(iter([config(gloss), *frames(clip or take())]))
    return response.clip


async def refused(call: Awaitable[object]) -> ErrorDetails:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    details = read_error(caught.value)
    assert details.pl.endswith(".")
    assert details.en.endswith(".")
    return details


async def playlist(desk: Desk, glosses: str = f"{SIGN} DOM") -> signing_pb2.Playlist:
    request = signing_pb2.GetSigningRequest(glosses=glosses, is_published=True)
    return [message async for message in desk.signing.GetSigning(request)][-1].playlist


async def test_a_sign_is_recorded_published_approved_and_withdrawn_and_the_next_answer_follows(desk: Desk) -> None:
    assert list((await playlist(desk)).uncovered_words) == [SIGN]
    clip = await record(desk)
    assert (clip.clip, clip.state, clip.consent_note) == (1, recordings_pb2.VERSION_STATE_READY, CONSENT)
    assert clip.quality.reprojection_error < 0.1
    assert not clip.is_two_handed
    assert list((await playlist(desk)).uncovered_words) == [SIGN], "not published yet"
    published = await desk.clips.PublishClip(sign_clips_pb2.PublishClipRequest(gloss=SIGN, clip=1))
    assert published.sign.published_clip == 1
    signed = await playlist(desk)
    assert (list(signed.uncovered_words), signed.coverage) == ([], 1.0)
    assert signed.clips[0].provenance == signing_pb2.PROVENANCE_COMPOSED
    assert signed.clips[0].review_status == signing_pb2.REVIEW_STATUS_DRAFT
    assert [sign.gloss for sign in desk.workshop.scripts[-1].recorded] == [SIGN]
    alone = await playlist(desk, SIGN)
    assert alone.clips[0].review_status == signing_pb2.REVIEW_STATUS_DRAFT
    await desk.clips.ReviewClip(
        sign_clips_pb2.ReviewClipRequest(gloss=SIGN, clip=1, review_status=signing_pb2.REVIEW_STATUS_APPROVED)
    )
    rendered = len(desk.workshop.scripts)
    assert (await playlist(desk, SIGN)).clips[0].review_status == signing_pb2.REVIEW_STATUS_APPROVED
    assert len(desk.workshop.scripts) == rendered, "an approval changes no picture"
    await desk.clips.WithdrawRecordedSign(sign_clips_pb2.WithdrawRecordedSignRequest(gloss=SIGN))
    assert list((await playlist(desk)).uncovered_words) == [SIGN]
    assert len(desk.workshop.scripts) == rendered, "the film from before lies ready"


async def test_another_clip_is_another_film_and_films_without_the_sign_stay(desk: Desk) -> None:
    await record(desk)
    await record(desk, take("OJCIEC"))
    await desk.clips.PublishClip(sign_clips_pb2.PublishClipRequest(gloss=SIGN, clip=1))
    await playlist(desk)
    await playlist(desk, "DOM")
    await desk.clips.PublishClip(sign_clips_pb2.PublishClipRequest(gloss=SIGN, clip=2))
    await playlist(desk)
    await playlist(desk, "DOM")
    assert [script.glosses for script in desk.workshop.scripts] == [f"{SIGN} DOM", "DOM", f"{SIGN} DOM"]
    first, _, second = desk.workshop.scripts
    assert first.recorded[0].recorded != second.recorded[0].recorded


async def test_a_drafted_text_uses_a_recorded_gloss(desk: Desk) -> None:
    await record(desk)
    await desk.clips.PublishClip(sign_clips_pb2.PublishClipRequest(gloss=SIGN, clip=1))
    request = signing_pb2.GetSigningRequest(text="Mam ogródek.", text_language_code="pl")
    drafted = [message async for message in desk.signing.GetSigning(request)][-1].playlist
    assert SIGN not in drafted.uncovered_words
    listed = await desk.signing.ListSigns(signing_pb2.ListSignsRequest(page_size=1000))
    assert next(sign.source for sign in listed.signs if sign.gloss == SIGN).startswith("Recorded for this town")


async def test_clips_are_listed_played_back_exported_and_deleted(desk: Desk) -> None:
    await record(desk)
    await record(desk, gloss="DOM")
    page = await desk.clips.ListRecordedSigns(sign_clips_pb2.ListRecordedSignsRequest(page_size=1))
    assert [sign.gloss for sign in page.signs] == ["DOM"]
    request = sign_clips_pb2.ListRecordedSignsRequest(page_token=page.next_page_token)
    assert [sign.gloss for sign in (await desk.clips.ListRecordedSigns(request)).signs] == [SIGN]
    recorded_request = sign_clips_pb2.GetClipFramesRequest(gloss=SIGN, clip=1)
    messages = [message async for message in desk.clips.GetClipFrames(recorded_request)]
    assert (messages[0].layout, len(messages[0].frames[0].values)) == ("hands-pose/1", 300)
    shown = np.array([frame.values for message in messages for frame in message.frames])
    assert np.allclose(shown.reshape(-1, 75, 4), take().values)
    drawn_request = sign_clips_pb2.GetClipFramesRequest(gloss=SIGN, clip=1, skeleton=sign_clips_pb2.SKELETON_SIGNER)
    drawn = [frame async for message in desk.clips.GetClipFrames(drawn_request) for frame in message.frames]
    assert drawn[1].offset.nanos == 20_000_000
    export = sign_clips_pb2.ExportClipRequest(gloss=SIGN, clip=1)
    content = b"".join([message.chunk async for message in desk.clips.ExportClip(export)])
    again = (await desk.clips.RecordClip(iter([config("MAMA"), *pieces(content)]))).clip
    assert again.source == sign_clips_pb2.CLIP_SOURCE_POSE_FILE
    assert again.quality.reprojection_error < 0.1
    deleted = await desk.clips.DeleteClip(sign_clips_pb2.DeleteClipRequest(gloss=SIGN, clip=1))
    assert deleted.sign.clips[0].state == recordings_pb2.VERSION_STATE_DELETED
    assert (await refused(desk.clips.ExportClip(export).read())).reason == "NO_SUCH_CLIP"


async def test_a_recording_survives_a_pose_file_and_so_does_the_engines_own(tmp_path: Path) -> None:
    clip = read_clip(write_clip(take()))
    assert np.abs(retarget(clip).motion.right.wrists - retarget(take()).motion.right.wrists).max() < 0.005
    motion, _ = act_out(plan(parse_glosses("MATKA"), shipped()), shipped())
    write_pose(tmp_path / "a.pose", motion, 640, 480)
    assert retarget(read_clip((tmp_path / "a.pose").read_bytes())).quality.shape_error < 0.02


def test_a_spoilt_pose_file_ends_in_a_recording_or_in_a_sentence() -> None:
    chance = np.random.default_rng(0)
    whole = write_clip(take())
    told: list[str] = []
    for number in range(120):
        spoilt = bytearray(whole)
        if number % 3 == 0:
            del spoilt[chance.integers(0, len(whole)) :]
        else:
            for at in chance.integers(0, len(whole) if number % 3 == 1 else 3000, 5):
                spoilt[at] = chance.integers(0, 256)
        try:
            read_clip(bytes(spoilt))
        except RecordingError as error:
            told.append(error.pl)
    assert len(told) >= 40, "whatever is cut off is refused"
    assert all(sentence.endswith(".") for sentence in told)


@pytest.mark.parametrize("gloss", ["dom", "", "DOM MÓJ", "../X", "17"])
async def test_a_wrong_gloss_is_refused_before_anything_is_read(desk: Desk, gloss: str) -> None:
    details = await refused(desk.clips.RecordClip(iter([config(gloss), *frames(take())])))
    assert (details.code, details.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_CLIP")


async def test_bad_recordings_are_refused_and_leave_nothing(desk: Desk) -> None:
    good = list(frames(take()))
    nan = sign_clips_pb2.RecordClipRequest.FromString(good[2].SerializeToString())
    nan.frame.values[5] = float("nan")
    whole = write_clip(take())
    for requests, reason in (
        ([config(), good[0], good[1], nan, *good[3:]], "INVALID_CLIP"),
        ([config(), *good[::-1]], "INVALID_CLIP"),
        ([config(), *good[:1] * 10_000], "CLIP_TOO_LARGE"),
        ([config(consent="tak"), *good], "INVALID_CLIP"),
        ([config(), *good[:10]], "CLIP_UNUSABLE"),
        ([config()], "INVALID_CLIP"),
        ([], "INVALID_CLIP"),
        (good, "INVALID_CLIP"),
        ([config(), config(), *good], "INVALID_CLIP"),
        ([config(), *good, *pieces(whole)], "INVALID_CLIP"),
        ([config(), *pieces(whole[: len(whole) // 2])], "INVALID_CLIP"),
        ([config(), *pieces(whole[:40])], "INVALID_CLIP"),
        ([config(), *pieces(b"PK" * 4000)], "INVALID_CLIP"),
        ([config(), *pieces(bytes(LARGEST_FILE + 1))], "CLIP_TOO_LARGE"),
    ):
        details = await refused(desk.clips.RecordClip(iter(requests)))
        assert details.reason == reason, details.en
    assert [path for path in desk.media.rglob("*") if path.is_file()] == []


async def test_a_full_disk_is_told_and_nothing_half_written_stays(desk: Desk, storage: Storage) -> None:
    storage.is_full = True
    assert (await refused(record(desk))).reason == "MEDIA_FOLDER_UNUSABLE"
    assert [path for path in desk.media.rglob("*") if path.is_file()] == []
    storage.is_full = False
    assert (await record(desk)).clip == 1


async def test_what_is_not_there_is_told(desk: Desk) -> None:
    details = await refused(desk.clips.GetRecordedSign(sign_clips_pb2.GetRecordedSignRequest(gloss=SIGN)))
    assert (details.code, details.reason) == (grpc.StatusCode.NOT_FOUND, "NO_SUCH_CLIP")
    await record(desk)
    details = await refused(desk.clips.PublishClip(sign_clips_pb2.PublishClipRequest(gloss=SIGN, clip=9)))
    assert details.reason == "NO_SUCH_CLIP"
    details = await refused(desk.clips.WithdrawRecordedSign(sign_clips_pb2.WithdrawRecordedSignRequest(gloss=SIGN)))
    assert (details.code, details.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "CLIP_STATE")
    review = sign_clips_pb2.ReviewClipRequest(gloss=SIGN, clip=1)
    assert (await refused(desk.clips.ReviewClip(review))).reason == "INVALID_CLIP"


def test_the_rendering_process_draws_a_recorded_sign_that_its_lexicon_lacks() -> None:
    motion = RecordedMotion("0" * 64, retarget(take()).motion)
    sign = recorded_sign(SIGN, motion, ReviewStatus.DRAFT, None)
    script = Script(SIGN, 320, 240, 20, recorded=(sign,))
    carried = pickle.loads(pickle.dumps(script))
    assert film_key(carried, "x") == film_key(script, "x") != film_key(Script(SIGN, 320, 240, 20), "x")
    film = produce(carried, shipped(), 30.0, lambda _: None)
    assert [(mark.gloss, mark.is_fingerspelled) for mark in film.marks] == [(SIGN, False)]
    assert film.marks[0].end - film.marks[0].start == pytest.approx(len(motion.motion.right) / 50)
