"""Draws a signer in motion, frame by frame, into RGB pictures."""

import itertools
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import Motion, shoulders
from okienko_signing.rendering.bust import HEAD_PART, draw_skull, draw_trunk, skull_of
from okienko_signing.rendering.canvas import FAR, Bytes, Canvas, Colours, Floats, halved, packed, unpacked
from okienko_signing.rendering.countenance import draw_face
from okienko_signing.rendering.figure import Camera, draw_arm, draw_hand
from okienko_signing.rendering.shade import darkened, is_drawn

BACKGROUND: Final = ((228, 234, 239), (204, 213, 222))
"""Colours at the picture's top and bottom."""
RIGHT_ARM: Final = 10
LEFT_ARM: Final = 20
"""Parts of the body, for outlines; the fingers follow from each of them."""
_OVERSAMPLING: Final = 2
_FIGURE: Final = ((-0.30, -0.62, 0.0), (0.30, 0.40, 0.0))
"""Between which corners trunk and head may be, metres."""
_HEAD: Final = ((-0.16, 0.0, 0.0), (0.16, 0.40, 0.0))
_HIP: Final = -0.50
"""Height about which the trunk leans, metres."""
_KEPT_FACES: Final = 96
_KEPT_SKULLS: Final = 24
_OUTLINE_JUMP: Final = 0.004
_OUTLINE_TONE: Final = 0.57
_FACE_STEPS: Final = np.array([6.0, 4.0, 4.0, 4.0, 3.0, 3.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0])
"""Steps a unit to which expressions are rounded, so that few have to be drawn."""


