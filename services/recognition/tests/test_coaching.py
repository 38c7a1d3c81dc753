from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest
from hands import TEMPLATES, placed
from okienko_recognition.coaching import Advice, Coach
from okienko_recognition.landmarks import FrameHands, Hand

GOOD = placed(TEMPLATES["l"])
LEFT = replace(placed(TEMPLATES["b"], (0.9, 0.5), size=0.15), is_left=True)
RIGHT = replace(placed(TEMPLATES["l"], (0.45, 0.5), size=0.15), is_left=False)
# Nose, left and right shoulder of somebody who faces the camera.
BODY = np.array([[0.67, 0.2], [0.9, 0.5], [0.44, 0.5]], np.float32)

Shown = Callable[[float], FrameHands]


def advice_over(shown: Shown, seconds: float = 6.0, rate: float = 10.0) -> list[tuple[float, Advice]]:
    """Show the coach what `shown` gives for each time; return what it says and when."""
    coach = Coach()
    said = []
    for number in range(int(seconds * rate)):
        frame = shown(number / rate)
        advice = coach.watch(number / rate, frame, frame.hands[0] if frame.hands else None)
        if advice is not None:
            said.append((round(number / rate, 2), advice))
    return said


def advices(shown: Shown, seconds: float = 6.0, rate: float = 10.0) -> list[Advice]:
    return [advice for _, advice in advice_over(shown, seconds, rate)]


def always(hands: Iterable[Hand], brightness: float | None = 0.5) -> Shown:
    frame = FrameHands(tuple(hands), brightness)
    return lambda _: frame


def one(hand: Hand) -> FrameHands:
    return FrameHands((hand,), 0.5)


@pytest.mark.parametrize(
    ("hand", "brightness", "rate", "expected"),
    [
        (None, 0.5, 10, [Advice.NO_HAND]),
        (None, 0.05, 10, [Advice.MORE_LIGHT]),
        (GOOD, 0.05, 10, [Advice.MORE_LIGHT]),
        (placed(TEMPLATES["l"], size=0.04), 0.5, 10, [Advice.MOVE_CLOSER]),
        (placed(TEMPLATES["l"], size=0.5), 0.5, 10, [Advice.MOVE_BACK]),
        (placed(TEMPLATES["l"], (0.65, 1.05)), 0.5, 10, [Advice.HAND_OUT_OF_FRAME]),
        (GOOD, 0.5, 3, [Advice.LOW_FRAME_RATE]),
        (GOOD, 0.5, 8, []),
        (GOOD, None, 30, []),
    ],
)
def test_says_what_the_signer_can_do(
    hand: Hand | None, brightness: float | None, rate: float, expected: list[Advice]
) -> None:
    assert advices(always([hand] if hand else [], brightness), 3.0, rate) == expected


def test_a_moment_without_a_hand_is_not_mentioned() -> None:
    assert advices(lambda at: FrameHands((), 0.5) if 1.0 <= at < 1.3 else one(GOOD), 3.0) == []


def test_advice_stays_long_enough_to_be_read() -> None:
    said = advice_over(lambda at: FrameHands((), 0.5) if at < 0.8 else one(GOOD))
    assert said == [(0.7, Advice.NO_HAND), (2.2, Advice.NONE)]


@pytest.mark.parametrize(
    ("advice", "bad", "edge", "well"),
    [
        (Advice.MOVE_CLOSER, 0.05, 0.065, 0.1),
        (Advice.MOVE_BACK, 0.47, 0.42, 0.3),
    ],
)
def test_advice_on_the_edge_is_neither_begun_nor_taken_back(
    advice: Advice, bad: float, edge: float, well: float
) -> None:
    at_edge, at_bad, at_well = (one(placed(TEMPLATES["l"], size=size)) for size in (edge, bad, well))
    assert advices(lambda _: at_edge) == []
    assert advices(lambda at: at_bad if at < 2 else at_edge) == [advice]
    assert advices(lambda at: at_bad if at < 2 else at_well) == [advice, Advice.NONE]


