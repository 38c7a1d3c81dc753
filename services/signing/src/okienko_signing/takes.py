"""Numbered takes of one thing, a recording's versions or a sign's clips, of which at most one is published."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeVar


class State(StrEnum):
    """What became of a take."""

    READY = "ready"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


class Take(Protocol):
    """What is told apart by its number."""

    @property
    def number(self) -> int:
        """From 1."""

    @property
    def state(self) -> State:
        """What became of it."""


T = TypeVar("T", bound=Take)


def published_of(takes: Sequence[T]) -> T | None:
    """Return the take that is published, if one is."""
    return next((take for take in takes if take.state is State.PUBLISHED), None)


def next_number(takes: Sequence[Take]) -> int:
    """Return the number of the next take; that of a deleted one is never given again."""
    return max((take.number for take in takes), default=0) + 1


def with_changed(takes: tuple[T, ...], *changed: T) -> tuple[T, ...]:
    """Return the takes with some in the place of those of their numbers."""
    latest = {take.number: take for take in changed}
    return tuple(latest.get(take.number, take) for take in takes)
