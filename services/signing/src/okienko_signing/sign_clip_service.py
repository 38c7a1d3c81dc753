"""The gRPC service for recorded signs: messages to domain calls and back, nothing else."""

from collections.abc import AsyncIterator, Callable
from typing import Final

import grpc
from okienko.signing.v1 import sign_clips_pb2, sign_clips_pb2_grpc
from okienko_common.errors import ServiceError
from okienko_common.paging import page_size

from okienko_signing.clips.desk import ClipDesk, Intake
from okienko_signing.clips.frames import HANDS_POSE, ClipFrames, Frame
from okienko_signing.clips.history import Clip, Happening, SignHistory, Source
from okienko_signing.recording_service import STATES, Context, done, explained, timestamp
from okienko_signing.service import REVIEW_STATUSES, duration, seconds
from okienko_signing.starting import opened

_FRAMES_AT_ONCE: Final = 50
_CHUNK_BYTES: Final = 64 * 1024


class SignClipService(sign_clips_pb2_grpc.SignClipServiceServicer):
    """Answers calls once `open` has been called."""

    def __init__(self) -> None:
        """Start without a desk; calls fail until there is one."""
        self._desk: ClipDesk | None = None

    def open(self, desk: ClipDesk) -> None:
        """Answer calls from now on."""
        self._desk = desk

    async def RecordClip(  # noqa: N802 - the contract's name
        self,
        request_iterator: AsyncIterator[sign_clips_pb2.RecordClipRequest],
        context: Context[sign_clips_pb2.RecordClipRequest, sign_clips_pb2.RecordClipResponse],
    ) -> sign_clips_pb2.RecordClipResponse:
        """Take a recording up."""
        del context
        desk = self._opened()
        intake: Intake | None = None
        async for request in request_iterator:
            kind = request.WhichOneof("payload")
            with explained():
                if kind == "config" and intake is None:
                    config = request.config
                    intake = desk.intake(
                        config.gloss,
                        config.consent_note,
                        layout=config.layout,
                        aspect_ratio=config.aspect_ratio,
                        is_mirrored=config.is_mirrored,
                    )
                elif kind == "frame" and intake is not None:
                    frame = request.frame
                    intake.add_frame(Frame(seconds(frame.offset), frame.values, frame.world_values))
                elif kind == "pose_chunk" and intake is not None:
                    intake.add_bytes(request.pose_chunk)
                else:
                    raise _wrong_order()
        if intake is None:
            raise _wrong_order()
        clip = await done(desk.record, intake)
        return sign_clips_pb2.RecordClipResponse(clip=_clip(clip))

    async def ListRecordedSigns(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.ListRecordedSignsRequest,
        context: Context[sign_clips_pb2.ListRecordedSignsRequest, sign_clips_pb2.ListRecordedSignsResponse],
    ) -> sign_clips_pb2.ListRecordedSignsResponse:
        """Return a page of recorded signs; the page token is the last gloss already given."""
        del context
        length = page_size(request.page_size)
        signs = await done(self._opened().clips.all)
        glosses = [gloss for gloss in sorted(signs) if gloss > request.page_token]
        shown = glosses[:length]
        return sign_clips_pb2.ListRecordedSignsResponse(
            signs=[_sign(gloss, signs[gloss]) for gloss in shown],
            next_page_token=shown[-1] if len(shown) < len(glosses) else "",
        )

    async def GetRecordedSign(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.GetRecordedSignRequest,
        context: Context[sign_clips_pb2.GetRecordedSignRequest, sign_clips_pb2.GetRecordedSignResponse],
    ) -> sign_clips_pb2.GetRecordedSignResponse:
        """Return one recorded sign."""
        del context
        history = await done(self._opened().clips.history, request.gloss)
        return sign_clips_pb2.GetRecordedSignResponse(sign=_sign(request.gloss, history))

    async def GetClipFrames(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.GetClipFramesRequest,
        context: Context[sign_clips_pb2.GetClipFramesRequest, sign_clips_pb2.GetClipFramesResponse],
    ) -> AsyncIterator[sign_clips_pb2.GetClipFramesResponse]:
        """Stream a skeleton."""
        del context
        desk = self._opened()
        drawn = request.skeleton == sign_clips_pb2.SKELETON_SIGNER
        skeleton: Callable[[str, int], ClipFrames] = desk.signer_skeleton if drawn else desk.clips.landmarks
        clip = await done(skeleton, request.gloss, request.clip)
        message = sign_clips_pb2.GetClipFramesResponse(layout=HANDS_POSE, aspect_ratio=clip.aspect_ratio)
        for start in range(0, len(clip.times), _FRAMES_AT_ONCE):
            for number in range(start, min(start + _FRAMES_AT_ONCE, len(clip.times))):
                values = clip.values[number].ravel().tolist()
                message.frames.add(offset=duration(float(clip.times[number])), values=values)
            yield message
            message = sign_clips_pb2.GetClipFramesResponse()

    async def ExportClip(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.ExportClipRequest,
        context: Context[sign_clips_pb2.ExportClipRequest, sign_clips_pb2.ExportClipResponse],
    ) -> AsyncIterator[sign_clips_pb2.ExportClipResponse]:
        """Stream a `.pose` file."""
        del context
        content = await done(self._opened().pose_file, request.gloss, request.clip)
        for start in range(0, len(content), _CHUNK_BYTES):
            yield sign_clips_pb2.ExportClipResponse(chunk=content[start : start + _CHUNK_BYTES])

    async def PublishClip(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.PublishClipRequest,
        context: Context[sign_clips_pb2.PublishClipRequest, sign_clips_pb2.PublishClipResponse],
    ) -> sign_clips_pb2.PublishClipResponse:
        """Publish a clip."""
        del context
        history = await done(self._opened().publish, request.gloss, request.clip)
        return sign_clips_pb2.PublishClipResponse(sign=_sign(request.gloss, history))

    async def ReviewClip(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.ReviewClipRequest,
        context: Context[sign_clips_pb2.ReviewClipRequest, sign_clips_pb2.ReviewClipResponse],
    ) -> sign_clips_pb2.ReviewClipResponse:
        """Approve a clip, or take that back."""
        del context
        review = {wire: status for status, wire in REVIEW_STATUSES.items()}.get(request.review_status)
        if review is None:
            raise ServiceError(
                grpc.StatusCode.INVALID_ARGUMENT,
                "INVALID_CLIP",
                "Podaj, czy nagranie jest zatwierdzone, czy jest szkicem.",
                "Say whether the clip is approved or a draft.",
            )
        history = await done(self._opened().review, request.gloss, request.clip, review)
        return sign_clips_pb2.ReviewClipResponse(sign=_sign(request.gloss, history))

    async def WithdrawRecordedSign(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.WithdrawRecordedSignRequest,
        context: Context[sign_clips_pb2.WithdrawRecordedSignRequest, sign_clips_pb2.WithdrawRecordedSignResponse],
    ) -> sign_clips_pb2.WithdrawRecordedSignResponse:
        """Withdraw what is published."""
        del context
        history = await done(self._opened().withdraw, request.gloss)
        return sign_clips_pb2.WithdrawRecordedSignResponse(sign=_sign(request.gloss, history))

    async def DeleteClip(  # noqa: N802 - the contract's name
        self,
        request: sign_clips_pb2.DeleteClipRequest,
        context: Context[sign_clips_pb2.DeleteClipRequest, sign_clips_pb2.DeleteClipResponse],
    ) -> sign_clips_pb2.DeleteClipResponse:
        """Remove a clip's landmarks and consent note."""
        del context
        history = await done(self._opened().clips.delete, request.gloss, request.clip)
        return sign_clips_pb2.DeleteClipResponse(sign=_sign(request.gloss, history))

    def _opened(self) -> ClipDesk:
        return opened(self._desk)


