"""What wraps every request: an id, security headers, a limit on bodies, a count of requests."""

import re
import time
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from okienko_common.telemetry import meter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okienko_gateway.requests import request_id, start_request

# 'wasm-unsafe-eval' lets the landmark models run; blob: lets their worker and the spoken sound start.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "frame-ancestors "
)


def security_headers(embedding_pages: Sequence[str] = ()) -> dict[str, str]:
    """Return the headers of every response.

    Args:
        embedding_pages: origins that may show the page in a frame.
    """
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY + (" ".join(embedding_pages) or "'none'"),
        "Permissions-Policy": "camera=(self), fullscreen=(self), microphone=(), geolocation=(), interest-cohort=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    # For browsers that do not know frame-ancestors; it cannot name pages.
    return headers if embedding_pages else {**headers, "X-Frame-Options": "DENY"}


UPLOADS_PATH = "/api/v1/admin/uploads/"
CLIPS_PATH = re.compile(r"/api/v1/admin/signs/[^/]+/clips")


class Protection:
    """ASGI middleware around everything that the gateway serves.

    Args:
        app: what is wrapped.
        body_limit_bytes: largest request body.
        upload_limit_bytes: largest body of an upload.
        clip_limit_bytes: largest body of a recorded sign.
        headers: what every response carries.
        hsts_seconds: how long a browser that came by https shall come by nothing else; 0 says nothing.
    """

    def __init__(
        self,
        app: ASGIApp,
        body_limit_bytes: int,
        upload_limit_bytes: int,
        clip_limit_bytes: int,
        headers: Mapping[str, str],
        hsts_seconds: int,
    ) -> None:
        self._app = app
        self._headers = headers
        self._hsts = f"max-age={hsts_seconds}; includeSubDomains" if hsts_seconds else ""
        self._limit = body_limit_bytes
        self._upload_limit = upload_limit_bytes
        self._clip_limit = clip_limit_bytes
        self._seconds = meter("okienko.gateway").create_histogram(
            "okienko_http_seconds", unit="s", description="Duration of requests by method, route and status."
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; sockets pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start_request(Headers(scope=scope).get("x-request-id"))
        started = time.perf_counter()
        status = 500

        async def send_protected(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id()
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                # The scheme is the resident's own: uvicorn believes X-Forwarded-Proto of trusted proxies only.
                if self._hsts and scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = self._hsts
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
            await self._app(scope, receive_limited, send_protected)
        finally:
            self._seconds.record(time.perf_counter() - started, _labels(scope, status))

    def _limit_of(self, method: str, path: str) -> int:
        if method == "PATCH" and path.startswith(UPLOADS_PATH):
            return self._upload_limit
        return self._clip_limit if method == "POST" and CLIPS_PATH.fullmatch(path) else self._limit


def _labels(scope: MutableMapping[str, Any], status: int) -> dict[str, str | int]:
    route = scope.get("route")
    return {"method": scope["method"], "route": getattr(route, "path", "other"), "status": status}
