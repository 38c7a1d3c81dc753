"""All processes together: start, wait until healthy, keep alive, stop."""

import asyncio
import errno
import socket
import time
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException

from okienko_common.healthcheck import is_serving

from okienko_supervisor.plan import ProcessPlan
from okienko_supervisor.processes import Say, SupervisedProcess

POLL_SECONDS = 0.25
PROBE_SECONDS = 1.0


class StartError(Exception):
    """The processes could not be started; the sentence says what to do."""


def is_free(port: int) -> bool:
    """Say whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
        return True


def check_ports(plans: Iterable[ProcessPlan]) -> None:
    """Make sure that every port is free.

    Raises:
        StartError: a port is taken; names the variable that changes it.
    """
    for plan in plans:
        if not is_free(plan.port):
            message = (
                f"Port {plan.port} for {plan.name} is taken by another program (perhaps Okienko runs already). "
                f"Stop that program or set OKIENKO_{plan.name.upper()}_PORT to a free port."
            )
            raise StartError(message)


def is_healthy(plan: ProcessPlan) -> bool:
    """Ask a process for its health: gRPC health for a service, GET /api/v1/health for the gateway."""
    address = f"127.0.0.1:{plan.port}"
    if plan.service_name:
        return is_serving(address, plan.service_name, PROBE_SECONDS)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{address}/api/v1/health", timeout=PROBE_SECONDS * 3) as response:
            return bool(response.status == 200)
    except (HTTPException, OSError):
        # Another program may have taken the port meanwhile, and speak no HTTP.
        return False


async def wait_until_healthy(process: SupervisedProcess, deadline: float, say: Say) -> None:
    """Wait for one process.

    Args:
        process: a process that runs.
        deadline: latest moment on the monotonic clock.
        say: hears when it is ready.

    Raises:
        StartError: it is not healthy in time, or keeps dying.
    """
    started = time.monotonic()
    while not await asyncio.to_thread(is_healthy, process.plan):
        if process.starts > 3:
            raise StartError(f"{process.plan.name} keeps ending while it starts; its last lines above say why.")
        if time.monotonic() > deadline:
            raise StartError(f"{process.plan.name} did not become healthy in time; its last lines above say why.")
        await asyncio.sleep(POLL_SECONDS)
    say(process.plan.name, f"ready after {time.monotonic() - started:.1f} s")


async def stop_all(processes: Iterable[SupervisedProcess], grace_seconds: float) -> None:
    """Stop the gateway first, so that no question meets a stopped service, then the others together."""
    waiting = list(processes)
    for process in [item for item in waiting if not item.plan.service_name]:
        await process.stop(grace_seconds)
    await asyncio.gather(*(item.stop(grace_seconds) for item in waiting if item.plan.service_name))
