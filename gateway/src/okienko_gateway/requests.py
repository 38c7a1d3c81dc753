"""What belongs to the request at hand: its id, and the metadata that carries it to the services."""

import secrets
from contextvars import ContextVar

from opentelemetry import propagate

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def start_request(offered: str | None) -> str:
    """Take the caller's request id where it is sane, else make one."""
    sane = offered is not None and 8 <= len(offered) <= 64 and offered.isascii() and offered.replace("-", "").isalnum()
    chosen = offered if sane and offered else secrets.token_hex(8)
    _request_id.set(chosen)
    return chosen


def request_id() -> str:
    """Return the id of the request at hand."""
    return _request_id.get()


def call_metadata() -> tuple[tuple[str, str], ...]:
    """Return the metadata for a call to a service: request id and W3C trace context."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return (("x-request-id", request_id()), *carrier.items())
