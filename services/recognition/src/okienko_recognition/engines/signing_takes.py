"""Takes as the signing service keeps them: every replica of it reads the same folder or store, so any of them may be asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import grpc
from okienko.signing.v1 import recordings_pb2, sign_clips_pb2
from okienko.signing.v1.sign_clips_pb2_grpc import SignClipServiceStub
from okienko_common.channel import open_channel

from okienko_recognition.curriculum import SourceAwayError, TakeName
from okienko_recognition.landmarks import FrameHands, InvalidLandmarksError, parse_frame
from okienko_recognition.lessons import Take

if TYPE_CHECKING:
    # The asynchronous stub exists for type checkers only.
    from google.protobuf.duration_pb2 import Duration
    from okienko.signing.v1.sign_clips_pb2_grpc import SignClipServiceAsyncStub

SERVICE: Final = "okienko.signing.v1.SigningService"
CALL_SECONDS: Final = 5.0
PAGE: Final = 1000


class SigningTakes:
    """Asks the signing service; implements TakeSource.

    Args:
        target: Where it is, e.g. "dns:///signing:50053".
    """

    def __init__(self, target: str) -> None:
        self._channel = open_channel(target, SERVICE)
        self._stub: SignClipServiceAsyncStub = SignClipServiceStub(self._channel)
        self._spans: dict[str, tuple[float, float]] = {}

    async def taught(self) -> Mapping[str, Sequence[TakeName]]:
        """Return the kept takes of every gloss of which one is published, newest first."""
        found: dict[str, Sequence[TakeName]] = {}
        token = ""
        while True:
            request = sign_clips_pb2.ListRecordedSignsRequest(page_size=PAGE, page_token=token)
            try:
                page = await self._stub.ListRecordedSigns(request, timeout=CALL_SECONDS)
            except grpc.aio.AioRpcError as error:
                raise _away(error) from None
            for sign in page.signs:
                if sign.published_clip:
                    kept = [clip for clip in sign.clips if clip.state != recordings_pb2.VERSION_STATE_DELETED]
                    found[sign.gloss] = [TakeName(clip.clip, clip.sha256) for clip in kept]
                    self._spans |= {
                        clip.sha256: (_seconds(clip.start_offset), _seconds(clip.end_offset)) for clip in kept
                    }
            token = page.next_page_token
            if not token:
                named = {name.digest for names in found.values() for name in names}
                self._spans = {digest: span for digest, span in self._spans.items() if digest in named}
                return found

    async def take(self, gloss: str, name: TakeName) -> Take:
        """Return one take."""
        request = sign_clips_pb2.GetClipFramesRequest(
            gloss=gloss, clip=name.number, skeleton=sign_clips_pb2.SKELETON_RECORDED
        )
        frames: list[tuple[float, FrameHands]] = []
        layout, aspect_ratio = "", 1.0
        try:
            async for message in self._stub.GetClipFrames(request, timeout=CALL_SECONDS):
                layout, aspect_ratio = message.layout or layout, message.aspect_ratio or aspect_ratio
                frames += [(_seconds(f.offset), parse_frame(layout, f.values, aspect_ratio)) for f in message.frames]
        except grpc.aio.AioRpcError as error:
            raise _away(error) from None
        except InvalidLandmarksError as error:
            raise SourceAwayError(str(error)) from None
        start, end = self._spans[name.digest]
        return Take(name.digest, tuple(frames), start, end)

    async def close(self) -> None:
        """Close the connection."""
        await self._channel.close(None)


def _seconds(value: "Duration") -> float:
    return value.seconds + value.nanos / 1e9


def _away(error: grpc.aio.AioRpcError) -> SourceAwayError:
    return SourceAwayError(f"the signing service says {error.code().name}: {error.details()}")
