"""The face: eyes with gaze and lids, brows, and a mouth with lips, teeth and tongue, painted onto the head."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.rendering.bust import Head
from okienko_signing.rendering.canvas import Canvas
from okienko_signing.rendering.figure import Array, Camera

LIP_UPPER: Final = (168, 84, 76)
LIP_LOWER: Final = (192, 104, 94)
LIP_LINE: Final = (112, 50, 46)
MOUTH_INSIDE: Final = (86, 32, 34)
TEETH: Final = (242, 236, 226)
TONGUE: Final = (190, 92, 88)
BROW: Final = (64, 42, 33)
EYE_WHITE: Final = (247, 245, 241)
IRIS: Final = (84, 96, 84)
PUPIL: Final = (26, 22, 22)
LASH: Final = (54, 36, 31)
CREASE: Final = (176, 116, 92)
NOSTRIL: Final = (138, 82, 66)
UNDER_LIP: Final = (206, 146, 118)

EYE: Final = (0.0325, 0.014, 0.084)
EYE_HALF: Final = 0.0155
_IRIS: Final = 0.0070
MOUTH: Final = (-0.057, 0.087)
_SPREAD: Final = np.linspace(-1.0, 1.0, 25)


def draw_face(canvas: Canvas, camera: Camera, face: NDArray[np.float64]) -> None:
    """Paint an expression onto a head; `face` as `engine.face.CHANNELS`."""
    head = Head(camera, face[6:9])
    _draw_eyes(canvas, head, face)
    _draw_nostrils(canvas, head)
    _draw_mouth(canvas, head, face)


def _draw_eyes(canvas: Canvas, head: Head, face: NDArray[np.float64]) -> None:
    brow, frown, blink = face[3:6]
    gaze = face[13:15]
    for side in (-1.0, 1.0):
        (x, y, _), scale = head.at(side * EYE[0], EYE[1], EYE[2])
        across = x + _SPREAD * EYE_HALF * scale
        arch = 1.0 - np.abs(_SPREAD) ** 2.2
        open_by = eye_opening(face)
        # The outer corner sits a little higher than the inner one.
        slant = side * _SPREAD * 0.0010
        upper = np.stack([across, y - (slant + arch * (open_by - 0.0041 * blink)) * scale], axis=1)
        lower = np.stack([across, y - (slant - arch * (0.0046 - 0.0006 * blink)) * scale], axis=1)
        canvas.band(upper, lower, EYE_WHITE)
        centre = (x + 0.0042 * gaze[0] * scale, y - (0.0012 + 0.0030 * gaze[1]) * scale)
        for radius, colour in ((_IRIS, IRIS), (0.0034, PUPIL)):
            canvas.band(*_circle(centre, radius * scale), colour, inside=(upper, lower))
        light = (centre[0] - 0.0022 * scale, centre[1] - 0.0024 * scale)
        canvas.band(*_circle(light, 0.0014 * scale), EYE_WHITE, inside=(upper, lower))
        fold = upper[3:-3] - np.array([0.0, (0.0042 - 0.0012 * frown) * scale])
        canvas.stroke(fold, 0.0014 * scale, CREASE)
        canvas.stroke(upper, 0.0030 * scale, LASH)
        canvas.stroke(lower[6:-2] if side > 0 else lower[2:-6], 0.0011 * scale, CREASE)
        _draw_brow(canvas, head, side, brow, frown)


def eye_opening(face: NDArray[np.float64]) -> float:
    """Return how far the upper lid stands above the eye's middle, metres."""
    brow, frown, blink = face[3:6]
    return float((0.0076 + 0.0016 * brow - 0.0014 * frown) * (1 - blink))


def brow_line(side: float, brow: float, frown: float, share: Array) -> Array:
    """Return points of a brow relative to the head's centre, (N, 3) metres, at `share` of its way outwards."""
    out = 0.0150 - 0.0024 * frown + (0.0515 - 0.0150) * share
    height = 0.0345 + 0.0095 * brow - 0.0030 * frown + 0.0062 * np.sin(np.pi * np.minimum(share * 0.80 + 0.06, 1.0))
    height = height - 0.0036 * frown * (1 - share) ** 1.5 + 0.0014 * brow * np.sin(np.pi * share)
    return np.stack([side * out, height, 0.0875 - 0.018 * share**2], axis=1)


