"""Trains one direction for a given time: `python training.py --examples pl_en.xz --output pl_en.npz --seconds 500`.

Needs numpy and torch only, so that it also runs where the rest of Okienko is not installed. On a GPU every step is one CUDA graph: the
network is so small that starting its kernels one by one took ten times as long as running them.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812  (its usual name)
from token_files import BEGIN, END, LONGEST, Examples, load
from torch import Tensor
from trained_weights import Shape, save
from transformer import Transformer

# Both sides of a batch are filled up to one of these lengths, so that there are few shapes, each captured once.
_LENGTHS = (8, 12, 16, 20, 24, 28, 32, 40, 48, 64, LONGEST + 4)
_WARM_UP = 0.06
_SMOOTHING = 0.1
_CHECKED = 2_000
_AHEAD = 16


@dataclass(frozen=True)
class Resident:
    """All examples on the device: tokens one after the other, where each begins, and how many it has."""

    sources: Tensor
    source_starts: Tensor
    source_lengths: Tensor
    targets: Tensor
    target_starts: Tensor
    target_lengths: Tensor

    def batch(self, chosen: Tensor, length: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return sources, where they are real, and targets, each (examples, length), filled up with END."""
        source, real = _rows(self.sources, self.source_starts, self.source_lengths, chosen, length)
        target, _ = _rows(self.targets, self.target_starts, self.target_lengths, chosen, length)
        return source, real, target


def _rows(tokens: Tensor, starts: Tensor, lengths: Tensor, chosen: Tensor, length: int) -> tuple[Tensor, Tensor]:
    columns = torch.arange(length, device=tokens.device)
    count = lengths[chosen][:, None]
    places = (starts[chosen][:, None] + columns).clamp(max=len(tokens) - 1)
    filled = torch.where(columns < count, tokens[places].long(), END)
    return filled, columns <= count


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True, help="weights, int8, with the sizes")
    parser.add_argument("--seconds", type=float, default=500)
    parser.add_argument("--encoder-layers", type=int, default=6)
    parser.add_argument("--decoder-layers", type=int, default=2)
    parser.add_argument("--dropout", type=float, default=0.15)
    parser.add_argument("--vocabulary", type=int, default=8000)
    parser.add_argument("--batch", type=int, default=32_000, help="tokens of sources and targets, padding included")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--eager", action="store_true", help="no CUDA graphs")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    started = time.monotonic()
    torch.manual_seed(chosen.seed)
    shape = Shape(chosen.vocabulary, encoder_layers=chosen.encoder_layers, decoder_layers=chosen.decoder_layers)
    network, record = train(load(chosen.examples), shape, chosen, started)
    arrays = {name: tensor.detach().float().cpu().numpy() for name, tensor in network.state_dict().items()}
    save(chosen.output, arrays, network.shape, record)
    print(json.dumps(record), flush=True)


