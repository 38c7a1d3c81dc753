"""A transformer that CTranslate2 can run: pre-norm, ReLU, sinusoidal positions, one embedding for both sides and the output."""

import math

import torch
import torch.nn.functional as F  # noqa: N812  (its usual name)
from torch import Tensor, nn
from trained_weights import Shape, sinusoids


class Attention(nn.Module):
    """Attention over `memory`, or over its own input where there is none."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.norm = nn.LayerNorm(shape.width)
        self.query = nn.Linear(shape.width, shape.width)
        self.key_value = nn.Linear(shape.width, 2 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)

    def forward(self, x: Tensor, memory: Tensor | None, mask: Tensor | None, *, causal: bool = False) -> Tensor:
        """Return the residual for `x` (batch, length, width); `mask` is True where a key may be looked at."""
        normed = self.norm(x)
        source = normed if memory is None else memory
        query = self._split(self.query(normed))
        key, value = (self._split(part) for part in self.key_value(source).chunk(2, dim=-1))
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
        return self.out(mixed.transpose(1, 2).flatten(2))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class FeedForward(nn.Module):
    """Two linear layers with ReLU between them."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.out = nn.Linear(shape.inner, shape.width)

    def forward(self, x: Tensor) -> Tensor:
        """Return the residual."""
        return self.out(F.relu(self.inner(self.norm(x))))


class EncoderLayer(nn.Module):
    """Self-attention, then feed-forward."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.feed_forward = FeedForward(shape)


class DecoderLayer(nn.Module):
    """Self-attention, attention over the source, then feed-forward."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.cross = Attention(shape)
        self.feed_forward = FeedForward(shape)


class Transformer(nn.Module):
    """Translates token numbers to token numbers."""

    positions: Tensor

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(shape.width)
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("positions", torch.from_numpy(sinusoids(shape.positions, shape.width)), persistent=False)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        nn.init.normal_(self.embedding.weight, std=shape.width**-0.5)

    def encode(self, source: Tensor, mask: Tensor) -> Tensor:
        """Return the encoded source (batch, length, width); `mask` (batch, length) is True at real tokens."""
        keys = mask[:, None, None, :]
        x = self._embed(source)
        for layer in self.encoder:
            x = x + self.dropout(layer.attention(x, None, keys))
            x = x + self.dropout(layer.feed_forward(x))
        normed: Tensor = self.encoder_norm(x)
        return normed

    def decode(self, target: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """Return logits (batch, length, vocabulary) for what follows each token of `target`, which begins with BEGIN."""
        keys = mask[:, None, None, :]
        x = self._embed(target)
        for layer in self.decoder:
            # Padding stands at the end, where no real token looks.
            x = x + self.dropout(layer.attention(x, None, None, causal=True))
            x = x + self.dropout(layer.cross(x, memory, keys))
            x = x + self.dropout(layer.feed_forward(x))
        return F.linear(self.decoder_norm(x), self.embedding.weight)

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        """Return the logits of `decode` after `encode`."""
        return self.decode(target, self.encode(source, mask), mask)

    def _embed(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens) * math.sqrt(self.shape.width) + self.positions[: tokens.shape[1]]
        dropped: Tensor = self.dropout(x)
        return dropped
