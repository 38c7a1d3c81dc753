"""Train stream networks on films of invented signers."""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from examples import Batch
from sign_network import StreamNetwork
from torch import Tensor, nn

SMOOTHING = 0.05
FASTEST_LEARNING, FASTEST_TOGETHER = 4e-3, 2e-3
"""Learning rates of networks by themselves, and of those that go on learning from one another."""
WARMING_UP = 0.1
TAUGHT = 0.5
"""Share of what networks learn that comes from what all of them say together."""


@dataclass(frozen=True)
class Effort:
    """How long to train: so many batches, or so many seconds, whatever batches they take."""

    steps: int
    seconds: float = 0.0

    def done(self, step: int, since: float) -> float:
        """Return the share of the work that is done, 1 at the end."""
        return (time.monotonic() - since) / self.seconds if self.seconds else step / self.steps

    def part(self, share: float) -> "Effort":
        """Return a share of the effort."""
        return Effort(round(self.steps * share), self.seconds * share)


def _learning(fastest: float, done: float) -> float:
    """Return the learning rate after a share of the work: up quickly, then down along half a cosine."""
    if done < WARMING_UP:
        return fastest * (0.04 + 0.96 * done / WARMING_UP)
    return float(fastest * 0.5 * (1 + np.cos(np.pi * min((done - WARMING_UP) / (1 - WARMING_UP), 1.0))) + 1e-7)


def train_streams(
    filmed: Iterator[Batch],
    networks: Sequence[StreamNetwork],
    effort: Effort,
    device: str,
    teachers: Sequence[StreamNetwork] = (),
) -> list[StreamNetwork]:
    """Train several networks on the same films.

    Args:
        filmed: Batches without end.
        networks: Fresh ones, of all classes: the vocabulary, "nothing", "between", and made-up signs after them.
        effort: How long.
        device: Where, as torch names it.
        teachers: Trained ones, whose opinion the networks learn beside the truth.
    """
    first = next(filmed)
    networks = [network.to(device).train() for network in networks]
    teachers = [teacher.to(device).eval().requires_grad_(requires_grad=False) for teacher in teachers]
    fastest = FASTEST_TOGETHER if teachers else FASTEST_LEARNING
    optimisers = [
        torch.optim.AdamW(network.parameters(), fastest, weight_decay=1e-2, fused=True) for network in networks
    ]
    began, step, values = time.monotonic(), 0, torch.zeros(len(networks))
    for batch in itertools.chain([first], filmed):
        done = effort.done(step, began)
        if done >= 1:
            break
        features, classes, weights = (
            torch.from_numpy(part).to(device, non_blocking=True)
            for part in (batch.features, batch.classes.flatten(), batch.weights.flatten())
        )
        features = features.float()
        wanted = _wanted(features, classes, networks[0].bias.shape[0], teachers)
        rate = _learning(fastest, done)
        values = torch.stack(
            [
                _improve(network, optimiser, rate, features, wanted, weights / weights.sum())
                for network, optimiser in zip(networks, optimisers, strict=True)
            ]
        )
        step += 1
        if step % 100 == 0:
            shown = " ".join(f"{value:.3f}" for value in values.tolist())
            print(f"  step {step}, {time.monotonic() - began:.0f} s, {done:.2f} done: {shown}", flush=True)
    print(f"  {step} steps in {time.monotonic() - began:.0f} s", flush=True)
    return [network.cpu().eval() for network in networks]


def _wanted(features: Tensor, classes: Tensor, count: int, teachers: Sequence[StreamNetwork]) -> Tensor:
    """Return (frames, count) probabilities to be learnt: the truth, a little smoothed, mixed with what the teachers say."""
    truth = nn.functional.one_hot(classes, count).float() * (1 - SMOOTHING) + SMOOTHING / count
    if not teachers:
        return truth
    with torch.no_grad():
        said = [torch.softmax(teacher(features, teacher.start(len(features)))[0], -1) for teacher in teachers]
    return (1 - TAUGHT) * truth + TAUGHT * torch.stack(said).mean(0).flatten(0, 1)


def _improve(
    network: StreamNetwork,
    optimiser: torch.optim.Optimizer,
    rate: float,
    features: Tensor,
    wanted: Tensor,
    weights: Tensor,
) -> Tensor:
    for group in optimiser.param_groups:
        group["lr"] = rate
    logits, _, _ = network(features, network.start(len(features)))
    errors = -(wanted * torch.log_softmax(logits.flatten(0, 1), -1)).sum(-1)
    value = (errors * weights).sum()
    optimiser.zero_grad()
    value.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    return value.detach()
