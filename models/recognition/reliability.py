"""Reliability diagrams as SVG: how often readings are right against how sure they are said to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BINS = 10
SIZE, MARGIN = 320, 44


@dataclass(frozen=True)
class Judgements:
    """Readings of one kind: (n,) confidence and whether each was right."""

    name: str
    confidence: NDArray[np.float32]
    right: NDArray[np.bool_]

    def bins(self) -> list[tuple[float, float, int]]:
        """Return mean confidence, share right and count of each filled tenth."""
        places = np.minimum((self.confidence * BINS).astype(int), BINS - 1)
        return [
            (
                float(self.confidence[places == k].mean()),
                float(self.right[places == k].mean()),
                int((places == k).sum()),
            )
            for k in range(BINS)
            if (places == k).any()
        ]

    def error(self) -> float:
        """Return the expected calibration error (Guo et al. 2017)."""
        return sum(abs(sure - right) * count for sure, right, count in self.bins()) / len(self.confidence)


def draw(panels: Sequence[Judgements], path: Path) -> None:
    """Write one diagram beside the other; each dot's area grows with the readings behind it."""
    width = len(panels) * (SIZE + 2 * MARGIN)
    size = f'width="{width}" height="{SIZE + 2 * MARGIN}" font-family="sans-serif" font-size="13"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="Reliability diagrams">',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for number, panel in enumerate(panels):
        left = number * (SIZE + 2 * MARGIN) + MARGIN
        parts += [
            f'<text x="{left}" y="20">{escape(panel.name)}: ECE {panel.error():.3f}, n = {len(panel.confidence)}</text>',
            f'<rect x="{left}" y="{MARGIN}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#888"/>',
            f'<line x1="{left}" y1="{MARGIN + SIZE}" x2="{left + SIZE}" y2="{MARGIN}" stroke="#888" stroke-dasharray="4"/>',
            f'<text x="{left + SIZE / 2}" y="{MARGIN + SIZE + 32}" text-anchor="middle">confidence 0–1; up: share right</text>',
        ]
        for sure, right, count in panel.bins():
            radius = 3 + 16 * (count / len(panel.confidence)) ** 0.5
            x, y = left + sure * SIZE, MARGIN + (1 - right) * SIZE
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1b5e9b" fill-opacity="0.6"/>')
    path.write_text("\n".join([*parts, "</svg>\n"]), encoding="utf-8")
