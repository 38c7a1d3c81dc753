"""Sentences of all callers in one go: what comes within milliseconds is translated in one batch, each sentence once."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import grpc
from okienko_common import deadlines
from okienko_common.capacity import SHORTEST_RETRY_SECONDS, Meter, ModelPool, too_late
from okienko_common.errors import ServiceError
from okienko_common.sharing import ALWAYS, FairQueue, too_many

from okienko_translation.outcomes import Outcome, Sentence

# A sentence alone takes 25 ms and more, in a batch of 32 half of that; nobody notices 5.
GATHER_SECONDS = 0.005
MOST_SENTENCES = 32
# On two busy processors 32 took 2.5 s, which whoever came next waited for whole; 16 cost little more each.
LEAST_SENTENCES, LONGEST_BATCH_SECONDS = 16, 0.5
# What a character costs before anything was measured: a sentence of 50 in 25 ms.
NOMINAL_SECONDS = 0.0005


@dataclass
class _Asked:
    """A sentence on its way, and how many wait for it."""

    done: "asyncio.Future[Outcome]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    callers: int = 0
    is_begun: bool = False


class Batcher:
    """Gathers the sentences of all callers; a long request is translated in parts, so that a short one need not wait for all of it.

    Towns take turns by the characters that each has had translated. A sentence whose callers have all gone, or whose time
    is up, is not begun.

    Args:
        translate: translates a batch; blocking.
        pool: where it runs.
        workers: batches at the same time.
        most_callers: callers that may wait, those being served included; one more is refused. While several towns ask, each
            may have its even part.
        longest_wait_seconds: a caller that would wait longer until its first sentence is begun, by what a character has
            cost of late, is refused at once.
    """

    def __init__(
        self,
        translate: Callable[[Sequence[Sentence]], Mapping[Sentence, Outcome]],
        pool: ModelPool,
        workers: int,
        most_callers: int,
        longest_wait_seconds: float = math.inf,
    ) -> None:
        self._translate = translate
        self._pool = pool
        self._workers = workers
        self._most_callers = most_callers
        self._longest_wait = longest_wait_seconds
        self._callers: Counter[str] = Counter()
        self._asked: dict[Sentence, _Asked] = {}
        self._waiting: FairQueue[Sentence] = FairQueue()
        self._running: set[asyncio.Task[None]] = set()
        self._characters = 0
        self._meter = Meter(NOMINAL_SECONDS, farthest=100.0)

    def wait_seconds(self, town: str) -> float:
        """Return how long a further caller of a town would wait, by what a character has cost of late."""
        return (self._characters + self._waiting.ahead(town)) * self._meter.seconds / self._workers

    async def translate(self, sentences: Sequence[Sentence], town: str = "") -> dict[Sentence, Outcome]:
        """Translate sentences, in the town's turn.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED, reason BUSY, when too many callers wait or the wait would be too long, for its
                caller too; DEADLINE_EXCEEDED, reason TOO_LATE, when the caller's time is up.
        """
        left = deadlines.remaining()
        wait = self.wait_seconds(town)
        is_long = wait > self._longest_wait and self._callers[town] >= ALWAYS
        if is_long or too_many(self._callers, town, self._most_callers) or (left is not None and wait > left):
            raise _busy(max(SHORTEST_RETRY_SECONDS, wait))
        self._callers[town] += 1
        wanted = [(sentence, self._ask(sentence, town)) for sentence in sentences]
        try:
            async with asyncio.timeout(left) as limit:
                # Shielded: another caller may wait for the same sentence.
                return {sentence: await asyncio.shield(asked.done) for sentence, asked in wanted}
        except TimeoutError:
            if limit.expired():
                raise too_late() from None
            raise
        finally:
            self._callers[town] -= 1
            for sentence, asked in wanted:
                self._leave(sentence, asked)

    def _ask(self, sentence: Sentence, town: str) -> _Asked:
        asked = self._asked.get(sentence)
        if asked is None:
            asked = self._asked[sentence] = _Asked()
            asked.done.add_done_callback(_mark_seen)
        asked.callers += 1
        if not asked.is_begun:
            # For this town too where another has it in a longer line.
            self._waiting.put(town, sentence, len(sentence.text))
            if len(self._running) < self._workers:
                task = asyncio.create_task(self._run())
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        return asked

    def _leave(self, sentence: Sentence, asked: _Asked) -> None:
        asked.callers -= 1
        if not asked.callers and not asked.is_begun and self._asked.get(sentence) is asked:
            self._waiting.drop(sentence)
            del self._asked[sentence]

    def _next(self) -> list[Sentence]:
        batch: list[Sentence] = []
        seconds = 0.0
        even = self._even_share()
        while self._waiting and len(batch) < (MOST_SENTENCES if seconds < LONGEST_BATCH_SECONDS else even):
            sentence = self._waiting.take()
            seconds += len(sentence.text) * self._meter.seconds
            self._waiting.drop(sentence)
            self._asked[sentence].is_begun = True
            batch.append(sentence)
        return batch

    def _even_share(self) -> int:
        """Return how many sentences make the idle workers end together, some `LEAST_SENTENCES` at a time."""
        idle = max(1, self._workers - self._pool.in_flight)
        rounds = max(1, round(len(self._waiting) / (idle * LEAST_SENTENCES)))
        return max(LEAST_SENTENCES, -(-len(self._waiting) // (idle * rounds)))

    async def _run(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            batch = self._next()
            if not batch:
                return
            characters = sum(len(sentence.text) for sentence in batch)
            self._characters += characters
            started = time.monotonic()
            try:
                outcomes = await self._pool.run(self._translate, batch)
            except Exception as error:  # noqa: BLE001  (whatever it is, those who wait must hear it)
                for sentence in batch:
                    self._asked.pop(sentence).done.set_exception(error)
            else:
                self._meter.note(time.monotonic() - started, characters)
                for sentence in batch:
                    self._asked.pop(sentence).done.set_result(outcomes[sentence])
            finally:
                self._characters -= characters


def _busy(retry_after_seconds: float) -> ServiceError:
    return ServiceError(
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "BUSY",
        "W tej chwili jest zbyt wiele tekstów do przetłumaczenia. Spróbuj ponownie za chwilę.",
        "There are too many texts to translate right now. Please try again in a moment.",
        retry_after_seconds=retry_after_seconds,
    )


def _mark_seen(done: "asyncio.Future[Outcome]") -> None:
    """Keep an error that nobody waits for any more from being logged, since that would name the sentence."""
    if not done.cancelled():
        done.exception()
