"""Teaching over real gRPC: takes out of a signing service, checks, adapted letters, refusals."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

import grpc
import numpy as np
import pytest
from hands import TEMPLATES, ScriptedClassifier, placed, values_of
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko.recognition.v1 import recognition_pb2_grpc as rpc
from okienko.signing.v1 import recordings_pb2, sign_clips_pb2, sign_clips_pb2_grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import read_error
from okienko_common.server import start_server
from okienko_recognition.__main__ import SERVICE_NAME
from okienko_recognition.admission import Admission
from okienko_recognition.decoding.channel import Channel
from okienko_recognition.decoding.lexicon import Lexicon
from okienko_recognition.decoding.transcript import Decoder
from okienko_recognition.engines.signing_takes import SERVICE, SigningTakes
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.messages import duration
from okienko_recognition.reading import Reader, ReadingLimits
from okienko_recognition.service import RecognitionService
from okienko_recognition.settings import RecognitionSettings
from signing_hands import ScriptedSignModel, signed

pytestmark = pytest.mark.usefixtures("unhurried")
DELETED, READY = recordings_pb2.VERSION_STATE_DELETED, recordings_pb2.VERSION_STATE_READY
UNSURE = ScriptedSignModel(doubt=0.45, other=0)


class Studio(sign_clips_pb2_grpc.SignClipServiceServicer):
    """Two glosses, a page each: OGRÓDEK with as many takes as told, PŁOT, which is not published."""

    def __init__(self) -> None:
        self.takes, self.is_published = 3, True

    async def ListRecordedSigns(  # noqa: N802
        self, request: sign_clips_pb2.ListRecordedSignsRequest, context: object
    ) -> sign_clips_pb2.ListRecordedSignsResponse:
        if not request.page_token:
            clips = [
                sign_clips_pb2.SignClip(
                    clip=number,
                    state=READY if number <= self.takes else DELETED,
                    sha256=f"{number}" * 64,
                    start_offset=duration(0.3),
                    end_offset=duration(1.3),
                )
                for number in range(1, self.takes + 2)
            ]
            sign = sign_clips_pb2.RecordedSign(gloss="OGRÓDEK", published_clip=int(self.is_published), clips=clips)
            return sign_clips_pb2.ListRecordedSignsResponse(signs=[sign], next_page_token="OGRÓDEK")
        other = sign_clips_pb2.RecordedSign(gloss="PŁOT", clips=[sign_clips_pb2.SignClip(clip=1)])
        return sign_clips_pb2.ListRecordedSignsResponse(signs=[other])

    async def GetClipFrames(  # noqa: N802
        self, request: sign_clips_pb2.GetClipFramesRequest, context: object
    ) -> AsyncIterator[sign_clips_pb2.GetClipFramesResponse]:
        frames = performed("w")
        yield sign_clips_pb2.GetClipFramesResponse(
            layout="hands-pose/1", aspect_ratio=4 / 3, frames=[clip_frame(*frames[0])]
        )
        yield sign_clips_pb2.GetClipFramesResponse(frames=[clip_frame(*frame) for frame in frames[1:]])


def performed(shape: str) -> list[tuple[float, FrameHands]]:
    return list(signed([(None, 0.3), (shape, 1.0), (None, 0.3)]))


def clip_frame(seconds: float, frame: FrameHands) -> sign_clips_pb2.ClipFrame:
    values = [*values_of(None, frame.hands[0] if frame.hands else None), *[0.0] * 132]
    return sign_clips_pb2.ClipFrame(offset=duration(seconds), values=values)


@contextlib.asynccontextmanager
async def studio() -> AsyncIterator[tuple[Studio, SigningTakes]]:
    shown = Studio()  # type: ignore[abstract]  # its other calls are not asked
    server = await start_server(
        RecognitionSettings(port=0),
        SERVICE,
        lambda s: sign_clips_pb2_grpc.add_SignClipServiceServicer_to_server(shown, s),
    )
    await server.set_serving()
    takes = SigningTakes(f"127.0.0.1:{server.port}")
    yield shown, takes
    await takes.close()
    await server.stop(0, 0)


@contextlib.asynccontextmanager
async def running(
    signs: ScriptedSignModel | None = UNSURE,
) -> AsyncIterator[tuple["rpc.RecognitionServiceAsyncStub", RecognitionService]]:
    classifier = ScriptedClassifier()
    service = RecognitionService(
        classifier,
        Reader(classifier.shapes, ReadingLimits(threshold=0.4)),
        Decoder(Lexicon.build({"las": -1.0}), Channel(np.zeros((36, 36), np.float32))),
        ModelPool(2, 8),
        None,
        admission=Admission(8, lambda: 0.0),
        max_streams=4,
        max_jpeg_streams=0,
        idle_seconds=120.0,
        signs=signs,
    )
    server = await start_server(
        RecognitionSettings(port=0), SERVICE_NAME, lambda s: rpc.add_RecognitionServiceServicer_to_server(service, s)
    )
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        yield rpc.RecognitionServiceStub(channel), service
    await server.stop(0, 0)


def recognition_frames(shape: str) -> list[pb.Frame]:
    return [
        pb.Frame(
            offset=duration(seconds),
            landmarks=pb.Landmarks(
                layout="hands/1", values=values_of(None, frame.hands[0] if frame.hands else None), aspect_ratio=4 / 3
            ),
        )
        for seconds, frame in performed(shape)
    ]


def take(shape: str = "w") -> pb.CheckTakesRequest:
    return pb.CheckTakesRequest(
        take=pb.Take(frames=recognition_frames(shape), start_offset=duration(0.3), end_offset=duration(1.3))
    )


GLOSS = pb.CheckTakesRequest(gloss="OGRÓDEK")


async def refused(call: "grpc.aio.Call | object") -> str:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call  # type: ignore[misc]
    details = read_error(raised.value)
    assert details.pl.endswith((".", "weights."))
    assert details.en.endswith(".")
    return details.reason


async def test_a_published_sign_is_learnt_recognised_listed_and_forgotten_when_it_is_withdrawn() -> None:
    async with studio() as (shown, takes), running() as (stub, service):
        curriculum = service.learn_from(takes)
        await curriculum.look()
        listed = await stub.ListTaughtSigns(pb.ListTaughtSignsRequest())
        assert listed.is_current
        assert [(one.gloss, len(one.take_sha256), one.agreement) for one in listed.signs] == [("OGRÓDEK", 3, 1.0)]
        everything = await stub.ListSigns(pb.ListSignsRequest(language_code="pso", page_size=1000))
        assert everything.signs[-1].sign_id == "pjm/sign/ogródek"
        assert "OGRÓDEK" in await said(stub)
        shown.is_published = False
        await curriculum.look()
        assert "OGRÓDEK" not in await said(stub)
        assert not (await stub.ListTaughtSigns(pb.ListTaughtSignsRequest())).signs


async def test_a_sign_withdrawn_while_a_resident_signs_is_not_named_any_more() -> None:
    async with studio() as (shown, takes), running() as (stub, service):
        curriculum = service.learn_from(takes)
        await curriculum.look()
        config = pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso"))

        async def stream() -> AsyncIterator[pb.StreamRecognizeRequest]:
            yield config
            frames = recognition_frames("w")
            for frame in frames[:10]:
                yield pb.StreamRecognizeRequest(frame=frame)
            shown.is_published = False
            await curriculum.look()
            for frame in frames[10:]:
                yield pb.StreamRecognizeRequest(frame=frame)

        events = [event async for event in stub.StreamRecognize(stream(), timeout=60)]
    assert not [e for e in events for a in e.result.alternatives if a.text == "OGRÓDEK"]


async def test_a_deleted_take_does_not_teach() -> None:
    async with studio() as (shown, takes):
        shown.takes = 2
        assert [len(names) for names in (await takes.taught()).values()] == [2]


async def said(stub: "rpc.RecognitionServiceAsyncStub") -> list[str]:
    requests: list[pb.StreamRecognizeRequest] = [
        pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso")),
        *(pb.StreamRecognizeRequest(frame=frame) for frame in recognition_frames("w")),
    ]
    events = [event async for event in stub.StreamRecognize(iter(requests), timeout=60)]
    return [alternative.text for event in events for alternative in event.result.alternatives]


async def test_takes_are_checked_against_the_vocabulary_with_a_number() -> None:
    async with running(ScriptedSignModel()) as (stub, _):
        check = await stub.CheckTakes(iter([GLOSS, take("b"), take("b"), take("b")]), timeout=60)
    assert check.verdict == pb.TEACHING_VERDICT_TOO_CLOSE
    assert check.neighbours[0].gloss == "DOM"
    assert 0.9 < check.neighbours[0].probability <= 1
    assert list(check.take_agreements) == pytest.approx([1, 1, 1])


def bad(**changes: object) -> pb.CheckTakesRequest:
    request = take()
    for name, value in changes.items():
        if name == "end":
            request.take.end_offset.CopyFrom(duration(float(str(value))))
        elif name == "frames":
            del request.take.frames[:]
        elif name == "nan":
            request.take.frames[5].landmarks.values[0] = float("nan")
        elif name == "backwards":
            request.take.frames[5].offset.CopyFrom(duration(0.0))
    return request


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        ([], "GLOSS_MISSING"),
        ([take()], "GLOSS_MISSING"),
        ([pb.CheckTakesRequest(gloss="X" * 61)], "GLOSS_MISSING"),
        ([GLOSS], "TAKES_MISSING"),
        ([GLOSS, GLOSS], "GLOSS_TWICE"),
        ([GLOSS, *[take()] * 11], "TOO_MANY_TAKES"),
        ([GLOSS, bad(end=0.1)], "WRONG_TAKE"),
        ([GLOSS, bad(frames=0)], "WRONG_TAKE"),
        ([GLOSS, bad(nan=1)], "NOT_A_NUMBER"),
        ([GLOSS, bad(backwards=1)], "OFFSET_NOT_GROWING"),
        (
            [
                GLOSS,
                bad(end=9.0),
                pb.CheckTakesRequest(take=pb.Take(frames=recognition_frames("w")[:2], end_offset=duration(1))),
            ],
            "NO_HAND_IN_TAKE",
        ),
    ],
)
async def test_takes_that_cannot_be_checked_are_refused(requests: Iterable[pb.CheckTakesRequest], reason: str) -> None:
    async with running() as (stub, _):
        assert await refused(stub.CheckTakes(iter(requests), timeout=60)) == reason


async def test_without_a_sign_model_nothing_can_be_taught() -> None:
    async with running(None) as (stub, _):
        assert await refused(stub.CheckTakes(iter([GLOSS, take()]), timeout=60)) == "NO_SIGN_MODEL"


def letter(text: str = "o", frames: int = 8, shape: str = "o") -> pb.CalibratedLetter:
    hand = pb.Landmarks(layout="hands/1", values=values_of(None, placed(TEMPLATES[shape])), aspect_ratio=4 / 3)
    return pb.CalibratedLetter(sign_id=f"pjm/letter/{text}", frames=[hand] * frames)


@pytest.mark.parametrize(
    ("calibration", "reason"),
    [
        ([letter("q")], "WRONG_CALIBRATION"),
        ([letter(), letter()], "WRONG_CALIBRATION"),
        ([letter(frames=4)], "CALIBRATION_HAND_MISSING"),
        ([letter(frames=21)], "CALIBRATION_HAND_MISSING"),
        (
            [
                pb.CalibratedLetter(
                    sign_id="pjm/letter/o", frames=[*letter(frames=4).frames, *letter(frames=4, shape="w").frames]
                )
            ],
            "CALIBRATION_UNSTEADY",
        ),
    ],
)
async def test_letters_that_cannot_be_adapted_are_refused(calibration: list[pb.CalibratedLetter], reason: str) -> None:
    config = pb.RecognitionConfig(language_code="pso", calibration=calibration)
    async with running() as (stub, _):
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            async for _event in stub.StreamRecognize(iter([pb.StreamRecognizeRequest(config=config)]), timeout=60):
                pass
    assert read_error(raised.value).reason == reason


async def test_an_adapted_stream_reads_letters() -> None:
    config = pb.RecognitionConfig(language_code="pso", calibration=[letter(), letter("w", shape="w")])
    requests = [pb.StreamRecognizeRequest(config=config)]
    requests += [
        pb.StreamRecognizeRequest(frame=pb.Frame(offset=duration(k / 10), landmarks=letter("l", 1, "l").frames[0]))
        for k in range(14)
    ]
    async with running(None) as (stub, _):
        events = [event async for event in stub.StreamRecognize(iter(requests), timeout=60)]
    assert [a.text for e in events if e.result.is_final for a in e.result.alternatives] == ["l"]


async def test_a_signing_service_that_is_away_is_told_and_survived() -> None:
    async with running() as (stub, service):
        takes = SigningTakes("127.0.0.1:1")
        running_task = asyncio.create_task(service.learn_from(takes).run())
        await asyncio.sleep(0.1)
        assert not (await stub.ListTaughtSigns(pb.ListTaughtSignsRequest())).is_current
        running_task.cancel()
        await takes.close()
