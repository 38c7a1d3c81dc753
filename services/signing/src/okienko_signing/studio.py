"""Where films are made: bounded, one at a time for each script, in the towns' turns, in processes of their own."""

import asyncio
import contextlib
import math
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from ctypes import c_double
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from okienko_common import deadlines
from okienko_common.capacity import SHORTEST_RETRY_SECONDS, Meter
from okienko_common.sharing import ALWAYS, FairQueue, too_many

from okienko_signing import metrics
from okienko_signing.production import SLOTS, Film, Script, start_worker, work

WARM_UP: Final = "#A"
_PROGRESS_SECONDS: Final = 0.2
HEARTBEAT_SECONDS: Final = 20.0
"""Whoever waits hears again how far a film is, though it stands still: nothing between takes the stream for dead."""
NOMINAL_SECONDS: Final = 1.0
"""What a sign takes before anything was measured: about a second of film, each 0.8 to 1.0 s of a processor (README)."""
_FARTHEST: Final = 10.0


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
    script: Script
    keep: Callable[[Film], None]
    signs: float
    asked_at: float
    """Unix seconds."""
    done: "asyncio.Future[Film]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    callers: int = 0
    slot: int | None = None
    """None until it is begun."""
    task: "asyncio.Task[None] | None" = None


class Studio:
    """Gives each script to a workshop once, however many ask for it.

    What waits does so here, in the towns' turns. A film that was begun is finished even when every caller has gone, since
    the next who asks has it then; one that was not is dropped.
    """

    def __init__(
        self,
        workshop: Workshop,
        workers: int,
        max_waiting: int,
        on_busy: Callable[[bool], None] = lambda _: None,
        name: str = "callers",
        *,
        longest_wait_seconds: float = math.inf,
    ) -> None:
        """Use `workshop`, which renders `workers` films at a time.

        Refused are more than `max_waiting` films besides, and what would wait for more than `longest_wait_seconds`, by what
        a sign has cost of late. `on_busy` is told when there is work and when there is none any more; `name` is the studio's
        in the figures.
        """
        self._name = name
        self._workshop = workshop
        self._on_busy = on_busy
        self._workers = min(workers, SLOTS)
        self._max_waiting = max_waiting
        self._longest_wait = longest_wait_seconds
        self._jobs: dict[str, _Job] = {}
        self._waiting: FairQueue[str] = FairQueue()
        self._meter = Meter(NOMINAL_SECONDS, _FARTHEST)

    def wait_seconds(self, town: str) -> float:
        """Return how long one more film of a town would wait, by what a sign has cost of late."""
        running = [job for job in self._jobs.values() if job.slot is not None]
        if len(running) < self._workers and not self._waiting:
            return 0.0
        left = sum(job.signs * (1.0 - self._workshop.progress(job.slot)) for job in running if job.slot is not None)
        return (left + self._waiting.ahead(town)) * self._meter.seconds / self._workers

    async def film(
        self, key: str, script: Script, keep: Callable[[Film], None], *, town: str = "", signs: float = 1.0
    ) -> AsyncGenerator[float | Film, None]:
        """Yield the share done from time to time, and at last the film.

        Args:
            key: what makes the script one and the same; callers with equal keys share one rendering.
            script: what to render.
            keep: called once with the film, even when every caller has gone.
            town: for whose residents.
            signs: how much work it is: how long a film becomes is known only when it is drawn. Of 0 nothing is learnt.

        Raises:
            BusyError: too many films wait, or the wait would be too long, for the caller's deadline too.
            StudioLostError: the rendering process died.
            ValueError: the script cannot be rendered; the message says why.
            FilmError: encoding failed.

        """
        job = self._jobs.get(key)
        if job is None:
            self._check(town)
            job = _Job(script, keep, signs, time.time())
            # Every caller may be gone when it fails; an error that nobody looks at would be logged with its traceback.
            job.done.add_done_callback(lambda done: done.cancelled() or done.exception())
            if not self._jobs:
                self._on_busy(True)
            self._jobs[key] = job
        if job.slot is None:
            # For this town too where another has it in a longer line.
            self._waiting.put(town, key, signs)
            self._begin()
        self._note_queue()
        job.callers += 1
        try:
            last, told = -1.0, 0.0
            while not job.done.done():
                fraction = 0.0 if job.slot is None else self._workshop.progress(job.slot)
                if fraction != last or time.monotonic() - told >= HEARTBEAT_SECONDS:
                    last, told = fraction, time.monotonic()
                    yield fraction
                await asyncio.wait({job.done}, timeout=_PROGRESS_SECONDS)
            yield job.done.result()
        finally:
            job.callers -= 1
            if not job.callers and job.slot is None and self._jobs.get(key) is job:
                self._waiting.drop(key)
                self._over(key)

    def _check(self, town: str) -> None:
        wait, left, waiting = self.wait_seconds(town), deadlines.remaining(), self._waiting.counts()
        is_free = len(self._jobs) < self._workers
        is_long = wait > self._longest_wait and waiting[town] >= ALWAYS
        if (
            is_long
            or (left is not None and wait > left)
            or (not is_free and too_many(waiting, town, self._max_waiting))
        ):
            raise BusyError(max(SHORTEST_RETRY_SECONDS, wait))

    def _begin(self) -> None:
        """Begin what waits where there is room for it."""
        slots = set(range(self._workers)) - {job.slot for job in self._jobs.values()}
        while slots and self._waiting:
            key = self._waiting.take()
            self._waiting.drop(key)
            job = self._jobs[key]
            job.slot = slots.pop()
            job.task = asyncio.create_task(self._render(key, job))

    async def _render(self, key: str, job: _Job) -> None:
        assert job.slot is not None
        started = time.monotonic()
        try:
            made = await asyncio.wrap_future(self._workshop.submit(job.script, job.slot))
            await asyncio.to_thread(job.keep, made)
        except BrokenProcessPool as error:
            lost = StudioLostError("The rendering process ended unexpectedly. Ask again; a new one has been started.")
            lost.__cause__ = error
            job.done.set_exception(lost)
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear it
            job.done.set_exception(error)
        else:
            self._meter.note(time.monotonic() - started, job.signs)
            metrics.RENDER_SECONDS.labels(self._name).observe(time.time() - job.asked_at)
            job.done.set_result(made)
        finally:
            self._over(key)

    def _over(self, key: str) -> None:
        self._jobs.pop(key, None)
        self._begin()
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
        """Stop rendering; who waits hears that it is lost."""
        for job in [*self._jobs.values()]:
            if job.task:
                job.task.cancel()
            if not job.done.done():
                job.done.set_exception(StudioLostError("The service is stopping. Ask again; another takes over."))
        self._workshop.close()
