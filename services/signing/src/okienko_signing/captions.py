"""WebVTT captions: the written text, shown while it is signed."""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from okienko_signing.composition import Mark

LONGEST_CUE: Final = 84
"""Characters shown at once: two lines of 42, as broadcasters do."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD: Final = re.compile(r"\w+")
_STEM: Final = 3
"""Letters that a word and a gloss share at least to count as the same."""
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


def cues(text: str, marks: tuple[Mark, ...], sentence_starts: tuple[float, ...], end: float) -> tuple[Cue, ...]:
    """Lay the text along the signing.

    As many written sentences as signed ones are shown with each other. Within that, words that are glosses as well tie
    text and time together, and a cue changes where a sign begins. Without any hint the text is spread evenly.

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
            for sentence, first, last in zip(sentences, bounds, bounds[1:], strict=False)
            for cue in _laid([sentence], tuple(mark for mark in marks if first <= mark.start < last), first, last)
        )
    return tuple(_laid(sentences, marks, start, end))


def _laid(sentences: list[str], marks: tuple[Mark, ...], start: float, end: float) -> list[Cue]:
    """Return the cues of sentences that are signed from `start` to `end`."""
    pieces = [piece for sentence in sentences for piece in _pieces(sentence)]
    words: list[tuple[str, int]] = []
    edges = [0]
    for piece in pieces:
        words += [(match.group(), edges[-1] + match.start()) for match in _WORD.finditer(piece)]
        edges.append(edges[-1] + len(piece))
    known = [(0, start), *_anchors(words, marks, start), (edges[-1], end)]
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


def _anchors(words: list[tuple[str, int]], marks: tuple[Mark, ...], start: float) -> list[tuple[int, float]]:
    """Return characters and times of words that are signed, in an order that holds for both."""
    best: list[list[int]] = [[0] * (len(marks) + 1) for _ in range(len(words) + 1)]
    glosses = [_folded(mark.gloss) for mark in marks]
    folded = [_folded(word) for word, _ in words]
    is_same = [[_is_akin(word, gloss) for gloss in glosses] for word in folded]
    for i in range(len(words) - 1, -1, -1):
        for j in range(len(marks) - 1, -1, -1):
            skipped = max(best[i + 1][j], best[i][j + 1])
            best[i][j] = max(skipped, best[i + 1][j + 1] + 1) if is_same[i][j] else skipped
    found: list[tuple[int, float]] = []
    i = j = 0
    while i < len(words) and j < len(marks):
        if is_same[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            if words[i][1] > 0 and marks[j].start > start:
                found.append((words[i][1], marks[j].start))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _is_akin(word: str, gloss: str) -> bool:
    """Return whether a word may be a form of a gloss: 'dowodu' and 'DOWÓD'."""
    shorter = min(len(word), len(gloss))
    if word[:1].isdigit() or shorter < _STEM:
        return word == gloss
    shared = next((i for i in range(shorter) if word[i] != gloss[i]), shorter)
    return shared >= max(_STEM, round(0.6 * shorter))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.lower().replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


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
