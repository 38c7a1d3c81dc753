"""The editors' door: the office's secret, or an account of the office with the role that a call needs."""

import asyncio
import hmac
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from okienko_gateway.accounts.audit import AuditUnavailableError
from okienko_gateway.accounts.roles import EVERY_ROLE, Actor, Role
from okienko_gateway.context import ContextDep, GatewayContext, caller_of
from okienko_gateway.problems import Problem
from okienko_gateway.towns import TOWN_KEY

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="admin",
    description="The secret of OKIENKO_GATEWAY_ADMIN_TOKEN, which has every role.",
)
_cookie = APIKeyCookie(
    name="__Host-okienko-session",
    auto_error=False,
    scheme_name="account",
    description="An editor's session, opened by /api/v1/account/login. A change also needs the header X-CSRF-Token.",
)
NOT_LET_IN: dict[int | str, dict[str, Any]] = {
    401: {"description": "The secret is missing or wrong."},
    403: {"description": "The account does not have the role, or the change was not sent by the page."},
}
"""What every editors' call may answer, for the OpenAPI document."""
NOT_LOGGED_IN = {**NOT_LET_IN, 401: {"description": "Nobody is logged in."}}
KEY_HOLDER = Actor("key", EVERY_ROLE)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ACTOR_KEY = "okienko.actor"
"""Where a request's scope holds a `Visit`, for the audit log."""
ROLE_NAMES = {
    Role.EDITOR: ("redakcja", "editor"),
    Role.REVIEWER: ("osoba zatwierdzająca PJM", "PJM reviewer"),
    Role.OPERATOR: ("operator", "operator"),
}


@dataclass(frozen=True)
class Visit:
    """Who came through the door, and whether what becomes of it is written down."""

    actor: Actor
    is_recorded: bool


class Guard:
    """Lets those in who have one of the roles.

    Args:
        roles: of which one is enough.
        is_recorded: whether the call stands in the audit log; not given, every change does.
    """

    def __init__(self, *roles: Role, is_recorded: bool | None = None) -> None:
        self.roles = frozenset(roles)
        self._is_recorded = is_recorded

    async def __call__(
        self,
        request: Request,
        context: ContextDep,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
        _session: Annotated[str | None, Depends(_cookie)],
    ) -> Actor:
        """Let a caller in, and count the call.

        Raises:
            Problem: 404, there is no such door here; 401, nobody is logged in; 403, the role is missing or the change
                was not sent by our page, or the town is another's; 429, too many calls or guesses; 507, the audit log cannot be written.
        """
        actor = await self._recognised(request, context, credentials)
        await context.limiter.count_admin(caller_of(request))
        is_change = request.method not in SAFE_METHODS
        is_recorded = is_change if self._is_recorded is None else self._is_recorded
        has_role = bool(actor.roles & self.roles)
        is_of_town = actor.may_act_for(context.towns.identifier(request.scope.get(TOWN_KEY, "")))
        request.scope[ACTOR_KEY] = Visit(actor, is_recorded or not (has_role and is_of_town))
        if not has_role:
            raise self._role_missing()
        if not is_of_town:
            raise _other_town()
        if is_recorded:
            try:
                await asyncio.to_thread(context.audit.check)
            except AuditUnavailableError:
                raise audit_unavailable() from None
        return actor

    async def _recognised(
        self, request: Request, context: GatewayContext, credentials: HTTPAuthorizationCredentials | None
    ) -> Actor:
        token = context.settings.admin_token.get_secret_value()
        if not token and context.accounts is None:
            raise Problem(
                404,
                "ADMIN_DISABLED",
                "Zarządzanie nagraniami jest wyłączone. Włącza je ustawienie OKIENKO_GATEWAY_ADMIN_TOKEN "
                "albo OKIENKO_GATEWAY_OIDC_ISSUER.",
                "Managing recordings is switched off here. The setting OKIENKO_GATEWAY_ADMIN_TOKEN or "
                "OKIENKO_GATEWAY_OIDC_ISSUER switches it on.",
            )
        if context.accounts and credentials is None:
            session = context.accounts.session(request.cookies)
            if session:
                if request.method not in SAFE_METHODS and not context.accounts.is_own(session, request.headers):
                    raise _foreign_change()
                return session.actor
            if not token:
                raise _not_logged_in()
        if not token:
            raise _not_logged_in()
        await self._check_token(request, context, credentials.credentials if credentials else "", token)
        return KEY_HOLDER

    async def _check_token(self, request: Request, context: GatewayContext, offered: str, token: str) -> None:
        """Compare in constant time; after a few wrong secrets none is looked at for a while."""
        caller = caller_of(request)
        await context.limiter.may_try_token(caller)
        if hmac.compare_digest(offered.encode(), token.encode()):
            return
        await context.limiter.count_wrong_token(caller)
        raise Problem(
            401,
            "ADMIN_TOKEN_WRONG",
            "Brakuje tajnego klucza lub jest błędny. Wyślij nagłówek Authorization: Bearer z kluczem urzędu"
            + (" albo zaloguj się kontem urzędu." if context.accounts else "."),
            "The secret is missing or wrong. Send the header Authorization: Bearer with the office's secret"
            + (", or log in with your account of the office." if context.accounts else "."),
            headers={"WWW-Authenticate": 'Bearer realm="okienko"'},
        )

    def _role_missing(self) -> Problem:
        pl, en = (" albo ".join(ROLE_NAMES[role][0] for role in sorted(self.roles)), "")
        en = " or ".join(ROLE_NAMES[role][1] for role in sorted(self.roles))
        return Problem(
            403,
            "ROLE_MISSING",
            f"Twoje konto nie ma potrzebnej roli: {pl}. Poproś administratora kont o jej nadanie i zaloguj się ponownie.",
            f"Your account does not have the role that this needs: {en}. Ask whoever manages accounts for it and log in again.",
        )


