"""The signer's looks: sizes, materials, and how arms and hands are built from round cones."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.engine.arm import VIEWER_ELEVATION
from okienko_signing.rendering.canvas import LIGHT, Canvas, Material, Point

Array = NDArray[np.float64]

SKIN: Final = Material.between((140, 84, 66), (232, 176, 149), (252, 216, 194))
PALM: Final = Material.between((148, 88, 74), (240, 184, 163), (254, 222, 206))
NAIL: Final = Material.between((140, 84, 74), (234, 184, 170), (255, 226, 216))
CLOTH: Final = Material.between((9, 18, 30), (23, 44, 66), (46, 76, 106))
SLEEVE: Final = Material.between((10, 21, 34), (27, 50, 74), (52, 86, 118))
CUFF: Final = Material.between((8, 16, 27), (19, 38, 58), (42, 70, 98))
HAIR: Final = Material.between((30, 18, 14), (66, 42, 32), (112, 78, 60))

FINGER_RADII: Final = (
    (0.0114, 0.0101, 0.0090, 0.0078),
    (0.0116, 0.0103, 0.0092, 0.0079),
    (0.0112, 0.0097, 0.0087, 0.0075),
    (0.0099, 0.0085, 0.0077, 0.0068),
)
"""Radius of each finger at knuckle, two middle joints and tip, metres."""
PAD_RADIUS: Final = 0.0115
THUMB_RADII: Final = (0.0150, 0.0130, 0.0108, 0.0088)
PALM_RADIUS: Final = 0.0125
WEB_RADIUS: Final = 0.0075
"""Half the thickness of the skin between thumb and index finger. Without that skin MediaPipe takes a spread thumb for none and
folds it onto the wrist: points were 12 % of the hand's length off in KOMPUTER, 5 % with it."""
WEB_SAG: Final = 0.2
"""How far its free edge draws back towards the thumb's root: 0 is straight, 1 all the way."""
_ALONG_WEB: Final = (0.0, 1 / 3, 2 / 3, 1.0)
WRIST_HALF_WIDTH: Final = 0.0150
FOREARM_RADII: Final = (0.0400, 0.0250)
UPPER_ARM_RADII: Final = (0.0500, 0.0430)
CUFF_SHARE: Final = 0.16
"""Share of the forearm, from the wrist, that the sleeve leaves bare."""
SHOULDER_DROP: Final = 0.042
"""How far below the joint the sleeve's top is centred, so that the shoulder slopes."""


ELEVATION: Final = VIEWER_ELEVATION
"""Degrees by which the camera looks down on the signer: hands held flat or pointing forwards show their backs or palms
instead of an edge. MediaPipe found the right hand in 80.5 % of a signed sentence's frames at 0, 92 % at 8, 94 % at 16."""

NECK_LIFT, NECK_SLOPE_RADIUS = 0.020, 0.026
TRUNK_PART: Final = 1
"""The trunk's number among the parts of the body."""


class Camera:
    """A mild perspective: objects nearer by z metres grow by 1 / (1 - z / distance)."""

    def __init__(
        self,
        width: int,
        height: int,
        *,
        zoom: float = 1.0,
        centre: tuple[float, float] = (0.0, -0.048),
        elevation: float = ELEVATION,
    ) -> None:
        """Frame 0.90 m of height at the signer's depth, times 1 / `zoom`, around `centre` in metres.

        Args:
            width: pixels.
            height: pixels.
            zoom: above 1 for a closer view.
            centre: what is in the picture's middle, metres.
            elevation: degrees by which the camera looks down on it.

        """
        self.scale = height * 1.11 * zoom
        self.middle = (width / 2, height / 2)
        self.centre = centre
        self.distance = 2.4
        self.elevation = elevation
        self._sine, self._cosine = np.sin(np.radians(elevation)), np.cos(np.radians(elevation))

    def turned(self, directions: Array) -> Array:
        """Return directions (..., 3) as the camera sees them: x right, y up, z towards it."""
        x, y, z = directions[..., 0], directions[..., 1], directions[..., 2]
        return np.stack([x, y * self._cosine - z * self._sine, y * self._sine + z * self._cosine], axis=-1)

    def project(self, points: Array) -> Array:
        """Return (..., 4): x, y, depth in pixels and the local pixels per metre, of world `points` (..., 3)."""
        up = points[..., 1] - self.centre[1]
        height = up * self._cosine - points[..., 2] * self._sine
        depth = up * self._sine + points[..., 2] * self._cosine
        local = self.scale * self.distance / (self.distance - depth)
        return np.stack(
            [
                self.middle[0] + (points[..., 0] - self.centre[0]) * local,
                self.middle[1] - height * local,
                depth * self.scale,
                local,
            ],
            axis=-1,
        )


