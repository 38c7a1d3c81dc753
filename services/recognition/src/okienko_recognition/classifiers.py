"""What the recogniser needs to know about the trained models."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]


class HandClassifier(Protocol):
    """Tells handshapes and movements apart; the real one runs ONNX, the one in tests is scripted."""

    @property
    def shapes(self) -> tuple[str, ...]:
        """Names of the handshapes, in the order of the outputs."""
        ...

    def shape_of(self, points: Float) -> Float:
        """Return (n, shapes) probabilities for (n, 21, 3) hands, each row summing to 1."""
        ...

    def movement_of(self, points: Float, seconds: Float) -> Float:
        """Return (movements,) probabilities in the order of `Movement` for one hand at (t,) times."""
        ...
