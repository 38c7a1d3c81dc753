"""`make bench`: answer time at the gateway and idle memory, measured on the running whole.

Three loads, all with questions that were never asked before in the run, so that no cache answers:

- `paced`: 20 users at once, each waits for the answer and reads it for 1 to 5 seconds before asking again;
- `burst`: 20 users press the button in the same instant;
- `closed`: 20 users who ask again at once, which no people do; it shows the most that the machine can do.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from okienko_common.reports import print_table, write_report
from okienko_stack import REPOSITORY, UNLIMITED, RunningStack, process_tree

QUESTIONS = REPOSITORY / "services/faq/evaluation"
USERS = 20
READING_SECONDS = (1.0, 5.0)
SETTLE_SECONDS = 10.0


def questions(seed: int) -> list[dict[str, str]]:
    """Return the evaluation questions in a shuffled order, none twice."""
    lines = [
        line for name in ("held_out", "development") for line in (QUESTIONS / f"{name}.jsonl").read_text().splitlines()
    ]
    bodies = []
    for line in lines:
        item = json.loads(line)
        if item["language"] == "gloss":
            continue
        bodies.append({"text": item["text"], "language": item["language"]})
    random.Random(seed).shuffle(bodies)
    return bodies


async def ask(client: httpx2.AsyncClient, body: dict[str, str]) -> float:
    """Ask one question and return the milliseconds to the whole answer."""
    started = time.perf_counter()
    response = await client.post("/api/v1/ask", json=body)
    response.raise_for_status()
    return (time.perf_counter() - started) * 1000


async def paced(client: httpx2.AsyncClient, bodies: list[dict[str, str]], rounds: int) -> list[float]:
    """Let every user ask `rounds` questions with a pause for reading."""
    source = iter(bodies)

    async def user(number: int) -> list[float]:
        pauses = random.Random(number)
        await asyncio.sleep(pauses.uniform(0, READING_SECONDS[1]))
        times = []
        for _ in range(rounds):
            times.append(await ask(client, next(source)))
            await asyncio.sleep(pauses.uniform(*READING_SECONDS))
        return times

    return [time for times in await asyncio.gather(*(user(number) for number in range(USERS))) for time in times]


async def closed(client: httpx2.AsyncClient, bodies: list[dict[str, str]]) -> tuple[list[float], float]:
    """Let every user ask again at once; returns times and questions a second."""
    source = iter(bodies)

    async def user() -> list[float]:
        return [await ask(client, body) for body in source]

    started = time.perf_counter()
    times = [time for times in await asyncio.gather(*(user() for _ in range(USERS))) for time in times]
    return times, len(times) / (time.perf_counter() - started)


def memory_megabytes(pid: int) -> float:
    """Return the proportional set size of one process: shared pages are counted once."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def percentile(times: list[float], share: float) -> float:
    """Return the value below which the share of the times lies."""
    return statistics.quantiles(times, n=1000, method="inclusive")[int(share * 1000) - 1]


async def measure(address: str, rounds: int) -> dict[str, float]:
    """Run the three loads."""
    bodies = questions(seed=1)
    metrics: dict[str, float] = {}
    async with httpx2.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        for body in [{"text": "dzień dobry", "language": "pl"}] * 5:
            await ask(client, body)
        used = USERS * rounds
        times = await paced(client, bodies[:used], rounds)
        metrics |= {f"paced_p{share}_ms": percentile(times, share / 100) for share in (50, 95, 99)}
        burst = list(await asyncio.gather(*(ask(client, body) for body in bodies[used : used + USERS])))
        metrics["burst_slowest_ms"] = max(burst)
        times, rate = await closed(client, bodies[used + USERS :])
        metrics |= {"closed_p50_ms": percentile(times, 0.5), "closed_p95_ms": percentile(times, 0.95)}
        metrics["closed_questions_per_second"] = rate
    return metrics


def main() -> None:
    """Start everything, measure, print, write reports/bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="questions of each paced user")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        stack = RunningStack(
            Path(folder),
            environment={**UNLIMITED, "OKIENKO_GATEWAY_LOG_LEVEL": "error"},
        )
        started = time.monotonic()
        stack.start()
        start_seconds = time.monotonic() - started
        try:
            time.sleep(SETTLE_SECONDS)
            memory = {
                name: sum(memory_megabytes(child) for child in (process_tree(pid) if name != "supervisor" else [pid]))
                for name, pid in stack.processes().items()
            }
            metrics = asyncio.run(measure(stack.address, rounds))
        finally:
            stack.stop()
    metrics |= {f"idle_{name}_mb": value for name, value in memory.items()}
    metrics |= {"idle_total_mb": sum(memory.values()), "start_seconds": start_seconds}
    print(f"{os.cpu_count()} cores, {platform.machine()}, {time.strftime('%Y-%m-%d')}\n")
    print_table(["what", "figure"], [[name, f"{value:.1f}"] for name, value in sorted(metrics.items())])
    print(f"\nwritten to {write_report('bench', metrics)}")


if __name__ == "__main__":
    main()
