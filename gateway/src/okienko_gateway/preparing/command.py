"""The command line of the worker."""

# ruff: noqa: T201 - a command line prints

import asyncio
import contextlib
import signal
import sys

from okienko_common.logs import configure_logs
from okienko_common.telemetry import configure_telemetry

from okienko_gateway.neighbours import open_neighbours
from okienko_gateway.preparing.worker import Worker
from okienko_gateway.problems import Problem
from okienko_gateway.settings import GatewaySettings


def prepare(settings: GatewaySettings, *, until_done: bool) -> int:
    """Make films and readings until told to stop, or until nothing is left; return 1 where something was not made."""
    configure_logs("worker", settings.log_level, settings.log_format)
    configure_telemetry("worker", settings)
    try:
        return asyncio.run(_prepare(settings, until_done=until_done))
    except Problem as problem:
        print(f"{problem.en} OKIENKO_GATEWAY_FAQ_TARGET says where the answers service is.", file=sys.stderr)
        return 1


async def _prepare(settings: GatewaySettings, *, until_done: bool) -> int:
    async with open_neighbours(settings) as neighbours:
        worker = Worker(neighbours)
        if until_done:
            outcome = await worker.until_done()
            print(f"{outcome.done} films and readings made, {outcome.not_done} times without success.")
            for town, problem in outcome.unasked.items():
                print(f"The town {town} could not be asked for what it needs: {problem.en}", file=sys.stderr)
            return 1 if outcome.not_done or outcome.unasked else 0
        task = asyncio.create_task(worker.run())
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        # What is half made is taken up again when its lease ends.
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return 0
