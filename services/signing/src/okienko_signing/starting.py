"""What callers are told before a service has been opened."""

from typing import TypeVar

import grpc
from okienko_common.errors import ServiceError

P = TypeVar("P")


def opened(part: P | None) -> P:
    """Return what answers the calls.

    Raises:
        ServiceError: there is none yet.

    """
    if part is None:
        raise ServiceError(
            grpc.StatusCode.UNAVAILABLE,
            "STARTING",
            "Miganie dopiero się uruchamia. Spróbuj za chwilę.",
            "Signing is still starting. Try again in a moment.",
            retry_after_seconds=2.0,
        )
    return part
