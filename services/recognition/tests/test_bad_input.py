"""Fuzz of everything that reads what strangers send: whatever comes is either taken or refused with a sentence."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from google.protobuf.duration_pb2 import Duration
from hands import TEMPLATES, ScriptedClassifier, placed, values_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from okienko.recognition.v1 import recognition_pb2 as pb
from okienko_common.errors import ServiceError
from okienko_recognition import messages
from okienko_recognition.jpeg import MAX_SIDE, InvalidPictureError, picture_size
from okienko_recognition.landmarks import POINTS_OF_LAYOUT, InvalidLandmarksError, parse_frame
from okienko_recognition.reading import Reader, ReadingLimits
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser

GOOD = np.array(values_of(None, placed(TEMPLATES["l"])), np.float32)
# Numbers that break naive code, beside ordinary ones.
NASTY = np.array(
    [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-45, 3.4e38, -3.4e38, 1e10, 10.0, 10.1, -10.0, 0.5, 1.0], np.float32
)
SEEDS = st.integers(0, 2**32 - 1)
# Each example is a seed for many cases: Hypothesis finds and shrinks the seed, numpy is fast.
CASES = 40
FUZZ = settings(
    max_examples=100,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)


class UnmovedClassifier(ScriptedClassifier):
    """Sees one letter in everything, at once."""

    def shape_of(self, points: np.ndarray) -> np.ndarray:
        return np.tile(np.eye(len(self.shapes), dtype=np.float32)[0], (len(points), 1))


def refusals(call: Callable[[], object]) -> bool:
    """Run a check; return whether it refused, and fail on any error without two sentences."""
    refusal: InvalidLandmarksError | InvalidPictureError | ServiceError | None = None
    try:
        call()
    except (InvalidLandmarksError, InvalidPictureError, ServiceError) as error:
        refusal = error
    assert refusal is None or (refusal.reason.isupper() and refusal.pl.endswith(".") and refusal.en.endswith("."))
    return refusal is not None


def numbers(chance: np.random.Generator) -> np.ndarray:
    """Return the numbers of a frame: right, of a wrong count, or with nasty ones among them."""
    values = GOOD.copy()
    kind = chance.integers(4)
    if kind == 0:
        values = np.resize(values, int(chance.choice([0, 1, 21, 84, 167, 169, 300, 8000])))
    if kind >= 2 and len(values):
        places = chance.integers(0, len(values), chance.integers(1, 30))
        values[places] = chance.choice(NASTY, len(places))
    return values


@FUZZ
@given(SEEDS)
def test_frames_of_any_numbers_are_taken_or_refused(seed: int) -> None:
    chance = np.random.default_rng(seed)
    for _ in range(CASES):
        layout = str(chance.choice(["hands/1", "hands/1", "hands-pose/1", "", "face/1", "hands/1 "]))
        aspect = float(chance.choice([4 / 3, 4 / 3, 0.2, 5.0, *NASTY]))
        values = numbers(chance)

        def check(layout: str = layout, aspect: float = aspect, values: np.ndarray = values) -> None:
            frame = parse_frame(layout, values.tolist(), aspect)
            # What was taken is fit for the models.
            assert len(frame.hands) <= 2
            assert all(np.isfinite(hand.points).all() and hand.size > 0 for hand in frame.hands)

        refused = refusals(check)
        is_sound = (
            layout in POINTS_OF_LAYOUT
            and len(values) == 4 * POINTS_OF_LAYOUT[layout]
            and bool((np.abs(values) <= 10).all())
            and 0.2 <= aspect <= 5
        )
        assert refused is not is_sound


@FUZZ
@given(SEEDS)
def test_times_that_jump_back_stand_still_or_make_no_sense_are_refused(seed: int) -> None:
    chance = np.random.default_rng(seed)
    for _ in range(CASES):
        seconds = int(chance.choice([0, 1, -1, 5, 2**40, -(2**40)]))
        nanos = int(chance.choice([0, 1, -1, 999_999_999, 1_000_000_000, -(2**31)]))
        last = chance.choice([np.nan, 0.0, 1.0, 5.0])
        before = None if np.isnan(last) else float(last)
        frame = pb.Frame(offset=Duration(seconds=seconds, nanos=nanos))
        refused = refusals(lambda frame=frame, before=before: messages.read_offset(frame, before))  # type: ignore[misc]
        at = seconds + nanos / 1e9
        is_sound = at >= 0 and 0 <= nanos < 1_000_000_000 and (before is None or at > before)
        assert refused is not is_sound


@FUZZ
@given(SEEDS)
def test_bytes_that_are_no_picture_are_refused_before_anything_decodes_them(seed: int) -> None:
    chance = np.random.default_rng(seed)
    for _ in range(CASES):
        head = bytes.fromhex(
            str(chance.choice(["", "ffd8", "ffd8ff", "ffd8ffe000104a464946", "ffd8ffc00011", "89504e47"]))
        )
        data = head + chance.bytes(int(chance.integers(0, 200)))

        def check(data: bytes = data) -> None:
            width, height = picture_size(data)
            assert 0 < width <= MAX_SIDE
            assert 0 < height <= MAX_SIDE

        refusals(check)


@pytest.mark.parametrize(("width", "height"), [(65_535, 65_535), (10_000, 10_000), (MAX_SIDE + 1, 1), (0, 480)])
def test_a_picture_that_would_unpack_to_gigabytes_is_refused_by_its_header(width: int, height: int) -> None:
    header = b"\xff\xd8\xff\xc0\x00\x11\x08" + height.to_bytes(2) + width.to_bytes(2) + bytes(12)
    assert refusals(lambda: picture_size(header))


@FUZZ
@given(SEEDS)
def test_configurations_of_any_size_are_taken_or_refused(seed: int) -> None:
    chance = np.random.default_rng(seed)
    config = pb.RecognitionConfig(
        language_code=str(chance.choice(["pso", "", "pl", "pso" * 100])),
        max_alternatives=int(chance.choice([0, 1, 10, 11, -1, 2**31 - 1])),
        hint_sign_ids=["pjm/letter/a"] * int(chance.choice([0, 200, 201, 5000])),
        hint_phrases=["x" * int(chance.choice([0, 200, 201]))] * int(chance.choice([0, 50, 51])),
    )
    refusals(lambda: messages.read_config(config))
    refusals(lambda: messages.read_phrases(config))


def test_a_stream_of_bad_and_good_frames_that_never_ends_keeps_memory_flat() -> None:
    classifier = UnmovedClassifier()
    recogniser = StreamRecogniser(classifier, Reader(classifier.shapes, ReadingLimits()), StreamOptions(interim=True))
    chance = np.random.default_rng(0)

    def send(count: int, start: int) -> None:
        for number in range(start, start + count):
            values = GOOD if number % 3 else numbers(chance)
            try:
                frame = parse_frame("hands/1", values.tolist(), 4 / 3)
            except InvalidLandmarksError:
                continue
            recogniser.push(number / 15, frame)

    tracemalloc.start()
    # A stretch is full after 150 frames.
    send(250, 0)
    before = tracemalloc.get_traced_memory()[0]
    send(250, 250)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 20_000
