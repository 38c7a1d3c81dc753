"""Room for searches shared fairly among towns: each in its turn, so that a noisy town waits for itself."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from okienko_common.capacity import SHORTEST_RETRY_SECONDS, ModelPool, busy

P = ParamSpec("P")
R = TypeVar("R")

_ALWAYS = 2


class Room(Protocol):
    """Where blocking calls run, off the event loop: a `ModelPool`, or a town's `Share` of one."""

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call`; refuse it with RESOURCE_EXHAUSTED where it would only queue."""
        ...


class SharedRoom:
    """Gives the workers of one pool to many towns in turn.

    Args:
        pool: runs the calls.
        workers: calls that run at the same time.
        max_waiting: calls of all towns together that may wait. While others wait too, a town may hold its even part of
            these places and is refused beyond it.
        longest_wait_seconds: a call that would wait longer, by what calls have cost of late, is refused too.
    """

    def __init__(self, pool: ModelPool, workers: int, max_waiting: int, longest_wait_seconds: float = math.inf) -> None:
        self._pool = pool
        self._workers = workers
        self._longest_wait = longest_wait_seconds
        self._free = workers
        self._places = max_waiting
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        """Towns in the order of their turns; only those in which somebody waits."""

    def of(self, town: str) -> "Share":
        """Return a town's share."""
        return Share(self, town)

    async def run_for(self, town: str, call: Callable[[], R]) -> R:
        """Run `call` when it is the town's turn.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED, reason BUSY, the town has its part of the places already.
        """
        await self._turn(town)
        try:
            return await self._pool.run(call)
        finally:
            self._free += 1
            self._next()

    async def _turn(self, town: str) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        own = self._waiting.get(town)
        towns = len(self._waiting) + (own is None)
        taken = sum(map(len, self._waiting.values()))
        part = self._places // towns
        # Two of a town may always wait, so that it is heard while others fill the room.
        # Between two of a town's turns every other town has one.
        wait = (len(own or ()) + 1) * towns * self._pool.cost_seconds / self._workers
        is_full = taken >= self._places or wait > self._longest_wait
        if own is not None and len(own) >= _ALWAYS and (is_full or len(own) >= part):
            raise busy(max(SHORTEST_RETRY_SECONDS, wait))
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(town, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(town, turn)
            else:
                self._free += 1
                self._next()
            raise

    def _leave(self, town: str, turn: "asyncio.Future[None]") -> None:
        # Its turn may have come and gone in the moment of the cancellation.
        waiting = self._waiting.get(town, deque())
        if turn in waiting:
            waiting.remove(turn)
            if not waiting:
                del self._waiting[town]

    def _next(self) -> None:
        while self._free and self._waiting:
            town = next(iter(self._waiting))
            turns = self._waiting.pop(town)
            turn = turns.popleft()
            if turns:
                # To the end of the line of towns.
                self._waiting[town] = turns
            if not turn.cancelled():
                self._free -= 1
                turn.set_result(None)


class Share:
    """A town's part of a shared room."""

    def __init__(self, room: SharedRoom, town: str) -> None:
        self._room = room
        self._town = town

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call` when it is the town's turn; see `SharedRoom.run_for`."""
        return await self._room.run_for(self._town, lambda: call(*args, **kwargs))
