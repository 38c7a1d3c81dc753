"""`make run`: starts everything, says when it is ready, stops everything on Ctrl-C."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from typing import Any

from okienko_supervisor.plan import plan, with_figures
from okienko_supervisor.processes import SupervisedProcess
from okienko_supervisor.supervision import StartError, check_ports, is_free, stop_all, wait_until_healthy

NAME_WIDTH = 11


def say(name: str, line: str) -> None:
    """Print one line with the name of its process."""
    print(f"{name:<{NAME_WIDTH}} | {line}", flush=True)


async def supervise(start_seconds: float, grace_seconds: float) -> None:
    """Run until SIGINT or SIGTERM.

    Args:
        start_seconds: how long all may take to become healthy.
        grace_seconds: how long each may take to end.

    Raises:
        StartError: something could not start.
    """
    plans = with_figures(plan(os.environ), os.environ, is_free)
    check_ports(plans)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    processes = [SupervisedProcess(item, say) for item in plans]
    keepers = [asyncio.create_task(process.run()) for process in processes]
    stopping = asyncio.create_task(stopped.wait())
    deadline = time.monotonic() + start_seconds
    ready: asyncio.Future[list[None]] = asyncio.gather(
        *(wait_until_healthy(process, deadline, say) for process in processes if process.plan.port)
    )
    try:
        waiting: set[asyncio.Future[Any]] = {ready, stopping}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if not stopped.is_set():
            ready.result()
            port = plans[-1].port
            print(f"\nOkienko is open: http://127.0.0.1:{port}   (Ctrl-C closes it)\n", flush=True)
            await stopping
        print("\nClosing…", flush=True)
    finally:
        ready.cancel()
        with contextlib.suppress(asyncio.CancelledError, StartError):
            await ready
        await stop_all(processes, grace_seconds)
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
    print("Okienko is closed.", flush=True)


def main() -> None:
    """Run the supervisor; its exit status is 1 when something could not start."""
    start_seconds = float(os.environ.get("OKIENKO_START_SECONDS", "180"))
    try:
        asyncio.run(supervise(start_seconds, grace_seconds=15.0))
    except StartError as error:
        sys.exit(f"Okienko could not start: {error}")


if __name__ == "__main__":
    main()