def mouth_size(face: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return half the mouth's width, its opening, the upper and the lower lip's height, metres."""
    opened, wide, rounded = face[:3]
    tuck, press = face[11:13]
    half = 0.0225 + 0.0058 * wide - 0.0105 * rounded - 0.0010 * press
    gap = max(0.0170 * opened + 0.0030 * rounded - 0.0008, 0.0) * (1 - press)
    upper = 0.0050 + 0.0018 * rounded - 0.0026 * press
    lower = 0.0064 + 0.0016 * rounded - 0.0030 * press - 0.0040 * tuck
    return float(half), float(gap), float(upper), float(lower)


def _draw_brow(canvas: Canvas, head: Head, side: float, brow: float, frown: float) -> None:
    share = np.linspace(0.0, 1.0, 15)
    line = head.project(brow_line(side, brow, frown, share))
    half = 0.5 * (0.0062 - 0.0038 * share) * line[:, 3]
    order = slice(None) if side > 0 else slice(None, None, -1)
    upper = np.stack([line[:, 0], line[:, 1] - half], axis=1)[order]
    lower = np.stack([line[:, 0], line[:, 1] + half], axis=1)[order]
    canvas.band(upper, lower, BROW)


def _draw_nostrils(canvas: Canvas, head: Head) -> None:
    for side in (-1.0, 1.0):
        line = head.project(np.array([[side * 0.0095, -0.0285, 0.094], [side * 0.0040, -0.0300, 0.097]]))
        canvas.stroke(line[:, :2], 0.0023 * float(line[0, 3]), NOSTRIL)


def _draw_mouth(canvas: Canvas, head: Head, face: NDArray[np.float64]) -> None:
    wide, rounded = face[1:3]
    teeth, tongue, tuck = face[9:12]
    (x, y, _), scale = head.at(0.0, *MOUTH)
    half, gap, upper_lip, lower_lip = (length * scale for length in mouth_size(face))
    across = x + _SPREAD * half
    # A pointed mouth is an oval; a spread one keeps sharp corners.
    arch = (1.0 - np.abs(_SPREAD) ** (2.0 + 0.6 * wide)) ** (0.85 - 0.30 * rounded)
    corner = (0.0016 + 0.0012 * wide) * scale * _SPREAD**2
    top = y - corner - arch * gap * 0.42
    bottom = y - corner + arch * gap * 0.58 - arch * 0.0030 * tuck * scale
    bow = arch * (upper_lip - 0.0013 * (1 - rounded) * scale * np.exp(-((_SPREAD / 0.12) ** 2)))
    inner_top, inner_bottom = (np.stack([across, np.minimum(top, bottom)], axis=1), np.stack([across, bottom], axis=1))
    outer_top = np.stack([across, inner_top[:, 1] - bow], axis=1)
    outer_bottom = np.stack([across, bottom + arch * lower_lip], axis=1)
    shadow = outer_bottom[8:-8] + np.array([0.0, 0.0040 * scale])
    canvas.stroke(shadow, 0.0032 * scale, UNDER_LIP)
    canvas.band(outer_top, inner_bottom, LIP_UPPER)
    canvas.band(inner_top, outer_bottom, LIP_LOWER)
    if gap > 0.0012 * scale:
        canvas.band(inner_top, inner_bottom, MOUTH_INSIDE)
        inside = (inner_top, inner_bottom)
        if tongue > 0.15:
            rise = np.stack([across, bottom - arch * gap * 0.62 * tongue], axis=1)
            canvas.band(rise, inner_bottom, TONGUE, inside=inside)
        if teeth > 0.15:
            edge = np.stack([across, top + (0.0012 + 0.0048 * teeth) * scale * arch**0.4], axis=1)
            canvas.band(inner_top, edge, TEETH, inside=inside)
    elif tuck > 0.3:
        edge = np.stack([across, bottom + 0.0026 * scale * arch**0.5], axis=1)
        canvas.band(inner_bottom, edge, TEETH)
    canvas.stroke(inner_top, (0.0013 if gap > 0 else 0.0019) * scale, LIP_LINE)


def _circle(centre: tuple[float, float], radius: float) -> tuple[Array, Array]:
    """Return the upper and the lower half of a circle, as lines."""
    across = centre[0] + _SPREAD * radius
    height = np.sqrt(1.0 - _SPREAD**2) * radius
    return np.stack([across, centre[1] - height], axis=1), np.stack([across, centre[1] + height], axis=1)
