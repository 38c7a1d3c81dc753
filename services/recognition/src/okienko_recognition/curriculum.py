"""Keeps up with what is taught: asks again and again which signs are, learns those that are new and forgets those that are not any more."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from okienko_common.logs import get_logger

from okienko_recognition.lessons import NoHandError, Take
from okienko_recognition.taught import FEWEST_TAKES, MOST_TAKES, TaughtSign, TaughtSigns

log = get_logger(__name__)

LOOK_SECONDS: Final = 1.5
"""How soon a replica sees what was published or withdrawn."""

PATIENCE: Final = 20
"""Looks in vain, about half a minute, before it is told."""


class SourceAwayError(Exception):
    """The place where takes lie cannot be asked, or has not what it named; the message says why."""


@dataclass(frozen=True)
class TakeName:
    """Names a take: its number under its gloss, and the digest of its content."""

    number: int
    digest: str


class TakeSource(Protocol):
    """Where takes lie, the same for every replica."""

    async def taught(self) -> Mapping[str, Sequence[TakeName]]:
        """Return the takes of every gloss that is taught, newest first.

        Raises:
            SourceAwayError: It cannot be asked.
        """
        ...

    async def take(self, gloss: str, name: TakeName) -> Take:
        """Return one take.

        Raises:
            SourceAwayError: It cannot be had.
        """
        ...


class Curriculum:
    """What this replica has been taught. Holds descriptions of takes; the takes themselves are let go.

    Args:
        source: Where takes lie.
        teach: Makes a taught sign of the takes of a gloss, off the event loop.
    """

    def __init__(self, source: TakeSource, teach: Callable[[str, Sequence[Take]], Awaitable[TaughtSign]]) -> None:
        self._source, self._teach = source, teach
        self._known: dict[str, TaughtSign] = {}
        self._missed: set[str] = set()
        self._failures = 0
        self.signs = TaughtSigns()
        self.is_current = False

    async def run(self) -> None:
        """Look again and again, until cancelled. Where the source is away, what is known stays."""
        while True:
            try:
                await self.look()
                self._failures = 0
            except SourceAwayError as error:
                self._failed(str(error))
            except Exception as error:  # noqa: BLE001  (a replica that stopped looking would never forget a withdrawn sign)
                self._failed(f"{type(error).__name__}: {error}")
            await asyncio.sleep(LOOK_SECONDS)

    def _failed(self, reason: str) -> None:
        self.is_current = False
        self._failures += 1
        # All services start at once, and a replica of signing may just be replaced.
        if self._failures == PATIENCE:
            self._tell("", reason)

    async def look(self) -> None:
        """Learn and forget what has changed.

        Raises:
            SourceAwayError: The source cannot be asked; what is known stays.
        """
        wanted = {
            gloss: tuple(names[:MOST_TAKES])
            for gloss, names in (await self._source.taught()).items()
            if len(names) >= FEWEST_TAKES
        }
        self._missed.discard("")
        # First forget: it needs nobody, and what was withdrawn must not wait for what is new.
        kept = {
            gloss: sign
            for gloss, sign in self._known.items()
            if gloss in wanted and sign.digests == tuple(name.digest for name in wanted[gloss])
        }
        self._now_known(kept)
        for gloss in sorted(wanted.keys() - kept.keys()):
            with contextlib.suppress(SourceAwayError):
                await self._learn(gloss, wanted[gloss])
        self.is_current = True

    async def _learn(self, gloss: str, names: Sequence[TakeName]) -> None:
        try:
            takes = [await self._source.take(gloss, name) for name in names]
        except SourceAwayError as error:
            self._tell(gloss, str(error))
            raise
        try:
            sign = await self._teach(gloss, takes)
        except NoHandError as error:
            self._tell(gloss, str(error))
            return
        self._missed.discard(gloss)
        self._now_known({**self._known, gloss: sign})

    def _now_known(self, known: dict[str, TaughtSign]) -> None:
        if known == self._known:
            return
        self._known, self.signs = known, TaughtSigns(list(known.values()))
        log.info("taught signs have changed", count=len(known))

    def _tell(self, gloss: str, reason: str) -> None:
        """Say once that something cannot be learnt."""
        if gloss not in self._missed:
            self._missed.add(gloss)
            log.warning("taught signs cannot be read; recognition goes on with those known", gloss=gloss, reason=reason)
