"""Train the movement classifier on synthetic movements, with recorded clips mixed in where wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from data import Source
from movements import MOVEMENTS, filmed, perform
from numpy.typing import NDArray
from okienko_recognition.alphabet import LETTERS
from okienko_recognition.motion import FEATURES, describe_motion
from torch import Tensor, nn

Float = NDArray[np.float32]
MOVEMENT_OF_LETTER = {letter.text: MOVEMENTS.index(letter.movement) for letter in LETTERS}
FRAME_SECONDS = 0.1


@dataclass(frozen=True)
class Clip:
    """One recorded letter: (t, 21, 3) points with axes in one unit, and (t,) seconds."""

    letter: str
    points: Float
    seconds: Float


def load_clips(folder: Path) -> Iterator[Clip]:
    """Load the moving recordings, whole."""
    with np.load(folder / "pavelshep.npz", allow_pickle=True) as stored:
        points = stored["lm"].astype(np.float32)
        points[:, :, (0, 2)] *= (stored["size"][:, 0] / stored["size"][:, 1])[:, None, None]
        for letter in np.unique(stored["label"]):
            own = stored["label"] == letter
            yield Clip(str(letter), points[own], stored["frame"][own].astype(np.float32) * FRAME_SECONDS)


def _varied(clip: Clip, generator: np.random.Generator) -> tuple[Float, Float]:
    """Cut, thin out, stretch and film a clip anew."""
    n = len(clip.seconds)
    start, end = int(generator.integers(0, max(n // 8, 1))), n - int(generator.integers(0, max(n // 8, 1)))
    kept = np.sort(
        generator.choice(np.arange(start, end), min(int(generator.integers(8, 31)), end - start), replace=False)
    )
    points = clip.points[kept] + generator.normal(0, 0.004, (len(kept), 21, 3))
    unit = np.median(np.linalg.norm(points[:, 9] - points[:, 0], axis=-1))
    return filmed(points / unit, generator).astype(np.float32), clip.seconds[kept] * np.float32(
        generator.uniform(0.5, 1.5)
    )


def make_examples(
    sources: Sequence[Source], clips: Sequence[Clip], count: int, seed: int
) -> tuple[Float, NDArray[np.int64]]:
    """Return (count, FEATURES) descriptions and (count,) movements; a fifth comes from clips when there are any."""
    generator = np.random.default_rng(seed)
    fitting: dict[int, list[Float]] = {}
    for source in sources:
        for k, letter in enumerate(source.letters):
            hand = source.world[k] if generator.random() < 0.5 else source.points[k]
            fitting.setdefault(MOVEMENT_OF_LETTER[letter], []).append(hand.astype(np.float64))
    every = [hand for hands in fitting.values() for hand in hands]
    described, movements = np.empty((count, FEATURES), np.float32), np.empty(count, np.int64)
    for row in range(count):
        movement = int(generator.integers(len(MOVEMENTS)))
        recorded = [clip for clip in clips if MOVEMENT_OF_LETTER[clip.letter] == movement]
        if recorded and generator.random() < 0.2:
            points, seconds = _varied(recorded[int(generator.integers(len(recorded)))], generator)
        else:
            hands = fitting[movement] if movement in fitting and generator.random() < 0.6 else every
            points, seconds = perform(hands[int(generator.integers(len(hands)))], MOVEMENTS[movement], generator)
        described[row], movements[row] = describe_motion(points, seconds), movement
    return described, movements


class MovementNetwork(nn.Module):
    """A multilayer perceptron on motion descriptions; gives probabilities once it has been trained."""

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm1d(FEATURES),
            nn.Dropout(0.1),
            nn.Linear(FEATURES, width),
            nn.SiLU(),
            nn.BatchNorm1d(width),
            nn.Dropout(0.3),
            nn.Linear(width, width),
            nn.SiLU(),
            nn.Dropout(0.3),
            nn.Linear(width, len(MOVEMENTS)),
        )

    def forward(self, motion: Tensor) -> Tensor:
        """Return (batch, movements) logits, or probabilities outside training."""
        logits = self.layers(motion)
        return logits if self.training else torch.softmax(logits, -1)


def train_movements(described: Float, movements: NDArray[np.int64], seed: int, steps: int) -> MovementNetwork:
    """Train one network on described movements."""
    torch.manual_seed(seed)
    network = MovementNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), 3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, steps)
    loss = nn.CrossEntropyLoss(label_smoothing=0.05)
    inputs, targets = torch.from_numpy(described), torch.from_numpy(movements)
    for _ in range(steps):
        drawn = torch.randint(len(inputs), (384,))
        value = loss(network(inputs[drawn]), targets[drawn])
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        schedule.step()
    return network.eval()
