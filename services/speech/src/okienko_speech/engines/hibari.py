"""English through hibari (Apache-2.0): small, fast, the voice is inside the package."""

from collections.abc import Sequence
from pathlib import Path

import hibari
import numpy as np
from hibari import dsp
from hibari.g2p import G2P

from okienko_speech.engines.engine import EngineError, Samples, Speech, Voice, heard_from, proportional_starts
from okienko_speech.engines.onnx_session import open_session
from okienko_speech.english.polish_names import english_sounds, is_polish
from okienko_speech.words import SpokenWord

_ASSETS = Path(hibari.__file__).with_name("assets")
_DURATIONS = "/Clip_output_0"
_ATTRIBUTION = "hibari 0.2.1, voice heart, by Maureese Williams, Apache-2.0; distilled from Kokoro-82M by hexgrad"
# Noise of the voice; a fixed seed makes the same text sound the same, which the cache relies on.
_SEED = 20_240


class Hibari:
    """The voice "heart".

    Raises:
        EngineError: The package's model cannot be loaded.
    """

    def __init__(self, threads: int = 1) -> None:
        model = _ASSETS / "hibari.onnx"
        self._session = open_session(model, threads, declare=_DURATIONS)
        self._vocabulary: dict[str, int] = _vocabulary()
        self._g2p = G2P()
        self._voice = Voice("en-heart", "en", _ATTRIBUTION, dsp.SR)

    @property
    def voice(self) -> Voice:
        """What it is called and what it speaks."""
        return self._voice

    @property
    def fingerprint(self) -> str:
        """Package and reading rules."""
        return f"hibari-{hibari.__version__}-heart-2"

    def speak(self, words: Sequence[SpokenWord], rate: float) -> Speech:
        """Speak one phrase; word starts come from the network's own durations."""
        symbols, firsts = self._symbols(words)
        if not symbols:
            return Speech(np.zeros(0, np.float32), (0.0,) * len(words))
        *parts, frames = self._session.run(
            None, {"ids": np.asarray([[0, *symbols, 0]], np.int64), "speed": np.asarray([rate], np.float32)}
        )
        samples: Samples = dsp.synth(*(part[0] for part in parts), np.random.default_rng(_SEED))
        ends = np.cumsum(np.ravel(frames))
        ends = ends * len(samples) / dsp.SR / ends[-1]
        return Speech(samples, heard_from(float(ends[min(first, len(ends) - 1)]) for first in firsts))

    def close(self) -> None:
        """Nothing to free but memory."""

    def _symbols(self, words: Sequence[SpokenWord]) -> tuple[list[int], list[int]]:
        """Return the phrase in numbers, and for each word the index of its first symbol."""
        spelt = [self._spelt(word) for word in words]
        text = " ".join(spelt)
        tokens = self._g2p.phonemize_tokens(self._g2p.tokenize(text))
        symbols: list[int] = []
        begins: list[tuple[int, int]] = []
        at = 0
        visible = [_visible(each) for each in spelt]
        for token in tokens:
            begins.append((at, len(symbols)))
            symbols += [self._vocabulary[sound] for sound in token.phonemes or "" if sound in self._vocabulary]
            if token.whitespace:
                symbols.append(self._vocabulary[" "])
            at += len(token.text) + len(token.whitespace)
        if at != len(" ".join(visible)):
            # The tokeniser changed the text: positions follow from the lengths of the words.
            sizes = proportional_starts([len(each) + 1 for each in visible], 0, len(symbols))
            return symbols, [int(size) for size in sizes]
        firsts, position = [], 0
        for each in visible:
            firsts.append(max((index for start, index in begins if start <= position), default=0))
            position += len(each) + 1
        return symbols, firsts

    def _spelt(self, word: SpokenWord) -> str:
        mark = "." if word.mark == "\n" else word.mark
        unknown = word.text.isalpha() and not self._knows(word.text)
        if (word.is_foreign or unknown) and is_polish(word.text, is_marked=word.is_foreign):
            # hibari's own notation for a given pronunciation.
            return f"[{word.text}](/{english_sounds(word)}/){mark}"
        return word.text + mark

    def _knows(self, word: str) -> bool:
        lexicon = self._g2p.lexicon
        return any(form in book for form in (word, word.lower()) for book in (lexicon.golds, lexicon.silvers)) or (
            word.lower().endswith("s") and self._knows(word[:-1]) if len(word) > 3 else False
        )


def _visible(spelt: str) -> str:
    """Return what the tokeniser sees of a word with a given pronunciation."""
    if spelt.startswith("["):
        name, _, rest = spelt[1:].partition("](/")
        return name + rest.partition("/)")[2]
    return spelt


def _vocabulary() -> dict[str, int]:
    import json

    try:
        loaded: dict[str, int] = json.loads((_ASSETS / "vocab.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError("The package hibari-tts is damaged. Install it again.") from error
    return loaded
