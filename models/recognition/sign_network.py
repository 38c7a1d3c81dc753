"""The stream network: one frame in, a state carried along, an embedding and the probabilities of everything signed out."""

import torch
from okienko_recognition.features import FEATURES
from torch import Tensor, nn

ENCODED, STATE, EMBEDDING = 160, 224, 96


class StreamNetwork(nn.Module):
    """A gated recurrent unit over `okienko_recognition.features`, read by nearness to one prototype a class.

    Args:
        classes: How many signs, with "nothing" and "between" as the last two.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(FEATURES, ENCODED), nn.SiLU(), nn.LayerNorm(ENCODED), nn.Dropout(0.1))
        self.memory = nn.GRU(ENCODED, STATE, batch_first=True)
        self.dropout = nn.Dropout(0.2)
        self.project = nn.Linear(STATE, EMBEDDING)
        self.prototypes = nn.Parameter(torch.randn(classes, EMBEDDING) * 0.1)
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, features: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Take (n, t, FEATURES) frames and (1, n, STATE); return (n, t, classes) logits, unit embeddings, the new state."""
        encoded, state = self.memory(self.encoder(features), state)
        embedding = nn.functional.normalize(self.project(self.dropout(encoded)), dim=-1)
        prototypes = nn.functional.normalize(self.prototypes, dim=-1)
        return self.sharpness.exp() * embedding @ prototypes.T + self.bias, embedding, state
