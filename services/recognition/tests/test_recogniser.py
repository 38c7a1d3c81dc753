from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest
from hands import TEMPLATES, Act, ScriptedClassifier, mirrored, placed, signing
from okienko_recognition.coaching import Advice
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.reading import Reader, Reading, ReadingLimits
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser

CLASSIFIER = ScriptedClassifier()
READER = Reader(CLASSIFIER.shapes, ReadingLimits(threshold=0.4))
PAUSE = Act(None, 0.6)


def start(**options: Any) -> StreamRecogniser:
    return StreamRecogniser(CLASSIFIER, READER, StreamOptions(**options))


def readings(frames: Iterable[tuple[float, FrameHands]], **options: Any) -> list[Reading]:
    recogniser = start(**options)
    events = [event for seconds, frame in frames for event in recogniser.push(seconds, frame)]
    return [event for event in [*events, *recogniser.finish()] if isinstance(event, Reading)]


def spelled(acts: Sequence[Act], rate: float = 10.0, **options: Any) -> str:
    return "".join(r.alternatives[0].letter.text for r in readings(signing(acts, rate), **options) if r.is_final)


@pytest.mark.parametrize("rate", [5, 8, 12, 30])
def test_spells_a_word_without_a_button_at_any_frame_rate(rate: float) -> None:
    acts = [Act("l", 1.1), Act("a", 1.1), Act("s", 1.1), PAUSE]
    assert spelled(acts, rate) == "las"


def test_a_letter_held_for_long_is_given_once() -> None:
    assert spelled([Act("w", 5.0), PAUSE]) == "w"


def test_a_letter_becomes_final_while_it_is_still_held() -> None:
    finals = [r for r in readings(signing([Act("w", 1.6)])) if r.is_final]
    assert len(finals) == 1


def test_a_letter_shown_again_after_the_hand_was_lowered_is_doubled() -> None:
    assert spelled([Act("n", 1.2), PAUSE, Act("n", 1.2), PAUSE]) == "nn"


def test_a_held_letter_that_slides_aside_and_rests_again_counts_anew() -> None:
    acts = [Act("w", 1.3), Act("w", 0.5, (1.5, 0.0)), Act("w", 1.3), PAUSE]
    assert spelled(acts) == "ww"


def test_the_shape_of_o_with_a_stroke_down_is_o_acute_and_o_stays_among_the_alternatives() -> None:
    final = [
        r
        for r in readings(signing([Act("o", 0.4), Act("o", 0.6, (0, 2.2)), Act("o", 0.5), PAUSE]), most=5)
        if r.is_final
    ]
    names = [a.letter.text for a in final[0].alternatives]
    assert names[0] == "ó"
    assert "o" in names


def test_the_shape_of_o_at_rest_is_o_and_o_acute_stays_among_the_alternatives() -> None:
    final = [r for r in readings(signing([Act("o", 1.3), PAUSE]), most=5) if r.is_final]
    names = [a.letter.text for a in final[0].alternatives]
    assert names[0] == "o"
    assert "ó" in names


def test_a_hand_that_drops_out_of_the_picture_has_drawn_nothing() -> None:
    assert spelled([Act("o", 0.7), Act("o", 0.3, (0, 2.4)), PAUSE]) == "o"


def test_a_short_flash_of_a_shape_on_the_way_to_the_next_is_no_letter() -> None:
    assert spelled([Act("l", 1.1), Act("u", 0.12), Act("a", 1.1), PAUSE]) == "la"


def test_a_lost_frame_does_not_split_a_letter() -> None:
    frames = [f for k, f in enumerate(signing([Act("w", 0.8), PAUSE])) if k != 3]
    frames[3] = (frames[3][0], FrameHands((), 0.5))
    assert [r.alternatives[0].letter.text for r in readings(iter(frames)) if r.is_final] == ["w"]


def test_interim_readings_come_before_the_final_one_and_share_its_number() -> None:
    seen = readings(signing([Act("w", 0.8), PAUSE]), interim=True)
    assert [r.is_final for r in seen] == [False, True]
    assert len({r.segment for r in seen}) == 1


def test_interim_readings_stay_away_when_not_asked_for() -> None:
    assert all(r.is_final for r in readings(signing([Act("w", 0.8), PAUSE])))


def test_a_resting_second_hand_is_ignored() -> None:
    resting = placed(TEMPLATES["b"], (0.3, 0.9))
    frames = ((t, FrameHands((resting, *f.hands), 0.5)) for t, f in signing([Act("l", 1.1), Act("a", 1.1)]))
    assert [r.alternatives[0].letter.text for r in readings(frames) if r.is_final] == ["l", "a"]


def test_declines_a_stretch_whose_shape_lies_between_two() -> None:
    between = ((TEMPLATES["l"] + TEMPLATES["w"]) / 2).astype(np.float32)
    frames = [(k / 10, FrameHands((placed(between),), 0.5)) for k in range(20)]
    strict = Reader(CLASSIFIER.shapes, ReadingLimits(threshold=0.8))
    recogniser = StreamRecogniser(CLASSIFIER, strict, StreamOptions(interim=True))
    final = [e for t, f in frames for e in recogniser.push(t, f) if isinstance(e, Reading)]
    assert [(r.is_final, r.alternatives) for r in final] == [(True, ())]


def test_says_when_no_hand_is_seen_and_takes_it_back() -> None:
    recogniser = start()
    acts = [Act(None, 1.5), Act("w", 1.5)]
    advice = [e for t, f in signing(acts) for e in recogniser.push(t, f) if isinstance(e, Advice)]
    assert advice == [Advice.NO_HAND, Advice.NONE]


def test_results_name_when_the_letter_was_shown() -> None:
    final = next(r for r in readings(signing([Act(None, 1.0), Act("w", 0.8), PAUSE])) if r.is_final)
    assert 0.9 < final.start < 1.3
    assert 1.5 < final.end < 1.9


def test_a_hand_seen_in_a_mirror_is_chosen_like_any_other() -> None:
    hand = placed(TEMPLATES["b"], (0.2, 0.5))
    assert mirrored(hand).size == pytest.approx(hand.size)


def test_a_hand_held_for_minutes_does_not_fill_the_memory() -> None:
    recogniser = start()
    for seconds, frame in signing([Act("w", 7.0)], rate=30):
        recogniser.push(seconds, frame)
    current = recogniser._segmenter.current
    assert current is not None
    assert len(current.hands) <= 150


def test_a_letter_that_was_lost_for_a_moment_is_not_doubled() -> None:
    frames = list(signing([Act("w", 0.7), Act(None, 0.25), Act("w", 0.6), PAUSE]))
    assert [r.alternatives[0].letter.text for r in readings(iter(frames)) if r.is_final] == ["w"]


def test_a_letter_that_gives_way_after_it_was_well_seen_is_final_within_a_fifth_of_a_second() -> None:
    recogniser = start()
    said = [
        seconds - event.end
        for seconds, frame in signing([Act("w", 0.7), PAUSE], rate=30)
        for event in recogniser.push(seconds, frame)
        if isinstance(event, Reading) and event.is_final
    ]
    assert len(said) == 1
    assert 0.19 < said[0] < 0.25
