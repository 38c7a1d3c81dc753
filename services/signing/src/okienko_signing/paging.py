"""Pages of the contract's lists."""

from typing import Final

import grpc
from okienko_common.errors import ServiceError

_USUAL: Final = 100
_LARGEST: Final = 1000


def page_length(asked: int) -> int:
    """Return how many items a page has at most for the size that was asked for; 0 means the usual.

    Raises:
        ServiceError: the size is negative.

    """
    if asked < 0:
        raise ServiceError(
            grpc.StatusCode.INVALID_ARGUMENT,
            "BAD_PAGE",
            "Nie ma takiej strony. Zacznij od pierwszej.",
            "There is no such page. Begin with the first.",
        )
    return min(asked or _USUAL, _LARGEST)
