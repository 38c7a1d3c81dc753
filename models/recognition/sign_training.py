"""Train the stream network on films of invented signers."""

from collections.abc import Sequence

import numpy as np
import torch
from examples import make_batch
from sign_network import STATE, StreamNetwork
from signers import Utterance
from torch import nn

STREAMS, STEPS = 64, 64
SPELLED_SHARE = 0.25
SMOOTHING = 0.05
FASTEST_LEARNING = 4e-3


def train_stream(
    signed: Sequence[Utterance], spelled: Sequence[Utterance], classes: int, steps: int, seed: int
) -> StreamNetwork:
    """Train one network.

    Args:
        signed: Utterances of the whole vocabulary.
        spelled: Spelled words.
        classes: Size of the vocabulary, without "nothing" and "between".
        steps: Batches, each filmed anew.
        seed: Seed of everything random.
    """
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = StreamNetwork(classes + 2)
    optimiser = torch.optim.AdamW(network.parameters(), FASTEST_LEARNING, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, FASTEST_LEARNING, steps, pct_start=0.15)
    loss = nn.CrossEntropyLoss(label_smoothing=SMOOTHING, reduction="none")
    few = round(STREAMS * SPELLED_SHARE)
    for step in range(steps):
        drawn = [signed[k] for k in chance.integers(len(signed), size=STREAMS - few)]
        drawn += [spelled[k] for k in chance.integers(len(spelled), size=few)]
        batch = make_batch(drawn, STEPS, classes, chance)
        logits, _, _ = network(torch.from_numpy(batch.features), torch.zeros(1, STREAMS, STATE))
        weights = torch.from_numpy(batch.weights).flatten()
        errors = loss(logits.flatten(0, 1), torch.from_numpy(batch.classes).flatten())
        value = (errors * weights).sum() / weights.sum()
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            print(f"  step {step + 1}: {value.item():.3f}", flush=True)
    return network.eval()
