"""The hand: bone proportions, joint limits and forward kinematics in MediaPipe's 21-point layout.

A hand's own frame has its origin at the wrist, y along the middle metacarpal, z out of the palm and x towards the
thumb; the left hand is the mirror image in x. Lengths are metres, angles degrees.

Proportions follow the mean adult hand of Buryanov & Kotiuk, "Proportions of Hand Segments", Int. J. Morphol. 28(3),
2010 (phalanges), with palm breadth and metacarpal heads from the same hand scaled to a hand length of 0.19 m.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FINGERS: Final = ("index", "middle", "ring", "little")
"""The four fingers, in the order in which their angles are stored."""

ANGLE_NAMES: Final = (
    *(f"{finger}_{joint}" for finger in FINGERS for joint in ("spread", "mcp", "pip", "dip")),
    "thumb_abduction",
    "thumb_opposition",
    "thumb_mcp",
    "thumb_ip",
)
"""Names of the 20 joint angles of a hand, in storage order."""

ANGLE_COUNT: Final = len(ANGLE_NAMES)

LOWER_LIMITS: Final[Array] = np.array([-26.0, -20.0, 0.0, 0.0] * 4 + [-15.0, -10.0, -15.0, -25.0])
"""Smallest angle that each joint reaches, degrees."""

UPPER_LIMITS: Final[Array] = np.array([26.0, 95.0, 112.0, 85.0] * 4 + [75.0, 75.0, 75.0, 85.0])
"""Largest angle that each joint reaches, degrees."""

KNUCKLES: Final[Array] = np.array(
    [[0.0270, 0.0880, 0.0020], [0.0055, 0.0900, 0.0], [-0.0150, 0.0840, 0.0010], [-0.0335, 0.0745, 0.0045]]
)
"""Where the four fingers leave the palm, in the hand's own frame."""

PHALANGES: Final[Array] = np.array(
    [[0.0420, 0.0250, 0.0210], [0.0465, 0.0290, 0.0225], [0.0430, 0.0270, 0.0225], [0.0340, 0.0205, 0.0200]]
)
"""Lengths of each finger's three phalanges."""

THUMB_ROOT: Final[Array] = np.array([0.0205, 0.0220, 0.0080])
"""Where the thumb's metacarpal leaves the wrist."""

THUMB_BONES: Final[Array] = np.array([0.0430, 0.0335, 0.0270])
"""Lengths of the thumb's metacarpal and two phalanges."""

NATURAL_SPREAD: Final[Array] = np.array([3.0, 0.0, -3.0, -7.0])
"""Spread of the fingers at zero angle: relaxed fingers diverge a little, the index towards the thumb."""

HAND_LENGTH: Final = 0.19
"""Wrist to the tip of the straight middle finger."""

THUMB_CURL: Final[Array] = np.array([-1.0, 0.0, -0.15])
"""Towards where the thumb bends, in the hand's own frame."""


def limited(angles: Array) -> Array:
    """Return `angles` (..., 20) clipped to the joint limits, degrees."""
    return np.clip(angles, LOWER_LIMITS, UPPER_LIMITS)


def local_points(angles: Array) -> Array:
    """Place a right hand's 21 points in its own frame.

    Args:
        angles: (T, 20) joint angles in degrees, ordered as `ANGLE_NAMES`.

    Returns:
        (T, 21, 3) metres, MediaPipe's order: wrist, thumb, index, middle, ring, little, each from root to tip.

    """
    radians = np.radians(limited(angles))
    count = len(radians)
    points = np.zeros((count, 21, 3))
    _place_thumb(points, radians[:, 16:])
    for finger in range(4):
        spread, mcp, pip, dip = radians[:, 4 * finger : 4 * finger + 4].T
        sideways = spread + np.radians(NATURAL_SPREAD[finger])
        forward = np.stack([np.sin(sideways), np.cos(sideways), np.zeros(count)], axis=1)
        position = np.broadcast_to(KNUCKLES[finger], (count, 3)).copy()
        base = 5 + 4 * finger
        points[:, base] = position
        flexion = np.zeros(count)
        for bone, bend in enumerate((mcp, pip, dip)):
            flexion = flexion + bend
            direction = forward * np.cos(flexion)[:, None]
            direction[:, 2] += np.sin(flexion)
            position = position + PHALANGES[finger, bone] * direction
            points[:, base + 1 + bone] = position
    return points


def _place_thumb(points: Array, radians: Array) -> None:
    abduction, opposition, mcp, ip = radians.T
    metacarpal = np.stack(
        [
            np.sin(abduction) * np.cos(opposition),
            np.cos(abduction) * np.cos(opposition),
            np.sin(opposition),
        ],
        axis=1,
    )
    curl = THUMB_CURL - metacarpal * (metacarpal @ THUMB_CURL)[:, None]
    curl /= np.linalg.norm(curl, axis=1, keepdims=True)
    position = np.broadcast_to(THUMB_ROOT, (len(radians), 3)).copy()
    points[:, 1] = position
    flexion = np.zeros(len(radians))
    for bone, bend in enumerate((np.zeros(len(radians)), mcp, ip)):
        flexion = flexion + bend
        direction = metacarpal * np.cos(flexion)[:, None] + curl * np.sin(flexion)[:, None]
        position = position + THUMB_BONES[bone] * direction
        points[:, 2 + bone] = position


def world_points(angles: Array, wrists: Array, rotations: Array, *, is_left: bool) -> Array:
    """Place a hand in the world.

    Args:
        angles: (T, 20) degrees.
        wrists: (T, 3) metres.
        rotations: (T, 3, 3); columns are the hand's x, y, z axes in the world.
        is_left: whether to mirror the hand.

    Returns:
        (T, 21, 3) metres.

    """
    points = local_points(angles)
    if is_left:
        points = points * np.array([-1.0, 1.0, 1.0])
    return np.asarray(wrists[:, None, :] + np.einsum("tij,tpj->tpi", rotations, points))


def orientation(fingers: Array, palm: Array) -> Array:
    """Return the (3, 3) rotation whose y axis is `fingers` and whose z axis is as near to `palm` as it can be.

    Raises:
        ValueError: the two directions are parallel, so that the hand's twist is unknown.

    """
    forward = fingers / np.linalg.norm(fingers)
    normal = palm - forward * float(palm @ forward)
    length = float(np.linalg.norm(normal))
    if length < 1e-6:
        msg = "The palm cannot face the way the fingers point."
        raise ValueError(msg)
    normal = normal / length
    return np.stack([np.cross(forward, normal), forward, normal], axis=1)
