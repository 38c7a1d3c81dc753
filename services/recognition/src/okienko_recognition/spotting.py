"""Finds signs in a stream without a button: where one begins and ends, and which it most likely was."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.classifiers import Float, SignModel
from okienko_recognition.features import Recollection, describe
from okienko_recognition.landmarks import FrameHands, Hand
from okienko_recognition.vocabulary import Kind


@dataclass(frozen=True)
class SpotLimits:
    """When a sign begins and ends; times in seconds.

    Attributes:
        opens: Probability of some sign from which on a stretch is one.
        closes: Probability below which it is over.
        gap: How long it must stay below.
        shortest: Shortest stretch that counts.
        fading: Time constant with which earlier frames of a stretch lose weight: a sign is known best at its end.
        hold: A sign that is held at its end, and is clear for so long, is final while it is still held.
        clear: Probability that counts as clear.
        sharpness: Exponent on the probabilities that makes confidence match accuracy; it changes no ranking.
        threshold: Least confidence of the best reading; below it the stretch is declined.
        lost: How long no hand may be seen within one sign.
    """

    opens: float = 0.5
    closes: float = 0.35
    gap: float = 0.08
    shortest: float = 0.12
    fading: float = 0.35
    hold: float = 1.0
    clear: float = 0.8
    sharpness: float = 1.0
    threshold: float = 0.5
    lost: float = 0.2


@dataclass(frozen=True)
class Spotted:
    """A stretch that was signed.

    Attributes:
        start: Seconds of its first frame.
        end: Seconds of its last frame.
        probabilities: (vocabulary,) calibrated, adding up to 1.
        embedding: (embedding,) unit vector of the whole stretch, near for performances of one sign.
        share_of: How much of the evidence lies on each kind, adding up to 1.
    """

    start: float
    end: float
    probabilities: Float
    embedding: Float
    share_of: dict[Kind, float]


class HandTracks:
    """Keeps each hand in its own place: a landmarker may take the left for the right in single frames."""

    def __init__(self) -> None:
        self._last: list[tuple[float, NDArray[np.float32], float] | None] = [None, None]

    def place(self, seconds: float, hands: tuple[Hand, ...]) -> list[Hand | None]:
        """Return the left and the right hand; without names a lone new hand is taken for the nearer one, or the right."""
        placed: list[Hand | None] = [None, None]
        if len(hands) >= 2:
            pair = hands[:2]
            keep = self._apart(seconds, pair[0], 0) + self._apart(seconds, pair[1], 1)
            swap = self._apart(seconds, pair[0], 1) + self._apart(seconds, pair[1], 0)
            named = pair[0].is_left is False and pair[1].is_left is not False
            turned = swap < keep if np.isfinite(keep) and np.isfinite(swap) else named
            placed = [pair[1], pair[0]] if turned else [pair[0], pair[1]]
        elif hands:
            near = [self._apart(seconds, hands[0], side) for side in (0, 1)]
            named_side = 0 if hands[0].is_left else 1
            nearer = int(near[1] < near[0])
            known = min(near) < 1.5 * hands[0].size
            placed[nearer if known else named_side] = hands[0]
        for side, hand in enumerate(placed):
            if hand is not None:
                self._last[side] = (seconds, hand.centre, hand.size)
        return placed

    def _apart(self, seconds: float, hand: Hand, side: int) -> float:
        last = self._last[side]
        if last is None or seconds - last[0] > 0.6:
            return float("inf")
        return float(np.linalg.norm(hand.centre - last[1]))


class SignSpotter:
    """Reads one stream.

    Args:
        model: The sign model.
        limits: When a sign begins and ends.
    """

    def __init__(self, model: SignModel, limits: SpotLimits | None = None) -> None:
        self._model, self._limits = model, limits or model.limits
        self._kinds = {kind: np.array([sign.kind is kind for sign in model.vocabulary]) for kind in Kind}
        self._tracks, self._memory = HandTracks(), Recollection.empty(1)
        self._state = model.start(1)
        self._last: float | None = None
        self._open: _Stretch | None = None

    def push(self, seconds: float, frame: FrameHands) -> Spotted | None:
        """Take the frame of one moment; return the stretch that has just become final, if one did."""
        elapsed = 0.1 if self._last is None else seconds - self._last
        self._last = seconds
        probabilities, embedding = self._step(seconds, frame, elapsed)
        stretch = self._open
        if not frame.hands:
            # An empty picture is no evidence of any sign: the hands are lost for a moment, or have gone.
            return self.finish() if stretch and seconds - stretch.end >= self._limits.lost else None
        known = len(self._model.vocabulary)
        signing = float(probabilities[:known].sum())
        if stretch is None:
            if signing >= self._limits.opens:
                self._open = _Stretch(seconds)
                self._open.add(seconds, probabilities[:known], embedding, elapsed, self._limits)
            return None
        if signing >= self._limits.closes:
            stretch.add(seconds, probabilities[:known], embedding, elapsed, self._limits)
            if not stretch.said and stretch.is_clear_for(seconds, self._limits):
                stretch.said = True
                return self._finished(stretch)
            return None
        if seconds - stretch.end < self._limits.gap:
            return None
        return self.finish()

    @property
    def leaning(self) -> dict[Kind, float]:
        """How much of the open stretch's evidence lies on each kind; empty between signs."""
        return self._shares(self._open.evidence) if self._open else {}

    def finish(self) -> Spotted | None:
        """End what is open."""
        stretch, self._open = self._open, None
        if stretch is None or stretch.said or stretch.end - stretch.start < self._limits.shortest:
            return None
        return self._finished(stretch)

    def _step(self, seconds: float, frame: FrameHands, elapsed: float) -> tuple[Float, Float]:
        hands, present = np.zeros((1, 2, 21, 3), np.float32), np.zeros((1, 2), np.bool_)
        for side, hand in enumerate(self._tracks.place(seconds, frame.hands)):
            if hand is not None:
                hands[0, side], present[0, side] = hand.points, True
        body = np.zeros((1, 3, 2), np.float32) if frame.body is None else frame.body[None]
        has_body, gone = np.array([frame.body is not None]), np.array([elapsed], np.float32)
        unit, moved = self._memory.follow(hands, present, body, has_body, gone)
        features = describe(hands, present, body, has_body, gone, unit, moved)
        probabilities, embedding, self._state = self._model.step(features, self._state)
        return probabilities[0], embedding[0]

    def _finished(self, stretch: "_Stretch") -> Spotted:
        sharp = (stretch.evidence / stretch.evidence.max()) ** self._limits.sharpness
        probabilities = (sharp / sharp.sum()).astype(np.float32)
        whole = stretch.embedding / max(float(np.linalg.norm(stretch.embedding)), 1e-6)
        return Spotted(
            stretch.start, stretch.end, probabilities, whole.astype(np.float32), self._shares(stretch.evidence)
        )

    def _shares(self, evidence: Float) -> dict[Kind, float]:
        whole = float(evidence.sum())
        return {kind: float(evidence[places].sum()) / whole for kind, places in self._kinds.items()}


class _Stretch:
    """Evidence of one sign while it is made."""

    def __init__(self, start: float) -> None:
        self.start = self.end = start
        self.evidence: Float = np.zeros(0, np.float32)
        self.embedding: Float = np.zeros(0, np.float32)
        self.said = False
        self._best, self._clear_since = -1, start

    def add(self, seconds: float, probabilities: Float, embedding: Float, elapsed: float, limits: SpotLimits) -> None:
        weight = min(elapsed, 0.3)
        if not len(self.evidence):
            self.evidence, self.embedding = probabilities * weight + 1e-7, embedding * weight
        else:
            keep = float(np.exp(-elapsed / limits.fading))
            self.evidence = keep * self.evidence + weight * probabilities
            self.embedding = keep * self.embedding + weight * embedding
        self.end = seconds
        best = int(probabilities.argmax())
        if best != self._best or probabilities[best] < limits.clear:
            self._best, self._clear_since = best, seconds

    def is_clear_for(self, seconds: float, limits: SpotLimits) -> bool:
        return seconds - self._clear_since >= limits.hold
