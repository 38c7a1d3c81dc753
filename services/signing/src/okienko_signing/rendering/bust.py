"""The signer's trunk, neck and head: drawn once for each face expression and kept. The face is in `countenance.py`."""

import itertools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.rendering.canvas import Canvas, Material, Point
from okienko_signing.rendering.figure import CLOTH, HAIR, SKIN, TRUNK_PART, Array, Camera

HEAD_PART: Final = 2
HAIR_PART: Final = 3
"""Parts of the body, for outlines."""

COLLAR: Final = Material.between((30, 70, 104), (44, 92, 130), (72, 124, 164))

_LOOKING_UP: Final = 0.75
"""Share of the camera's elevation by which the head is raised, so that the signer looks at the viewer."""
HEAD_CENTRE: Final[Array] = np.array([0.0, 0.188, 0.020])
_NECK: Final[Array] = np.array([0.0, 0.06, 0.0])


_TRUNK: Final[Array] = np.array(
    [
        [0.040, 0.058, -0.010, 0.034],
        [0.034, 0.078, -0.006, 0.042],
        [0.024, 0.106, -0.004, 0.050],
        [0.008, 0.140, -0.002, 0.058],
        [-0.016, 0.166, 0.000, 0.066],
        [-0.050, 0.182, 0.000, 0.074],
        [-0.080, 0.184, 0.002, 0.082],
        [-0.110, 0.180, 0.006, 0.089],
        [-0.170, 0.172, 0.009, 0.090],
        [-0.260, 0.158, 0.006, 0.086],
        [-0.340, 0.154, 0.004, 0.086],
        [-0.450, 0.166, 0.004, 0.092],
        [-0.700, 0.184, 0.004, 0.096],
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
        [-0.095, -0.016, 0.0],
        [-0.084, -0.014, 0.0],
        [-0.077, 0.022, 0.0],
        [-0.069, 0.054, 0.0],
        [-0.048, 0.074, 0.0],
        [-0.016, 0.084, 0.0],
        [0.020, 0.082, 0.0],
        [0.050, 0.068, 0.0],
        [0.068, 0.046, 0.0],
        [0.077, 0.018, 0.0],
        [0.084, -0.014, 0.0],
        [0.095, -0.016, 0.0],
    ]
)
"""Lower edge of the hair about the head's centre, metres."""
_FRINGE: Final = (
    ((0.036, 0.090, 0.044), 0.025, (-0.036, 0.082, 0.062), 0.025),
    ((-0.036, 0.082, 0.062), 0.025, (-0.072, 0.044, 0.030), 0.014),
    ((0.036, 0.090, 0.044), 0.025, (0.072, 0.046, 0.030), 0.014),
)
"""Locks of hair about the head's centre: start, radius, end, radius; metres."""


def draw_trunk(canvas: Canvas, camera: Camera) -> None:
    """Draw neck and trunk in a plain dark top; the shoulders belong to the arms, which move them."""
    canvas.part = TRUNK_PART
    canvas.solid(*_outline(camera, _TRUNK, 0.0, 0.0), CLOTH, power=2.5)
    spread = np.linspace(-1.0, 1.0, 17)
    collar = np.stack([0.064 * spread, 0.038 - 0.056 * (1 - spread**2), 0.038 + 0.052 * (1 - spread**2)], axis=1)
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


class Head:
    """Places points of the face: turns them with the head and projects them."""

    def __init__(self, camera: Camera, angles: NDArray[np.float64]) -> None:
        """Turn the head by `angles`: yaw, pitch, roll in degrees."""
        yaw, pitch, roll = np.radians(angles + np.array([0.0, _LOOKING_UP * camera.elevation, 0.0]))
        cy, sy, cp, sp, cr, sr = (f(a) for a in (yaw, pitch, roll) for f in (np.cos, np.sin))
        turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        nod = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
        tilt = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        self._rotation = tilt @ turn @ nod
        self._camera = camera

    def project(self, points: Array, moved: Array | float = 0.0) -> Array:
        """Return projected points (N, 4) of positions given relative to the head's centre, the body `moved` by metres."""
        world = _NECK + (points + HEAD_CENTRE - _NECK) @ self._rotation.T
        return self._camera.project(world + moved)

    def shift(self) -> Array:
        """Return by how much the turned head's centre has moved, (3,) metres."""
        return np.asarray(self._rotation @ (HEAD_CENTRE - _NECK) + _NECK - HEAD_CENTRE)

    def at(self, x: float, y: float, z: float) -> tuple[Point, float]:
        """Return one projected point and the pixels per metre there."""
        p = self.project(np.array([[x, y, z]]))[0]
        return (float(p[0]), float(p[1]), float(p[2])), float(p[3])


