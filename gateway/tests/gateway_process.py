"""The gateway in a process of its own, for what only its server shows."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_gateway(log: Path, *program: str, **settings: str) -> Iterator[int]:
    """Start it and yield its port.

    Args:
        log: where it prints to.
        program: Python's arguments; by default the gateway as it is.
        settings: variables beside the port.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OKIENKO_")}
    environment = {**clean, "OKIENKO_GATEWAY_PORT": str(port), **settings}
    command = [sys.executable, *(program or ("-m", "okienko_gateway"))]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 240
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(120)
