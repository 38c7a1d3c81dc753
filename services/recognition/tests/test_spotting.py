import numpy as np
import pytest
from hands import TEMPLATES, Float, ScriptedClassifier, placed
from numpy.typing import NDArray
from okienko_recognition.features import FEATURES, Recollection, describe
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.reading import Reader, Reading, ReadingLimits
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser
from okienko_recognition.sight import HandTracks
from okienko_recognition.spotting import SignSpotter, SpotLimits, Spotted
from signing_hands import VOCABULARY, ScriptedSignModel, features_of, signed

Flags = NDArray[np.bool_]
MODEL = ScriptedSignModel()
CLASSIFIER = ScriptedClassifier()
READER = Reader(CLASSIFIER.shapes, ReadingLimits(threshold=0.4))
# The hand on its way: a shape that is neither a sign nor a letter of the scripted model.
WAY = "e"


def spot(acts: list[tuple[str | None, float]], rate: float = 15.0) -> list[tuple[float, Spotted]]:
    spotter = SignSpotter(MODEL)
    found = [(seconds, spotter.push(seconds, frame)) for seconds, frame in signed(acts, rate)]
    return [(seconds, spotted) for seconds, spotted in found if spotted]


def said(
    acts: list[tuple[str | None, float]],
    model: ScriptedSignModel | None = MODEL,
    reader: Reader = READER,
    options: StreamOptions | None = None,
) -> list[Reading]:
    recogniser = StreamRecogniser(CLASSIFIER, reader, options or StreamOptions(), signs=model)
    events = [event for seconds, frame in signed(acts) for event in recogniser.push(seconds, frame)]
    return [event for event in [*events, *recogniser.finish()] if isinstance(event, Reading)]


def texts(readings: list[Reading]) -> list[str]:
    return [reading.alternatives[0].letter.text if reading.alternatives else "?" for reading in readings]


def name(spotted: Spotted) -> str:
    return VOCABULARY[int(spotted.probabilities.argmax())].text


@pytest.mark.parametrize("rate", [10, 15, 30])
def test_signs_are_found_without_a_button_soon_after_they_end(rate: float) -> None:
    found = spot([(WAY, 0.3), ("b", 0.6), (WAY, 0.4), ("w", 0.5), (WAY, 0.4)], rate)
    assert [name(spotted) for _, spotted in found] == ["DOM", "URZĄD"]
    for (seconds, spotted), end in zip(found, (0.9, 1.8), strict=True):
        assert seconds - end <= 0.25
        assert abs(spotted.end - end) <= 0.15


def test_a_sign_that_is_held_is_said_once_while_it_is_held() -> None:
    found = spot([(WAY, 0.3), ("b", 3.0), (WAY, 0.5)])
    assert [name(spotted) for _, spotted in found] == ["DOM"]
    assert found[0][0] < 2.0


def test_a_flash_is_no_sign() -> None:
    assert spot([(WAY, 0.5), ("b", 0.07), (WAY, 0.5)]) == []


def test_a_hand_that_leaves_the_picture_ends_the_sign() -> None:
    found = spot([("b", 0.6), (None, 0.6)])
    assert [name(spotted) for _, spotted in found] == ["DOM"]


def test_a_lost_frame_does_not_split_a_sign() -> None:
    spotter = SignSpotter(MODEL)
    frames = list(signed([("b", 0.8), (WAY, 0.4)]))
    frames[4] = (frames[4][0], FrameHands((), 0.5))
    found = [spotted for seconds, frame in frames if (spotted := spotter.push(seconds, frame))]
    assert [name(spotted) for spotted in found] == ["DOM"]


def test_the_embedding_of_a_stretch_is_a_unit_vector() -> None:
    (_, spotted), *_ = spot([("b", 0.6), (WAY, 0.4)])
    assert np.linalg.norm(spotted.embedding) == pytest.approx(1, abs=1e-5)
    assert 0.9 < spotted.lexical <= 1


def test_signs_and_spelled_letters_come_as_one_sequence_and_neither_as_the_other() -> None:
    readings = [
        r
        for r in said([("b", 0.6), (WAY, 0.2), ("l", 1.2), ("a", 1.2), (WAY, 0.2), ("w", 0.6), (None, 0.5)])
        if r.is_final
    ]
    assert [text for text in texts(readings) if text != "e"] == ["DOM", "l", "a", "URZĄD"]
    assert len({r.segment for r in readings}) == len(readings)
    assert [r.alternatives[0].is_letter for r in readings if texts([r]) != ["e"]] == [False, True, True, False]


def test_a_sign_that_is_unsure_to_both_readers_is_declined_once() -> None:
    unsure = ScriptedSignModel(SpotLimits(threshold=0.9), doubt=0.4)
    nothing_sure = Reader(CLASSIFIER.shapes, ReadingLimits(threshold=1.1))
    readings = said([("w", 0.8), (None, 0.5)], unsure, nothing_sure)
    assert [(r.is_final, r.alternatives) for r in readings] == [(True, ())]


