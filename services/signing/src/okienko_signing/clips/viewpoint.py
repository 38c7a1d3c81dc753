"""Where the camera stood: from the picture into the engine's world and back."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from okienko_signing.engine.arm import SHOULDER, Array
from okienko_signing.rendering.figure import ELEVATION

_INWARD: Final = 0.026
_DOWNWARD: Final = 0.0234
"""MediaPipe finds shoulders so far inside and below the joints, metres: measured on 12 films of the engine, spread 0.5 cm."""
SHOULDER_WIDTH: Final = 2.0 * (float(SHOULDER[0]) - _INWARD)
"""Between the engine's shoulders as MediaPipe finds them, metres."""
SHOULDER_MIDDLE: Final[Array] = np.array([0.0, float(SHOULDER[1]) - _DOWNWARD, 0.0])
"""The middle between them, in the engine's world, metres."""


@dataclass(frozen=True)
class Viewpoint:
    """A camera before the signer.

    How high a webcam stands is not known. By default it is taken to look as the page does, so that the drawn signer's
    hands are in the picture where the recorded ones were; what may be wrong is their height in depth, which nobody sees.
    """

    elevation: float = ELEVATION
    """Degrees by which it looks down on the signer."""
    distance: float = 1.2
    """Metres from the shoulders, on a body as wide as the engine's: a webcam's."""

    def placed(self, points: Array, middles: Array, depths: Array, metre: float, aspect_ratio: float) -> Array:
        """Return (G, 3) metres from the middle between the shoulders, in the engine's axes.

        Args:
            points: (G, 2) in picture heights, x right, y down.
            middles: (G, 2) likewise, the middle between the shoulders.
            depths: (G,) how far before the shoulders, metres.
            metre: picture heights of a metre at the shoulders' depth.
            aspect_ratio: width of the picture divided by its height.

        """
        centre = np.array([aspect_ratio / 2.0, 0.5])
        grown = self.distance / (self.distance - depths)
        flat = (points - centre) / grown[:, None] - (middles - centre)
        seen = np.stack([flat[:, 0] / metre, -flat[:, 1] / metre, depths], axis=1)
        return self.turned_back(seen)

    def turned_back(self, seen: Array) -> Array:
        """Return directions (..., 3) in the engine's axes of those that the camera saw: x right, y up, z towards it."""
        sine, cosine = np.sin(np.radians(self.elevation)), np.cos(np.radians(self.elevation))
        x, y, z = seen[..., 0], seen[..., 1], seen[..., 2]
        return np.stack([x, y * cosine + z * sine, z * cosine - y * sine], axis=-1)

    def pictured(self, places: Array, middles: Array, metre: float, aspect_ratio: float) -> Array:
        """Return (G, N, 2) picture heights of places (G, N, 3), metres from the middle between the shoulders."""
        sine, cosine = np.sin(np.radians(self.elevation)), np.cos(np.radians(self.elevation))
        x, y, z = places[..., 0], places[..., 1], places[..., 2]
        depth = y * sine + z * cosine
        flat = np.stack([x, -(y * cosine - z * sine)], axis=-1) * metre
        centre = np.array([aspect_ratio / 2.0, 0.5])
        grown = self.distance / (self.distance - depth)
        return np.asarray(centre + (flat + (middles - centre)[:, None]) * grown[..., None])
