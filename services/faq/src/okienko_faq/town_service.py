"""Which town a call is about, and which there are: gRPC in, gRPC out."""

# ruff: noqa: ARG002, N802 - the contract fixes the names and arguments of its methods

from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

import grpc
from google.protobuf.descriptor import ServiceDescriptor
from okienko.faq.v1 import towns_pb2, towns_pb2_grpc
from okienko_common.towns import METADATA

from okienko_faq.desk import Desk
from okienko_faq.towns import Towns

_CallContext = grpc.aio.ServicerContext[Any, Any]


class TownService(towns_pb2_grpc.TownServiceServicer):
    """The one call."""

    def __init__(self, towns: Towns) -> None:
        self._towns = towns

    async def ListTowns(
        self, request: towns_pb2.ListTownsRequest, context: _CallContext
    ) -> towns_pb2.ListTownsResponse:
        """Return every town that is served now."""
        default = self._towns.default
        return towns_pb2.ListTownsResponse(
            towns=[_town(desk, is_default=town == default) for town, desk in self._towns.desks.items()]
        )


def by_town(service: ServiceDescriptor, of: Callable[[str], Any]) -> Any:
    """Return a servicer whose every call is answered by the servicer of the town that its metadata names.

    Args:
        service: the contract; calls with one message in, and one or many out.
        of: gives the servicer of a town, or of the default one for "".
    """

    def unary(name: str) -> Any:
        async def call(request: Any, context: _CallContext) -> Any:
            return await getattr(of(_named(context)), name)(request, context)

        return call

    def stream(name: str) -> Any:
        async def call(request: Any, context: _CallContext) -> AsyncIterator[Any]:
            async for message in getattr(of(_named(context)), name)(request, context):
                yield message

        return call

    return SimpleNamespace(
        **{method.name: (stream if method.server_streaming else unary)(method.name) for method in service.methods}
    )


def _named(context: _CallContext) -> str:
    return next((str(value) for key, value in context.invocation_metadata() or () if key == METADATA), "")


def _town(desk: Desk, *, is_default: bool) -> towns_pb2.Town:
    site, theme = desk.site, desk.site.theme
    return towns_pb2.Town(
        town_id=desk.town,
        name=desk.name,
        hosts=site.hosts,
        is_default=is_default,
        theme=towns_pb2.TownTheme(**theme.model_dump()) if theme else None,
        limits=towns_pb2.TownLimits(**site.limits.model_dump()),
    )
