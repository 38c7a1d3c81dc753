"""Measured figures: printed for people, written as flat JSON for programs."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path


def write_report(name: str, metrics: Mapping[str, float], folder: Path | None = None) -> Path:
    """Write metric → number to `reports/<name>.json` under the current folder and return the path.

    The file appears whole or not at all.
    """
    folder = folder or Path(os.environ.get("OKIENKO_REPORTS", "reports"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(dict(sorted(metrics.items())), indent=2) + "\n", encoding="utf-8")
    partial.replace(path)
    return path


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table, ready for a README."""
    cells = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    for index, row in enumerate(cells):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if index == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