def skull_of(face: NDArray[np.float64]) -> Array:
    """Return what of an expression shapes the head itself: yaw, pitch, roll in degrees and the jaw's opening, 0 to 1."""
    return np.array([*face[6:9], np.round(face[0] * 4) / 4])


def draw_skull(canvas: Canvas, camera: Camera, shape: Array) -> None:
    """Draw head, ears, nose and hair; `shape` as from `skull_of`."""
    head = Head(camera, shape[:3])
    canvas.part = HEAD_PART
    for x, y, z, rx, ry, rz, material in (
        (0.0, 0.030, -0.012, 0.0905, 0.1065, 0.092, HAIR),
        (-0.084, -0.004, -0.006, 0.011, 0.024, 0.016, SKIN),
        (0.084, -0.004, -0.006, 0.011, 0.024, 0.016, SKIN),
    ):
        centre, scale = head.at(x, y, z)
        canvas.ellipsoid(centre, (rx * scale, ry * scale, rz * scale), material)
    middle = HEAD_CENTRE + head.shift()
    jaw = _HEAD.copy()
    below = jaw[:, 0] < -0.03
    jaw[below, 0] -= (-0.03 - jaw[below, 0]) / 0.078 * 0.0085 * shape[3]
    canvas.solid(*_outline(camera, jaw + np.array([0.0, 0.0, middle[2], 0.0]), middle[0], middle[1]), SKIN, power=2.2)
    _draw_nose(canvas, head)
    _draw_hair(canvas, camera, head, middle)


def _draw_nose(canvas: Canvas, head: Head) -> None:
    canvas.part = HEAD_PART
    top, scale = head.at(0.0, 0.016, 0.084)
    tip, _ = head.at(0.0, -0.020, 0.098)
    canvas.cone(top, 0.0062 * scale, tip, 0.0108 * scale, SKIN)
    canvas.sphere(tip, 0.0108 * scale, SKIN)
    for side in (-1.0, 1.0):
        wing, _ = head.at(side * 0.0105, -0.0235, 0.0915)
        canvas.ellipsoid(wing, (0.0066 * scale, 0.0060 * scale, 0.0072 * scale), SKIN)


def _draw_hair(canvas: Canvas, camera: Camera, head: Head, middle: Array) -> None:
    cap = _HEAD * np.array([1.05, 1.06, 1.0, 1.06]) + np.array([0.007, 0.0, middle[2], 0.0])
    across = np.linspace(_HAIRLINE[0, 0], _HAIRLINE[-1, 0], 81)
    height = np.interp(across, _HAIRLINE[:, 0], _HAIRLINE[:, 1])
    height[4:-4] = np.convolve(height, np.full(9, 1 / 9), mode="valid")
    hairline = head.project(np.stack([across, height, np.full(81, 0.05)], axis=1))
    canvas.part = HAIR_PART
    canvas.solid(*_outline(camera, cap, middle[0], middle[1]), HAIR, power=2.2, hem=hairline[:, :2])
    for start, radius, end, thin in _FRINGE:
        p = head.project(np.array([start, end]))
        ends: list[Point] = [(float(q[0]), float(q[1]), float(q[2])) for q in p]
        canvas.sphere(ends[0], radius * float(p[0, 3]), HAIR)
        canvas.sphere(ends[1], thin * float(p[1, 3]), HAIR)
        canvas.cone(ends[0], radius * float(p[0, 3]), ends[1], thin * float(p[1, 3]), HAIR)
