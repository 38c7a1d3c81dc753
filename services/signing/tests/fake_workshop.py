"""A workshop that renders nothing, for tests of what stands around it."""

from concurrent.futures import Future
from dataclasses import replace

from okienko_signing.composition import Mark
from okienko_signing.production import Film, Script

FILM = Film(b"webm", b"mp4", b"webp", 2.0, (Mark("DOM", 0.5, 1.5, False),), (0.5,))


class FakeWorkshop:
    """Keeps every job until `finish` or `fail` is called, or finishes at once."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.at_once = at_once
        self.scripts: list[Script] = []
        self.jobs: list[Future[Film]] = []
        self.share = 0.25
        self.closed = False

    def submit(self, script: Script, slot: int) -> "Future[Film]":
        self.scripts.append(script)
        job: Future[Film] = Future()
        self.jobs.append(job)
        if self.at_once:
            job.set_result(replace(FILM, further=tuple(str(size).encode() for size in script.further)))
        return job

    def progress(self, slot: int) -> float:
        return self.share

    def close(self) -> None:
        self.closed = True
