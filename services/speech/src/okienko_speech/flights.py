"""One rendering for any number of listeners: whoever needs the next piece first has it made."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from okienko_speech.recording import Piece


class Flight:
    """A reading that is being made.

    A piece is made when a listener needs it, and only once; when the last listener has left, no further piece is begun.

    Attributes:
        is_background: Whether nobody waits for it.
        town: For whose residents it is made.
    """

    def __init__(self, *, is_background: bool, town: str = "") -> None:
        self.is_background = is_background
        self.town = town
        self._source: AsyncGenerator[Piece, None] | None = None
        self._pieces: list[Piece] = []
        self._making: asyncio.Task[None] | None = None
        self._error: Exception | None = None
        self._is_over = False
        self._listeners = 0
        self._on_over: Callable[[], None] = _nothing

    def begin(self, source: AsyncGenerator[Piece, None], on_over: Callable[[], None]) -> None:
        """Take the pieces from `source`, which is begun with the first listener.

        `on_over` is called once, when the source has ended or the last listener has left, even before it was begun.
        """
        self._source = source
        self._on_over = on_over

    async def listen(self) -> AsyncGenerator[Piece, None]:
        """Return every piece from the first one on.

        Raises:
            Exception: What the source has raised, to every listener.
        """
        self._listeners += 1
        at = 0
        try:
            while True:
                if at < len(self._pieces):
                    yield self._pieces[at]
                    at += 1
                elif not self._is_over:
                    if self._making is None or self._making.done():
                        self._making = asyncio.create_task(self._make())
                    # A listener who leaves does not take the piece from the others.
                    await asyncio.shield(self._making)
                elif self._error:
                    raise self._error
                else:
                    return
        finally:
            self._listeners -= 1
            if not self._listeners:
                await self._land()

    async def _make(self) -> None:
        assert self._source
        try:
            self._pieces.append(await anext(self._source))
        except StopAsyncIteration:
            self._end()
        except Exception as error:  # noqa: BLE001 - told to every listener
            self._error = error
            self._end()

    def _end(self) -> None:
        self._is_over = True
        on_over, self._on_over = self._on_over, _nothing
        on_over()

    async def _land(self) -> None:
        self._is_over = True
        try:
            if self._making and not self._making.done():
                self._making.cancel()
                # Not awaited itself: one's own cancellation meanwhile must not be taken for the maker's.
                await asyncio.wait({self._making})
            if self._source:
                await self._source.aclose()
        finally:
            self._end()


def _nothing() -> None:
    """End of a reading that was ended before."""
