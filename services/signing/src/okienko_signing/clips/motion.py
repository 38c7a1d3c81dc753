"""A recorded sign's motion as it is kept and handed to the process that renders."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from okienko_signing.clips.archive import packed, unpacked
from okienko_signing.engine.arm import Array
from okienko_signing.engine.compiler import SignMotion
from okienko_signing.engine.hand import ANGLE_COUNT
from okienko_signing.engine.path import Track

_PARTS: Final = ("wrists", "rotations", "angles")


@dataclass(frozen=True)
class RecordedMotion:
    """What a sign out of a recording has instead of a description."""

    digest: str
    """SHA-256 of the kept motion, hexadecimal: what two of them are compared by."""
    motion: SignMotion = field(compare=False, repr=False)


def to_bytes(motion: SignMotion) -> bytes:
    """Return a motion as a compressed numpy archive; floats of 32 bits, a thousandth of a millimetre."""
    arrays: dict[str, Array] = {}
    for name, track in (("right", motion.right), ("left", motion.left)):
        if track is not None:
            arrays |= {f"{name}_{part}": getattr(track, part) for part in _PARTS}
    return packed({name: array.astype(np.float32) for name, array in arrays.items()})


def from_bytes(content: bytes) -> SignMotion:
    """Read what `to_bytes` has written.

    Raises:
        ValueError: it is damaged.

    """
    stored = unpacked(content)
    try:
        tracks = [
            Track(*(stored[f"{name}_{part}"].astype(np.float64) for part in _PARTS))
            if f"{name}_wrists" in stored
            else None
            for name in ("right", "left")
        ]
    except KeyError as error:
        raise ValueError(f"the motion lacks {error}") from error
    right, left = tracks
    for track in (right, left):
        if track and not (len(track.rotations) == len(track) and track.angles.shape == (len(track), ANGLE_COUNT)):
            raise ValueError("the motion's parts have different lengths")
    if right is None:
        raise ValueError("the motion has no right hand")
    return SignMotion(right, left)
