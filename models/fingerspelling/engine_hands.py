"""Hands of signers who do not exist: the signing engine's letters, each signer with habits of its own.

The engine knows the letters as joint angles and directions (models/lexicon), so it can make hands in shapes that nobody was
recorded in. Left one source out, training with them beside the recordings is worth nine points (see the README).
"""

from pathlib import Path
from typing import Final

import numpy as np
from data import SHAPE_NAMES, Source
from numpy.typing import NDArray
from okienko_signing.engine.hand import local_points, orientation
from okienko_signing.engine.path import turned_about
from okienko_signing.lexicon.loader import load_lexicon

NAME: Final = "engine"
SPREAD, KNUCKLE, MIDDLE, END = 3.5, 8.0, 10.0, 8.0
THUMB: Final = (7.0, 8.0, 8.0, 10.0)
ANGLES: Final = np.array([SPREAD, KNUCKLE, MIDDLE, END] * 4 + [*THUMB]) * 1.2
"""How much signers differ in each of the 20 joints, standard deviation in degrees."""
HABIT, LETTER, MOMENT = 0.5, 0.6, 0.3
"""Shares of that difference: of a signer in all letters, of a signer in one letter, from one hand to the next."""
LOOSEST, TIGHTEST = 0.82, 1.05
FOLDED: Final = 60.0
"""Every second signer folds fingers more or less tightly than described; joints bent further than this many degrees count."""
TURN, UNREST = 14.0, 6.0
"""How a signer holds a letter, and how that changes from one hand to the next, degrees about each axis."""
EDGE_ON: Final = {"sz": (0.9, 0.0, 0.45)}
"""Palms in the middle of a letter's movement, where its handshape is read; all others where it begins."""
TO_PICTURE: Final = np.array([1.0, -1.0, -1.0])
"""The engine's axes, y up and z to the viewer, to those of a picture."""


def engine_hands(lexicon_folder: Path, signers: int, each: int, seed: int) -> Source:
    """Make hands in all shapes.

    Args:
        lexicon_folder: `models/lexicon`.
        signers: How many invented signers.
        each: Hands of each signer in each shape.
        seed: Seed of all variation.

    Returns:
        A source whose picture points and metric points are the same; bone lengths are varied in training like everybody's.
    """
    lexicon = load_lexicon(lexicon_folder)
    generator = np.random.default_rng(seed)
    hands, shapes = [], []
    for _ in range(signers):
        habit = generator.normal(0, HABIT, 20) * ANGLES
        folding = generator.uniform(LOOSEST, TIGHTEST) if generator.random() < 0.5 else 1.0
        for shape, name in enumerate(SHAPE_NAMES):
            posture = lexicon.letters[name].right
            described = np.array(lexicon.handshapes[posture.shape])
            described[:16] = np.where(described[:16] > FOLDED, described[:16] * folding, described[:16])
            own = described + habit + generator.normal(0, LETTER, 20) * ANGLES
            angles = own + generator.normal(0, MOMENT, (each, 20)) * ANGLES
            palm = np.array(EDGE_ON.get(name, posture.palm))
            facing = orientation(np.array(posture.fingers), palm)
            turn = generator.normal(0, TURN, 3)
            hands.append(local_points(angles) @ _turns(turn, facing, each, generator) * TO_PICTURE)
            shapes += [shape] * each
    points = np.concatenate(hands).astype(np.float32)
    letters = tuple(SHAPE_NAMES[shape] for shape in shapes)
    return Source(NAME, points, points.copy(), letters, np.array(shapes, np.int64), np.zeros(len(points), np.int64))


def _turns(
    turn: NDArray[np.float64], facing: NDArray[np.float64], count: int, chance: np.random.Generator
) -> NDArray[np.float64]:
    """Return (count, 3, 3) matrices that bring points, as rows, from the hand's own axes to a turned signer's."""
    degrees = turn + chance.normal(0, UNREST, (count, 3))
    return np.stack([(turned_about(np.radians(each)) @ facing).T for each in degrees])
