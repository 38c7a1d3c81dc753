"""Where films are made: bounded, one at a time for each script, in processes of their own."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from ctypes import c_double
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from okienko_signing import metrics
from okienko_signing.production import SLOTS, Film, Script, start_worker, work

WARM_UP: Final = "#A"
_PROGRESS_SECONDS: Final = 0.2
_SECONDS_EACH: Final = 10.0
"""What one waiting film takes, about; for telling callers when to come back."""


class BusyError(Exception):
    """No room for another film now."""

    def __init__(self, retry_after_seconds: float) -> None:
        """Remember when to come back."""
        super().__init__(f"Too many films wait to be rendered; come back in {retry_after_seconds:.0f} seconds.")
        self.retry_after_seconds = retry_after_seconds


class StudioLostError(Exception):
    """The rendering process died."""


class Workshop(Protocol):
    """Runs films somewhere else."""

    def submit(self, script: Script, slot: int) -> "Future[Film]":
        """Start a film."""

    def progress(self, slot: int) -> float:
        """Return the share done of the film in `slot`."""

    def close(self) -> None:
        """Stop."""


class ProcessWorkshop:
    """Renders in a few processes with lowered priority, started when needed; a process that dies is replaced."""

    def __init__(self, processes: int, lexicon: Path, niceness: int, longest_seconds: float) -> None:
        """Say how many processes render, with which lexicon and priority, and how long films may be."""
        self._context = multiprocessing.get_context("spawn")
        self._progress = self._context.Array(c_double, SLOTS)
        self._arguments = (str(lexicon), niceness)
        self._processes = processes
        self._longest = longest_seconds
        self._pool: ProcessPoolExecutor | None = None
        self._is_paused = False

    def submit(self, script: Script, slot: int) -> "Future[Film]":
        """Start a film, in a new process where the old one has died."""
        self._progress[slot] = 0.0
        try:
            return self._started(script, slot)
        except BrokenProcessPool:
            self.rest()
            return self._started(script, slot)

    def _started(self, script: Script, slot: int) -> "Future[Film]":
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=self._context,
                initializer=partial(start_worker, self._progress, *self._arguments),
            )
        future = self._pool.submit(work, script, self._longest, slot)
        if self._is_paused:
            self._signal(signal.SIGSTOP)
        return future

    def progress(self, slot: int) -> float:
        """Return the share done."""
        return float(self._progress[slot])

    def pause(self) -> None:
        """Stand still until `resume`: even the lowest priority takes something from others."""
        self._is_paused = True
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on."""
        self._is_paused = False
        self._signal(signal.SIGCONT)

    def rest(self) -> None:
        """Give back the memory of the processes; the next film starts new ones."""
        if self._pool is not None:
            # One that stands still would not hear that it may go.
            self._signal(signal.SIGCONT)
            self._pool.shutdown(wait=False)
            self._pool = None

    def close(self) -> None:
        """Stop taking films; kill what renders."""
        # A process that stands still would not hear that it shall end.
        self.resume()
        processes = self._running()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()

    def _signal(self, number: int) -> None:
        for process in self._running():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, number)

    def _running(self) -> list[Any]:
        # The pool offers no other way to its processes.
        return list((self._pool._processes or {}).values()) if self._pool else []  # noqa: SLF001


@dataclass
class _Job:
    slot: int
    task: "asyncio.Task[Film]"
    asked_at: float
    """Unix seconds."""


class Studio:
    """Gives each script to a workshop once, however many ask for it."""

    def __init__(
        self,
        workshop: Workshop,
        workers: int,
        max_waiting: int,
        on_busy: Callable[[bool], None] = lambda _: None,
        name: str = "callers",
    ) -> None:
        """Use `workshop`, which renders `workers` films at a time; refuse more than `max_waiting` besides.

        `on_busy` is told when there is work and when there is none any more; `name` is the studio's in the figures.
        """
        self._name = name
        self._workshop = workshop
        self._on_busy = on_busy
        self._limit = min(workers + max_waiting, SLOTS)
        self._workers = workers
        self._jobs: dict[str, _Job] = {}

    async def film(self, key: str, script: Script, keep: Callable[[Film], None]) -> AsyncIterator[float | Film]:
        """Yield the share done from time to time, and at last the film.

        Args:
            key: what makes the script one and the same; callers with equal keys share one rendering.
            script: what to render.
            keep: called once with the film, even when every caller has gone.

        Raises:
            BusyError: too many films wait.
            StudioLostError: the rendering process died.
            ValueError: the script cannot be rendered; the message says why.
            FilmError: encoding failed.

        """
        job = self._jobs.get(key)
        if job is None:
            if len(self._jobs) >= self._limit:
                raise BusyError(_SECONDS_EACH * (len(self._jobs) - self._workers + 1) / self._workers)
            if not self._jobs:
                self._on_busy(True)
            slot = min(set(range(SLOTS)) - {other.slot for other in self._jobs.values()})
            future = self._workshop.submit(script, slot)
            job = _Job(slot, asyncio.create_task(self._render(key, future, keep)), time.time())
            self._jobs[key] = job
            self._note_queue()
        last = -1.0
        while not job.task.done():
            fraction = self._workshop.progress(job.slot)
            if fraction != last:
                last = fraction
                yield fraction
            await asyncio.wait({job.task}, timeout=_PROGRESS_SECONDS)
        yield job.task.result()

    async def _render(self, key: str, future: "Future[Film]", keep: Callable[[Film], None]) -> Film:
        try:
            made = await asyncio.wrap_future(future)
            await asyncio.to_thread(keep, made)
        except BrokenProcessPool as error:
            msg = "The rendering process ended unexpectedly. Ask again; a new one has been started."
            raise StudioLostError(msg) from error
        else:
            metrics.RENDER_SECONDS.labels(self._name).observe(time.time() - self._jobs[key].asked_at)
            return made
        finally:
            self._jobs.pop(key, None)
            self._note_queue()
            if not self._jobs:
                self._on_busy(False)

    def _note_queue(self) -> None:
        metrics.FILMS_WAITING.labels(self._name).set(len(self._jobs))
        oldest = min((job.asked_at for job in self._jobs.values()), default=0.0)
        metrics.OLDEST_FILM.labels(self._name).set(oldest)

    def is_making(self, key: str) -> bool:
        """Say whether this film is being made."""
        return key in self._jobs

    def close(self) -> None:
        """Stop rendering."""
        for job in self._jobs.values():
            job.task.cancel()
        self._workshop.close()
