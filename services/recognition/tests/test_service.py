import asyncio
import contextlib
import math
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import cv2
import grpc
import numpy as np
import pytest
from fakes import FakeFinder
from hands import TEMPLATES, Act, ScriptedClassifier, placed, signing, values_of
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko.recognition.v1 import recognition_pb2_grpc as rpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import read_error
from okienko_common.server import start_server
from okienko_common.towns import METADATA
from okienko_recognition.__main__ import SERVICE_NAME
from okienko_recognition.admission import Admission
from okienko_recognition.decoding.channel import Channel
from okienko_recognition.decoding.lexicon import Lexicon
from okienko_recognition.decoding.transcript import Decoder
from okienko_recognition.engines.mediapipe_hands import OpenFinder
from okienko_recognition.landmarks import Hand
from okienko_recognition.messages import duration
from okienko_recognition.reading import Reader, ReadingLimits
from okienko_recognition.service import RecognitionService
from okienko_recognition.settings import RecognitionSettings
from prometheus_client import REGISTRY
from signing_hands import ScriptedSignModel, signed

pytestmark = pytest.mark.usefixtures("unhurried")
CHANNEL = Channel(np.zeros((36, 36), np.float32))
CONFIG = pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso", max_alternatives=3))
JPEG = cv2.imencode(".jpg", np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8))[1].tobytes()


def landmark_frame(seconds: float, hand: Hand | None = None, **changes: Any) -> pb.StreamRecognizeRequest:
    shown = hand or placed(TEMPLATES["l"])
    fields: dict[str, Any] = {"layout": "hands/1", "values": values_of(None, shown), "aspect_ratio": 4 / 3} | changes
    return pb.StreamRecognizeRequest(frame=pb.Frame(offset=duration(seconds), landmarks=pb.Landmarks(**fields)))


def jpeg_frame(seconds: float, data: bytes = JPEG) -> pb.StreamRecognizeRequest:
    return pb.StreamRecognizeRequest(frame=pb.Frame(offset=duration(seconds), jpeg=data))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not condition():
            await asyncio.sleep(0.01)


def nothing_is_held(service: RecognitionService) -> bool:
    return not (FakeFinder.open_now or service.streams.taken or service.jpeg_streams.taken or service.admission.tickets)


@contextlib.asynccontextmanager
async def running(
    open_finder: OpenFinder | None = FakeFinder, cores: float = 8, **limits: Any
) -> AsyncIterator[tuple["rpc.RecognitionServiceAsyncStub", RecognitionService]]:
    classifier = ScriptedClassifier()
    options = {"max_streams": 4, "max_jpeg_streams": 1, "idle_seconds": 120.0} | limits
    reader = Reader(classifier.shapes, ReadingLimits(threshold=0.4))
    decoder = Decoder(Lexicon.build({"las": -1.0}), CHANNEL)
    admission = Admission(cores, lambda: 0.0)
    service = RecognitionService(
        classifier, reader, decoder, ModelPool(2, 8), open_finder, admission=admission, **options
    )
    settings = RecognitionSettings(port=0)
    server = await start_server(
        settings, SERVICE_NAME, lambda s: rpc.add_RecognitionServiceServicer_to_server(service, s)
    )
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        yield rpc.RecognitionServiceStub(channel), service
    await server.stop(0, 0)
    # However a test ended its streams, they must end; and what one left open, the next would count.
    await until(lambda: nothing_is_held(service))


async def refusal(
    stub: "rpc.RecognitionServiceAsyncStub", *requests: pb.StreamRecognizeRequest
) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        async for _ in stub.StreamRecognize(iter(requests), timeout=60):
            pass
    details = read_error(raised.value)
    assert details.pl.endswith(".")
    assert details.en.endswith(".")
    return details.code, details.reason


async def responses(
    stub: "rpc.RecognitionServiceAsyncStub", *requests: pb.StreamRecognizeRequest
) -> list[pb.StreamRecognizeResponse]:
    return [r async for r in stub.StreamRecognize(iter(requests), timeout=60)]


def word(acts: Sequence[Act]) -> Iterator[pb.StreamRecognizeRequest]:
    for seconds, frame in signing(acts):
        hand = frame.hands[0] if frame.hands else None
        values = values_of(None, hand)
        landmarks = pb.Landmarks(layout="hands/1", values=values, aspect_ratio=4 / 3)
        yield pb.StreamRecognizeRequest(frame=pb.Frame(offset=duration(seconds), landmarks=landmarks, brightness=0.5))


