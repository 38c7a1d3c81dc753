"""What the editors' API takes and gives of recorded signs."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import Base64Bytes, BaseModel, Field

from okienko_gateway.recording_schemas import State

Gloss = Annotated[str, Path(max_length=200, description="Capitals, digits and '-' inside, e.g. `OGRÓDEK`.")]
ClipNumber = Annotated[int, Path(ge=1, le=1_000_000)]
Review = Literal["draft", "approved"]
Skeleton = Literal["recorded", "signer"]


class ClipFrame(BaseModel):
    """One moment of the webcam, as in the `landmarks` message of the recognition socket."""

    offset: float = Field(ge=0, le=3600, description="Seconds since the first frame; must grow, by whole milliseconds.")
    values: list[float] = Field(
        max_length=300,
        description="x, y, z, confidence of each point of the layout; all 0 where a point was not seen.",
    )
    world: list[float] = Field(
        [],
        max_length=126,
        description="x, y, z in metres of the 42 points of the hands (MediaPipe's world landmarks); zeros for a hand that "
        "was not found, empty where there are none.",
    )


class ClipRequest(BaseModel):
    """A recording of one sign: frames of landmarks, or a `.pose` file."""

    consent: str = Field(description="How the signer agreed, without naming anybody; 10 to 500 characters.")
    layout: Literal["hands-pose/1", "hands/1"] = Field(
        "hands-pose/1", description="Of the frames; the shoulders are needed in at least three."
    )
    aspect_ratio: float = Field(4 / 3, description="Width of the picture divided by its height.")
    mirrored: bool = Field(
        False, description="Whether the picture was a mirror image, in which a left hand looks like a right one."
    )
    frames: list[ClipFrame] = Field(
        [], description="At most 600, at least 15 a second, at most 10 seconds; empty where a file is sent."
    )
    pose: Base64Bytes = Field(b"", description="Instead of frames: a `.pose` file in base64, at most 4 MB.")


class ReviewRequest(BaseModel):
    """Whether a signer of PJM has approved a clip."""

    status: Review


class ClipQuality(BaseModel):
    """What was measured of a clip."""

    frame_rate: float = Field(description="Frames a second; at least 15.")
    seen_share: float = Field(
        description="Share of the sign's frames with the hand, of two the rarer one's; at least 0.8."
    )
    shape_error: float = Field(
        description="Median misfit of the drawn hand's shape, share of the hand's length; at most 0.1."
    )
    reprojection_error: float = Field(
        description="Median distance in the picture of the drawn from the recorded hand, share of its length; at most 0.2."
    )
    reprojection_error_p90: float = Field(description="The distance that nine tenths of all points keep.")


class ClipEvent(BaseModel):
    """Something that happened to a clip; who did it is not kept."""

    time: datetime
    kind: Literal["added", "published", "replaced", "withdrawn", "deleted", "approved", "unapproved"]


class SignClip(BaseModel):
    """One take of a sign."""

    clip: int
    state: State
    review_status: Review
    consent: str = Field(description="How the signer agreed; empty once deleted.")
    source: Literal["webcam", "pose_file"]
    sha256: str = Field(description="Of the kept landmarks, hexadecimal; empty once deleted.")
    start: float = Field(description="Where in the recording the sign begins, seconds.")
    end: float = Field(description="Where it ends.")
    duration: float = Field(description="Of the whole recording, seconds.")
    is_two_handed: bool
    is_left_handed: bool = Field(description="Whether the left hand led, so that the sign was mirrored.")
    quality: ClipQuality
    events: list[ClipEvent] = Field(description="Oldest first.")


class RecordedSign(BaseModel):
    """Everything that was recorded for one gloss."""

    gloss: str
    published_clip: int | None = Field(description="What is signed instead of the lexicon's sign.")
    clips: list[SignClip] = Field(description="Newest first.")


class RecordedSignList(BaseModel):
    """A page of recorded signs."""

    signs: list[RecordedSign]
    next_page: str = Field(description="Send as `page` for more; empty on the last page.")


class SkeletonFrame(BaseModel):
    """One frame of a skeleton."""

    offset: float = Field(description="Seconds since the first frame.")
    values: list[float] = Field(description="x, y, z, confidence of 75 points: left hand, right hand, body.")


class ClipSkeleton(BaseModel):
    """A clip to be played back."""

    clip: SignClip
    skeleton: Skeleton
    layout: str
    aspect_ratio: float
    frames: list[SkeletonFrame]


def clip_request_schema() -> dict[str, Any]:
    """Return the request's JSON schema with nothing referred to: the body is read by hand, after the secret."""
    schema = ClipRequest.model_json_schema()
    schema["properties"]["frames"]["items"] = schema.pop("$defs")["ClipFrame"]
    return schema
