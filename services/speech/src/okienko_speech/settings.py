"""Settings of the speech service."""

from pathlib import Path

from okienko_common.settings import ServiceSettings
from pydantic import Field


class SpeechSettings(ServiceSettings, service="speech", default_port=50055):
    """Read from `OKIENKO_SPEECH_…`."""

    voices: Path = Field(
        Path(".local/models/voices"),
        description="Folder of the voices: kokoro/ as models/voices/assemble.py makes it, Piper voices beside it.",
    )
    cache: Path = Field(Path(".local/speech"), description="Folder where readings of published texts are kept.")
    cache_megabytes: int = Field(512, ge=1, le=1_000_000, description="Room for them; the least used go first.")
    memory_megabytes: int = Field(16, ge=0, le=10_000, description="Room in memory for readings of all other texts.")
    preferred_voices: list[str] = Field(
        default_factory=list, description='Voices that become a language\'s default, e.g. ["pl_PL-gosia-medium"].'
    )
    threads: int = Field(2, ge=1, le=64, description="Threads that work on one phrase of a slow voice.")
    longest_wait_seconds: float = Field(
        5.0,
        gt=0,
        le=60,
        description="A text whose first sound would come later, by what phrases have cost of late, is refused at once.",
    )
    streams_per_voice: int = Field(
        8,
        ge=1,
        le=1000,
        description="Texts one voice reads in turns, whatever they cost: beyond, each would stop again and again for the others.",
    )
    streams_per_fast_voice: int = Field(
        32, ge=1, le=1000, description="The same for a voice that speaks at once, of which many take no time."
    )
    busy_from: int = Field(
        2, ge=1, le=1000, description="Texts in a slow voice from which a caller that names none gets the fast one."
    )