def test_light_and_frame_rate_on_the_edge_do_not_flicker_either() -> None:
    assert advices(lambda at: FrameHands((GOOD,), 0.1 if at < 2 else 0.16)) == [Advice.MORE_LIGHT]
    assert advices(lambda at: FrameHands((GOOD,), 0.1 if at < 2 else 0.4)) == [Advice.MORE_LIGHT, Advice.NONE]


def test_one_thing_at_a_time_the_worst_first() -> None:
    dark_and_far = FrameHands((placed(TEMPLATES["l"], size=0.04),), 0.05)
    lit_and_far = FrameHands(dark_and_far.hands, 0.5)
    said = advices(lambda at: dark_and_far if at < 3 else lit_and_far if at < 6 else one(GOOD), 9.0)
    assert said == [Advice.MORE_LIGHT, Advice.MOVE_CLOSER, Advice.NONE]


def test_a_second_hand_that_vanishes_in_front_of_the_body_is_missed() -> None:
    said = advice_over(lambda at: FrameHands((RIGHT, LEFT), 0.5) if at < 2 else one(RIGHT), 9.0)
    assert said == [(2.7, Advice.HAND_HIDDEN), (6.8, Advice.NONE)]


def test_a_second_hand_that_comes_back_is_no_longer_missed() -> None:
    said = advices(lambda at: one(RIGHT) if 2 <= at < 3 else FrameHands((RIGHT, LEFT), 0.5))
    assert said == [Advice.HAND_HIDDEN, Advice.NONE]


def test_a_second_hand_that_leaves_the_picture_is_called_back_into_it() -> None:
    leaving = replace(placed(TEMPLATES["b"], (1.2, 0.5), size=0.15), is_left=True)
    assert (
        advices(lambda at: FrameHands((RIGHT, leaving), 0.5) if at < 2 else one(RIGHT))[0] is Advice.HAND_OUT_OF_FRAME
    )


def test_a_second_hand_that_is_let_down_is_not_missed() -> None:
    def shown(at: float) -> FrameHands:
        height = 0.5 + 0.2 * max(at - 2, 0) / 0.5
        lowered = replace(placed(TEMPLATES["b"], (0.9, height), size=0.15), is_left=True)
        return FrameHands((RIGHT, lowered), 0.5) if at < 3 else one(RIGHT)

    assert advices(shown) == []


def test_a_hand_seen_for_a_moment_is_not_missed() -> None:
    assert advices(lambda at: FrameHands((RIGHT, LEFT), 0.5) if 2 <= at < 2.4 else one(RIGHT)) == []


def test_left_and_right_the_wrong_way_round_are_noticed_by_the_hands() -> None:
    swapped = FrameHands((replace(LEFT, is_left=False), replace(RIGHT, is_left=True)), 0.5)
    assert advices(lambda _: swapped) == [Advice.MIRRORED]
    assert advices(always([RIGHT, LEFT])) == []


def test_left_and_right_the_wrong_way_round_are_noticed_by_the_shoulders() -> None:
    facing = FrameHands((GOOD,), 0.5, BODY)
    turned = FrameHands((GOOD,), 0.5, BODY[[0, 2, 1]])
    assert advices(lambda _: facing) == []
    assert advices(lambda _: turned) == [Advice.MIRRORED]
    assert advices(lambda at: turned if at < 4 else facing, 12.0) == [Advice.MIRRORED, Advice.NONE]


def test_crossed_arms_are_not_taken_for_a_mirror() -> None:
    swapped = FrameHands((replace(LEFT, is_left=False), replace(RIGHT, is_left=True)), 0.5)
    straight = FrameHands((RIGHT, LEFT), 0.5)
    assert advices(lambda at: swapped if 1 <= at < 3 else straight) == []
    near = replace(placed(TEMPLATES["b"], (0.4, 0.5), size=0.15), is_left=True)
    assert advices(always([RIGHT, near])) == []


def test_unnamed_hands_say_nothing_about_a_mirror() -> None:
    assert advices(always([replace(LEFT, is_left=None), replace(RIGHT, is_left=None)])) == []
