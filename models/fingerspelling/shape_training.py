"""Train the handshape classifier on any choice of sources."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from augment import Strength, articulate, blend, film
from data import SHAPE_NAMES, Source
from network import ShapeNetwork
from numpy.typing import NDArray
from torch import Tensor, nn

BATCH = 384
SMOOTHING = 0.05
WIDTH, STUDENT_WIDTH = 224, 320
# The 34 photos of migowy show every letter once; half weight keeps them from being learnt by heart. Invented signers outweigh each
# single one of the recorded: with weights of 1 and 1.5 the left-out signers' letters were 95.8 and 96.1 % right.
SOURCE_WEIGHT = {"fifsch": 1.0, "pavelshep": 1.0, "migowy": 0.5, "engine": 1.5}


# Each member of the ensemble sees its own kind of variation. Left one source out, hands without depth (flat) are worth 1.5 points:
# depth is what detectors agree on least. Hands turned by a quarter instead of by any angle are worth 1 point, 2 of hands that lie
# on their side.
_FILMED = Strength(any_roll=0.0, sideways=0.3, roll=0.3, flat=0.6)
RECIPES = (
    replace(_FILMED, flat=0.3),
    _FILMED,
    replace(_FILMED, flat=0.8),
    replace(_FILMED, flat=0.5, tilt=0.5),
    replace(_FILMED, flexion=0.07, spread=0.035, thumb=0.05, bones=0.05),
)
# Readings are averaged over these factors of the picture's width: worth 0.3 points where its shape is unknown.
WIDTHS = (1.0, 0.75, 1.33)


@dataclass(frozen=True)
class Pool:
    """Frames of several sources with the chance of each to be drawn: shapes equally often, sources within a shape by weight."""

    points: Tensor
    world: Tensor
    shapes: NDArray[np.int64]
    chance: NDArray[np.float64]

    @classmethod
    def of(cls, sources: Sequence[Source]) -> "Pool":
        """Pool the sources."""
        shapes = np.concatenate([source.shapes for source in sources])
        origin = np.concatenate([np.full(len(source.shapes), k) for k, source in enumerate(sources)])
        chance = np.zeros(len(shapes))
        for shape in np.unique(shapes):
            for k, source in enumerate(sources):
                own = (shapes == shape) & (origin == k)
                chance[own] = SOURCE_WEIGHT[source.name] / max(own.sum(), 1)
            chance[shapes == shape] /= chance[shapes == shape].sum()
        return cls(
            torch.from_numpy(np.concatenate([source.points for source in sources])),
            torch.from_numpy(np.concatenate([source.world for source in sources])),
            shapes,
            chance / chance.sum(),
        )

    def draw(self, generator: np.random.Generator, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return hands, other hands in the same shapes, and the shapes."""
        drawn = generator.choice(len(self.shapes), size, p=self.chance)
        partners = drawn.copy()
        for shape in np.unique(self.shapes[drawn]):
            places = np.flatnonzero(self.shapes[drawn] == shape)
            own = np.flatnonzero(self.shapes == shape)
            partners[places] = generator.choice(own, len(places), p=self.chance[own] / self.chance[own].sum())
        metric = torch.from_numpy(generator.random(size) < 0.5)[:, None, None]
        hands = torch.where(metric, self.world[drawn], self.points[drawn])
        others = torch.where(metric, self.world[partners], self.points[partners])
        return hands, others, torch.from_numpy(self.shapes[drawn])


def train_shapes(sources: Sequence[Source], seed: int, steps: int, by: Strength) -> ShapeNetwork:
    """Train one network.

    Args:
        sources: What to train on.
        seed: Seed of everything random.
        steps: Batches of `BATCH` hands, each made anew.
        by: Strength of the variation.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    pool = Pool.of(sources)
    network = ShapeNetwork(len(SHAPE_NAMES), WIDTH)
    optimiser = torch.optim.AdamW(network.parameters(), 2e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, steps, pct_start=0.1)
    loss = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    for _ in range(steps):
        hands, others, shapes = pool.draw(generator, BATCH)
        mixed = torch.from_numpy(generator.random(BATCH) < 0.5)[:, None, None]
        hands = torch.where(mixed, blend(hands, others, by.blend), hands)
        value = loss(network(film(articulate(hands, by), by)), shapes)
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        schedule.step()
    return network.eval()


class ShapeEnsemble(nn.Module):
    """Averages the probabilities of several networks over a hand and its mirror image, somewhat narrower and wider."""

    def __init__(self, networks: Sequence[ShapeNetwork]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)
        self.register_buffer(
            "views", torch.tensor([[side * width, 1.0, width] for width in WIDTHS for side in (1, -1)])
        )

    def forward(self, points: Tensor) -> Tensor:
        """Return (batch, shapes) probabilities for (batch, 21, 3) hands."""
        seen = (points[None] * self.views[:, None, None]).flatten(0, 1)
        total = sum(torch.softmax(network(seen), -1) for network in self.networks)
        return (total / len(self.networks)).view(len(self.views), -1, len(SHAPE_NAMES)).mean(0)


class OneForAll(nn.Module):
    """One network that has learnt from an ensemble, read over the hand and its mirror image: a tenth of the work."""

    def __init__(self, network: ShapeNetwork) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("mirror", torch.tensor([-1.0, 1.0, 1.0]))

    def forward(self, points: Tensor) -> Tensor:
        """Return (batch, shapes) probabilities for (batch, 21, 3) hands."""
        both = torch.stack((points, points * self.mirror)).flatten(0, 1)
        return torch.softmax(self.network(both), -1).view(2, -1, len(SHAPE_NAMES)).mean(0)


def distil(ensemble: ShapeEnsemble, sources: Sequence[Source], seed: int, steps: int) -> OneForAll:
    """Teach one wider network what the ensemble says of new hands, filmed in every way that any of its members has seen."""
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    pool = Pool.of(sources)
    student = ShapeNetwork(len(SHAPE_NAMES), STUDENT_WIDTH, dropout=0.1)
    optimiser = torch.optim.AdamW(student.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, steps, pct_start=0.1)
    for step in range(steps):
        hands, others, _ = pool.draw(generator, BATCH)
        by = RECIPES[step % len(RECIPES)]
        mixed = torch.from_numpy(generator.random(BATCH) < 0.5)[:, None, None]
        seen = film(articulate(torch.where(mixed, blend(hands, others, by.blend), hands), by), by)
        with torch.no_grad():
            wanted = ensemble(seen)
        value = -(wanted * torch.log_softmax(student(seen), -1)).sum(-1).mean()
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        schedule.step()
    return OneForAll(student).eval()
