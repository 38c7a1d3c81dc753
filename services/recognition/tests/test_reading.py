import numpy as np
import pytest
from hands import SHAPES, Float
from okienko_recognition.alphabet import LETTERS, Movement, merged_shape
from okienko_recognition.reading import STILL_HAND, Reader, ReadingLimits, as_text, pool_shapes


def shape(**weights: float) -> Float:
    row = np.full(len(SHAPES), 0.001, np.float32)
    for name, weight in weights.items():
        row[SHAPES.index(name)] = weight
    return np.asarray(row / row.sum(), np.float32)


def movement(kind: Movement) -> Float:
    row = np.full(len(Movement), 0.02, np.float32)
    row[list(Movement).index(kind)] = 1.0
    return np.asarray(row / row.sum(), np.float32)


READER = Reader(SHAPES, ReadingLimits(threshold=0.5))


def test_the_alphabet_has_all_letters_and_digraphs_once() -> None:
    assert len(LETTERS) == len({letter.sign_id for letter in LETTERS}) == 36


def test_declines_when_two_signs_are_equally_likely() -> None:
    strict = Reader(SHAPES, ReadingLimits(threshold=0.6))
    assert strict.read(shape(a=1, p=1), STILL_HAND, 3) == ()
    assert strict.read(shape(a=3, p=1), STILL_HAND, 3) != ()


def test_letters_of_one_handshape_do_not_make_each_other_unclear() -> None:
    assert READER.read(shape(d=1), movement(Movement.ARC), 1)[0].letter.text == "d"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Movement.ARC, "d"),
        (Movement.ZIGZAG, "z"),
        (Movement.ZIGZAG_STROKE, "ź"),
        (Movement.ZIGZAG_RETURN, "ż"),
        (Movement.STILL, "d"),
    ],
)
def test_movement_tells_letters_of_one_handshape_apart(kind: Movement, expected: str) -> None:
    assert READER.read(shape(d=1), movement(kind), 1)[0].letter.text == expected


def test_confidences_are_probabilities_and_best_comes_first() -> None:
    confidences = [a.confidence for a in READER.read(shape(o=1, s=0.4), STILL_HAND, 36)]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=1e-3)


def test_a_hint_from_the_page_lifts_a_letter_but_makes_none_out_of_nothing() -> None:
    close = shape(o=1.1, s=1.0)
    assert READER.read(close, STILL_HAND, 1)[0].letter.text == "o"
    assert READER.read(close, STILL_HAND, 1, {"pjm/letter/s"})[0].letter.text == "s"
    assert READER.read(shape(o=1), STILL_HAND, 1, {"pjm/letter/s"})[0].letter.text == "o"


def test_no_more_alternatives_are_given_than_wanted() -> None:
    assert len(as_text(READER.read(shape(o=1), STILL_HAND, 4))) == 4


def test_a_model_without_a_letters_shape_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="does not know"):
        Reader(SHAPES[1:], ReadingLimits())


def test_frames_of_a_blurred_hand_weigh_less() -> None:
    frames = np.stack([shape(o=1), shape(s=1), shape(s=1)])
    assert pool_shapes(frames, np.array([1, 0.1, 0.1], np.float32)).argmax() == SHAPES.index("o")


def test_pairs_that_share_a_still_handshape_count_as_one_when_scored() -> None:
    assert merged_shape("f") == merged_shape("t")
    assert merged_shape("ó") == merged_shape("o")
    assert merged_shape("s") != merged_shape("o")
