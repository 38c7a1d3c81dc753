"""Scarce room for what lasts, a stream say, shared fairly among towns: by even parts as soon as more than one asks."""

import time
from collections import Counter
from collections.abc import Callable, Mapping

REMEMBERED_SECONDS = 30.0
"""How long a town that found no room counts among those that ask."""
SPARE_SHARE = 0.125
"""Room beyond the rest, for towns that have less than their part when others have taken everything."""


class EvenParts:
    """Decides whether a town may have more of what lasts, a stream say, which cannot take turns.

    While nobody else asks a town may have all there is. A town with less than its part finds a spare eighth when others
    have taken everything, and for half a minute after it asked they get no more than their parts.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: dict[str, float] = {}

    def allows(self, town: str, size: float, held: Mapping[str, float], capacity: float) -> bool:
        """Return whether a town may have `size` more.

        Args:
            town: who asks.
            size: of what it asks for, in the unit of the other two.
            held: what each town has.
            capacity: what all may have together, spare room apart.
        """
        now = self._clock()
        self._asked = {name: at for name, at in self._asked.items() if now - at < REMEMBERED_SECONDS}
        others_ask = bool(self._asked.keys() - {town})
        towns = self._asked.keys() | {name for name, has in held.items() if has} | {town}
        total, mine = sum(held.values()), held.get(town, 0.0)
        part = capacity / len(towns)
        is_within_part = not mine or mine + size <= part
        if total + size <= capacity and (is_within_part or not others_ask):
            return True
        self._asked[town] = now
        # At least one of whatever size fits: the machine may be too small for two.
        return is_within_part and total + size <= capacity + max(SPARE_SHARE * capacity, size)


class Places:
    """Counts what lasts by town, up to a limit.

    Args:
        limit: places of all towns together; beyond it an eighth, at least one, for towns that have less than their part.
        clock: seconds.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._parts = EvenParts(clock)
        self._held: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Places that are taken."""
        return self._held.total()

    def of(self, town: str) -> int:
        """Return how many places a town has."""
        return self._held[town]

    def take(self, town: str, limit: float | None = None) -> bool:
        """Take a place; False where there is none for this town. `limit` stands for the usual one, where it is smaller."""
        capacity = self.limit if limit is None else min(limit, self.limit)
        if not self._parts.allows(town, 1.0, self._held, capacity):
            return False
        self.enter(town)
        return True

    def enter(self, town: str) -> None:
        """Take a place that cannot be refused."""
        self._held[town] += 1

    def leave(self, town: str) -> None:
        """Give a place back."""
        self._held[town] -= 1
        if self._held[town] <= 0:
            del self._held[town]
