"""Reads the cues of a WebVTT file, so that captions made elsewhere can be edited here."""

import re
from typing import Final

from okienko_signing.captions import Cue
from okienko_signing.recording_errors import RecordingError

_TIME: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES: Final = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG: Final = re.compile(r"<[^>]*>")


def read_webvtt(content: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file; positions, styles, regions and notes are left out.

    Raises:
        RecordingError: it is no WebVTT, or holds no cue.

    """
    lines = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", lines):
        raise RecordingError(
            "The captions are no WebVTT file; its first line has to be WEBVTT.",
            "Napisy nie są plikiem WebVTT; pierwszy wiersz musi brzmieć WEBVTT.",
        )
    cues = []
    for block in re.split(r"\n{2,}", lines):
        rows = block.split("\n")
        for number, row in enumerate(rows[:2]):
            times = _TIMES.fullmatch(row.strip())
            if times:
                text = _TAG.sub("", "\n".join(rows[number + 1 :])).strip()
                text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
                cues.append(Cue(_seconds(times.groups()[:4]), _seconds(times.groups()[4:]), text))
                break
    if not cues:
        raise RecordingError(
            "The WebVTT file holds no cue. Write times like 00:00:01.000 --> 00:00:03.000 above each text.",
            "Plik WebVTT nie zawiera napisów. Nad każdym tekstem podaj czas, np. 00:00:01.000 --> 00:00:03.000.",
        )
    return tuple(cues)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000
