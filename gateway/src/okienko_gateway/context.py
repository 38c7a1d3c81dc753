"""What the routes share, put together in `__main__` and handed to them through FastAPI's dependencies."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Header, Request
from starlette.requests import HTTPConnection

from okienko_gateway.languages import Language, preferred_language
from okienko_gateway.limiting import AddressLimiter
from okienko_gateway.localisation import Localiser
from okienko_gateway.neighbours import Neighbours
from okienko_gateway.office import OfficeCache
from okienko_gateway.recent import Recent
from okienko_gateway.settings import GatewaySettings


@dataclass(frozen=True)
class GatewayContext:
    """The parts of a running gateway."""

    settings: GatewaySettings
    neighbours: Neighbours
    localiser: Localiser
    offices: OfficeCache
    limiter: AddressLimiter
    recent: Recent = field(default_factory=Recent)


def gateway_context(connection: HTTPConnection) -> GatewayContext:
    """Return the running gateway's parts."""
    context = connection.app.state.context
    assert isinstance(context, GatewayContext)
    return context


def caller_language(accept_language: Annotated[str | None, Header()] = None) -> Language:
    """Return the language in which the caller wants sentences."""
    return preferred_language(accept_language)


async def light_call(request: Request, context: Annotated[GatewayContext, Depends(gateway_context)]) -> None:
    """Count a question or another light call.

    Raises:
        Problem: 429, the address asks too often.
    """
    await context.limiter.count_light(request.client.host if request.client else "")


async def heavy_call(request: Request, context: Annotated[GatewayContext, Depends(gateway_context)]) -> None:
    """Count a call that costs seconds of computing.

    Raises:
        Problem: 429, the address asks too often.
    """
    await context.limiter.count_heavy(request.client.host if request.client else "")


ContextDep = Annotated[GatewayContext, Depends(gateway_context)]
LanguageDep = Annotated[Language, Depends(caller_language)]
LightCall = Depends(light_call)
HeavyCall = Depends(heavy_call)
