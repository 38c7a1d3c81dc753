"""Polish through Kokoro-82M: Polish sounds spoken with a voice that learned Spanish or Italian.

The model knows no Polish, but the phonemes of Italian, Spanish and Portuguese cover nearly all of it; American and
Japanese voices do not carry them (measured, see the README).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from onnxruntime import OrtValue

from okienko_speech.engines.engine import Beginning, EngineError, Samples, Speech, Voice, heard_from
from okienko_speech.engines.learnt_sounds import LearntSounds
from okienko_speech.engines.onnx_session import open_session, shrinking
from okienko_speech.polish.phonemes import leans_on_next, phonemes
from okienko_speech.words import SpokenWord

SAMPLE_RATE = 24_000
MODEL_FILE = "kokoro-v1.0.int8.onnx"
# One duration frame of the model is 600 samples; the sum of the frames is exactly the length of the sound (measured).
_SAMPLES_PER_FRAME = 600
# What the network's encoder hands to its decoder: sounds, pitch and energy over time.
_SOUNDS, _PITCH, _ENERGY = "/encoder/MatMul_1_output_0", "/encoder/Reshape_output_0", "/encoder/Reshape_1_output_0"
_DURATIONS = "/encoder/Clip_output_0"
_ENCODED = (_SOUNDS, _PITCH, _ENERGY)
_STYLE_SHAPE = (510, 1, 256)
_LONGEST = 508
# The listener understands Polish better a tenth slower than the network's own pace (README).
_PACE = 0.9
# Where a phrase may be cut, as parts of it: what is heard has to last until the rest is made.
_MIDDLE = (0.35, 0.65)
# The latest frame there has to be so much quieter than the earliest, and any so much quieter than the phrase, in the encoder's energy.
_LATENESS, _QUIETER = 3.0, 2.0
# Of a second and a quarter, in frames; below, the whole is there as soon.
_SHORTEST_CUT = 50
# Frames that the parts have in common on either side, and samples on either side over which one goes over into the other.
_COMMON, _BLENDED_SAMPLES = 6, 240
_GAINS = (0.7, 1.4)
# The beginning alone comes out 0.8 dB lower than in its phrase (the middle of 12 phrases).
_BEGINNING_GAIN = np.float32(10 ** (0.8 / 20))
# The symbols of Kokoro-82M's configuration that Polish uses, with their numbers.
SYMBOLS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, " ": 16, "\u0303": 17, "ʣ": 18, "ʥ": 19, "ʦ": 20,
    "ʨ": 21, "a": 43, "b": 44, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56,
    "o": 57, "p": 58, "r": 60, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65, "x": 66, "z": 68, "ʤ": 82, "ɛ": 86, "ɡ": 92,
    "ɕ": 77, "ɨ": 101, "ɪ": 102, "ŋ": 112, "ɲ": 114, "ɾ": 125, "ʂ": 130, "ʃ": 131, "ʧ": 133, "ʒ": 147, "ɔ": 76, "ˈ": 156,
    "ˌ": 157, "ː": 158, "ʲ": 164,
}  # fmt: skip


@dataclass(frozen=True)
class Encoded:
    """What is to be heard, frame by frame of 25 ms.

    Attributes:
        sounds: Shape (1, 512, frames).
        pitch: In Hz, 0 where no voice sounds; shape (1, 2 × frames).
        energy: About -2 in a pause, 5 in a vowel; shape (1, 2 × frames).
        durations: Frames of each symbol, the two silent symbols at the ends included.
    """

    sounds: Samples
    pitch: Samples
    energy: Samples
    durations: Samples

    @property
    def frames(self) -> int:
        """How many there are."""
        return int(self.sounds.shape[2])

    def seam(self) -> int | None:
        """Return an early quiet frame around the middle; None where none is quiet, or the phrase is too short to be cut."""
        if self.frames < _SHORTEST_CUT:
            return None
        energy = self.energy[0].reshape(-1, 2).mean(axis=1)
        begin, end = (round(share * self.frames) for share in _MIDDLE)
        lateness = np.linspace(0, _LATENESS, end - begin)
        found = begin + int(np.argmin(energy[begin:end] + lateness))
        return found if energy[found] < energy.mean() - _QUIETER else None


class KokoroModel:
    """The network, shared by all Kokoro voices of a process: an encoder, and a decoder that takes 24 times as long.

    Args:
        path: The .onnx file.
        threads: Threads that work on one phrase.
        learnt: What takes the place of the network's own tables of symbols.
    """

    def __init__(self, path: Path, threads: int, learnt: LearntSounds | None = None) -> None:
        # Kept because the session reads them where they lie.
        self._tables = {
            table: OrtValue.ortvalue_from_numpy(rows) for table, rows in (learnt.tables if learnt else {}).items()
        }
        given, made = ("tokens", "style", "speed"), (*_ENCODED, _DURATIONS)
        self._encoder = open_session(path, threads, tables=self._tables, part=(given, made))
        self._decoder = open_session(path, threads, part=((*_ENCODED, "style"), ("audio",)))
        self.fingerprint = f"{path.name}-{path.stat().st_size}"

    def encode(self, symbols: Sequence[int], style: Samples, rate: float, silence: int = 0) -> Encoded:
        """Return what is to be heard of symbols."""
        sounds, pitch, energy, durations = self._encoder.run(
            None,
            {
                "tokens": np.asarray([[silence, *symbols, silence]], np.int64),
                "style": style,
                "speed": np.asarray([rate], np.float32),
            },
            shrinking(),
        )
        return Encoded(sounds, pitch, energy, durations[0])

    def decode(self, encoded: Encoded, style: Samples, begin: int = 0, end: int | None = None) -> Samples:
        """Return the sound of the frames from `begin` to before `end`."""
        end = encoded.frames if end is None else min(end, encoded.frames)
        part = {
            _SOUNDS: encoded.sounds[:, :, begin:end],
            _PITCH: encoded.pitch[:, 2 * begin : 2 * end],
            _ENERGY: encoded.energy[:, 2 * begin : 2 * end],
        }
        sound: Samples = self._decoder.run(None, {**part, "style": style}, shrinking())[0]
        return sound.astype(np.float32, copy=False)


class Kokoro:
    """One Kokoro voice that speaks Polish.

    Args:
        model: The network.
        style_files: Each 510 style vectors of 256 float32, one for each length of phrase. Several are averaged,
            which the listener of the evaluation understands better than one of them (README).
        name: Name of the voice.
        learnt: The model's learnt sounds, where this voice uses them.

    Raises:
        EngineError: A style file is missing or has another size.
    """

    def __init__(
        self, model: KokoroModel, style_files: Sequence[Path], name: str, learnt: LearntSounds | None = None
    ) -> None:
        styles = [_style(path) for path in style_files]
        self._style: Samples = np.mean(styles, axis=0, dtype=np.float32)
        self._model = model
        self._numbers: Mapping[int, int] = learnt.numbers if learnt else {}
        sounds = self._style.tobytes()
        if learnt:
            self._style = self._style + learnt.style
            sounds = b"".join([self._style.tobytes(), *(table.tobytes() for table in learnt.tables.values())])
        self._digest = hashlib.sha256(sounds).hexdigest()[:12]
        stems = ", ".join(path.stem for path in style_files)
        described = f"voice {stems}" if len(styles) == 1 else f"average of the voices {stems}"
        self._voice = Voice(
            name,
            "pl",
            f"Kokoro-82M, {described}, by hexgrad, Apache-2.0; Polish pronunciation by Okienko, EUPL-1.2",
            SAMPLE_RATE,
        )

    @property
    def voice(self) -> Voice:
        """What it is called and what it speaks."""
        return self._voice

    @property
    def fingerprint(self) -> str:
        """Model, style and pronunciation rules."""
        return f"kokoro-{self._model.fingerprint}-{self._digest}-3"

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        """Speak one phrase; word starts come from the network's own durations."""
        encoded, style, starts = self._encoded(words, rate)
        return Speech(self._model.decode(encoded, style), starts)

    def begin(self, words: Sequence[SpokenWord], rate: float) -> Beginning:
        """Speak one phrase up to a quiet moment around its middle.

        The decoder evens out the level of whatever it is given, so the two parts are made with some frames in common:
        there the second gets the level of the first, and goes over into it.
        """
        encoded, style, starts = self._encoded(words, rate)
        seam = encoded.seam()
        if seam is None:
            return Beginning(Speech(self._model.decode(encoded, style), starts), None)
        first = self._model.decode(encoded, style, end=seam + _COMMON) * _BEGINNING_GAIN
        at, blended = seam * _SAMPLES_PER_FRAME, _BLENDED_SAMPLES

        def finish() -> Samples:
            begin = max(0, seam - _COMMON)
            rest = self._model.decode(encoded, style, begin=begin)
            common = first[begin * _SAMPLES_PER_FRAME :]
            rest *= np.clip(_level(common) / max(_level(rest[: len(common)]), 1e-6), *_GAINS)
            ahead = at - begin * _SAMPLES_PER_FRAME
            rising = np.linspace(0, 1, 2 * blended, dtype=np.float32)
            joint = rest[ahead - blended : ahead + blended] * rising + first[at - blended : at + blended] * (1 - rising)
            return np.concatenate([joint, rest[ahead + blended :]])

        return Beginning(Speech(first[: at - blended], starts), finish)

    def _encoded(self, words: Sequence[SpokenWord], rate: float) -> tuple[Encoded, Samples, tuple[float, ...]]:
        symbols, firsts = numbers_of(words)
        symbols = [self._numbers.get(symbol, symbol) for symbol in symbols]
        style = self._style[min(len(symbols), _STYLE_SHAPE[0] - 1)]
        encoded = self._model.encode(symbols, style, rate * _PACE, self._numbers.get(0, 0))
        ends = np.cumsum(encoded.durations) * _SAMPLES_PER_FRAME / SAMPLE_RATE
        # ends[i] is where symbol i of the padded sequence ends, so symbol i of `symbols` starts there.
        return encoded, style, heard_from(float(ends[first]) for first in firsts)

    def close(self) -> None:
        """Nothing to free: the network is shared."""


def _level(samples: Samples) -> float:
    return float(np.sqrt(np.square(samples).mean()))


def _style(path: Path) -> Samples:
    try:
        return np.frombuffer(path.read_bytes(), np.float32).reshape(_STYLE_SHAPE)
    except (OSError, ValueError) as error:
        raise EngineError(
            f"The voice file {path} is missing or damaged. Run models/voices/assemble.py again."
        ) from error


def numbers_of(words: Sequence[SpokenWord]) -> tuple[list[int], list[int]]:
    """Return the phrase in numbers, and for each word the index of its first symbol."""
    symbols: list[int] = []
    firsts: list[int] = []
    for word, sounds in zip(words, phonemes(words), strict=True):
        firsts.append(min(len(symbols), _LONGEST - 1))
        symbols += [SYMBOLS[sound] for sound in sounds]
        mark = "." if word.mark == "\n" else word.mark
        if mark in SYMBOLS and mark:
            symbols.append(SYMBOLS[mark])
        if not leans_on_next(word):
            symbols.append(SYMBOLS[" "])
    while symbols and symbols[-1] == SYMBOLS[" "]:
        symbols.pop()
    return symbols[:_LONGEST], firsts
