"""The server and the channel against each other, on loopback, with the health service as the only stock service."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from google.protobuf import wrappers_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from okienko_common import interceptors
from okienko_common.channel import open_channel
from okienko_common.errors import ServiceError, read_error
from okienko_common.server import RunningServer, start_server
from okienko_common.settings import ServiceSettings
from prometheus_client import REGISTRY

Context = grpc.aio.ServicerContext[Any, Any]
NAME = "okienko.example.v1.ExampleService"


class ExampleSettings(ServiceSettings, service="example", default_port=0):
    pass


def text(value: str) -> wrappers_pb2.StringValue:
    return wrappers_pb2.StringValue(value=value)


class Example:
    def __init__(self) -> None:
        self.waiting = asyncio.Event()
        self.release = asyncio.Event()

    async def echo(self, request: wrappers_pb2.StringValue, context: Context) -> wrappers_pb2.StringValue:
        if request.value == "refuse":
            raise ServiceError(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                "BUSY",
                "Za dużo.",
                "Too much.",
                {"limit": "3"},
                retry_after_seconds=1.5,
            )
        if request.value == "go":
            raise grpc.aio.InternalError("what grpcio raises when it cannot write to a caller who has gone")
        if request.value == "break":
            raise KeyError("secret words of a resident")
        if request.value == "wait":
            self.waiting.set()
            await self.release.wait()
        return request

    async def count(
        self, request: wrappers_pb2.StringValue, context: Context
    ) -> AsyncIterator[wrappers_pb2.StringValue]:
        for number in range(3):
            yield text(str(number))
        raise ServiceError(grpc.StatusCode.NOT_FOUND, "END", "Koniec.", "The end.")

    async def collect(
        self, requests: AsyncIterator[wrappers_pb2.StringValue], context: Context
    ) -> wrappers_pb2.StringValue:
        async for _ in requests:
            raise ServiceError(grpc.StatusCode.INVALID_ARGUMENT, "FIRST_IS_BAD", "Zły początek.", "A bad beginning.")
        return text("nothing")

    def register(self, server: grpc.aio.Server) -> None:
        codec: dict[str, Any] = {
            "request_deserializer": wrappers_pb2.StringValue.FromString,
            "response_serializer": wrappers_pb2.StringValue.SerializeToString,
        }
        handlers = {
            "Echo": grpc.unary_unary_rpc_method_handler(self.echo, **codec),
            "Count": grpc.unary_stream_rpc_method_handler(self.count, **codec),
            "Collect": grpc.stream_unary_rpc_method_handler(self.collect, **codec),
        }
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(NAME, handlers),))


@pytest.fixture
def example() -> Example:
    return Example()


@pytest.fixture
async def running(example: Example) -> AsyncIterator[RunningServer]:
    running = await start_server(ExampleSettings(), NAME, example.register)
    yield running
    example.release.set()
    await running.stop(0, 0)


@pytest.fixture
async def channel(running: RunningServer) -> AsyncIterator[grpc.aio.Channel]:
    async with open_channel(f"127.0.0.1:{running.port}", NAME) as channel:
        yield channel


async def echo(channel: grpc.aio.Channel, value: str) -> wrappers_pb2.StringValue:
    call = channel.unary_unary(
        f"/{NAME}/Echo",
        request_serializer=wrappers_pb2.StringValue.SerializeToString,
        response_deserializer=wrappers_pb2.StringValue.FromString,
    )
    response: wrappers_pb2.StringValue = await call(text(value), timeout=30)
    return response


async def collect(
    channel: grpc.aio.Channel, requests: AsyncIterator[wrappers_pb2.StringValue]
) -> wrappers_pb2.StringValue:
    call = channel.stream_unary(
        f"/{NAME}/Collect",
        request_serializer=wrappers_pb2.StringValue.SerializeToString,
        response_deserializer=wrappers_pb2.StringValue.FromString,
    )
    response: wrappers_pb2.StringValue = await call(requests, timeout=30)
    return response


async def test_refuses_calls_until_it_is_warm(running: RunningServer, channel: grpc.aio.Channel) -> None:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as plain:
        check = health_pb2_grpc.HealthStub(plain).Check
        for name in ("", NAME):
            status = await check(health_pb2.HealthCheckRequest(service=name), timeout=30)
            assert status.status == health_pb2.HealthCheckResponse.NOT_SERVING
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await echo(channel, "early")
        assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
        await running.set_serving()
        status = await check(health_pb2.HealthCheckRequest(service=NAME), timeout=30)
        assert status.status == health_pb2.HealthCheckResponse.SERVING


async def test_an_error_arrives_with_reason_sentences_and_time_to_retry(
    running: RunningServer, channel: grpc.aio.Channel
) -> None:
    await running.set_serving()
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await echo(channel, "refuse")
    details = read_error(caught.value)
    assert (details.code, details.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "BUSY")
    assert (details.pl, details.en) == ("Za dużo.", "Too much.")
    assert details.metadata == {"limit": "3"}
    assert details.retry_after_seconds == pytest.approx(1.5)


async def test_a_client_that_is_refused_while_it_sends_may_finish_and_hears_the_reason(
    running: RunningServer, channel: grpc.aio.Channel
) -> None:
    await running.set_serving()
    sent = 0

    async def requests() -> AsyncIterator[wrappers_pb2.StringValue]:
        nonlocal sent
        for _ in range(300):
            yield text("x" * 10_000)
            sent += 1

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await collect(channel, requests())
    assert read_error(caught.value).reason == "FIRST_IS_BAD"
    assert sent == 300, "cut off while sending, a client may see INTERNAL instead of the reason"


async def test_a_client_that_is_refused_and_falls_silent_hears_the_reason(
    running: RunningServer, channel: grpc.aio.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interceptors, "SECONDS_BETWEEN_MESSAGES", 0.01)
    await running.set_serving()

    async def requests() -> AsyncIterator[wrappers_pb2.StringValue]:
        yield text("x")
        await asyncio.Event().wait()

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await collect(channel, requests())
    assert read_error(caught.value).reason == "FIRST_IS_BAD"


@pytest.mark.parametrize("method", ["Echo", "Count"])
async def test_text_with_unpaired_surrogates_is_refused_with_a_sentence(
    running: RunningServer, channel: grpc.aio.Channel, method: str
) -> None:
    await running.set_serving()
    codec: dict[str, Any] = {"request_serializer": bytes, "response_deserializer": bytes}
    surrogate = b"\x0a\x03\xed\xa0\x80"
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        if method == "Echo":
            await channel.unary_unary(f"/{NAME}/Echo", **codec)(surrogate)
        else:
            await anext(aiter(channel.unary_stream(f"/{NAME}/Count", **codec)(surrogate)))
    error = read_error(refused.value)
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MESSAGE_UNREADABLE")
    assert "UTF-8" in error.pl


async def test_an_unforeseen_error_tells_nothing_of_what_was_said(
    running: RunningServer, channel: grpc.aio.Channel, capfd: pytest.CaptureFixture[str]
) -> None:
    await running.set_serving()
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await echo(channel, "break")
    details = read_error(caught.value)
    assert (details.code, details.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")
    assert details.en.endswith("contact the office.")
    output = capfd.readouterr()
    assert "secret" not in details.en + output.out + output.err


async def test_a_caller_who_has_gone_is_no_failure_of_the_service(
    running: RunningServer, channel: grpc.aio.Channel, capfd: pytest.CaptureFixture[str]
) -> None:
    await running.set_serving()

    def count(status: str) -> float:
        labels = {"method": f"/{NAME}/Echo", "status": status}
        return REGISTRY.get_sample_value("okienko_rpc_seconds_count", labels) or 0.0

    cancelled, failed = count("CANCELLED"), count("INTERNAL")
    with pytest.raises(grpc.aio.AioRpcError):
        await echo(channel, "go")
    assert (count("CANCELLED") - cancelled, count("INTERNAL") - failed) == (1, 0)
    output = capfd.readouterr()
    assert "failed" not in output.out + output.err


async def test_a_stream_delivers_what_it_had_before_its_error(
    running: RunningServer, channel: grpc.aio.Channel
) -> None:
    await running.set_serving()
    call = channel.unary_stream(
        f"/{NAME}/Count",
        request_serializer=wrappers_pb2.StringValue.SerializeToString,
        response_deserializer=wrappers_pb2.StringValue.FromString,
    )(text(""), timeout=30)
    received = []
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        async for response in call:
            received.append(response.value)
    assert received == ["0", "1", "2"]
    assert read_error(caught.value).reason == "END"


async def test_draining_lets_a_running_call_finish(
    running: RunningServer, channel: grpc.aio.Channel, example: Example
) -> None:
    await running.set_serving()
    call = asyncio.create_task(echo(channel, "wait"))
    await example.waiting.wait()
    stopping = asyncio.create_task(running.stop(0.05, 30))
    await asyncio.sleep(0.2)
    assert not call.done()
    example.release.set()
    assert (await call).value == "wait"
    await stopping


async def test_a_second_server_on_the_port_says_which_variable_to_change(
    running: RunningServer, example: Example
) -> None:
    with pytest.raises(OSError, match="OKIENKO_EXAMPLE_PORT"):
        await start_server(ExampleSettings(port=running.port), NAME, example.register)
