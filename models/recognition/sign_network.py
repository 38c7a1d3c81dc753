"""The stream network: one frame in, a state carried along, an embedding and the probabilities of everything signed out."""

import torch
from okienko_recognition.features import FEATURES
from torch import Tensor, nn

ENCODED, UNITS, LAYERS, EMBEDDING = 224, 320, 1, 96
STATE = UNITS * LAYERS


class StreamNetwork(nn.Module):
    """A gated recurrent unit over `okienko_recognition.features`, read by nearness to one prototype a class.

    Args:
        classes: How many signs, with "nothing" and "between" as the last two of those that are kept.
    """

    def __init__(self, classes: int, layers: int = LAYERS, units: int = UNITS) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(FEATURES, ENCODED), nn.SiLU(), nn.LayerNorm(ENCODED), nn.Dropout(0.1))
        self.memory = nn.GRU(ENCODED, units, layers, batch_first=True, dropout=0.1 if layers > 1 else 0.0)
        self.dropout = nn.Dropout(0.2)
        self.project = nn.Linear(units, EMBEDDING)
        self.prototypes = nn.Parameter(torch.randn(classes, EMBEDDING) * 0.1)
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        self.bias = nn.Parameter(torch.zeros(classes))

    def start(self, streams: int) -> Tensor:
        """Return the (layers, streams, units) state of streams that have not begun."""
        return torch.zeros(self.memory.num_layers, streams, self.memory.hidden_size, device=self.bias.device)

    def only(self, classes: int) -> "StreamNetwork":
        """Return the network without all classes after the first so many: made-up signs serve training alone."""
        kept = StreamNetwork(classes, self.memory.num_layers, self.memory.hidden_size)
        cut = {
            name: value[:classes] if name in {"prototypes", "bias"} else value
            for name, value in self.state_dict().items()
        }
        kept.load_state_dict(cut)
        return kept.eval()

    def forward(self, features: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Take (n, t, FEATURES) frames and (layers, n, units); return (n, t, classes) logits, unit embeddings, the new state."""
        encoded, state = self.memory(self.encoder(features), state)
        embedding = nn.functional.normalize(self.project(self.dropout(encoded)), dim=-1)
        prototypes = nn.functional.normalize(self.prototypes, dim=-1)
        return self.sharpness.exp() * embedding @ prototypes.T + self.bias, embedding, state
