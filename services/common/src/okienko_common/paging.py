"""Pages of the contracts' lists: a size of up to 1,000, and as token the position at which the next page begins."""

from typing import NamedTuple

import grpc

from okienko_common.errors import ServiceError

USUAL_PAGE, LARGEST_PAGE = 100, 1000
# Python refuses to read numbers of more than 4,300 digits, which would be an unforeseen error rather than a refusal.
_LONGEST_TOKEN = 9


class Page(NamedTuple):
    """A stretch of a list."""

    start: int
    end: int
    """One past the last, and perhaps past the list's end."""
    next_token: str
    """Empty on the last page."""


def page_size(asked: int, usual: int = USUAL_PAGE) -> int:
    """Return how many items a page has at most; 0 asks for the usual size.

    Raises:
        ServiceError: the size is negative.
    """
    if asked < 0:
        raise ServiceError(
            grpc.StatusCode.INVALID_ARGUMENT,
            "BAD_PAGE_SIZE",
            "Rozmiar strony nie może być ujemny.",
            "A page cannot have a negative size.",
        )
    return min(asked or usual, LARGEST_PAGE)


def page(token: str, asked: int, total: int, usual: int = USUAL_PAGE) -> Page:
    """Return the page that a token begins, of a list of `total` items.

    Raises:
        ServiceError: the size is negative, or the token is none of that list's.
    """
    size = page_size(asked, usual)
    if token and not (token.isascii() and token.isdigit() and len(token) <= _LONGEST_TOKEN and int(token) < total):
        raise ServiceError(
            grpc.StatusCode.INVALID_ARGUMENT,
            "BAD_PAGE_TOKEN",
            "Nie ma takiej strony listy. Zacznij listę od początku.",
            "There is no such page of the list. Start the list from the beginning.",
        )
    start = int(token or 0)
    end = start + size
    return Page(start, end, str(end) if end < total else "")
