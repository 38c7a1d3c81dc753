"""The signer's trunk, neck and head: drawn once for each face expression and kept."""

import itertools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.rendering.canvas import Canvas, Material, Point
from okienko_signing.rendering.figure import CLOTH, HAIR, SKIN, Array, Camera

TRUNK_PART: Final = 1
HEAD_PART: Final = 2
HAIR_PART: Final = 3
"""Parts of the body, for outlines."""

LIP: Final = (176, 84, 78)
MOUTH_INSIDE: Final = (92, 34, 36)
TEETH: Final = (244, 238, 230)
BROW: Final = (58, 36, 28)
EYE_WHITE: Final = (250, 248, 244)
IRIS: Final = (74, 96, 88)
PUPIL: Final = (24, 20, 20)
LASH: Final = (52, 34, 30)
LID: Final = (196, 132, 106)
LINE: Final = (92, 52, 42)
COLLAR: Final = Material.between((30, 70, 104), (44, 92, 130), (72, 124, 164))

HEAD_CENTRE: Final[Array] = np.array([0.0, 0.188, 0.020])
_NECK: Final[Array] = np.array([0.0, 0.06, 0.0])


_TRUNK: Final[Array] = np.array(
    [
        [0.034, 0.066, -0.010, 0.036],
        [0.032, 0.086, -0.004, 0.044],
        [0.026, 0.112, 0.000, 0.050],
        [0.012, 0.150, 0.000, 0.056],
        [-0.010, 0.190, 0.000, 0.060],
        [-0.050, 0.204, 0.000, 0.070],
        [-0.080, 0.200, 0.002, 0.080],
        [-0.110, 0.186, 0.006, 0.088],
        [-0.170, 0.174, 0.008, 0.088],
        [-0.260, 0.162, 0.006, 0.086],
        [-0.340, 0.160, 0.004, 0.088],
        [-0.450, 0.172, 0.004, 0.092],
        [-0.700, 0.182, 0.004, 0.094],
    ]
)
"""Outline of the clothed trunk: y, half width, z of the axis, depth to the front; metres."""
_NECK_OUTLINE: Final[Array] = np.array(
    [
        [0.125, 0.048, 0.004, 0.046],
        [0.060, 0.047, 0.004, 0.047],
        [0.036, 0.052, 0.002, 0.056],
        [0.016, 0.064, 0.002, 0.070],
        [-0.010, 0.070, 0.002, 0.082],
        [-0.040, 0.070, 0.002, 0.092],
    ]
)
_HEAD: Final[Array] = np.array(
    [
        [0.118, 0.004, 0.0, 0.010],
        [0.114, 0.026, 0.0, 0.034],
        [0.104, 0.046, 0.0, 0.056],
        [0.086, 0.064, 0.0, 0.074],
        [0.060, 0.077, 0.0, 0.086],
        [0.030, 0.084, 0.0, 0.091],
        [0.000, 0.0845, 0.0, 0.092],
        [-0.030, 0.0805, 0.0, 0.091],
        [-0.055, 0.0725, 0.0, 0.089],
        [-0.075, 0.0615, 0.0, 0.086],
        [-0.090, 0.048, 0.0, 0.081],
        [-0.100, 0.034, 0.0, 0.073],
        [-0.106, 0.018, 0.0, 0.062],
        [-0.108, 0.005, 0.0, 0.050],
    ]
)
"""Outline of the head about its centre, as the trunk's."""
_HAIRLINE: Final[Array] = np.array(
    [
        [-0.095, -0.018, 0.0],
        [-0.082, -0.012, 0.0],
        [-0.076, 0.024, 0.0],
        [-0.066, 0.050, 0.0],
        [-0.046, 0.066, 0.0],
        [-0.016, 0.076, 0.0],
        [0.020, 0.074, 0.0],
        [0.048, 0.060, 0.0],
        [0.066, 0.042, 0.0],
        [0.076, 0.020, 0.0],
        [0.082, -0.012, 0.0],
        [0.095, -0.018, 0.0],
    ]
)
"""Lower edge of the hair about the head's centre, metres."""
_FRINGE: Final = (
    ((0.036, 0.098, 0.048), 0.025, (-0.036, 0.088, 0.068), 0.026),
    ((-0.036, 0.088, 0.068), 0.026, (-0.078, 0.048, 0.030), 0.015),
    ((0.036, 0.098, 0.048), 0.025, (0.078, 0.050, 0.030), 0.015),
)
"""Locks of hair about the head's centre: start, radius, end, radius; metres."""


