"""Recordings of human signers: kept so that they win over anything composed."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from okienko_signing.shelf import Shelf, StoredVideo, read_video

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
        # Loads FFmpeg, whose encoders are GPL: the command line may, the service must not.
        from okienko_signing.recording_film import re_encode

        made = re_encode(source)
        files = [(made.webm, "webm"), (made.mp4, "mp4"), (made.poster, "webp")]
        stored = [self._shelf.put(content, suffix, is_published=True) for content, suffix in files]
        video = StoredVideo(
            webm=stored[0][0],
            mp4=stored[1][0],
            poster=stored[2][0],
            seconds=made.frames / made.frame_rate,
            width=made.width,
            height=made.height,
            frame_rate=float(made.frame_rate),
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


def _replace(path: Path, content: str) -> None:
    temporary = path.with_name(path.name + ".partial")
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)
