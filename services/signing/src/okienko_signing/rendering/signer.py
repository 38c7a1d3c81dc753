"""Draws a signer in motion, frame by frame, into RGB pictures."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import Motion, shoulders
from okienko_signing.rendering.bust import draw_head, draw_trunk
from okienko_signing.rendering.canvas import Bytes, Canvas, Floats
from okienko_signing.rendering.figure import Camera, draw_arm, draw_hand

BACKGROUND: Final = ((226, 232, 238), (202, 212, 222))
"""Colours at the picture's top and bottom."""
RIGHT_ARM: Final = 10
LEFT_ARM: Final = 20
"""Parts of the body, for outlines; the fingers follow from each of them."""
_OVERSAMPLING: Final = 2
_FAR: Final = np.float32(-1e9)
_HEAD_SIDE: Final = 0.17
_HEAD_BOTTOM, _HEAD_TOP = 0.02, 0.40
"""Where the head may be, turned or not, metres."""
_KEPT_EXPRESSIONS: Final = 96
_OUTLINE_JUMP: Final = 0.004
_OUTLINE_TONE: Final = 0.52
_FACE_STEPS: Final = np.array([5.0, 4.0, 4.0, 3.0, 3.0, 3.0, 0.8, 0.8, 0.8])
"""Steps a unit to which expressions are rounded, so that few have to be drawn."""


@dataclass(frozen=True)
class _Expression:
    """The head's part of the picture: oversampled colour and depth, and finished pixels."""

    colour: Bytes
    depth: Floats
    picture: Bytes


