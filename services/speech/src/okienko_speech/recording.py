"""What comes out: sound in pieces, and when each word of the caller's text is heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from okienko_speech.words import SpokenWord

_CHUNK_SECONDS = 0.5


@dataclass(frozen=True)
class Mark:
    """A word of the caller's text and when it is heard.

    Attributes:
        start: First character, a Unicode code point, in the caller's text.
        end: One past the last.
        seconds: From the beginning of the sound.
    """

    start: int
    end: int
    seconds: float


@dataclass(frozen=True)
class Sound:
    """Signed 16-bit little-endian samples, one channel."""

    pcm: bytes


@dataclass(frozen=True)
class Format:
    """Layout of the sound that follows.

    Attributes:
        sample_rate: Samples a second.
        voice_name: The voice that speaks.
    """

    sample_rate: int
    voice_name: str


Piece: TypeAlias = Format | Sound | Mark


@dataclass(frozen=True)
class Recording:
    """A whole reading.

    Attributes:
        format: Layout and voice.
        pcm: All samples.
        marks: Word marks in the order in which they are heard.
    """

    format: Format
    pcm: bytes
    marks: tuple[Mark, ...]

    def pieces(self) -> Iterator[Piece]:
        """Return the recording as it was streamed: marks a little ahead of the sound that they belong to."""
        yield self.format
        size = 2 * round(_CHUNK_SECONDS * self.format.sample_rate)
        waiting = list(self.marks)
        for at in range(0, len(self.pcm), size):
            until = (at + size) / 2 / self.format.sample_rate
            while waiting and waiting[0].seconds < until:
                yield waiting.pop(0)
            yield Sound(self.pcm[at : at + size])
        yield from waiting


def marks_of(words: Sequence[SpokenWord], starts: Sequence[float], offset: float) -> list[Mark]:
    """Return one mark for each range of the caller's text.

    Args:
        words: Words of a phrase.
        starts: Seconds from the phrase's beginning to each word.
        offset: Seconds from the beginning of the sound to the phrase.
    """
    marks: list[Mark] = []
    for word, start in zip(words, starts, strict=True):
        if marks and (marks[-1].start, marks[-1].end) == (word.start, word.end):
            continue
        earliest = marks[-1].seconds if marks else offset
        marks.append(Mark(word.start, word.end, round(max(earliest, offset + start), 4)))
    return marks
