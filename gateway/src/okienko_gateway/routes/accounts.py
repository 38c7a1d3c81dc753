"""Logging in with an account of the office, logging out, and the audit log."""

import asyncio
import html
import re
from datetime import UTC, date, datetime
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from okienko_common.logs import get_logger
from starlette.responses import HTMLResponse, RedirectResponse

from okienko_gateway.account_schemas import AuditLog, AuditLogEntry, Farewell, OpenSession, SessionState
from okienko_gateway.accounts.audit import AuditEntry, AuditUnavailableError
from okienko_gateway.accounts.openid import LoginRefusedError, ProviderAwayError, new_journey
from okienko_gateway.accounts.roles import Actor, roles_in, towns_in
from okienko_gateway.accounts.sessions import CALLBACK_PATH, Accounts
from okienko_gateway.admin import ACTOR_KEY, NOT_LOGGED_IN, Anybody, Operator, audit_unavailable
from okienko_gateway.context import ContextDep, GatewayContext, LanguageDep, LightCall
from okienko_gateway.languages import Language
from okienko_gateway.problems import Problem, not_found
from okienko_gateway.requests import request_id

log = get_logger(__name__)
router = APIRouter(prefix="/account", tags=["accounts"])
operators = APIRouter(prefix="/admin", tags=["accounts"], responses=NOT_LOGGED_IN)
LARGEST_SUBJECT = 255
# Within this site only: a path, and no "//elsewhere" that a browser takes for another host.
_BACK = re.compile(r"/(?![/\\])[A-Za-z0-9_.~/#?=&%-]{0,200}")
_NO_STORE = {"Cache-Control": "no-store"}


@router.get(
    "/session",
    dependencies=[LightCall],
    response_model_exclude_none=True,
    summary="How to log in, and who is logged in",
)
async def get_session(context: ContextDep, request: Request, response: Response) -> SessionState:
    """Return what the editors' page needs to know before anything else; open to all, tells a stranger nothing but the ways in."""
    response.headers.update(_NO_STORE)
    session = context.accounts.session(request.cookies) if context.accounts else None
    return SessionState(
        has_secret=bool(context.settings.admin_token.get_secret_value()),
        has_accounts=context.accounts is not None,
        session=session
        and OpenSession(
            subject=session.actor.subject,
            roles=sorted(session.actor.roles),
            csrf_token=session.csrf,
            expires=datetime.fromtimestamp(session.until, UTC),
        ),
    )


@router.delete("/session", dependencies=[Anybody], responses=NOT_LOGGED_IN, summary="Log out")
async def log_out(context: ContextDep, response: Response) -> Farewell:
    """Forget the session in this browser; the provider's own stays until it is ended there."""
    response.headers.update(_NO_STORE)
    if context.accounts is None:
        return Farewell()
    context.accounts.log_out(response)
    return Farewell(provider=await context.accounts.provider.farewell())


@router.get(
    "/login",
    dependencies=[LightCall],
    response_class=RedirectResponse,
    status_code=303,
    summary="Go to the office's accounts",
)
async def log_in(
    context: ContextDep, back: Annotated[str, Query(max_length=200, description="Path to come back to.")] = "/#/teach"
) -> Response:
    """Send the browser to the OpenID provider (authorization code, PKCE, state, nonce)."""
    accounts = _accounts(context)
    journey = new_journey()
    try:
        address = await accounts.provider.address(journey)
    except ProviderAwayError:
        raise _provider_away() from None
    response = RedirectResponse(address, 303, headers=_NO_STORE)
    accounts.begin(response, journey, back if _BACK.fullmatch(back) else "/")
    return response


