"""eSpeak NG through a process of its own: mechanical, but heard within milliseconds on any machine."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from okienko_speech.engines.engine import EngineError, Samples, Speech, Voice
from okienko_speech.words import SpokenWord, punctuated

SAMPLE_RATE = 22_050
_PROGRAM = Path(__file__).with_name("espeak_process.py")
_PATIENCE_SECONDS = 20.0
# eSpeak's own pace is 175 words a minute; office Polish is clearer a little slower.
_WORDS_PER_MINUTE = 160
_ATTRIBUTION = "eSpeak NG 1.52, GPL-3.0-or-later, run as a program of its own"


class EspeakProcess:
    """The program, started when it is first needed and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def speak(self, voice: str, text: str, words_per_minute: int) -> tuple[Samples, list[tuple[int, float]]]:
        """Return samples and, for each word that eSpeak tells apart, its first character and its second.

        Raises:
            EngineError: The program cannot be started, has died, or took too long.
        """
        answer, sound = self._ask({"voice": voice, "text": text, "words_per_minute": words_per_minute})
        samples: Samples = np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768)
        return samples, [(int(at), milliseconds / 1000) for at, milliseconds in answer["words"]]

    def phonemes(self, voice: str, text: str) -> str:
        """Return the sounds of a text in IPA.

        Raises:
            EngineError: As for `speak`.
        """
        return str(self._ask({"voice": voice, "phonemes": text})[0]["ipa"])

    def close(self) -> None:
        """End the program."""
        with self._lock:
            self._end()

    def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            try:
                answer, sound = self._exchange(request)
            except (OSError, ValueError):
                # It may have been killed since the last request: one fresh start is worth a try.
                self._end()
                try:
                    answer, sound = self._exchange(request)
                except (OSError, ValueError) as error:
                    self._end()
                    raise EngineError(
                        "eSpeak NG stops while it is speaking. Check that it is installed whole."
                    ) from error
        if "error" in answer:
            raise EngineError(str(answer["error"]))
        return answer, sound

    def _exchange(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        process = self._started()
        assert process.stdin
        assert process.stdout
        watch = threading.Timer(_PATIENCE_SECONDS, process.kill)
        watch.start()
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            size = 2 * int(answer.get("samples", 0))
            sound = process.stdout.read(size)
        finally:
            watch.cancel()
        if len(sound) != size:
            raise ValueError("The sound is shorter than announced.")
        return answer, sound

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-I", str(_PROGRAM)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                raise EngineError(f"eSpeak NG could not be started: {error.strerror}.") from error
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    # What was still to be written was for a program that is gone.
                    continue
        self._process = None


class Espeak:
    """One eSpeak voice.

    Args:
        process: The program, shared by all eSpeak voices.
        language: BCP 47 tag.
        espeak_voice: eSpeak's name of the voice, e.g. "pl" or "en", which is British.
    """

    def __init__(self, process: EspeakProcess, language: str, espeak_voice: str) -> None:
        self._process = process
        self._espeak_voice = espeak_voice
        self._voice = Voice(f"{language}-espeak", language, _ATTRIBUTION, SAMPLE_RATE, is_fast=True)

    @property
    def voice(self) -> Voice:
        """What it is called and what it speaks."""
        return self._voice

    @property
    def fingerprint(self) -> str:
        """Program, voice and pace."""
        return f"espeak-1.52-{self._espeak_voice}-{_WORDS_PER_MINUTE}"

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        """Speak one phrase; word starts are eSpeak's own, interpolated where it joins two words."""
        text = punctuated(words)
        samples, moments = self._process.speak(self._espeak_voice, text, round(_WORDS_PER_MINUTE * rate))
        firsts, at = [], 0
        for word in words:
            firsts.append(at)
            at += len(word.text) + len(word.mark.strip()) + 1
        known = {0: 0.0, **dict(moments), at: len(samples) / SAMPLE_RATE}
        starts = np.interp(firsts, sorted(known), np.maximum.accumulate([known[key] for key in sorted(known)]))
        return Speech(samples, tuple(float(start) for start in starts))

    def close(self) -> None:
        """End the program; another voice that shares it starts it again when it speaks."""
        self._process.close()
