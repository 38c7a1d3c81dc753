"""The shipped sign model: what it promises, and the contract that the scripted one keeps as well."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hands import Float
from okienko_recognition.alphabet import LETTER_BY_SIGN_ID
from okienko_recognition.classifiers import SignModel
from okienko_recognition.engines.onnx_hands import ModelsMissingError
from okienko_recognition.engines.onnx_signs import OnnxSignModel
from okienko_recognition.features import FEATURES
from okienko_recognition.vocabulary import Kind
from signing_hands import ScriptedSignModel

ROOT = Path(__file__).parents[3]
WEIGHTS = ROOT / "models" / "recognition" / "weights"
SHIPPED = OnnxSignModel(WEIGHTS)


def frames(count: int) -> Float:
    return np.random.default_rng(1).normal(0, 1, (count, FEATURES)).astype(np.float32)


def test_the_card_names_the_digest_of_the_weights_beside_it() -> None:
    card = json.loads((WEIGHTS / "signs.json").read_text(encoding="utf-8"))
    readme = (WEIGHTS.parent / "README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256((WEIGHTS / "signs.onnx").read_bytes()).hexdigest()
    assert card["sha256"] == {"signs.onnx": digest}
    assert digest in readme


def test_all_models_together_are_small_enough_to_ship() -> None:
    files = [*WEIGHTS.glob("*.onnx"), *(ROOT / "models" / "fingerspelling" / "weights").glob("*.onnx")]
    assert len(files) == 3
    assert sum(path.stat().st_size for path in files) < 5_000_000


def test_the_vocabulary_has_all_letters_and_more_than_three_hundred_signs() -> None:
    kinds = [sign.kind for sign in SHIPPED.vocabulary]
    letters = {sign.sign_id for sign in SHIPPED.vocabulary if sign.kind is Kind.LETTER}
    assert letters == set(LETTER_BY_SIGN_ID)
    assert kinds.count(Kind.SIGN) > 300
    assert kinds.count(Kind.NUMERAL) > 30
    assert len({sign.sign_id for sign in SHIPPED.vocabulary}) == len(kinds)


@pytest.mark.parametrize("model", [SHIPPED, ScriptedSignModel()], ids=["shipped", "scripted"])
class TestContract:
    def test_every_frame_gets_probabilities_and_a_unit_vector(self, model: SignModel) -> None:
        probabilities, embedding, state = model.step(frames(3), model.start(3))
        assert probabilities.shape == (3, len(model.vocabulary) + 2)
        assert np.allclose(probabilities.sum(1), 1, atol=1e-4)
        assert np.allclose(np.linalg.norm(embedding, axis=1), 1, atol=1e-4)
        assert state.shape == model.start(3).shape

    def test_streams_in_one_batch_do_not_touch_each_other(self, model: SignModel) -> None:
        inputs = frames(4)
        together, alone = model.start(4), [model.start(1) for _ in range(4)]
        for _ in range(3):
            both, _, together = model.step(inputs, together)
            for k in range(4):
                own, _, alone[k] = model.step(inputs[k : k + 1], alone[k])
                assert np.allclose(both[k], own[0], atol=1e-4)


def test_what_came_before_matters() -> None:
    inputs = frames(2)
    _, _, after = SHIPPED.step(inputs[:1], SHIPPED.start(1))
    fresh, _, _ = SHIPPED.step(inputs[1:], SHIPPED.start(1))
    later, _, _ = SHIPPED.step(inputs[1:], after)
    assert not np.allclose(fresh, later, atol=1e-3)


def test_missing_weights_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelsMissingError, match="OKIENKO_RECOGNITION_SIGN_WEIGHTS"):
        OnnxSignModel(tmp_path)


def test_weights_for_other_features_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "signs.onnx").write_bytes(b"")
    (tmp_path / "signs.json").write_text(json.dumps({"features": 3}), encoding="utf-8")
    with pytest.raises(ValueError, match="Train it again"):
        OnnxSignModel(tmp_path)