def draw_trunk(canvas: Canvas, camera: Camera) -> None:
    """Draw neck, shoulders and trunk in a plain dark top."""
    canvas.part = TRUNK_PART
    canvas.solid(*_outline(camera, _TRUNK, 0.0, 0.0), CLOTH, power=2.6)
    spread = np.linspace(-1.0, 1.0, 17)
    collar = np.stack([0.064 * spread, 0.036 - 0.052 * (1 - spread**2), 0.040 + 0.050 * (1 - spread**2)], axis=1)
    p = camera.project(collar)
    canvas.solid(*_outline(camera, _NECK_OUTLINE, 0.0, 0.0), SKIN, hem=p[:, :2])
    size = 0.0062 * float(p[0, 3])
    ends: list[Point] = [(float(q[0]), float(q[1]), float(q[2])) for q in p]
    for a, b in itertools.pairwise(ends):
        canvas.sphere(a, size, COLLAR)
        canvas.cone(a, size, b, size, COLLAR)


def _outline(camera: Camera, outline: Array, x: float, y: float) -> tuple[float, Array]:
    """Return the axis and the profile in pixels of an outline in metres about (x, y), finely rounded."""
    fine = np.linspace(outline[-1, 0], outline[0, 0], 160)
    smooth = np.stack([np.interp(fine, outline[::-1, 0], outline[::-1, i]) for i in range(4)], axis=1)
    kernel = np.hanning(21)[1:-1] / np.hanning(21).sum()
    for i in range(1, 4):
        column = smooth[:, i]
        # Mirrored through its ends, so that smoothing leaves the ends where they are.
        padded = np.concatenate([2 * column[0] - column[9:0:-1], column, 2 * column[-1] - column[-2:-11:-1]])
        smooth[:, i] = np.convolve(padded, kernel, mode="valid")
    world = np.stack([np.full(160, x), smooth[:, 0] + y, smooth[:, 2]], axis=1)[::-1]
    p = camera.project(world)
    scale = p[:, 3]
    return float(p[0, 0]), np.stack([p[:, 1], smooth[::-1, 1] * scale, p[:, 2], smooth[::-1, 3] * scale], axis=1)


class _Head:
    """Places points of the face: turns them with the head and projects them."""

    def __init__(self, camera: Camera, face: NDArray[np.float64]) -> None:
        yaw, pitch, roll = np.radians(face[6:9])
        cy, sy, cp, sp, cr, sr = (f(a) for a in (yaw, pitch, roll) for f in (np.cos, np.sin))
        turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        nod = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
        tilt = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        self._rotation = tilt @ turn @ nod
        self._camera = camera

    def project(self, points: Array) -> Array:
        """Return projected points (N, 4) of positions given relative to the head's centre."""
        world = _NECK + (points + HEAD_CENTRE - _NECK) @ self._rotation.T
        return self._camera.project(world)

    def shift(self) -> Array:
        """Return by how much the turned head's centre has moved, (3,) metres."""
        return np.asarray(self._rotation @ (HEAD_CENTRE - _NECK) + _NECK - HEAD_CENTRE)

    def at(self, x: float, y: float, z: float) -> tuple[Point, float]:
        """Return one projected point and the pixels per metre there."""
        p = self.project(np.array([[x, y, z]]))[0]
        return (float(p[0]), float(p[1]), float(p[2])), float(p[3])


def draw_head(canvas: Canvas, camera: Camera, face: NDArray[np.float64]) -> None:
    """Draw the head with its expression; `face` as `engine.face.CHANNELS`."""
    head = _Head(camera, face)
    canvas.part = HEAD_PART
    for x, y, z, rx, ry, rz, material in (
        (0.0, 0.030, -0.030, 0.090, 0.098, 0.090, HAIR),
        (-0.083, -0.002, -0.006, 0.013, 0.025, 0.016, SKIN),
        (0.083, -0.002, -0.006, 0.013, 0.025, 0.016, SKIN),
    ):
        centre, scale = head.at(x, y, z)
        canvas.ellipsoid(centre, (rx * scale, ry * scale, rz * scale), material)
    moved = head.shift()
    middle = HEAD_CENTRE + moved
    canvas.solid(*_outline(camera, _HEAD + np.array([0.0, 0.0, middle[2], 0.0]), middle[0], middle[1]), SKIN, power=2.2)
    _draw_hair(canvas, camera, middle)
    _draw_eyes(canvas, head, face)
    _draw_nose(canvas, head)
    _draw_mouth(canvas, head, face)


