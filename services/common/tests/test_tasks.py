import asyncio
import gc

import pytest
from okienko_common.tasks import end


async def slow_to_go() -> None:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(0.05)
        raise


async def failing() -> None:
    raise ValueError("what a resident said")


async def test_tasks_have_ended_when_it_returns() -> None:
    tasks = [asyncio.create_task(slow_to_go()) for _ in range(3)]
    await asyncio.sleep(0)
    await end(*tasks)
    assert all(task.cancelled() for task in tasks)
    await end()


async def test_a_caller_that_is_cancelled_meanwhile_hears_its_own_reason() -> None:
    task = asyncio.create_task(slow_to_go())
    await asyncio.sleep(0)
    ending = asyncio.create_task(end(task))
    await asyncio.sleep(0.01)
    ending.cancel("the caller's reason")
    with pytest.raises(asyncio.CancelledError) as raised:
        await ending
    assert raised.value.args == ("the caller's reason",)
    await asyncio.wait({task})


async def test_errors_of_tasks_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    task = asyncio.create_task(failing())
    await asyncio.sleep(0.01)
    await end(task)
    del task
    gc.collect()
    assert caplog.text == ""