def _other_town() -> Problem:
    return Problem(
        403,
        "OTHER_TOWN",
        "Twoje konto nie należy do tego miasta. Otwórz stronę swojego miasta albo poproś administratora kont o dostęp.",
        "Your account is not of this town. Open the page of your own town, or ask whoever manages accounts for access.",
    )


def _not_logged_in() -> Problem:
    return Problem(
        401,
        "NOT_LOGGED_IN",
        "Nie jesteś zalogowany albo sesja wygasła. Zaloguj się kontem urzędu.",
        "You are not logged in, or the session has expired. Log in with your account of the office.",
    )


def _foreign_change() -> Problem:
    return Problem(
        403,
        "CSRF_REFUSED",
        "Tej zmiany nie wysłała strona Okienka, więc jej nie wykonano. Odśwież stronę i spróbuj ponownie.",
        "This change was not sent by Okienko's own page, so it was not made. Reload the page and try again.",
    )


def audit_unavailable() -> Problem:
    """Return the problem of a change that could not be written into the audit log."""
    return Problem(
        507,
        "AUDIT_UNAVAILABLE",
        "Nie można zapisać dziennika zmian, więc zmiany nie wykonano. Administrator: sprawdź OKIENKO_GATEWAY_AUDIT_FOLDER.",
        "The audit log cannot be written, so the change was not made. Administrator: see OKIENKO_GATEWAY_AUDIT_FOLDER.",
    )


Editor = Depends(Guard(Role.EDITOR))
Reviewer = Depends(Guard(Role.REVIEWER))
EditorOrReviewer = Depends(Guard(Role.EDITOR, Role.REVIEWER))
Operator = Depends(Guard(Role.OPERATOR))
Anybody = Depends(Guard(*Role))
"""Anybody of the office: reading what is no secret among them."""
Sender = Depends(Guard(Role.EDITOR, is_recorded=False))
"""An editor who sends one of many pieces."""
Reader = Depends(Guard(Role.EDITOR, is_recorded=True))
"""An editor who reads residents' questions; that is written down too."""
