"""Somebody who spells, as the recognition socket's binary frames (docs/recognition-socket.md)."""

import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "models/fingerspelling"))

from engine_hands import engine_hands  # type: ignore[import-not-found]  # lies beside the models, found through the line above

FRAMES_A_SECOND = 15
HOLD_SECONDS, WAY_SECONDS, AWAY_SECONDS, LETTERS_A_WORD = 1.2, 0.25, 1.0, 5
# A hand that is gone for so long has ended the word, whatever the machine's load.
PAUSE_SECONDS = 2.2
SIGNER = 5
ASPECT = 4 / 3
LANDMARKS, VERSION, BRIGHTNESS = 1, 1, 32_767
POINTS = 21
Hand = NDArray[np.float32]


def frames(seconds: float, seed: int) -> list[bytes]:
    """Return what a browser would send while somebody spells random letters."""
    hands = _placed(engine_hands(ROOT / "models/lexicon", 4, 1, seed=5).points)
    signed = zip(range(round(seconds * FRAMES_A_SECOND)), _spelling(hands, seed), strict=False)
    return [_frame(number, hand) for number, hand in signed]


def word_frames(word: str, times: int) -> list[bytes]:
    """Return what a browser would send while somebody spells a word of letters that are held still, again and again."""
    source = engine_hands(ROOT / "models/lexicon", 1, 1, seed=SIGNER)
    hands = dict(zip(source.letters, _placed(source.points), strict=True))
    chance = np.random.default_rng(SIGNER)
    signed: list[Hand | None] = []
    for _ in range(times):
        signed += _word((hands[letter] for letter in word), chance)
        signed += [None] * round(PAUSE_SECONDS * FRAMES_A_SECOND)
    return [_frame(number, hand) for number, hand in enumerate(signed)]


def _spelling(hands: NDArray[np.float32], seed: int) -> Iterator[Hand | None]:
    chance = np.random.default_rng(seed)
    while True:
        yield from _word((hands[chance.integers(len(hands))] for _ in range(LETTERS_A_WORD)), chance)
        yield from [None] * round(AWAY_SECONDS * FRAMES_A_SECOND)


def _word(letters: Iterable[Hand], chance: np.random.Generator) -> Iterator[Hand]:
    last = None
    for shown in letters:
        if last is not None:
            steps = round(WAY_SECONDS * FRAMES_A_SECOND)
            yield from (last + (step + 1) / (steps + 1) * (shown - last) for step in range(steps))
        for _ in range(round(HOLD_SECONDS * FRAMES_A_SECOND)):
            yield shown + chance.normal(0, 0.004, shown.shape).astype(np.float32)
        last = shown


def _placed(hands: NDArray[np.float32]) -> NDArray[np.float32]:
    """Put (n, 21, 3) hands into the middle of a picture, a palm a fifth of its height."""
    centred = hands - hands[:, [0, 5, 9, 13, 17]].mean(1, keepdims=True)
    size = np.sqrt(((hands[:, [5, 9, 13, 17]] - hands[:, :1]) ** 2).sum(-1).mean(-1))[:, None, None]
    placed: NDArray[np.float32] = centred / size * 0.2 / np.array([ASPECT, 1, ASPECT]) + np.array([0.6, 0.5, 0])
    return placed.astype(np.float32)


def _frame(number: int, hand: Hand | None) -> bytes:
    values = np.zeros((2 * POINTS, 4), np.float32)
    if hand is not None:
        values[POINTS:, :3], values[POINTS:, 3] = hand, 1.0
    header = struct.pack("<BBHI", LANDMARKS, VERSION, BRIGHTNESS, round(number / FRAMES_A_SECOND * 1000))
    return header + struct.pack("<f", ASPECT) + values.astype("<f4").tobytes()
