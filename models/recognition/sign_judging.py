"""Judge the sign model as it is used: frame by frame, finding beginnings and ends by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from filming import Footage, film
from numpy.typing import NDArray
from okienko_recognition.landmarks import FrameHands, Hand
from okienko_recognition.sight import look_together
from okienko_recognition.spotting import SignSpotter, SpotLimits, Spotted
from okienko_recognition.vocabulary import Kind, Sign
from sign_network import StreamNetwork
from signers import Utterance
from torch import nn

Float = NDArray[np.float32]
ASPECT = 4 / 3


class Stepped(nn.Module):
    """The network as it is exported: one frame of each stream, probabilities instead of logits."""

    def __init__(self, network: StreamNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, features: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Take (n, FEATURES) and (n, layers × units); return probabilities, embeddings, the new state."""
        layers = self.network.memory.num_layers
        split = state.view(-1, layers, self.network.memory.hidden_size).transpose(0, 1).contiguous()
        logits, embedding, after = self.network(features[:, None], split)
        return torch.softmax(logits[:, 0], -1), embedding[:, 0], after.transpose(0, 1).reshape(-1, self.size)

    @property
    def size(self) -> int:
        """How many numbers a stream's state holds."""
        return self.network.memory.num_layers * self.network.memory.hidden_size


class TorchSignModel:
    """Implements `okienko_recognition.classifiers.SignModel` with a network in training."""

    def __init__(self, network: StreamNetwork, vocabulary: tuple[Sign, ...], limits: SpotLimits) -> None:
        self._stepped, self.vocabulary, self.limits = Stepped(network.eval()), vocabulary, limits

    def start(self, streams: int) -> Float:
        """Return empty states."""
        return np.zeros((streams, self._stepped.size), np.float32)

    def step(self, features: Float, state: Float) -> tuple[Float, Float, Float]:
        """Take one frame of each stream."""
        with torch.no_grad():
            outputs = self._stepped(torch.from_numpy(features), torch.from_numpy(state))
        first, second, third = (output.numpy() for output in outputs)
        return first, second, third


@dataclass(frozen=True)
class Heard:
    """What was found in one stream, and what was signed: classes, first and last second."""

    spotted: tuple[Spotted, ...]
    signs: tuple[int, ...]
    spans: tuple[tuple[float, float], ...]
    said_at: tuple[float, ...]


def frames_of(footage: Footage, stream: int) -> list[tuple[float, FrameHands]]:
    """Return one stream as the service sees it."""
    frames = []
    for k, seconds in enumerate(footage.seconds[stream]):
        hands = tuple(
            Hand(footage.hands[stream, k, side], ASPECT, 1.0, side == 0)
            for side in (0, 1)
            if footage.present[stream, k, side]
        )
        body = footage.body[stream, k] if footage.has_body[stream, k] else None
        frames.append((float(seconds), FrameHands(hands, None, body)))
    return frames


def watch(model: TorchSignModel, utterances: Sequence[Utterance], seed: int, steps: int = 160) -> list[Heard]:
    """Film each utterance with a camera of its own and read it, many side by side as the service does."""
    chance = np.random.default_rng(seed)
    heard = []
    for start in range(0, len(utterances), 64):
        part = utterances[start : start + 64]
        heard += _read(model, film(part, steps, chance, whole=True), part)
    return heard


def _read(model: TorchSignModel, footage: Footage, utterances: Sequence[Utterance]) -> list[Heard]:
    spotters = [SignSpotter(model) for _ in utterances]
    films = [frames_of(footage, stream) for stream in range(len(utterances))]
    # The first frame that shows the end is still read.
    ends = [int((shown < len(one.points) - 2).sum()) for shown, one in zip(footage.frames, utterances, strict=True)]
    found: list[list[tuple[float, Spotted]]] = [[] for _ in utterances]
    for k in range(footage.seconds.shape[1]):
        going = [stream for stream, end in enumerate(ends) if k <= end]
        if not going:
            break
        look_together(model, [spotters[n].sight for n in going], [films[n][k] for n in going])
        for n in going:
            spotted = spotters[n].push(*films[n][k])
            if spotted:
                found[n].append((films[n][k][0], spotted))
    return [
        Heard(
            tuple(spotted for _, spotted in each),
            tuple(int(k) for k in one.signs),
            tuple((float(a) / 50, float(b) / 50) for a, b in one.spans),
            tuple(seconds for seconds, _ in each),
        )
        for each, one in zip(found, utterances, strict=True)
    ]


