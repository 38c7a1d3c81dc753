"""The signing service's recorded signs as the editors' API gives and sends them."""

from collections.abc import Iterator
from datetime import UTC

from okienko.signing.v1 import recordings_pb2, sign_clips_pb2, signing_pb2

from okienko_gateway.durations import from_milliseconds, seconds
from okienko_gateway.recording_messages import enum_word
from okienko_gateway.sign_clip_schemas import ClipRequest, RecordedSign, SignClip, SkeletonFrame

PIECE_BYTES = 512 * 1024
_DIGITS = 5
"""A hundred-thousandth of a picture is less than a landmark's tremble."""


def requests(gloss: str, body: ClipRequest) -> Iterator[sign_clips_pb2.RecordClipRequest]:
    """Yield a recording as the service takes it."""
    config = sign_clips_pb2.ClipConfig(
        gloss=gloss,
        consent_note=body.consent,
        layout=body.layout,
        aspect_ratio=body.aspect_ratio,
        is_mirrored=body.mirrored,
    )
    yield sign_clips_pb2.RecordClipRequest(config=config)
    for frame in body.frames:
        offset = from_milliseconds(round(frame.offset * 1000))
        message = sign_clips_pb2.ClipFrame(offset=offset, values=frame.values, world_values=frame.world)
        yield sign_clips_pb2.RecordClipRequest(frame=message)
    for start in range(0, len(body.pose), PIECE_BYTES):
        yield sign_clips_pb2.RecordClipRequest(pose_chunk=body.pose[start : start + PIECE_BYTES])


def sign(source: sign_clips_pb2.RecordedSign) -> RecordedSign:
    """Return a recorded sign."""
    return RecordedSign(
        gloss=source.gloss,
        published_clip=source.published_clip or None,
        clips=[clip(item) for item in source.clips],
    )


def clip(source: sign_clips_pb2.SignClip) -> SignClip:
    """Return one clip."""
    quality = source.quality
    return SignClip.model_validate(
        {
            "clip": source.clip,
            "state": enum_word(recordings_pb2.VersionState.Name(source.state), "VERSION_STATE_"),
            "review_status": enum_word(signing_pb2.ReviewStatus.Name(source.review_status), "REVIEW_STATUS_"),
            "consent": source.consent_note,
            "source": enum_word(sign_clips_pb2.ClipSource.Name(source.source), "CLIP_SOURCE_"),
            "sha256": source.sha256,
            "start": seconds(source.start_offset),
            "end": seconds(source.end_offset),
            "duration": seconds(source.duration),
            "is_two_handed": source.is_two_handed,
            "is_left_handed": source.is_left_handed,
            "quality": {
                "frame_rate": round(quality.frame_rate, 1),
                "seen_share": round(quality.seen_share, 3),
                "shape_error": round(quality.shape_error, 3),
                "reprojection_error": round(quality.reprojection_error, 3),
                "reprojection_error_p90": round(quality.reprojection_error_p90, 3),
            },
            "events": [
                {
                    "time": event.time.ToDatetime(UTC),
                    "kind": enum_word(sign_clips_pb2.ClipEventKind.Name(event.kind), "CLIP_EVENT_KIND_"),
                }
                for event in source.events
            ],
        }
    )


def skeleton_frame(source: sign_clips_pb2.ClipFrame) -> SkeletonFrame:
    """Return one frame of a skeleton."""
    return SkeletonFrame(offset=seconds(source.offset), values=[round(value, _DIGITS) for value in source.values])
