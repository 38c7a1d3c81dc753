"""A resident's signing on its way to the recognition service, across replicas: when one goes, the next takes over where it was."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko_common.logs import get_logger

from okienko_gateway.durations import seconds
from okienko_gateway.neighbours import GONE

log = get_logger(__name__)

# Half a second of frames: a service that falls further behind gets the newest ones only.
WAITING_FRAMES = 15
# What a replica that takes over sees again: two seconds of landmarks at the quickest rate, so that the sign at hand is not cut in
# half, or as many pictures as a page has unanswered.
REPEATED_FRAMES, REPEATED_PICTURES = 60, 2
FRAMES_IN_A_MESSAGE = 30
# A longer stretch of spelling is several words to the service.
REPEATED_RESULTS = 40
# What grpcio reports, as INTERNAL and in place of the service's own word, when a frame is written to a call that has just ended
# (25 of 600 refused streams). The next replica, or the same one, says what it was.
WRITTEN_TOO_LATE = "Internal error from Core"
PAUSES_SECONDS = (0.0, 0.1, 0.3, 0.6)


class FrameQueue:
    """Frames on their way to the service; when it cannot keep up, the oldest are dropped."""

    def __init__(self) -> None:
        self._frames: deque[pb.Frame] = deque(maxlen=WAITING_FRAMES)
        self._sent: deque[pb.Frame] = deque(maxlen=REPEATED_FRAMES)
        self._changed = asyncio.Event()
        self._ended = False
        self._readers = 0

    def put(self, frame: pb.Frame) -> None:
        """Add a frame."""
        self._frames.append(frame)
        self._changed.set()

    def end(self) -> None:
        """Say that no more frames come."""
        self._ended = True
        self._changed.set()

    def forget(self, until: float) -> None:
        """Note that frames up to so many seconds have been made use of."""
        while self._sent and seconds(self._sent[0].offset) <= until:
            self._sent.popleft()

    async def requests(self, config: pb.RecognitionConfig) -> AsyncIterator[pb.StreamRecognizeRequest]:
        """Yield the configuration, what an earlier reader was sent and made no use of, then frames until the end.

        A reader ends when the next one begins: frames go to one only.
        """
        self._readers += 1
        reader = self._readers
        self._changed.set()
        # Back to the front, without pushing out what came meanwhile.
        self._frames = deque([*self._sent, *self._frames], maxlen=WAITING_FRAMES + len(self._sent))
        self._sent.clear()
        yield pb.StreamRecognizeRequest(config=config)
        while self._readers == reader:
            if self._frames:
                yield self._next()
            elif self._ended:
                return
            else:
                self._changed.clear()
                await self._changed.wait()

    def _next(self) -> pb.StreamRecognizeRequest:
        """Take what waits: landmarks together, which spares messages, a picture alone, which may be half a megabyte."""
        frames = [self._frames.popleft()]
        while self._frames and len(frames) < FRAMES_IN_A_MESSAGE and not (frames[0].jpeg or self._frames[0].jpeg):
            frames.append(self._frames.popleft())
        if frames[0].jpeg:
            while len(self._sent) >= REPEATED_PICTURES:
                self._sent.popleft()
        self._sent.extend(frames)
        if not self._frames and (self._frames.maxlen or 0) > WAITING_FRAMES:
            self._frames = deque(maxlen=WAITING_FRAMES)
        if len(frames) == 1:
            return pb.StreamRecognizeRequest(frame=frames[0])
        return pb.StreamRecognizeRequest(frames=pb.FrameBatch(frames=frames))


class SigningStream:
    """The answers of the recognition service to one resident, whichever replicas give them.

    Segments are numbered on, and transcripts go on, when a replica takes over; it gets the configuration, the readings of the last
    part, so that a word that is being spelled stays one, and the frames since the last reading.

    Where the budget is empty the stream ends, and the page begins another after a pause of its own.

    Args:
        open_call: begins a call with an iterator of requests.
        take_repetition: takes from what all calls of the service may be made again; False when none is left.
        config: what is sent first, to each replica; its earlier results, those of another gateway, keep their numbers.
        frames: what the resident signs.
    """

    def __init__(
        self,
        open_call: Callable[[Any], Any],
        take_repetition: Callable[[], bool],
        config: pb.RecognitionConfig,
        frames: FrameQueue,
    ) -> None:
        self._open_call, self._take_repetition, self._config, self._frames = open_call, take_repetition, config, frames
        self._call: Any = None
        self._first_segment = 0
        self._next_segment = 0
        # What the present replica was told: its numbers below zero, and the part that they made until it says more of it.
        self._numbers: dict[int, int] = {}
        self._earlier: list[pb.TranscriptPart] = []
        self._told: list[pb.TranscriptPart] = []
        self._parts: list[pb.TranscriptPart] = []
        self._finals: deque[pb.Result] = deque(config.earlier_results, maxlen=REPEATED_RESULTS)

    async def responses(self) -> AsyncIterator[pb.StreamRecognizeResponse]:
        """Yield what the service says, until it ends.

        Raises:
            grpc.aio.AioRpcError: it refused, no replica would take over, or the budget is empty.
        """
        failures = 0
        while True:
            self._call = self._open_call(self._frames.requests(self._told_config()))
            try:
                async for response in self._call:
                    failures = 0
                    yield self._continued(response)
            except grpc.aio.AioRpcError as error:
                if not _is_gone(error):
                    raise
                if failures == len(PAUSES_SECONDS) or not self._take_repetition():
                    raise _away(error) from error
                log.info("another replica takes over", code=error.code().name)
            else:
                return
            await asyncio.sleep(PAUSES_SECONDS[failures])
            failures += 1
            self._first_segment = self._next_segment
            self._earlier, self._told = self._parts[:-1], self._parts[-1:]

    def cancel(self) -> None:
        """End the call."""
        if self._call is not None:
            self._call.cancel()

    def _told_config(self) -> pb.RecognitionConfig:
        """Return the configuration with what was read of the last part."""
        config = pb.RecognitionConfig()
        config.CopyFrom(self._config)
        del config.earlier_results[:]
        config.earlier_results.extend(self._finals)
        self._numbers = {}
        for place, result in enumerate(config.earlier_results, -len(self._finals)):
            self._numbers[place] = result.segment_id
            result.segment_id = place
        return config

    def _continued(self, response: pb.StreamRecognizeResponse) -> pb.StreamRecognizeResponse:
        match response.WhichOneof("event"):
            case "result":
                response.result.segment_id += self._first_segment
                self._next_segment = max(self._next_segment, response.result.segment_id + 1)
                if response.result.is_final:
                    self._finals.append(response.result)
                    self._frames.forget(seconds(response.result.end_offset))
            case "transcript":
                self._join(response.transcript)
                response = pb.StreamRecognizeResponse(transcript=pb.Transcript(parts=self._parts))
            case "landmarks":
                self._frames.forget(seconds(response.landmarks.offset))
        return response

    def _join(self, transcript: pb.Transcript) -> None:
        """Put what the present replica makes of the utterance behind what others made of it."""
        for part in transcript.parts:
            if any(number in self._numbers for number in part.segment_ids):
                self._told = []
            part.segment_ids[:] = [
                self._numbers.get(number, number + self._first_segment) for number in part.segment_ids
            ]
        self._parts = [*self._earlier, *self._told, *transcript.parts]
        last = set(self._parts[-1].segment_ids) if self._parts else set()
        while last and self._finals and self._finals[0].segment_id not in last:
            self._finals.popleft()


def _away(error: grpc.aio.AioRpcError) -> grpc.aio.AioRpcError:
    """Return the same error as what it is whichever side noticed first: nobody there."""
    metadata = error.initial_metadata(), error.trailing_metadata()
    return grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, *metadata, error.details())


def _is_gone(error: grpc.aio.AioRpcError) -> bool:
    return error.code() in GONE or error.details() == WRITTEN_TOO_LATE
