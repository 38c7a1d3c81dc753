"""Per-address limits, so that one caller cannot take the counter from the others."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from okienko_gateway.problems import Problem

WRONG_TOKENS_PER_MINUTE = 10


class AddressLimiter:
    """Counts calls and open sockets by address, in memory only.

    Args:
        light_per_minute: questions and the like.
        heavy_per_minute: calls that cost seconds of computing.
        sockets: recognition sockets open at the same time.
        admin_per_minute: calls of editors.
    """

    def __init__(self, light_per_minute: int, heavy_per_minute: int, sockets: int, admin_per_minute: int = 600) -> None:
        self._admin = RateLimitItemPerMinute(admin_per_minute, namespace="admin")
        self._wrong_tokens = RateLimitItemPerMinute(WRONG_TOKENS_PER_MINUTE, namespace="token")
        self._light = RateLimitItemPerMinute(light_per_minute, namespace="light")
        self._heavy = RateLimitItemPerMinute(heavy_per_minute, namespace="heavy")
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._sockets: Counter[str] = Counter()
        self._socket_limit = sockets

    async def count_light(self, address: str) -> None:
        """Count a light call.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        await self._count(self._light, address)

    async def count_heavy(self, address: str) -> None:
        """Count a heavy call.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        await self._count(self._heavy, address)

    async def count_admin(self, address: str) -> None:
        """Count an editor's call.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        await self._count(self._admin, address)

    async def may_try_token(self, address: str) -> None:
        """Let nobody guess: after a few wrong tokens none is looked at for a while.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        if not await self._window.test(self._wrong_tokens, address):
            await self._count(self._wrong_tokens, address)

    async def count_wrong_token(self, address: str) -> None:
        """Count a wrong token.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        await self._count(self._wrong_tokens, address)

    @contextmanager
    def socket(self, address: str) -> Iterator[None]:
        """Hold one of the address's sockets.

        Raises:
            Problem: 429, too many are open.
        """
        if self._sockets[address] >= self._socket_limit:
            raise Problem(
                429,
                "TOO_MANY_SOCKETS",
                f"Z tego adresu działa już {self._socket_limit} okien rozpoznawania. Zamknij jedno z nich.",
                f"This address already has {self._socket_limit} recognition windows open. Close one of them.",
                retry_after_seconds=10,
            )
        self._sockets[address] += 1
        try:
            yield
        finally:
            self._sockets[address] -= 1
            if not self._sockets[address]:
                del self._sockets[address]

    async def _count(self, item: RateLimitItem, address: str) -> None:
        if await self._window.hit(item, address):
            return
        stats = await self._window.get_window_stats(item, address)
        seconds = max(1.0, stats.reset_time - time.time())
        raise Problem(
            429,
            "RATE_LIMITED",
            f"Za dużo zapytań w krótkim czasie. Poczekaj {seconds:.0f} s i spróbuj ponownie.",
            f"Too many requests in a short time. Wait {seconds:.0f} s and try again.",
            retry_after_seconds=seconds,
        )
