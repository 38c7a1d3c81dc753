"""Draws hands for many networks at once, each from the sources that it may learn from."""

from collections.abc import Sequence

import numpy as np
import torch
from data import SHAPE_NAMES, Source
from torch import Tensor

# The 34 photos of migowy show every letter once; half weight keeps them from being learnt by heart. Invented signers outweigh each
# single one of the recorded: with weights of 1 and 1.5 the left-out signers' letters were 95.8 and 96.1 % right.
SOURCE_WEIGHT = {"fifsch": 1.0, "pavelshep": 1.0, "migowy": 0.5, "engine": 1.5}


class HandPool:
    """Frames of several sources: shapes are drawn equally often, sources within a shape by weight, hands of a source evenly.

    Args:
        sources: All that any of the networks learns from.
        allowed: For each network the names of its sources.
        device: Where hands are drawn.
        untaught: For each network the shapes that are not drawn for it; none where nothing is given.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        allowed: Sequence[frozenset[str]],
        device: str,
        untaught: Sequence[frozenset[str]] | None = None,
    ) -> None:
        shapes = np.concatenate([source.shapes for source in sources])
        origin = np.concatenate([np.full(len(source.shapes), k) for k, source in enumerate(sources)])
        order = np.lexsort((origin, shapes))
        self._points = torch.from_numpy(np.concatenate([source.points for source in sources])[order]).to(device)
        self._world = torch.from_numpy(np.concatenate([source.world for source in sources])[order]).to(device)
        place = shapes * len(sources) + origin
        counts = np.bincount(place, minlength=len(SHAPE_NAMES) * len(sources)).reshape(len(SHAPE_NAMES), -1)
        starts = np.concatenate(([0], np.cumsum(counts)[:-1])).reshape(counts.shape)
        self._counts, self._starts = torch.from_numpy(counts).to(device), torch.from_numpy(starts).to(device)
        weights = np.array([[SOURCE_WEIGHT[s.name] * (s.name in names) for s in sources] for names in allowed])
        shares = weights[:, None] * (counts > 0)
        if (shares.sum(-1) == 0).any():
            msg = "A network has no hands of some shape to learn from; let it have the invented signers."
            raise ValueError(msg)
        self._shares = torch.from_numpy(np.cumsum(shares / shares.sum(-1, keepdims=True), -1)).float().to(device)
        self._networks, self._device = len(allowed), device
        drawn = []
        for missing in untaught or [frozenset[str]()] * len(allowed):
            taught = [k for k, name in enumerate(SHAPE_NAMES) if name not in missing]
            drawn.append([k if k in taught else taught[k % len(taught)] for k in range(len(SHAPE_NAMES))])
        self._drawn = torch.tensor(drawn, device=device)

    def draw(self, each: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return (networks × each, 21, 3) hands, other hands in the same shapes, and (networks, each) shapes."""
        shapes = torch.randint(len(SHAPE_NAMES), (self._networks, each), device=self._device)
        shapes = torch.gather(self._drawn, 1, shapes)
        metric = torch.rand(self._networks * each, device=self._device) < 0.5
        hands, others = (
            torch.where(metric[:, None, None], self._world[rows], self._points[rows])
            for rows in (self._rows(shapes), self._rows(shapes))
        )
        return hands, others, shapes

    def _rows(self, shapes: Tensor) -> Tensor:
        network = torch.arange(self._networks, device=self._device)[:, None]
        shares = self._shares[network, shapes]
        source = (torch.rand(*shapes.shape, 1, device=self._device) > shares[..., :-1]).sum(-1)
        count, start = self._counts[shapes, source], self._starts[shapes, source]
        chosen = (torch.rand(shapes.shape, device=self._device) * count).long().clamp_max(count - 1)
        return (start + chosen).flatten()
