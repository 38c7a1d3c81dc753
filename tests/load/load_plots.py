"""Draws what `load.py` and `load_services.py` have measured, beside their reports.

`python load_plots.py latency reports/load.json`, `python load_plots.py throughput reports/load-services.json`.
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

BAR_MILLISECONDS, BAR_RATIO = 300, 1.8
BIG = 100
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
    loads = [metrics[f"{count}_load_average"] for count in counts]
    axes.set(
        xlabel="residents at the same time",
        ylabel="p95, ms",
        yscale="log",
        title=f"Latency against load, {metrics['cores']:.0f} cores; load average {min(loads):.1f} to {max(loads):.1f}",
    )
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    figure.savefig(path, dpi=120, bbox_inches="tight")


def throughput(metrics: dict[str, float], path: Path) -> None:
    """Draw what each service does with one replica and with two: by the clock, and by its processors' time."""
    services = sorted({name.split("_")[0] for name in metrics if name.endswith("_cpu_per_second")})
    figure, axes = plt.subplots(figsize=(8, 4.5))
    series = {
        "one replica": [1.0] * len(services),
        "two, calls a second": [metrics[f"{one}_ratio_clock"] for one in services],
        "two, calls for each second of their processors": [metrics[f"{one}_ratio_cpu"] for one in services],
    }
    for number, (label, values) in enumerate(series.items()):
        axes.bar([place + (number - 1) * 0.27 for place in range(len(services))], values, 0.25, label=label)
    axes.axhline(BAR_RATIO, color="grey", linestyle="--", label=f"bar, {BAR_RATIO}")
    rates = [[metrics[f"{one}_{count}_clock_per_second"] for count in (1, 2)] for one in services]
    axes.set(
        ylabel="multiple of one replica",
        ylim=(0, 3),
        xticks=range(len(services)),
        xticklabels=[
            f"{one}\n{_rate(first)} → {_rate(second)}\na second"
            for one, (first, second) in zip(services, rates, strict=True)
        ],
        title=f"Throughput against replicas, one processor each; load average at the start {metrics['load_average_before']:.1f}",
    )
    axes.tick_params(axis="x", labelsize=8)
    axes.legend(loc="upper left", fontsize=8)
    figure.savefig(path, dpi=110, bbox_inches="tight")


def _rate(a_second: float) -> str:
    return f"{a_second:,.0f}" if a_second >= BIG else f"{a_second:.2g}"


if __name__ == "__main__":
    draw = {"latency": latency, "throughput": throughput}[sys.argv[1]]
    report = Path(sys.argv[2])
    draw(json.loads(report.read_text(encoding="utf-8")), report.with_suffix(".png"))
    print(f"drawn: {report.with_suffix('.png')}")
