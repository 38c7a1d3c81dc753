"""`make bench-gateway`: processor time that the gateway uses for a text question, on the running whole.

Bar: at most 1.5 ms above what the services use. Four callers ask questions of the evaluation, each of them once, so that no cache
of the answers service makes the gateway's caches warmer than they are. BESIDE=folder, another checkout, starts that one's gateway
before the same services and asks both in turns: processor time of one run does not compare with that of another. For the same
reason the least that asks the service (`smallest_gateway.py`) is measured beside: it says what the libraries alone cost here.
"""

import argparse
import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2
from load_machine import cpu_seconds, load_average
from load_town import questions
from okienko_common.reports import print_table, write_report
from okienko_stack import REPOSITORY, SERVICES, RunningStack, free_port

ASKERS = 4
# What is done once, on the first calls of their kind, is not counted.
WARMING_QUESTIONS = 60
ROUNDS, ROUND_QUESTIONS = 4, 110
BAR_MS = 1.5
SMALLEST = "smallest"
START_SECONDS = 30.0


@contextmanager
def gateway(stack: RunningStack, checkout: Path) -> Iterator[tuple[int, str]]:
    """Start a checkout's gateway before the stack's services; process id and address."""
    port = free_port()
    variables = {name: value for name, value in os.environ.items() if not name.startswith("OKIENKO_")}
    variables |= {f"OKIENKO_GATEWAY_{name.upper()}_TARGET": f"127.0.0.1:{stack.ports[name]}" for name in SERVICES}
    variables |= {
        "OKIENKO_GATEWAY_PORT": str(port),
        "OKIENKO_GATEWAY_LOG_LEVEL": "error",
        "OKIENKO_GATEWAY_QUESTIONS_PER_MINUTE": "1000000",
        "OKIENKO_GATEWAY_AUDIT_FOLDER": str(stack.data / f"audit-{port}"),
        "PYTHONPATH": f"{checkout / 'gateway/src'}:{checkout / 'services/common/src'}",
    }
    with _serving([sys.executable, "-m", "okienko_gateway"], variables, port) as running:
        yield running


@contextmanager
def smallest(stack: RunningStack) -> Iterator[tuple[int, str]]:
    """Start the least that asks the stack's answers service; process id and address."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("smallest_gateway.py")), str(port), str(stack.ports["faq"])]
    with _serving(command, dict(os.environ), port) as running:
        yield running


@contextmanager
def _serving(command: list[str], variables: Mapping[str, str], port: int) -> Iterator[tuple[int, str]]:
    process = subprocess.Popen(command, cwd=REPOSITORY, env=variables)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield process.pid, address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str) -> None:
    ends = time.monotonic() + START_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    question = urllib.request.Request(
        f"{address}/api/v1/ask", b'{"text": "godziny", "language": "pl"}', {"Content-Type": "application/json"}
    )
    while True:
        try:
            with opener.open(question, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)


async def ask(address: str, bodies: list[dict[str, str]]) -> None:
    """Ask all of them, a few at a time."""
    left = iter(bodies)

    async def asker(client: httpx2.AsyncClient) -> None:
        for body in left:
            (await client.post("/api/v1/ask", json=body)).raise_for_status()

    async with httpx2.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        await asyncio.gather(*(asker(client) for _ in range(ASKERS)))


def main() -> int:
    """Start everything, measure, print, write reports/bench-gateway.json; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", type=Path, help="another checkout, whose gateway is measured in the same run")
    chosen = parser.parse_args()
    checkouts = {"gateway": REPOSITORY} | ({"beside": chosen.beside.resolve()} if chosen.beside else {})
    metrics = {"cores": float(os.cpu_count() or 0), "load_average_before": load_average()}
    costs: dict[str, list[float]] = {name: [] for name in (*checkouts, SMALLEST)}
    source = iter(questions(seed=2))
    with tempfile.TemporaryDirectory() as folder:
        stack = RunningStack(Path(folder))
        stack.start()
        try:
            with ExitStack() as opened:
                running = {name: opened.enter_context(gateway(stack, path)) for name, path in checkouts.items()}
                running[SMALLEST] = opened.enter_context(smallest(stack))
                for _, address in running.values():
                    asyncio.run(ask(address, list(itertools.islice(source, WARMING_QUESTIONS))))
                for number in range(ROUNDS):
                    # Each goes first in every other round.
                    for name in list(running)[:: 1 if number % 2 else -1]:
                        pid, address = running[name]
                        before = cpu_seconds(pid)
                        asyncio.run(ask(address, list(itertools.islice(source, ROUND_QUESTIONS))))
                        costs[name].append((cpu_seconds(pid) - before) * 1000 / ROUND_QUESTIONS)
        finally:
            stack.stop()
    rows: list[list[object]] = []
    for name, values in costs.items():
        metrics |= {f"{name}_question_cpu_ms": statistics.median(values), f"{name}_most_ms": max(values)}
        bar = "" if name == SMALLEST else BAR_MS
        rows.append([name, f"{statistics.median(values):.2f}", f"{min(values):.2f} to {max(values):.2f}", bar])
    print_table(["gateway", "ms of a processor, a question (median)", "rounds", "bar"], rows)
    print(f"load average {metrics['load_average_before']:.1f}; written to {write_report('bench-gateway', metrics)}")
    return 0 if metrics["gateway_question_cpu_ms"] <= BAR_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
