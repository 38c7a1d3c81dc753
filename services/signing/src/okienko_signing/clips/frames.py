"""What a camera saw of somebody signing: landmarks over time, checked, in the layout of the recognition contract."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from okienko_signing.clips.archive import packed, unpacked
from okienko_signing.clips.errors import ClipError, ClipTooLargeError, InvalidClipError

Values = NDArray[np.float32]

HANDS: Final = "hands/1"
HANDS_POSE: Final = "hands-pose/1"
LAYOUTS: Final = {HANDS: 42, HANDS_POSE: 75}
"""Points of each layout: the signer's left hand, the right one, then MediaPipe's 33 points of the body."""
WORLD_NUMBERS: Final = 42 * 3
MOST_FRAMES: Final = 600
LONGEST_SECONDS: Final = 10.0
LOWEST_RATE: Final = 15.0
_FARTHEST: Final = 10.0
"""A point further out than this many pictures is no point that a camera saw."""
_FARTHEST_WORLD: Final = 1.0
_LONGEST_PAUSE: Final = 0.25
_FEWEST_FRAMES: Final = 5


@dataclass(frozen=True)
class Frame:
    """One moment, as it was sent."""

    offset: float
    """Seconds since the first frame."""
    values: Sequence[float]
    """x, y, z, confidence of each point, as `LAYOUTS`."""
    world: Sequence[float] = ()
    """x, y, z of the 42 points of the hands in metres, where the sender has them: x right in the picture, y down, z away.
    Zeros for a hand that was not found."""


@dataclass(frozen=True, eq=False)
class ClipFrames:
    """A checked recording; never mirrored: the signer's left is on the picture's right."""

    times: NDArray[np.float64]
    """(T,) seconds since the first frame, growing."""
    values: Values
    """(T, 75, 4) x, y as shares of the picture, z on x's scale, confidence; 0 where a point was not seen."""
    world: Values
    """(T, 42, 3) metres; NaN where unknown."""
    aspect_ratio: float
    """Width of the picture divided by its height."""

    @property
    def seconds(self) -> float:
        """Return how long it is."""
        return float(self.times[-1])

    @property
    def frame_rate(self) -> float:
        """Return the mean number of frames a second."""
        return (len(self.times) - 1) / self.seconds


def checked_frames(
    frames: Sequence[Frame], *, layout: str, aspect_ratio: float, is_mirrored: bool = False
) -> ClipFrames:
    """Return a recording out of frames as they were sent.

    Args:
        frames: in order; at most 600, at most 10 seconds.
        layout: a key of `LAYOUTS`.
        aspect_ratio: width of the picture divided by its height, 0.2 to 5.
        is_mirrored: whether the picture was a mirror image, in which a left hand looks like a right one and is named so.

    Raises:
        InvalidClipError: numbers that no recording can have.
        ClipTooLargeError: too many frames.
        ClipError: too short, too long or too slow.

    """
    if layout not in LAYOUTS:
        raise InvalidClipError(
            f"The layout '{layout[:40]}' is unknown; send {HANDS_POSE}.",
            f"Układ '{layout[:40]}' jest nieznany; prześlij {HANDS_POSE}.",
        )
    if not (math.isfinite(aspect_ratio) and 0.2 <= aspect_ratio <= 5.0):
        raise InvalidClipError(
            "The picture's width divided by its height has to lie between 0.2 and 5.",
            "Szerokość obrazu podzielona przez wysokość musi wynosić od 0,2 do 5.",
        )
    if len(frames) > MOST_FRAMES:
        raise ClipTooLargeError(
            f"The recording has {len(frames)} frames; at most {MOST_FRAMES} are taken. Record one sign only.",
            f"Nagranie ma {len(frames)} klatek; przyjmujemy najwyżej {MOST_FRAMES}. Nagraj tylko jeden znak.",
        )
    count = LAYOUTS[layout]
    values = np.zeros((len(frames), LAYOUTS[HANDS_POSE], 4), dtype=np.float32)
    world = np.full((len(frames), 42, 3), np.nan, dtype=np.float32)
    for number, frame in enumerate(frames, start=1):
        if len(frame.values) != count * 4 or len(frame.world) not in {0, WORLD_NUMBERS}:
            raise InvalidClipError(
                f"Frame {number} has {len(frame.values)} numbers and {len(frame.world)} world numbers; "
                f"{layout} has {count * 4}, and {WORLD_NUMBERS} or none.",
                f"Klatka {number} ma {len(frame.values)} liczb i {len(frame.world)} liczb w metrach; "
                f"układ {layout} ma ich {count * 4} oraz {WORLD_NUMBERS} albo 0.",
            )
        with np.errstate(over="ignore"):  # becomes infinite, which is refused below
            values[number - 1, :count] = np.asarray(frame.values, dtype=np.float64).reshape(count, 4)
            if len(frame.world):
                world[number - 1] = np.asarray(frame.world, dtype=np.float64).reshape(42, 3)
                if not np.isfinite(world[number - 1]).all():
                    raise _not_numbers(number)
                for first in (0, 21):
                    if not world[number - 1, first : first + 21].any():
                        world[number - 1, first : first + 21] = np.nan
    return _checked(
        ClipFrames(np.array([frame.offset for frame in frames], dtype=np.float64), values, world, aspect_ratio),
        is_mirrored=is_mirrored,
    )


