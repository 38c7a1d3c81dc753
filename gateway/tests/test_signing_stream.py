"""A resident's signing when the replica that reads it goes away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko_common.budget import Budget
from okienko_gateway import signing_stream
from okienko_gateway.durations import from_milliseconds
from okienko_gateway.signing_stream import FrameQueue, SigningStream

CONFIG = pb.RecognitionConfig(language_code="pso", hint_phrases=["Dowód osobisty"])


def gone(code: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata())


def frame(milliseconds: int, jpeg: bytes = b"") -> pb.Frame:
    if jpeg:
        return pb.Frame(offset=from_milliseconds(milliseconds), jpeg=jpeg)
    return pb.Frame(offset=from_milliseconds(milliseconds), landmarks=pb.Landmarks(layout="hands/1"))


def final(segment: int, end: Duration) -> pb.StreamRecognizeResponse:
    return pb.StreamRecognizeResponse(result=pb.Result(segment_id=segment, is_final=True, end_offset=end))


def transcript(*segments: int) -> pb.StreamRecognizeResponse:
    return transcript_of([[segment] for segment in segments])


def transcript_of(words: Sequence[Sequence[int]]) -> pb.StreamRecognizeResponse:
    parts = [pb.TranscriptPart(segment_ids=word) for word in words]
    return pb.StreamRecognizeResponse(transcript=pb.Transcript(parts=parts))


def always() -> bool:
    return True


class Service:
    """Replicas in a row, each of which reads so many frames as segments of their own and then goes away.

    Args:
        frames: how many each reads.
    """

    def __init__(self, *frames: int) -> None:
        self._frames = iter(frames)
        self.heard: list[list[int]] = []
        self.configs: list[pb.RecognitionConfig] = []

    async def open(self, requests: AsyncIterator[pb.StreamRecognizeRequest]) -> Any:
        limit = next(self._frames, 0)
        if not limit:
            raise gone()
        heard: list[int] = []
        self.heard.append(heard)
        segment = 0
        async for request in requests:
            if request.WhichOneof("payload") == "config":
                self.configs.append(request.config)
                continue
            for one in request.frames.frames or [request.frame]:
                heard.append(one.offset.ToMilliseconds())
                if len(heard) == limit:
                    raise gone()
                yield final(segment, one.offset)
                yield transcript(*range(segment + 1))
                segment += 1


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_stream, "PAUSES_SECONDS", (0.0,) * 4)


async def signed(service: Service, frames: FrameQueue) -> list[pb.StreamRecognizeResponse]:
    return [response async for response in SigningStream(service.open, always, CONFIG, frames).responses()]


async def test_the_next_replica_goes_on_with_configuration_frames_segments_and_transcript() -> None:
    service, frames = Service(3, 99), FrameQueue()
    for number in range(6):
        frames.put(frame(number * 100))
    frames.end()
    responses = await signed(service, frames)
    assert service.configs[0] == CONFIG
    assert service.configs[1].hint_phrases == CONFIG.hint_phrases
    # The frames of the first two readings are over; that with which it went is heard again, and no other is lost.
    assert service.heard == [[0, 100, 200], [200, 300, 400, 500]]
    segments = [one.result.segment_id for one in responses if one.HasField("result")]
    assert segments == [0, 1, 2, 3, 4, 5]
    assert [list(part.segment_ids) for part in responses[-1].transcript.parts] == [[0], [1], [2], [3], [4], [5]]


async def test_the_next_replica_is_told_the_readings_of_the_part_that_goes_on() -> None:
    told: list[list[tuple[int, int]]] = []

    async def spell(requests: AsyncIterator[pb.StreamRecognizeRequest]) -> AsyncIterator[pb.StreamRecognizeResponse]:
        """Read two letters of a word that goes on from replica to replica, the first time after another word; then go."""
        config = (await anext(aiter(requests))).config
        told.append([(one.segment_id, one.end_offset.ToMilliseconds()) for one in config.earlier_results])
        word = [one.segment_id for one in config.earlier_results]
        segment = 0
        before = []
        if not word:
            yield final(segment, from_milliseconds(100))
            before, segment = [[segment]], 1
            yield transcript_of(before)
        for _ in range(2):
            yield final(segment, from_milliseconds(1000 * len(told) + segment))
            word.append(segment)
            segment += 1
            yield transcript_of([*before, word])
        if len(told) < 3:
            raise gone()

    stream = SigningStream(spell, always, CONFIG, FrameQueue())
    responses = [one async for one in stream.responses()]
    assert told == [[], [(-2, 1001), (-1, 1002)], [(-4, 1001), (-3, 1002), (-2, 2000), (-1, 2001)]]
    shown = [
        [list(part.segment_ids) for part in one.transcript.parts] for one in responses if one.HasField("transcript")
    ]
    assert shown[-1] == [[0], [1, 2, 3, 4, 5, 6]]
    assert all(one[0] == [0] for one in shown)


async def test_what_another_gateway_read_goes_along_to_every_replica_under_the_pages_numbers() -> None:
    told: list[list[int]] = []

    async def spell(requests: AsyncIterator[pb.StreamRecognizeRequest]) -> AsyncIterator[pb.StreamRecognizeResponse]:
        config = (await anext(aiter(requests))).config
        told.append([one.end_offset.ToMilliseconds() for one in config.earlier_results])
        word = [one.segment_id for one in config.earlier_results]
        yield final(0, from_milliseconds(1000 * len(told)))
        yield transcript_of([[*word, 0]])
        if len(told) < 2:
            raise gone()

    config = pb.RecognitionConfig(language_code="pso")
    config.earlier_results.extend([final(-2, from_milliseconds(100)).result, final(-1, from_milliseconds(200)).result])
    responses = [one async for one in SigningStream(spell, always, config, FrameQueue()).responses()]
    assert told == [[100, 200], [100, 200, 1000]]
    assert [list(part.segment_ids) for part in responses[-1].transcript.parts] == [[-2, -1, 0, 1]]


async def test_frames_go_to_the_newest_reader_only() -> None:
    frames = FrameQueue()
    earlier, later = frames.requests(CONFIG), frames.requests(CONFIG)
    await anext(earlier)
    waiting = asyncio.ensure_future(anext(earlier, None))
    await asyncio.sleep(0)
    await anext(later)
    frames.put(frame(100))
    assert (await anext(later)).frame.offset.ToMilliseconds() == 100
    assert await waiting is None


async def test_pictures_that_were_not_answered_are_sent_again() -> None:
    frames = FrameQueue()
    for number in range(5):
        frames.put(frame(number * 100, jpeg=b"picture"))
    first = frames.requests(CONFIG)
    for _ in range(6):
        await anext(first)
    frames.forget(0.3)
    frames.end()
    again = [request.frame.offset.ToMilliseconds() async for request in frames.requests(CONFIG)][1:]
    assert again == [400]


async def test_gives_up_when_no_replica_takes_over() -> None:
    frames = FrameQueue()
    frames.put(frame(0))
    with pytest.raises(grpc.aio.AioRpcError):
        await signed(Service(1), frames)


async def test_a_refusal_is_not_taken_to_another_replica() -> None:
    opened = 0

    async def refuse(_: Any) -> Any:
        nonlocal opened
        opened += 1
        raise gone(grpc.StatusCode.RESOURCE_EXHAUSTED)
        yield

    with pytest.raises(grpc.aio.AioRpcError):
        async for _ in SigningStream(refuse, always, CONFIG, FrameQueue()).responses():
            pass
    assert opened == 1


async def test_a_refusal_that_a_late_frame_has_covered_up_is_asked_for_again() -> None:
    refused = grpc.aio.AioRpcError(
        grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.aio.Metadata(), grpc.aio.Metadata(), "Busy."
    )
    covered_up = grpc.aio.AioRpcError(
        grpc.StatusCode.INTERNAL, grpc.aio.Metadata(), grpc.aio.Metadata(), signing_stream.WRITTEN_TOO_LATE
    )
    errors = iter([covered_up, refused])

    class Refusing:
        async def open(self, requests: AsyncIterator[pb.StreamRecognizeRequest]) -> Any:
            await anext(requests)
            raise next(errors)
            yield

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [one async for one in SigningStream(Refusing().open, always, CONFIG, FrameQueue()).responses()]
    assert caught.value is refused


async def test_streams_of_all_residents_are_begun_again_from_one_budget() -> None:
    opened = 0

    async def go_after_a_reading(_: Any) -> Any:
        nonlocal opened
        opened += 1
        yield final(0, from_milliseconds(100))
        if opened < 100:
            raise gone()

    async def sign(budget: Budget) -> None:
        with pytest.raises(grpc.aio.AioRpcError):
            async for _ in SigningStream(go_after_a_reading, budget.take, CONFIG, FrameQueue()).responses():
                pass

    budget = Budget(share=0.0, burst=5)
    await asyncio.gather(*(sign(budget) for _ in range(10)))
    assert opened == 10 + 5
