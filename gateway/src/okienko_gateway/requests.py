"""What belongs to the request at hand: its id, and the metadata that carries it to the services."""

import secrets
from contextvars import ContextVar

from okienko_common.towns import METADATA
from opentelemetry import propagate, trace

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_town: ContextVar[str] = ContextVar("town", default="")


def start_request(offered: str | None) -> str:
    """Take the caller's request id where it is sane, else make one."""
    sane = offered is not None and 8 <= len(offered) <= 64 and offered.isascii() and offered.replace("-", "").isalnum()
    chosen = offered if sane and offered else secrets.token_hex(8)
    _request_id.set(chosen)
    return chosen


def request_id() -> str:
    """Return the id of the request at hand."""
    return _request_id.get()


def choose_town(town: str) -> None:
    """Note which town the request at hand is for; empty for the default one."""
    _town.set(town)


def chosen_town() -> str:
    """Return which town the request at hand is for; empty for the default one."""
    return _town.get()


def call_metadata() -> tuple[tuple[str, str], ...]:
    """Return the metadata for a call to a service: request id, W3C trace context and the town, where there are many."""
    metadata = [("x-request-id", request_id())]
    if town := chosen_town():
        metadata.append((METADATA, town))
    # Without a collector there is no span to speak of.
    if trace.get_current_span() is not trace.INVALID_SPAN:
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        metadata += carrier.items()
    return tuple(metadata)
