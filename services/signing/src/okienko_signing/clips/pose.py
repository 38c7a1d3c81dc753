"""Recorded signs out of `.pose` files and into them (sign-language-processing/pose)."""

import io
import math
import threading
from typing import Any, Final

import numpy as np
from pose_format import Pose
from pose_format.numpy import NumPyPoseBody
from pose_format.pose_header import PoseHeader, PoseHeaderDimensions

from okienko_signing.clips.errors import ClipTooLargeError, InvalidClipError
from okienko_signing.clips.frames import HANDS_POSE, MOST_FRAMES, ClipFrames, Frame, checked_frames
from okienko_signing.engine.arm import Array
from okienko_signing.pose_file import DEPTH, VERSION, component
from okienko_signing.rendering.landmarks import BODY_POINTS, HAND_POINTS

_HEIGHT: Final = 1000
"""Size of the picture that is written, pixels: as fine as landmarks are."""
_BODY: Final = "POSE_LANDMARKS"
_HANDS: Final = ("LEFT_HAND_LANDMARKS", "RIGHT_HAND_LANDMARKS")
_WORLDS: Final = ("LEFT_HAND_WORLD_LANDMARKS", "RIGHT_HAND_WORLD_LANDMARKS")
_reading = threading.Lock()
"""The package keeps the last header in a place that all threads share."""


def read_clip(content: bytes, *, is_mirrored: bool = False) -> ClipFrames:
    """Return the recording of a `.pose` file with the components of MediaPipe Holistic; of several people the first.

    Raises:
        InvalidClipError: it is no such file, cut off, or lacks a component.
        ClipTooLargeError: it has too many frames.
        ClipError: it is too short, too long or too slow.

    """
    try:
        with _reading:
            pose = Pose.read(content)
        data = np.ma.filled(pose.body.data.astype(np.float64), 0.0)[:, 0]
        confidence = np.asarray(pose.body.confidence, dtype=np.float64)[:, 0]
        rate, size = float(pose.body.fps), pose.header.dimensions
        width, height = float(size.width), float(size.height)
    except Exception as error:  # the package raises whatever the broken bytes lead it to
        raise InvalidClipError(
            "This is no .pose file, or it is cut off. Export it again (pose-format, MediaPipe Holistic) and send the whole.",
            "To nie jest plik .pose albo jest ucięty. Wyeksportuj go ponownie (pose-format, MediaPipe Holistic) w całości.",
        ) from error
    if len(data) > MOST_FRAMES:
        raise ClipTooLargeError(
            f"The file has {len(data)} frames; at most {MOST_FRAMES} are taken. Cut it to one sign.",
            f"Plik ma {len(data)} klatek; przyjmujemy najwyżej {MOST_FRAMES}. Przytnij go do jednego znaku.",
        )
    if not (math.isfinite(rate) and rate > 0 and width > 0 and height > 0 and data.shape[2] == 3):
        raise InvalidClipError(
            "The .pose file has no frame rate, no picture size or no depth. Export it again with all three.",
            "Plik .pose nie podaje liczby klatek na sekundę, rozmiaru obrazu lub głębi. Wyeksportuj go z tymi danymi.",
        )
    places = _places(pose.header)
    values = np.zeros((len(data), 75, 4))
    for first, name, points in ((0, _HANDS[0], HAND_POINTS), (21, _HANDS[1], HAND_POINTS), (42, _BODY, BODY_POINTS)):
        start, names = places.get(name, (0, ()))
        if tuple(names) != points and not (name == _BODY and set(points[:17]) <= set(names)):
            raise InvalidClipError(
                f"The .pose file lacks {name} with MediaPipe's points. Export it with MediaPipe Holistic.",
                f"W pliku .pose brakuje {name} z punktami MediaPipe. Wyeksportuj go z MediaPipe Holistic.",
            )
        for offset, point in enumerate(points):
            if point in names:
                at = start + list(names).index(point)
                values[:, first + offset, :3] = data[:, at] / [width, height, 1.0]
                values[:, first + offset, 3] = np.clip(confidence[:, at], 0.0, 1.0)
    # MediaPipe's own depth is a share of the width; files that give pixels have depths of tens and hundreds.
    if np.abs(values[..., 2]).max() > 5.0:
        values[..., 2] /= width
    values[values[..., 3] == 0] = 0.0
    frames = [
        Frame(number / rate, frame.ravel().tolist(), world)
        for number, (frame, world) in enumerate(zip(values, _worlds(data, confidence, places), strict=True))
    ]
    return checked_frames(frames, layout=HANDS_POSE, aspect_ratio=width / height, is_mirrored=is_mirrored)


def _places(header: Any) -> dict[str, tuple[int, list[str]]]:
    """Return where each component's points begin, and what they are called."""
    places: dict[str, tuple[int, list[str]]] = {}
    start = 0
    for part in header.components:
        places[part.name] = (start, list(part.points))
        start += len(part.points)
    return places


def _worlds(data: Array, confidence: Array, places: dict[str, tuple[int, list[str]]]) -> list[list[float]]:
    if any(name not in places or len(places[name][1]) != 21 for name in _WORLDS):
        return [[] for _ in data]
    at = np.concatenate([np.arange(places[name][0], places[name][0] + 21) for name in _WORLDS])
    worlds = np.where(confidence[:, at, None] > 0, data[:, at], 0.0)
    return [frame.ravel().tolist() for frame in worlds]


def write_clip(clip: ClipFrames) -> bytes:
    """Return a recording as a `.pose` file with an even frame rate, the recording's mean one."""
    rate = max(1, round(clip.frame_rate))
    even = np.arange(0.0, clip.seconds + 0.5 / rate, 1.0 / rate)
    # The nearest frame: between two findings nothing was seen, and frames lie near the even times anyway.
    at = np.abs(clip.times[None, :] - even[:, None]).argmin(axis=1)
    width = round(_HEIGHT * clip.aspect_ratio)
    points = clip.values[at].astype(np.float64)
    world = np.nan_to_num(clip.world[at].astype(np.float64))
    is_known = ~np.isnan(clip.world[at]).any(axis=2)
    data = np.concatenate([points[:, 42:, :3], points[:, :42, :3]], axis=1) * [width, _HEIGHT, width]
    confidence = np.concatenate([points[:, 42:, 3], points[:, :42, 3]], axis=1)
    components = [component(_BODY, BODY_POINTS), *(component(name, HAND_POINTS) for name in _HANDS)]
    if is_known.any():
        components += [component(name, HAND_POINTS) for name in _WORLDS]
        data = np.concatenate([data, world], axis=1)
        confidence = np.concatenate([confidence, is_known], axis=1)
    header = PoseHeader(VERSION, PoseHeaderDimensions(width, _HEIGHT, DEPTH), components)
    body = NumPyPoseBody(rate, data[:, None].astype(np.float32), confidence[:, None].astype(np.float32))
    file = io.BytesIO()
    Pose(header, body).write(file)
    return file.getvalue()
