"""Ending what one has begun beside oneself."""

import asyncio
from typing import Any


async def end(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel tasks and wait until they have ended; their errors count as seen.

    Raises:
        asyncio.CancelledError: the caller was cancelled meanwhile.
    """
    for task in tasks:
        task.cancel()
    if tasks:
        # Not gather(): cancelled itself, it raises what its tasks were cancelled with in place of its own.
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            # Asked for, an error counts as seen: unseen it would be logged with what a resident said.
            task.exception()
