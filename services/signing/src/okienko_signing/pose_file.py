"""Writes a motion as a `.pose` file (sign-language-processing/pose), for research tools and for other avatars."""

import itertools
from pathlib import Path
from typing import Final

import numpy as np
from pose_format import Pose
from pose_format.numpy import NumPyPoseBody
from pose_format.pose_header import PoseHeader, PoseHeaderComponent, PoseHeaderDimensions

from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import Motion
from okienko_signing.rendering.figure import Camera
from okienko_signing.rendering.landmarks import BODY_POINTS, FACE_POINTS, HAND_POINTS, landmarks_of

VERSION: Final = 0.2
DEPTH: Final = 1000
_POINT_FORMAT: Final = "XYZC"
_ARM_LIMBS: Final = tuple(
    (f"{side}_{start}", f"{side}_{end}")
    for side in ("LEFT", "RIGHT")
    for start, end in (
        ("SHOULDER", "ELBOW"), ("ELBOW", "WRIST"), ("WRIST", "PINKY"), ("WRIST", "INDEX"), ("WRIST", "THUMB"),
        ("SHOULDER", "HIP"), ("EYE_INNER", "EYE"), ("EYE", "EYE_OUTER"), ("EYE_OUTER", "EAR"),
    )
)  # fmt: skip
_BODY_LIMBS: Final = (
    *_ARM_LIMBS, ("LEFT_SHOULDER", "RIGHT_SHOULDER"), ("LEFT_HIP", "RIGHT_HIP"), ("MOUTH_LEFT", "MOUTH_RIGHT"),
    ("NOSE", "LEFT_EYE_INNER"), ("NOSE", "RIGHT_EYE_INNER"),
)  # fmt: skip
_HAND_LIMBS: Final = (
    *((joint, joint + 1) for finger in range(5) for joint in range(1 + 4 * finger, 4 + 4 * finger)),
    (0, 1), (0, 5), (5, 9), (9, 13), (13, 17), (0, 17),
)  # fmt: skip
_FACE_LIMBS: Final = (
    *((str(a), str(b)) for brow in ((107, 66, 105, 63, 70), (336, 296, 334, 293, 300)) for a, b in itertools.pairwise(brow)),
    *((str(a), str(b)) for a, b in ((33, 159), (159, 133), (133, 145), (145, 33), (263, 386), (386, 362), (362, 374))),
    *((str(a), str(b)) for a, b in ((374, 263), (61, 0), (0, 291), (291, 17), (17, 61), (61, 13), (13, 291), (291, 14), (14, 61))),
)  # fmt: skip


def write_pose(path: Path, motion: Motion, width: int, height: int, *, zoom: float = 1.0) -> int:
    """Write a motion's landmarks as on a rendered picture of that size, 50 frames a second; return how many frames.

    Components and names are those of MediaPipe Holistic; of the face only brows, eyes, nose, chin and lips are there.

    """
    marks = landmarks_of(motion, Camera(width, height, zoom=zoom))
    data = np.concatenate([marks.body, marks.face, marks.left_hand, marks.right_hand], axis=1)[:, None]
    is_known = ~np.isnan(data).any(axis=-1)
    components = [
        component("POSE_LANDMARKS", BODY_POINTS),
        component("FACE_LANDMARKS", FACE_POINTS),
        *(component(f"{side}_HAND_LANDMARKS", HAND_POINTS) for side in ("LEFT", "RIGHT")),
    ]
    header = PoseHeader(VERSION, PoseHeaderDimensions(width, height, DEPTH), components)
    body = NumPyPoseBody(FRAME_RATE, np.nan_to_num(data).astype(np.float32), is_known.astype(np.float32))
    with path.open("wb") as file:
        Pose(header, body).write(file)
    return len(data)


def component(name: str, points: tuple[str, ...]) -> PoseHeaderComponent:
    """Return the header of a component: body, face or hand by its points, with limbs to draw."""
    numbered, colour = _HAND_LIMBS, (0, 128, 0)
    if points is not HAND_POINTS:
        limbs, colour = (_BODY_LIMBS, (255, 0, 0)) if points is BODY_POINTS else (_FACE_LIMBS, (128, 0, 0))
        numbered = tuple((points.index(start), points.index(end)) for start, end in limbs)
    return PoseHeaderComponent(name, list(points), list(numbered), [colour], _POINT_FORMAT)
