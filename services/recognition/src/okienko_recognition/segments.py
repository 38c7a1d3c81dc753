"""Cuts a stream of hands into letters without a button: a letter is a stretch in which the hand keeps one shape."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.landmarks import Hand
from okienko_recognition.motion import lengths, path_length, path_of

Float = NDArray[np.float32]

# A hand that is held for minutes must not fill the memory; no letter takes longer than five seconds at 30 frames a second.
MOST_FRAMES = 150


@dataclass(frozen=True)
class SegmentLimits:
    """Times in seconds, distances in palm sizes, speeds in palm sizes a second.

    Attributes:
        shortest: Least time a shape must be kept to count as a letter.
        gap: How long the shape may be lost (a blurred frame, a hand not found) within one letter.
        settled: From this time on a letter has been seen well enough to be over sooner:
        settled_gap: The gap that ends it then, if that many frames at least have come: `settled_frames`.
        again: The same shape in the same place within this time is the same letter still, lost for a moment.
        blur: The same while the hand moves fast, when its shape cannot be seen well.
        fast: Speed from which on a hand blurs.
        hold: Time at rest after which a still letter is final.
        hold_before_movement: The same for a shape that a movement may still turn into another letter.
        rest_speed: Speed below which a hand rests.
        still_path: Longest path of a hand that counts as still.
        new_letter: Distance from the held place after which the same shape counts again (a double letter).
        smoothing: Time constant of the smoothed shape probabilities.
        agreement: Smoothed probability that the stretch's shape must keep.
    """

    shortest: float = 0.28
    gap: float = 0.28
    settled: float = 0.4
    settled_gap: float = 0.19
    settled_frames: int = 3
    again: float = 0.45
    blur: float = 0.7
    fast: float = 2.5
    hold: float = 0.9
    hold_before_movement: float = 1.3
    rest_speed: float = 1.3
    still_path: float = 0.5
    new_letter: float = 0.7
    smoothing: float = 0.10
    agreement: float = 0.3


@dataclass
class Segment:
    """A stretch with one handshape, growing frame by frame.

    Attributes:
        number: Identifier within the stream.
        shape: Index of its family of handshapes.
        seconds: Times of its frames.
        hands: One a frame.
        posteriors: (shapes,) probabilities, one a frame.
        said: Whether its letter has been given as final.
    """

    number: int
    shape: int
    seconds: list[float] = field(default_factory=list)
    hands: list[Hand] = field(default_factory=list)
    posteriors: list[Float] = field(default_factory=list)
    said: bool = False

    def add(self, seconds: float, hand: Hand, posterior: Float) -> None:
        """Append one frame."""
        self.seconds.append(seconds)
        self.hands.append(hand)
        self.posteriors.append(posterior)
        if len(self.seconds) > MOST_FRAMES:
            del self.seconds[0], self.hands[0], self.posteriors[0]

    def path(self, first: int = 0) -> Float:
        """Return the palm's (t, 2) path from a frame on, see `motion.palm_path`."""
        hands = self.hands[first:]
        centres = np.array([hand.centre for hand in hands], np.float32)
        return path_of(centres, np.array([hand.size for hand in hands], np.float32))

    @property
    def duration(self) -> float:
        """Seconds from the first frame to the last."""
        return self.seconds[-1] - self.seconds[0] if self.seconds else 0.0

    def speeds(self) -> Float:
        """Return (t,) palm speeds; the first frame takes the second's."""
        path, times = self.path(), np.asarray(self.seconds, np.float32)
        if len(times) < 2:
            return np.zeros(len(times), np.float32)
        steps = lengths(path[1:] - path[:-1]) / np.maximum(times[1:] - times[:-1], 1e-3)
        wide = np.concatenate((steps[:1], steps, steps[-1:]))
        smooth = (wide[:-2] + 2 * wide[1:-1] + wide[2:]) / 4
        return np.concatenate((smooth[:1], smooth)).astype(np.float32)

    def is_still(self, last: float, limits: SegmentLimits) -> bool:
        """Whether the hand has been at rest for the last so many seconds."""
        first = bisect_left(self.seconds, self.seconds[-1] - last)
        return path_length(self.path(first)) <= limits.still_path

    def drawn(self, limits: SegmentLimits) -> slice:
        """Return the frames that belong to the letter.

        Left out are a hand on its way up into place and one that leaves while it still moves.
        """
        speeds = self.speeds()
        rests = speeds <= limits.rest_speed
        start, end = 0, len(speeds)
        if not rests.any():
            return slice(start, end)
        if not rests[-1]:
            end = int(np.flatnonzero(rests)[-1]) + 1
        first = int(np.flatnonzero(rests)[0])
        path = self.path()
        if 0 < first < end and path[first, 1] < -0.5 and abs(path[first, 0]) < -path[first, 1]:
            start = first
        return slice(start, max(end, start + 1))


