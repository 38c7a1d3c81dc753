"""What was fetched a moment ago, so that a page that asks for several forms of one answer costs the store one call."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from okienko_gateway.requests import chosen_town

V = TypeVar("V")

FRESH_SECONDS = 5.0
MOST_KEPT = 512


class Recent:
    """Keeps a bounded number of results for a few seconds: that is how late a change in the store is seen."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, ...], tuple[float, Any]] = OrderedDict()

    async def get(self, key: tuple[str, ...], fetch: Callable[[], Awaitable[V]]) -> V:
        """Return what `fetch` gave for `key` lately, else what it gives now; failures are not kept. Towns have keys apart."""
        key = (chosen_town(), *key)
        until, kept = self._kept.get(key, (0.0, None))
        if self._clock() < until:
            found: V = kept
            return found
        found = await fetch()
        self._kept[key] = (self._clock() + FRESH_SECONDS, found)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found
