"""Who may come in: each stream costs processor time, by its path and its frame rate, and no more is promised than there is.

Streams last, so towns cannot take turns; they get even parts as soon as more than one asks (`EvenParts`).
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable
from enum import Enum
from pathlib import Path as FilePath

import grpc
from okienko_common.capacity import SHORTEST_RETRY_SECONDS, Meter
from okienko_common.errors import ServiceError
from okienko_common.even_parts import EvenParts, Places

# Share of the processors that streams may take; the rest is for bursts and for everything else on the machine.
SHARE = 0.85
# Frames a second of a stream that has not shown its own rate yet: what browsers on usual laptops reach.
USUAL_RATE = 15.0
# Frames after which the costs are reckoned anew; at one stream of 15 a second, every few seconds.
RECKON_FRAMES = 60
# A reckoning is polluted by whatever else the process did; it may not stray further than this from the starting values.
FARTHEST = 4.0
# A stream's length before one has ended, in seconds: a question of a few signs; and how far measurements may stray.
USUAL_SECONDS, FARTHEST_SECONDS = 20.0, 10.0
LONGEST_RETRY_SECONDS = 30.0


class Path(Enum):
    """How a stream's hands are found."""

    LANDMARKS = "landmarks"
    JPEG = "jpeg"


# Milliseconds of processor time a frame, measured on 2 cores AMD EPYC (`make bench-recognition`); starting values.
NOMINAL_MS = {Path.LANDMARKS: 0.8, Path.JPEG: 27.0}


class Ticket:
    """One stream's place; it notes the stream's frame rate."""

    def __init__(self, path: Path, town: str = "", since: float = 0.0) -> None:
        """Begin at `since`, in seconds of the admission's clock."""
        self.path, self.town, self.since = path, town, since
        self.rate = USUAL_RATE
        self._last: float | None = None

    def saw(self, seconds: float) -> None:
        """Take note of a frame at a time of the stream."""
        if self._last is not None and seconds > self._last:
            current = min(1 / (seconds - self._last), 4 * USUAL_RATE)
            self.rate += 0.05 * (current - self.rate)
        self._last = seconds


