import asyncio
import threading
import time

import pytest
from okienko_common.capacity import Meter, ModelPool
from okienko_common.deadlines import deadline_in
from okienko_common.errors import ServiceError
from okienko_common.sharing import FairQueue, SharedRoom


def test_the_town_that_has_had_least_is_next_whatever_the_sizes() -> None:
    queue: FairQueue[str] = FairQueue()
    for number in range(4):
        queue.put("long", f"long {number}", 4.0)
    for number in range(8):
        queue.put("short", f"short {number}", 1.0)
    order = [queue.take() for _ in range(8)]
    # After one long text a town of short ones gets four of its own, which are as much work.
    assert [item.split()[0] for item in order] == ["long"] + 4 * ["short"] + ["long"] + 2 * ["short"]


def test_a_town_that_was_away_neither_saves_up_nor_pays_for_others() -> None:
    queue: FairQueue[str] = FairQueue()
    for number in range(50):
        queue.put("always", f"a {number}")
    for _ in range(20):
        queue.take()
    for number in range(5):
        queue.put("late", f"late {number}")
    assert [queue.take().split()[0] for _ in range(6)] == ["late", "a"] * 3


def test_what_is_ahead_of_a_town_is_its_own_and_as_much_of_the_others() -> None:
    queue: FairQueue[str] = FairQueue()
    for number in range(10):
        queue.put("noisy", f"n {number}")
    assert queue.ahead("noisy") == 10
    assert queue.ahead("quiet") == 0
    queue.put("quiet", "q", 3.0)
    assert queue.ahead("quiet") == 6
    queue.drop("q")
    assert (queue.ahead("quiet"), len(queue), queue.size) == (0, 10, 10)


def test_a_meter_follows_what_is_measured_within_its_bounds() -> None:
    meter = Meter(1.0, farthest=4.0)
    meter.note(1000.0, size=0.0)
    assert meter.seconds == 1.0
    for _ in range(100):
        meter.note(1000.0, size=10.0)
    assert meter.seconds == pytest.approx(4.0, rel=0.01)
    for _ in range(100):
        meter.note(5.0, size=10.0)
    assert meter.seconds == pytest.approx(0.5, rel=0.01)
    fresh = Meter()
    fresh.note(6.0, size=3.0)
    assert fresh.seconds == 2.0


async def test_a_flood_of_one_town_leaves_every_call_of_another_served_and_alone_it_has_everything() -> None:
    pool = ModelPool(2, 100)
    room = SharedRoom(pool, 2, 8)
    noisy, served = room.of("noisy"), 0

    async def flood() -> None:
        nonlocal served
        while True:
            try:
                await noisy.run(time.sleep, 0.002)
                served += 1
            except ServiceError:
                await asyncio.sleep(0.001)

    callers = [asyncio.create_task(flood()) for _ in range(16)]
    while not (served > 20 and pool.in_flight == 2):
        await asyncio.sleep(0.001)
    served = 0
    for _ in range(20):
        await room.of("quiet").run(time.sleep, 0.002)
    assert served >= 10
    for caller in callers:
        caller.cancel()
    await asyncio.wait(callers)
    pool.close()


async def test_who_leaves_the_line_is_not_served_and_whose_time_is_too_short_does_not_join_it() -> None:
    pool = ModelPool(1, 100)
    room = SharedRoom(pool, 1, 100, meter=Meter(1.0))
    release = threading.Event()
    begun: list[str] = []
    first = asyncio.create_task(room.of("a").run(release.wait, 30))
    await asyncio.sleep(0)
    gone = asyncio.create_task(room.of("a").run(begun.append, "gone"))
    await asyncio.sleep(0)
    with deadline_in(0.5), pytest.raises(ServiceError) as refused:
        await room.of("b").run(begun.append, "too late")
    assert (refused.value.reason, refused.value.retry_after_seconds) == ("BUSY", 1.0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    release.set()
    assert await first
    await room.of("b").run(begun.append, "b")
    assert begun == ["b"]
    pool.close()


async def test_a_place_is_free_again_only_when_the_thread_has_returned() -> None:
    pool = ModelPool(1, 100)
    room = SharedRoom(pool, 1, 100)
    release, begun = threading.Event(), threading.Event()
    first = asyncio.create_task(room.of("a").run(release.wait, 30))
    await asyncio.sleep(0.01)
    first.cancel()
    second = asyncio.create_task(room.of("a").run(begun.set))
    await asyncio.sleep(0.02)
    assert pool.in_flight == 1
    release.set()
    await second
    assert begun.is_set()
    pool.close()
