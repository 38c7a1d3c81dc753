"""The signing service's playlists as the API gives them."""

from collections.abc import Iterable

from okienko.signing.v1 import signing_pb2

from okienko_gateway.durations import seconds
from okienko_gateway.schemas import Clip, GlossMark, Playlist, Rendition

PROVENANCES = {
    signing_pb2.PROVENANCE_HUMAN: "human",
    signing_pb2.PROVENANCE_COMPOSED: "composed",
    signing_pb2.PROVENANCE_FINGERSPELLED: "fingerspelled",
}
MEDIA_PREFIX = "/media/"


def playlist(source: signing_pb2.Playlist, text: str, glosses: str) -> Playlist:
    """Return the playlist with addresses that the gateway serves."""
    return Playlist(
        clips=[clip(item) for item in source.clips],
        coverage=min(1.0, max(0.0, source.coverage)),
        uncovered_words=list(source.uncovered_words),
        is_draft=source.is_draft,
        text=text,
        glosses=glosses,
    )


def clip(source: signing_pb2.Clip) -> Clip:
    """Return one clip."""
    return Clip.model_validate(
        {
            "provenance": PROVENANCES.get(source.provenance, "composed"),
            "review_status": _review(source.review_status),
            "renditions": renditions(source.renditions),
            "poster": MEDIA_PREFIX + source.poster,
            "captions": MEDIA_PREFIX + source.captions if source.captions else "",
            "duration": seconds(source.duration),
            "text_start": source.text_start,
            "text_end": source.text_end,
            "marks": [
                GlossMark(
                    gloss=mark.gloss,
                    start=seconds(mark.start_offset),
                    end=seconds(mark.end_offset),
                    is_fingerspelled=mark.is_fingerspelled,
                    text_start=mark.text_start if mark.HasField("text_start") else None,
                    text_end=mark.text_end if mark.HasField("text_end") else None,
                )
                for mark in source.marks
            ],
            "stretches": [
                {
                    "provenance": PROVENANCES.get(part.provenance, "composed"),
                    "review_status": _review(part.review_status),
                    "start": seconds(part.start_offset),
                    "end": seconds(part.end_offset),
                }
                for part in source.stretches
            ],
            "text_marks": [
                {
                    "text_start": mark.text_start,
                    "text_end": mark.text_end,
                    "start": seconds(mark.start_offset),
                    "end": seconds(mark.end_offset),
                }
                for mark in source.text_marks
            ],
        }
    )


def renditions(sources: Iterable[signing_pb2.Rendition]) -> list[Rendition]:
    """Return a film in each format and size, in the order of the contract."""
    return [
        Rendition(
            url=MEDIA_PREFIX + item.file,
            media_type=item.media_type,
            width=item.width,
            height=item.height,
            frame_rate=item.frame_rate,
        )
        for item in sources
    ]


def _review(status: signing_pb2.ReviewStatus.ValueType) -> str:
    return "approved" if status == signing_pb2.REVIEW_STATUS_APPROVED else "draft"
