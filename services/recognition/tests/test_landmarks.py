import math

import numpy as np
import pytest
from hands import TEMPLATES, placed, values_of
from okienko_recognition.landmarks import InvalidLandmarksError, measure_together, parse_frame, parse_landmarks
from okienko_recognition.motion import MIRRORED, describe_motion

HAND = placed(TEMPLATES["l"])
GOOD = values_of(None, HAND)


def reason(layout: str | None = None, values: list[float] | None = None, aspect: float = 4 / 3) -> str:
    with pytest.raises(InvalidLandmarksError) as raised:
        parse_landmarks(layout or "hands/1", GOOD if values is None else values, aspect)
    assert raised.value.pl.endswith(".")
    assert raised.value.en.endswith(".")
    return raised.value.reason


def test_a_hand_comes_out_as_it_went_in() -> None:
    (hand,) = parse_landmarks("hands/1", GOOD, 4 / 3)
    assert np.allclose(hand.points, HAND.points, atol=1e-5)


def test_body_points_are_accepted_and_left_alone() -> None:
    assert len(parse_landmarks("hands-pose/1", GOOD + [0.5] * 132, 4 / 3)) == 1


def test_two_hands_come_left_first() -> None:
    left = placed(TEMPLATES["a"], (0.3, 0.5))
    hands = parse_landmarks("hands/1", values_of(left, HAND), 4 / 3)
    assert hands[0].centre[0] < hands[1].centre[0]


def test_no_hand_is_no_error() -> None:
    assert parse_landmarks("hands/1", values_of(None, None), 1.0) == ()


@pytest.mark.parametrize("count", [0, 1, 167, 169, 40_000])
def test_a_wrong_count_is_refused(count: int) -> None:
    assert reason(values=[0.5] * count) == "WRONG_LENGTH"


def test_an_unknown_layout_is_refused() -> None:
    assert reason(layout="hands/9") == "UNKNOWN_LAYOUT"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e30])
def test_numbers_that_are_no_coordinates_are_refused(bad: float) -> None:
    assert reason(values=[*GOOD[:-4], bad, *GOOD[-3:]]) == "NOT_A_NUMBER"


@pytest.mark.parametrize("aspect", [0.0, 0.1, 6.0, -1.0, math.nan])
def test_an_impossible_aspect_ratio_is_refused(aspect: float) -> None:
    assert reason(aspect=aspect) == "WRONG_ASPECT_RATIO"


def test_the_share_of_points_outside_the_picture_is_counted() -> None:
    assert placed(TEMPLATES["l"], (0.65, 0.5)).share_outside() == 0
    assert placed(TEMPLATES["l"], (0.65, 1.0)).share_outside() > 0.1


def body_values(confidence: float) -> list[float]:
    numbers = [0.0, 0.0, 0.0, 0.0] * 33
    for index, (x, y) in ((0, (0.5, 0.3)), (11, (0.7, 0.6)), (12, (0.3, 0.6))):
        numbers[4 * index : 4 * index + 4] = (x, y, 0.0, confidence)
    return numbers


def test_a_frame_names_its_hands_and_gives_the_body_in_picture_heights() -> None:
    frame = parse_frame("hands-pose/1", GOOD + body_values(0.9), 4 / 3, 0.5)
    assert [hand.is_left for hand in frame.hands] == [False]
    assert frame.body is not None
    assert np.allclose(frame.body, [[2 / 3, 0.3], [0.7 * 4 / 3, 0.6], [0.4, 0.6]])


def test_a_body_that_is_not_surely_seen_is_left_out() -> None:
    assert parse_frame("hands-pose/1", GOOD + body_values(0.3), 4 / 3).body is None
    assert parse_frame("hands/1", GOOD, 4 / 3).body is None


def test_hands_that_are_measured_together_measure_the_same() -> None:
    shown = [(TEMPLATES[shape], at) for shape, at in (("l", (0.65, 0.5)), ("w", (0.65, 1.0)), ("a", (0.05, 0.4)))]
    alone, together = ([placed(template, at) for template, at in shown] for _ in range(2))
    measure_together(together, np.stack([hand.points for hand in together]))
    for one, other in zip(alone, together, strict=True):
        assert other.size == pytest.approx(one.size, rel=1e-5)
        assert np.allclose(other.centre, one.centre)
        assert other.share_outside() == pytest.approx(one.share_outside())
        assert other.shaped(np.ones(3, np.float32)).__dict__["size"] == other.size


def test_the_description_of_a_movement_in_a_mirror_needs_no_second_look() -> None:
    points = np.stack([placed(TEMPLATES["l"], (0.3 + 0.02 * k, 0.5 - 0.01 * k * k)).points for k in range(8)])
    seconds = np.linspace(0, 0.8, 8, dtype=np.float32)
    seen = describe_motion(points * np.array([-1, 1, 1], np.float32), seconds)
    assert np.allclose(seen, describe_motion(points, seconds) * MIRRORED, atol=1e-5)
