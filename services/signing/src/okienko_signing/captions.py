"""WebVTT captions: the written text, shown while it is signed."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from okienko_signing.composition import Mark

LONGEST_CUE: Final = 84
"""Characters shown at once: two lines of 42, as broadcasters do."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_SHORTEST_CUE: Final = 0.4
"""Seconds."""
_CLAUSE_END: Final = re.compile(r"(?<=[,;:–])\s+")
_SHORT_CLAUSE: Final = 24
"""A clause below this many characters shares a cue with its neighbour."""


@dataclass(frozen=True)
class Cue:
    """A piece of text and when it is shown, seconds."""

    start: float
    end: float
    text: str


def cues(
    text: str,
    marks: tuple[Mark, ...],
    sentence_starts: tuple[float, ...],
    end: float,
    spans: Sequence[tuple[int, int] | None] = (),
) -> tuple[Cue, ...]:
    """Lay the text along the signing.

    Words whose sign is known tie text and time together, and a cue changes where a sign begins. As many written
    sentences as signed ones are shown with each other. Without any hint the text is spread evenly.

    Args:
        text: what is shown; empty shows the glosses.
        marks: glosses in order.
        sentence_starts: when each signed sentence begins, seconds.
        end: when signing ends, seconds.
        spans: for each gloss the characters of the text that it stands for, where that is certain.

    """
    if not text.strip():
        return tuple(Cue(mark.start, mark.end, mark.gloss.lower()) for mark in marks)
    sentences = [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]
    start = sentence_starts[0] if sentence_starts else 0.0
    known = _anchors(text, marks, spans)
    if len(sentences) == len(sentence_starts):
        bounds = [*sentence_starts, end]
        shown: list[Cue] = []
        place = 0
        for sentence, first, last in zip(sentences, bounds, bounds[1:], strict=False):
            shown += _laid(
                [sentence], place, [mark for mark in marks if first <= mark.start < last], known, first, last
            )
            place += _length(sentence)
        return tuple(shown)
    return tuple(_laid(sentences, 0, list(marks), known, start, end))


def _laid(
    sentences: list[str], place: int, marks: list[Mark], anchors: list[tuple[int, float]], start: float, end: float
) -> list[Cue]:
    """Return the cues of sentences that begin at `place` and are signed from `start` to `end`."""
    pieces = [piece for sentence in sentences for piece in _pieces(sentence)]
    edges = list(itertools.accumulate(map(_length, pieces), initial=place))
    known = [(place, start), (edges[-1], end)]
    known[1:1] = [(at, time) for at, time in anchors if place < at < edges[-1] and start < time < end]
    times = [start]
    for index, edge in enumerate(edges[1:-1], start=1):
        time = _at(edge, known)
        # Room is left for the cues that follow up to the next word whose time is known.
        following, limit = next((at, when) for at, when in known if at >= edges[index + 1] or (at, when) == known[-1])
        left = sum(edge < later <= following for later in edges)
        latest = min(limit, end) - _SHORTEST_CUE * left
        begins = [mark.start for mark in marks if times[-1] + _SHORTEST_CUE <= mark.start <= latest]
        if begins:
            times.append(min(begins, key=lambda begin: abs(begin - time)))
        else:
            share = (edge - edges[index - 1]) / max(following - edges[index - 1], edge - edges[index - 1] + 1)
            times.append(times[-1] + max(limit - times[-1], 0.0) * share)
    times.append(end)
    return [Cue(first, last, piece) for first, last, piece in zip(times, times[1:], pieces, strict=False)]


def _length(text: str) -> int:
    """Return how many characters of a text are seen: places are counted in these, however it is cut and joined."""
    return sum(not character.isspace() for character in text)


def _anchors(text: str, marks: Sequence[Mark], spans: Sequence[tuple[int, int] | None]) -> list[tuple[int, float]]:
    """Return places and times of words that are signed: as many as there are in an order that holds for both."""
    known = [(span[0], mark.start) for mark, span in zip(marks, spans, strict=False) if span]
    runs: list[list[tuple[int, float]]] = []
    for place, time in known:
        # `runs` holds for each length the increasing run that ends earliest in the text.
        at = bisect_left([run[-1][0] for run in runs], place)
        # A figure is one place and several glosses: it is signed from the first of them on.
        if at < len(runs) and runs[at][-1][0] == place:
            continue
        runs[at : at + 1] = [[*(runs[at - 1] if at else []), (place, time)]]
    return [(_length(text[:place]), time) for place, time in (runs[-1] if runs else [])]


def _at(place: int, known: list[tuple[int, float]]) -> float:
    """Return the time of a character between those whose times are known."""
    for (left, before), (right, after) in itertools.pairwise(known):
        if left <= place <= right:
            return before + (after - before) * (place - left) / max(right - left, 1)
    return known[-1][1]


def _pieces(sentence: str) -> list[str]:
    """Cut a sentence at its clauses, long clauses into as few pieces of like length as fit; short ones stay together."""
    pieces = [piece for clause in _CLAUSE_END.split(sentence) if clause for piece in _cut(clause)]
    joined = pieces[:1]
    for piece in pieces[1:]:
        is_short = min(len(piece), len(joined[-1])) < _SHORT_CLAUSE
        if is_short and len(joined[-1]) + 1 + len(piece) <= LONGEST_CUE:
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined


def _cut(clause: str) -> list[str]:
    count = -(-len(clause) // LONGEST_CUE)
    goal = len(clause) / count
    pieces = [""]
    for word in clause.split():
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
