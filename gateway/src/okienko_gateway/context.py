"""What the routes share, put together in `__main__` and handed to them through FastAPI's dependencies."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Self

from fastapi import Depends, Header, Request
from starlette.requests import HTTPConnection

from okienko_gateway.accounts.audit import AuditTrail
from okienko_gateway.accounts.openid import OpenIdProvider
from okienko_gateway.accounts.sealing import Sealer
from okienko_gateway.accounts.sessions import CALLBACK_PATH, Accounts
from okienko_gateway.languages import Language, preferred_language
from okienko_gateway.limiting import AddressLimiter, Caller
from okienko_gateway.localisation import Localiser
from okienko_gateway.neighbours import Neighbours
from okienko_gateway.office import OfficeCache
from okienko_gateway.recent import Recent
from okienko_gateway.settings import GatewaySettings
from okienko_gateway.towns import TOWN_KEY, TownBook


@dataclass(frozen=True)
class GatewayContext:
    """The parts of a running gateway."""

    settings: GatewaySettings
    neighbours: Neighbours
    localiser: Localiser
    offices: OfficeCache
    limiter: AddressLimiter
    audit: AuditTrail
    towns: TownBook
    accounts: Accounts | None = None
    """Absent where no OpenID provider is set."""
    recent: Recent = field(default_factory=Recent)

    @classmethod
    def of(cls, settings: GatewaySettings, neighbours: Neighbours) -> Self:
        """Put the parts together."""
        towns = TownBook(neighbours)
        return cls(
            settings,
            neighbours,
            Localiser(neighbours),
            OfficeCache(neighbours),
            AddressLimiter(
                settings.questions_per_minute,
                settings.heavy_calls_per_minute,
                settings.sockets_per_address,
                settings.admin_calls_per_minute,
                settings.content_calls_per_minute,
                limits_of=towns.limits,
            ),
            AuditTrail(settings.audit_folder, settings.audit_days),
            towns,
            _accounts(settings),
        )


def _accounts(settings: GatewaySettings) -> Accounts | None:
    if not settings.oidc_issuer:
        return None
    provider = OpenIdProvider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        settings.public_address + CALLBACK_PATH,
        settings.oidc_scopes,
    )
    sealer = Sealer(settings.session_key.get_secret_value())
    return Accounts(provider, sealer, settings.public_address, settings.session_minutes * 60)


def caller_of(connection: HTTPConnection) -> Caller:
    """Return for whom a call is counted; an IPv6 subscriber has a whole /64, so that counts as one address."""
    address = connection.client.host if connection.client else ""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        # A socket of the machine itself has no address.
        return Caller(str(connection.scope.get(TOWN_KEY, "")), address)
    if isinstance(read, ipaddress.IPv6Address):
        read = read.ipv4_mapped or ipaddress.ip_network((read, 64), strict=False).network_address
    return Caller(str(connection.scope.get(TOWN_KEY, "")), str(read))


def gateway_context(connection: HTTPConnection) -> GatewayContext:
    """Return the running gateway's parts."""
    context = connection.app.state.context
    assert isinstance(context, GatewayContext)
    return context


async def _context(connection: HTTPConnection) -> GatewayContext:
    # As a plain function it would be run in a thread, which costs a question more than all else that is asked of it here.
    return gateway_context(connection)


async def caller_language(accept_language: Annotated[str | None, Header()] = None) -> Language:
    """Return the language in which the caller wants sentences."""
    return preferred_language(accept_language)


async def light_call(request: Request, context: Annotated[GatewayContext, Depends(_context)]) -> None:
    """Count a question or another light call.

    Raises:
        Problem: 429, the address or its town asks too often.
    """
    await context.limiter.count_light(caller_of(request))


async def heavy_call(request: Request, context: Annotated[GatewayContext, Depends(_context)]) -> None:
    """Count a call that costs seconds of computing.

    Raises:
        Problem: 429, the address or its town asks too often.
    """
    await context.limiter.count_heavy(caller_of(request))


def content_call(weight: int) -> Callable[[Request, GatewayContext], Awaitable[None]]:
    """Return what counts a look at what the town has published as so many."""

    async def count(request: Request, context: Annotated[GatewayContext, Depends(_context)]) -> None:
        await context.limiter.count_content(caller_of(request), weight)

    return count


ContextDep = Annotated[GatewayContext, Depends(_context)]
LanguageDep = Annotated[Language, Depends(caller_language)]
LightCall = Depends(light_call)
HeavyCall = Depends(heavy_call)
# By what they cost (docs/capacity.md): a film is asked of two services; a whole reading as WAV costs the gateway as much as 28 looks, but
# counts as five, so that a class that listens behind one address is not refused.
LookCall = Depends(content_call(1))
FilmCall = Depends(content_call(2))
ReadingCall = Depends(content_call(5))
