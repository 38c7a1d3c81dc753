"""A stand-in for the embedding model in tests: hashed character trigrams, no model, no state."""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from okienko_faq.retrieval.words import key

_COMMON = 0.78
"""Unrelated texts get this cosine, as they do from the real model."""


class HashingEmbedder:
    """Near vectors for texts that share letters; see the Protocol."""

    name = "hashing-1"
    dimension = 256

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors of questions."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors of stored texts."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        vectors[:, 1] = 1e-3
        for row, text in zip(vectors, texts, strict=True):
            padded = f"  {key(text)}  "
            for start in range(len(padded) - 2):
                row[1 + zlib.crc32(padded[start : start + 3].encode()) % (self.dimension - 1)] += 1.0
        vectors *= np.sqrt(1 - _COMMON) / np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors[:, 0] = np.sqrt(_COMMON)
        return vectors
