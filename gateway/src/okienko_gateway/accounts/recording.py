"""Writes into the audit log what became of a call, before the caller hears of it."""

import asyncio
from typing import Any

from okienko_common.logs import get_logger
from starlette.requests import ClientDisconnect
from starlette.status import HTTP_500_INTERNAL_SERVER_ERROR
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okienko_gateway.accounts.audit import AuditTrail, AuditUnavailableError
from okienko_gateway.admin import ACTOR_KEY, Visit
from okienko_gateway.requests import request_id
from okienko_gateway.towns import TOWN_KEY

log = get_logger(__name__)


class AuditRecorder:
    """ASGI middleware around the routes.

    Args:
        app: what is wrapped.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_recorded = False

        async def record(status: int) -> None:
            nonlocal is_recorded
            visit = scope.get(ACTOR_KEY)
            if isinstance(visit, Visit) and visit.is_recorded and not is_recorded:
                is_recorded = True
                await _record(scope, visit, status)

        async def send_recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                await record(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_recorded)
        except ClientDisconnect:
            # It went away while it was still sending what was to be changed.
            raise
        except Exception:
            # What was changed before it broke is changed.
            await record(HTTP_500_INTERNAL_SERVER_ERROR)
            raise


def _town(scope: Any) -> dict[str, str]:
    return {"town": scope[TOWN_KEY]} if scope.get(TOWN_KEY) else {}


async def _record(scope: Any, visit: Visit, status: int) -> None:
    trail: AuditTrail = scope["app"].state.context.audit
    route = getattr(scope.get("route"), "path", scope["path"])
    try:
        await asyncio.to_thread(
            trail.record,
            visit.actor.subject,
            f"{scope['method']} {route}",
            str(status),
            {name: str(value) for name, value in scope.get("path_params", {}).items()} | _town(scope),
            tuple(sorted(visit.actor.roles)),
            request_id(),
        )
    except AuditUnavailableError as error:
        # The change has been made; whoever runs the machine must learn that the log has a gap.
        log.error("audit entry lost", method=scope["method"], route=route, status=status, error=type(error).__name__)  # noqa: TRY400
