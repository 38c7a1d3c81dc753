"""Finds signs in a stream without a button: where one begins and ends, and which it most likely was."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from okienko_recognition.classifiers import Float, SignModel
from okienko_recognition.features import Recollection
from okienko_recognition.landmarks import FrameHands, Hand
from okienko_recognition.segments import MOST_FRAMES
from okienko_recognition.sight import HandTracks, Sight, look_together
from okienko_recognition.taught import describe_stretch
from okienko_recognition.vocabulary import Kind


@dataclass(frozen=True)
class SpotLimits:
    """When a sign begins and ends; times in seconds.

    Attributes:
        opens: Probability of some sign from which on a stretch is one.
        closes: Probability below which it is over. With 0.4 and 0.3 instead of 0.5 twice, strangers' films of taught signs are named in 170
            instead of 156 of 180 cases; trained signs in as many as before, with a half to a quarter of the stretches too many.
        shortest: Shortest stretch that counts.
        fading: Time constant with which earlier frames of a stretch lose weight: a sign is known best at its end.
        hold: A sign that is held at its end, and is clear for so long, is final while it is still held.
        clear: Probability that counts as clear.
        sharpness: Exponent on the probabilities that makes confidence match accuracy; it changes no ranking.
        threshold: Least confidence of the best reading; below it the stretch is declined.
        lost: How long no hand may be seen within one sign.
    """

    opens: float = 0.4
    closes: float = 0.3
    shortest: float = 0.12
    fading: float = 0.6
    hold: float = 0.5
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
        lexical: Share of the evidence that lies on signs and numerals rather than on letters.
        vector: What it is compared with taught signs by, see `taught.describe_stretch`.
    """

    start: float
    end: float
    probabilities: Float
    embedding: Float
    lexical: float
    vector: Float


class SignSpotter:
    """Reads one stream.

    Args:
        model: The sign model.
        limits: When a sign begins and ends.
        shapes: How many handshapes hands come with; 0 where they come without.
    """

    def __init__(self, model: SignModel, limits: SpotLimits | None = None, shapes: int = 0) -> None:
        self._model, self._limits, self._shapes = model, limits or model.limits, shapes
        letters = [sign.kind is Kind.LETTER for sign in model.vocabulary]
        self._kinds = np.array([(is_letter, not is_letter) for is_letter in letters], np.float32)
        self.sight = Sight(HandTracks(), Recollection.empty(1).rows()[0], model.start(1))
        self._open: _Stretch | None = None
        self._spelled: deque[tuple[float, float]] = deque(maxlen=MOST_FRAMES)

    def push(self, seconds: float, frame: FrameHands) -> Spotted | None:
        """Take the frame of one moment; return the stretch that has just become final, if one did."""
        sight = self.sight
        if sight.seen is None or sight.seen[0] != seconds:
            look_together(self._model, [sight], [(seconds, frame)])
        elapsed = sight.elapsed(seconds)
        sight.last = seconds
        assert sight.seen is not None
        _, probabilities, embedding = sight.seen
        known = len(self._model.vocabulary)
        spelled, lexical = (probabilities[:known] @ self._kinds).tolist()
        self._spelled.append((seconds, spelled))
        stretch = self._open
        if not frame.hands:
            # An empty picture is no evidence of any sign: the hands are lost for a moment, or have gone.
            return self.finish() if stretch and seconds - stretch.end >= self._limits.lost else None
        signing = spelled + lexical
        if stretch is None:
            if signing >= self._limits.opens:
                self._open = _Stretch(seconds, self._shapes)
                self._open.add(seconds, probabilities[:known], embedding, sight.hands, elapsed, self._limits)
            return None
        if signing >= self._limits.closes:
            stretch.add(seconds, probabilities[:known], embedding, sight.hands, elapsed, self._limits)
            if not stretch.said and stretch.is_clear_for(seconds, self._limits):
                stretch.said = True
                return self._finished(stretch)
            return None
        return self.finish()

    @property
    def leaning(self) -> float:
        """Share of the open stretch's evidence that lies on signs and numerals; 0 between signs."""
        return self._lexical(self._open.evidence) if self._open else 0.0

    @property
    def opened(self) -> Spotted | None:
        """The open stretch, as if it ended now; None between signs."""
        return self._finished(self._open) if self._open else None

    def listen(self, seconds: float, frame: FrameHands, start: float, end: float) -> None:
        """Take a frame of a recording of which somebody else has said where the sign begins and ends, seconds; `told` describes it."""
        sight = self.sight
        if sight.seen is None or sight.seen[0] != seconds:
            look_together(self._model, [sight], [(seconds, frame)])
        elapsed, sight.last = sight.elapsed(seconds), seconds
        assert sight.seen is not None
        _, probabilities, embedding = sight.seen
        self._open = self._open or _Stretch(start, self._shapes)
        if frame.hands and start <= seconds <= end:
            known = len(self._model.vocabulary)
            self._open.add(seconds, probabilities[:known], embedding, sight.hands, elapsed, self._limits)

    def told(self) -> Spotted | None:
        """Return the stretch that `listen` has heard of; None where no hand was seen in it."""
        return self._finished(self._open) if self._open and len(self._open.evidence) else None

    def spelling(self, start: float, end: float) -> float:
        """Return the mean probability that a letter was shown between two moments; 0 without a frame there."""
        shares = [share for seconds, share in self._spelled if start <= seconds <= end]
        return sum(shares) / len(shares) if shares else 0.0

    def finish(self) -> Spotted | None:
        """End what is open."""
        stretch, self._open = self._open, None
        if stretch is None or stretch.said or stretch.end - stretch.start < self._limits.shortest:
            return None
        return self._finished(stretch)

    def _finished(self, stretch: "_Stretch") -> Spotted:
        sharp = (stretch.evidence / stretch.evidence.max()) ** self._limits.sharpness
        probabilities = (sharp / sharp.sum()).astype(np.float32)
        whole = stretch.embedding / max(float(np.linalg.norm(stretch.embedding)), 1e-6)
        return Spotted(
            stretch.start,
            stretch.end,
            probabilities,
            whole.astype(np.float32),
            self._lexical(stretch.evidence),
            describe_stretch(whole, stretch.shapes),
        )

    def _lexical(self, evidence: Float) -> float:
        spelled, lexical = (evidence @ self._kinds).tolist()
        return float(lexical / (spelled + lexical))


