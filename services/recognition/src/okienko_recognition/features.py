"""What the sign model is told of a frame: hands, where they are and how they move, in numbers that no camera changes.

Positions and sizes are given relative to the body where it is seen, else to where the hands have been; nothing is turned, as
orientation carries meaning. The same code serves one live stream and whole batches in training.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.landmarks import PALM

Float = NDArray[np.float32]

EACH: Final = 71
"""Numbers for each hand: 20 points, direction out of the palm, direction along it, size, place before the body, presence."""
FEATURES: Final = 2 * EACH + 17
SHOULDER_WIDTHS: Final = 0.245
"""Palm size of an adult in shoulder widths: the body's unit and the hand's are the same length."""
UNIT_SECONDS, PLACE_SECONDS = 1.5, 0.5
"""Time constants of the unit of length and of the place where a hand has lately been."""
FORGOTTEN: Final = 0.6
"""Seconds after which a hand that is found again is not said to have moved."""


@dataclass
class Recollection:
    """What is remembered from frame to frame; arrays begin with the number of streams.

    Attributes:
        unit: (n,) palm size in picture heights; 0 before a hand was seen.
        centre: (n, 2, 2) where each hand was last.
        place: (n, 2, 2) where it has lately been.
        absent: (n, 2) seconds since each hand was seen.
    """

    unit: Float
    centre: Float
    place: Float
    absent: Float

    @classmethod
    def empty(cls, streams: int) -> "Recollection":
        """Return the memory of streams that have not begun."""
        zero = np.zeros((streams, 2, 2), np.float32)
        return cls(np.zeros(streams, np.float32), zero, zero.copy(), np.full((streams, 2), 9.0, np.float32))

    @classmethod
    def of(cls, rows: Float) -> "Recollection":
        """Return the memory of which `rows` gave (n, 11)."""
        places = rows[:, 1:9].reshape(-1, 2, 2, 2)
        return cls(rows[:, 0], places[:, 0], places[:, 1], rows[:, 9:])

    def rows(self) -> Float:
        """Return (n, 11): the memory of each stream in a row, to be kept one by one and joined again."""
        n = len(self.unit)
        parts = (self.unit[:, None], self.centre.reshape(n, 4), self.place.reshape(n, 4), self.absent)
        return np.concatenate(parts, axis=1)

    def follow(
        self, hands: Float, present: NDArray[np.bool_], body: Float, has_body: NDArray[np.bool_], elapsed: Float
    ) -> tuple[Float, Float]:
        """Take one frame of each stream.

        Args:
            hands: (n, 2, 21, 3) left and right hand, axes in picture heights.
            present: (n, 2) whether each is there.
            body: (n, 3, 2) nose, left and right shoulder.
            has_body: (n,) whether the body is seen.
            elapsed: (n,) seconds since the frame before.

        Returns:
            (n,) the unit of length, and (n, 2, 6): each hand's velocity, distance from its late place, seconds absent twice.
        """
        knuckles = hands[:, :, PALM[1:], :] - hands[:, :, :1]
        sizes = np.sqrt(np.einsum("nhkc,nhkc->nh", knuckles, knuckles) / 4) * present
        largest = sizes.max(1)
        shoulders = np.abs(body[:, 1, 0] - body[:, 2, 0]) * SHOULDER_WIDTHS
        measured = np.where(has_body & (shoulders > 0.01), shoulders, largest)
        keep = np.where(self.unit > 0, np.exp(-elapsed / UNIT_SECONDS), 0.0)
        mixed = keep * self.unit + (1 - keep) * measured
        self.unit = np.where(measured > 0, mixed, self.unit).astype(np.float32)
        unit = np.maximum(self.unit, 1e-3)[:, None, None]
        centre = hands[:, :, PALM, :2].mean(2)
        gap = self.absent + elapsed[:, None]
        known = present & (gap < FORGOTTEN)
        velocity = np.where(known[..., None], (centre - self.centre) / unit / np.maximum(gap, 1e-3)[..., None], 0.0)
        late = np.where(known[..., None], self.place, centre)
        away = np.where(present[..., None], (centre - late) / unit, 0.0)
        share = (1 - np.exp(-gap / PLACE_SECONDS))[..., None]
        self.place = np.where(present[..., None], late + share * (centre - late), self.place).astype(np.float32)
        self.centre = np.where(present[..., None], centre, self.centre).astype(np.float32)
        absent = np.minimum(gap, 1.0)
        self.absent = np.where(present, 0.0, np.minimum(gap, 9.0)).astype(np.float32)
        told = np.where(present, absent, 0.0)
        gone = np.where(present, 0.0, absent)
        moved = np.concatenate((np.tanh(velocity / 4), away / 2, told[..., None], gone[..., None]), -1)
        return self.unit, moved.astype(np.float32)


def describe(
    hands: Float,
    present: NDArray[np.bool_],
    body: Float,
    has_body: NDArray[np.bool_],
    elapsed: Float,
    unit: Float,
    moved: Float,
) -> Float:
    """Describe frames; arguments as for `Recollection.follow` with any leading dimensions, and what it returns.

    Returns:
        (..., FEATURES) float32.
    """
    lead = hands.shape[:-3]
    shape = hands - hands[..., :1, :]
    knuckles = shape[..., PALM[1:], :]
    sizes = np.sqrt(np.einsum("...kc,...kc->...", knuckles, knuckles) / 4).clip(1e-6)
    shape = shape / sizes[..., None, None]
    unit = np.maximum(unit, 1e-3)[..., None, None]
    centre = hands[..., PALM, :2].mean(-2)
    out = np.zeros((*lead, FEATURES), np.float32)
    each = out[..., : 2 * EACH].reshape(*lead, 2, EACH)
    each[..., :60] = shape[..., 1:, :].reshape(*lead, 2, 60)
    each[..., 60:63] = _normal(shape)
    each[..., 63:65] = shape[..., PALM[1:], :2].mean(-2)
    each[..., 65:66] = np.log(sizes[..., None] / unit)
    if has_body.any():
        scale = has_body[..., None, None] / (4 * unit)
        each[..., 66:68] = (centre - (body[..., None, 1, :] + body[..., None, 2, :]) / 2) * scale
        each[..., 68:70] = (centre - body[..., None, 0, :]) * scale
        each[..., 66:70] = each[..., 66:70].clip(-3, 3)
    each[..., 70] = 1.0
    each *= present[..., None]
    out[..., : 2 * EACH] = each.reshape(*lead, 2 * EACH)
    out[..., 2 * EACH : 2 * EACH + 12] = moved.reshape(*lead, 12)
    both = present.all(-1, keepdims=True) / (3 * unit[..., 0])
    out[..., -5:-3] = (centre[..., 1, :] - centre[..., 0, :]) * both
    tips = hands[..., 1, 8, :2] - hands[..., 0, 8, :2]
    out[..., -3] = np.sqrt(np.einsum("...c,...c->...", tips, tips)) * both[..., 0]
    out[..., -5:-2] = out[..., -5:-2].clip(-3, 3)
    out[..., -2] = has_body
    out[..., -1] = np.minimum(elapsed, 0.5) * 5
    return out.clip(-6, 6)


def _normal(shape: Float) -> Float:
    """Return (..., 3) unit vectors out of the palm."""
    a, b = shape[..., 5, :], shape[..., 17, :]
    normal = np.stack(
        (
            a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1],
            a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2],
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        ),
        -1,
    )
    out: Float = normal / np.sqrt((normal**2).sum(-1, keepdims=True)).clip(1e-6)
    return out