def train(
    examples: Examples, shape: Shape, chosen: argparse.Namespace, started: float
) -> tuple[Transformer, dict[str, float]]:
    """Train until `chosen.seconds` after `started`; the rate rises, then falls to zero by that moment."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    resident = _on(device, examples)
    stepper = _Stepper(Transformer(shape, chosen.dropout).to(device), resident, chosen)
    generator = np.random.default_rng(chosen.seed)
    order = generator.permutation(len(examples))
    lengths = np.maximum(examples.source_lengths, examples.target_lengths).astype(np.int64) + 1
    step, tokens, shown = 0, 0, time.monotonic()
    begun = time.monotonic()
    for length, indices in _forever(order[_CHECKED:], lengths, chosen.batch, generator, device):
        now = time.monotonic()
        if now - started > chosen.seconds:
            break
        share = (now - begun) / (chosen.seconds - (begun - started))
        stepper.step(indices, length, min(share / _WARM_UP, (1 - share) / (1 - _WARM_UP), (step + 1) / 100))
        step += 1
        tokens += 2 * length * len(indices)
        if step % 100 == 0 and now - shown > 20:
            loss, shown = stepper.mean_loss(), now
            print(
                f"{now - started:.0f} s, step {step}, {tokens / (now - begun):.0f} tokens/s, loss {loss:.3f}",
                flush=True,
            )
    with torch.no_grad():
        stepper.network.eval()
        held = [
            stepper.loss(indices, length, 0.0).item()
            for length, indices in _batches(order[:_CHECKED], lengths, chosen.batch // 4, generator, device)
        ]
    record = {
        "steps": step,
        "tokens": tokens,
        "seconds": time.monotonic() - started,
        "examples": len(examples),
        "loss": float(np.mean(held)) if held else float("nan"),
    }
    return stepper.network, record


class _Stepper:
    """Does training steps; on a GPU as one CUDA graph for each length."""

    def __init__(self, network: Transformer, resident: Resident, chosen: argparse.Namespace) -> None:
        self.network = network.train()
        self._resident = resident
        self._peak = float(chosen.rate)
        self._device = resident.sources.device
        on_gpu = self._device.type == "cuda"
        self._captures = on_gpu and not chosen.eager
        self._rate = torch.zeros((), device=self._device)
        self._optimiser = torch.optim.AdamW(
            network.parameters(), lr=self._rate, betas=(0.9, 0.98), weight_decay=0.01, fused=on_gpu, capturable=on_gpu
        )
        self._total = torch.zeros((), device=self._device)
        self._count = 0
        self._graphs: dict[tuple[int, int], tuple[Callable[[], None], Tensor]] = {}
        self._pool = torch.cuda.graph_pool_handle() if self._captures else None
        for parameter in network.parameters():
            parameter.grad = torch.zeros_like(parameter)

    def step(self, indices: Tensor, length: int, share: float) -> None:
        """Learn from a batch at a share of the highest rate."""
        self._rate.fill_(max(self._peak * share, 1e-6))
        self._count += 1
        if not self._captures:
            self._learn(indices, length)
            return
        key = (length, len(indices))
        if key not in self._graphs:
            self._graphs[key] = self._capture(indices, length)
        replay, given = self._graphs[key]
        given.copy_(indices)
        replay()
        if self._count % _AHEAD == 0:
            # Else the clock that ends training would run far ahead of the device.
            torch.cuda.synchronize()

    def mean_loss(self) -> float:
        """Return the mean since the last call; waits for the device."""
        mean = float(self._total) / max(1, self._count)
        self._total.zero_()
        self._count = 0
        return mean

    def loss(self, indices: Tensor, length: int, smoothing: float) -> Tensor:
        """Return the mean loss a token of a batch."""
        source, real, target = self._resident.batch(indices, length)
        first = torch.full_like(target[:, :1], BEGIN)
        given = torch.cat([first, target[:, :-1]], dim=1)
        # What follows END is padding.
        counts = (given != END).float()
        with torch.autocast(
            self._device.type, dtype=torch.bfloat16, enabled=self._device.type == "cuda", cache_enabled=False
        ):
            logits = self.network(source, real, given)
        likely = F.log_softmax(logits.float(), dim=-1)
        missed = -likely.gather(-1, target[..., None]).squeeze(-1)
        losses = (1 - smoothing) * missed - smoothing * likely.mean(dim=-1)
        return (losses * counts).sum() / counts.sum()

    def _learn(self, indices: Tensor, length: int) -> None:
        # What `zero_grad` calls, with the gradients kept in place.
        gradients = [parameter.grad for parameter in self.network.parameters() if parameter.grad is not None]
        torch._foreach_zero_(gradients)
        loss = self.loss(indices, length, _SMOOTHING)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimiser.step()
        self._total += loss.detach()

    def _capture(self, indices: Tensor, length: int) -> tuple[Callable[[], None], Tensor]:
        given = indices.clone()
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            # Kernels are chosen and loaded at their first use, which a capture does not allow.
            for _ in range(2):
                self._learn(given, length)
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            self._learn(given, length)
        return graph.replay, given


def _on(device: torch.device, examples: Examples) -> Resident:
    def starts(lengths: npt.NDArray[np.uint8]) -> Tensor:
        ends = np.cumsum(lengths, dtype=np.int64)
        return torch.from_numpy(ends - lengths).to(device)

    return Resident(
        torch.from_numpy(examples.sources.astype(np.int16)).to(device),
        starts(examples.source_lengths),
        torch.from_numpy(examples.source_lengths.astype(np.int64)).to(device),
        torch.from_numpy(examples.targets.astype(np.int16)).to(device),
        starts(examples.target_lengths),
        torch.from_numpy(examples.target_lengths.astype(np.int64)).to(device),
    )


def _forever(
    chosen: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    size: int,
    generator: np.random.Generator,
    device: torch.device,
) -> Iterator[tuple[int, Tensor]]:
    while True:
        yield from _batches(chosen, lengths, size, generator, device)


def _batches(
    chosen: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    size: int,
    generator: np.random.Generator,
    device: torch.device,
) -> Iterator[tuple[int, Tensor]]:
    """Give full batches of one length each, in random order; what is left over waits for another pass."""
    shuffled = generator.permutation(chosen)
    belongs = np.searchsorted(_LENGTHS, lengths[shuffled])
    batches: list[tuple[int, npt.NDArray[np.int64]]] = []
    for place, length in enumerate(_LENGTHS):
        members = shuffled[belongs == place]
        rows = max(1, size // (2 * length) // 8 * 8)
        batches += [(length, members[at : at + rows]) for at in range(0, len(members) - rows + 1, rows)]
    for index in generator.permutation(len(batches)):
        length, members = batches[index]
        yield length, torch.from_numpy(members).to(device)


if __name__ == "__main__":
    main()