def _point(projected: Array) -> Point:
    return float(projected[0]), float(projected[1]), float(projected[2])


def draw_arm(canvas: Canvas, camera: Camera, shoulder: Array, elbow: Array, wrist: Array, *, neck: Array) -> None:
    """Draw a shoulder and a sleeved arm that ends in a cuff above the wrist; `neck` is where the shoulder's slope begins."""
    cuff = wrist + (elbow - wrist) * CUFF_SHARE
    top = shoulder * np.array([0.90, 1.0, 1.0]) - np.array([0.0, SHOULDER_DROP, 0.0])
    p = camera.project(np.stack([top, elbow, cuff, wrist, neck + np.array([0.0, NECK_LIFT, -0.006])]))
    r = [
        UPPER_ARM_RADII[0] * p[0, 3],
        UPPER_ARM_RADII[1] * p[1, 3],
        (FOREARM_RADII[1] + CUFF_SHARE * (FOREARM_RADII[0] - FOREARM_RADII[1]) + 0.003) * p[2, 3],
        FOREARM_RADII[1] * 0.84 * p[3, 3],
    ]
    arm = canvas.part
    canvas.part = TRUNK_PART
    canvas.sphere(_point(p[0]), r[0], SLEEVE)
    canvas.cone(_point(p[4]), NECK_SLOPE_RADIUS * p[4, 3], _point(p[0]), r[0], CLOTH)
    canvas.part = arm
    canvas.cone(_point(p[0]), r[0], _point(p[1]), r[1], SLEEVE)
    canvas.sphere(_point(p[1]), r[1], SLEEVE)
    canvas.cone(_point(p[1]), r[1], _point(p[2]), r[2], SLEEVE)
    canvas.sphere(_point(p[2]), r[2], CUFF)
    canvas.cone(_point(p[2]), r[2] * 0.82, _point(p[3]), r[3], SKIN)
    canvas.sphere(_point(p[3]), r[3], SKIN)


def draw_hand(canvas: Canvas, camera: Camera, points: Array, rotation: Array, *, is_left: bool) -> None:
    """Draw a hand from its 21 world `points` and its `rotation` (columns: x, palm-ward z, ...)."""
    normal = rotation[:, 2]
    towards_thumb = rotation[:, 0] * (-1.0 if is_left else 1.0)
    _draw_palm(canvas, camera, points, normal, towards_thumb)
    p = camera.project(points)
    palm = canvas.part
    for finger in range(5):
        canvas.part = palm + 1 + finger
        base = 1 + 4 * finger
        radii = THUMB_RADII if finger == 0 else FINGER_RADII[finger - 1]
        joints = [_point(p[base + i]) for i in range(4)]
        sizes = [radii[i] * float(p[base + i, 3]) for i in range(4)]
        for i in range(4):
            canvas.sphere(joints[i], sizes[i], SKIN)
        for i in range(3):
            canvas.cone(joints[i], sizes[i], joints[i + 1], sizes[i + 1], SKIN)
        if finger:
            _draw_pad(canvas, p[base : base + 4], points[base : base + 4])
        _draw_nail(
            canvas,
            camera,
            points[base : base + 4],
            radii[3],
            normal,
            towards_thumb,
            rotation[:, 0],
            is_thumb=finger == 0,
        )


def _draw_pad(canvas: Canvas, projected: Array, joints: Array) -> None:
    """Fill the hollow of a folded finger, where soft flesh meets."""
    reach = float(np.linalg.norm(joints[3] - joints[0])) / float(np.linalg.norm(np.diff(joints, axis=0), axis=1).sum())
    size = PAD_RADIUS * float(np.clip((0.60 - reach) / 0.20, 0.0, 1.0)) * float(projected[0, 3])
    if size > 1.0:
        canvas.sphere(_point(projected.mean(axis=0)), size, SKIN)


def _draw_nail(
    canvas: Canvas,
    camera: Camera,
    joints: Array,
    radius: float,
    normal: Array,
    towards_thumb: Array,
    across: Array,
    *,
    is_thumb: bool,
) -> None:
    along = joints[3] - joints[2]
    along = along / np.linalg.norm(along)
    # A finger bends about the hand's own x axis, so its back stays perpendicular to that however far it bends.
    back = towards_thumb - 0.7 * normal if is_thumb else np.cross(along, across)
    back = back - along * float(back @ along)
    length = float(np.linalg.norm(back))
    if length < 1e-6:
        return
    back = back / length
    if camera.turned(back)[2] < -0.35:
        return
    centre = np.stack([joints[3] - along * radius * 0.75, joints[3] + along * radius * 0.25]) + back * radius * 0.42
    p = camera.project(centre)
    size = radius * 0.66 * float(p[0, 3])
    canvas.sphere(_point(p[0]), size, NAIL)
    canvas.cone(_point(p[0]), size, _point(p[1]), size, NAIL)
    canvas.sphere(_point(p[1]), size, NAIL)