def _draw_hair(canvas: Canvas, camera: Camera, middle: Array) -> None:
    cap = _HEAD * np.array([1.09, 1.085, 1.0, 1.06]) + np.array([0.006, 0.0, middle[2], 0.0])
    across = np.linspace(_HAIRLINE[0, 0], _HAIRLINE[-1, 0], 81)
    height = np.interp(across, _HAIRLINE[:, 0], _HAIRLINE[:, 1])
    height[4:-4] = np.convolve(height, np.full(9, 1 / 9), mode="valid")
    hairline = camera.project(np.stack([across, height, np.zeros(81)], axis=1) + middle)
    canvas.part = HAIR_PART
    canvas.solid(*_outline(camera, cap, middle[0], middle[1]), HAIR, power=2.2, hem=hairline[:, :2])
    for start, radius, end, thin in _FRINGE:
        p = camera.project(np.array([start, end]) + middle)
        ends: list[Point] = [(float(q[0]), float(q[1]), float(q[2])) for q in p]
        canvas.sphere(ends[0], radius * float(p[0, 3]), HAIR)
        canvas.sphere(ends[1], thin * float(p[1, 3]), HAIR)
        canvas.cone(ends[0], radius * float(p[0, 3]), ends[1], thin * float(p[1, 3]), HAIR)


def _draw_eyes(canvas: Canvas, head: _Head, face: NDArray[np.float64]) -> None:
    brow, frown, blink = face[3:6]
    for side in (-1.0, 1.0):
        (x, y, _), scale = head.at(side * 0.033, 0.018, 0.083)
        opening = 0.0088 * (1 - 0.92 * blink) * (1 + 0.12 * brow - 0.15 * frown)
        canvas.ellipse((x, y), (0.0180 * scale, 0.0132 * scale), LID)
        if opening > 0.0015:
            canvas.ellipse((x, y + 0.0008 * scale), (0.0165 * scale, opening * scale), EYE_WHITE)
            radius = min(0.0086, opening)
            canvas.ellipse((x, y + 0.0006 * scale), (0.0086 * scale, radius * scale), IRIS)
            canvas.ellipse((x, y + 0.0006 * scale), (0.0040 * scale, min(0.0040, radius) * scale), PUPIL)
            canvas.ellipse((x - 0.0025 * scale, y - 0.0025 * scale), (0.0016 * scale, 0.0016 * scale), EYE_WHITE)
        lid = np.array([[-0.0178, 0.0010], [-0.009, opening + 0.0012], [0.0, opening + 0.0022],
                        [0.009, opening + 0.0012], [0.0178, 0.0010]])  # fmt: skip
        canvas.stroke(np.array([x, y]) + lid * np.array([scale, -scale]), 0.0032 * scale, LASH)
        inner, outer = 0.016, 0.052
        lift = 0.009 * brow
        arch = np.array(
            [
                [side * inner, 0.0400 + lift - 0.0045 * frown, 0.086],
                [side * (0.7 * inner + 0.3 * outer), 0.0432 + lift - 0.003 * frown, 0.086],
                [side * (0.4 * inner + 0.6 * outer), 0.0442 + lift - 0.001 * frown, 0.082],
                [side * outer, 0.0395 + lift, 0.070],
            ]
        )
        canvas.stroke(head.project(arch)[:, :2], 0.0052 * scale, BROW)


def _draw_nose(canvas: Canvas, head: _Head) -> None:
    top, scale = head.at(0.0, 0.010, 0.084)
    tip, _ = head.at(0.0, -0.022, 0.098)
    canvas.cone(top, 0.0075 * scale, tip, 0.0115 * scale, SKIN)
    canvas.sphere(tip, 0.0115 * scale, SKIN)
    wings = head.project(np.array([[-0.0115, -0.027, 0.094], [-0.004, -0.0315, 0.1], [0.004, -0.0315, 0.1],
                                   [0.0115, -0.027, 0.094]]))  # fmt: skip
    canvas.stroke(wings[:, :2], 0.0026 * scale, LINE)


def _draw_mouth(canvas: Canvas, head: _Head, face: NDArray[np.float64]) -> None:
    opening, wide, rounding = face[:3] * np.array([0.75, 1.0, 1.0])
    (x, y, _), scale = head.at(0.0, -0.056, 0.086)
    half = (0.0235 + 0.006 * wide - 0.0115 * rounding) * scale
    height = (0.0150 * opening + 0.0035 * rounding) * scale
    lip = (0.0046 + 0.0014 * rounding) * scale
    if height < 0.0022 * scale:
        smile = np.array([[-1.0, 0.0040], [-0.5, -0.0004], [0.0, -0.0016], [0.5, -0.0004], [1.0, 0.0040]])
        curve = np.stack([x + smile[:, 0] * half, y - smile[:, 1] * scale], axis=1)
        canvas.stroke(curve + np.array([0.0, 0.0022 * scale]), lip * 1.25, LIP)
        canvas.stroke(curve, lip * 0.42, MOUTH_INSIDE)
        return
    canvas.ellipse((x, y), (half + lip * 0.7, height + lip), LIP)
    canvas.ellipse((x, y), (half, height), MOUTH_INSIDE)
    if opening > 0.15 and rounding < 0.5:
        canvas.ellipse((x, y - height * 0.62), (half * 0.72, height * 0.30), TEETH)
