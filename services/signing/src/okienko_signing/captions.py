"""WebVTT captions: the written text, shown while it is signed."""

import re
from dataclasses import dataclass
from typing import Final

from okienko_signing.composition import Mark

LONGEST_CUE: Final = 84
"""Characters shown at once: two lines of 42, as broadcasters do."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_BREAKS: Final = re.compile(r"(?<=[,;:–])\s+|\s+")


@dataclass(frozen=True)
class Cue:
    """A piece of text and when it is shown, seconds."""

    start: float
    end: float
    text: str


def cues(text: str, marks: tuple[Mark, ...], sentence_starts: tuple[float, ...], end: float) -> tuple[Cue, ...]:
    """Lay the text along the signing.

    As many written sentences as signed ones are shown with each other; else the text is spread evenly over the time.

    Args:
        text: what is shown; empty shows the glosses.
        marks: glosses in order.
        sentence_starts: when each signed sentence begins, seconds.
        end: when signing ends, seconds.

    """
    if not text.strip():
        return tuple(Cue(mark.start, mark.end, mark.gloss.lower()) for mark in marks)
    sentences = [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]
    start = sentence_starts[0] if sentence_starts else 0.0
    if len(sentences) == len(sentence_starts):
        bounds = [*sentence_starts, end]
        return tuple(
            cue
            for index, sentence in enumerate(sentences)
            for cue in _spread([sentence], bounds[index], bounds[index + 1])
        )
    return tuple(_spread(sentences, start, end))


def _spread(sentences: list[str], start: float, end: float) -> list[Cue]:
    pieces = [piece for sentence in sentences for piece in _pieces(sentence)]
    total = sum(len(piece) for piece in pieces)
    result = []
    now = start
    for piece in pieces:
        until = now + (end - start) * len(piece) / total
        result.append(Cue(now, until, piece))
        now = until
    return result


def _pieces(sentence: str) -> list[str]:
    """Cut a sentence into as few pieces as fit, of like length."""
    count = -(-len(sentence) // LONGEST_CUE)
    goal = len(sentence) / count
    pieces = [""]
    for word in _BREAKS.split(sentence):
        if pieces[-1] and (len(pieces[-1]) + len(word) + 1 > LONGEST_CUE or len(pieces[-1]) >= goal):
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces


def webvtt(shown: tuple[Cue, ...], language: str) -> str:
    """Return the WebVTT file (W3C, WebVTT: The Web Video Text Tracks Format)."""
    blocks = [f"WEBVTT - {language}" if language else "WEBVTT"]
    for number, cue in enumerate(shown, start=1):
        words = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\0", "")
        blocks.append(f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{words}")
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: float) -> str:
    milliseconds = round(max(seconds, 0.0) * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
