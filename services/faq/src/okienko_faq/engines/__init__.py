"""Embedding engines: one file each, behind one Protocol."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how near their meanings are."""

    @property
    def name(self) -> str:
        """Name and version; part of the key under which vectors are cached."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (len(texts), dimension) unit vectors of questions."""

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (len(texts), dimension) unit vectors of stored texts."""


class EmbedderUnavailableError(RuntimeError):
    """The engine cannot run on this machine; the message says why and what follows."""
