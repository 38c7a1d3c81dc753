"""What the editors' API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from okienko_gateway.languages import Language
from okienko_gateway.schemas import Rendition

RecordingId = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=80,
        description="An answer's identifier, or `<identifier>-title` for its tile.",
    ),
]
UploadId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
VersionNumber = Annotated[int, Field(ge=1, le=1_000_000)]
State = Literal["ready", "published", "replaced", "withdrawn", "deleted"]
EventKind = Literal["added", "published", "replaced", "withdrawn", "deleted", "captioned"]


class VersionEvent(BaseModel):
    """Something that happened to a version; who did it is not kept."""

    time: datetime
    kind: EventKind


class RecordingVersion(BaseModel):
    """One upload of a recording."""

    version: int
    state: State
    source_sha256: str = Field(description="Of the file as uploaded, hexadecimal.")
    source_bytes: int
    renditions: list[Rendition] = Field(description="For looking at it before it is published; empty once deleted.")
    poster: str
    duration: float = Field(description="Seconds.")
    caption_languages: list[str] = Field(description="Languages whose captions were edited.")
    events: list[VersionEvent] = Field(description="Oldest first.")


class Recording(BaseModel):
    """Everything that was uploaded under one identifier."""

    id: str
    published_version: int | None = Field(description="What residents see.")
    versions: list[RecordingVersion] = Field(description="Newest first.")


class RecordingList(BaseModel):
    """A page of recordings."""

    recordings: list[Recording]
    next_page: str = Field(description="Send as `page` for more; empty on the last page.")


class Cue(BaseModel):
    """A piece of text and when it is shown."""

    start: float = Field(ge=0, le=86_400, allow_inf_nan=False, description="Seconds.")
    end: float = Field(ge=0, le=86_400, allow_inf_nan=False, description="Seconds.")
    text: str = Field(min_length=1, max_length=200)


class Captions(BaseModel):
    """Captions of a version in one language."""

    language: Language
    is_edited: bool = Field(description="Whether a person made them; else they are the answer's text spread evenly.")
    cues: list[Cue]


class CaptionsRequest(BaseModel):
    """Captions to be kept."""

    cues: list[Cue] = Field(max_length=500, description="In order; none goes back to the answer's text.")


class FinishRequest(BaseModel):
    """What completes an upload."""

    sha256: str = Field(
        "",
        pattern=r"^([0-9a-fA-F]{64})?$",
        description="Of the whole file, as `sha256sum` prints it; may be empty when the upload began with it.",
    )
