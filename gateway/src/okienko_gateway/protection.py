"""What wraps every request: an id, security headers, a limit on bodies, a count of requests."""

import re
import time
from collections.abc import MutableMapping
from typing import Any

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okienko_gateway import metrics
from okienko_gateway.policies import security_headers
from okienko_gateway.requests import request_id, start_request

API = "/api/v1"
UPLOADS_PATH = "/api/v1/admin/uploads/"
# Of what a page says about the trace only the identifiers are taken: `tracestate` and baggage could hold anything.
TRACEPARENT = TraceContextTextMapPropagator()
CLIPS_PATH = re.compile(r"/api/v1/admin/signs/[^/]+/clips")
# A translation memory or a glossary, as the translation service takes it.
EDITED_FILES_PATH, EDITED_FILE_BYTES = "/api/v1/admin/translation/files/", 1_000_000


class Protection:
    """ASGI middleware around everything that the gateway serves.

    Args:
        app: what is wrapped.
        body_limit_bytes: largest request body.
        upload_limit_bytes: largest body of an upload.
        clip_limit_bytes: largest body of a recorded sign.
        is_embedded: whether other pages may show the page in a frame.
        hsts_seconds: how long a browser that came by https shall come by nothing else; 0 says nothing.
    """

    def __init__(
        self,
        app: ASGIApp,
        body_limit_bytes: int,
        upload_limit_bytes: int,
        clip_limit_bytes: int,
        is_embedded: bool,
        hsts_seconds: int,
    ) -> None:
        self._app = app
        self._headers = [
            (name.lower().encode(), value.encode()) for name, value in security_headers(is_embedded=is_embedded).items()
        ]
        self._hsts = f"max-age={hsts_seconds}; includeSubDomains".encode() if hsts_seconds else b""
        self._limit = body_limit_bytes
        self._upload_limit = upload_limit_bytes
        self._clip_limit = clip_limit_bytes
        self._tracer = trace.get_tracer("okienko.http")
        # Spans that nobody collects cost a question a tenth of what the gateway does for it.
        self._is_traced = not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or socket."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        start_request(headers.get("x-request-id"))
        if not self._is_traced:
            await self._pass(scope, receive, send, trace.INVALID_SPAN)
            return
        with self._tracer.start_as_current_span(
            "request",
            context=TRACEPARENT.extract({"traceparent": headers.get("traceparent", "")}),
            kind=trace.SpanKind.SERVER,
            # The message of an error may quote the resident.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                await self._pass(scope, receive, send, span)
            finally:
                # The route as it is written in the code: an address may hold what somebody looked for.
                span.update_name(f"{scope.get('method', 'WS')} {route_of(scope)}")
                span.set_attribute("http.route", route_of(scope))

    async def _pass(self, scope: Scope, receive: Receive, send: Send, span: trace.Span) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send, span)
            return
        with metrics.SOCKETS.track_inprogress():
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, span: trace.Span) -> None:
        started = time.perf_counter()
        status = 500

        async def send_protected(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                # Names are in lower case here, as ASGI has them.
                said = dict(message.get("headers", ()))
                ours = [(name, value) for name, value in self._headers if name not in said]
                # The scheme is the resident's own: uvicorn believes X-Forwarded-Proto of trusted proxies only.
                if self._hsts and scope["scheme"] == "https":
                    ours.append((b"strict-transport-security", self._hsts))
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id().encode()), *ours]
            await send(message)

        received = 0
        limit = self._limit_of(scope["method"], scope["path"])

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                # An HTTPException, because the framework turns every other error while reading into "400".
                raise HTTPException(413)
            return message

        try:
            with metrics.HTTP_IN_FLIGHT.track_inprogress():
                await self._app(scope, receive_limited, send_protected)
        finally:
            labels = (scope["method"], route_of(scope), str(status))
            metrics.HTTP_SECONDS.labels(*labels).observe(time.perf_counter() - started)
            span.set_attribute("http.response.status_code", status)

    def _limit_of(self, method: str, path: str) -> int:
        if method == "PATCH" and path.startswith(UPLOADS_PATH):
            return self._upload_limit
        if method == "POST" and path.startswith(EDITED_FILES_PATH):
            return EDITED_FILE_BYTES
        return self._clip_limit if method == "POST" and CLIPS_PATH.fullmatch(path) else self._limit


def route_of(scope: MutableMapping[str, Any]) -> str:
    """Return the route as it is written in the code, e.g. "/api/v1/answers/{answer_id}"."""
    path = str(getattr(scope.get("route"), "path", "other"))
    # A route of an included router knows its own part only.
    return f"{API}{path}" if scope["path"].startswith(f"{API}{path[:1]}") and not path.startswith(API) else path
