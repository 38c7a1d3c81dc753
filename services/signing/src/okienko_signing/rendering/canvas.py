"""A small software rasteriser: spheres, round cones, plates and ellipsoids with a depth buffer, in numpy.

Everything is given in pixels of the canvas: x right, y down, z towards the viewer. Rays run along -z; perspective is
applied to positions and radii beforehand, so that within one shape the projection is parallel. The cone's ray
intersection follows Quilez, "Rounded cone - intersection", iquilezles.org/articles/intersectors.
"""

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Colours = NDArray[np.uint32]
"""Red, green and blue in one number, ten bits each: four of them add up without overflow, so halving is three sums."""
Point = tuple[float, float, float]

LIGHT: Final = (-0.38, -0.52, 0.765)
"""Unit direction towards the light: from above, from the signer's right."""
_TONES: Final = 128
FAR: Final = np.float32(-1e9)
"""Depth where nothing has been drawn."""


def packed(colours: NDArray[np.integer] | tuple[int, int, int]) -> Colours:
    """Return (..., 3) red, green, blue as one number each."""
    wide = np.asarray(colours, dtype=np.uint32)
    return np.asarray(wide[..., 0] | wide[..., 1] << 10 | wide[..., 2] << 20, dtype=np.uint32)


def unpacked(colours: Colours, shift: int = 0) -> Bytes:
    """Return (..., 3) bytes of packed colours, each divided by 2 ** `shift`."""
    result = np.empty((*colours.shape, 3), dtype=np.uint8)
    for channel in range(3):
        result[..., channel] = (colours >> np.uint32(10 * channel + shift)) & np.uint32(0xFF)
    return result


def halved(colours: Colours) -> Bytes:
    """Return the picture at half the size, each pixel the mean of four."""
    rows = colours[0::2] + colours[1::2]
    return unpacked(rows[:, 0::2] + rows[:, 1::2], shift=2)


@dataclass(frozen=True)
class Material:
    """A surface's colours: what a tone from 0 (rim, shadow) to 1 (lit) looks like."""

    ramp: Colours
    """(128,) packed colours."""

    @staticmethod
    def between(dark: tuple[int, int, int], middle: tuple[int, int, int], light: tuple[int, int, int]) -> "Material":
        """Return a material that runs from `dark` over `middle` (at tone 0.55) to `light`."""
        at = np.linspace(0.0, 1.0, _TONES)
        channels = [np.interp(at, [0.0, 0.55, 1.0], [dark[i], middle[i], light[i]]) for i in range(3)]
        return Material(packed(np.stack(channels, axis=1).astype(np.uint8)))


