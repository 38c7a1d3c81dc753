"""Invented signers and cameras: they need no torch, so they are tested with the rest."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from examples import describe_footage, make_batch, targets
from filming import Footage, film
from okienko_recognition.features import FEATURES
from okienko_signing.lexicon.loader import load_lexicon
from peers import nearest_by_warping, nearest_shapes, resampled
from reliability import Judgements, draw
from signers import Signer, Utterance
from vocabulary import LETTER, NUMERAL, SIGN, entries_of

LEXICON = load_lexicon(Path(__file__).parents[2] / "lexicon")
ENTRIES = entries_of(LEXICON)


def signed(*texts: str, seed: int = 1) -> Utterance:
    places = {entry.text: k for k, entry in enumerate(ENTRIES)}
    chosen = [(places[text], ENTRIES[places[text]].sign, ENTRIES[places[text]].kind == LETTER) for text in texts]
    return Signer(LEXICON, np.random.default_rng(seed)).utter(chosen)


@pytest.fixture(scope="module")
def sentence() -> Utterance:
    return signed("DOM", "GDZIE", "17")


@pytest.fixture(scope="module")
def footage(sentence: Utterance) -> Footage:
    return film([sentence] * 12, 90, np.random.default_rng(4), whole=True)


def test_the_vocabulary_holds_every_described_sign_once() -> None:
    ids = [entry.sign_id for entry in ENTRIES]
    assert len(set(ids)) == len(ids)
    kinds = [entry.kind for entry in ENTRIES]
    assert kinds.count(LETTER) == 36
    assert kinds.count(NUMERAL) == sum(not sign.parts for sign in LEXICON.numerals.values())
    assert kinds.count(SIGN) == sum(not sign.parts for sign in LEXICON.signs.values())


def test_signs_follow_one_another_with_ways_between(sentence: Utterance) -> None:
    assert sentence.points.shape[1:] == (45, 3)
    assert np.isfinite(sentence.points).all()
    starts, ends = sentence.spans.T
    assert (ends > starts).all()
    assert (starts[1:] > ends[:-1]).all()
    assert ends[-1] < len(sentence.points)


def test_two_signers_differ_and_one_seed_is_one_signer() -> None:
    first, again, other = signed("DOM"), signed("DOM"), signed("DOM", seed=2)
    assert np.array_equal(first.points, again.points)
    assert len(first.points) != len(other.points) or not np.allclose(first.points, other.points, atol=1e-3)


def test_cameras_differ_in_rate_and_lose_hands(footage: Footage) -> None:
    gaps = np.diff(footage.seconds, axis=1)
    assert (gaps > 0).all()
    rates = 1 / gaps.mean(1)
    assert rates.min() < 18 < rates.max()
    assert 0.5 < footage.present.mean() < 1
    assert set(np.unique(footage.has_body)) == {False, True}


def test_a_frame_belongs_to_its_sign_or_to_the_way_or_to_nothing(sentence: Utterance) -> None:
    nothing = len(ENTRIES)
    frames = np.arange(len(sentence.points))
    classes, weights = targets(sentence, frames, nothing)
    (start, end), sign = sentence.spans[0], sentence.signs[0]
    assert (classes[start:end] == sign).all()
    assert weights[start] < weights[end - 1]
    assert classes[0] == classes[-1] == nothing
    assert (classes[sentence.spans[0, 1] : sentence.spans[1, 0]] == nothing + 1).all()


def test_batches_are_finite_numbers_of_the_models_size(sentence: Utterance, footage: Footage) -> None:
    assert describe_footage(footage).shape == (12, 90, FEATURES)
    batch = make_batch([sentence] * 3, 20, len(ENTRIES), np.random.default_rng(1))
    assert batch.features.shape == (3, 20, FEATURES)
    assert np.isfinite(batch.features).all()
    assert batch.classes.max() <= len(ENTRIES) + 1


def test_peers_name_what_they_have_seen() -> None:
    chance = np.random.default_rng(2)
    hands = chance.normal(0, 1, (6, 21, 3)).astype(np.float32)
    known, shapes = np.repeat(hands, 5, 0), np.repeat(np.arange(6), 5)
    assert nearest_shapes(known, shapes, hands * np.array([-2, 2, 2], np.float32)).tolist() == list(range(6))
    tracks = [resampled(np.cumsum(chance.normal(0, 1, (n, 3)), 0).astype(np.float32)) for n in (9, 30, 17)]
    slower = [resampled(np.repeat(track, 3, 0)) for track in tracks]
    assert nearest_by_warping(np.stack(tracks), slower).tolist() == [0, 1, 2]


def test_a_diagram_shows_its_error(tmp_path: Path) -> None:
    judged = Judgements("signs", np.array([0.9] * 10, np.float32), np.array([True] * 9 + [False]))
    assert judged.error() == pytest.approx(0, abs=1e-6)
    draw([judged], tmp_path / "r.svg")
    assert "signs: ECE 0.000" in (tmp_path / "r.svg").read_text(encoding="utf-8")
