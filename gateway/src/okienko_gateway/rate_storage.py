"""Where calls are counted: in memory, swept once a second.

The storage of `limits` 5 sweeps at every call and goes into a thread and back for every address it knows: with 200 residents that
cost a question 7 ms of processor time, with one 0.1 ms.
"""

import time

from limits.aio.storage import MemoryStorage

SWEEP_SECONDS = 1.0


class SweptStorage(MemoryStorage):
    """Forgets what has expired, without threads."""

    _next_sweep = 0.0

    # Takes the place of the method of that name in the class above, where two underscores make it private.
    async def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802
        if time.monotonic() < self._next_sweep:
            return
        self._next_sweep = time.monotonic() + SWEEP_SECONDS
        now = time.time()
        for key, entries in list(self.events.items()):
            # The newest come first.
            while entries and entries[-1].expiry <= now:
                entries.pop()
            if not entries:
                self._forget(key)
        for key, expires in list(self.expirations.items()):
            if expires <= now:
                self.storage.pop(key, None)
                del self.expirations[key]
                self._forget(key)

    def room_at(self, key: str, limit: int, amount: int) -> float:
        """Return when so many more fit that were just refused: in time.time(), when enough of the oldest are forgotten."""
        return self.events[key][limit - amount].expiry

    def _forget(self, key: str) -> None:
        self.events.pop(key, None)
        lock = self.locks.get(key)
        if lock and not lock.locked():
            del self.locks[key]
