"""Draws what `load.py` and `load_services.py` have measured, beside their reports.

`python load_plots.py latency reports/load.json`, `python load_plots.py throughput reports/load-services.json`.
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

BAR_MILLISECONDS = 300
SHOWN = {"text": "text answer", "playlist": "film's playlist", "voice": "reading aloud", "signing-reading": "sign read"}


def latency(metrics: dict[str, float], path: Path) -> None:
    """Draw the p95 of each kind of request against the number of residents."""
    counts = sorted({int(name.split("_")[0]) for name in metrics if name[0].isdigit()})
    figure, axes = plt.subplots(figsize=(7, 4.5))
    for name, label in SHOWN.items():
        points = [(count, metrics[key]) for count in counts if (key := f"{count}_{name}_p95_ms") in metrics]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", label=label)
    axes.axhline(BAR_MILLISECONDS, color="grey", linestyle="--", label="bar of text answers")
    axes.set(xlabel="residents at the same time", ylabel="p95, ms", ylim=(0, None))
    axes.legend()
    figure.savefig(path, dpi=120, bbox_inches="tight")


def throughput(metrics: dict[str, float], path: Path) -> None:
    """Draw the calls a second of each service against the number of replicas, as a multiple of one replica's."""
    services = sorted({name.split("_")[0] for name in metrics if name.endswith("_per_second")})
    figure, axes = plt.subplots(figsize=(7, 4.5))
    for service in services:
        counts = sorted(
            int(name.split("_")[1]) for name in metrics if name.startswith(f"{service}_") and "_cpu_per" in name
        )
        rates = [metrics[f"{service}_{count}_cpu_per_second"] for count in counts]
        axes.plot(counts, [rate / rates[0] for rate in rates], marker="o", label=service)
    axes.plot([1, 2], [1, 2], color="grey", linestyle="--", label="ideal")
    axes.set(xlabel="replicas", ylabel="capacity, multiple of one replica's", xticks=[1, 2], ylim=(0, None))
    axes.legend()
    figure.savefig(path, dpi=120, bbox_inches="tight")


if __name__ == "__main__":
    draw = {"latency": latency, "throughput": throughput}[sys.argv[1]]
    report = Path(sys.argv[2])
    draw(json.loads(report.read_text(encoding="utf-8")), report.with_suffix(".png"))
    print(f"drawn: {report.with_suffix('.png')}")