class Canvas:
    """Colours and depths of a rectangle of pixels whose upper left corner lies at (`left`, `top`)."""

    def __init__(self, colour: Colours, depth: Floats, left: int = 0, top: int = 0) -> None:
        """Draw into `colour` and `depth`, both (H, W) and changed in place."""
        self.colour = colour
        self.depth = depth
        self.left = left
        self.top = top
        self.part = 0
        """Number of the body part being drawn, 0 to 255; outlines run where parts meet."""
        self.parts = np.zeros(depth.shape, dtype=np.uint8)

    def sphere(self, centre: Point, radius: float, material: Material) -> None:
        """Draw a sphere."""
        self.ellipsoid(centre, (radius, radius, radius), material)

    def ellipsoid(self, centre: Point, radii: Point, material: Material) -> None:
        """Draw an ellipsoid with axes along x, y and z."""
        x, y, z = centre
        rx, ry, rz = radii
        box = self._box(x - rx, x + rx, y - ry, y + ry)
        if box is None:
            return
        rows, columns, px, py = box
        nx = (px - np.float32(x)) / np.float32(rx)
        ny = (py - np.float32(y)) / np.float32(ry)
        inside = np.float32(1.0) - (nx * nx + ny * ny)
        nz = np.sqrt(np.maximum(inside, np.float32(0.0)))
        depth = np.float32(z) + np.float32(rz) * nz
        visible = (inside > 0) & (depth > self.depth[rows, columns])
        lit = np.float32(LIGHT[0]) * nx + np.float32(LIGHT[1]) * ny + np.float32(LIGHT[2]) * nz
        self._write(rows, columns, visible, depth, lit, nz, material)

    def cone(self, a: Point, radius_a: float, b: Point, radius_b: float, material: Material) -> None:
        """Draw the body of a round cone between two spheres; its ends stay open, draw spheres there."""
        ax, ay, az = a
        bx, by, bz = b[0] - ax, b[1] - ay, b[2] - az
        taper = radius_a - radius_b
        length2 = bx * bx + by * by + bz * bz
        d2 = length2 - taper * taper
        k2 = bx * bx + by * by - taper * taper
        if k2 < 1e-3 or d2 < 1e-3:
            return
        box = self._box(
            min(ax - radius_a, b[0] - radius_b),
            max(ax + radius_a, b[0] + radius_b),
            min(ay - radius_a, b[1] - radius_b),
            max(ay + radius_a, b[1] + radius_b),
        )
        if box is None:
            return
        rows, columns, px, py = box
        f = np.float32
        dx = px - f(ax)
        dy = py - f(ay)
        m1 = dx * f(bx) + dy * f(by)
        m5 = dx * dx + dy * dy
        turn = taper * radius_a
        k1 = m1 * f(bz) - f(bz * turn)
        k0 = f(d2) * m5 - m1 * (m1 - f(2.0 * turn)) - f(length2 * radius_a * radius_a)
        h = k1 * k1 - k0 * f(k2)
        t = (np.sqrt(np.maximum(h, f(0.0))) + k1) * f(-1.0 / k2)
        along = m1 - f(turn) - t * f(bz)
        depth = f(az) - t
        visible = (h > 0) & (along > 0) & (along < d2) & (depth > self.depth[rows, columns])
        share = along * f(1.0 / d2)
        scale = f(1.0) / np.maximum(f(radius_a) - f(taper) * share, f(0.1))
        nx = dx - f(bx) * share
        ny = dy - f(by) * share
        nz = (-t - f(bz) * share) * scale
        lit = (f(LIGHT[0]) * nx + f(LIGHT[1]) * ny) * scale + f(LIGHT[2]) * nz
        self._write(rows, columns, visible, depth, lit, nz, material)

    def plate(self, corners: tuple[Point, Point, Point], lit: tuple[float, float, float], material: Material) -> None:
        """Draw a triangle, whichever side it shows; `lit` is the light on each corner, so that edges look round."""
        (x0, y0, z0), (x1, y1, z1), (x2, y2, z2) = corners
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if abs(area) < 1.0:
            return
        box = self._box(min(x0, x1, x2), max(x0, x1, x2), min(y0, y1, y2), max(y0, y1, y2))
        if box is None:
            return
        rows, columns, px, py = box
        f = np.float32
        u = ((px - f(x0)) * f(y2 - y0) - (py - f(y0)) * f(x2 - x0)) * f(1.0 / area)
        v = ((py - f(y0)) * f(x1 - x0) - (px - f(x0)) * f(y1 - y0)) * f(1.0 / area)
        depth = f(z0) + u * f(z1 - z0) + v * f(z2 - z0)
        visible = (u >= 0) & (v >= 0) & (u + v <= 1) & (depth > self.depth[rows, columns])
        shade = f(lit[0]) + u * f(lit[1] - lit[0]) + v * f(lit[2] - lit[0])
        self._write(rows, columns, visible, depth, shade, np.ones_like(depth), material)

    def solid(
        self,
        middle: float,
        profile: NDArray[np.float64],
        material: Material,
        *,
        power: float = 2.0,
        hem: NDArray[np.float64] | None = None,
    ) -> None:
        """Draw an upright rounded body given by its outline.

        Args:
            middle: x of its axis, pixels.
            profile: (N, 4) rows of y (growing), half width, z of the axis, depth from axis to front, pixels.
            material: its surface.
            power: 2 for a round cross-section, more for a boxier one.
            hem: (N, 2) points x (growing), y of a line below which nothing is drawn.

        """
        box = self._box(
            middle - float(profile[:, 1].max()),
            middle + float(profile[:, 1].max()),
            float(profile[0, 0]),
            float(profile[-1, 0]),
        )
        if box is None:
            return
        rows, columns, px, py = box
        half, axis, thickness = (np.interp(py[:, 0], profile[:, 0], profile[:, i])[:, None] for i in (1, 2, 3))
        across = np.abs((px - middle) / np.maximum(half, 1e-3))
        height = np.power(np.maximum(1.0 - across**power, 0.0), 1.0 / power)
        depth = (axis + thickness * height).astype(np.float32)
        slope_y, slope_x = np.gradient(np.where(across < 1, depth, axis))
        length = np.sqrt(slope_x**2 + slope_y**2 + 1.0)
        facing = (1.0 / length).astype(np.float32)
        lit = ((-LIGHT[0] * slope_x - LIGHT[1] * slope_y + LIGHT[2]) / length).astype(np.float32)
        inside = (py >= profile[0, 0]) & (py <= profile[-1, 0]) & (across < 1)
        if hem is not None:
            inside &= py < np.interp(px, hem[:, 0], hem[:, 1])
        self._write(rows, columns, inside & (depth > self.depth[rows, columns]), depth, lit, facing, material)

    def ellipse(self, centre: tuple[float, float], radii: tuple[float, float], colour: tuple[int, int, int]) -> None:
        """Paint a flat ellipse over whatever is there, without touching the depth."""
        box = self._box(centre[0] - radii[0], centre[0] + radii[0], centre[1] - radii[1], centre[1] + radii[1])
        if box is None:
            return
        rows, columns, px, py = box
        inside = ((px - centre[0]) / radii[0]) ** 2 + ((py - centre[1]) / radii[1]) ** 2 <= 1.0
        self.colour[rows, columns][inside] = packed(colour)

    def stroke(self, points: NDArray[np.float64], width: float, colour: tuple[int, int, int]) -> None:
        """Paint a round-ended line through `points` (N, 2) over whatever is there, without touching the depth."""
        half = width / 2
        box = self._box(
            float(points[:, 0].min()) - half,
            float(points[:, 0].max()) + half,
            float(points[:, 1].min()) - half,
            float(points[:, 1].max()) + half,
        )
        if box is None:
            return
        rows, columns, px, py = box
        nearest = np.full((py.shape[0], px.shape[1]), np.inf, dtype=np.float32)
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            dx, dy = x1 - x0, y1 - y0
            share = np.clip(((px - x0) * dx + (py - y0) * dy) / max(dx * dx + dy * dy, 1e-6), 0.0, 1.0)
            nearest = np.minimum(nearest, (px - x0 - share * dx) ** 2 + (py - y0 - share * dy) ** 2)
        self.colour[rows, columns][nearest <= half * half] = packed(colour)

    def band(
        self,
        upper: NDArray[np.float64],
        lower: NDArray[np.float64],
        colour: tuple[int, int, int],
        *,
        inside: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    ) -> None:
        """Paint what lies between two lines (N, 2) that run from left to right, without touching the depth.

        Args:
            upper: the line above.
            lower: the line below.
            colour: what to paint.
            inside: two more such lines; what is not between them as well stays as it is.

        """
        left = max(float(upper[0, 0]), float(lower[0, 0]))
        right = min(float(upper[-1, 0]), float(lower[-1, 0]))
        box = self._box(left, right, float(upper[:, 1].min()), float(lower[:, 1].max()))
        if box is None:
            return
        rows, columns, px, py = box
        painted = (px >= left) & (px <= right)
        for above, below in ((upper, lower), *([inside] if inside else [])):
            painted = painted & (py >= np.interp(px, above[:, 0], above[:, 1]))
            painted &= py <= np.interp(px, below[:, 0], below[:, 1])
        self.colour[rows, columns][painted] = packed(colour)

    def outline(self, step: int, jump: float, strength: float) -> None:
        """Darken pixels beside which another part stands at least `jump` nearer, within `step` pixels."""
        depth = self.depth.ravel()
        width = self.depth.shape[1]
        edges = []
        for differs, offset in (
            (self.parts[:, step:] != self.parts[:, :-step], step),
            (self.parts[step:] != self.parts[:-step], step * width),
        ):
            row, column = np.nonzero(differs)
            here = row * width + column
            there = here + offset
            rise = depth[there] - depth[here]
            edges += [here[rise > jump], there[rise < -jump]]
        edge = np.concatenate(edges)
        if len(edge):
            flat = self.colour.reshape(-1)
            flat[edge] = packed((unpacked(flat[edge]) * np.float32(strength)).astype(np.uint8))

    def _box(self, x0: float, x1: float, y0: float, y1: float) -> tuple[slice, slice, Floats, Floats] | None:
        height, width = self.depth.shape
        left, right = max(int(x0) - self.left, 0), min(int(x1) + 2 - self.left, width)
        top, bottom = max(int(y0) - self.top, 0), min(int(y1) + 2 - self.top, height)
        if left >= right or top >= bottom:
            return None
        px = np.arange(left + self.left, right + self.left, dtype=np.float32)[None, :]
        py = np.arange(top + self.top, bottom + self.top, dtype=np.float32)[:, None]
        return slice(top, bottom), slice(left, right), px, py

    def _write(
        self,
        rows: slice,
        columns: slice,
        visible: NDArray[np.bool_],
        depth: Floats,
        lit: Floats,
        facing: Floats,
        material: Material,
    ) -> None:
        """Store visible pixels; the rim, where the surface turns away, darkens so that fingers part."""
        f = np.float32
        rim = np.minimum(facing * f(1.9), f(1.0))
        rim *= f(2.0) - rim
        tone = lit * f(0.60 * (_TONES - 1))
        tone += f(0.40 * (_TONES - 1))
        rim *= f(0.58)
        rim += f(0.42)
        tone *= rim
        # What is not visible may hold anything; `take` clips it.
        with np.errstate(invalid="ignore"):
            shown = material.ramp.take(tone.astype(np.int32), mode="clip")
        np.copyto(self.colour[rows, columns], shown, where=visible)
        np.copyto(self.depth[rows, columns], depth, where=visible)
        np.copyto(self.parts[rows, columns], np.uint8(self.part), where=visible)