def _light(camera: Camera, normals: Array) -> list[float]:
    """Return the light on surfaces with these world `normals` (N, 3), of any length."""
    seen = camera.turned(normals / np.linalg.norm(normals, axis=1, keepdims=True))
    return [float(value) for value in seen @ np.array([LIGHT[0], -LIGHT[1], LIGHT[2]])]


def _draw_palm(canvas: Canvas, camera: Camera, points: Array, normal: Array, towards_thumb: Array) -> None:
    wrist, index, middle, ring, little = (points[i] for i in (0, 5, 9, 13, 17))
    inner = wrist + towards_thumb * WRIST_HALF_WIDTH
    outer = wrist - towards_thumb * WRIST_HALF_WIDTH
    heel = outer * 0.45 + little * 0.55 - towards_thumb * 0.005
    ring_of_points = np.stack([inner, index, middle, ring, little, heel, outer])
    p = camera.project(ring_of_points)
    radius = [PALM_RADIUS * float(q[3]) for q in p]
    for i in range(7):
        canvas.sphere(_point(p[i]), radius[i], SKIN)
        canvas.cone(_point(p[i]), radius[i], _point(p[(i + 1) % 7]), radius[(i + 1) % 7], SKIN)
    middle_of_palm = ring_of_points.mean(axis=0)
    outwards = ring_of_points - middle_of_palm
    outwards = outwards / np.linalg.norm(outwards, axis=1, keepdims=True)
    for sign, material in ((1.0, PALM), (-1.0, SKIN)):
        face = camera.project(ring_of_points + normal * sign * PALM_RADIUS * 1.03)
        if face[:, 2].mean() <= p[:, 2].mean():
            continue
        corners = [_point(q) for q in face]
        lit = _light(camera, normal * sign + outwards * 0.45)
        for a, b, c in ((0, 1, 2), (0, 2, 6), (6, 2, 3), (6, 3, 5), (5, 3, 4)):
            canvas.plate((corners[a], corners[b], corners[c]), (lit[a], lit[b], lit[c]), material)
    ball = points[2] * 0.55 + points[1] * 0.45
    web = camera.project(np.stack([points[1] + normal * 0.004, ball + normal * 0.003, points[2], index]))
    sizes = [0.0155 * float(web[0, 3]), 0.0165 * float(web[1, 3]), 0.0110 * float(web[2, 3]), 0.0100 * float(web[3, 3])]
    canvas.sphere(_point(web[0]), sizes[0], SKIN)
    canvas.cone(_point(web[0]), sizes[0], _point(web[1]), sizes[1], SKIN)
    canvas.sphere(_point(web[1]), sizes[1], SKIN)
    canvas.cone(_point(web[1]), sizes[1], _point(web[2]), sizes[2], SKIN)
    _draw_web(canvas, camera, points[1], points[2], index)


def _draw_web(canvas: Canvas, camera: Camera, root: Array, knuckle: Array, index: Array) -> None:
    """Stretch the skin between the thumb, from its `root` to its `knuckle`, and the `index` finger's knuckle."""
    normal = np.cross(knuckle - root, index - root)
    size = float(np.linalg.norm(normal))
    if size < 1e-6:
        return
    normal = normal / (size if camera.turned(normal)[2] >= 0.0 else -size)
    sag = (knuckle + index) * (0.5 - WEB_SAG / 2) + root * WEB_SAG
    edge = np.stack([(1 - t) ** 2 * knuckle + 2 * t * (1 - t) * sag + t * t * index for t in _ALONG_WEB])
    rim = camera.project(edge)
    radii = [WEB_RADIUS * float(q[3]) for q in rim]
    for i in range(len(edge) - 1):
        canvas.cone(_point(rim[i]), radii[i], _point(rim[i + 1]), radii[i + 1], SKIN)
        canvas.sphere(_point(rim[i + 1]), radii[i + 1], SKIN)
    corners = camera.project(np.concatenate([root[None] + normal * PALM_RADIUS, edge + normal * WEB_RADIUS]))
    outwards = (edge - root) / np.linalg.norm(edge - root, axis=1, keepdims=True)
    lit = _light(camera, np.concatenate([normal[None], normal + outwards * 0.45]))
    for i in range(1, len(edge)):
        triangle = (_point(corners[0]), _point(corners[i]), _point(corners[i + 1]))
        canvas.plate(triangle, (lit[0], lit[i], lit[i + 1]), SKIN)
