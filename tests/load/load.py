"""`make load`: a town's residents before the gateway, more and more of them, and what a text question costs the gateway.

Bars: 200 residents on 2 cores without an error but honest refusals, text answers within 300 ms for 95 of 100; no connection to the
outside, no file with what a resident said or showed. `make bench-gateway` measures the third, what a question costs the gateway,
with less noise than is seen here.
"""

import argparse
import asyncio
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2
from load_machine import cpu_seconds, load_average, usage
from load_town import TOOLS, draw, questions, running_town
from okienko_common.reports import print_table, write_report
from okienko_stack import REPOSITORY, RunningStack

WARM_SHARE = 0.25
MOST_MILLISECONDS = 300.0
WARMING_QUESTIONS, COST_QUESTIONS, COST_ASKERS = 100, 400, 4


def run_residents(stack: RunningStack, count: int, seconds: int) -> list[dict[str, Any]]:
    """Let residents live for so long and return the outcomes of their requests after everybody has come."""
    outcomes = stack.folder / "outcomes.jsonl"
    outcomes.unlink(missing_ok=True)
    rate = max(1.0, count / (WARM_SHARE * seconds))
    command = ["locust", "--headless", "-f", "tests/load/residents.py", "--host", stack.address, "--only-summary"]
    command += ["-u", str(count), "-r", f"{rate:.1f}", "-t", f"{seconds}s", "--stop-timeout", "20"]
    environment = {**os.environ, "OKIENKO_LOAD_FOLDER": str(stack.folder)}
    subprocess.run(
        [*TOOLS, *command],
        cwd=REPOSITORY,
        env=environment,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = [json.loads(line) for line in outcomes.read_text(encoding="utf-8").splitlines()]
    begun = min(outcome["at"] for outcome in found) + WARM_SHARE * seconds
    return [outcome for outcome in found if outcome["at"] >= begun]


def summary(outcomes: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return metric → number: p50 and p95 of each kind of request, refusals and failures of all."""
    times: dict[str, list[float]] = defaultdict(list)
    kinds: dict[str, int] = defaultdict(int)
    for outcome in outcomes:
        kinds[outcome["kind"]] += 1
        if outcome["kind"] == "ok":
            times[outcome["name"]].append(outcome["ms"])
    metrics: dict[str, float] = {"refused": kinds["refused"], "failed": kinds["failed"], "requests": len(outcomes)}
    for name, values in times.items():
        if len(values) > 1:
            cuts = statistics.quantiles(values, n=100, method="inclusive")
            metrics |= {f"{name}_p50_ms": cuts[49], f"{name}_p95_ms": cuts[94]}
    return metrics


async def question_cost(stack: RunningStack) -> dict[str, float]:
    """Return the processor milliseconds that a text question costs each process."""
    bodies = iter(questions(seed=2)[:COST_QUESTIONS])
    processes = {name: pid for name, pid in stack.processes().items() if name in {"gateway", "faq"}}

    async def ask(client: httpx2.AsyncClient) -> None:
        for number, body in enumerate(bodies):
            address = {"X-Forwarded-For": f"10.0.{number // 50}.{number % 50}"}
            response = await client.post("/api/v1/ask", json=body, headers=address)
            response.raise_for_status()

    async with httpx2.AsyncClient(base_url=stack.address, timeout=30, trust_env=False) as client:
        # What is done once, on the first calls of their kind, is not counted.
        for body in questions(seed=2)[-WARMING_QUESTIONS:]:
            await client.post("/api/v1/ask", json=body, headers={"X-Forwarded-For": f"10.1.0.{random.randrange(256)}"})
        before = {name: cpu_seconds(pid) for name, pid in processes.items()}
        await asyncio.gather(*(ask(client) for _ in range(COST_ASKERS)))
    return {
        f"question_{name}_cpu_ms": (cpu_seconds(pid) - before[name]) * 1000 / COST_QUESTIONS
        for name, pid in processes.items()
    }


def missed(metrics: Mapping[str, float], counts: Sequence[int]) -> list[str]:
    """Return a sentence for each bar that is missed with some number of residents."""
    found = []
    for count in counts:
        if metrics[f"{count}_failed"]:
            found.append(f"Of {count} residents {metrics[f'{count}_failed']:.0f} requests failed.")
        # Where hardly any text was answered there is no such figure.
        taken = metrics.get(f"{count}_text_p95_ms", math.inf)
        if taken > MOST_MILLISECONDS:
            found.append(f"With {count} residents five of a hundred text answers took more than {taken:.0f} ms.")
    return found


def main() -> int:
    """Start everything, measure, print, draw, write reports/load.json; 1 when a bar is missed or something has leaked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, nargs="+", default=[25, 50, 100, 200])
    parser.add_argument("--seconds", type=int, default=60, help="of each number of residents")
    chosen = parser.parse_args()
    metrics: dict[str, float] = {"cores": float(os.cpu_count() or 0), "load_average_before": load_average()}
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder, running_town(Path(folder) / "town") as stack:
        metrics |= asyncio.run(question_cost(stack))
        for count in chosen.residents:
            before = {name: usage(pid) for name, pid in stack.processes().items()}
            found = run_residents(stack, count, chosen.seconds)
            result = summary(found)
            for name, pid in stack.processes().items():
                result[f"{name}_cores"] = (usage(pid).cpu_seconds - before[name].cpu_seconds) / chosen.seconds
            result["load_average"] = load_average()
            metrics |= {f"{count}_{name}": value for name, value in result.items()}
            rows += [[count, name, f"{value:.2f}"] for name, value in sorted(result.items())]
            for outcome in found:
                if outcome["kind"] == "failed":
                    print("failed:", outcome["name"], outcome["detail"], file=sys.stderr)
        leaked = stack.what_leaked()
    metrics |= {"leaks": float(len(leaked)), "outside_watched": float(stack.watch is not None)}
    print_table(["residents", "what", "figure"], rows)
    print_table(["what", "figure"], [[name, f"{value:.2f}"] for name, value in metrics.items() if "_" not in name[:4]])
    draw("latency", write_report("load", metrics))
    complaints = missed(metrics, chosen.residents) + leaked
    print("\n".join(complaints or [f"Every bar is met; {stack.verdict}."]))
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
