"""Steps of many streams in one go: one trip to a worker thread and one run of each model for all that came within milliseconds."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from okienko_common.capacity import ModelPool

from okienko_recognition.classifiers import HandClassifier, SignModel
from okienko_recognition.landmarks import FrameHands, Hand, measure_together
from okienko_recognition.sight import Sight, look_together
from okienko_recognition.utterance import Event, Utterance

# Frames of 15 a second are 67 ms apart: nobody notices 25 ms, in which at 80 streams thirty frames come. A batch of one costs as
# much as ten frames in a larger one.
GATHER_SECONDS = 0.025
# About 40 ms of work: a stream's short message must not wait behind a long batch.
MOST_FRAMES = 48

Frames = Sequence[tuple[float, FrameHands]]


@dataclass(frozen=True)
class _Step:
    utterance: Utterance
    frames: Frames
    done: "asyncio.Future[list[Event]]"


class Batcher:
    """Runs the steps of all streams, in batches, one batch at a time: a second thread would only wait for the interpreter.

    Args:
        classifier: The letters' models.
        pool: Where they run.
        on_frames: Told how many frames a batch had, when it is done.
        signs: The sign model that the streams use; None where letters alone are read.
    """

    def __init__(
        self,
        classifier: HandClassifier,
        pool: ModelPool,
        on_frames: Callable[[int], None],
        signs: SignModel | None = None,
    ) -> None:
        self._signs = signs
        self._classifier, self._pool, self._on_frames = classifier, pool, on_frames
        self._waiting: deque[_Step] = deque()
        self._running: asyncio.Task[None] | None = None

    async def push(self, utterance: Utterance, frames: Frames) -> list[Event]:
        """Take frames of one stream, in order; returns what has changed.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED when the workers have no room left.
        """
        done: asyncio.Future[list[Event]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Step(utterance, frames, done))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(GATHER_SECONDS)
                steps = self._next()
                try:
                    outcomes = await self._pool.run(self._work, steps)
                except Exception as error:  # noqa: BLE001  (whatever it is, the streams that wait must hear it)
                    outcomes = [error] * len(steps)
                for step, outcome in zip(steps, outcomes, strict=True):
                    _settle(step.done, outcome)
                self._on_frames(sum(len(step.frames) for step in steps))
        finally:
            self._running = None

    def _next(self) -> list[_Step]:
        """Take steps up to `MOST_FRAMES` frames, at least one."""
        steps = [self._waiting.popleft()]
        count = len(steps[0].frames)
        while self._waiting and count + len(self._waiting[0].frames) <= MOST_FRAMES:
            steps.append(self._waiting.popleft())
            count += len(steps[-1].frames)
        return steps

    def _work(self, steps: Sequence[_Step]) -> list[list[Event] | Exception]:
        hands = [hand for step in steps for _, frame in step.frames for hand in frame.hands]
        shaped = iter(self._shaped(hands) if hands else ())
        rows = [
            [
                (at, FrameHands(tuple(islice(shaped, len(frame.hands))), frame.brightness, frame.body))
                for at, frame in step.frames
            ]
            for step in steps
        ]
        outcomes: list[list[Event] | Exception] = [[] for _ in steps]
        for turn in range(max(map(len, rows))):
            taking = [place for place, row in enumerate(rows) if turn < len(row)]
            self._look([(steps[place].utterance.sight, rows[place][turn]) for place in taking])
            for place in taking:
                events = outcomes[place]
                if isinstance(events, list):
                    try:
                        events += steps[place].utterance.push(*rows[place][turn])
                    except Exception as error:  # noqa: BLE001  (one stream's error must not end its neighbours')
                        outcomes[place] = error
        return outcomes

    def _shaped(self, hands: Sequence[Hand]) -> list[Hand]:
        points = np.stack([hand.points for hand in hands])
        measure_together(hands, points)
        return [hand.shaped(shape) for hand, shape in zip(hands, self._classifier.shape_of(points), strict=True)]

    def _look(self, frames: Sequence[tuple[Sight | None, tuple[float, FrameHands]]]) -> None:
        """Let the sign model look at one frame of each stream at once."""
        seeing = [(sight, frame) for sight, frame in frames if sight is not None]
        if self._signs is not None and seeing:
            look_together(self._signs, [sight for sight, _ in seeing], [frame for _, frame in seeing])


def _settle(done: "asyncio.Future[list[Event]]", outcome: list[Event] | Exception) -> None:
    # The stream may have gone away.
    with contextlib.suppress(asyncio.InvalidStateError):
        if isinstance(outcome, Exception):
            done.set_exception(outcome)
        else:
            done.set_result(outcome)
