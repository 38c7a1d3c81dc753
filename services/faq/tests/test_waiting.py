"""A question that would wait too long is refused while the answer would still be quick."""

import asyncio
import time

from okienko_common.capacity import ModelPool
from okienko_common.errors import ServiceError
from okienko_common.sharing import SharedRoom


async def test_refuses_by_what_questions_have_cost_of_late() -> None:
    pool = ModelPool(1, 100)
    share = SharedRoom(pool, 1, 100, longest_wait_seconds=0.1).of("town")
    await share.run(time.sleep, 0.025)
    asked = [asyncio.create_task(share.run(time.sleep, 0.025)) for _ in range(20)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    refused = [result for result in results if isinstance(result, ServiceError)]
    # One runs, and no more wait than are done in a tenth of a second.
    assert 2 <= len(results) - len(refused) <= 5
    assert {error.reason for error in refused} == {"BUSY"}
    assert all(error.retry_after_seconds for error in refused)
    pool.close()
