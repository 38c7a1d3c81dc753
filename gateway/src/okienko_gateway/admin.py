"""The editors' door: one secret, compared in constant time, and no guessing."""

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from okienko_gateway.context import ContextDep
from okienko_gateway.problems import Problem

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="admin",
    description="The secret of OKIENKO_GATEWAY_ADMIN_TOKEN. Where none is set, every call under /api/v1/admin is 404.",
)


async def administrator(
    request: Request,
    context: ContextDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Let an editor in, and count the call.

    Raises:
        Problem: 404, there is no such door here; 401, the secret is missing or wrong; 429, too many calls or guesses.
    """
    token = context.settings.admin_token.get_secret_value()
    if not token:
        raise Problem(
            404,
            "ADMIN_DISABLED",
            "Zarządzanie nagraniami jest wyłączone. Włącza je ustawienie OKIENKO_GATEWAY_ADMIN_TOKEN.",
            "Managing recordings is switched off here. The setting OKIENKO_GATEWAY_ADMIN_TOKEN switches it on.",
        )
    address = request.client.host if request.client else ""
    await context.limiter.may_try_token(address)
    offered = credentials.credentials if credentials else ""
    if not hmac.compare_digest(offered.encode(), token.encode()):
        await context.limiter.count_wrong_token(address)
        raise Problem(
            401,
            "ADMIN_TOKEN_WRONG",
            "Brakuje tajnego klucza lub jest błędny. Wyślij nagłówek Authorization: Bearer z kluczem urzędu.",
            "The secret is missing or wrong. Send the header Authorization: Bearer with the office's secret.",
            headers={"WWW-Authenticate": 'Bearer realm="okienko"'},
        )
    await context.limiter.count_admin(address)


Administrator = Depends(administrator)
