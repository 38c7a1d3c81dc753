"""The landmark sources that the model may be trained on, brought to one form.

Evaluation-only files are not known here, so that no training code can load them by accident.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Letters that share a handshape and differ by movement are one shape; the key is the shape's name.
SHAPES: dict[str, tuple[str, ...]] = {
    "a": ("a", "ą"),
    "b": ("b",),
    "c": ("c", "ć"),
    "ch": ("ch",),
    "cz": ("cz",),
    "d": ("d", "z", "ź", "ż"),
    "e": ("e", "ę"),
    "f": ("f",),
    "g": ("g",),
    "h": ("h",),
    "i": ("i", "j"),
    "k": ("k",),
    "l": ("l", "ł"),
    "m": ("m",),
    "n": ("n", "ń"),
    "o": ("o", "ó"),
    "p": ("p",),
    "r": ("r", "rz"),
    "s": ("s", "ś"),
    "sz": ("sz",),
    "t": ("t",),
    "u": ("u",),
    "w": ("w",),
    "y": ("y",),
}
SHAPE_NAMES = tuple(SHAPES)
SHAPE_OF_LETTER = {letter: shape for shape, letters in SHAPES.items() for letter in letters}
TRAINING_SOURCES = ("fifsch", "pavelshep", "migowy")
FASTEST = 0.3  # palm sizes between two frames of a clip, from which on the hand is blurred
OUTSIDE = 0.05  # share of a hand's points that may lie outside the picture
CLIP_MARGIN = 0.1  # share of a clip at either end, in which the hand often moves in or out


@dataclass(frozen=True)
class Source:
    """Frames of one source.

    Attributes:
        name: The file's name without its ending.
        points: (n, 21, 3) image landmarks with x and z multiplied by width/height, so that all axes share one unit.
        world: (n, 21, 3) metric landmarks in metres, with the same axes.
        letters: The letter of each frame, lower case.
        shapes: Index into `SHAPE_NAMES` for each frame.
        frames: Number of the frame within its clip; 0 for photos.
    """

    name: str
    points: NDArray[np.float32]
    world: NDArray[np.float32]
    letters: tuple[str, ...]
    shapes: NDArray[np.int64]
    frames: NDArray[np.int64]


def load_source(folder: Path, name: str) -> Source:
    """Load one training source, without frames whose label is no letter and without the ends of clips.

    Raises:
        ValueError: `name` is not a training source.
    """
    if name not in TRAINING_SOURCES:
        msg = f"{name!r} is no training source; use one of {', '.join(TRAINING_SOURCES)}."
        raise ValueError(msg)
    with np.load(folder / f"{name}.npz", allow_pickle=True) as stored:
        points = stored["lm"].astype(np.float32)
        world = stored["world"].astype(np.float32)
        letters = np.array([str(label).lower() for label in stored["label"]])
        size = stored["size"].astype(np.float32)
        frames = stored["frame"] if "frame" in stored.files else np.zeros(len(letters), np.int64)
    points[:, :, (0, 2)] *= (size[:, 0] / size[:, 1])[:, None, None]
    keep = np.array([letter in SHAPE_OF_LETTER for letter in letters])
    if name == "pavelshep":
        for letter in np.unique(letters):
            own = np.flatnonzero(letters == letter)
            keep[own] &= _clear(points[own], frames[own], size[own[0], 0] / size[own[0], 1])
    shapes = np.array([SHAPE_NAMES.index(SHAPE_OF_LETTER[letter]) for letter in letters[keep]])
    return Source(name, points[keep], world[keep], tuple(letters[keep]), shapes, frames[keep])


def _clear(points: NDArray[np.float32], frames: NDArray[np.int64], aspect: float) -> NDArray[np.bool_]:
    """Tell which frames of one clip show the letter's shape: not at the ends, not blurred, not leaving the picture.

    Left one source out, this is worth 0.6 points. A clip that would lose all but a few frames keeps those between its ends.
    """
    last = frames.max()
    inside = (frames >= CLIP_MARGIN * last) & (frames <= (1 - CLIP_MARGIN) * last)
    centre = points[:, (0, 5, 9, 13, 17), :2].mean(1)
    palm = np.median(np.linalg.norm(points[:, (5, 9, 13, 17)] - points[:, :1], axis=-1))
    steps = np.linalg.norm(np.diff(centre, axis=0), axis=-1) / palm / np.diff(frames)
    slow = np.maximum(np.append(steps, steps[-1]), np.insert(steps, 0, steps[0])) < FASTEST
    x, y = points[..., 0] / aspect, points[..., 1]
    seen = ((x < 0) | (x > 1) | (y < 0) | (y > 1)).mean(1) <= OUTSIDE
    clear = inside & slow & seen
    return clear if clear.sum() >= 4 else inside