class Admission:
    """Keeps account of what the streams cost and refuses the one too many.

    Args:
        cores: Processors that the streams may use.
        cpu_clock: Processor seconds that this process has used.
        clock: Seconds that grow.
    """

    def __init__(
        self,
        cores: float,
        cpu_clock: Callable[[], float] = time.process_time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cores, self._cpu_clock, self._clock = cores, cpu_clock, clock
        self._parts = EvenParts(clock)
        self._lengths = Meter(USUAL_SECONDS, FARTHEST_SECONDS)
        self._cost = dict(NOMINAL_MS)
        self._tickets: set[Ticket] = set()
        self._frames = dict.fromkeys(Path, 0)
        self._reckoned = cpu_clock()

    @property
    def cores(self) -> float:
        """Processors that the streams may fill together."""
        return SHARE * self._cores

    @property
    def tickets(self) -> int:
        """Streams that are in."""
        return len(self._tickets)

    def cost(self, path: Path) -> float:
        """Return the milliseconds of processor time that a frame costs; a picture is also a frame of landmarks."""
        return self._cost[Path.LANDMARKS] + (self._cost[Path.JPEG] if path is Path.JPEG else 0.0)

    def load(self) -> float:
        """Return the processors that the streams take, e.g. 0.5."""
        return sum(ticket.rate * self.cost(ticket.path) for ticket in self._tickets) / 1000

    @property
    def retry_seconds(self) -> float:
        """When one of the streams will have ended, about, by how long they have lasted of late."""
        soon = self._lengths.seconds / (len(self._tickets) + 1)
        return min(max(soon, SHORTEST_RETRY_SECONDS), LONGEST_RETRY_SECONDS)

    def admit(self, path: Path, town: str = "") -> Ticket:
        """Let a stream of a town in.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED when it would take more than there is, or than the town's part while others ask.
        """
        ticket = Ticket(path, town, self._clock())
        self._check(ticket)
        self._tickets.add(ticket)
        return ticket

    def change(self, ticket: Ticket, path: Path) -> None:
        """Move a stream to another path.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED as in `admit`; the stream keeps its old place.
        """
        self._tickets.discard(ticket)
        try:
            self._check(Ticket(path, ticket.town))
            ticket.path = path
        finally:
            self._tickets.add(ticket)

    def leave(self, ticket: Ticket) -> None:
        """Give a place back."""
        if ticket in self._tickets:
            self._tickets.discard(ticket)
            self._lengths.note(self._clock() - ticket.since)

    def count(self, path: Path, frames: int) -> None:
        """Take note of frames that are done, and now and then reckon what one costs."""
        self._frames[path] += frames
        if sum(self._frames.values()) < RECKON_FRAMES:
            return
        now = self._cpu_clock()
        spent, self._reckoned = (now - self._reckoned) * 1000, now
        landmarks, pictures = self._frames[Path.LANDMARKS], self._frames[Path.JPEG]
        self._frames = dict.fromkeys(Path, 0)
        if pictures:
            self._learn(Path.JPEG, (spent - landmarks * self._cost[Path.LANDMARKS]) / pictures)
        else:
            self._learn(Path.LANDMARKS, spent / landmarks)

    def _learn(self, path: Path, milliseconds: float) -> None:
        bounded = min(max(milliseconds, NOMINAL_MS[path] / FARTHEST), NOMINAL_MS[path] * FARTHEST)
        self._cost[path] += 0.2 * (bounded - self._cost[path])

    def _check(self, ticket: Ticket) -> None:
        # Letters are read under one interpreter lock, so on however many processors they have one between them; pictures
        # are searched outside of it.
        letters: defaultdict[str, float] = defaultdict(float)
        whole: defaultdict[str, float] = defaultdict(float)
        for one in self._tickets:
            letters[one.town] += one.rate * self._cost[Path.LANDMARKS] / 1000
            whole[one.town] += one.rate * self.cost(one.path) / 1000
        size = ticket.rate * self._cost[Path.LANDMARKS] / 1000
        fits = self._parts.allows(ticket.town, size, letters, SHARE * min(self._cores, 1.0))
        size = ticket.rate * self.cost(ticket.path) / 1000
        if fits and self._parts.allows(ticket.town, size, whole, SHARE * self._cores):
            return
        if ticket.path is Path.JPEG:
            raise busy(
                "Serwer nie może teraz odczytać kolejnego obrazu z kamery. Spróbuj za chwilę albo w innej przeglądarce.",
                "The server cannot read another camera picture right now. Try again in a moment, or in another browser.",
                self.retry_seconds,
            )
        raise busy(
            "Zbyt wiele osób miga w tej chwili. Spróbuj za chwilę albo wpisz pytanie.",
            "Too many people are signing right now. Try again in a moment, or type your question.",
            self.retry_seconds,
        )


class StreamPlaces:
    """Counts streams, whatever they cost, and refuses the one too many."""

    def __init__(self, limit: int, admission: Admission, pl: str, en: str) -> None:
        """Let in `limit` streams at a time; say `pl` or `en` to one too many."""
        self._places = Places(limit)
        self._admission, self._pl, self._en = admission, pl, en

    @property
    def taken(self) -> int:
        """Places that are taken."""
        return self._places.taken

    def take(self, town: str) -> None:
        """Take a place for a stream of a town.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED when all are taken, or the town's part while others ask.
        """
        if not self._places.take(town):
            raise busy(self._pl, self._en, self._admission.retry_seconds)

    def leave(self, town: str) -> None:
        """Give a place back."""
        self._places.leave(town)


def busy(pl: str, en: str, retry_after_seconds: float) -> ServiceError:
    """Return the refusal of a stream for which there is no room."""
    return ServiceError(grpc.StatusCode.RESOURCE_EXHAUSTED, "BUSY", pl, en, retry_after_seconds=retry_after_seconds)


def available_cores(cgroup: FilePath = FilePath("/sys/fs/cgroup/cpu.max")) -> float:
    """Return the processors that this process may use: a container's quota counts."""
    cores = float(len(os.sched_getaffinity(0)))
    try:
        quota, period = cgroup.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return cores
    return cores if quota == "max" else min(cores, int(quota) / int(period))
