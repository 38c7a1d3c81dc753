"""Finds signs in a stream without a button: where one begins and ends, and which it most likely was."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.classifiers import Float, SignModel
from okienko_recognition.features import Recollection, describe
from okienko_recognition.landmarks import FrameHands, Hand
from okienko_recognition.segments import MOST_FRAMES
from okienko_recognition.vocabulary import Kind


@dataclass(frozen=True)
class SpotLimits:
    """When a sign begins and ends; times in seconds.

    Attributes:
        opens: Probability of some sign from which on a stretch is one.
        closes: Probability below which it is over.
        shortest: Shortest stretch that counts.
        fading: Time constant with which earlier frames of a stretch lose weight: a sign is known best at its end.
        hold: A sign that is held at its end, and is clear for so long, is final while it is still held.
        clear: Probability that counts as clear.
        sharpness: Exponent on the probabilities that makes confidence match accuracy; it changes no ranking.
        threshold: Least confidence of the best reading; below it the stretch is declined.
        lost: How long no hand may be seen within one sign.
    """

    opens: float = 0.5
    closes: float = 0.5
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


@dataclass
class Sight:
    """What is remembered of one stream's frames before anything is made of them.

    Attributes:
        tracks: Which hand is which.
        memory: Where hands and body have been.
        state: (1, size) of the sign model.
        last: Seconds of the frame before.
        seen: Seconds, probabilities and embedding of the frame looked at last.
    """

    tracks: HandTracks
    memory: Recollection
    state: Float
    last: float | None = None
    seen: tuple[float, Float, Float] | None = None

    def elapsed(self, seconds: float) -> float:
        """Return the seconds since the frame before; at the first one, those of a slow camera."""
        return 0.1 if self.last is None else seconds - self.last


def look_together(model: SignModel, sights: Sequence[Sight], frames: Sequence[tuple[float, FrameHands]]) -> None:
    """Look at the next frame of each of several streams in one run of the model; `push` of that frame then finds it done.

    Alone a frame is described in 0.14 ms, among eight in 0.02 ms.

    Args:
        model: The one that all the streams use.
        sights: Of the streams, at least one, each once.
        frames: For each, the time and the frame that will be pushed next.
    """
    count = len(sights)
    hands, present = np.zeros((count, 2, 21, 3), np.float32), np.zeros((count, 2), np.bool_)
    body, has_body = np.zeros((count, 3, 2), np.float32), np.zeros(count, np.bool_)
    elapsed = np.zeros(count, np.float32)
    for row, (sight, (seconds, frame)) in enumerate(zip(sights, frames, strict=True)):
        for side, hand in enumerate(sight.tracks.place(seconds, frame.hands)):
            if hand is not None:
                hands[row, side], present[row, side] = hand.points, True
        if frame.body is not None:
            body[row], has_body[row] = frame.body, True
        elapsed[row] = sight.elapsed(seconds)
    memory = _joined([sight.memory for sight in sights])
    unit, moved = memory.follow(hands, present, body, has_body, elapsed)
    features = describe(hands, present, body, has_body, elapsed, unit, moved)
    probabilities, embeddings, states = model.step(features, np.concatenate([sight.state for sight in sights]))
    for row, (sight, (seconds, _)) in enumerate(zip(sights, frames, strict=True)):
        sight.memory, sight.state = _part(memory, row), states[row : row + 1]
        sight.seen = (seconds, probabilities[row], embeddings[row])


def _joined(memories: Sequence[Recollection]) -> Recollection:
    return Recollection(*(np.concatenate([getattr(one, f.name) for one in memories]) for f in fields(Recollection)))


def _part(memory: Recollection, row: int) -> Recollection:
    return Recollection(*(getattr(memory, f.name)[row : row + 1].copy() for f in fields(Recollection)))


class SignSpotter:
    """Reads one stream.

    Args:
        model: The sign model.
        limits: When a sign begins and ends.
    """

    def __init__(self, model: SignModel, limits: SpotLimits | None = None) -> None:
        self._model, self._limits = model, limits or model.limits
        self._kinds = {kind: np.array([sign.kind is kind for sign in model.vocabulary]) for kind in Kind}
        self.sight = Sight(HandTracks(), Recollection.empty(1), model.start(1))
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
        self._spelled.append((seconds, float(probabilities[:known][self._kinds[Kind.LETTER]].sum())))
        stretch = self._open
        if not frame.hands:
            # An empty picture is no evidence of any sign: the hands are lost for a moment, or have gone.
            return self.finish() if stretch and seconds - stretch.end >= self._limits.lost else None
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
        return self.finish()

    @property
    def leaning(self) -> dict[Kind, float]:
        """How much of the open stretch's evidence lies on each kind; empty between signs."""
        return self._shares(self._open.evidence) if self._open else {}

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
