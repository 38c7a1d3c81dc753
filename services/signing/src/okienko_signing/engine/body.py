"""What trunk and shoulders do while the hands sign: breathe, lean a little towards the hands, rise with the arms."""

from typing import Final

import numpy as np

from okienko_signing.engine.arm import SHOULDER, Array, smoothed
from okienko_signing.engine.path import FRAME_RATE

COLUMNS: Final = ("lean", "right_rise", "left_rise")
"""Columns of a body track, metres: shoulders to the signer's left, each shoulder up."""
_LEAN: Final = 0.009
_LEAN_METRES: Final = 0.25
_SWAY: Final = 0.0016
_SWAY_SECONDS: Final = 7.3
_BREATH: Final = 0.0016
_BREATH_SECONDS: Final = 3.9
_SHRUG: Final = 0.014
"""How far a shoulder rises with an arm that reaches to the head's height."""


def body_track(right: Array, left: Array) -> Array:
    """Return (T, 3) movements of the body, columns as `COLUMNS`; the hands stay where they are.

    Args:
        right: (T, 3) right wrist, metres.
        left: (T, 3) left wrist.

    """
    seconds = np.arange(len(right)) / FRAME_RATE
    aside = (right[:, 0] + left[:, 0]) / 2
    lean = _LEAN * np.tanh(aside / _LEAN_METRES) + _SWAY * np.sin(2 * np.pi * seconds / _SWAY_SECONDS)
    breath = _BREATH * (1 - np.cos(2 * np.pi * seconds / _BREATH_SECONDS)) / 2
    rises = [
        breath + _SHRUG * np.clip((wrist[:, 1] - SHOULDER[1] + 0.12) / 0.30, 0.0, 1.0) ** 1.5 for wrist in (right, left)
    ]
    return np.stack(
        [smoothed(lean[:, None], 12.0)[:, 0], *(smoothed(rise[:, None], 6.0)[:, 0] for rise in rises)], axis=1
    )
