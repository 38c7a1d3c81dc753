import asyncio

import pytest
from okienko_recognition.patience import Patience


async def test_a_wait_that_is_too_long_ends_though_others_were_short() -> None:
    patience = Patience(0.05)
    for _ in range(20):
        with patience:
            await asyncio.sleep(0.005)
    with pytest.raises(TimeoutError), patience:
        await asyncio.sleep(5)
    patience.close()


async def test_time_between_waits_does_not_count() -> None:
    patience = Patience(0.04)
    with patience:
        await asyncio.sleep(0)
    await asyncio.sleep(0.15)
    with patience:
        await asyncio.sleep(0.01)
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
