"""Callers who ask again and again, and what became of their calls."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Self

import grpc

CALLERS = 16
PAUSE_SECONDS = 0.2

Call = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Outcome:
    """One call: when it ended, how long it took in seconds, and its status where it failed."""

    ended: float
    seconds: float
    failure: str = ""


@dataclass
class Tally:
    """What became of all calls."""

    outcomes: list[Outcome] = field(default_factory=list)

    def failures(self) -> list[str]:
        """Return the statuses of failed calls."""
        return [outcome.failure for outcome in self.outcomes if outcome.failure]

    def milliseconds(self, share: float, since: float = 0.0, until: float = float("inf")) -> float:
        """Return the time below which a share of the calls that ended in a span of time stayed.

        Raises:
            ValueError: there were fewer than twenty.
        """
        times = [outcome.seconds for outcome in self.outcomes if since <= outcome.ended < until]
        if len(times) < 20:
            message = f"Only {len(times)} calls ended in that time."
            raise ValueError(message)
        return statistics.quantiles(times, n=100, method="inclusive")[round(share * 100) - 1] * 1000


class Load:
    """Sixteen callers, each with a pause after its answer; inside `async with` they call.

    Args:
        call: one call.
        callers: how many.
        pause_seconds: between an answer and the next call, on average.
    """

    def __init__(self, call: Call, callers: int = CALLERS, pause_seconds: float = PAUSE_SECONDS) -> None:
        self.tally = Tally()
        self._call, self._callers, self._pause = call, callers, pause_seconds
        self._tasks: list[asyncio.Task[None]] = []
        self._is_over = False

    async def __aenter__(self) -> Self:
        """Let them begin."""
        self._tasks = [asyncio.create_task(self._ask(Random(number))) for number in range(self._callers)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let everyone have the last answer."""
        self._is_over = True
        await asyncio.gather(*self._tasks)

    async def _ask(self, chance: Random) -> None:
        while not self._is_over:
            await asyncio.sleep(self._pause * chance.uniform(0.0, 2.0))
            started = time.monotonic()
            failure = ""
            try:
                await self._call()
            except grpc.aio.AioRpcError as error:
                failure = f"{error.code().name} {error.details()}"
            ended = time.monotonic()
            self.tally.outcomes.append(Outcome(ended, ended - started, failure))