async def test_spells_a_word_from_landmarks() -> None:
    async with running() as (stub, _):
        acts = [Act("l", 1.1), Act("a", 1.1), Act("s", 1.1)]
        events = await responses(stub, CONFIG, *word(acts))
    finals = [e.result for e in events if e.HasField("result") and e.result.is_final]
    assert "".join(f.alternatives[0].text for f in finals) == "las"
    assert finals[0].alternatives[0].sign_id == "pjm/letter/l"
    assert len(finals[0].alternatives) == 3


async def test_reads_jpeg_frames_and_sends_landmarks_back_when_asked() -> None:
    config = pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso", return_landmarks=True))
    async with running() as (stub, _):
        events = await responses(stub, config, *(jpeg_frame(k / 10) for k in range(14)))
    landmarks = [e.landmarks.landmarks for e in events if e.HasField("landmarks")]
    assert len(landmarks) == 14
    assert len(landmarks[0].values) == 168
    assert landmarks[0].values[21 * 4 + 3] == 1
    assert [e.result.alternatives[0].text for e in events if e.HasField("result")] == ["w"]
    assert FakeFinder.open_now == 0


async def test_a_word_comes_as_a_transcript_beside_its_letters_when_asked_for() -> None:
    config = pb.RecognitionConfig(language_code="pso", return_transcript=True)
    acts = [Act("l", 1.1), Act("a", 1.1), Act("s", 1.1)]
    async with running() as (stub, _):
        events = await responses(stub, pb.StreamRecognizeRequest(config=config), *word(acts))
    last = [e.transcript for e in events if e.HasField("transcript")][-1]
    finals = [e.result.segment_id for e in events if e.HasField("result") and e.result.is_final]
    (part,) = last.parts
    assert list(part.segment_ids) == finals
    assert list(part.hypotheses[0].words) == ["las"]
    assert part.hypotheses[0].is_literal
    assert part.hypotheses[0].source == pb.HYPOTHESIS_SOURCE_LEXICON


async def test_transcripts_stay_away_when_not_asked_for() -> None:
    async with running() as (stub, _):
        events = await responses(stub, CONFIG, *word([Act("l", 1.1)]))
    assert events
    assert not any(e.HasField("transcript") for e in events)


async def test_frames_sent_in_batches_are_read_like_frames_sent_one_by_one() -> None:
    frames = [request.frame for request in word([Act("l", 1.1), Act("a", 1.1)])]
    batches = [
        pb.StreamRecognizeRequest(frames=pb.FrameBatch(frames=frames[k : k + 7])) for k in range(0, len(frames), 7)
    ]
    async with running() as (stub, _):
        single = await responses(stub, CONFIG, *(pb.StreamRecognizeRequest(frame=frame) for frame in frames))
        batched = await responses(stub, CONFIG, *batches)
    assert batched == single


async def test_streams_at_the_same_time_are_not_mixed_up() -> None:
    shapes = ("l", "a", "s", "w")
    async with running() as (stub, _):
        read = await asyncio.gather(*(responses(stub, CONFIG, *word([Act(shape, 1.1)])) for shape in shapes))
    assert [[e.result.alternatives[0].text for e in events if e.HasField("result")] for events in read] == [
        [shape] for shape in shapes
    ]


async def test_a_stream_beyond_what_the_processors_can_do_is_refused_at_once() -> None:
    async with running(cores=0.035) as (stub, service):
        first = stub.StreamRecognize()
        await first.write(CONFIG)
        await until(lambda: service.admission.tickets == 1)
        second = stub.StreamRecognize()
        await second.write(CONFIG)
        await until(lambda: service.admission.tickets == 2 or second.done())
        code, reason = await refusal(stub, CONFIG)
        assert (code, reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "BUSY")
        first.cancel()
        second.cancel()


