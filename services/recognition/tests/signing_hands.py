"""A scripted sign model and streams of signs: the handshape is the sign, so that tests need no weights."""

from collections.abc import Iterator, Sequence

import numpy as np
from hands import SHAPES, TEMPLATES, Float, placed
from okienko_recognition.features import FEATURES, Recollection, describe
from okienko_recognition.landmarks import FrameHands, Hand
from okienko_recognition.spotting import SpotLimits
from okienko_recognition.vocabulary import Kind, Sign

# Handshapes that stand for signs in these tests; all others are letters.
SIGNED = {"b": "DOM", "w": "URZĄD"}
VOCABULARY = (
    *(Sign(gloss, f"pjm/sign/{gloss.lower()}", Kind.SIGN) for gloss in SIGNED.values()),
    *(Sign(shape, f"pjm/letter/{shape}", Kind.LETTER) for shape in ("l", "a")),
)
NOTHING, BETWEEN = len(VOCABULARY), len(VOCABULARY) + 1


def features_of(hand: Hand) -> Float:
    """Return (1, FEATURES) of a lone right hand that has just come."""
    hands, present = np.zeros((1, 2, 21, 3), np.float32), np.array([[False, True]])
    hands[0, 1] = hand.points
    body, absent, elapsed = np.zeros((1, 3, 2), np.float32), np.array([False]), np.array([0.1], np.float32)
    unit, moved = Recollection.empty(1).follow(hands, present, body, absent, elapsed)
    return describe(hands, present, body, absent, elapsed, unit, moved)


class ScriptedSignModel:
    """Names a sign by its handshape, with some doubt whether it is not another, seen in the right hand's 60 coordinates; implements SignModel."""

    def __init__(self, limits: SpotLimits | None = None, doubt: float = 0.0, other: int = 0) -> None:
        self.vocabulary, self.limits, self._doubt, self._other = VOCABULARY, limits or SpotLimits(), doubt, other
        self._known = {shape: features_of(placed(TEMPLATES[shape]))[0, 71:131] for shape in SHAPES}

    def start(self, streams: int) -> Float:
        return np.zeros((streams, 1), np.float32)

    def step(self, features: Float, state: Float) -> tuple[Float, Float, Float]:
        assert features.shape[1] == FEATURES
        out = np.full((len(features), BETWEEN + 1), 1e-3, np.float32)
        for row, frame in zip(out, features, strict=True):
            row[self._place(frame[71:131])] = 1.0 - self._doubt
            row[self._other] += self._doubt
        embedding = np.stack([np.eye(8, dtype=np.float32)[int(row.argmax())] for row in out])
        return out / out.sum(1, keepdims=True), embedding, state

    def _place(self, shape: Float) -> int:
        if not shape.any():
            return NOTHING
        nearest = min(self._known, key=lambda name: float(np.abs(self._known[name] - shape).sum()))
        texts = [sign.text for sign in VOCABULARY]
        name = SIGNED.get(nearest, nearest)
        return texts.index(name) if name in texts else BETWEEN


def signed(acts: Sequence[tuple[str | None, float]], rate: float = 15.0) -> Iterator[tuple[float, FrameHands]]:
    """Yield the frames of handshapes shown one after another; None is an empty picture."""
    now = 0.0
    for shape, seconds in acts:
        end = now + seconds
        while now < end - 1e-6:
            hands = (placed(TEMPLATES[shape]),) if shape else ()
            yield now, FrameHands(hands, 0.5)
            now += 1 / rate
