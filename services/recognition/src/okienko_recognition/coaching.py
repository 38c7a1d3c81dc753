"""Advice for the signer: one thing at a time, and only when it lasts."""

from dataclasses import dataclass
from enum import Enum

from okienko_recognition.landmarks import FrameHands, Hand


class Advice(Enum):
    """What the signer can do to be seen better, in the contract's words."""

    NONE = "NONE"
    NO_HAND = "NO_HAND"
    HAND_OUT_OF_FRAME = "HAND_OUT_OF_FRAME"
    MORE_LIGHT = "MORE_LIGHT"
    MOVE_CLOSER = "MOVE_CLOSER"
    MOVE_BACK = "MOVE_BACK"
    LOW_FRAME_RATE = "LOW_FRAME_RATE"


@dataclass(frozen=True)
class CoachingLimits:
    """When advice is due.

    Attributes:
        patience: Seconds that a condition must last before it is mentioned or taken back.
        smallest: Palm size in picture heights under which the hand is too far; the far photos have 0.14 and read well.
        largest: Palm size above which the fingers leave the picture.
        darkest: Mean brightness under which hands are lost.
        slowest: Frames a second under which movements cannot be read.
        outside: Share of the hand's points outside the picture.
    """

    patience: float = 0.7
    smallest: float = 0.06
    largest: float = 0.45
    darkest: float = 0.15
    slowest: float = 4.0
    outside: float = 0.15


class Coach:
    """Watches the frames of one stream and says what could be better, only when it changes."""

    def __init__(self, limits: CoachingLimits | None = None) -> None:
        self._limits = limits or CoachingLimits()
        self._said = Advice.NONE
        self._pending = Advice.NONE
        self._pending_since = 0.0
        self._interval = 0.0
        self._last: float | None = None

    def watch(self, seconds: float, frame: FrameHands, active: Hand | None) -> Advice | None:
        """Take one frame.

        Args:
            seconds: Time of the frame since the first one.
            frame: What was seen.
            active: The hand that signs, if any.

        Returns:
            New advice, `Advice.NONE` to take earlier advice back, or None when nothing has changed.
        """
        if self._last is not None:
            gap = seconds - self._last
            self._interval = gap if self._interval == 0 else 0.8 * self._interval + 0.2 * gap
        self._last = seconds
        due = self._due(frame, active)
        if due is not self._pending:
            self._pending, self._pending_since = due, seconds
        if due is self._said or seconds - self._pending_since < self._limits.patience:
            return None
        self._said = due
        return due

    def _due(self, frame: FrameHands, active: Hand | None) -> Advice:
        limits = self._limits
        dark = frame.brightness is not None and frame.brightness < limits.darkest
        if active is None:
            return Advice.MORE_LIGHT if dark else Advice.NO_HAND
        worst_first = (
            (active.size > limits.largest, Advice.MOVE_BACK),
            (active.share_outside() > limits.outside, Advice.HAND_OUT_OF_FRAME),
            (dark, Advice.MORE_LIGHT),
            (active.size < limits.smallest, Advice.MOVE_CLOSER),
            (self._interval > 1 / limits.slowest, Advice.LOW_FRAME_RATE),
        )
        return next((advice for applies, advice in worst_first if applies), Advice.NONE)
