"""Sentences of all callers in one go: what comes within milliseconds is translated in one batch, each sentence once."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence

import grpc
from okienko_common.capacity import ModelPool
from okienko_common.errors import ServiceError

from okienko_translation.outcomes import Outcome, Sentence

# A sentence alone takes 25 ms and more, in a batch of 32 half of that; nobody notices 5.
GATHER_SECONDS = 0.005
MOST_SENTENCES = 32


class Batcher:
    """Gathers the sentences of all callers; a long request is translated in parts, so that a short one need not wait for all of it.

    Args:
        translate: translates a batch; blocking.
        pool: where it runs.
        workers: batches at the same time.
        most_callers: callers that may wait, those being served included; one more is refused.
    """

    def __init__(
        self,
        translate: Callable[[Sequence[Sentence]], Mapping[Sentence, Outcome]],
        pool: ModelPool,
        workers: int,
        most_callers: int,
    ) -> None:
        self._translate = translate
        self._pool = pool
        self._workers = workers
        self._most_callers = most_callers
        self._callers = 0
        self._asked: dict[Sentence, asyncio.Future[Outcome]] = {}
        self._waiting: deque[Sentence] = deque()
        self._running: set[asyncio.Task[None]] = set()

    async def translate(self, sentences: Sequence[Sentence]) -> dict[Sentence, Outcome]:
        """Translate sentences.

        Raises:
            ServiceError: RESOURCE_EXHAUSTED, reason BUSY, when too many callers wait.
        """
        if self._callers >= self._most_callers:
            raise ServiceError(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                "BUSY",
                "W tej chwili jest zbyt wiele tekstów do przetłumaczenia. Spróbuj ponownie za chwilę.",
                "There are too many texts to translate right now. Please try again in a moment.",
                retry_after_seconds=1.0,
            )
        self._callers += 1
        try:
            wanted = [self._ask(sentence) for sentence in sentences]
            # Shielded: another caller may wait for the same sentence.
            done = await asyncio.gather(*map(asyncio.shield, wanted))
            return dict(zip(sentences, done, strict=True))
        finally:
            self._callers -= 1

    def _ask(self, sentence: Sentence) -> "asyncio.Future[Outcome]":
        known = self._asked.get(sentence)
        if known is None:
            known = asyncio.get_running_loop().create_future()
            known.add_done_callback(_mark_seen)
            self._asked[sentence] = known
            self._waiting.append(sentence)
            if len(self._running) < self._workers:
                task = asyncio.create_task(self._run())
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        return known

    async def _run(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            batch = [self._waiting.popleft() for _ in range(min(MOST_SENTENCES, len(self._waiting)))]
            if not batch:
                return
            try:
                outcomes = await self._pool.run(self._translate, batch)
            except Exception as error:  # noqa: BLE001  (whatever it is, those who wait must hear it)
                for sentence in batch:
                    self._asked.pop(sentence).set_exception(error)
            else:
                for sentence in batch:
                    self._asked.pop(sentence).set_result(outcomes[sentence])


def _mark_seen(done: "asyncio.Future[Outcome]") -> None:
    """Keep an error that nobody waits for any more from being logged, since that would name the sentence."""
    if not done.cancelled():
        done.exception()
