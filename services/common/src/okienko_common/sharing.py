"""Scarce room for what is short, shared fairly among towns: they take turns; one alone may use everything."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable
from typing import Generic, ParamSpec, Protocol, TypeVar

from okienko_common import deadlines
from okienko_common.capacity import SHORTEST_RETRY_SECONDS, Meter, ModelPool, busy
from okienko_common.towns import called_town

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

ALWAYS = 2
"""So many of a town may always wait, so that it is heard while others fill the room."""


class Room(Protocol):
    """Where blocking calls run, off the event loop: a `ModelPool`, a `SharedRoom`, or a town's `Share` of one."""

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call`; refuse it with RESOURCE_EXHAUSTED where it would only queue."""
        ...


class FairQueue(Generic[T]):
    """What waits, by town; next is the town that has had least (start-time fair queueing, all towns of equal weight).

    Sizes are in any unit of work, the same for all: a town of long texts gets as much work done as one of short ones.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, dict[T, float]] = {}
        self._had: dict[str, float] = {}
        """Work that each town has had; of those that do not wait, only what is more than the one served last had."""
        self._served = 0.0

    def __len__(self) -> int:
        """Return how many items wait; one that waits for two towns counts twice."""
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        """Return whether anything waits."""
        return bool(self._waiting)

    @property
    def size(self) -> float:
        """Work that waits."""
        return sum(sum(sizes.values()) for sizes in self._waiting.values())

    def counts(self) -> Counter[str]:
        """Return how many items of each town wait."""
        return Counter({town: len(sizes) for town, sizes in self._waiting.items()})

    def put(self, town: str, item: T, size: float = 1.0) -> None:
        """Let an item wait; one that waits for the town already keeps its place."""
        if town not in self._waiting:
            # A town that was away has saved nothing up.
            self._had[town] = self._start(town)
        self._waiting.setdefault(town, {}).setdefault(item, size)

    def take(self) -> T:
        """Remove the next item and return it.

        Raises:
            IndexError: nothing waits.
        """
        if not self._waiting:
            raise IndexError("Nothing waits.")
        town = min(self._waiting, key=self._had.__getitem__)
        sizes = self._waiting[town]
        item = next(iter(sizes))
        self._served = self._had[town]
        self._had[town] += sizes.pop(item)
        if not sizes:
            del self._waiting[town]
            # What a town has had counts as long as others wait, else it would go to the end of the line and come first.
            self._had = {
                name: had
                for name, had in self._had.items()
                if name in self._waiting or (self._waiting and had > self._served)
            }
        return item

    def drop(self, item: T) -> None:
        """Remove an item, for whichever towns it waits."""
        for town in [town for town, sizes in self._waiting.items() if item in sizes]:
            self._waiting[town].pop(item)
            if not self._waiting[town]:
                del self._waiting[town]

    def ahead(self, town: str) -> float:
        """Return the work that would be done before a further item of a town."""
        own = sum(self._waiting.get(town, {}).values())
        until = self._start(town) + own
        others = (
            min(sum(sizes.values()), max(0.0, until - self._had[name]))
            for name, sizes in self._waiting.items()
            if name != town
        )
        return own + sum(others)

    def _start(self, town: str) -> float:
        return max(self._had.get(town, 0.0), self._served)


def too_many(waiting: Counter[str], town: str, places: int) -> bool:
    """Return whether a town has its part of the places already; alone it may have all.

    Args:
        waiting: how many of each town wait.
        town: who asks for one more place.
        places: of all towns together; while others wait too, a town may hold its even part.
    """
    total, own = waiting.total(), waiting[town]
    if total == own:
        return own >= places
    towns = len(+waiting) + (not own)
    return own >= ALWAYS and (total >= places or own >= places // towns)


class SharedRoom:
    """Gives the workers of one pool to many towns in turn.

    Args:
        pool: runs the calls.
        workers: calls that run at the same time.
        max_waiting: calls of all towns together that may wait. While others wait too, a town may hold its even part of
            these places and is refused beyond it.
        longest_wait_seconds: a call that would wait longer, by what they have cost of late, is refused too.
        meter: knows what a unit of work costs; by default one of its own.
    """

    def __init__(
        self,
        pool: ModelPool,
        workers: int,
        max_waiting: int,
        longest_wait_seconds: float = math.inf,
        meter: Meter | None = None,
    ) -> None:
        self._pool = pool
        self._workers = workers
        self._longest_wait = longest_wait_seconds
        self._free = workers
        self._places = max_waiting
        self._meter = meter or Meter()
        self._running = 0.0
        self._waiting: FairQueue[asyncio.Future[None]] = FairQueue()

    def of(self, town: str) -> "Share":
        """Return a town's share."""
        return Share(self, town)

    def wait_seconds(self, town: str) -> float:
        """Return how long one more call of a town would wait, by what calls have cost of late."""
        if self._free and not self._waiting:
            return 0.0
        return (self._running + self._waiting.ahead(town)) * self._meter.seconds / self._workers

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call` in the turn of the town that the call at hand is for; see `run_for`."""
        return await self.run_for(called_town(), lambda: call(*args, **kwargs))

    async def run_for(self, town: str, call: Callable[[], R], size: float = 1.0) -> R:
        """Run `call`, work of a size, when it is the town's turn; a caller that goes away while it waits leaves the line.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED, reason BUSY, the town has its part of the places already, or the caller's
                deadline would come before its turn.
        """
        await self._turn(town, size)
        task = asyncio.create_task(self._run(call, size))
        task.add_done_callback(_mark_seen)
        # A caller that goes away does not free its place: the thread works on until the call returns.
        return await asyncio.shield(task)

    async def _run(self, call: Callable[[], R], size: float) -> R:
        self._running += size
        started = time.monotonic()
        try:
            result = await self._pool.run(call)
            self._meter.note(time.monotonic() - started, size)
            return result
        finally:
            self._running -= size
            self._free += 1
            self._next()

    async def _turn(self, town: str, size: float) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        wait = self.wait_seconds(town)
        left = deadlines.remaining()
        waiting = self._waiting.counts()
        is_long = wait > self._longest_wait and waiting[town] >= ALWAYS
        if is_long or too_many(waiting, town, self._places) or (left is not None and wait > left):
            raise busy(max(SHORTEST_RETRY_SECONDS, wait))
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put(town, turn, size)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._waiting.drop(turn)
            else:
                # Its turn came in the moment of the cancellation.
                self._free += 1
                self._next()
            raise

    def _next(self) -> None:
        while self._free and self._waiting:
            turn = self._waiting.take()
            if not turn.cancelled():
                self._free -= 1
                turn.set_result(None)


def _mark_seen(task: "asyncio.Task[R]") -> None:
    """Keep an error that nobody waits for any more from being logged, since that would name what was asked."""
    if not task.cancelled():
        task.exception()


class Share:
    """A town's part of a shared room."""

    def __init__(self, room: SharedRoom, town: str) -> None:
        self._room = room
        self._town = town

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call` when it is the town's turn; see `SharedRoom.run_for`."""
        return await self._room.run_for(self._town, lambda: call(*args, **kwargs))
