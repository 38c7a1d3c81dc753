"""Where a signer's landmarks lie on the picture, in MediaPipe Holistic's names and order."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.engine.utterance import Motion, shoulders
from okienko_signing.rendering.bust import Head
from okienko_signing.rendering.countenance import EYE, EYE_HALF, MOUTH, brow_line, eye_opening, mouth_size
from okienko_signing.rendering.figure import Camera

Points = NDArray[np.float64]

_FACE_PARTS: Final = ("EYE_INNER", "EYE", "EYE_OUTER")
_SIDES: Final = ("LEFT", "RIGHT")
BODY_POINTS: Final = (
    "NOSE",
    *(f"{side}_{part}" for side in _SIDES for part in _FACE_PARTS),
    *(f"{side}_EAR" for side in _SIDES),
    *(f"MOUTH_{side}" for side in _SIDES),
    *(
        f"{side}_{part}"
        for part in (
            *("SHOULDER", "ELBOW", "WRIST", "PINKY", "INDEX", "THUMB"),
            *("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX"),
        )
        for side in _SIDES
    ),
)
"""MediaPipe's 33 points of the body; below the hips nothing is known."""
HAND_POINTS: Final = (
    "WRIST",
    *(f"THUMB_{joint}" for joint in ("CMC", "MCP", "IP", "TIP")),
    *(f"{finger}_FINGER_{joint}" for finger in ("INDEX", "MIDDLE", "RING") for joint in ("MCP", "PIP", "DIP", "TIP")),
    *(f"PINKY_{joint}" for joint in ("MCP", "PIP", "DIP", "TIP")),
)
RIGHT_BROW: Final = (107, 66, 105, 63, 70)
LEFT_BROW: Final = (336, 296, 334, 293, 300)
"""MediaPipe's numbers of the brows' upper edges, from the nose outwards."""
_REST_OF_FACE: Final = (1, 10, 152, 33, 133, 159, 145, 263, 362, 386, 374, 61, 291, 0, 17, 13, 14)
FACE_POINTS: Final = tuple(str(number) for number in (*RIGHT_BROW, *LEFT_BROW, *_REST_OF_FACE))
"""MediaPipe's numbers: brows; tip of the nose, forehead, chin; corners and lids of the right and the left eye; corners,
outer and inner edges of the lips."""
_HIP: Final = (0.110, -0.520, 0.0)


@dataclass(frozen=True)
class Landmarks:
    """Landmarks of a motion: pixels of the picture, depth towards the camera negative as MediaPipe has it."""

    body: Points
    """(T, 33, 3), NaN where nothing is known."""
    face: Points
    """(T, 27, 3)."""
    left_hand: Points
    """(T, 21, 3)."""
    right_hand: Points


def landmarks_of(motion: Motion, camera: Camera) -> Landmarks:
    """Return where the landmarks of every frame lie on the camera's picture."""
    frames = len(motion.right)
    body = np.full((frames, len(BODY_POINTS), 3), np.nan)
    face = np.empty((frames, len(FACE_POINTS), 3))
    for frame in range(frames):
        face[frame], body[frame, :11] = _face(motion.face[frame], motion.body[frame], camera)
    right_shoulder, left_shoulder = shoulders()
    lean = motion.body[:, :1] * np.array([1.0, 0.0, 0.0])
    for side, shoulder, rise, elbows, hand in (
        ("LEFT", left_shoulder, motion.body[:, 2], motion.left_elbows, motion.left),
        ("RIGHT", right_shoulder, motion.body[:, 1], motion.right_elbows, motion.right),
    ):
        hip = np.array(_HIP) * np.array([1.0 if side == "LEFT" else -1.0, 1.0, 1.0])
        places = {
            "SHOULDER": shoulder + lean + rise[:, None] * np.array([0.0, 1.0, 0.0]),
            "ELBOW": elbows,
            "WRIST": hand[:, 0],
            "PINKY": hand[:, 17],
            "INDEX": hand[:, 5],
            "THUMB": hand[:, 2],
            "HIP": np.broadcast_to(hip, (frames, 3)),
        }
        for name, places_of_name in places.items():
            body[:, BODY_POINTS.index(f"{side}_{name}")] = _seen(places_of_name, camera)
    return Landmarks(body, face, _seen(motion.left, camera), _seen(motion.right, camera))


def _face(face: Points, body: Points, camera: Camera) -> tuple[Points, Points]:
    """Return the points of the face and the body's points that lie on it."""
    head = Head(camera, face[6:9])
    share = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    brows = [brow_line(side, face[3], face[4], share) for side in (-1.0, 1.0)]
    x, y, z = EYE
    lid = eye_opening(face)
    eyes = [
        np.array([[side * (x + EYE_HALF), y, z], [side * (x - EYE_HALF), y, z], [side * x, y + lid, z], [side * x, y - 0.004, z]])
        for side in (-1.0, 1.0)
    ]  # fmt: skip
    half, gap, upper, lower = mouth_size(face)
    low, front = MOUTH
    top, bottom = low + 0.42 * gap, low - 0.58 * gap
    middle = np.array([[0.0, -0.020, 0.108], [0.0, 0.085, 0.088], [0.0, -0.106 - 0.0085 * face[0], 0.060]])
    lips = np.array(
        [[-half, low, front], [half, low, front],
         [0.0, top + upper, front], [0.0, bottom - lower, front], [0.0, top, front], [0.0, bottom, front]]
    )  # fmt: skip
    points = np.concatenate([*brows, middle, *eyes, lips])
    ears = np.array([[0.084, -0.004, -0.006], [-0.084, -0.004, -0.006]])
    right_eye, left_eye = eyes
    on_body = np.concatenate(
        [
            middle[:1],
            [left_eye[1], (left_eye[0] + left_eye[1]) / 2, left_eye[0]],
            [right_eye[1], (right_eye[0] + right_eye[1]) / 2, right_eye[0]],
            ears,
            [lips[1], lips[0]],
        ]
    )
    shift = np.array([body[0] * 1.25, (body[1] + body[2]) * 0.4, 0.0])
    return _as_mediapipe(head.project(points, shift)), _as_mediapipe(head.project(on_body, shift))


def _seen(points: Points, camera: Camera) -> Points:
    return _as_mediapipe(camera.project(points))


def _as_mediapipe(projected: Points) -> Points:
    return np.asarray(projected[..., :3] * np.array([1.0, 1.0, -1.0]))
