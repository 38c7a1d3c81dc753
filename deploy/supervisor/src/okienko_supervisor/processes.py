"""One process: started, listened to, restarted when it dies, stopped when all stop."""

import asyncio
import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable

from okienko_supervisor.plan import ProcessPlan

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# A process that lived this long was well; its next death starts with the first pause again.
WELL_AFTER_SECONDS = 60.0
POLL_SECONDS = 0.05
LAST_WORDS_SECONDS = 1.0
PR_SET_PDEATHSIG = 1

Say = Callable[[str, str], None]


class SupervisedProcess:
    """Keeps one process alive until told to stop.

    Args:
        plan: what to run.
        say: takes the process's name and a line for the terminal.
    """

    def __init__(self, plan: ProcessPlan, say: Say) -> None:
        self.plan = plan
        self.starts = 0
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def run(self) -> None:
        """Start the process, and start it again whenever it dies, with growing pauses."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping:
            started = time.monotonic()
            code = await self._run_once()
            if self._stopping:
                return
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - started > WELL_AFTER_SECONDS else pause
            self._say(self.plan.name, f"ended ({_reason(code)}); starting it again in {pause:.1f} s")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def stop(self, grace_seconds: float) -> None:
        """Ask the process to finish its calls and end; kill it when it takes longer than the grace."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(grace_seconds):
                while process.returncode is None:
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            self._say(self.plan.name, f"did not end within {grace_seconds:.0f} s and was killed")
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    async def _run_once(self) -> int:
        self.starts += 1
        self._process = await asyncio.create_subprocess_exec(
            *self.plan.command,
            env={**os.environ, **self.plan.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C in the terminal reaches the supervisor alone, which stops the others in order.
            start_new_session=True,
            preexec_fn=_die_with_supervisor,
        )
        process = self._process
        reader = asyncio.create_task(self._repeat(process))
        # A child of the process may keep its output open for ever, so the end of the output is not the end of the process.
        while process.returncode is None:
            await asyncio.sleep(POLL_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reader, LAST_WORDS_SECONDS)
        return process.returncode

    async def _repeat(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        while line := await _read_line(process.stdout):
            self._say(self.plan.name, line.decode(errors="replace").rstrip())


async def _read_line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:
        # A line longer than the buffer, which has been cleared meanwhile.
        return b"(a very long line was left out)\n"


def _die_with_supervisor() -> None:
    """Make Linux end the child when the supervisor is killed outright, so that no port stays taken."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
