import asyncio
from collections.abc import Callable
from typing import cast

import pytest
from okienko_recognition.patience import Patience


class Hand:
    """One timer, and a time that tests move."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timer: tuple[float, Callable[[], None]] | None = None

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[[], None]) -> "Hand":
        self.timer = self.now + seconds, call
        return self

    def cancel(self) -> None:
        self.timer = None

    def move(self, seconds: float) -> None:
        ends = self.now + seconds
        while self.timer and self.timer[0] <= ends:
            (self.now, call), self.timer = self.timer, None
            call()
        self.now = ends


def timed(patience: Patience) -> Hand:
    hand = Hand()
    patience._loop = cast(asyncio.AbstractEventLoop, hand)
    return hand


async def test_a_wait_that_is_too_long_ends_though_others_were_short() -> None:
    patience = Patience(1.0)
    hand = timed(patience)
    for _ in range(20):
        with patience:
            hand.move(0.1)
            await asyncio.sleep(0)
    with pytest.raises(TimeoutError), patience:
        hand.move(1.5)
        await asyncio.sleep(60)
    patience.close()
    assert hand.timer is None


async def test_time_between_waits_does_not_count() -> None:
    patience = Patience(1.0)
    hand = timed(patience)
    with patience:
        await asyncio.sleep(0)
    hand.move(3.75)
    with patience:
        hand.move(0.9)
        await asyncio.sleep(0)
    patience.close()


async def test_a_cancellation_from_elsewhere_is_none_of_its_business() -> None:
    patience = Patience(5)

    async def wait() -> None:
        with patience:
            await asyncio.sleep(5)

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    patience.close()