def overlap(span: tuple[float, float], spotted: Spotted) -> float:
    """Return the seconds that a sign and a stretch have in common."""
    return min(span[1], spotted.end) - max(span[0], spotted.start)


def score(heard: Sequence[Heard], vocabulary: Sequence[Sign]) -> dict[str, float]:
    """Return how many signs were named right in the stretch that covers them, by kind, and how cleanly they were cut."""
    right: dict[str, list[bool]] = {"all": [], **{kind.value: [] for kind in Kind}}
    third, delays, extra, total = [], [], 0, 0
    for one in heard:
        used = set()
        for span, sign in zip(one.spans, one.signs, strict=True):
            best = max(range(len(one.spotted)), key=lambda k: overlap(span, one.spotted[k]), default=None)
            hit = top = False
            if best is not None and overlap(span, one.spotted[best]) > 0 and best not in used:
                used.add(best)
                order = np.argsort(-one.spotted[best].probabilities)
                hit, top = bool(order[0] == sign), sign in order[:3]
                delays.append(one.said_at[best] - span[1])
            right["all"].append(hit)
            right[vocabulary[sign].kind.value].append(hit)
            third.append(top)
        extra += len(one.spotted) - len(used)
        total += len(one.signs)
    shares = {f"{name}_top1": float(np.mean(hits)) for name, hits in right.items() if hits}
    return {
        **shares,
        "all_top3": float(np.mean(third)),
        "extra_stretches": extra / max(total, 1),
        "final_after_p50": float(np.percentile(delays, 50)),
        "final_after_p95": float(np.percentile(delays, 95)),
    }


def write_streams(path: Path, utterances: Sequence[Utterance], vocabulary: Sequence[Sign], seed: int) -> None:
    """Write films of utterances in the form that `okienko_recognition.evaluation --signs` reads."""
    chance = np.random.default_rng(seed)
    frames, seconds, offsets, labels, starts, ends = [], [], [0], [], [], []
    for start in range(0, len(utterances), 64):
        part = utterances[start : start + 64]
        footage = film(part, 160, chance, whole=True)
        for stream, utterance in enumerate(part):
            count = int(np.searchsorted(footage.frames[stream], len(utterance.points) - 2)) + 1
            frames.append(_table(footage, stream)[:count])
            seconds.append(footage.seconds[stream, :count])
            offsets.append(offsets[-1] + len(frames[-1]))
            labels.append(vocabulary[int(utterance.signs[0])].sign_id)
            starts.append(utterance.spans[0, 0] / 50)
            ends.append(utterance.spans[-1, 1] / 50)
    np.savez_compressed(
        path,
        frames=np.concatenate(frames).astype(np.float16),
        seconds=np.concatenate(seconds).astype(np.float32),
        offsets=np.array(offsets),
        label=np.array(labels),
        start=np.array(starts, np.float32),
        end=np.array(ends, np.float32),
    )


def _table(footage: Footage, stream: int) -> Float:
    """Return (t, 45, 4): hands, nose and shoulders with x, y, z in picture heights and confidence."""
    t = footage.seconds.shape[1]
    table = np.zeros((t, 45, 4), np.float32)
    table[:, :42, :3] = footage.hands[stream].reshape(t, 42, 3)
    table[:, :42, 3] = np.repeat(footage.present[stream], 21, axis=1)
    table[:, 42:, :2] = footage.body[stream]
    table[:, 42:, 3] = footage.has_body[stream, :, None]
    return table
