import asyncio
from collections.abc import Sequence

import pytest
from okienko_common.capacity import ModelPool
from okienko_common.errors import ServiceError
from okienko_translation.batching import MOST_SENTENCES, Batcher
from okienko_translation.outcomes import Outcome, Sentence


def sentence(text: str) -> Sentence:
    return Sentence(text, ("pl", "en"), ())


class Recorder:
    """Translates by writing the sentence backwards, and tells what it was asked at once."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def translate(self, batch: Sequence[Sentence]) -> dict[Sentence, Outcome]:
        self.batches.append([one.text for one in batch])
        if any(one.text == "broken" for one in batch):
            raise RuntimeError("The model broke.")
        return {one: Outcome(one.text[::-1]) for one in batch}


async def test_callers_that_come_together_share_a_batch_and_their_common_sentences() -> None:
    recorder = Recorder()
    batcher = Batcher(recorder.translate, ModelPool(1, 4), 1, 8)
    first, second = await asyncio.gather(
        batcher.translate([sentence("ab"), sentence("cd")]), batcher.translate([sentence("cd"), sentence("ef")])
    )
    assert recorder.batches == [["ab", "cd", "ef"]]
    assert [outcome.text for outcome in first.values()] == ["ba", "dc"]
    assert [outcome.text for outcome in second.values()] == ["dc", "fe"]


async def test_a_long_request_is_cut_so_that_a_short_one_gets_its_turn() -> None:
    recorder = Recorder()
    batcher = Batcher(recorder.translate, ModelPool(1, 4), 1, 8)
    await batcher.translate([sentence(str(number)) for number in range(MOST_SENTENCES * 2 + 1)])
    assert [len(batch) for batch in recorder.batches] == [MOST_SENTENCES, MOST_SENTENCES, 1]


async def test_refuses_one_caller_too_many_at_once_and_says_when_to_try_again() -> None:
    batcher = Batcher(Recorder().translate, ModelPool(1, 4), 1, 1)
    busy = asyncio.create_task(batcher.translate([sentence("ab")]))
    await asyncio.sleep(0)
    with pytest.raises(ServiceError) as raised:
        await batcher.translate([sentence("cd")])
    assert (raised.value.reason, raised.value.retry_after_seconds) == ("BUSY", 1.0)
    assert (await busy)[sentence("ab")].text == "ba"
    assert (await batcher.translate([sentence("cd")]))[sentence("cd")].text == "dc"


async def test_an_error_reaches_those_who_wait_and_nobody_else() -> None:
    batcher = Batcher(Recorder().translate, ModelPool(1, 4), 1, 8)
    with pytest.raises(RuntimeError, match="The model broke"):
        await batcher.translate([sentence("broken")])
    assert (await batcher.translate([sentence("ab")]))[sentence("ab")].text == "ba"


async def test_a_caller_that_goes_away_does_not_take_the_sentence_from_another() -> None:
    batcher = Batcher(Recorder().translate, ModelPool(1, 4), 1, 8)
    gone, stays = (asyncio.create_task(batcher.translate([sentence("ab")])) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await stays)[sentence("ab")].text == "ba"
