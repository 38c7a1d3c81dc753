"""Bounded room for model calls: they leave the event loop, and when the room is full callers hear so at once."""

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import grpc

from okienko_common import deadlines
from okienko_common.errors import ServiceError

P = ParamSpec("P")
R = TypeVar("R")

# Weight of the newest call in the measured cost: about the last ten count.
NEWEST = 0.1
SHORTEST_RETRY_SECONDS = 1.0


def busy(retry_after_seconds: float = SHORTEST_RETRY_SECONDS) -> ServiceError:
    """Return the refusal of a call for which there is no room."""
    return ServiceError(
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "BUSY",
        "W tej chwili jest zbyt wiele zapytań. Spróbuj ponownie za chwilę.",
        "There are too many requests right now. Please try again in a moment.",
        retry_after_seconds=retry_after_seconds,
    )


class Meter:
    """What work has cost of late: the latest ten measurements or so, the newest most.

    Args:
        nominal: seconds a unit before anything was measured; 0 for not known.
        farthest: a measurement polluted by whatever else the machine did may not stray further from the nominal than by
            this factor; no bound where the nominal is not known.
    """

    def __init__(self, nominal: float = 0.0, farthest: float = math.inf) -> None:
        self._seconds = nominal
        self._noted = 1 if nominal else 0
        self._least, self._most = (nominal / farthest, nominal * farthest) if nominal else (0.0, math.inf)

    @property
    def seconds(self) -> float:
        """What a unit costs; 0 before the first measurement where no nominal was given."""
        return self._seconds

    def note(self, seconds: float, size: float = 1.0) -> None:
        """Take note of what work of a size has taken; of none, nothing is learnt."""
        if size <= 0:
            return
        measured = min(max(seconds / size, self._least), self._most)
        self._noted += 1
        # The mean of the first ten, then the newest counts a tenth.
        self._seconds += (measured - self._seconds) * max(NEWEST, 1 / self._noted)


class ModelPool:
    """Runs blocking calls in a few threads (or another executor) and refuses what would only queue.

    Args:
        workers: calls that run at the same time.
        max_waiting: calls that may wait for a worker; one more is refused.
        executor: where to run; by default threads of the pool's own.
        longest_wait_seconds: a call that would wait longer for a worker, by what calls have cost of late, is refused at once.
    """

    def __init__(
        self, workers: int, max_waiting: int, executor: Executor | None = None, longest_wait_seconds: float = math.inf
    ) -> None:
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="model")
        self._workers = workers
        self._limit = workers + max_waiting
        self._longest_wait = longest_wait_seconds
        self._in_flight = 0
        self._meter = Meter()

    @property
    def in_flight(self) -> int:
        """Calls that run or wait."""
        return self._in_flight

    @property
    def cost_seconds(self) -> float:
        """What a call has cost of late; 0 before the first."""
        return self._meter.seconds

    @property
    def wait_seconds(self) -> float:
        """How long one more call would wait for a worker, by what calls have cost of late."""
        return max(0, self._in_flight - self._workers + 1) * self._meter.seconds / self._workers

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call` off the event loop.

        A caller that goes away does not free its place: the thread works on until the call returns. A call whose caller has
        given up before a worker was free is not begun.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED, reason BUSY, when the room is full or the wait too long, also for its caller;
                DEADLINE_EXCEEDED, reason TOO_LATE, when the caller has given up meanwhile.
        """
        wait = self.wait_seconds
        left = deadlines.remaining()
        if self._in_flight >= self._limit or wait > min(self._longest_wait, math.inf if left is None else left):
            raise busy(max(SHORTEST_RETRY_SECONDS, wait))
        self._in_flight += 1
        ends = math.inf if left is None else time.monotonic() + left

        def timed() -> tuple[R, float]:
            started = time.monotonic()
            if started > ends:
                raise too_late()
            return call(*args, **kwargs), time.monotonic() - started

        future = asyncio.get_running_loop().run_in_executor(self._executor, timed)
        future.add_done_callback(self._release)
        return (await asyncio.shield(future))[0]

    def close(self) -> None:
        """Stop taking calls; running ones finish."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _release(self, future: asyncio.Future[tuple[R, float]]) -> None:
        self._in_flight -= 1
        # Asking for the error also marks it as seen: the caller may be gone, and an unseen one is logged with its arguments.
        if future.cancelled() or future.exception():
            return
        self._meter.note(future.result()[1])


def too_late() -> ServiceError:
    """Return what a caller is told whose time was up before its work was begun."""
    return ServiceError(
        grpc.StatusCode.DEADLINE_EXCEEDED,
        "TOO_LATE",
        "Odpowiedź przyszłaby za późno. Spróbuj ponownie za chwilę.",
        "The answer would have come too late. Please try again in a moment.",
        retry_after_seconds=SHORTEST_RETRY_SECONDS,
    )
