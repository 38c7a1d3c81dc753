"""A Coqui TTS voice dropped into the voice folder: `coqui/name/` with `config.json` and one checkpoint, `*.pth`.

The package `coqui-tts` (MPL-2.0) and the torch that it needs are never installed with Okienko; an office that has such a
voice adds them to the service's environment. Only models that speak without a sample of somebody's voice are taken.
"""

import hashlib
import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from okienko_speech.engines.engine import EngineError, Samples, Speech, Voice, proportional_starts
from okienko_speech.tempo import at_pace
from okienko_speech.words import SpokenWord, punctuated

PACKAGE = "coqui-tts==0.28.0"
# Below this share of the peak a sample is silence around the speech.
_SILENT = 0.01


class Synthesizer(Protocol):
    """What is used of `TTS.utils.synthesizer.Synthesizer`."""

    output_sample_rate: int
    tts_model: Any

    def tts(self, text: str, *, split_sentences: bool) -> Sequence[float]:
        """Return the samples of a text, -1 to 1."""
        ...


def open_synthesizer(checkpoint: Path, config: Path) -> Synthesizer:
    """Load a model with the package.

    Raises:
        EngineError: The package is not installed.
    """
    if not importlib.util.find_spec("TTS"):
        raise EngineError(
            f"The Coqui voice {checkpoint.parent.name} needs a package that does not come with Okienko. "
            f"Install it (uv pip install {PACKAGE} torch torchaudio) or remove the folder."
        )
    from TTS.utils.synthesizer import Synthesizer as Found  # type: ignore[import-not-found,unused-ignore]

    found: Synthesizer = Found(tts_checkpoint=str(checkpoint), tts_config_path=str(config), use_cuda=False)
    return found


class Coqui:
    """One Coqui voice.

    Args:
        folder: Holds `config.json` and one checkpoint; its name is the voice's. A name that begins with "pl-" or "en-" says
            the language, else the configuration does.
        make: Loads the model.

    Raises:
        EngineError: A file is missing or damaged, or the package is not installed.
    """

    def __init__(self, folder: Path, make: Callable[[Path, Path], Synthesizer] = open_synthesizer) -> None:
        checkpoints, config = sorted(folder.glob("*.pth")), folder / "config.json"
        if len(checkpoints) != 1:
            raise EngineError(f"The Coqui voice {folder.name} needs exactly one .pth file beside config.json.")
        language = _language(folder.name, config)
        try:
            self._synthesizer = make(checkpoints[0], config)
            self._rate = int(self._synthesizer.output_sample_rate)
        except EngineError:
            raise
        except Exception as error:  # the package and torch raise whatever a damaged file makes them trip over
            raise EngineError(
                f"The Coqui voice {folder.name} cannot be loaded ({type(error).__name__}). Fetch its files again."
            ) from error
        with checkpoints[0].open("rb") as file:
            self._digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        self._pace = float(getattr(self._synthesizer.tts_model, "length_scale", 0) or 0)
        self._voice = Voice(
            folder.name,
            language,
            f"Coqui TTS voice {folder.name}, installed by this office; see the licence that came with it",
            self._rate,
        )

    @property
    def voice(self) -> Voice:
        """What it is called and what it speaks."""
        return self._voice

    @property
    def fingerprint(self) -> str:
        """Content of the checkpoint."""
        return f"coqui-{self._digest}-1"

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        """Speak one phrase; word starts are in proportion to the letters, which is all that this engine tells."""
        if self._pace:
            self._synthesizer.tts_model.length_scale = self._pace / rate
        try:
            sound = self._synthesizer.tts(punctuated(words), split_sentences=False)
        except Exception as error:  # the package raises whatever the model trips over
            raise EngineError(f"The voice {self._voice.name} cannot speak this text. Choose another voice.") from error
        samples: Samples = np.asarray(sound, np.float32)
        if not self._pace:
            samples = at_pace(samples, self._rate, rate)
        loud = np.flatnonzero(np.abs(samples) > _SILENT * np.abs(samples).max(initial=1e-9))
        begin, end = (loud[0], loud[-1]) if loud.size else (0, len(samples))
        sizes = [len(word.text) + 1 for word in words]
        return Speech(samples, proportional_starts(sizes, float(begin) / self._rate, float(end) / self._rate))

    def close(self) -> None:
        """Nothing to free but memory."""


def _language(name: str, config: Path) -> str:
    try:
        found = json.loads(config.read_text("utf-8"))
        datasets = found.get("datasets") or [{}]
        told = found.get("phoneme_language") or datasets[0].get("language") or ""
    except (OSError, ValueError, AttributeError, TypeError, KeyError, IndexError) as error:
        raise EngineError(f"{config} is missing or damaged. Fetch the file again.") from error
    head = name.partition("-")[0].lower()
    language = head if head in {"pl", "en"} else str(told).replace("_", "-").partition("-")[0].lower()
    if language not in {"pl", "en"}:
        raise EngineError(
            f"The Coqui voice {name} does not say its language. Let its folder's name begin with pl- or en-."
        )
    return language
