"""The last door: an unforeseen error ends here, so that its message, which may quote the resident, is printed nowhere."""

import contextlib

from okienko_common.interceptors import place_of
from okienko_common.logs import get_logger
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.status import WS_1011_INTERNAL_ERROR
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from okienko_gateway.problems import CRASH, problem_response
from okienko_gateway.protection import route_of
from okienko_gateway.requests import request_id, start_request

log = get_logger(__name__)


class LastDoor:
    """ASGI middleware that raises nothing but what ends a task: the server prints what reaches it, message and all.

    The log gets the error's kind, its place and the route; the caller gets a problem, or a socket closed with 1011. A response
    that has begun stays without its end, upon which the server breaks the connection off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or socket."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        sent: set[str] = set()

        async def send_noted(message: Message) -> None:
            sent.add(message["type"])
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except (ClientDisconnect, WebSocketDisconnect):
            # Nobody is left to be told, and nothing is broken.
            return
        except Exception as error:  # noqa: BLE001  # whatever failed, its message must not reach the server
            if not request_id():
                start_request(Headers(scope=scope).get("x-request-id"))
            log.error(  # noqa: TRY400  # a traceback ends with the message
                "request failed",
                route=route_of(scope),
                error=type(error).__name__,
                place=place_of(error),
                request_id=request_id(),
            )
            if scope["type"] == "websocket":
                await _close(sent, send)
            elif not sent:
                await problem_response(CRASH, Request(scope))(scope, receive, send)


async def _close(sent: set[str], send: Send) -> None:
    if sent & {"websocket.close", "websocket.http.response.start"}:
        return
    # The other side may be gone already.
    with contextlib.suppress(OSError, RuntimeError):
        # Of a socket that was never open a page does not learn why it was closed.
        if "websocket.accept" not in sent:
            await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": WS_1011_INTERNAL_ERROR, "reason": CRASH.reason})
