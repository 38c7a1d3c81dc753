"""What a recording must be, and how it is re-encoded. Loads FFmpeg, so the service itself never imports this module.

Limits follow EN 301 549 §6.5: at least QVGA, at least 20 frames a second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np

from okienko_signing.recordings import RecordingError
from okienko_signing.rendering import film
from okienko_signing.rendering.canvas import Bytes
from okienko_signing.rendering.errors import FilmError

SMALLEST: Final = (320, 240)
SLOWEST: Final = 20.0
FASTEST: Final = 60.0
LARGEST_SIDE: Final = 1280
LONGEST_SECONDS: Final = 900.0
LARGEST_BYTES: Final = 500_000_000


@dataclass(frozen=True)
class ReEncoded:
    """A recording in the formats that are published."""

    webm: bytes
    mp4: bytes
    poster: bytes
    frames: int
    frame_rate: int
    width: int
    height: int


def re_encode(source: Path) -> ReEncoded:
    """Check a recording and encode it anew.

    Raises:
        RecordingError: the file cannot be used; the message says why.

    """
    rate = round(check(source))
    first: list[Bytes] = []
    try:
        webm, count = film.webm_of(_pictures(source, first), rate)
    except (av.error.FFmpegError, FilmError) as error:
        raise _damaged(source, error) from error
    if not first or count < rate:
        raise RecordingError(f"{source.name} holds less than a second of video. Record it again.")
    height, width = first[0].shape[:2]
    return ReEncoded(webm, film.mp4_of(webm), film.poster_of(first[-1]), count, rate, width, height)


def check(source: Path) -> float:
    """Return a video's frame rate if it may be used.

    Raises:
        RecordingError: it may not; the message says why.

    """
    if not source.is_file():
        raise RecordingError(f"There is no file {source}. Check the path.")
    if source.stat().st_size > LARGEST_BYTES:
        raise RecordingError(f"{source.name} is larger than {LARGEST_BYTES // 1_000_000} MB. Cut or compress it.")
    try:
        with av.open(str(source)) as container:
            if not container.streams.video:
                raise RecordingError(f"{source.name} holds no video. Choose the recording of the signer.")
            stream = container.streams.video[0]
            width, height = stream.codec_context.width, stream.codec_context.height
            rate = float(stream.average_rate or stream.guessed_rate or 0)
            seconds = float(container.duration or 0) / 1_000_000
    except (av.error.FFmpegError, OSError) as error:
        raise _damaged(source, error) from error
    if min(width, height) < min(SMALLEST) or max(width, height) < max(SMALLEST):
        raise RecordingError(
            f"{source.name} is {width}x{height}; signing needs at least {SMALLEST[0]}x{SMALLEST[1]} to be readable. "
            "Record it larger."
        )
    if rate < SLOWEST - 0.1:
        raise RecordingError(
            f"{source.name} has {rate:.1f} frames a second; signing needs at least {SLOWEST:.0f}. Record it again."
        )
    if seconds > LONGEST_SECONDS:
        raise RecordingError(f"{source.name} is longer than {LONGEST_SECONDS / 60:.0f} minutes. Cut it.")
    return min(rate, FASTEST)


def _damaged(source: Path, error: Exception) -> RecordingError:
    return RecordingError(f"{source.name} is no video that can be read, or it is damaged ({error}). Export it again.")


def _pictures(source: Path, seen: list[Bytes]) -> Iterator[Bytes]:
    """Yield pictures, shrunk to the largest side; remember the first and the one shown as poster."""
    with av.open(str(source)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            scale = min(1.0, LARGEST_SIDE / max(frame.width, frame.height))
            width, height = (int(side * scale) // 2 * 2 for side in (frame.width, frame.height))
            picture = np.asarray(frame.to_ndarray(format="rgb24", width=width, height=height), dtype=np.uint8)
            if number in {0, 25}:
                seen.append(picture)
            if number > LONGEST_SECONDS * FASTEST:
                raise RecordingError(f"{source.name} never ends. Export it again.")
            yield picture
