"""Keeps book of which symbols a translation has turned into motion, so that nothing is dropped in silence."""

from collections.abc import Iterable
from typing import Final

from okienko_signing.hamnosys.symbols import Kind, Token

SILENT: Final = frozenset({Kind.OPEN, Kind.CLOSE, Kind.PLUS, Kind.SPACE, Kind.REPLACE})
"""Symbols that only order others: brackets, the sign between the hands, 'changes to', spaces."""


class Ledger:
    """The symbols of one transcription and what has become of them."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = tuple(tokens)
        self._used: set[int] = set()

    def use(self, *tokens: Token) -> tuple[str, ...]:
        """Note that these symbols shape the motion; return their names."""
        self._used.update(token.position for token in tokens)
        return tuple(token.name for token in tokens)

    def ignored(self) -> tuple[Token, ...]:
        """Return the symbols that say something which the motion does not show."""
        return tuple(token for token in self._tokens if token.position not in self._used and token.kind not in SILENT)
