"""The shipped weights: what they promise, and the contract that the scripted classifier keeps as well."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hands import TEMPLATES, Float, ScriptedClassifier, posed
from okienko_recognition.alphabet import LETTERS, Movement
from okienko_recognition.classifiers import HandClassifier
from okienko_recognition.engines.onnx_hands import ModelsMissingError, OnnxHandClassifier
from okienko_recognition.reading import STILL_HAND, Reader

ROOT = Path(__file__).parents[3]
WEIGHTS = ROOT / "models" / "fingerspelling" / "weights"
SHIPPED = OnnxHandClassifier(WEIGHTS)


def best(hand: Float) -> str:
    probabilities = Reader(SHIPPED.shapes, SHIPPED.card.limits).weigh(SHIPPED.shape_of(hand[None])[0], STILL_HAND)
    return LETTERS[int(probabilities.argmax())].text


def moved(hand: Float, way: tuple[float, float], frames: int = 12) -> tuple[Float, Float]:
    share = np.clip(np.linspace(-0.4, 1.4, frames), 0, 1)[:, None, None]
    points = hand[None] + share * np.array([*way, 0], np.float32)
    return points.astype(np.float32), (np.arange(frames) / 10).astype(np.float32)


def test_the_card_names_the_digests_of_the_weights_beside_it() -> None:
    card = json.loads((WEIGHTS / "fingerspelling.json").read_text(encoding="utf-8"))
    assert set(card["sha256"]) == {path.name for path in WEIGHTS.glob("*.onnx")}
    readme = (WEIGHTS.parent / "README.md").read_text(encoding="utf-8")
    for name, digest in card["sha256"].items():
        assert hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest() == digest
        assert digest in readme


def test_the_weights_are_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.glob("*.onnx")) < 5_000_000


@pytest.mark.parametrize("classifier", [SHIPPED, ScriptedClassifier()], ids=["shipped", "scripted"])
class TestContract:
    def test_every_letter_has_its_shape(self, classifier: HandClassifier) -> None:
        assert {letter.shape for letter in LETTERS} <= set(classifier.shapes)

    def test_shapes_are_probabilities_for_every_hand(self, classifier: HandClassifier) -> None:
        hands = np.stack(list(TEMPLATES.values()))
        probabilities = classifier.shape_of(hands)
        assert probabilities.shape == (len(hands), len(classifier.shapes))
        assert np.allclose(probabilities.sum(1), 1, atol=1e-4)
        assert probabilities.min() >= 0

    def test_movements_are_probabilities_for_any_number_of_frames(self, classifier: HandClassifier) -> None:
        for frames in (1, 2, 3, 40):
            points, seconds = moved(TEMPLATES["o"], (0, 2), frames)
            probabilities = classifier.movement_of(points, seconds)
            assert probabilities.shape == (len(Movement),)
            assert probabilities.sum() == pytest.approx(1, abs=1e-4)

    def test_a_still_hand_and_a_stroke_down_differ(self, classifier: HandClassifier) -> None:
        kinds = list(Movement)
        assert kinds[int(classifier.movement_of(*moved(TEMPLATES["o"], (0, 0))).argmax())] is Movement.STILL
        assert kinds[int(classifier.movement_of(*moved(TEMPLATES["o"], (0, 2.2))).argmax())] is Movement.DOWN

    def test_size_and_place_do_not_matter(self, classifier: HandClassifier) -> None:
        hand = TEMPLATES["w"]
        moved_away = (hand * 0.07 + 0.4).astype(np.float32)
        assert np.allclose(classifier.shape_of(hand[None]), classifier.shape_of(moved_away[None]), atol=1e-3)


# Generated hands that no network has seen: (bends of the four fingers, thumb, spread).
PLAIN = {
    "b": ((0, 0, 0, 0), 0.25, 0.2),
    "w": ((0, 0, 0, 1), 0.0, 1.6),
    "i": ((1, 1, 1, 0), 0.1, 1.0),
    "l": ((0, 1, 1, 1), 1.0, 1.0),
    "y": ((0, 1, 1, 0), 0.0, 1.0),
}


@pytest.mark.parametrize("letter", PLAIN)
def test_plain_generated_handshapes_are_read(letter: str) -> None:
    bends, thumb, spread = PLAIN[letter]
    assert best(posed(bends, thumb, spread)) == letter


@pytest.mark.parametrize("letter", PLAIN)
def test_either_hand_reads_the_same(letter: str) -> None:
    bends, thumb, spread = PLAIN[letter]
    hand = posed(bends, thumb, spread)
    mirrored = (hand * [-1, 1, 1]).astype(np.float32)
    assert np.allclose(SHIPPED.shape_of(hand[None]), SHIPPED.shape_of(mirrored[None]), atol=1e-4)


@pytest.mark.parametrize("degrees", [-25, -15, 15, 25])
@pytest.mark.parametrize("letter", PLAIN)
def test_a_hand_held_askew_reads_the_same(letter: str, degrees: float) -> None:
    bends, thumb, spread = PLAIN[letter]
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    assert best((posed(bends, thumb, spread) @ turn.T).astype(np.float32)) == letter


def test_missing_weights_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelsMissingError, match="OKIENKO_RECOGNITION_WEIGHTS"):
        OnnxHandClassifier(tmp_path)
