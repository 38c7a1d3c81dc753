"""Counting the calls of many addresses."""

import time

import pytest
from limits import RateLimitItemPerSecond
from limits.aio.strategies import MovingWindowRateLimiter
from okienko_gateway import rate_storage
from okienko_gateway.rate_storage import SweptStorage

PER_SECOND = RateLimitItemPerSecond(2)


async def test_an_address_is_heard_again_when_its_second_is_over_and_then_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_storage, "SWEEP_SECONDS", 0.0)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    storage = SweptStorage()
    window = MovingWindowRateLimiter(storage)
    assert [await window.hit(PER_SECOND, "a") for _ in range(3)] == [True, True, False]
    now += 1.05
    assert await window.hit(PER_SECOND, "b")
    assert len(storage.events) == 1
    assert await window.hit(PER_SECOND, "a")


async def test_a_call_costs_no_more_for_the_addresses_that_called_before() -> None:
    window = MovingWindowRateLimiter(SweptStorage())
    for number in range(2_000):
        await window.hit(PER_SECOND, str(number))
    started = time.thread_time()
    for number in range(500):
        await window.hit(PER_SECOND, f"more-{number}")
    assert time.thread_time() - started < 0.5
