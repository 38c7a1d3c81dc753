"""Replicas of a small service in this process, some of them ill, behind one channel."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, wrappers_pb2
from okienko_common.server import RunningServer, start_server
from okienko_common.settings import ServiceSettings

Context = grpc.aio.ServicerContext[Any, Any]
NAME = "okienko.replicated.v1.ReplicatedService"
CODEC: dict[str, Any] = {
    "request_deserializer": wrappers_pb2.StringValue.FromString,
    "response_serializer": wrappers_pb2.StringValue.SerializeToString,
}
SAFE = descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS


def declare() -> None:
    """Put the contract into the pool: `Read` and `Follow` may be repeated, `Write` may not."""
    file = descriptor_pb2.FileDescriptorProto(name="replicated.proto", package="okienko.replicated.v1", syntax="proto3")
    file.dependency.append("google/protobuf/wrappers.proto")
    service = file.service.add(name="ReplicatedService")
    for name, is_safe in (("Read", True), ("Follow", True), ("Write", False)):
        method = service.method.add(
            name=name, input_type=".google.protobuf.StringValue", output_type=".google.protobuf.StringValue"
        )
        if is_safe:
            method.options.idempotency_level = SAFE
    descriptor_pool.Default().AddSerializedFile(file.SerializeToString())


class ReplicatedSettings(ServiceSettings, service="replicated", default_port=0):
    pass


class Copy:
    """One replica; answers with its own name.

    Args:
        name: what it answers with.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls = 0
        self.failing: grpc.StatusCode | None = None
        self.silent_seconds = 0.0
        self.seen: list[float] = []
        self.running: RunningServer | None = None

    async def start(self, port: int = 0) -> int:
        self.running = await start_server(ReplicatedSettings(port=port), NAME, self.register)
        await self.running.set_serving()
        return self.running.port

    async def stop(self) -> None:
        if self.running:
            await self.running.stop(0, 0)

    def register(self, server: grpc.aio.Server) -> None:
        handlers = {
            "Read": grpc.unary_unary_rpc_method_handler(self.answer, **CODEC),
            "Write": grpc.unary_unary_rpc_method_handler(self.answer, **CODEC),
            "Send": grpc.stream_stream_rpc_method_handler(self.take, **CODEC),
            "Follow": grpc.unary_stream_rpc_method_handler(self.follow, **CODEC),
        }
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(NAME, handlers),))

    async def answer(self, _request: wrappers_pb2.StringValue, context: Context) -> wrappers_pb2.StringValue:
        self.calls += 1
        self.seen.append(context.time_remaining())
        await asyncio.sleep(self.silent_seconds)
        if self.failing:
            await context.abort(self.failing)
        return wrappers_pb2.StringValue(value=self.name)

    async def follow(
        self, request: wrappers_pb2.StringValue, context: Context
    ) -> AsyncIterator[wrappers_pb2.StringValue]:
        for _ in range(2):
            yield await self.answer(request, context)

    async def take(
        self, requests: AsyncIterator[wrappers_pb2.StringValue], context: Context
    ) -> AsyncIterator[wrappers_pb2.StringValue]:
        async for request in requests:
            yield await self.answer(request, context)


class Caller:
    """Calls the service through a channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        codec: dict[str, Any] = {
            "request_serializer": wrappers_pb2.StringValue.SerializeToString,
            "response_deserializer": wrappers_pb2.StringValue.FromString,
        }
        self._read = channel.unary_unary(f"/{NAME}/Read", **codec)
        self._write = channel.unary_unary(f"/{NAME}/Write", **codec)
        self._send = channel.stream_stream(f"/{NAME}/Send", **codec)
        self._follow = channel.unary_stream(f"/{NAME}/Follow", **codec)

    async def send(self) -> list[str]:
        return [message.value async for message in self._send(iter([wrappers_pb2.StringValue()]), timeout=30)]

    async def read(self, *, seconds: float = 30.0) -> str:
        response: wrappers_pb2.StringValue = await self._read(wrappers_pb2.StringValue(), timeout=seconds)
        return response.value

    async def write(self) -> str:
        response: wrappers_pb2.StringValue = await self._write(wrappers_pb2.StringValue(), timeout=30.0)
        return response.value

    async def follow(self) -> list[str]:
        return [message.value async for message in self._follow(wrappers_pb2.StringValue(), timeout=30.0)]


async def until(condition: Any, seconds: float = 30.0) -> None:
    """Wait for a condition of no arguments."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it never came true"
        await asyncio.sleep(0.01)
