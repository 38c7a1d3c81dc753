"""Settings of the recognition service."""

from pathlib import Path

from okienko_common.settings import ServiceSettings
from pydantic import Field


class RecognitionSettings(ServiceSettings, service="recognition", default_port=50052):
    """What can be set, by environment variables with the prefix OKIENKO_RECOGNITION_."""

    weights: Path = Field(Path("models/fingerspelling/weights"), description="Folder with the finger-alphabet models.")
    sign_weights: Path = Field(Path("models/recognition/weights"), description="Folder with the sign model.")
    landmark_models: Path = Field(
        Path(".local/models"), description="Folder with hand_landmarker.task, made by models/landmarks/assemble.py."
    )
    signing_target: str = Field(
        "127.0.0.1:50053",
        description="The signing service, where signs are taught, e.g. dns:///signing:50053; empty: none are.",
    )
    max_streams: int = Field(
        400,
        ge=1,
        le=10_000,
        description="Streams served at once, whatever they cost: a bound on memory, about 0.2 MB each.",
    )
    max_jpeg_streams: int = Field(
        8,
        ge=0,
        le=64,
        description="Of these, streams whose JPEG frames this server reads: a bound on memory, about 20 MB each.",
    )
    cores: float = Field(
        0.0,
        ge=0,
        le=256,
        description="Processors that streams may fill, by measured cost; 0 for all that the process may use.",
    )
    workers: int = Field(2, ge=1, le=64, description="Threads for models.")
    idle_seconds: float = Field(30.0, gt=0, le=3600, description="A stream that is silent for so long is ended.")
