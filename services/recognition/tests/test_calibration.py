"""Letters adapted to a resident's hand: they gain where the hand shows them, and nowhere else."""

import numpy as np
import pytest
from hands import SHAPES, TEMPLATES, Float, ScriptedClassifier, placed
from okienko_recognition.alphabet import LETTER_BY_SIGN_ID
from okienko_recognition.calibration import UnsteadyHandError, calibrate
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.reading import Reader, Reading, ReadingLimits
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser

LETTER_O, LETTER_S = LETTER_BY_SIGN_ID["pjm/letter/o"], LETTER_BY_SIGN_ID["pjm/letter/s"]


class Misreading(ScriptedClassifier):
    """Takes o for s, a little surer than not, as it does with some people's hands."""

    def shape_of(self, points: Float) -> Float:
        out = super().shape_of(points)
        o, s = SHAPES.index("o"), SHAPES.index("s")
        out[:, s], out[:, o] = 0.6 * out[:, o] + out[:, s], 0.4 * out[:, o]
        return out


def shown(shape: str, count: int = 8) -> Float:
    return np.stack([placed(TEMPLATES[shape]).points] * count)


def spelled(shape: str, classifier: ScriptedClassifier, learnt: Float | None) -> str:
    calibration = calibrate(classifier, {LETTER_O: learnt}) if learnt is not None else None
    reader = Reader(classifier.shapes, ReadingLimits(threshold=0.4))
    recogniser = StreamRecogniser(classifier, reader, StreamOptions(), calibration=calibration)
    said: list[Reading] = []
    for k in range(25):
        said += [e for e in recogniser.push(0.1 * k, FrameHands((placed(TEMPLATES[shape]),))) if isinstance(e, Reading)]
    said += recogniser.finish()
    return said[0].alternatives[0].letter.text


def test_a_letter_that_was_misread_is_read_once_the_hand_is_known() -> None:
    assert spelled("o", Misreading(), None) == "s"
    assert spelled("o", Misreading(), shown("o")) == "o"


@pytest.mark.parametrize("shape", ["a", "l", "w", "y"])
def test_other_letters_stay_as_they_were(shape: str) -> None:
    assert spelled(shape, ScriptedClassifier(), shown("o")) == spelled(shape, ScriptedClassifier(), None)


def test_probabilities_still_add_up_to_one() -> None:
    calibration = calibrate(ScriptedClassifier(), {LETTER_O: shown("o"), LETTER_S: shown("s")})
    for shape in SHAPES:
        adapted = calibration.adapted(ScriptedClassifier().shape_of(shown(shape, 1))[0])
        assert adapted.sum() == pytest.approx(1, abs=1e-5)
        assert SHAPES[int(adapted.argmax())] == shape


def test_a_hand_that_shows_several_shapes_teaches_none() -> None:
    with pytest.raises(UnsteadyHandError, match="changed its shape"):
        calibrate(ScriptedClassifier(), {LETTER_O: np.concatenate([shown("o", 4), shown("w", 4)])})
