import asyncio
import threading
from types import SimpleNamespace

import grpc
import pytest
from okienko_common import capacity, deadlines
from okienko_common.capacity import ModelPool
from okienko_common.deadlines import deadline_in
from okienko_common.errors import ServiceError


async def test_returns_what_the_call_returns() -> None:
    pool = ModelPool(workers=1, max_waiting=0)
    assert await pool.run(pow, 2, 5) == 32
    pool.close()


async def test_refuses_at_once_when_workers_and_waiting_room_are_full() -> None:
    pool = ModelPool(workers=1, max_waiting=1)
    release = threading.Event()
    calls = [asyncio.create_task(pool.run(release.wait, 30)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(ServiceError) as caught:
        await pool.run(release.wait, 30)
    assert caught.value.code == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert caught.value.retry_after_seconds is not None
    release.set()
    assert await asyncio.gather(*calls) == [True, True]
    assert await pool.run(lambda: "room again") == "room again"
    pool.close()


async def test_a_caller_that_goes_away_keeps_its_place_until_the_call_returns() -> None:
    pool = ModelPool(workers=1, max_waiting=0)
    release = threading.Event()
    call = asyncio.create_task(pool.run(release.wait, 30))
    await asyncio.sleep(0)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    assert pool.in_flight == 1
    release.set()
    while pool.in_flight:
        await asyncio.sleep(0.01)
    assert await pool.run(lambda: 1) == 1
    pool.close()


async def test_an_error_of_the_call_reaches_the_caller() -> None:
    pool = ModelPool(workers=1, max_waiting=0)
    with pytest.raises(ZeroDivisionError):
        await pool.run(divmod, 1, 0)
    assert pool.in_flight == 0
    pool.close()


async def test_refuses_what_would_wait_too_long_by_what_calls_have_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(capacity, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    pool = ModelPool(workers=1, max_waiting=100, longest_wait_seconds=0.1)
    await pool.run(clock.__setitem__, 0, 0.06)
    release = threading.Event()
    calls = [asyncio.create_task(pool.run(release.wait, 30)) for _ in range(2)]
    await asyncio.sleep(0)
    assert pool.wait_seconds == pytest.approx(0.12)
    with pytest.raises(ServiceError) as caught:
        await pool.run(release.wait, 30)
    assert caught.value.reason == "BUSY"
    release.set()
    await asyncio.gather(*calls)
    pool.close()


async def test_does_not_begin_what_its_caller_no_longer_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    for module in (capacity, deadlines):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    pool = ModelPool(workers=1, max_waiting=10)
    begun: list[str] = []
    release = threading.Event()
    first = asyncio.create_task(pool.run(release.wait, 30))
    await asyncio.sleep(0)

    async def late() -> None:
        with deadline_in(0.01):
            await pool.run(begun.append, "late")

    second = asyncio.create_task(late())
    await asyncio.sleep(0)
    clock[0] = 0.02
    release.set()
    with pytest.raises(ServiceError) as caught:
        await second
    assert (caught.value.code, begun) == (grpc.StatusCode.DEADLINE_EXCEEDED, [])
    await first
    pool.close()
