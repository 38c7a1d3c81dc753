"""Bounded room for model calls: they leave the event loop, and when the room is full callers hear so at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import grpc

from okienko_common.errors import ServiceError

P = ParamSpec("P")
R = TypeVar("R")


def busy() -> ServiceError:
    """Return the refusal of a call for which there is no room."""
    return ServiceError(
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "BUSY",
        "W tej chwili jest zbyt wiele zapytań. Spróbuj ponownie za chwilę.",
        "There are too many requests right now. Please try again in a moment.",
        retry_after_seconds=1.0,
    )


class ModelPool:
    """Runs blocking calls in a few threads (or another executor) and refuses what would only queue.

    Args:
        workers: calls that run at the same time.
        max_waiting: calls that may wait for a worker; one more is refused.
        executor: where to run; by default threads of the pool's own.
    """

    def __init__(self, workers: int, max_waiting: int, executor: Executor | None = None) -> None:
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="model")
        self._limit = workers + max_waiting
        self._in_flight = 0

    @property
    def in_flight(self) -> int:
        """Calls that run or wait."""
        return self._in_flight

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call` off the event loop.

        A caller that goes away does not free its place: the thread works on until the call returns.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED, reason BUSY, when workers and waiting room are full.
        """
        if self._in_flight >= self._limit:
            raise busy()
        self._in_flight += 1
        future = asyncio.get_running_loop().run_in_executor(self._executor, lambda: call(*args, **kwargs))
        future.add_done_callback(self._release)
        return await asyncio.shield(future)

    def close(self) -> None:
        """Stop taking calls; running ones finish."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _release(self, future: asyncio.Future[R]) -> None:
        self._in_flight -= 1
        if not future.cancelled():
            # Marks the error as seen: the caller may be gone, and an unseen one is logged with its arguments.
            future.exception()