@router.get("/callback", dependencies=[LightCall], include_in_schema=False)
async def come_back(context: ContextDep, request: Request, language: LanguageDep) -> Response:
    """Open a session for who comes back from the provider; a person reads what goes wrong, so that is a page."""
    accounts = _accounts(context)
    begun = accounts.journey(request.cookies)
    if begun is None:
        return _sorry(accounts, 401, _REFUSED, language)
    journey, back = begun
    try:
        claims = await accounts.provider.arrive(journey, request.query_params)
    except LoginRefusedError as refusal:
        log.info("login refused", reason=str(refusal))
        return _sorry(accounts, 401, _REFUSED, language)
    except ProviderAwayError:
        return _sorry(accounts, 503, _AWAY, language)
    subject = str(claims["sub"])[:LARGEST_SUBJECT]
    roles = roles_in(claims, context.settings.oidc_role_claim, context.settings.oidc_roles)
    towns = towns_in(claims, context.settings.oidc_role_claim, context.settings.oidc_towns)
    try:
        await asyncio.to_thread(
            context.audit.record,
            subject,
            "login",
            "ok" if roles else "no role",
            None,
            tuple(sorted(roles)),
            request_id(),
        )
    except AuditUnavailableError:
        raise audit_unavailable() from None
    if not roles:
        return _sorry(accounts, 403, _NO_ROLE, language)
    response = RedirectResponse(back, 303, headers=_NO_STORE)
    accounts.log_in(response, Actor(subject, roles, towns))
    return response


@operators.get("/audit", dependencies=[Operator], summary="The audit log")
async def list_audit(
    request: Request,
    context: ContextDep,
    first: Annotated[date | None, Query(description="First day (UTC); absent for the oldest kept.")] = None,
    last: Annotated[date | None, Query(description="Last day (UTC); absent for today.")] = None,
    subject: Annotated[str, Query(max_length=LARGEST_SUBJECT, description="Only what this person did.")] = "",
    page_size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditLog:
    """Return who did what, newest first. It holds identifiers and no content."""
    # An account of some towns only sees what was done in these, and what it did itself.
    actor = request.scope[ACTOR_KEY].actor

    def entries() -> list[AuditEntry]:
        seen = (entry for entry in context.audit.entries(first, last, subject) if _concerns(entry, actor, context))
        return list(islice(seen, page_size))

    found = await asyncio.to_thread(entries)
    return AuditLog(
        entries=[
            AuditLogEntry(
                time=entry.time,
                subject=entry.subject,
                roles=list(entry.roles),
                action=entry.action,
                ids=dict(entry.ids),
                outcome=entry.outcome,
                request_id=entry.request_id,
            )
            for entry in found
        ]
    )


def _concerns(entry: AuditEntry, actor: Actor, context: GatewayContext) -> bool:
    if actor.towns is None or entry.subject == actor.subject:
        return True
    # A login is of no town.
    return entry.action != "login" and actor.may_act_for(context.towns.identifier(entry.ids.get("town", "")))


def _accounts(context: GatewayContext) -> Accounts:
    if context.accounts is None:
        raise not_found()
    return context.accounts


def _provider_away() -> Problem:
    return Problem(503, "PROVIDER_AWAY", _AWAY[0], _AWAY[1], retry_after_seconds=10)


def _sorry(accounts: Accounts, status: int, sentences: tuple[str, str], language: Language) -> Response:
    polish = language == "pl"
    title, again = ("Logowanie", "Spróbuj jeszcze raz") if polish else ("Logging in", "Try again")
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body><main>'
        f"<h1>{title}</h1><p>{html.escape(sentences[0] if polish else sentences[1])}</p>"
        f'<p><a href="{CALLBACK_PATH.removesuffix("callback")}login">{again}</a></p></main></body></html>'
    )
    response = HTMLResponse(page, status, headers=_NO_STORE)
    accounts.forget_journey(response)
    return response


_REFUSED = (
    "Nie udało się potwierdzić, kto się loguje; mogło minąć zbyt dużo czasu. Zacznij logowanie jeszcze raz w tej samej przeglądarce.",
    "It could not be proven who logs in; too much time may have passed. Begin again in the same browser.",
)
_AWAY = (
    "Konta urzędu są chwilowo niedostępne. Spróbuj za chwilę; jeśli to się powtórzy, zgłoś to administratorowi.",
    "The office's accounts cannot be reached at the moment. Try again shortly; if it happens again, tell the administrator.",
)
_NO_ROLE = (
    "Twoje konto nie ma żadnej roli w Okienku. Poproś administratora kont o nadanie roli i zaloguj się ponownie.",
    "Your account has no role in Okienko. Ask whoever manages accounts for one and log in again.",
)
