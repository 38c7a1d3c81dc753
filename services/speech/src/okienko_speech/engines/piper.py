"""A Piper voice dropped into the voice folder: `name.onnx` beside `name.onnx.json`.

Piper's own code (GPL) is not used: the network is run by ONNX Runtime, the sounds of espeak-type voices come from the
eSpeak NG program. Format after https://github.com/rhasspy/piper/blob/master/TRAINING.md and the voices' config files:
the symbols of a phrase are `^`, then each phoneme followed by the pad `_`, then `$`.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from okienko_speech.engines.engine import EngineError, Samples, Speech, Voice, proportional_starts
from okienko_speech.engines.espeak import EspeakProcess
from okienko_speech.engines.onnx_session import open_session
from okienko_speech.words import SpokenWord, plain

# Frames per symbol inside the VITS graph that Piper exports; a frame is 256 samples.
_DURATIONS = "/Ceil_output_0"
_MARKS = {"\n": ".", "…": ".", "—": ","}


class Piper:
    """One Piper voice.

    Args:
        model: The .onnx file; its configuration is the same name with `.json` behind it, or in place of `.onnx`.
        espeak: The program that turns text into sounds.
        threads: Threads that work on one phrase.

    Raises:
        EngineError: The configuration or the network is missing, damaged or of an unknown kind.
    """

    def __init__(self, model: Path, espeak: EspeakProcess, threads: int) -> None:
        config = _read_config(model)
        try:
            self._symbols: dict[str, list[int]] = {key: list(ids) for key, ids in config["phoneme_id_map"].items()}
            self._rate = int(config["audio"]["sample_rate"])
            self._espeak_voice = str(config.get("espeak", {}).get("voice", ""))
            self._kind = str(config.get("phoneme_type", "espeak"))
            settings = config.get("inference", {})
            self._scales = [float(settings.get(key, default)) for key, default in
                            (("noise_scale", 0.667), ("length_scale", 1.0), ("noise_w", 0.8))]  # fmt: skip
            self._speakers = int(config.get("num_speakers", 1))
            language = str(config.get("language", {}).get("code") or self._espeak_voice or model.name)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EngineError(
                f"{model.name}.json is not the configuration of a Piper voice. Fetch the file again."
            ) from error
        if self._kind not in {"espeak", "text"}:
            raise EngineError(
                f"{model.name} needs phonemes of the kind “{self._kind}”, which are not supported. Choose another voice."
            )
        self._session = open_session(model, threads, declare=_DURATIONS)
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._espeak = espeak
        self._digest = hashlib.sha256(model.read_bytes()).hexdigest()[:12]
        dataset = str(config.get("dataset") or model.stem)
        self._voice = Voice(
            model.stem,
            re.split(r"[-_]", language)[0].lower(),
            f"Piper voice {dataset}, installed by this office; see the licence that came with it",
            self._rate,
        )

    @property
    def voice(self) -> Voice:
        """What it is called and what it speaks."""
        return self._voice

    @property
    def fingerprint(self) -> str:
        """Content of the voice file."""
        return f"piper-{self._digest}-1"

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        """Speak one phrase; word starts come from the network's durations where it hands them out."""
        groups = self._sounds(words)
        ids, firsts = self._numbers(words, groups)
        feed: dict[str, Any] = {
            "input": np.asarray([ids], np.int64),
            "input_lengths": np.asarray([len(ids)], np.int64),
            "scales": np.asarray([self._scales[0], self._scales[1] / rate, self._scales[2]], np.float32),
        }
        if "sid" in self._inputs:
            feed["sid"] = np.asarray([0], np.int64)
        try:
            sound, *inner = self._session.run(None, feed)
        except Exception as error:  # ONNX Runtime's own exceptions share no base class
            raise EngineError(f"The voice {self._voice.name} cannot speak this text. Choose another voice.") from error
        samples: Samples = np.ravel(sound).astype(np.float32, copy=False)
        seconds = len(samples) / self._rate
        frames = np.ravel(inner[0]) if inner else np.zeros(0)
        if frames.size == len(ids) and frames.sum() > 0:
            begins = np.concatenate(([0.0], np.cumsum(frames)[:-1])) * seconds / frames.sum()
            return Speech(samples, tuple(float(begins[first]) for first in firsts))
        return Speech(samples, proportional_starts([len(group) + 1 for group in groups], 0.0, seconds))

    def close(self) -> None:
        """Nothing to free but memory."""

    def _sounds(self, words: Sequence[SpokenWord]) -> list[str]:
        """Return the sounds of each word."""
        if self._kind == "text":
            return [word.text for word in words]
        together = self._espeak.phonemes(self._espeak_voice, plain(words)).split()
        if len(together) == len(words):
            return [unicodedata.normalize("NFD", each) for each in together]
        # eSpeak joins some words and splits others; one at a time the marks stay right.
        alone = (self._espeak.phonemes(self._espeak_voice, word.text) for word in words)
        return [unicodedata.normalize("NFD", each.replace(" ", "")) for each in alone]

    def _numbers(self, words: Sequence[SpokenWord], groups: Sequence[str]) -> tuple[list[int], list[int]]:
        """Return the phrase in numbers, and for each word the index of its first symbol."""
        pad = self._symbols.get("_", [0])
        ids = [*self._symbols.get("^", [1]), *pad]
        firsts = []
        for index, (word, group) in enumerate(zip(words, groups, strict=True)):
            firsts.append(len(ids))
            mark = _MARKS.get(word.mark, word.mark)
            space = " " if index + 1 < len(words) else ""
            for symbol in group + mark + space:
                if symbol in self._symbols:
                    ids += [*self._symbols[symbol], *pad]
        return [*ids, *self._symbols.get("$", [2])], firsts


def _read_config(model: Path) -> dict[str, Any]:
    for path in (model.with_name(model.name + ".json"), model.with_suffix(".json")):
        if path.is_file():
            try:
                loaded = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise EngineError(f"{path.name} cannot be read. Fetch the file again.") from error
            if isinstance(loaded, dict):
                return loaded
    raise EngineError(f"{model.name} has no configuration beside it. Put {model.name}.json into the same folder.")
