"""Recordings of human signers: checked by content, re-encoded, and kept so that they win over anything composed.

Limits follow EN 301 549 §6.5: at least QVGA, at least 20 frames a second.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np

from okienko_signing.rendering import film
from okienko_signing.rendering.canvas import Bytes
from okienko_signing.shelf import Shelf, StoredVideo, read_video

SMALLEST: Final = (320, 240)
SLOWEST: Final = 20.0
FASTEST: Final = 60.0
LARGEST_SIDE: Final = 1280
LONGEST_SECONDS: Final = 900.0
LARGEST_BYTES: Final = 500_000_000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class RecordingError(ValueError):
    """A recording that cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Recording:
    """A human recording."""

    video: StoredVideo
    captions: str
    """File name of captions made for this recording, or empty."""


class Recordings:
    """The folder of recordings: `recordings/<id>/manifest.json` names files on the shelf."""

    def __init__(self, media: Path, shelf: Shelf) -> None:
        """Keep manifests below `media`, files on `shelf`."""
        self._folder = media / "recordings"
        self._shelf = shelf

    def find(self, name: str) -> Recording | None:
        """Return the recording of that name, if there is one whose files are all there."""
        if not _NAME.fullmatch(name):
            return None
        folder = self._folder / name
        video = read_video(folder / "manifest.json")
        if video is None or any(self._shelf.get(file) is None for file in video.files()):
            return None
        try:
            captions = str(json.loads((folder / "captions.json").read_bytes())["file"])
        except (OSError, ValueError, KeyError):
            captions = ""
        return Recording(video, captions)

    def add(self, name: str, source: Path, *, captions: str = "") -> Recording:
        """Check, re-encode and publish a recording; an older one of that name is replaced at the end.

        Args:
            name: identifier, e.g. a FAQ answer's: small letters, digits and '-'.
            source: the video file, in any format that FFmpeg reads.
            captions: WebVTT text made for it, or empty.

        Raises:
            RecordingError: the name, the file or the captions cannot be used.
            ShelfError: the media folder cannot be written.

        """
        if not _NAME.fullmatch(name):
            raise RecordingError(f"'{name[:80]}' is no identifier; use small letters, digits and '-', at most 80.")
        if captions and not captions.lstrip("\ufeff").startswith("WEBVTT"):
            raise RecordingError("The captions are no WebVTT file; its first line has to be WEBVTT.")
        rate = check(source)
        first: list[Bytes] = []
        try:
            webm, count = film.webm_of(_pictures(source, first), round(rate))
        except (av.error.FFmpegError, film.FilmError) as error:
            raise _damaged(source, error) from error
        if not first or count < rate:
            raise RecordingError(f"{source.name} holds less than a second of video. Record it again.")
        height, width = first[0].shape[:2]
        files = [(webm, "webm"), (film.mp4_of(webm), "mp4"), (film.poster_of(first[-1]), "webp")]
        stored = [self._shelf.put(content, suffix, is_published=True) for content, suffix in files]
        video = StoredVideo(
            webm=stored[0][0],
            mp4=stored[1][0],
            poster=stored[2][0],
            seconds=count / round(rate),
            width=width,
            height=height,
            frame_rate=float(round(rate)),
            sha256=dict(stored),
            marks=(),
            sentence_starts=(),
        )
        captions_file = self._shelf.put(captions.encode(), "vtt", is_published=True)[0] if captions else ""
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / "captions.json", json.dumps({"file": captions_file}))
        _replace(folder / "manifest.json", json.dumps(asdict(video)))
        return Recording(video, captions_file)

    def withdraw(self, name: str) -> bool:
        """Unpublish a recording; its files stay on the shelf. Return whether there was one."""
        if not _NAME.fullmatch(name):
            return False
        manifest = self._folder / name / "manifest.json"
        existed = manifest.exists()
        manifest.unlink(missing_ok=True)
        return existed


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


def _replace(path: Path, content: str) -> None:
    temporary = path.with_name(path.name + ".partial")
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)
