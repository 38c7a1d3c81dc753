"""What every engine does: speak the words of one phrase and say when each is heard."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from okienko_speech.words import SpokenWord

Samples = NDArray[np.float32]


class EngineError(Exception):
    """An engine cannot be loaded or has failed; the message says why and what to do next."""


@dataclass(frozen=True)
class Voice:
    """A voice as people see it.

    Attributes:
        name: Stable name, e.g. "pl-okienko".
        language: BCP 47 tag of the language that it speaks.
        attribution: Author and licence.
        sample_rate: Samples a second of its sound.
        is_fast: Whether it speaks at once on any machine, at the price of sounding mechanical.
    """

    name: str
    language: str
    attribution: str
    sample_rate: int
    is_fast: bool = False


@dataclass(frozen=True)
class Speech:
    """The sound of one phrase.

    Attributes:
        samples: Float32 in -1 to 1, one channel, shape (n,).
        word_starts: Seconds from the first sample to the start of each word, ascending, one for each word spoken.
    """

    samples: Samples
    word_starts: tuple[float, ...]


@dataclass(frozen=True)
class Beginning:
    """A phrase of which the first part is there.

    Attributes:
        speech: The sound up to there, and the starts of all the phrase's words.
        finish: Returns the sound behind it; blocks. None where there is none.
    """

    speech: Speech
    finish: Callable[[], Samples] | None


class Engine(Protocol):
    """A voice that is loaded and ready."""

    @property
    def voice(self) -> Voice:
        """What it is called and what it speaks."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same words would sound differently; part of the cache's key."""
        ...

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        """Speak one phrase; blocks until it is done and may be called from any one thread at a time.

        Args:
            words: At least one word.
            rate: 0.5 to 2, where 1 is the voice's own pace.

        Raises:
            EngineError: The engine has failed.
        """
        ...

    def close(self) -> None:
        """Free what the engine holds."""
        ...


@runtime_checkable
class EarlyEngine(Engine, Protocol):
    """A voice that can hand out the first part of a phrase while it makes the rest."""

    def begin(self, words: Sequence[SpokenWord], rate: float) -> Beginning:
        """Speak as `speak` does, and return as soon as the first part is there.

        Raises:
            EngineError: The engine has failed.
        """
        ...


# Behind a pause the sound of Kokoro and hibari rises this much before the boundary that their durations draw: 10 and 12
# words, -45 and -43 ms in the middle, in `tests/load/bench_speech.py` before it was taken off.
EARLY_SECONDS = 0.045


def heard_from(boundaries: Iterable[float]) -> tuple[float, ...]:
    """Return when words are heard whose durations begin at `boundaries`, in seconds."""
    return tuple(max(0.0, boundary - EARLY_SECONDS) for boundary in boundaries)


def proportional_starts(sizes: Sequence[float], begin: float, end: float) -> tuple[float, ...]:
    """Return starts of words whose lengths are in proportion to `sizes`, between two moments in seconds."""
    total = sum(sizes) or 1.0
    starts, passed = [], 0.0
    for size in sizes:
        starts.append(begin + (end - begin) * passed / total)
        passed += size
    return tuple(starts)
