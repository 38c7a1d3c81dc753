import asyncio
from collections.abc import Iterator

import pytest
from hands import TEMPLATES, Act, ScriptedClassifier, placed, signing
from okienko_common.capacity import ModelPool
from okienko_recognition.batching import MOST_FRAMES, Batcher
from okienko_recognition.classifiers import Float
from okienko_recognition.landmarks import FrameHands
from okienko_recognition.reading import Reader, Reading, ReadingLimits
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser
from okienko_recognition.utterance import Event, Utterance
from signing_hands import ScriptedSignModel, signed

HAND = FrameHands((placed(TEMPLATES["l"]),), 0.5)


class CountingClassifier(ScriptedClassifier):
    """Notes how many hands it was asked about at a time."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def shape_of(self, points: Float) -> Float:
        self.asked.append(len(points))
        return super().shape_of(points)


class BrokenUtterance(Utterance):
    def push(self, seconds: float, frame: FrameHands) -> list[Event]:
        raise ZeroDivisionError


@pytest.fixture
def classifier() -> CountingClassifier:
    return CountingClassifier()


@pytest.fixture
def counted() -> list[int]:
    return []


@pytest.fixture
def batcher(classifier: CountingClassifier, counted: list[int]) -> Iterator[Batcher]:
    pool = ModelPool(1, 100)
    yield Batcher(classifier, pool, counted.append)
    pool.close()


def utterance(classifier: ScriptedClassifier) -> Utterance:
    return Utterance(StreamRecogniser(classifier, Reader(classifier.shapes, ReadingLimits()), StreamOptions()), None)


async def test_frames_of_many_streams_that_come_together_are_one_run_of_the_model(
    batcher: Batcher, classifier: CountingClassifier, counted: list[int]
) -> None:
    streams = [utterance(classifier) for _ in range(10)]
    await asyncio.gather(*(batcher.push(stream, [(0.0, HAND), (0.1, HAND)]) for stream in streams))
    assert classifier.asked == [20]
    assert counted == [20]


async def test_a_batch_has_a_limit(batcher: Batcher, classifier: CountingClassifier) -> None:
    streams = [utterance(classifier) for _ in range(MOST_FRAMES + 5)]
    await asyncio.gather(*(batcher.push(stream, [(0.0, HAND)]) for stream in streams))
    assert classifier.asked == [MOST_FRAMES, 5]


async def test_each_stream_gets_its_own_readings(batcher: Batcher, classifier: CountingClassifier) -> None:
    async def spell(shape: str) -> list[str]:
        stream = utterance(classifier)
        read: list[Event] = []
        for seconds, frame in signing([Act(shape, 1.2)]):
            read += await batcher.push(stream, [(seconds, frame)])
        read += stream.finish()
        return [one.alternatives[0].letter.text for one in read if isinstance(one, Reading)]

    assert await asyncio.gather(*(spell(shape) for shape in "law")) == [["l"], ["a"], ["w"]]


class CountingSignModel(ScriptedSignModel):
    """Notes of how many streams it was shown a frame at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[int] = []

    def step(self, features: Float, state: Float) -> tuple[Float, Float, Float]:
        self.shown.append(len(features))
        return super().step(features, state)


async def test_the_sign_model_looks_at_many_streams_at_once_and_keeps_them_apart(
    classifier: CountingClassifier, counted: list[int]
) -> None:
    model, pool = CountingSignModel(), ModelPool(1, 100)
    batcher = Batcher(classifier, pool, counted.append, model)

    def start() -> Utterance:
        reader = Reader(classifier.shapes, ReadingLimits())
        return Utterance(StreamRecogniser(classifier, reader, StreamOptions(), signs=model), None)

    def texts(events: list[Event]) -> list[str]:
        return [one.alternatives[0].letter.text for one in events if isinstance(one, Reading)]

    frames = {shape: list(signed([("e", 0.3), (shape, 0.6), ("e", 0.5)])) for shape in "bw"}

    async def together(shape: str) -> list[str]:
        stream = start()
        parts = [frames[shape][k : k + 5] for k in range(0, len(frames[shape]), 5)]
        return texts([event for part in parts for event in await batcher.push(stream, part)])

    def alone(shape: str) -> list[str]:
        stream = start()
        return texts([event for seconds, frame in frames[shape] for event in stream.push(seconds, frame)])

    read = list(await asyncio.gather(together("b"), together("w")))
    assert set(model.shown) == {2}
    assert read == [alone("b"), alone("w")]
    assert [texts_of_one[-1] for texts_of_one in read] == ["DOM", "URZĄD"]
    pool.close()


async def test_frames_without_hands_ask_the_model_nothing(batcher: Batcher, classifier: CountingClassifier) -> None:
    await batcher.push(utterance(classifier), [(0.0, FrameHands(()))])
    assert classifier.asked == []


async def test_an_error_in_one_stream_does_not_reach_its_neighbours(
    batcher: Batcher, classifier: CountingClassifier
) -> None:
    good = utterance(classifier)
    broken = BrokenUtterance(good._recogniser, None)
    outcomes = await asyncio.gather(
        batcher.push(broken, [(0.0, HAND)]), batcher.push(good, [(0.0, HAND)]), return_exceptions=True
    )
    assert isinstance(outcomes[0], ZeroDivisionError)
    assert outcomes[1] == []


async def test_a_stream_that_goes_away_does_not_hold_up_the_others(
    batcher: Batcher, classifier: CountingClassifier
) -> None:
    gone = asyncio.create_task(batcher.push(utterance(classifier), [(0.0, HAND)]))
    await asyncio.sleep(0)
    gone.cancel()
    assert await batcher.push(utterance(classifier), [(0.0, HAND)]) == []
