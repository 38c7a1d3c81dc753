"""From recorded takes to taught signs, and what would come of teaching them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from okienko_recognition.classifiers import Float, HandClassifier, SignModel
from okienko_recognition.landmarks import FrameHands, Hand
from okienko_recognition.sight import look_together
from okienko_recognition.spotting import SignSpotter
from okienko_recognition.taught import AGREE, FEWEST_TAKES, TOO_CLOSE, TaughtSign, TaughtSigns, sign_of
from okienko_recognition.vocabulary import Kind, Sign

MOST_NEIGHBOURS = 5
# Less than this is said of no sign: every take comes near to something.
LEAST_NEAR = 0.02


@dataclass(frozen=True)
class Take:
    """One recorded performance.

    Attributes:
        digest: What names it; empty where nothing is kept.
        frames: Times in seconds and what was seen.
        start: Second at which the sign begins.
        end: Second at which it ends.
    """

    digest: str
    frames: tuple[tuple[float, FrameHands], ...]
    start: float
    end: float


class NoHandError(ValueError):
    """No hand is to be seen where a take's sign should be."""

    def __init__(self) -> None:
        super().__init__("No hand is to be seen in the sign of a take; record it again.")


class Verdict(Enum):
    """Whether takes can teach a sign; values are the contract's."""

    GOOD = "GOOD"
    TOO_FEW = "TOO_FEW"
    TOO_DIFFERENT = "TOO_DIFFERENT"
    TOO_CLOSE = "TOO_CLOSE"


@dataclass(frozen=True)
class Neighbour:
    """A sign of another gloss, and the mean probability with which takes are read as it."""

    sign: Sign
    probability: float


@dataclass(frozen=True)
class Check:
    """What would come of teaching a sign by some takes."""

    lesson: TaughtSign
    neighbours: tuple[Neighbour, ...]
    verdict: Verdict


class Teacher:
    """Turns takes into taught signs.

    Args:
        model: The sign model.
        classifier: Tells handshapes apart.
    """

    def __init__(self, model: SignModel, classifier: HandClassifier) -> None:
        self._model, self._classifier = model, classifier

    def lesson(self, gloss: str, takes: Sequence[Take]) -> TaughtSign:
        """Return the sign that at least one take of a gloss teaches.

        Raises:
            NoHandError: No hand is to be seen in one of them.
        """
        return self._lesson(gloss, takes)[0]

    def check(self, gloss: str, takes: Sequence[Take], taught: TaughtSigns) -> Check:
        """Say whether takes can teach a sign beside all that is known.

        Args:
            gloss: What it is to be called.
            takes: At least one.
            taught: What has been taught so far; what was taught of the same gloss is left out.

        Raises:
            NoHandError: No hand is to be seen in one of the takes.
        """
        lesson, readings = self._lesson(gloss, takes)
        others = TaughtSigns([one for one in taught.signs if one.sign.text != gloss])
        near: dict[Sign, float] = {}
        for vector, take, trained in zip(lesson.vectors[0], takes, readings, strict=True):
            claims = others.claims(vector, take.end - take.start, float(trained.max()))
            left = 1.0 - sum(claim.probability for claim in claims)
            for claim in claims:
                near[claim.sign] = near.get(claim.sign, 0.0) + claim.probability / len(takes)
            for k in np.argsort(-trained)[:MOST_NEIGHBOURS]:
                sign = self._model.vocabulary[int(k)]
                near[sign] = near.get(sign, 0.0) + left * float(trained[k]) / len(takes)
        own = sign_of(gloss).sign_id
        neighbours = sorted(
            (Neighbour(sign, share) for sign, share in near.items() if sign.sign_id != own and share >= LEAST_NEAR),
            key=lambda one: -one.probability,
        )[:MOST_NEIGHBOURS]
        # A letter that is read in a sign does not stand in its way: letters give way to signs.
        signs = [one for one in neighbours if one.sign.kind is not Kind.LETTER]
        if len(takes) < FEWEST_TAKES:
            verdict = Verdict.TOO_FEW
        elif lesson.agreement < AGREE:
            verdict = Verdict.TOO_DIFFERENT
        elif signs and signs[0].probability >= TOO_CLOSE:
            verdict = Verdict.TOO_CLOSE
        else:
            verdict = Verdict.GOOD
        return Check(lesson, tuple(neighbours), verdict)

    def _lesson(self, gloss: str, takes: Sequence[Take]) -> tuple[TaughtSign, list[Float]]:
        """Return the taught sign, and of each take the (vocabulary,) probabilities of trained signs."""
        films = [(take, turned) for turned in (_as_it_is, mirrored) for take in takes]
        spotters = [SignSpotter(self._model, shapes=len(self._classifier.shapes)) for _ in films]
        frames = [self._shaped(take, turned) for take, turned in films]
        # All takes step by step together: one by one they would take six times as long.
        for turn in range(max(map(len, frames))):
            taking = [place for place, film in enumerate(frames) if turn < len(film)]
            look_together(self._model, [spotters[k].sight for k in taking], [frames[k][turn] for k in taking])
            for k in taking:
                spotters[k].listen(*frames[k][turn], films[k][0].start, films[k][0].end)
        told = [spotter.told() for spotter in spotters]
        if any(one is None for one in told):
            raise NoHandError
        heard = [one for one in told if one is not None]
        vectors = np.stack([one.vector for one in heard]).reshape(2, len(takes), -1)
        digests = tuple(take.digest for take in takes)
        return TaughtSign(sign_of(gloss), digests, vectors), [one.probabilities for one in heard[: len(takes)]]

    def _shaped(self, take: Take, turned: Callable[[FrameHands], FrameHands]) -> list[tuple[float, FrameHands]]:
        """Return the take's frames with every hand's shape."""
        frames = [(seconds, turned(frame)) for seconds, frame in take.frames]
        hands = [hand.points for _, frame in frames for hand in frame.hands]
        shapes = iter(self._classifier.shape_of(np.stack(hands)) if hands else ())
        return [
            (seconds, replace(frame, hands=tuple(replace(hand, shape=next(shapes)) for hand in frame.hands)))
            for seconds, frame in frames
        ]


def _as_it_is(frame: FrameHands) -> FrameHands:
    return frame


def mirrored(frame: FrameHands) -> FrameHands:
    """Return a frame as a signer who uses the other hand would be seen."""
    hands = []
    for hand in reversed(frame.hands):
        points = hand.points.copy()
        points[:, 0] = hand.aspect_ratio - points[:, 0]
        is_left = None if hand.is_left is None else not hand.is_left
        hands.append(Hand(points, hand.aspect_ratio, hand.confidence, is_left))
    body = frame.body
    if body is not None:
        width = frame.hands[0].aspect_ratio if frame.hands else 1.0
        body = body[[0, 2, 1]].copy()
        body[:, 0] = width - body[:, 0]
    return replace(frame, hands=tuple(hands), body=body)
