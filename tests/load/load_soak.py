"""`make soak MINUTES=30`: residents for half an hour; nothing may grow, nothing may leak.

Bars: memory at most 2 % more than after the warm-up, not one descriptor more; no connection to the outside, no file with what a
resident said or showed.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load import run_residents, summary
from load_machine import Usage, load_average, usage
from load_town import running_town
from okienko_common.reports import print_table, write_report
from okienko_stack import RunningStack

RESIDENTS = 50
SAMPLE_SECONDS = 5.0
# What fills once, caches and pools, does so in the first third; the ends of what follows are compared.
WARM_SHARE, COMPARED_SHARE = 0.35, 0.2
MOST_GROWTH_PERCENT = 2.0


def first_and_last(values: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
    """Return the first values after the warm-up, and as many of the last.

    Raises:
        ValueError: there are too few.
    """
    settled = values[int(len(values) * WARM_SHARE) :]
    compared = int(len(settled) * COMPARED_SHARE)
    if compared < 2:
        message = f"{len(values)} samples are too few; let it run longer."
        raise ValueError(message)
    return settled[:compared], settled[-compared:]


def growth(values: Sequence[float]) -> float:
    """Return by how many percent the mean of the last values exceeds that of the first ones after the warm-up.

    Raises:
        ValueError: there are too few.
    """
    first, last = first_and_last(values)
    return (sum(last) / sum(first) - 1) * 100


def left_open(counts: Sequence[float]) -> float:
    """Return how many descriptors are open at the end that were not after the warm-up.

    What stays open raises the least and the most alike. What is open for a moment raises the most alone, where a sample happens
    to meet it: the answers have 15, for 5 % of the time one socket more, for 0.2 % the database and its journal (2026-11-29).

    Raises:
        ValueError: there are too few counts.
    """
    first, last = first_and_last(counts)
    return min(min(last) - min(first), max(last) - max(first))


def sample(stack: RunningStack, seconds: float, samples: dict[str, list[Usage]]) -> None:
    """Measure every process now and then."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for name, pid in stack.processes().items():
            # The supervisor's tree is everything.
            if name != "supervisor":
                samples.setdefault(name, []).append(usage(pid))
        time.sleep(SAMPLE_SECONDS)


def judged(samples: Mapping[str, Sequence[Usage]]) -> dict[str, float]:
    """Return growth of memory in percent, of each process and of all, and how many descriptors each has left open."""
    metrics: dict[str, float] = {}
    for name, taken in samples.items():
        metrics[f"{name}_memory_growth_percent"] = growth([one.megabytes for one in taken])
        metrics[f"{name}_mb"] = taken[-1].megabytes
        metrics[f"{name}_descriptor_growth"] = left_open([one.descriptors for one in taken])
    together = [sum(one.megabytes for one in moment) for moment in zip(*samples.values(), strict=False)]
    metrics["memory_growth_percent"] = growth(together)
    return metrics


def grown(metrics: Mapping[str, float]) -> list[str]:
    """Return a sentence for each bar that is missed: memory of all together or of one process, descriptors, failed requests."""
    found = []
    for name, value in metrics.items():
        if name.endswith("memory_growth_percent") and value > MOST_GROWTH_PERCENT:
            found.append(f"{name} is {value:.2f}, more than {MOST_GROWTH_PERCENT}.")
        elif name.endswith("descriptor_growth") and value > 0:
            found.append(f"{name} is {value:.0f}: files or sockets are left open.")
    if metrics["failed"]:
        found.append(f"{metrics['failed']:.0f} requests failed.")
    return found


def main() -> int:
    """Start everything, let residents live, compare, write reports/soak.json; 1 when something has grown or leaked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--residents", type=int, default=RESIDENTS)
    chosen = parser.parse_args()
    seconds = round(chosen.minutes * 60)
    samples: dict[str, list[Usage]] = {}
    with tempfile.TemporaryDirectory() as folder, running_town(Path(folder) / "town") as stack:
        sampling = threading.Thread(target=sample, args=(stack, seconds, samples))
        sampling.start()
        outcomes = run_residents(stack, chosen.residents, seconds)
        sampling.join()
        leaked = stack.what_leaked()
    metrics = {"minutes": chosen.minutes, "residents": float(chosen.residents), "load_average": load_average()}
    metrics |= {
        "cores": float(os.cpu_count() or 0),
        **judged(samples),
        **summary(outcomes),
        "leaks": float(len(leaked)),
        "outside_watched": float(stack.watch is not None),
    }
    print_table(["what", "figure"], [[name, f"{value:.2f}"] for name, value in sorted(metrics.items())])
    print(f"written to {write_report('soak', metrics)}")
    found = grown(metrics) + leaked
    print("\n".join(found or [f"Nothing has grown; {stack.verdict}."]))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
