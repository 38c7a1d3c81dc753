"""Which town the call at hand is for, so that a noisy one waits for itself; its name, and nothing about who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

METADATA = "x-okienko-town"
"""Metadata key in which the gateway names the town; absent for the default one."""

_town: ContextVar[str] = ContextVar("called_town", default="")


@contextmanager
def for_town(town: str) -> Iterator[None]:
    """Let everything inside know for which town it works."""
    token = _town.set(town)
    try:
        yield
    finally:
        _town.reset(token)


def called_town() -> str:
    """Return for which town the call at hand is; empty for the default one."""
    return _town.get()
