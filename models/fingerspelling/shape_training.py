"""Train handshape classifiers on any choice of sources, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from augment import Strength, articulate, blend, film
from data import SHAPE_NAMES, Source
from hand_pool import HandPool
from network import ShapeNetwork, ShapeNetworks
from torch import Tensor, nn

BATCH = 512
SMOOTHING = 0.05
WIDTH, STUDENT_WIDTH = 224, 320
FASTEST_LEARNING = 2e-3


# Each member of the ensemble sees its own kind of variation. Left one source out, hands without depth (flat) are worth 1.5 points:
# depth is what detectors agree on least. Hands turned by a quarter instead of by any angle are worth 1 point, 2 of hands that lie
# on their side.
# Landmarks tremble and fingers are misplaced as far as MediaPipe was seen to err on rendered films (models/recognition): a point is
# off by 0.06 palm sizes in the median, by 0.4 in the worst tenth.
_FILMED = Strength(any_roll=0.0, sideways=0.3, roll=0.3, flat=0.6, noise=0.045, mistaken=0.12)
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
class Task:
    """One network to be trained.

    Attributes:
        sources: Names of those that it may learn from.
        by: Strength of the variation.
        untaught: Shapes that it never sees.
    """

    sources: frozenset[str]
    by: Strength
    untaught: frozenset[str] = frozenset()


def teachers_of(sources: Sequence[Source]) -> list[Task]:
    """Return who teaches the shipped network: five kinds of variation, and some who have not seen all recorded signers.

    Where signers alone tell them apart the latter disagree, so what they say together is less sure of hands that are unlike all.
    """
    everything = frozenset(source.name for source in sources)
    tasks = [Task(everything, by) for by in RECIPES]
    if "engine" in everything:
        recorded = sorted(everything - {"engine", "migowy"})
        tasks += [Task(everything - {name}, RECIPES[1]) for name in recorded]
        tasks.append(Task(everything - set(recorded), RECIPES[1]))
    return tasks


def _filmed(hands: Tensor, others: Tensor, by: Strength) -> Tensor:
    """Return hands as other signers hold them before other cameras, half of them blended with another hand in the same shape."""
    mixed = (torch.rand(len(hands), device=hands.device) < 0.5)[:, None, None]
    return film(articulate(torch.where(mixed, blend(hands, others, by.blend), hands), by), by)


def train_shapes(
    sources: Sequence[Source], tasks: Sequence[Task], steps: int, seed: int, device: str = "cpu"
) -> list[ShapeNetwork]:
    """Train a network for each task, all at once.

    Args:
        sources: What any of them learns from.
        tasks: What each learns from, and how.
        steps: Batches of `BATCH` hands a network, each made anew.
        seed: Seed of everything random.
        device: Where, as torch names it.
    """
    torch.manual_seed(seed)
    pool = HandPool(sources, [task.sources for task in tasks], device, [task.untaught for task in tasks])
    networks = ShapeNetworks(len(tasks), len(SHAPE_NAMES), WIDTH).to(device)
    optimiser = torch.optim.AdamW(networks.parameters(), FASTEST_LEARNING, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, FASTEST_LEARNING, steps, pct_start=0.1)
    loss = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    for _ in range(steps):
        hands, others, shapes = pool.draw(BATCH)
        parts = zip(hands.split(BATCH), others.split(BATCH), tasks, strict=True)
        seen = torch.stack([_filmed(own, other, task.by) for own, other, task in parts])
        logits = networks(seen)
        value = len(tasks) * loss(logits.flatten(0, 1), shapes.flatten())
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        schedule.step()
    return networks.apart()


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


def distil(ensemble: ShapeEnsemble, sources: Sequence[Source], seed: int, steps: int, device: str = "cpu") -> OneForAll:
    """Teach one wider network what the ensemble says of new hands, filmed in every way that any of its members has seen."""
    torch.manual_seed(seed)
    pool = HandPool(sources, [frozenset(source.name for source in sources)], device)
    student = ShapeNetwork(len(SHAPE_NAMES), STUDENT_WIDTH, dropout=0.1).to(device)
    ensemble = ensemble.to(device)
    optimiser = torch.optim.AdamW(student.parameters(), FASTEST_LEARNING, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, FASTEST_LEARNING, steps, pct_start=0.1)
    for step in range(steps):
        hands, others, _ = pool.draw(BATCH)
        seen = _filmed(hands, others, RECIPES[step % len(RECIPES)])
        with torch.no_grad():
            wanted = ensemble(seen)
        value = -(wanted * torch.log_softmax(student(seen), -1)).sum(-1).mean()
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        schedule.step()
    return OneForAll(student.cpu()).eval()
