"""Frames of one stream on their way to the models: a bounded row in which whatever is no longer of now is dropped."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from okienko_recognition.landmarks import FrameHands

# Two seconds at 15 frames a second, as many as a batch may hold; 8 KB of landmarks.
MOST_FRAMES = 32
# A picture has up to 512 KiB, and one is enough to go on with.
MOST_PICTURES = 2
# A reading that comes a second late helps nobody: what has waited longer is dropped.
LATE_SECONDS = 1.0


@dataclass(frozen=True)
class Arrived:
    """One frame that has passed the checks.

    Attributes:
        seconds: Its time since the first frame.
        hands: What was seen, where the browser computed landmarks.
        jpeg: The picture otherwise.
    """

    seconds: float
    hands: FrameHands | None
    jpeg: bytes = b""


class FrameInbox:
    """Holds back a sender that is too fast, and drops frames that have waited too long; others are never dropped.

    Args:
        clock: Seconds that grow.
        on_drop: Told how many frames were dropped.
    """

    def __init__(self, clock: Callable[[], float], on_drop: Callable[[int], None]) -> None:
        self._clock, self._on_drop = clock, on_drop
        self._frames: deque[tuple[float, Arrived]] = deque()
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._ended = False

    async def put(self, frame: Arrived) -> None:
        """Add a frame; wait while the row is full."""
        while len(self._frames) >= (MOST_PICTURES if frame.jpeg else MOST_FRAMES):
            self._room.clear()
            await self._room.wait()
        self._frames.append((self._clock(), frame))
        self._changed.set()

    def end(self) -> None:
        """Say that no more frames come."""
        self._ended = True
        self._changed.set()

    async def take(self) -> list[Arrived]:
        """Return all that has not waited too long, at least the newest; empty at the end."""
        while not self._frames:
            if self._ended:
                return []
            self._changed.clear()
            await self._changed.wait()
        waited = list(self._frames)
        self._frames.clear()
        self._room.set()
        oldest = self._clock() - LATE_SECONDS
        kept = [frame for since, frame in waited[:-1] if since >= oldest] + [waited[-1][1]]
        if len(kept) < len(waited):
            self._on_drop(len(waited) - len(kept))
        return kept
