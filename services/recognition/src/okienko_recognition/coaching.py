"""Advice for the signer: one thing at a time, only when it lasts, and long enough to be read."""

import math
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
    HAND_HIDDEN = "HAND_HIDDEN"
    MIRRORED = "MIRRORED"


@dataclass(frozen=True)
class CoachingLimits:
    """When advice is due. Times in seconds.

    Attributes:
        patience: How long a condition must last before it is mentioned or taken back: a blink of the detector lasts up to 0.5.
        readable: How long advice stays at least: a short sentence takes so long to read.
        relief: Factor by which a condition must have improved before its advice is taken back, so that it does not flicker.
        smallest: Palm size in picture heights under which the hand is too far; the far photos have 0.14 and read well.
        largest: Palm size above which the fingers leave the picture.
        darkest: Mean brightness under which hands are lost.
        slowest: Frames a second under which movements cannot be read.
        outside: Share of the hand's points outside the picture.
        raised: Height in the picture, from the top, above which a hand signs rather than rests.
        together: How long two raised hands must have been seen before one can be missed: passing a pen takes less.
        missed: How long a vanished hand is missed; after that the signer evidently goes on with one.
        edge: Distance from the picture's edge, in palm sizes, within which a vanished hand has left the picture.
        mirrored: How long left and right must have been seen the wrong way round: crossed arms take less.
        apart: Distance in palm sizes from which on two hands are not crossed by chance.
    """

    patience: float = 0.7
    readable: float = 1.5
    relief: float = 1.2
    smallest: float = 0.06
    largest: float = 0.45
    darkest: float = 0.15
    slowest: float = 4.0
    outside: float = 0.15
    raised: float = 0.8
    together: float = 0.6
    missed: float = 4.0
    edge: float = 1.0
    mirrored: float = 2.5
    apart: float = 1.5


class Coach:
    """Watches the frames of one stream and says what could be better, only when it changes."""

    def __init__(self, limits: CoachingLimits | None = None) -> None:
        self._limits = limits or CoachingLimits()
        self._said = Advice.NONE
        self._said_at = -math.inf
        self._pending = Advice.NONE
        self._pending_since = 0.0
        self._interval = 0.0
        self._last: float | None = None
        self._pair = _Pair(self._limits)
        self._sides = _Sides(self._limits)

    def watch(self, seconds: float, frame: FrameHands, active: Hand | None) -> Advice | None:
        """Take one frame.

        Args:
            seconds: Time of the frame since the first one.
            frame: What was seen.
            active: The hand that signs, if any.

        Returns:
            New advice, `Advice.NONE` to take earlier advice back, or None when nothing has changed.
        """
        limits = self._limits
        gap = 0.0 if self._last is None else seconds - self._last
        if self._last is not None:
            self._interval = gap if self._interval == 0 else 0.8 * self._interval + 0.2 * gap
        self._last = seconds
        missing = self._pair.watch(seconds, frame.hands)
        mirrored = self._sides.watch(gap, frame)
        due = self._due(frame, active, missing, mirrored=mirrored)
        if due is not self._pending:
            self._pending, self._pending_since = due, seconds
        lasts = seconds - self._pending_since >= limits.patience
        was_read = self._said is Advice.NONE or seconds - self._said_at >= limits.readable
        if due is self._said or not (lasts and was_read):
            return None
        self._said, self._said_at = due, seconds
        return due

    def _due(self, frame: FrameHands, active: Hand | None, missing: Advice | None, *, mirrored: bool) -> Advice:
        limits = self._limits
        dark = frame.brightness is not None and frame.brightness < limits.darkest * self._relief(Advice.MORE_LIGHT)
        if active is None:
            return Advice.MORE_LIGHT if dark else Advice.NO_HAND
        # The worst first.
        if active.size > limits.largest / self._relief(Advice.MOVE_BACK):
            due = Advice.MOVE_BACK
        elif active.share_outside() > limits.outside / self._relief(Advice.HAND_OUT_OF_FRAME):
            due = Advice.HAND_OUT_OF_FRAME
        elif dark:
            due = Advice.MORE_LIGHT
        elif active.size < limits.smallest * self._relief(Advice.MOVE_CLOSER):
            due = Advice.MOVE_CLOSER
        elif self._interval * limits.slowest * self._relief(Advice.LOW_FRAME_RATE) > 1:
            due = Advice.LOW_FRAME_RATE
        else:
            due = Advice.MIRRORED if mirrored else missing or Advice.NONE
        return due

    def _relief(self, advice: Advice) -> float:
        """Return by how much more the condition of advice that stands must improve."""
        return self._limits.relief if self._said is advice else 1.0


