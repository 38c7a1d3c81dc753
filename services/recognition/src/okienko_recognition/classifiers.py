"""What the recogniser needs to know about the trained models."""

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.vocabulary import Sign

if TYPE_CHECKING:
    from okienko_recognition.spotting import SpotLimits

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


class SignModel(Protocol):
    """Reads signs frame by frame, carrying a state from one frame to the next."""

    @property
    def vocabulary(self) -> tuple[Sign, ...]:
        """What the outputs stand for; two more follow: nothing is signed, and the way from one sign to the next."""
        ...

    @property
    def limits(self) -> "SpotLimits":
        """Calibration and threshold found in training."""
        ...

    def start(self, streams: int) -> Float:
        """Return (streams, size) states of streams that have not begun."""
        ...

    def step(self, features: Float, state: Float) -> tuple[Float, Float, Float]:
        """Take one frame of each stream.

        Args:
            features: (streams, `okienko_recognition.features.FEATURES`).
            state: What the step before returned.

        Returns:
            (streams, vocabulary + 2) probabilities, (streams, embedding) unit vectors, and the new state.
        """
        ...
