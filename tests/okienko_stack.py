"""The whole of Okienko on free ports with a data folder of its own, started as `make run` starts it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SERVICES = ("faq", "recognition", "signing", "translation", "speech")
START_SECONDS = 300.0
ADMIN_TOKEN = "town-secret-0123456789abcdef"
UNLIMITED = {
    f"OKIENKO_GATEWAY_{calls}_PER_MINUTE": "1000000"
    for calls in ("QUESTIONS", "HEAVY_CALLS", "CONTENT_CALLS", "ADMIN_CALLS")
}
"""For who asks as much as a town does, from one address."""
FUZZ_ENVIRONMENT = {
    **UNLIMITED,
    "OKIENKO_FAQ_RETRIEVAL": "lexical-only",
    "OKIENKO_FAQ_LEARNING": "questions",
    "OKIENKO_GATEWAY_ADMIN_TOKEN": ADMIN_TOKEN,
    # Invented texts are long and many; each would be rendered or read to its end, minutes after its caller has gone.
    "OKIENKO_SIGNING_LONGEST_SECONDS": "5",
    "OKIENKO_SPEECH_VOICES": "/nonexistent",
}
"""For invented requests: no limits on callers, and everything as quick as it can be."""
# Whatever leaves a process or reaches the disk goes through one of these.
TRACED_CALLS = "connect,sendto,sendmsg,sendmmsg,openat,creat"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RunningStack:
    """Starts the supervisor, optionally under strace, and stops it again.

    Args:
        folder: where this run keeps data, media, caches and its log.
        trace: whether every connection of every process is written to `trace.txt`.
        environment: further settings.
    """

    def __init__(self, folder: Path, *, trace: bool = False, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "okienko.log"
        self.trace = folder / "trace.txt" if trace else None
        self.ports = {name: free_port() for name in (*SERVICES, "gateway")}
        self.address = f"http://127.0.0.1:{self.ports['gateway']}"
        self._environment = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything and wait until all are healthy.

        Raises:
            RuntimeError: it did not start; holds the end of the log.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "okienko_supervisor"]
        if self.trace:
            options = ["-f", "--seccomp-bpf", "-qq", "-e", f"trace={TRACED_CALLS}", "-s", "0"]
            command = ["strace", *options, "-o", str(self.trace), *command]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=REPOSITORY, env=self._variables(), stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while "Okienko is open" not in self.output():
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = f"Okienko did not start:\n{self.output()[-4000:]}"
                self.stop()
                raise RuntimeError(message)
            time.sleep(0.2)

    def stop(self) -> int:
        """Stop everything as Ctrl-C does and return the exit status."""
        assert self._process
        if self._process.poll() is None:
            os.kill(self.supervisor_pid(), signal.SIGINT)
        try:
            return self._process.wait(120)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def output(self) -> str:
        """Return what was printed so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def supervisor_pid(self) -> int:
        """Return the supervisor's process id; under strace it is strace's child."""
        assert self._process
        if not self.trace:
            return self._process.pid
        children = _children(self._process.pid)
        return children[0] if children else self._process.pid

    def processes(self) -> dict[str, int]:
        """Return name to process id of everything that runs."""
        named = {"supervisor": self.supervisor_pid()}
        for pid in _children(self.supervisor_pid()):
            # One that has just ended may be gone meanwhile.
            with contextlib.suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
                if module := re.search(r"okienko_(\w+)", command):
                    named[module.group(1)] = pid
        return named

    def kill(self, name: str) -> None:
        """Kill one process outright."""
        os.kill(self.processes()[name], signal.SIGKILL)

    def suspend(self, name: str) -> None:
        """Stop one process in its tracks: it keeps its port and answers nothing."""
        os.kill(self.processes()[name], signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let a suspended process go on."""
        os.kill(self.processes()[name], signal.SIGCONT)

    def get(self, path: str) -> bytes:
        """Fetch a page from the gateway."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.address + path, timeout=30) as response:
            content: bytes = response.read()
            return content

    def _variables(self) -> dict[str, str]:
        ports = {f"OKIENKO_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        # The caller's own settings must not leak into the run.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("OKIENKO_")}
        data = {
            "OKIENKO_FAQ_DATABASE": self.data / "faq.sqlite",
            "OKIENKO_SIGNING_MEDIA": self.data / "media",
            "OKIENKO_GATEWAY_MEDIA_FOLDER": self.data / "media",
            "OKIENKO_SPEECH_CACHE": self.data / "speech",
            "OKIENKO_TRANSLATION_EDITED_FOLDER": self.data / "edited",
            "OKIENKO_GATEWAY_AUDIT_FOLDER": self.data / "audit",
            "OKIENKO_START_SECONDS": START_SECONDS,
            # Nothing is rendered on the side while something else is tested or measured.
            "OKIENKO_SIGNING_FURTHER_RENDITIONS": "",
        }
        return {**inherited, **ports, **{name: str(value) for name, value in data.items()}, **self._environment}


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def process_tree(pid: int) -> list[int]:
    """Return a process and everything below it."""
    return [pid, *(descendant for child in _children(pid) for descendant in process_tree(child))]
