"""The signing service's recordings as the editors' API gives them."""

from datetime import UTC

from okienko.signing.v1 import recordings_pb2

from okienko_gateway.durations import from_milliseconds, seconds
from okienko_gateway.playlists import MEDIA_PREFIX, renditions
from okienko_gateway.recording_names import own_name
from okienko_gateway.recording_schemas import Cue, Recording, RecordingVersion

_STAGES = {
    recordings_pb2.FINISH_STAGE_WAITING: "waiting",
    recordings_pb2.FINISH_STAGE_CHECKING: "checking",
    recordings_pb2.FINISH_STAGE_ENCODING: "encoding",
    recordings_pb2.FINISH_STAGE_STORING: "storing",
}


def recording(source: recordings_pb2.Recording) -> Recording:
    """Return a recording with its history, named as its town names it."""
    return Recording(
        id=own_name(source.recording_id) or source.recording_id,
        published_version=source.published_version or None,
        versions=[version(item) for item in source.versions],
    )


def version(source: recordings_pb2.RecordingVersion) -> RecordingVersion:
    """Return a version with addresses that the gateway serves."""
    return RecordingVersion.model_validate(
        {
            "version": source.version,
            "state": enum_word(recordings_pb2.VersionState.Name(source.state), "VERSION_STATE_"),
            "source_sha256": source.source_sha256,
            "source_bytes": source.source_bytes,
            "renditions": renditions(source.renditions),
            "poster": MEDIA_PREFIX + source.poster if source.poster else "",
            "duration": seconds(source.duration),
            "caption_languages": list(source.caption_language_codes),
            "events": [
                {
                    "time": event.time.ToDatetime(UTC),
                    "kind": enum_word(recordings_pb2.VersionEventKind.Name(event.kind), "VERSION_EVENT_KIND_"),
                }
                for event in source.events
            ],
        }
    )


def cue(source: recordings_pb2.Cue) -> Cue:
    """Return a cue."""
    return Cue(start=seconds(source.start_offset), end=seconds(source.end_offset), text=source.text)


def to_cue(source: Cue) -> recordings_pb2.Cue:
    """Return a cue for the service."""
    return recordings_pb2.Cue(
        start_offset=from_milliseconds(round(source.start * 1000)),
        end_offset=from_milliseconds(round(source.end * 1000)),
        text=source.text,
    )


def stage(source: recordings_pb2.FinishStage.ValueType) -> str:
    """Return what is being done with a complete upload."""
    return _STAGES.get(source, "waiting")


def enum_word(name: str, prefix: str) -> str:
    """Return the word of an enum value: PUBLISHED of VERSION_STATE_PUBLISHED, in small letters."""
    return name.removeprefix(prefix).lower()
