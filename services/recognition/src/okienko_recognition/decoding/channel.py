"""What a reading says about the letter that was meant: the model's probabilities, mixed with how letters are confused."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.alphabet import LETTERS
from okienko_recognition.decoding.lexicon import ALPHABET, CODE_OF_LETTER

Float = NDArray[np.float32]

TOKENS = tuple(letter.text for letter in LETTERS)
TOKEN_CODE = {text: code for code, text in enumerate(TOKENS)}
# (32, 32): the token that spells two letters at once, or -1; and the token of each letter.
PAIRS: NDArray[np.int64] = np.full((len(ALPHABET), len(ALPHABET)), -1, np.int64)
for _text in (text for text in TOKENS if len(text) == 2):
    PAIRS[CODE_OF_LETTER[_text[0]], CODE_OF_LETTER[_text[1]]] = TOKEN_CODE[_text]
SINGLES: NDArray[np.int64] = np.array([TOKEN_CODE[letter] for letter in ALPHABET])
# A hand that keeps still, or whose stroke the camera missed, shows the letter without its mark.
UNMARKED = {"ą": "a", "ć": "c", "ę": "e", "ł": "l", "ń": "n", "ó": "o", "ś": "s", "ź": "z", "ż": "z"}


@dataclass(frozen=True)
class ChannelShares:
    """Where a reading's probability goes; what is left stays with the letter that was read.

    Attributes:
        measured: Share spread as letters of left-out signers were confused.
        unmarked: Share that a letter gives to each marked one it may stand for.
        movement: Share spread over the letters of the same handshape, which only movement tells apart.
        any_letter: Share spread over all letters, so that no word dies of one wrong reading.
        sharpness: Exponent on the model's probabilities before anything else.
    """

    measured: float = 0.08
    unmarked: float = 0.06
    movement: float = 0.08
    any_letter: float = 0.03
    sharpness: float = 0.7


class Channel:
    """Turns readings into log-likelihoods of letters.

    Args:
        confusions: (36, 36) counts; row: what was read, column: what was shown, both in the order of `TOKENS`.
        shares: How much each way of going wrong counts.
    """

    def __init__(self, confusions: Float, shares: ChannelShares | None = None) -> None:
        self._shares = shares = shares or ChannelShares()
        size = len(TOKENS)
        measured = (confusions + 0.02) / (confusions + 0.02).sum(1, keepdims=True)
        alike = np.array([[x.shape == y.shape for y in LETTERS] for x in LETTERS], np.float64)
        marked = np.zeros((size, size))
        for mark, plain in UNMARKED.items():
            marked[TOKEN_CODE[plain], TOKEN_CODE[mark]] = 1.0
        spread = (
            shares.measured * measured
            + shares.movement * alike / alike.sum(1, keepdims=True)
            + shares.unmarked * marked
            + shares.any_letter / size
        )
        self._mix: Float = (np.eye(size) * (1 - spread.sum(1, keepdims=True)) + spread).astype(np.float32)

    @classmethod
    def load(cls, path: Path, shares: ChannelShares | None = None) -> "Channel":
        """Read measured confusions: `{"read": {"shown": count}}` under the key `counts`.

        Raises:
            OSError: The file cannot be read.
        """
        counts: Float = np.zeros((len(TOKENS), len(TOKENS)), np.float32)
        for read, row in json.loads(path.read_text(encoding="utf-8"))["counts"].items():
            for shown, count in row.items():
                counts[TOKEN_CODE[read], TOKEN_CODE[shown]] = count
        return cls(counts, shares)

    def hear(self, probabilities: Sequence[tuple[str, float]]) -> Float:
        """Return (36,) log-likelihoods of a reading under each letter, against a letter drawn at random.

        Args:
            probabilities: Letters with probabilities; those left out share what is missing to one. None at all: nothing was
                understood, and every letter is as likely as before.
        """
        size = len(TOKENS)
        if not probabilities:
            return np.zeros(size, np.float32)
        found = np.zeros(size)
        for text, value in probabilities:
            found[TOKEN_CODE[text]] = max(value, 0.0)
        missing = max(1.0 - float(found.sum()), 1e-4)
        unnamed = found == 0
        found[unnamed] = missing / max(int(unnamed.sum()), 1)
        sharpened = found**self._shares.sharpness
        heard: Float = np.log((sharpened / sharpened.sum()) @ self._mix * size).astype(np.float32)
        return heard
