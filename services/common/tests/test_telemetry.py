"""Figures and spans of calls, through a real server on loopback."""

import socket
import urllib.request
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import wrappers_pb2
from okienko_common.errors import ServiceError
from okienko_common.server import start_server
from okienko_common.settings import ServiceSettings
from okienko_common.telemetry import configure_telemetry, tracer_provider
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY

NAME = "okienko.traced.v1.TracedService"
METHOD = f"/{NAME}/Ask"
SECRET = "moja córka jest chora"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class TracedSettings(ServiceSettings, service="traced", default_port=0):
    pass


def ask(request: wrappers_pb2.StringValue, context: object) -> Any:
    async def answer() -> wrappers_pb2.StringValue:
        if request.value.startswith("refuse"):
            raise ServiceError(grpc.StatusCode.INVALID_ARGUMENT, "BAD", "Źle.", "Bad.")
        if request.value.startswith("break"):
            raise KeyError(request.value)
        return request

    return answer()


def register(server: grpc.aio.Server) -> None:
    handler = grpc.unary_unary_rpc_method_handler(
        ask, wrappers_pb2.StringValue.FromString, wrappers_pb2.StringValue.SerializeToString
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(NAME, {"Ask": handler}),))


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = tracer_provider("traced", 1.0, SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield exporter
    provider.shutdown()


async def call(port: int, text: str) -> grpc.StatusCode:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        method = channel.unary_unary(
            METHOD, wrappers_pb2.StringValue.SerializeToString, wrappers_pb2.StringValue.FromString
        )
        try:
            metadata = (("traceparent", f"00-{TRACE}-{PARENT}-01"), ("x-request-id", "request-1"))
            await method(wrappers_pb2.StringValue(value=text), timeout=30, metadata=metadata)
        except grpc.aio.AioRpcError as error:
            return error.code()
        return grpc.StatusCode.OK


def counted(status: str) -> float:
    return REGISTRY.get_sample_value("okienko_rpc_seconds_count", {"method": METHOD, "status": status}) or 0


async def test_a_call_belongs_to_the_trace_of_its_caller_and_no_span_tells_what_was_said(
    spans: InMemorySpanExporter,
) -> None:
    running = await start_server(TracedSettings(), NAME, register)
    await running.set_serving()
    for text in (SECRET, f"refuse {SECRET}", f"break {SECRET}"):
        await call(running.port, text)
    await running.stop(0, 1)
    finished = spans.get_finished_spans()
    assert [span.attributes["rpc.response.status_code"] for span in finished if span.attributes] == [
        "OK",
        "INVALID_ARGUMENT",
        "INTERNAL",
    ]
    for span in finished:
        assert span.context is not None
        assert span.parent is not None
        assert f"{span.context.trace_id:032x}" == TRACE
        assert f"{span.parent.span_id:016x}" == PARENT
        # Everything that is exported: name, attributes, events, status, resource.
        assert SECRET not in span.to_json()
        assert "córka" not in span.to_json()
        assert span.events == ()


async def test_calls_are_counted_by_status_and_the_drain_is_seen() -> None:
    before = {status: counted(status) for status in ("OK", "INVALID_ARGUMENT", "INTERNAL")}
    running = await start_server(TracedSettings(), NAME, register)
    await running.set_serving()
    assert REGISTRY.get_sample_value("okienko_serving") == 1
    for text in ("one", "two", "refuse", "break"):
        await call(running.port, text)
    await running.stop(0, 1)
    assert REGISTRY.get_sample_value("okienko_serving") == 0
    grown = {status: counted(status) - count for status, count in before.items()}
    assert grown == {"OK": 2, "INVALID_ARGUMENT": 1, "INTERNAL": 1}
    assert REGISTRY.get_sample_value("okienko_rpc_in_flight", {"method": METHOD}) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_page_of_figures_is_opened_only_where_it_is_asked_for_and_a_taken_port_is_named() -> None:
    configure_telemetry("traced", TracedSettings(metrics_port=0))
    port = free_port()
    configure_telemetry("traced", TracedSettings(metrics_port=port))
    page = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{port}/metrics")
    assert b"okienko_serving" in page.read()
    with pytest.raises(OSError, match=rf"{port}.*OKIENKO_TRACED_METRICS_PORT"):
        configure_telemetry("traced", TracedSettings(metrics_port=port))


@pytest.mark.parametrize(
    ("service", "share", "kept"), [("gateway", 0.0, False), ("gateway", 1.0, True), ("faq", 0.0, True)]
)
def test_the_gateway_chooses_what_is_traced_and_services_follow(service: str, share: float, kept: bool) -> None:
    exporter = InMemorySpanExporter()
    provider = tracer_provider(service, share, SimpleSpanProcessor(exporter))
    asked_for = trace.SpanContext(int(TRACE, 16), int(PARENT, 16), is_remote=True, trace_flags=trace.TraceFlags(1))
    context = trace.set_span_in_context(trace.NonRecordingSpan(asked_for))
    provider.get_tracer("test").start_span("request", context).end()
    assert bool(exporter.get_finished_spans()) is kept
    provider.shutdown()
