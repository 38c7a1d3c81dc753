import pytest
from hands import TEMPLATES, placed
from okienko_recognition.coaching import Advice, Coach
from okienko_recognition.landmarks import FrameHands, Hand


def advice_for(
    hand: Hand | None, brightness: float | None = 0.5, rate: float = 10.0, seconds: float = 3.0
) -> list[Advice]:
    coach = Coach()
    frame = FrameHands((hand,) if hand else (), brightness)
    said = [coach.watch(k / rate, frame, hand) for k in range(int(seconds * rate))]
    return [advice for advice in said if advice is not None]


GOOD = placed(TEMPLATES["l"])


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
    assert advice_for(hand, brightness, rate) == expected


def test_a_moment_without_a_hand_is_not_mentioned() -> None:
    coach = Coach()
    for k in range(30):
        hand = None if k in {10, 11, 12} else GOOD
        assert coach.watch(k / 10, FrameHands((hand,) if hand else (), 0.5), hand) is None
