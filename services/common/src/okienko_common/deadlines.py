"""The deadline of the call at hand: work for somebody who has gone is not begun, and what is passed on gets what is left."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# So that the nearer caller hears of a time-out before its own time is up, and can say something useful.
MARGIN_SECONDS = 0.05

# With the task that it belongs to: tasks that a call starts inherit its context, but may serve others and outlive it.
_deadline: ContextVar[tuple[float, asyncio.Task[object] | None] | None] = ContextVar("deadline", default=None)


@contextmanager
def deadline_in(seconds: float | None) -> Iterator[None]:
    """Let everything inside know that its caller waits for so long; None: for as long as it takes."""
    token = _deadline.set(None if seconds is None else (time.monotonic() + seconds, asyncio.current_task()))
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining() -> float | None:
    """Return the seconds until the caller gives up, negative when it has; None where it waits for ever."""
    known = _deadline.get()
    return known[0] - time.monotonic() if known and known[1] is asyncio.current_task() else None


def passed_on(timeout: float | None) -> float | None:
    """Return the time-out for a call to the next service: as asked for, within what is left less a margin."""
    left = remaining()
    if left is None:
        return timeout
    left = max(0.0, left - MARGIN_SECONDS)
    return left if timeout is None else min(timeout, left)