class _Stretch:
    """Evidence of one sign while it is made."""

    def __init__(self, start: float, shapes: int) -> None:
        self.start = self.end = start
        self.evidence: Float = np.zeros(0, np.float32)
        self.embedding: Float = np.zeros(0, np.float32)
        self.said = False
        self._shapes: Float = np.zeros((2, shapes), np.float32)
        self._whole = 0.0
        self._best, self._clear_since = -1, start

    @property
    def shapes(self) -> Float:
        """(2, shapes) mean square roots of the handshapes' probabilities; zeros while a hand is not seen."""
        return self._shapes / max(self._whole, 1e-6)

    def add(
        self,
        seconds: float,
        probabilities: Float,
        embedding: Float,
        hands: Sequence[Hand | None],
        elapsed: float,
        limits: SpotLimits,
    ) -> None:
        weight = min(elapsed, 0.3)
        shapes = _roots(hands, self._shapes.shape[1])
        if not len(self.evidence):
            self.evidence, self.embedding = probabilities * weight + 1e-7, embedding * weight
            self._shapes, self._whole = shapes * weight, weight
        else:
            keep = math.exp(-elapsed / limits.fading)
            self.evidence = keep * self.evidence + weight * probabilities
            self.embedding = keep * self.embedding + weight * embedding
            self._shapes, self._whole = keep * self._shapes + weight * shapes, keep * self._whole + weight
        self.end = seconds
        best = int(probabilities.argmax())
        if best != self._best or probabilities[best] < limits.clear:
            self._best, self._clear_since = best, seconds

    def is_clear_for(self, seconds: float, limits: SpotLimits) -> bool:
        return seconds - self._clear_since >= limits.hold


def _roots(hands: Sequence[Hand | None], shapes: int) -> Float:
    """Return (2, shapes) square roots of the probabilities of each hand's shapes."""
    roots = np.zeros((2, shapes), np.float32)
    for side, hand in enumerate(hands):
        if shapes and hand is not None and hand.shape is not None:
            roots[side] = np.sqrt(hand.shape)
    return roots