_SOURCES: Final = {
    Source.WEBCAM: sign_clips_pb2.CLIP_SOURCE_WEBCAM,
    Source.POSE_FILE: sign_clips_pb2.CLIP_SOURCE_POSE_FILE,
}
_EVENTS: Final = {
    Happening.ADDED: sign_clips_pb2.CLIP_EVENT_KIND_ADDED,
    Happening.PUBLISHED: sign_clips_pb2.CLIP_EVENT_KIND_PUBLISHED,
    Happening.REPLACED: sign_clips_pb2.CLIP_EVENT_KIND_REPLACED,
    Happening.WITHDRAWN: sign_clips_pb2.CLIP_EVENT_KIND_WITHDRAWN,
    Happening.DELETED: sign_clips_pb2.CLIP_EVENT_KIND_DELETED,
    Happening.APPROVED: sign_clips_pb2.CLIP_EVENT_KIND_APPROVED,
    Happening.UNAPPROVED: sign_clips_pb2.CLIP_EVENT_KIND_UNAPPROVED,
}


def _wrong_order() -> ServiceError:
    return ServiceError(
        grpc.StatusCode.INVALID_ARGUMENT,
        "INVALID_CLIP",
        "Najpierw wyślij raz konfigurację, potem klatki albo plik .pose.",
        "Send the configuration once and first, then frames or a .pose file.",
    )


def _sign(gloss: str, history: SignHistory) -> sign_clips_pb2.RecordedSign:
    return sign_clips_pb2.RecordedSign(
        gloss=gloss,
        published_clip=history.published.number if history.published else 0,
        clips=[_clip(clip) for clip in reversed(history.clips)],
    )


def _clip(clip: Clip) -> sign_clips_pb2.SignClip:
    quality = clip.quality
    return sign_clips_pb2.SignClip(
        clip=clip.number,
        state=STATES[clip.state],
        review_status=REVIEW_STATUSES[clip.review],
        consent_note=clip.consent,
        source=_SOURCES[clip.source],
        sha256=clip.files.landmarks.split(".")[0] if clip.files else "",
        start_offset=duration(clip.span.start),
        end_offset=duration(clip.span.end),
        duration=duration(clip.seconds),
        is_two_handed=clip.is_two_handed,
        is_left_handed=clip.is_left_handed,
        quality=sign_clips_pb2.ClipQuality(
            frame_rate=quality.frame_rate,
            seen_share=quality.seen_share,
            shape_error=quality.shape_error,
            reprojection_error=quality.reprojection_error,
            reprojection_error_p90=quality.reprojection_error_p90,
        ),
        events=[
            sign_clips_pb2.ClipEvent(time=timestamp(event.time), kind=_EVENTS[event.kind]) for event in clip.events
        ],
    )