class Segmenter:
    """Opens, grows and closes segments.

    Args:
        families: For each of the classifier's shapes, the family it belongs to: shapes that look alike on the way
            are one stretch, and are told apart when it is read.
        limits: When a stretch begins and ends.
    """

    def __init__(self, families: Sequence[int], limits: SegmentLimits | None = None) -> None:
        self.limits = limits or SegmentLimits()
        self.current: Segment | None = None
        self._families = np.eye(max(families) + 1, dtype=np.float32)[list(families)]
        self._smoothed = np.full(max(families) + 1, 1 / (max(families) + 1), np.float32)
        self._place: tuple[float, float] | None = None
        self._waiting = Segment(0, -1)
        self._before: Segment | None = None
        self._last: float | None = None
        self._agreed, self._lost = 0.0, 0
        self._fast = False
        self._number = 0

    def add(self, seconds: float, hand: Hand | None, posterior: Float | None) -> Segment | None:
        """Take one frame, with or without a hand.

        Returns:
            The segment that has just ended, if one did.
        """
        self._lost += 1
        if hand is None or posterior is None:
            if self._last is not None and seconds - self._last > self.limits.gap:
                self._waiting = Segment(0, -1)
            return self._end() if self._is_over(seconds) else None
        elapsed = seconds - self._last if self._last is not None else 1.0
        self._fast = self._speed(hand, elapsed) > self.limits.fast
        self._last = seconds
        keep = math.exp(-elapsed / self.limits.smoothing)
        self._smoothed = keep * self._smoothed + (1 - keep) * (posterior @ self._families)
        ended = None
        if self.current:
            agrees = self._smoothed[self.current.shape] >= self.limits.agreement
            if agrees or (self._fast and not self._is_over(seconds)):
                if agrees:
                    self._agreed, self._lost = seconds, 0
                self.current.add(seconds, hand, posterior)
                self._waiting = Segment(0, -1)
                return None
            if self._is_over(seconds):
                ended = self._end()
        self._wait(seconds, hand, posterior)
        return ended

    def _is_over(self, seconds: float) -> bool:
        """Whether the open segment's shape has been lost for too long."""
        if self.current is None:
            return False
        limits = self.limits
        is_settled = self._agreed - self.current.seconds[0] >= limits.settled and self._lost >= limits.settled_frames
        gap = limits.settled_gap if is_settled else limits.gap
        return seconds - self._agreed > (limits.blur if self._fast else gap)

    def _speed(self, hand: Hand, elapsed: float) -> float:
        """Return the palm's speed since the last hand."""
        last, self._place = self._place, hand.centre
        return 0.0 if last is None else math.dist(hand.centre, last) / hand.size / max(elapsed, 1e-3)

    def restart(self) -> None:
        """Begin a new segment with the same shape at the current one's last rest."""
        if self.current is None:
            return
        speeds = self.current.speeds()
        moving = np.flatnonzero(speeds > self.limits.rest_speed)
        start = max(int(moving[0]) - 1, 0) if len(moving) else len(speeds) - 1
        old = self.current
        self.current = Segment(
            self.next_number(), old.shape, old.seconds[start:], old.hands[start:], old.posteriors[start:]
        )

    def next_number(self) -> int:
        """Return a number that no stretch of this stream has had."""
        self._number += 1
        return self._number

    def expect(self, seconds: float, shape: int) -> None:
        """Take a letter with a shape of this family as given already, and as shown up to a moment."""
        self._before = Segment(0, shape, [seconds], said=True)

    def finish(self) -> Segment | None:
        """End what is open, at the end of the stream."""
        return self._end() if self.current else None

    def _wait(self, seconds: float, hand: Hand, posterior: Float) -> None:
        """Collect frames until one shape has been kept long enough to open a segment."""
        best = int(self._smoothed.argmax())
        if best != self._waiting.shape:
            self._waiting = Segment(0, best)
        self._waiting.add(seconds, hand, posterior)
        confident = self._smoothed[best] >= self.limits.agreement
        if self.current is None and confident and self._waiting.duration >= self.limits.shortest:
            self._waiting.number = self.next_number()
            self._waiting.said = self._goes_on(self._waiting)
            self.current, self._waiting = self._waiting, Segment(0, -1)
            self._agreed, self._lost = seconds, 0

    def _goes_on(self, segment: Segment) -> bool:
        """Whether a new segment is the one before, found again, whose letter has been given."""
        before, first = self._before, segment.hands[0]
        if before is None or not before.said or before.shape != segment.shape:
            return False
        if segment.seconds[0] - before.seconds[-1] > self.limits.again:
            return False
        # Where a letter was held that another server read is not known.
        held = before.hands[-1].centre if before.hands else first.centre
        return math.dist(held, first.centre) < self.limits.new_letter * first.size

    def _end(self) -> Segment | None:
        ended, self.current = self.current, None
        self._before = ended
        return ended
