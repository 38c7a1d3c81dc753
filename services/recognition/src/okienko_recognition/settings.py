"""Settings of the recognition service."""

from pathlib import Path

from okienko_common.settings import ServiceSettings
from pydantic import Field


class RecognitionSettings(ServiceSettings, service="recognition", default_port=50052):
    """What can be set, by environment variables with the prefix OKIENKO_RECOGNITION_."""

    weights: Path = Field(Path("models/fingerspelling/weights"), description="Folder with the finger-alphabet models.")
    landmark_models: Path = Field(
        Path(".local/models"), description="Folder with hand_landmarker.task, made by models/landmarks/assemble.py."
    )
    max_streams: int = Field(64, ge=1, le=10_000, description="Streams served at once; more are refused.")
    max_jpeg_streams: int = Field(
        2, ge=0, le=64, description="Streams at once whose JPEG frames this server reads; one core serves about two."
    )
    workers: int = Field(2, ge=1, le=64, description="Threads for models.")
    idle_seconds: float = Field(30.0, gt=0, le=3600, description="A stream that is silent for so long is ended.")
