"""Makes what nobody waits for, when nobody waits for anything: films asked for in advance, and further sizes of films.

Nothing of the list is kept: whoever asks for a film that lacks sizes brings them onto it again. What is published is made as
jobs of the answers' database beside, which a crash does not lose; both come to the same studio, which makes each once.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from okienko_common.logs import get_logger

from okienko_signing.production import Film, Script
from okienko_signing.studio import BusyError, Studio, StudioLostError

log = get_logger(__name__)

_MOST_LISTED: Final = 1000
"""Films on the list: a large town's answers and titles. What does not fit is listed when it is next asked for."""
QUIET_SECONDS: Final = 20.0
"""Without a film asked for so long, the next further sizes are begun: films asked for in advance come first."""


class Backroom:
    """A studio in a process of its own that stands still while the one for callers works."""

    def __init__(self, studio: Studio, quiet_seconds: float = QUIET_SECONDS) -> None:
        """Use `studio` and begin with what is listed after `quiet_seconds` without `disturb`."""
        self.studio = studio
        self._quiet_seconds = quiet_seconds
        self._listed: dict[str, tuple[Script, Callable[[Film], None], float, Callable[[], bool]]] = {}
        self._given_up: set[str] = set()
        self._disturbed_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def disturb(self) -> None:
        """Note that somebody asked for a film that had to be made."""
        self._disturbed_at = time.monotonic()

    def later(
        self,
        key: str,
        script: Script,
        keep: Callable[[Film], None],
        signs: float = 1.0,
        lacks: Callable[[], bool] = lambda: True,
    ) -> None:
        """Put a film of so many signs on the list, once; `keep` is called with it unless by then it no longer `lacks`."""
        if key in self._listed or key in self._given_up or len(self._listed) >= _MOST_LISTED:
            return
        self._listed[key] = (script, keep, signs, lacks)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
        self.studio.close()

    async def _work(self) -> None:
        while self._listed:
            if (wait := self._disturbed_at + self._quiet_seconds - time.monotonic()) > 0:
                await asyncio.sleep(wait)
                continue
            key, (script, keep, signs, lacks) = next(iter(self._listed.items()))
            try:
                # Whoever looked while the film was being kept has listed it once more.
                if not await asyncio.to_thread(lacks):
                    self._listed.pop(key)
                    continue
                async for _ in self.studio.film(key, script, keep, signs=signs):
                    pass
            except BusyError:
                self.disturb()
                continue
            except StudioLostError as error:
                # Killed from outside, perhaps for its memory: the next who asks brings it back.
                log.warning("further sizes not made", reason=str(error))
            except Exception as error:  # noqa: BLE001 - one film that cannot be made must not keep the others waiting
                self._given_up.add(key)
                log.warning("further sizes given up until the next start", reason=str(error))
            self._listed.pop(key, None)