def test_what_is_unsure_as_a_sign_but_sure_as_a_letter_is_a_letter() -> None:
    perhaps_l = ScriptedSignModel(SpotLimits(threshold=0.9), doubt=0.4, other=2)
    readings = said([("w", 0.8), (None, 0.5)], perhaps_l)
    assert texts(readings) == ["w"]


@pytest.mark.parametrize(("pause", "expected"), [(0.2, ["DOM"]), (0.6, ["DOM", "DOM"])])
def test_a_repeated_movement_is_one_sign_and_a_sign_made_again_two(pause: float, expected: list[str]) -> None:
    assert texts(said([("b", 0.4), (WAY, pause), ("b", 0.4), (None, 0.5)])) == expected


@pytest.mark.parametrize(("doubt", "expected"), [(0.05, "URZĄD"), (0.2, "w")])
def test_a_sure_letter_outweighs_a_sign_that_may_be_spelled(doubt: float, expected: str) -> None:
    model = ScriptedSignModel(SpotLimits(threshold=0.75), doubt=doubt, other=2)
    assert texts(said([("w", 0.8), (None, 0.8)], model)) == [expected]


def test_a_hand_that_looks_like_a_letter_on_its_way_between_signs_says_nothing() -> None:
    assert texts(said([(WAY, 1.2), ("b", 0.6), (WAY, 1.2)])) == ["DOM"]
    assert texts(said([(WAY, 1.2), (None, 0.5)], None)) == ["e"]


def test_a_hint_from_the_page_lifts_a_sign() -> None:
    unsure = ScriptedSignModel(SpotLimits(threshold=0.1), doubt=0.45)
    assert texts(said([("w", 0.8), (None, 0.5)], unsure)) == ["URZĄD"]
    hints = StreamOptions(hinted={"pjm/sign/dom"})
    assert texts(said([("w", 0.8), (None, 0.5)], unsure, options=hints)) == ["DOM"]


def test_without_a_sign_model_letters_are_read_as_before() -> None:
    assert texts(said([("l", 1.2), ("a", 1.2)], None)) == ["l", "a"]


class TestFeatures:
    def test_place_size_and_picture_do_not_matter(self) -> None:
        near = features_of(placed(TEMPLATES["w"], (0.4, 0.4), 0.25))
        far = features_of(placed(TEMPLATES["w"], (0.8, 0.6), 0.1))
        assert np.allclose(near, far, atol=1e-3)

    def test_orientation_does(self) -> None:
        turned = (TEMPLATES["u"] @ np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1.0]]).T).astype(np.float32)
        assert np.abs(features_of(placed(turned)) - features_of(placed(TEMPLATES["u"]))).max() > 0.5

    def test_a_batch_of_streams_is_described_as_each_alone(self) -> None:
        chance = np.random.default_rng(3)
        hands = chance.normal(0.5, 0.1, (4, 6, 2, 21, 3)).astype(np.float32)
        present = chance.random((4, 6, 2)) < 0.7
        body = chance.normal(0.5, 0.2, (4, 6, 3, 2)).astype(np.float32)
        has_body = chance.random((4, 6)) < 0.5
        elapsed = chance.uniform(0.03, 0.2, (4, 6)).astype(np.float32)
        together = _described(hands, present, body, has_body, elapsed)
        for k in range(4):
            own = slice(k, k + 1)
            alone = _described(hands[own], present[own], body[own], has_body[own], elapsed[own])
            assert np.allclose(together[own], alone, atol=1e-5)
        assert together.shape[-1] == FEATURES
        assert np.isfinite(together).all()

    def test_speed_is_the_same_at_any_frame_rate(self) -> None:
        slow, fast = _velocity(10), _velocity(30)
        assert slow == pytest.approx(fast, rel=0.05)


def _described(hands: Float, present: Flags, body: Float, has_body: Flags, elapsed: Float) -> Float:
    memory = Recollection.empty(len(hands))
    frames = []
    for k in range(hands.shape[1]):
        parts = (hands[:, k], present[:, k], body[:, k], has_body[:, k], elapsed[:, k])
        frames.append(describe(*parts, *memory.follow(*parts)))
    return np.stack(frames, 1)


def _velocity(rate: int) -> float:
    memory = Recollection.empty(1)
    moved: Float = np.zeros((1, 2, 6), np.float32)
    for k in range(rate):
        hands = np.zeros((1, 2, 21, 3), np.float32)
        hands[0, 1] = placed(TEMPLATES["w"], (0.2 + 0.3 * k / rate, 0.5)).points
        elapsed = np.array([1 / rate], np.float32)
        _, moved = memory.follow(
            hands, np.array([[False, True]]), np.zeros((1, 3, 2), np.float32), np.array([False]), elapsed
        )
    return float(moved[0, 1, 0])


def test_a_hand_keeps_its_side_when_the_landmarker_swaps_the_names() -> None:
    tracks = HandTracks()
    left, right = placed(TEMPLATES["b"], (0.9, 0.5)), placed(TEMPLATES["w"], (0.4, 0.5))
    assert tracks.place(0.0, (left, right)) == [left, right]
    assert tracks.place(0.1, (right, left)) == [left, right]
    assert tracks.place(0.2, (right,)) == [None, right]
    assert tracks.place(0.3, (left,)) == [left, None]
