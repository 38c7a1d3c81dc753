"""Pages of the contract's lists."""

from typing import Final

_USUAL: Final = 100
_LARGEST: Final = 1000


def page_length(asked: int) -> int:
    """Return how many items a page has at most for the size that was asked for; 0 means the usual."""
    return min(asked or _USUAL, _LARGEST)
