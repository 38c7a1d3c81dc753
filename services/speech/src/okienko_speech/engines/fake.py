"""An engine for tests: every word is a tone of a tenth of a second."""

import threading
from collections.abc import Sequence

import numpy as np

from okienko_speech.engines.engine import EngineError, Speech, Voice
from okienko_speech.words import SpokenWord

SAMPLE_RATE = 8_000
_WORD_SECONDS = 0.1


class FakeEngine:
    """Speaks tones, counts its calls, and stops or fails when it is told to.

    Attributes:
        spoken: The words of every phrase so far.
        gate: A phrase waits until it is set.
        fails: Whether the next phrase raises EngineError.
    """

    def __init__(self, name: str = "pl-fake", language: str = "pl", *, is_fast: bool = False) -> None:
        self.spoken: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.fails = False
        self._voice = Voice(name, language, "Tones, by Okienko, EUPL-1.2", SAMPLE_RATE, is_fast=is_fast)

    @property
    def voice(self) -> Voice:
        """What it is called and what it speaks."""
        return self._voice

    @property
    def fingerprint(self) -> str:
        """Its name."""
        return f"fake-{self._voice.name}"

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        """Return a tone for each word."""
        self.gate.wait(60)
        if self.fails:
            raise EngineError("The fake voice was told to fail. Tell it otherwise.")
        self.spoken.append(" ".join(word.text for word in words))
        seconds = _WORD_SECONDS / rate
        moments = np.arange(round(len(words) * seconds * SAMPLE_RATE)) / SAMPLE_RATE
        samples = (0.3 * np.sin(2 * np.pi * 440 * moments)).astype(np.float32)
        return Speech(samples, tuple(index * seconds for index in range(len(words))))

    def close(self) -> None:
        """Nothing to free."""
