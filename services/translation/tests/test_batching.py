import asyncio
import threading
import time
from collections.abc import Sequence

import grpc
import pytest
from okienko_common.capacity import ModelPool
from okienko_common.deadlines import deadline_in
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


async def test_batches_are_short_where_the_machine_is_slow() -> None:
    sizes: list[int] = []

    def slowly(batch: Sequence[Sentence]) -> dict[Sentence, Outcome]:
        sizes.append(len(batch))
        time.sleep(0.05)
        return {one: Outcome(one.text[::-1]) for one in batch}

    batcher = Batcher(slowly, ModelPool(1, 4), 1, 8)
    # Fifty milliseconds a character, so that one sentence takes as long as a batch may.
    await batcher.translate([sentence("x")])
    await batcher.translate([sentence(f"{number:010}") for number in range(48)])
    assert sizes == [1, 16, 16, 16]


async def test_idle_workers_share_what_waits_evenly_where_the_machine_is_slow() -> None:
    sizes: list[int] = []
    together = threading.Barrier(2)

    def slowly(batch: Sequence[Sentence]) -> dict[Sentence, Outcome]:
        sizes.append(len(batch))
        if len(batch) > 1:
            together.wait(60)
        time.sleep(0.05)
        return {one: Outcome(one.text[::-1]) for one in batch}

    batcher = Batcher(slowly, ModelPool(2, 4), 2, 8)
    await batcher.translate([sentence("x")])
    await batcher.translate([sentence(f"{number:010}") for number in range(46)])
    assert sizes == [1, 23, 23], "none is left for a third batch"


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


class Held(Recorder):
    """Translates when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()

    def translate(self, batch: Sequence[Sentence]) -> dict[Sentence, Outcome]:
        outcomes = super().translate(batch)
        self.release.wait(30)
        return outcomes


async def begun(recorder: Recorder) -> None:
    while not recorder.batches:
        await asyncio.sleep(0.002)


async def test_what_nobody_waits_for_any_more_is_not_translated() -> None:
    held = Held()
    batcher = Batcher(held.translate, ModelPool(1, 4), 1, 8)
    first = asyncio.create_task(batcher.translate([sentence("running")]))
    await begun(held)

    async def hurried() -> None:
        with deadline_in(0.05):
            await batcher.translate([sentence("late"), sentence("shared")])

    late, gone = asyncio.create_task(hurried()), asyncio.create_task(batcher.translate([sentence("gone")]))
    stays = asyncio.create_task(batcher.translate([sentence("shared")]))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(ServiceError) as told:
        await late
    assert (told.value.code, told.value.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "TOO_LATE")
    held.release.set()
    assert (await stays)[sentence("shared")].text == "derahs"
    await first
    assert held.batches == [["running"], ["shared"]]
    # The sentence is asked anew, not lost with its former callers.
    assert (await batcher.translate([sentence("late")]))[sentence("late")].text == "etal"


async def test_refuses_by_what_a_character_has_cost_and_at_once_whose_time_would_be_up() -> None:
    held = Held()
    batcher = Batcher(held.translate, ModelPool(1, 4), 1, 100, longest_wait_seconds=0.5)
    slow = asyncio.create_task(batcher.translate([sentence("x" * 20)]))
    await begun(held)
    await asyncio.sleep(0.1)
    held.release.set()
    await slow
    # Some 2.5 ms a character by now, so that each of the following takes a tenth of a second.
    held.release.clear()
    callers = [asyncio.create_task(batcher.translate([sentence(f"{k}".rjust(40, "x"))])) for k in range(10)]
    await asyncio.sleep(0.02)
    refused = [task.exception() for task in callers if task.done()]
    assert 2 <= len(callers) - len(refused) <= 9
    assert all(isinstance(error, ServiceError) and error.reason == "BUSY" for error in refused)
    with deadline_in(0.01), pytest.raises(ServiceError) as told:
        await batcher.translate([sentence("no time")], "another town")
    assert told.value.reason == "BUSY"
    held.release.set()
    await asyncio.wait(callers)


async def test_a_flood_of_one_town_leaves_every_request_of_another_served() -> None:
    batches: list[Sequence[Sentence]] = []

    def slowly(batch: Sequence[Sentence]) -> dict[Sentence, Outcome]:
        batches.append(batch)
        time.sleep(0.002)
        return {one: Outcome(one.text[::-1]) for one in batch}

    batcher = Batcher(slowly, ModelPool(1, 4), 1, 8)
    counts = {"served": 0, "refused": 0}

    async def flood(caller: int) -> None:
        for number in range(10_000):
            try:
                await batcher.translate([sentence(f"{caller} {number} {part}") for part in range(40)], "noisy")
                counts["served"] += 1
            except ServiceError:
                counts["refused"] += 1
                await asyncio.sleep(0.001)

    callers = [asyncio.create_task(flood(number)) for number in range(16)]
    while not (counts["served"] and counts["refused"]):
        await asyncio.sleep(0.005)
    for number in range(10):
        before, quiet = len(batches), sentence(f"quiet {number}")
        await batcher.translate([quiet], "quiet")
        # Eight callers of forty sentences wait; in line behind them it would be ten.
        place = next(place for place, batch in enumerate(batches) if quiet in batch)
        assert place - before <= 3
    for caller in callers:
        caller.cancel()
    await asyncio.wait(callers)


async def test_a_sentence_that_two_towns_want_has_the_place_of_the_one_with_the_shorter_line() -> None:
    held = Held()
    batcher = Batcher(held.translate, ModelPool(1, 4), 1, 100)
    first = asyncio.create_task(batcher.translate([sentence("running")], "noisy"))
    await begun(held)
    noisy = [sentence(f"noisy {number}") for number in range(MOST_SENTENCES + 10)]
    many = asyncio.create_task(batcher.translate([*noisy, sentence("both")], "noisy"))
    await asyncio.sleep(0)
    one = asyncio.create_task(batcher.translate([sentence("both")], "quiet"))
    await asyncio.sleep(0)
    held.release.set()
    await one
    assert "both" in held.batches[1]
    await many
    await first
    assert sum("both" in batch for batch in held.batches) == 1