def _checked(clip: ClipFrames, *, is_mirrored: bool) -> ClipFrames:
    wrong = ~np.isfinite(clip.values).all(axis=(1, 2)) | ~np.isfinite(clip.times)
    confidence = clip.values[..., 3]
    with np.errstate(invalid="ignore"):
        wrong |= (np.abs(clip.values[..., :3]) > _FARTHEST).any(axis=(1, 2))
        wrong |= ((confidence < 0) | (confidence > 1)).any(axis=1) | (np.abs(clip.world) > _FARTHEST_WORLD).any(
            axis=(1, 2)
        )
    if wrong.any():
        raise _not_numbers(int(np.argmax(wrong)) + 1)
    late = np.flatnonzero(np.diff(clip.times) <= 0.0)
    if len(late):
        raise InvalidClipError(
            f"Frame {late[0] + 2} is not later than the one before it; send the frames in the order in which they were seen.",
            f"Klatka {late[0] + 2} nie jest późniejsza niż poprzednia; prześlij klatki w kolejności nagrania.",
        )
    if len(clip.times) < _FEWEST_FRAMES:
        raise ClipError(
            f"The recording has {len(clip.times)} frames; a sign needs at least {_FEWEST_FRAMES}. Record it again, for longer.",
            f"Nagranie ma {len(clip.times)} klatek; znak potrzebuje co najmniej {_FEWEST_FRAMES}. Nagraj go dłużej.",
        )
    clip = ClipFrames(clip.times - clip.times[0], clip.values, clip.world, clip.aspect_ratio)
    if clip.seconds > LONGEST_SECONDS:
        raise ClipError(
            f"The recording is {clip.seconds:.1f} seconds long; at most {LONGEST_SECONDS:.0f} are taken. Record one sign only.",
            f"Nagranie trwa {clip.seconds:.1f} s; przyjmujemy najwyżej {LONGEST_SECONDS:.0f} s. Nagraj tylko jeden znak.",
        )
    pause = float(np.diff(clip.times).max())
    if clip.frame_rate < LOWEST_RATE or pause > _LONGEST_PAUSE:
        raise ClipError(
            f"The recording has {clip.frame_rate:.0f} frames a second and pauses of {pause:.2f} s; at least {LOWEST_RATE:.0f} "
            f"and at most {_LONGEST_PAUSE} s are needed. Close other programs, light the room, and record again.",
            f"Nagranie ma {clip.frame_rate:.0f} klatek na sekundę i przerwy do {pause:.2f} s; potrzeba co najmniej "
            f"{LOWEST_RATE:.0f} klatek i przerw do {_LONGEST_PAUSE} s. Zamknij inne programy, oświetl pokój i nagraj ponownie.",
        )
    return other_handed(clip) if is_mirrored else clip


def _not_numbers(number: int) -> InvalidClipError:
    return InvalidClipError(
        f"Frame {number} has numbers that no camera gives: not finite, or far outside the picture. Record again.",
        f"Klatka {number} zawiera liczby niemożliwe dla kamery: nieskończone albo daleko poza obrazem. Nagraj ponownie.",
    )


def other_handed(clip: ClipFrames) -> ClipFrames:
    """Return the recording seen in a mirror, where left hands and shoulders are right ones."""
    values, world = clip.values.copy(), clip.world.copy()
    values[..., 0] = np.where(values[..., 3] > 0, 1.0 - values[..., 0], 0.0)
    world[..., 0] *= -1.0
    order = np.concatenate([np.arange(21, 42), np.arange(21), 42 + _EXCHANGED])
    return ClipFrames(clip.times, values[:, order], world[:, order[:42]], clip.aspect_ratio)


def with_hands_exchanged(clip: ClipFrames, where: NDArray[np.bool_]) -> ClipFrames:
    """Return the recording with the names of both hands exchanged in some frames, (T,)."""
    values, world = clip.values.copy(), clip.world.copy()
    for points in (values, world):
        points[where, :42] = points[where][:, np.r_[21:42, 0:21]]
    return ClipFrames(clip.times, values, world, clip.aspect_ratio)


_EXCHANGED: Final = np.array([0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(n for a in range(11, 33, 2) for n in (a + 1, a))])
"""MediaPipe's points of the body with left and right exchanged."""


def to_bytes(clip: ClipFrames) -> bytes:
    """Return the recording as a compressed numpy archive."""
    return packed(
        {"times": clip.times, "values": clip.values, "world": clip.world, "aspect_ratio": np.array([clip.aspect_ratio])}
    )


def from_bytes(content: bytes) -> ClipFrames:
    """Read what `to_bytes` has written.

    Raises:
        ValueError: it is damaged.

    """
    stored = unpacked(content)
    try:
        times, aspect_ratio = stored["times"].astype(np.float64), float(stored["aspect_ratio"][0])
        return ClipFrames(times, stored["values"].astype(np.float32), stored["world"].astype(np.float32), aspect_ratio)
    except (KeyError, IndexError) as error:
        raise ValueError(f"the archive lacks {error}") from error
