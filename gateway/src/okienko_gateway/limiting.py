"""Limits per address and per town, so that neither one caller nor one town can take the counter from the others."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.strategies import MovingWindowRateLimiter

from okienko_gateway.problems import Problem
from okienko_gateway.rate_storage import SweptStorage

WRONG_TOKENS_PER_MINUTE = 10


class Caller(NamedTuple):
    """For whom a call is counted."""

    town: str
    """Empty where the gateway serves one town."""
    address: str


class TownLimits(Protocol):
    """What all of a town's addresses together may use of this gateway; 0 for any number."""

    @property
    def questions_per_minute(self) -> int:
        """Questions and other light calls."""

    @property
    def heavy_calls_per_minute(self) -> int:
        """Calls that cost seconds of computing."""

    @property
    def content_calls_per_minute(self) -> int:
        """Looks at what the town has published, by weight."""

    @property
    def sockets(self) -> int:
        """Recognition sockets open at the same time."""


class AddressLimiter:
    """Counts calls and open sockets by town and address, in memory only.

    Args:
        light_per_minute: questions and the like.
        heavy_per_minute: calls that cost seconds of computing.
        sockets: recognition sockets open at the same time.
        admin_per_minute: calls of editors.
        content_per_minute: looks at what a town has published, by weight.
        limits_of: what a town sets for itself beside.
    """

    def __init__(
        self,
        light_per_minute: int,
        heavy_per_minute: int,
        sockets: int,
        admin_per_minute: int = 600,
        content_per_minute: int = 1200,
        limits_of: Callable[[str], TownLimits | None] = lambda _: None,
    ) -> None:
        self._limits_of = limits_of
        self._admin = RateLimitItemPerMinute(admin_per_minute, namespace="admin")
        self._wrong_tokens = RateLimitItemPerMinute(WRONG_TOKENS_PER_MINUTE, namespace="token")
        self._light = RateLimitItemPerMinute(light_per_minute, namespace="light")
        self._heavy = RateLimitItemPerMinute(heavy_per_minute, namespace="heavy")
        self._content = RateLimitItemPerMinute(content_per_minute, namespace="content")
        self._storage = SweptStorage()
        self._window = MovingWindowRateLimiter(self._storage)
        self._sockets: Counter[Caller] = Counter()
        self._socket_limit = sockets

    async def count_light(self, caller: Caller) -> None:
        """Count a light call.

        Raises:
            Problem: 429 with the seconds to wait; 503, its town has used up its own part.
        """
        await self._count_resident(self._light, caller, lambda limits: limits.questions_per_minute)

    async def count_heavy(self, caller: Caller) -> None:
        """Count a heavy call.

        Raises:
            Problem: 429 with the seconds to wait; 503, its town has used up its own part.
        """
        await self._count_resident(self._heavy, caller, lambda limits: limits.heavy_calls_per_minute)

    async def count_content(self, caller: Caller, weight: int) -> None:
        """Count a look at what the town has published as so many.

        Raises:
            Problem: 429 with the seconds to wait; 503, its town has used up its own part.
        """
        await self._count_resident(self._content, caller, lambda limits: limits.content_calls_per_minute, weight)

    async def count_admin(self, caller: Caller) -> None:
        """Count an editor's call.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        await self._count(self._admin, *caller)

    async def may_try_token(self, caller: Caller) -> None:
        """Let nobody guess: after a few wrong tokens none is looked at for a while, for whichever town: some open all.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        if not await self._window.test(self._wrong_tokens, caller.address):
            await self._count(self._wrong_tokens, caller.address)

    async def count_wrong_token(self, caller: Caller) -> None:
        """Count a wrong token.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        await self._count(self._wrong_tokens, caller.address)

    @contextmanager
    def socket(self, caller: Caller) -> Iterator[None]:
        """Hold one of the address's sockets.

        Raises:
            Problem: 429, too many are open; 503, the town has as many as it may.
        """
        limits = self._limits_of(caller.town)
        if limits and 0 < limits.sockets <= sum(n for held, n in self._sockets.items() if held.town == caller.town):
            raise _town_busy(10)
        if self._sockets[caller] >= self._socket_limit:
            raise Problem(
                429,
                "TOO_MANY_SOCKETS",
                f"Z tego adresu działa już {self._socket_limit} okien rozpoznawania. Zamknij jedno z nich.",
                f"This address already has {self._socket_limit} recognition windows open. Close one of them.",
                retry_after_seconds=10,
            )
        self._sockets[caller] += 1
        try:
            yield
        finally:
            self._sockets[caller] -= 1
            if not self._sockets[caller]:
                del self._sockets[caller]

    async def _count_resident(
        self, item: RateLimitItem, caller: Caller, of_town: Callable[[TownLimits], int], weight: int = 1
    ) -> None:
        await self._count(item, *caller, weight=weight)
        limits = self._limits_of(caller.town)
        if limits and of_town(limits):
            own = RateLimitItemPerMinute(of_town(limits), namespace=f"{item.namespace} of a town")
            if seconds := await self._seconds_to_wait(own, caller.town, weight=weight):
                raise _town_busy(seconds)

    async def _count(self, item: RateLimitItem, *key: str, weight: int = 1) -> None:
        seconds = await self._seconds_to_wait(item, *key, weight=weight)
        if not seconds:
            return
        raise Problem(
            429,
            "RATE_LIMITED",
            f"Za dużo zapytań w krótkim czasie. Poczekaj {seconds} s i spróbuj ponownie.",
            f"Too many requests in a short time. Wait {seconds} s and try again.",
            retry_after_seconds=seconds,
        )

    async def _seconds_to_wait(self, item: RateLimitItem, *key: str, weight: int) -> int:
        """Count a call and return 0, or return how long to wait for room."""
        # A limit below the weight of one call lets one through and not none for ever.
        cost = min(weight, item.amount)
        if await self._window.hit(item, *key, cost=cost):
            return 0
        room_at = self._storage.room_at(item.key_for(*key), item.amount, cost)
        # Rounded up, for a second too early is refused again.
        return max(1, math.ceil(room_at - time.time()))


def _town_busy(seconds: int) -> Problem:
    """Return the refusal of a call beyond what its town may use: nobody's fault, so not the caller's."""
    return Problem(
        503,
        "TOWN_BUSY",
        f"W tym mieście pyta teraz bardzo wiele osób. Spróbuj ponownie za {seconds} s.",
        f"Very many people of this town are asking just now. Please try again in {seconds} s.",
        retry_after_seconds=seconds,
    )
