"""State of the five services and what each can do, asked afresh at most once a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

import grpc
from google.protobuf.json_format import MessageToDict
from grpc_health.v1 import health_pb2, health_pb2_grpc
from okienko.faq.v1 import faq_pb2
from okienko.recognition.v1 import recognition_pb2
from okienko.signing.v1 import signing_pb2
from okienko.speech.v1 import speech_pb2
from okienko.translation.v1 import translation_pb2
from okienko_common.tls import open_connection, process_tls

from okienko_gateway.neighbours import SERVICE_NAMES, Neighbours
from okienko_gateway.schemas import Health, ServiceHealth

CHECK_SECONDS = 1.0
FRESH_SECONDS = 1.0
OPTIONS = [("grpc.enable_http_proxy", 0), ("grpc.max_reconnect_backoff_ms", 1_000)]


class HealthBook:
    """Asks every service for its health over connections of its own.

    The channels for calls refuse to talk to a service that says NOT_SERVING, so they cannot be used to ask it.
    """

    def __init__(self, neighbours: Neighbours, clock: Callable[[], float] = time.monotonic) -> None:
        self._neighbours = neighbours
        self._clock = clock
        self._tls = process_tls()
        self._connections = {
            name: open_connection(self._tls, target, OPTIONS) for name, target in neighbours.targets.items()
        }
        self._details: Mapping[str, Callable[[], Awaitable[dict[str, Any]]]] = {
            "faq": self._faq,
            "recognition": self._recognition,
            "signing": self._signing,
            "translation": self._translation,
            "speech": self._speech,
        }
        self._known: Health | None = None
        self._known_at = 0.0
        self._asking = asyncio.Lock()

    async def get(self) -> Health:
        """Return the state of everything."""
        async with self._asking:
            if self._known is None or self._clock() - self._known_at >= FRESH_SECONDS:
                states = await asyncio.gather(*(self._service(name) for name in SERVICE_NAMES))
                services = dict(zip(SERVICE_NAMES, states, strict=True))
                well = all(state.status == "serving" for state in states)
                self._known = Health(status="ok" if well else "degraded", services=services)
                self._known_at = self._clock()
            return self._known

    async def close(self) -> None:
        """Close the connections."""
        for channel, _ in self._connections.values():
            await channel.close(None)

    async def _service(self, name: str) -> ServiceHealth:
        status = await self._status(name)
        detail: dict[str, Any] = {}
        if status == "serving":
            try:
                detail = await self._details[name]()
            except grpc.aio.AioRpcError:
                status = "unreachable"
        return ServiceHealth(status=status, detail=detail)

    async def _status(self, name: str) -> Literal["serving", "not_serving", "unreachable"]:
        request = health_pb2.HealthCheckRequest(service=SERVICE_NAMES[name])
        try:
            channel = await self._channel(name)
            response = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=CHECK_SECONDS)
        except grpc.aio.AioRpcError:
            return "unreachable"
        return "serving" if response.status == health_pb2.HealthCheckResponse.SERVING else "not_serving"

    async def _channel(self, name: str) -> grpc.aio.Channel:
        channel, credentials = self._connections[name]
        if self._tls and self._tls.credentials is not credentials:
            # The certificates have been replaced.
            self._connections[name] = open_connection(self._tls, self._neighbours.targets[name], OPTIONS)
            await channel.close(None)
        return self._connections[name][0]

    async def _faq(self) -> dict[str, Any]:
        office = await self._neighbours.faq.GetOffice(faq_pb2.GetOfficeRequest(), timeout=CHECK_SECONDS)
        return {"town": office.town, "retrieval_mode": office.retrieval_mode}

    async def _recognition(self) -> dict[str, Any]:
        request = recognition_pb2.ListSignsRequest(language_code="pso", page_size=1000)
        response = await self._neighbours.recognition.ListSigns(request, timeout=CHECK_SECONDS)
        return {"signs": len(response.signs)}

    async def _signing(self) -> dict[str, Any]:
        request = signing_pb2.ListSignsRequest(page_size=1000)
        response = await self._neighbours.signing.ListSigns(request, timeout=CHECK_SECONDS)
        return {"signs": len(response.signs)}

    async def _translation(self) -> dict[str, Any]:
        request = translation_pb2.ListLanguagePairsRequest()
        return _fields(await self._neighbours.translation.ListLanguagePairs(request, timeout=CHECK_SECONDS))

    async def _speech(self) -> dict[str, Any]:
        request = speech_pb2.ListVoicesRequest()
        return _fields(await self._neighbours.speech.ListVoices(request, timeout=CHECK_SECONDS))


def _fields(message: Any) -> dict[str, Any]:
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
