"""The invented signers: they need no torch, so they are tested with the rest."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from data import SHAPE_NAMES
from engine_hands import engine_hands

LEXICON = Path(__file__).parents[2] / "lexicon"


def test_every_signer_makes_every_shape() -> None:
    made = engine_hands(LEXICON, signers=3, each=2, seed=5)
    assert made.points.shape == (3 * 2 * len(SHAPE_NAMES), 21, 3)
    assert np.isfinite(made.points).all()
    counts = {name: made.letters.count(name) for name in SHAPE_NAMES}
    assert set(counts.values()) == {6}


def test_the_same_seed_makes_the_same_hands_and_another_makes_others() -> None:
    first, again, other = (engine_hands(LEXICON, signers=2, each=1, seed=seed).points for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_hands_point_as_pictures_do() -> None:
    # y grows downwards: the fingertips of the upright hand of B lie above its wrist, those of M's lying hand do not.
    made = engine_hands(LEXICON, signers=8, each=1, seed=3)
    letters = np.array(made.letters)
    rise = made.points[:, 0, 1] - made.points[:, 12, 1]
    assert (rise[letters == "b"] > 0.1).all()
    assert rise[letters == "m"].mean() < rise[letters == "b"].mean() / 2