class _Pair:
    """Notices when one of two signing hands is gone, and whether it left the picture or is hidden."""

    def __init__(self, limits: CoachingLimits) -> None:
        self._limits = limits
        self._since: float | None = None
        self._both: tuple[Hand, Hand] | None = None
        self._gone_at: float | None = None
        self._why: Advice | None = None

    def watch(self, seconds: float, hands: tuple[Hand, ...]) -> Advice | None:
        """Take a frame; return what to say about a missing hand, if one is missing."""
        raised = [hand for hand in hands if hand.centre[1] < self._limits.raised]
        if len(hands) >= 2:
            self._gone_at = self._why = None
            if len(raised) < 2:
                self._since = self._both = None
                return None
            self._since = seconds if self._since is None else self._since
            self._both = (raised[0], raised[1])
            return None
        if self._both is not None and self._gone_at is None:
            known = self._since is not None and seconds - self._since >= self._limits.together
            self._gone_at, self._since = seconds, None
            self._why = self._reason(self._both, hands) if known else None
        # No hand at all, or one that rests, asks for no second.
        if self._gone_at is None or not raised or seconds - self._gone_at > self._limits.missed:
            self._both = None
            return None
        return self._why

    def _reason(self, both: tuple[Hand, Hand], hands: tuple[Hand, ...]) -> Advice | None:
        if not hands:
            return None
        gone = max(both, key=lambda hand: math.dist(hand.centre, hands[0].centre))
        x, y = gone.centre
        near = min(x, gone.aspect_ratio - x, y, 1 - y) < self._limits.edge * gone.size
        return Advice.HAND_OUT_OF_FRAME if near else Advice.HAND_HIDDEN


class _Sides:
    """Notices landmarks that were turned left to right after they were named.

    A camera that mirrors the picture itself cannot be told from a left-handed signer, and need not be: letters are read off either hand.
    """

    def __init__(self, limits: CoachingLimits) -> None:
        self._limits = limits
        self._wrong = 0.0

    def watch(self, gap: float, frame: FrameHands) -> bool:
        """Take a frame that came `gap` seconds after the last; return whether the picture is the wrong way round."""
        is_wrong = self._is_wrong(frame)
        if is_wrong is not None:
            # Two right frames take back what one wrong frame has said.
            step = min(gap, 0.5)
            self._wrong = min(max(self._wrong + (step if is_wrong else -2 * step), 0.0), 2 * self._limits.mirrored)
        return self._wrong >= self._limits.mirrored

    def _is_wrong(self, frame: FrameHands) -> bool | None:
        """Return None where nothing can be told: one hand alone, or two that may be crossed."""
        if frame.body is not None:
            # As the camera sees somebody who faces it, the left shoulder is on the right.
            return bool(frame.body[1, 0] < frame.body[2, 0])
        left = [hand for hand in frame.hands if hand.is_left is True]
        right = [hand for hand in frame.hands if hand.is_left is False]
        if len(left) != 1 or len(right) != 1:
            return None
        distance = left[0].centre[0] - right[0].centre[0]
        if abs(distance) < self._limits.apart * max(left[0].size, right[0].size):
            return None
        return distance < 0