class SignerRenderer:
    """Renders motions at one picture size. Keeps drawn expressions; not safe for several threads at once."""

    def __init__(self, width: int = 640, height: int = 480, *, zoom: float = 1.0) -> None:
        """Prepare the unmoving part of the picture.

        Args:
            width: pixels, even.
            height: pixels, even.
            zoom: above 1 for a closer view.

        Raises:
            ValueError: the size is odd or not between 64 and 4096.

        """
        if width % 2 or height % 2 or not 64 <= width <= 4096 or not 64 <= height <= 4096:
            msg = f"A picture of {width}x{height} cannot be drawn; use even numbers from 64 to 4096."
            raise ValueError(msg)
        self.width = width
        self.height = height
        self._camera = Camera(width * _OVERSAMPLING, height * _OVERSAMPLING, zoom=zoom)
        self._expressions: OrderedDict[tuple[int, ...], _Expression] = OrderedDict()
        rows, columns = height * _OVERSAMPLING, width * _OVERSAMPLING
        shade = np.linspace(0.0, 1.0, rows)[:, None]
        wall = np.array(BACKGROUND[0]) * (1 - shade) + np.array(BACKGROUND[1]) * shade
        self._colour = np.repeat(wall.astype(np.uint8)[:, None, :], columns, axis=1)
        self._depth = np.full((rows, columns), _FAR, dtype=np.float32)
        self._edge_step = max(1, round(self._camera.scale * 0.0021))
        trunk = Canvas(self._colour, self._depth)
        draw_trunk(trunk, self._camera)
        trunk.outline(self._edge_step, _OUTLINE_JUMP * self._camera.scale, _OUTLINE_TONE)
        self._picture = _halved(self._colour)
        corners = np.array([[-_HEAD_SIDE, _HEAD_BOTTOM, 0.0], [_HEAD_SIDE, _HEAD_TOP, 0.0]])
        self._head = self._box(self._camera.project(corners), 0.0)

    def pictures(self, motion: Motion, frame_rate: float) -> Iterator[Bytes]:
        """Yield (height, width, 3) pictures at `frame_rate` frames a second."""
        count = max(1, round(motion.seconds * frame_rate))
        for number in range(count):
            frame = min(round(number * FRAME_RATE / frame_rate), len(motion.right) - 1)
            yield self.picture(motion, frame)

    def picture(self, motion: Motion, frame: int) -> Bytes:
        """Return one (height, width, 3) picture of the motion's frame number `frame`."""
        head = self._expression(motion.face[frame])
        right_shoulder, left_shoulder = shoulders()
        joints = np.concatenate(
            [
                np.stack([right_shoulder, left_shoulder, motion.right_elbows[frame], motion.left_elbows[frame]]),
                motion.right[frame],
                motion.left[frame],
            ]
        )
        rows, columns = self._touched(self._camera.project(joints))
        canvas = Canvas(
            self._colour[rows, columns].copy(), self._depth[rows, columns].copy(), columns.start, rows.start
        )
        top, left = max(rows.start, self._head[0].start), max(columns.start, self._head[1].start)
        bottom, right = min(rows.stop, self._head[0].stop), min(columns.stop, self._head[1].stop)
        if top < bottom and left < right:
            shared = slice(top - self._head[0].start, bottom - self._head[0].start)
            across = slice(left - self._head[1].start, right - self._head[1].start)
            target = slice(top - rows.start, bottom - rows.start), slice(left - columns.start, right - columns.start)
            canvas.colour[target] = head.colour[shared, across]
            canvas.depth[target] = head.depth[shared, across]
        canvas.part = RIGHT_ARM
        draw_arm(canvas, self._camera, right_shoulder, motion.right_elbows[frame], motion.right[frame, 0])
        canvas.part = LEFT_ARM
        draw_arm(canvas, self._camera, left_shoulder, motion.left_elbows[frame], motion.left[frame, 0])
        canvas.part = RIGHT_ARM
        draw_hand(canvas, self._camera, motion.right[frame], motion.right_rotations[frame], is_left=False)
        canvas.part = LEFT_ARM
        draw_hand(canvas, self._camera, motion.left[frame], motion.left_rotations[frame], is_left=True)
        canvas.outline(self._edge_step, _OUTLINE_JUMP * self._camera.scale, _OUTLINE_TONE)
        picture = self._picture.copy()
        picture[_halves(self._head)] = head.picture
        picture[_halves((rows, columns))] = _halved(canvas.colour)
        return picture

    def on_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where world `points` (N, 3) lie on the picture, (N, 2) pixels."""
        return np.asarray(self._camera.project(points)[:, :2] / _OVERSAMPLING)

    def pixels_of(self, metres: float) -> float:
        """Return how many pixels a length at the signer's depth takes on the picture."""
        return metres * self._camera.scale / _OVERSAMPLING

    def _expression(self, face: NDArray[np.float64]) -> _Expression:
        key = tuple(int(v) for v in np.round(face * _FACE_STEPS))
        if key in self._expressions:
            self._expressions.move_to_end(key)
            return self._expressions[key]
        rows, columns = self._head
        canvas = Canvas(self._colour[self._head].copy(), self._depth[self._head].copy(), columns.start, rows.start)
        draw_head(canvas, self._camera, np.array(key) / _FACE_STEPS)
        canvas.outline(self._edge_step, 0.010 * self._camera.scale, 0.62)
        drawn = _Expression(canvas.colour, canvas.depth, _halved(canvas.colour))
        self._expressions[key] = drawn
        if len(self._expressions) > _KEPT_EXPRESSIONS:
            self._expressions.popitem(last=False)
        return drawn

    def _touched(self, projected: NDArray[np.float64]) -> tuple[slice, slice]:
        """Return the rows and columns (oversampled, even) that arms and hands may touch."""
        return self._box(projected, 0.075)

    def _box(self, projected: NDArray[np.float64], metres: float) -> tuple[slice, slice]:
        """Return the rows and columns around projected points, with a margin."""
        margin = metres * self._camera.scale
        low = projected[:, :2].min(axis=0) - margin
        high = projected[:, :2].max(axis=0) + margin
        limits = (self.width * _OVERSAMPLING, self.height * _OVERSAMPLING)
        (x0, x1), (y0, y1) = (
            (int(np.clip(low[i], 0, limits[i] - 2)) // 2 * 2, int(np.clip(high[i] + 2, 2, limits[i])) // 2 * 2)
            for i in range(2)
        )
        return slice(y0, max(y1, y0 + 2)), slice(x0, max(x1, x0 + 2))


def _halves(box: tuple[slice, slice]) -> tuple[slice, slice]:
    """Return the rows and columns of the finished picture for oversampled ones."""
    rows, columns = (slice(side.start // _OVERSAMPLING, side.stop // _OVERSAMPLING) for side in box)
    return rows, columns


def _halved(colour: Bytes) -> Bytes:
    """Return the picture at half the size, each pixel the mean of four."""
    wide = colour.astype(np.uint16)
    rows = wide[0::2] + wide[1::2]
    return ((rows[:, 0::2] + rows[:, 1::2] + 2) >> 2).astype(np.uint8)
