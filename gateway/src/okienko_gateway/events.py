"""Server-sent events: JSON payloads, and a problem as the last event when something fails midway."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from fastapi.sse import format_sse_event
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import StreamingResponse

from okienko_gateway.languages import preferred_language
from okienko_gateway.problems import Problem

Event = tuple[str, BaseModel | dict[str, Any]]


def wants_events(request: Request) -> bool:
    """Say whether the caller asked for a stream of events."""
    return "text/event-stream" in request.headers.get("accept", "")


def event_response(events: Callable[[], AsyncIterator[Event]], request: Request) -> StreamingResponse:
    """Send events as they come; a problem on the way becomes the event "error"."""

    async def body() -> AsyncIterator[bytes]:
        try:
            async with aclosing(events()) as stream:  # type: ignore[type-var]  # always an async generator
                async for name, payload in stream:
                    yield _encode(name, payload)
        except Problem as problem:
            language = preferred_language(request.headers.get("accept-language"))
            yield _encode("error", problem.details(language, request.url.path))

    # Proxies that gather bytes before passing them on would undo the streaming.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body(), headers=headers, media_type="text/event-stream")


async def events_or_result(
    events: Callable[[], AsyncIterator[Event]], request: Request, result: str, missing: Problem
) -> Any:
    """Send events where the caller asked for them, else wait for the one named `result` and return its payload.

    Raises:
        Problem: `missing`, when the events end without the result; or whatever happened on the way.
    """
    if wants_events(request):
        return event_response(events, request)
    async for name, payload in events():
        if name == result:
            return payload
    raise missing


def _encode(name: str, payload: BaseModel | dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=to_json(payload, exclude_none=True).decode())