@dataclass(frozen=True)
class _Layer:
    """Something drawn once and laid into many pictures: oversampled colours, depths and body parts of a box."""

    colour: Colours
    depth: Floats
    parts: Bytes
    mask: NDArray[np.bool_]
    """Where there is anything."""
    top: int
    left: int

    @staticmethod
    def of(canvas: Canvas) -> "_Layer":
        return _Layer(canvas.colour, canvas.depth, canvas.parts, is_drawn(canvas.depth), canvas.top, canvas.left)


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
        self._faces: OrderedDict[tuple[int, ...], _Layer] = OrderedDict()
        self._skulls: OrderedDict[tuple[int, ...], _Layer] = OrderedDict()
        rows = height * _OVERSAMPLING
        shade = np.linspace(0.0, 1.0, rows)[:, None]
        wall = np.array(BACKGROUND[0]) * (1 - shade) + np.array(BACKGROUND[1]) * shade
        self._wall = packed(wall.astype(np.uint8))
        self._backdrop = halved(np.repeat(self._wall[:, None], width * _OVERSAMPLING, axis=1))
        self._edge_step = max(1, round(self._camera.scale * 0.0021))
        self._head = self._box(self._camera.project(np.array(_HEAD)), 0.03)
        self._figure = self._box(self._camera.project(np.array([*_FIGURE, *_HEAD])), 0.03)
        self._trunk = self._drawn_trunk()

    def pictures(self, motion: Motion, frame_rate: float) -> Iterator[Bytes]:
        """Yield (height, width, 3) pictures at `frame_rate` frames a second."""
        count = max(1, round(motion.seconds * frame_rate))
        for number in range(count):
            frame = min(round(number * FRAME_RATE / frame_rate), len(motion.right) - 1)
            yield self.picture(motion, frame)

    def picture(self, motion: Motion, frame: int) -> Bytes:
        """Return one (height, width, 3) picture of the motion's frame number `frame`."""
        canvas, arms = self._drawn(motion, frame)
        finished = halved(canvas.colour)
        self._darken(finished, canvas, arms)
        picture = self._backdrop.copy()
        top, left = canvas.top // _OVERSAMPLING, canvas.left // _OVERSAMPLING
        picture[top : top + len(finished), left : left + finished.shape[1]] = finished
        return picture

    def in_sight(self, motion: Motion, frame: int) -> tuple[float, float]:
        """Return which share of the right and of the left hand's points is in the picture with nothing else before it."""
        canvas, _ = self._drawn(motion, frame)
        shares = []
        for points, part in ((motion.right[frame], RIGHT_ARM), (motion.left[frame], LEFT_ARM)):
            columns, rows = np.round(self._camera.project(points)[:, :2] - [canvas.left, canvas.top]).astype(int).T
            height, width = canvas.depth.shape
            inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
            parts = canvas.parts[rows[inside], columns[inside]]
            shares.append(float(((parts >= part) & (parts < part + 10)).sum() / len(points)))
        return shares[0], shares[1]

    def _drawn(self, motion: Motion, frame: int) -> tuple[Canvas, tuple[slice, slice]]:
        """Return the drawn figure, and the rows and columns of the whole picture that arms and hands may touch."""
        lean, right_rise, left_rise = motion.body[frame]
        right_shoulder, left_shoulder = shoulders()
        right_shoulder = right_shoulder + np.array([lean, right_rise, 0.0])
        left_shoulder = left_shoulder + np.array([lean, left_rise, 0.0])
        joints = np.concatenate(
            [
                np.stack([right_shoulder, left_shoulder, motion.right_elbows[frame], motion.left_elbows[frame]]),
                motion.right[frame],
                motion.left[frame],
            ]
        )
        arms = self._box(self._camera.project(joints), 0.075)
        rows, columns = (
            slice(min(a.start, b.start), max(a.stop, b.stop)) for a, b in zip(arms, self._figure, strict=True)
        )
        size = (rows.stop - rows.start, columns.stop - columns.start)
        colour = np.empty(size, dtype=np.uint32)
        colour[:] = self._wall[rows, None]
        canvas = Canvas(colour, np.full(size, FAR, dtype=np.float32), columns.start, rows.start)
        rise = (right_rise + left_rise) / 2
        self._lay_trunk(canvas, lean, rise)
        scale = self._camera.scale
        _lay(canvas, self._face(motion.face[frame]), round(lean * 1.25 * scale), -round(rise * 0.8 * scale))
        for part, shoulder, elbow, points, side in (
            (RIGHT_ARM, right_shoulder, motion.right_elbows[frame], motion.right[frame], -1.0),
            (LEFT_ARM, left_shoulder, motion.left_elbows[frame], motion.left[frame], 1.0),
        ):
            canvas.part = part
            draw_arm(canvas, self._camera, shoulder, elbow, points[0], neck=np.array([lean + side * 0.05, rise, 0.0]))
        for part, points, rotation in (
            (RIGHT_ARM, motion.right[frame], motion.right_rotations[frame]),
            (LEFT_ARM, motion.left[frame], motion.left_rotations[frame]),
        ):
            canvas.part = part
            draw_hand(canvas, self._camera, points, rotation, is_left=part == LEFT_ARM)
        canvas.outline(self._edge_step, _OUTLINE_JUMP * scale, _OUTLINE_TONE)
        return canvas, arms

    def _darken(self, finished: Bytes, canvas: Canvas, box: tuple[slice, slice]) -> None:
        """Throw the arms' shadows within `box` and a little beyond."""
        reach = round(0.09 * self._camera.scale) // 2 * 2
        height, width = canvas.depth.shape
        rows, columns = (
            slice(max(side.start - start, 0) // 2, min(side.stop - start + reach, limit) // 2)
            for side, start, limit in zip(box, (canvas.top, canvas.left), (height, width), strict=True)
        )
        depth = canvas.depth[::2, ::2][rows, columns] * np.float32(1 / _OVERSAMPLING)
        blockers = canvas.parts[::2, ::2][rows, columns] >= RIGHT_ARM
        darkened(finished[rows, columns], depth, blockers, self._camera.scale / _OVERSAMPLING)

    def on_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where world `points` (N, 3) lie on the picture, (N, 2) pixels."""
        return np.asarray(self._camera.project(points)[:, :2] / _OVERSAMPLING)

    def pixels_of(self, metres: float) -> float:
        """Return how many pixels a length at the signer's depth takes on the picture."""
        return metres * self._camera.scale / _OVERSAMPLING

    def _blank(self, box: tuple[slice, slice]) -> Canvas:
        rows, columns = box
        size = (rows.stop - rows.start, columns.stop - columns.start)
        return Canvas(np.zeros(size, np.uint32), np.full(size, FAR, np.float32), columns.start, rows.start)

    def _drawn_trunk(self) -> _Layer:
        canvas = self._blank(self._figure)
        draw_trunk(canvas, self._camera)
        head = self._skull(np.zeros(len(_FACE_STEPS)))
        rows, columns = (
            slice(start - own, start - own + length)
            for start, own, length in zip(
                (head.top, head.left), (canvas.top, canvas.left), head.depth.shape, strict=True
            )
        )
        depth = canvas.depth[rows, columns]
        shaded = unpacked(canvas.colour[rows, columns])
        is_head = head.depth > depth
        darkened(shaded, np.maximum(depth, head.depth), is_head, self._camera.scale)
        canvas.colour[rows, columns] = packed(shaded)
        return _Layer.of(canvas)

    def _lay_trunk(self, canvas: Canvas, lean: float, rise: float) -> None:
        """Lay the trunk, leant sideways and lifted by the shoulders: rows move by whole oversampled pixels."""
        trunk = self._trunk
        scale = self._camera.scale
        hip = float(self._camera.project(np.array([[0.0, _HIP, 0.0]]))[0, 1])
        shoulder = float(self._camera.project(np.array([[0.0, 0.0, 0.0]]))[0, 1])
        row = np.arange(len(trunk.depth))
        share = np.clip((hip - row - trunk.top) / (hip - shoulder), 0.0, 1.3)
        source = np.clip(row + np.round(rise * scale * np.minimum(share, 1.0)).astype(int), 0, len(row) - 1)
        across = np.round(lean * scale * share).astype(int)
        edges = [0, *(np.flatnonzero(np.diff(across) | (np.diff(source) != 1)) + 1), len(row)]
        for start, end in itertools.pairwise(edges):
            first, shift = int(source[start]), int(across[start])
            rows = slice(first, first + end - start)
            band = _Layer(
                trunk.colour[rows], trunk.depth[rows], trunk.parts[rows], trunk.mask[rows],
                trunk.top + int(start), trunk.left,
            )  # fmt: skip
            _lay(canvas, band, shift, 0)

    def _face(self, face: NDArray[np.float64]) -> _Layer:
        key = tuple(int(v) for v in np.round(face * _FACE_STEPS))
        if key in self._faces:
            self._faces.move_to_end(key)
            return self._faces[key]
        rounded = np.array(key) / _FACE_STEPS
        skull = self._skull(rounded)
        canvas = Canvas(skull.colour.copy(), skull.depth, skull.left, skull.top)
        draw_face(canvas, self._camera, rounded)
        drawn = _Layer(canvas.colour, skull.depth, skull.parts, skull.mask, skull.top, skull.left)
        self._faces[key] = drawn
        if len(self._faces) > _KEPT_FACES:
            self._faces.popitem(last=False)
        return drawn

    def _skull(self, face: NDArray[np.float64]) -> _Layer:
        """Return the head without eyes, brows and mouth, which is the same for many expressions."""
        shape = skull_of(face)
        key = tuple(int(v) for v in np.round(shape * 100))
        if key in self._skulls:
            self._skulls.move_to_end(key)
            return self._skulls[key]
        canvas = self._blank(self._head)
        draw_skull(canvas, self._camera, shape)
        canvas.outline(self._edge_step, 0.010 * self._camera.scale, 0.62)
        canvas.parts[canvas.parts > 0] = HEAD_PART
        drawn = _Layer.of(canvas)
        self._skulls[key] = drawn
        if len(self._skulls) > _KEPT_SKULLS:
            self._skulls.popitem(last=False)
        return drawn

    def _box(self, projected: NDArray[np.float64], metres: float) -> tuple[slice, slice]:
        """Return the rows and columns (oversampled, even) around projected points, with a margin."""
        margin = metres * self._camera.scale
        low = projected[:, :2].min(axis=0) - margin
        high = projected[:, :2].max(axis=0) + margin
        limits = (self.width * _OVERSAMPLING, self.height * _OVERSAMPLING)
        (x0, x1), (y0, y1) = (
            (int(np.clip(low[i], 0, limits[i] - 2)) // 2 * 2, int(np.clip(high[i] + 2, 2, limits[i])) // 2 * 2)
            for i in range(2)
        )
        return slice(y0, max(y1, y0 + 2)), slice(x0, max(x1, x0 + 2))


def _lay(canvas: Canvas, layer: _Layer, right: int, down: int) -> None:
    """Lay a layer, moved by so many pixels, over what is behind it; what sticks out of the canvas is left out."""
    top, left = layer.top + down - canvas.top, layer.left + right - canvas.left
    height, width = layer.depth.shape
    rows = slice(max(top, 0), min(top + height, canvas.depth.shape[0]))
    columns = slice(max(left, 0), min(left + width, canvas.depth.shape[1]))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    source = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
    target = rows, columns
    seen = layer.mask[source] & (layer.depth[source] > canvas.depth[target])
    np.copyto(canvas.colour[target], layer.colour[source], where=seen)
    np.copyto(canvas.depth[target], layer.depth[source], where=seen)
    np.copyto(canvas.parts[target], layer.parts[source], where=seen)
