"""`make bench-costs`: processor time of every process for each thing that a resident does; docs/capacity.md adds them up.

Everything runs as `make run` starts it, with the most-asked answers' films and readings ready, as after a town's first night. Each
thing is done by a few callers at once, after some that are not counted; the callers' own time is not counted either.
"""

import argparse
import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2
from load_frames import FRAMES_A_SECOND, frames
from load_machine import load_average, usage
from load_town import SPEECH, questions, running_town
from okienko_common.reports import print_table, write_report
from okienko_stack import RunningStack
from websockets.asyncio.client import connect

CALLERS, WARMING, COUNTED = 4, 40, 200
# A sentence in the learnt voice takes seconds, and more than one at once is refused on a busy machine.
SPOKEN = 6
SIGNERS, SIGNED_SECONDS = 8, 20
REST_SECONDS = 10.0
PROCESSES = ("gateway", "faq", "recognition", "signing", "translation", "speech")
FRAME_BYTES = 684

Do = Callable[[httpx2.AsyncClient], Awaitable[object]]


@dataclass(frozen=True)
class Thing:
    """What a resident does: what does it once, how often it is counted, and how many do it at once."""

    name: str
    do: Do
    times: int = COUNTED
    callers: int = CALLERS


def things(stack: RunningStack) -> Iterator[Thing]:
    """Yield everything that is measured but signing."""
    prepared = json.loads((stack.folder / "prepared.json").read_text(encoding="utf-8"))
    answers: list[str] = prepared["answers"]
    bodies = {
        language: iter([one for one in questions(seed=8) if one["language"] == language]) for language in ("pl", "en")
    }

    async def fetch(client: httpx2.AsyncClient, path: str) -> httpx2.Response:
        response = await client.get(path)
        response.raise_for_status()
        return response

    def asking(language: str) -> Do:
        async def ask(client: httpx2.AsyncClient) -> None:
            (await client.post("/api/v1/ask", json=next(bodies[language]))).raise_for_status()

        return ask

    async def look(client: httpx2.AsyncClient) -> None:
        await fetch(client, "/api/v1/topics")
        playlist = await fetch(client, f"/api/v1/topics/{answers[0]}/signing")
        await fetch(client, playlist.json()["clips"][0]["renditions"][0]["url"])
        await fetch(client, f"/api/v1/answers/{answers[0]}")

    async def listen(client: httpx2.AsyncClient) -> None:
        await fetch(client, f"/api/v1/answers/{answers[0]}/{SPEECH}")

    async def translate(client: httpx2.AsyncClient) -> None:
        body = {"texts": [next(bodies["pl"])["text"]], "source": "pl", "target": "en"}
        (await client.post("/api/v1/translate", json=body)).raise_for_status()

    async def speak(client: httpx2.AsyncClient) -> None:
        body = {"text": next(bodies["pl"])["text"], "language": "pl", "voice": "pl-okienko"}
        (await client.post("/api/v1/speech", json=body)).raise_for_status()

    yield Thing("question-pl", asking("pl"))
    yield Thing("question-en", asking("en"))
    yield Thing("topics-film-answer", look)
    yield Thing("reading", listen)
    yield Thing("sentence-translated", translate)
    yield Thing("sentence-spoken", speak, SPOKEN, 1)


async def repeat(stack: RunningStack, thing: Thing, times: int) -> None:
    """Do one thing so many times, a few at once."""
    left = iter(range(times))

    async def caller(client: httpx2.AsyncClient) -> None:
        for _ in left:
            await thing.do(client)

    addresses = itertools.count()

    async def from_elsewhere(request: httpx2.Request) -> None:
        # Each request has an address of its own, so that no limit of one address is met.
        number = next(addresses)
        request.headers["X-Forwarded-For"] = f"10.9.{number // 250}.{number % 250}"

    hooks = {"request": [from_elsewhere]}
    async with httpx2.AsyncClient(base_url=stack.address, timeout=30, trust_env=False, event_hooks=hooks) as client:
        await asyncio.gather(*(caller(client) for _ in range(thing.callers)))


async def sign(stack: RunningStack, seconds: float) -> None:
    """Let several people sign before the camera, one frame a message as the page sends them."""
    signed = b"".join(frames(seconds, seed=3))

    async def signer(number: int) -> None:
        address = stack.address.replace("http", "ws") + "/api/v1/recognise"
        headers = {"X-Forwarded-For": f"10.8.0.{number}"}
        async with connect(address, additional_headers=headers, proxy=None) as socket:
            await socket.send(json.dumps({"type": "config", "transcript": True}))
            reading = asyncio.create_task(_read(socket))
            begun = time.monotonic()
            for frame in range(round(seconds * FRAMES_A_SECOND)):
                await asyncio.sleep(max(0.0, begun + frame / FRAMES_A_SECOND - time.monotonic()))
                await socket.send(signed[frame * FRAME_BYTES : (frame + 1) * FRAME_BYTES])
            reading.cancel()

    await asyncio.gather(*(signer(number) for number in range(SIGNERS)))


async def _read(socket: object) -> None:
    async for _ in socket:  # type: ignore[attr-defined]
        pass


class Meter:
    """Tells what work costs each process above what it uses at rest: looking at the store, health, figures."""

    def __init__(self, stack: RunningStack) -> None:
        self._pids = {name: pid for name, pid in stack.processes().items() if name in PROCESSES}
        self.at_rest = dict.fromkeys(self._pids, 0.0)
        with self.counted(REST_SECONDS) as found:
            time.sleep(REST_SECONDS)
        self.at_rest = found

    @contextmanager
    def counted(self, units: float) -> Iterator[dict[str, float]]:
        """Give a table that holds, at the end, the milliseconds of a processor that a unit of work has cost each process."""
        before, begun = self._used(), time.monotonic()
        found: dict[str, float] = {}
        yield found
        used, passed = self._used(), time.monotonic() - begun
        found |= {
            name: max(0.0, (used[name] - before[name]) * 1000 - passed * rest) / units
            for name, rest in self.at_rest.items()
        }

    def _used(self) -> dict[str, float]:
        return {name: usage(pid).cpu_seconds for name, pid in self._pids.items()}


def main() -> None:
    """Start everything, measure, print, write reports/bench-costs.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    metrics = {"cores": float(os.cpu_count() or 0), "load_average_before": load_average()}
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder, running_town(Path(folder) / "town") as stack:
        meter = Meter(stack)
        for thing in things(stack):
            asyncio.run(repeat(stack, thing, min(WARMING, thing.times)))
            with meter.counted(thing.times) as found[thing.name]:
                asyncio.run(repeat(stack, thing, thing.times))
            print(f"{thing.name}: measured, load average {load_average():.1f}", flush=True)
        asyncio.run(sign(stack, 4))
        with meter.counted(SIGNERS * SIGNED_SECONDS) as found["second-signed"]:
            asyncio.run(sign(stack, SIGNED_SECONDS))
        found["second-at-rest"] = meter.at_rest
    metrics["load_average_after"] = load_average()
    metrics |= {f"{what}_{name}_cpu_ms": value for what, own in found.items() for name, value in own.items()}
    print_table(
        ["what, ms of a processor", *PROCESSES],
        [[what, *(f"{own.get(name, 0.0):.2f}" for name in PROCESSES)] for what, own in found.items()],
    )
    loads = f"{metrics['load_average_before']:.1f} before, {metrics['load_average_after']:.1f} after"
    print(f"load average {loads}; written to {write_report('bench-costs', metrics)}")


if __name__ == "__main__":
    main()
