"""What a recording must be, and how it is re-encoded. Loads FFmpeg, so the service itself never imports this module.

Limits follow EN 301 549 §6.5: at least QVGA, at least 20 frames a second. Only MP4/MOV and WebM/Matroska are opened, by
their first bytes: other formats that FFmpeg reads can name further files and addresses.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer

from okienko_signing.recording_errors import RecordingError, RecordingTooLargeError
from okienko_signing.recordings import Encoded
from okienko_signing.rendering import film
from okienko_signing.rendering.canvas import Bytes
from okienko_signing.rendering.errors import FilmError
from okienko_signing.uploads import LARGEST_BYTES

SMALLEST: Final = (320, 240)
LARGEST: Final = (4096, 2304)
SLOWEST: Final = 20.0
FASTEST: Final = 60.0
LARGEST_SIDE: Final = 1280
LONGEST_SECONDS: Final = 900.0
_MOST_FRAMES: Final = int(LONGEST_SECONDS * 240)
_POSTER_SECONDS: Final = 1.0
_CUT_SECONDS: Final = 1.0
"""How much shorter than announced a recording may be: sound often ends later than the picture."""


@dataclass(frozen=True)
class Probed:
    """What a file turned out to hold."""

    frames: int
    seconds: float
    frame_rate: float
    """Frames a second, on average; cameras of telephones and browsers vary."""
    width: int
    height: int
    has_sound: bool


def re_encode(source: Path, on_progress: Callable[[float], None]) -> Encoded:
    """Check a recording and encode it anew, at a steady frame rate, without sound.

    Args:
        source: the file.
        on_progress: told the share done, 0 to 1.

    Raises:
        RecordingError: the file cannot be used; the message says why.

    """
    probed = probe(source)
    rate = round(min(max(probed.frame_rate, SLOWEST), FASTEST))
    total = max(1.0, probed.seconds * rate)
    poster: list[Bytes] = []
    with _explained():
        webm, count = film.webm_of(
            _steady(_pictures(source), rate, poster), rate, on_frame=lambda done: on_progress(min(1.0, done / total))
        )
        if not poster or count < rate:
            raise RecordingError(
                "The recording holds less than a second of video. Record it again.",
                "Nagranie trwa krócej niż sekundę. Nagraj je jeszcze raz.",
            )
        height, width = poster[0].shape[:2]
        return Encoded(webm, film.mp4_of(webm), film.poster_of(poster[-1]), count, rate, width, height)


def probe(source: Path) -> Probed:
    """Look into a file, packet by packet, and say what it holds if it may be used.

    Raises:
        RecordingError: it may not; the message says why.

    """
    if not source.is_file():
        raise RecordingError(f"There is no file {source}. Check the path.", "Nie ma takiego pliku.")
    if source.stat().st_size > LARGEST_BYTES:
        megabytes = LARGEST_BYTES // 1_000_000
        raise RecordingTooLargeError(
            f"The recording is larger than {megabytes} MB. Cut or compress it.",
            f"Nagranie ma ponad {megabytes} MB. Skróć je lub skompresuj.",
        )
    with _explained(), _opened(source) as container:
        probed = _probe(container)
    sides = (probed.width, probed.height)
    if min(sides) < min(SMALLEST) or max(sides) < max(SMALLEST):
        raise RecordingError(
            f"The recording is {sides[0]}x{sides[1]}; signing needs at least {SMALLEST[0]}x{SMALLEST[1]} to be readable. "
            "Record it larger.",
            f"Nagranie ma {sides[0]}x{sides[1]} punktów; migania nie widać poniżej {SMALLEST[0]}x{SMALLEST[1]}. "
            "Nagraj większy obraz.",
        )
    if min(sides) > min(LARGEST) or max(sides) > max(LARGEST):
        raise RecordingError(
            f"The recording is {sides[0]}x{sides[1]}; at most {LARGEST[0]}x{LARGEST[1]} is read. Record it smaller.",
            f"Nagranie ma {sides[0]}x{sides[1]} punktów; najwyżej {LARGEST[0]}x{LARGEST[1]}. Nagraj mniejszy obraz.",
        )
    if probed.seconds < 1.0:
        raise RecordingError(
            "The recording holds less than a second of video. Record it again.",
            "Nagranie trwa krócej niż sekundę. Nagraj je jeszcze raz.",
        )
    if probed.frame_rate < SLOWEST - 0.1:
        raise RecordingError(
            f"The recording has {probed.frame_rate:.1f} frames a second; signing needs at least {SLOWEST:.0f}. "
            "Record it again.",
            f"Nagranie ma {probed.frame_rate:.1f} klatek na sekundę; miganie wymaga co najmniej {SLOWEST:.0f}. "
            "Nagraj je jeszcze raz.",
        )
    if probed.seconds > LONGEST_SECONDS:
        raise _too_long()
    return probed


@contextmanager
def _opened(source: Path) -> Iterator[InputContainer]:
    with source.open("rb") as file:
        start = file.read(12)
    if start[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}:
        reader = "mov"
    elif start[:4] == b"\x1aE\xdf\xa3":
        reader = "matroska"
    else:
        raise RecordingError(
            "The file is no video in MP4, MOV, WebM or Matroska, whatever its name says. Export it as MP4.",
            "Ten plik nie jest filmem MP4, MOV, WebM ani Matroska, niezależnie od nazwy. Zapisz film jako MP4.",
        )
    options = {"protocol_whitelist": "file", "enable_drefs": "0", "use_absolute_path": "0"}
    with av.open(
        str(source),
        format=reader,
        options=options if reader == "mov" else None,
        # Titles in a camera's old encoding are no reason to refuse a film.
        metadata_errors="replace",
    ) as container:
        yield container


@contextmanager
def _explained() -> Iterator[None]:
    """Turn whatever a damaged or hostile file makes FFmpeg and its binding fail with into a sentence."""
    try:
        yield
    except RecordingError:
        raise
    except (av.error.FFmpegError, FilmError, OSError, ValueError, ArithmeticError, MemoryError) as error:
        raise _damaged(error) from error


def _probe(container: InputContainer) -> Probed:
    if not container.streams.video:
        raise RecordingError(
            "The file holds no video. Choose the recording of the signer.",
            "W tym pliku nie ma obrazu. Wybierz nagranie osoby migającej.",
        )
    stream = container.streams.video[0]
    announced = float(container.duration or 0) / 1_000_000
    start = float(container.start_time or 0) / 1_000_000
    times: list[float] = []
    for packet in container.demux(stream):
        if packet.size and packet.pts is not None and packet.time_base:
            times.append(float(packet.pts * packet.time_base))
        if len(times) > _MOST_FRAMES:
            raise _too_long()
    if not times:
        raise _damaged(ValueError("no pictures"))
    span = max(times) - min(times)
    rate = (len(times) - 1) / span if span > 0 else 0.0
    seconds = span + (1 / rate if rate else 0.0)
    index = stream.frames
    if index > len(times) or announced - (max(times) - start) > max(_CUT_SECONDS, announced * 0.05):
        raise RecordingError(
            f"The recording is cut off: {seconds:.1f} of {announced:.1f} seconds are there. Export and upload it again.",
            f"Nagranie jest ucięte: jest {seconds:.1f} z {announced:.1f} s. Zapisz je i prześlij jeszcze raz.",
        )
    return Probed(
        frames=len(times),
        seconds=seconds,
        frame_rate=rate,
        width=stream.codec_context.width,
        height=stream.codec_context.height,
        has_sound=bool(container.streams.audio),
    )


def _pictures(source: Path) -> Iterator[tuple[float, Bytes]]:
    """Yield pictures with their times, upright and shrunk to the largest side."""
    with _opened(source) as container:
        # Every further thread would hold pictures of its own; with one, a telephone's 4K takes 223 MB.
        container.streams.video[0].thread_count = 1
        start: float | None = None
        for frame in container.decode(video=0):
            if frame.width * frame.height > LARGEST[0] * LARGEST[1]:
                raise _damaged(ValueError("pictures grow on the way"))
            start = frame.time if start is None else start
            scale = min(1.0, LARGEST_SIDE / max(frame.width, frame.height))
            width, height = (int(side * scale) // 2 * 2 for side in (frame.width, frame.height))
            picture = np.asarray(frame.to_ndarray(format="rgb24", width=width, height=height), dtype=np.uint8)
            # A telephone held upright stores a lying picture and how to turn it.
            turned = np.ascontiguousarray(np.rot90(picture, round(frame.rotation / 90) % 4))
            yield (frame.time or 0.0) - (start or 0.0), turned


def _steady(pictures: Iterator[tuple[float, Bytes]], rate: int, poster: list[Bytes]) -> Iterator[Bytes]:
    """Yield pictures at a steady rate: the last one shown at each tick. Remember the first and the poster's."""
    step = Fraction(1, rate)
    count = 0
    shown: Bytes | None = None
    for seconds, picture in pictures:
        if shown is None:
            shown = picture
            poster.append(picture)
        if picture.shape != poster[0].shape:
            msg = "the picture changes its size on the way"
            raise ValueError(msg)
        if seconds > LONGEST_SECONDS:
            msg = "the pictures' times are wrong"
            raise ValueError(msg)
        # Half a step of patience: times are rounded to the container's clock.
        while count * step + step / 2 < seconds:
            yield shown
            count += 1
        shown = picture
        if seconds >= _POSTER_SECONDS and len(poster) == 1:
            poster.append(picture)
    if shown is not None:
        yield shown


def _too_long() -> RecordingError:
    minutes = int(LONGEST_SECONDS / 60)
    return RecordingError(
        f"The recording is longer than {minutes} minutes. Cut it.", f"Nagranie trwa ponad {minutes} minut. Skróć je."
    )


def _damaged(error: Exception) -> RecordingError:
    # FFmpeg's own words without the file's place on this machine.
    reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    return RecordingError(
        f"The file is no video that can be read, or it is damaged ({reason}). Export it again.",
        "Tego filmu nie da się odczytać albo jest uszkodzony. Zapisz go jeszcze raz jako MP4.",
    )
