"""Settings of the signing service."""

from pathlib import Path
from typing import Self

from okienko_common.settings import ServiceSettings
from pydantic import Field, SecretStr, model_validator

from okienko_signing.sizes import Size, further_sizes

REPOSITORY = Path(__file__).resolve().parents[4]


class SigningSettings(ServiceSettings, service="signing", default_port=50053):
    """Read from `OKIENKO_SIGNING_…`."""

    lexicon: Path = Field(REPOSITORY / "models/lexicon", description="Folder of the sign lexicon.")
    media: Path = Field(
        Path(".local/media"), description="Folder of rendered videos and uploaded recordings; shared with the gateway."
    )
    storage: str = Field(
        "", description="S3-compatible store instead of the folder: s3://bucket/prefix?endpoint=https://store.example."
    )
    storage_access_key: str = Field("", description="The store's access key.")
    storage_secret_key: SecretStr = Field(SecretStr(""), description="The store's secret key.")
    uploads: Path | None = Field(
        None, description="Folder of unfinished uploads of recordings; not set, the folder `uploads` below the media."
    )
    upload_megabytes: int = Field(
        2000, ge=1, le=100_000, description="Room for unfinished uploads; those that do not fit are refused."
    )
    uploads_ordered: int = Field(
        5,
        ge=1,
        le=1000,
        description="Complete uploads that are made versions, one at a time, and wait for that; more are refused: an editor "
        "watches the progress, and minutes for each are all that is sensible.",
    )
    upload_hours: float = Field(24.0, gt=0, le=720, description="An upload is thrown away after so long without news.")
    uploads_confined: bool = Field(
        True,
        description="Refuse uploaded films where the machine offers neither seccomp nor Landlock to lock their decoder in; "
        "false reads them all the same.",
    )
    width: int = Field(640, ge=320, le=1920, multiple_of=2, description="Width of rendered videos, pixels.")
    height: int = Field(480, ge=240, le=1080, multiple_of=2, description="Height of rendered videos, pixels.")
    frame_rate: int = Field(25, ge=20, le=50, description="Frames a second of rendered videos.")
    further_renditions: str = Field(
        "480p50 720p25 720p50",
        description="Further sizes of published films, made later when nobody waits; empty makes none.",
    )
    render_processes: int = Field(1, ge=1, le=16, description="Videos rendered at the same time, one core each.")
    max_waiting: int = Field(
        64, ge=0, le=1000, description="Videos that may wait to be rendered, whatever they cost: a bound on memory."
    )
    longest_wait_seconds: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="A video that would wait longer, by what a sign has cost of late, is refused at once.",
    )
    render_niceness: int = Field(10, ge=0, le=19, description="How far rendering gives way to other work.")
    longest_seconds: float = Field(180.0, ge=5, le=1800, description="Longest video that is rendered.")
    kept_megabytes: int = Field(
        64, ge=1, le=4096, description="Memory for videos of residents' texts, which never reach the disk."
    )

    @model_validator(mode="after")
    def _sizes_exist(self) -> Self:
        self.sizes()
        return self

    def sizes(self) -> tuple[Size, tuple[Size, ...]]:
        """Return the size in which films are made at once, and those that are made later."""
        first = Size(self.width, self.height, self.frame_rate)
        return first, further_sizes(self.further_renditions, first)
