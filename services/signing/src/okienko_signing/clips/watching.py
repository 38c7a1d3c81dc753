"""The engine's films as MediaPipe sees them, frame by frame as the page sends them; for measuring only."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np

from okienko_signing.clips.frames import HANDS_POSE, ClipFrames, Frame, checked_frames
from okienko_signing.rendering.canvas import Bytes

HANDS: Final = Path(".local/models/hand_landmarker.task")
BODY: Final = Path(".local/models/pose_landmarker_lite.task")
_POSE_EVERY: Final = 4


def watched(pictures: Iterable[Bytes], frame_rate: float) -> ClipFrames:
    """Return what MediaPipe finds in pictures (H, W, 3): hands in all of them, the body in every fourth.

    Raises:
        ClipError: nothing that could be taken up.

    """
    import mediapipe as mp  # needed for measuring only
    from mediapipe.tasks.python import BaseOptions, vision

    mode = vision.RunningMode.VIDEO
    hands: Any = vision.HandLandmarker.create_from_options(
        vision.HandLandmarkerOptions(BaseOptions(model_asset_path=str(HANDS)), running_mode=mode, num_hands=2)
    )
    body: Any = vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(BaseOptions(model_asset_path=str(BODY)), running_mode=mode)
    )
    frames: list[Frame] = []
    aspect_ratio = 1.0
    for number, picture in enumerate(pictures):
        aspect_ratio = picture.shape[1] / picture.shape[0]
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(picture))
        milliseconds = round(number * 1000 / frame_rate)
        found = hands.detect_for_video(image, milliseconds)
        pose = body.detect_for_video(image, milliseconds) if number % _POSE_EVERY == 0 else None
        frames.append(_frame(number / frame_rate, found, pose))
    # Left to the end of the program, MediaPipe trips over its own shutdown.
    hands.close()
    body.close()
    return checked_frames(frames, layout=HANDS_POSE, aspect_ratio=aspect_ratio)


def _frame(offset: float, found: Any, pose: Any) -> Frame:
    values, world = np.zeros((75, 4)), np.zeros((42, 3))
    taken: set[int] = set()
    seen = zip(found.hand_landmarks, found.hand_world_landmarks, found.handedness, strict=True)
    for points, metres, (named, *_) in sorted(seen, key=lambda hand: -hand[2][0].score):
        # As the page does: 'Right' is put first; two of one name share the places.
        first = 0 if named.category_name == "Right" else 21
        first = 21 - first if first in taken else first
        taken.add(first)
        values[first : first + 21] = [[point.x, point.y, point.z, named.score] for point in points]
        world[first : first + 21] = [[point.x, point.y, point.z] for point in metres]
    if pose and pose.pose_landmarks:
        values[42:] = [[p.x, p.y, p.z, min(max(p.visibility, 0.0), 1.0)] for p in pose.pose_landmarks[0]]
    return Frame(offset, values.ravel().tolist(), world.ravel().tolist())
