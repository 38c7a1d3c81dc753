"""Made-up signs and the studio that films without end; no torch is needed."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2] / "fingerspelling"))

import filming
import studio
from data import SHAPE_NAMES, Source
from engine_hands import engine_hands
from okienko_signing.engine.compiler import compile_sign
from okienko_signing.lexicon.loader import load_lexicon
from recorded import RecordedHands
from signers import spelled, utterances
from strange_signs import PREFIX, strange_signs, with_strange_shapes
from vocabulary import LETTER, entries_of

FOLDER = Path(__file__).parents[2] / "lexicon"
LEXICON = load_lexicon(FOLDER)
KNOWN = [(entry.sign, entry.kind == LETTER) for entry in entries_of(LEXICON)]
WIDER = with_strange_shapes(LEXICON, 5, seed=1)


@pytest.fixture(scope="module")
def hands() -> RecordedHands:
    made: Source = engine_hands(FOLDER, signers=1, each=1, seed=2)
    assert len(made.points) == len(SHAPE_NAMES)
    return RecordedHands([made], LEXICON)


@pytest.fixture
def small_studio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "FIRST_SIGNED", 4)
    monkeypatch.setattr(studio, "FIRST_SPELLED", 2)
    monkeypatch.setattr(studio, "MORE_SIGNED", 1)
    monkeypatch.setattr(studio, "STREAMS", 8)
    monkeypatch.setattr(studio, "STRANGE_SIGNS", 20)


def test_made_up_signs_can_be_made_and_are_none_of_the_lexicons() -> None:
    made = list(itertools.islice(strange_signs([sign for sign, _ in KNOWN], WIDER, 1), 30))
    described = {(sign.right, sign.moves) for sign, _ in KNOWN}
    assert sum((sign.right, sign.moves) in described for sign in made) <= 1
    assert any(sign.right.shape.startswith(PREFIX) for sign in made)
    assert all(len(compile_sign(sign, WIDER).right) > 1 for sign in made)


def test_made_up_shapes_bend_fingers_as_some_described_shape_does() -> None:
    known = {angles[k : k + 4] for angles in LEXICON.handshapes.values() for k in range(0, 20, 4)}
    for name, angles in WIDER.handshapes.items():
        if name.startswith(PREFIX):
            assert {angles[k : k + 4] for k in range(0, 20, 4)} <= known


def test_every_signer_makes_the_whole_vocabulary_and_some_made_up_signs() -> None:
    few = KNOWN[:6]
    strange = [(90, KNOWN[40][0]), (91, KNOWN[41][0])]
    made = list(utterances(LEXICON, few, 1, 3, strange=strange))
    assert sorted(int(k) for one in made for k in one.signs) == [0, 1, 2, 3, 4, 5, 90, 91]


def test_spelling_is_sometimes_seen_as_one_hand_alone(monkeypatch: pytest.MonkeyPatch, hands: RecordedHands) -> None:
    word = next(spelled(LEXICON, KNOWN, hands, 1, 5))
    monkeypatch.setattr(filming, "ALONE", 1.0)
    footage = filming.film([word] * 12, 40, np.random.default_rng(1))
    assert not footage.has_body.any()
    assert not (footage.present.any(1).all(-1)).any()
    assert footage.present.any(1)[:, 0].any()
    assert footage.present.any(1)[:, 1].any()


@pytest.mark.usefixtures("small_studio")
def test_batches_are_the_same_for_one_seed_here_and_beside(hands: RecordedHands) -> None:
    stage = studio.staged(LEXICON, KNOWN[:12], hands)
    here = next(studio.batches_beside(stage, 7, 0, 2))
    again = next(studio.batches_beside(stage, 7, 0, 2))
    assert here.features.shape[0] == 2 * studio.STREAMS
    assert np.array_equal(here.features, again.features)
    assert (here.classes >= 14).any()
    beside = studio.batches_beside(stage, 7, 2, 2)
    first, second = next(beside), next(beside)
    assert first.features.shape == here.features.shape
    assert not np.array_equal(first.features, second.features)
    repeated = studio.batches_beside(stage, 7, 2, 2)
    assert np.array_equal(first.features, next(repeated).features)
