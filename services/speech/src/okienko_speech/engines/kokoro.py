"""Polish through Kokoro-82M: Polish sounds spoken with a voice that learned Spanish or Italian.

The model knows no Polish, but the phonemes of Italian, Spanish and Portuguese cover nearly all of it; American and
Japanese voices do not carry them (measured, see the README).
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from onnxruntime import OrtValue

from okienko_speech.engines.engine import EngineError, Samples, Speech, Voice, heard_from
from okienko_speech.engines.learnt_sounds import LearntSounds
from okienko_speech.engines.onnx_session import open_session, shrinking
from okienko_speech.polish.phonemes import leans_on_next, phonemes
from okienko_speech.words import SpokenWord

SAMPLE_RATE = 24_000
MODEL_FILE = "kokoro-v1.0.int8.onnx"
# One duration frame of the model is 600 samples; the sum of the frames is exactly the length of the sound (measured).
_SAMPLES_PER_FRAME = 600
_DURATIONS = "/encoder/Clip_output_0"
_STYLE_SHAPE = (510, 1, 256)
_LONGEST = 508
# The listener understands Polish better a tenth slower than the network's own pace (README).
_PACE = 0.9
# The symbols of Kokoro-82M's configuration that Polish uses, with their numbers.
SYMBOLS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, " ": 16, "\u0303": 17, "ʣ": 18, "ʥ": 19, "ʦ": 20,
    "ʨ": 21, "a": 43, "b": 44, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56,
    "o": 57, "p": 58, "r": 60, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65, "x": 66, "z": 68, "ʤ": 82, "ɛ": 86, "ɡ": 92,
    "ɕ": 77, "ɨ": 101, "ɪ": 102, "ŋ": 112, "ɲ": 114, "ɾ": 125, "ʂ": 130, "ʃ": 131, "ʧ": 133, "ʒ": 147, "ɔ": 76, "ˈ": 156,
    "ˌ": 157, "ː": 158, "ʲ": 164,
}  # fmt: skip


class KokoroModel:
    """The network, shared by all Kokoro voices of a process.

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
        self._session = open_session(path, threads, _DURATIONS, self._tables)
        self.fingerprint = f"{path.name}-{path.stat().st_size}"

    def run(self, symbols: Sequence[int], style: Samples, rate: float, silence: int = 0) -> tuple[Samples, Samples]:
        """Return sound and frames per symbol, the two silent symbols at the ends included."""
        sound, frames = self._session.run(
            None,
            {
                "tokens": np.asarray([[silence, *symbols, silence]], np.int64),
                "style": style[min(len(symbols), _STYLE_SHAPE[0] - 1)],
                "speed": np.asarray([rate], np.float32),
            },
            shrinking(),
        )
        return sound, frames[0]


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
        symbols, firsts = numbers_of(words)
        symbols = [self._numbers.get(symbol, symbol) for symbol in symbols]
        sound, frames = self._model.run(symbols, self._style, rate * _PACE, self._numbers.get(0, 0))
        ends = np.cumsum(frames) * _SAMPLES_PER_FRAME / SAMPLE_RATE
        # ends[i] is where symbol i of the padded sequence ends, so symbol i of `symbols` starts there.
        starts = heard_from(float(ends[first]) for first in firsts)
        return Speech(sound.astype(np.float32, copy=False), starts)

    def close(self) -> None:
        """Nothing to free: the network is shared."""


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