async def test_advice_reaches_the_client() -> None:
    async with running() as (stub, _):
        events = await responses(stub, CONFIG, *word([Act(None, 1.5)]))
    assert [e.hint.code for e in events] == [pb.HINT_CODE_NO_HAND]


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        ((landmark_frame(0),), "CONFIG_MISSING"),
        ((pb.StreamRecognizeRequest(),), "CONFIG_MISSING"),
        ((CONFIG, CONFIG), "CONFIG_TWICE"),
        ((CONFIG, landmark_frame(1), landmark_frame(0.5)), "OFFSET_NOT_GROWING"),
        ((CONFIG, landmark_frame(1), landmark_frame(1)), "OFFSET_NOT_GROWING"),
        ((CONFIG, landmark_frame(-1)), "WRONG_OFFSET"),
        ((CONFIG, landmark_frame(0, layout="face/1")), "UNKNOWN_LAYOUT"),
        ((CONFIG, landmark_frame(0, values=[0.5] * 40_000)), "WRONG_LENGTH"),
        ((CONFIG, landmark_frame(0, values=[math.nan] * 168)), "NOT_A_NUMBER"),
        ((CONFIG, landmark_frame(0, aspect_ratio=0)), "WRONG_ASPECT_RATIO"),
        ((CONFIG, pb.StreamRecognizeRequest(frame=pb.Frame())), "EMPTY_FRAME"),
        ((CONFIG, pb.StreamRecognizeRequest(frame=pb.Frame(jpeg=JPEG, brightness=7))), "WRONG_BRIGHTNESS"),
        ((CONFIG, pb.StreamRecognizeRequest(frames=pb.FrameBatch())), "WRONG_BATCH"),
        ((CONFIG, pb.StreamRecognizeRequest(frames=pb.FrameBatch(frames=[pb.Frame()] * 33))), "WRONG_BATCH"),
        ((CONFIG, jpeg_frame(0, b"no picture")), "BROKEN_JPEG"),
        ((CONFIG, jpeg_frame(0, b"\xff\xd8" + bytes(600_000))), "JPEG_TOO_LARGE"),
        ((pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pl")),), "UNKNOWN_LANGUAGE"),
        (
            (pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso", max_alternatives=11)),),
            "WRONG_MAX_ALTERNATIVES",
        ),
        (
            (pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso", hint_sign_ids=["x"] * 201)),),
            "TOO_MANY_HINTS",
        ),
        (
            (pb.StreamRecognizeRequest(config=pb.RecognitionConfig(language_code="pso", hint_phrases=["x" * 201])),),
            "TOO_MANY_PHRASES",
        ),
    ],
)
async def test_bad_input_is_refused_in_two_languages_and_leaves_nothing_behind(
    requests: tuple[pb.StreamRecognizeRequest, ...], reason: str
) -> None:
    async with running() as (stub, service):
        assert await refusal(stub, *requests) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
        await until(lambda: nothing_is_held(service))


async def test_a_stream_too_many_is_refused_at_once_and_told_when_to_return() -> None:
    async with running(max_streams=1) as (stub, service):
        first = stub.StreamRecognize()
        await first.write(CONFIG)
        await until(lambda: service.streams.taken == 1)
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            async for _ in stub.StreamRecognize(iter([CONFIG]), timeout=60):
                pass
        details = read_error(raised.value)
        assert details.code is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert 1 <= (details.retry_after_seconds or 0) <= 30
        first.cancel()


async def test_another_town_is_let_in_beside_one_that_has_taken_every_place() -> None:
    async with running(max_streams=2) as (stub, service):
        calls = []
        for number in range(2):
            calls.append(stub.StreamRecognize(metadata=((METADATA, "noisy"),)))
            await calls[-1].write(CONFIG)
            await until(lambda count=number: service.streams.taken == count + 1)  # type: ignore[misc]
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            async for _ in stub.StreamRecognize(iter([CONFIG]), metadata=((METADATA, "noisy"),)):
                pass
        assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        for _ in range(3):
            assert not [one async for one in stub.StreamRecognize(iter([CONFIG]), metadata=((METADATA, "quiet"),))]
        for call in calls:
            call.cancel()


async def test_a_second_jpeg_stream_is_refused_but_landmarks_still_work() -> None:
    async with running(max_jpeg_streams=1) as (stub, service):
        first = stub.StreamRecognize()
        await first.write(CONFIG)
        await first.write(jpeg_frame(0))
        await until(lambda: service.jpeg_streams.taken == 1)
        code, _ = await refusal(stub, CONFIG, jpeg_frame(0))
        assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert await responses(stub, CONFIG, landmark_frame(0)) == []
        first.cancel()


async def test_a_client_that_vanishes_leaves_nothing_running() -> None:
    async with running() as (stub, service):
        call = stub.StreamRecognize()
        await call.write(CONFIG)
        await call.write(jpeg_frame(0))
        await until(lambda: FakeFinder.open_now == 1)
        call.cancel()
        await until(lambda: nothing_is_held(service))


async def test_a_client_that_vanishes_while_its_finder_opens_leaves_nothing_running() -> None:
    may_open, has_opened = threading.Event(), threading.Event()

    def open_slowly() -> FakeFinder:
        may_open.wait(120)
        finder = FakeFinder()
        has_opened.set()
        return finder

    async with running(open_finder=open_slowly) as (stub, service):
        call = stub.StreamRecognize()
        await call.write(CONFIG)
        await call.write(jpeg_frame(0))
        await until(lambda: service.jpeg_streams.taken == 1)
        call.cancel()
        await until(lambda: service.streams.taken == 0)
        may_open.set()
        await until(has_opened.is_set)
        await until(lambda: nothing_is_held(service))


async def test_a_finder_that_cannot_open_gives_its_place_back() -> None:
    def fail() -> FakeFinder:
        raise OSError

    async with running(open_finder=fail) as (stub, service):
        with pytest.raises(grpc.aio.AioRpcError):
            await responses(stub, CONFIG, jpeg_frame(0))
        await until(lambda: nothing_is_held(service))


async def test_a_silent_stream_is_ended_with_a_sentence() -> None:
    async with running(idle_seconds=0.05) as (stub, service):
        call = stub.StreamRecognize(timeout=60)
        await call.write(CONFIG)
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await call.read()
        assert read_error(raised.value).reason == "IDLE"
        await until(lambda: nothing_is_held(service))


async def test_without_a_landmark_model_pictures_are_refused_and_the_vocabulary_says_so() -> None:
    async with running(open_finder=None) as (stub, _):
        code, reason = await refusal(stub, CONFIG, jpeg_frame(0))
        assert (code, reason) == (grpc.StatusCode.FAILED_PRECONDITION, "JPEG_UNAVAILABLE")
        page = await stub.ListSigns(pb.ListSignsRequest(language_code="pso"), timeout=60)
        assert not page.accepts_jpeg


async def test_lists_the_vocabulary_page_by_page() -> None:
    async with running() as (stub, _):
        seen: list[pb.Sign] = []
        token = ""
        while True:
            request = pb.ListSignsRequest(language_code="pso", page_size=10, page_token=token)
            page = await stub.ListSigns(request, timeout=60)
            seen += page.signs
            token = page.next_page_token
            if not token:
                break
    assert len({sign.sign_id for sign in seen}) == 36
    assert {sign.gloss for sign in seen if sign.kind == pb.SIGN_KIND_STATIC_LETTER} == set("abceilmnoprstuwy")


@pytest.mark.parametrize("token", ["x", "-1", "99", "٣", "9" * 5000], ids=lambda token: token[:3])
async def test_a_page_that_does_not_exist_is_refused(token: str) -> None:
    async with running() as (stub, _):
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await stub.ListSigns(pb.ListSignsRequest(language_code="pso", page_token=token), timeout=60)
        assert read_error(raised.value).reason == "BAD_PAGE_TOKEN"


async def test_signs_follow_the_letters_in_the_vocabulary_and_come_through_the_stream() -> None:
    config = pb.RecognitionConfig(language_code="pso", return_transcript=True)
    shown = [(seconds, frame.hands) for seconds, frame in signed([("b", 0.6), (None, 0.6)])]
    frames = [landmark_frame(seconds, values=values_of(None, hands[0] if hands else None)) for seconds, hands in shown]
    async with running(signs=ScriptedSignModel()) as (stub, _):
        page = await stub.ListSigns(pb.ListSignsRequest(language_code="pso", page_size=1000), timeout=60)
        events = await responses(stub, pb.StreamRecognizeRequest(config=config), *frames)
    assert [sign.gloss for sign in page.signs if sign.kind == pb.SIGN_KIND_LEXICAL] == ["DOM", "URZĄD"]
    assert (len(page.signs), page.next_page_token) == (38, "")
    finals = [e.result for e in events if e.HasField("result") and e.result.is_final]
    assert [(r.alternatives[0].sign_id, r.alternatives[0].text) for r in finals] == [("pjm/sign/dom", "DOM")]
    (part,) = [e.transcript for e in events if e.HasField("transcript")][-1].parts
    assert part.hypotheses[0].source == pb.HYPOTHESIS_SOURCE_SIGN
    assert list(part.hypotheses[0].words) == ["DOM"]


async def test_readings_streams_and_frames_are_counted_for_prometheus() -> None:
    def figure(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(f"okienko_recognition_{name}", labels) or 0.0

    before, frames = figure("readings_total", outcome="read"), figure("frame_seconds_count", path="landmarks")
    async with running() as (stub, _):
        events = await responses(stub, CONFIG, *word([Act("l", 1.1), Act("a", 1.1)]))
        assert figure("cores") == pytest.approx(0.85 * 8)
        assert figure("streams") == figure("load_cores") == 0
    finals = [event for event in events if event.HasField("result") and event.result.is_final]
    read = [event for event in finals if event.result.alternatives]
    assert read
    assert figure("readings_total", outcome="read") == before + len(read)
    assert figure("frame_seconds_count", path="landmarks") > frames
