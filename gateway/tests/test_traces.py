"""Spans and figures of the door: a click's trace reaches the services, and nothing that a resident said is in any of it."""

from collections.abc import Callable, Iterator
from functools import partial

import grpc
import pytest
from gateway_town import Faq, serving
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc
from okienko_common.telemetry import tracer_provider
from okienko_gateway.settings import GatewaySettings
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

TRACE, CLICK = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SECRET = "sekret"
HEADERS = {"traceparent": f"00-{TRACE}-{CLICK}-01", "tracestate": f"page={SECRET}", "baggage": f"word={SECRET}"}


class ListeningFaq(Faq):
    def __init__(self) -> None:
        super().__init__()
        self.metadata: dict[str, str] = {}

    def Ask(self, request: faq_pb2.AskRequest, context: grpc.ServicerContext) -> faq_pb2.AskResponse:  # noqa: N802
        self.metadata = {key: str(value) for key, value in context.invocation_metadata()}
        return super().Ask(request, context)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = tracer_provider("gateway", 1.0, SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield exporter
    provider.shutdown()


@pytest.fixture
def faq(spans: InMemorySpanExporter) -> Iterator[tuple[ListeningFaq, str]]:
    servicer = ListeningFaq()
    with serving("faq", partial(faq_pb2_grpc.add_FaqServiceServicer_to_server, servicer)) as target:
        yield servicer, target


@pytest.fixture
def traced(
    faq: tuple[ListeningFaq, str], settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> TestClient:
    return open_client(settings.model_copy(update={"faq_target": faq[1]}))


def of_route(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    (span,) = [span for span in spans.get_finished_spans() if span.name == name]
    return span


def test_a_click_s_trace_goes_on_to_the_service_without_what_else_the_page_said(
    traced: TestClient, faq: tuple[ListeningFaq, str], spans: InMemorySpanExporter
) -> None:
    response = traced.post("/api/v1/ask", json={"text": "pies"}, headers=HEADERS)
    assert response.status_code == 200
    span = of_route(spans, "POST /api/v1/ask")
    assert span.context is not None
    assert span.parent is not None
    assert f"{span.context.trace_id:032x}" == TRACE
    assert f"{span.parent.span_id:016x}" == CLICK
    metadata = faq[0].metadata
    assert metadata["traceparent"] == f"00-{TRACE}-{span.context.span_id:016x}-01"
    assert metadata["x-request-id"] == response.headers["x-request-id"]
    assert SECRET not in str(metadata)


def test_a_page_without_a_trace_gets_one(traced: TestClient, spans: InMemorySpanExporter) -> None:
    traced.post("/api/v1/ask", json={"text": "pies"})
    assert of_route(spans, "POST /api/v1/ask").parent is None


def test_no_span_tells_what_was_said_asked_for_or_shown(traced: TestClient, spans: InMemorySpanExporter) -> None:
    traced.post("/api/v1/ask", json={"text": f"{SECRET} mojej córki"}, headers=HEADERS)
    traced.post("/api/v1/ask", content=SECRET, headers={**HEADERS, "content-type": "application/json"})
    traced.get(f"/api/v1/answers/{SECRET}?language={SECRET}", headers=HEADERS)
    traced.get(f"/{SECRET}.txt?q={SECRET}", headers=HEADERS)
    traced.post("/api/v1/translate", json={"texts": [SECRET], "target": "en"}, headers=HEADERS)
    with (
        pytest.raises(WebSocketDisconnect),
        traced.websocket_connect(f"/api/v1/recognise?lang={SECRET}", headers=HEADERS) as socket,
    ):
        socket.send_json({"type": "config", "hint_phrases": [SECRET]})
        socket.send_bytes(SECRET.encode())
        while True:
            socket.receive_json()
    finished = spans.get_finished_spans()
    assert {span.name for span in finished} >= {
        "POST /api/v1/ask",
        "GET /api/v1/answers/{answer_id}",
        "POST /api/v1/translate",
        "WS /api/v1/recognise",
    }
    for span in finished:
        assert SECRET not in span.to_json()
        # Whatever else is added one day: neither text nor a row of numbers.
        for name, value in (span.attributes or {}).items():
            assert name in {"http.route", "http.response.status_code"}
            assert isinstance(value, (str, int))


def test_requests_are_counted_by_route_never_by_address(traced: TestClient) -> None:
    def count(route: str, status: str) -> float:
        labels = {"method": "GET", "route": route, "status": status}
        return REGISTRY.get_sample_value("okienko_http_seconds_count", labels) or 0

    before = count("/api/v1/answers/{answer_id}", "200")
    traced.get(f"/api/v1/answers/{SECRET}")
    assert count("/api/v1/answers/{answer_id}", "200") == before + 1
    labels = [sample.labels for family in REGISTRY.collect() for sample in family.samples]
    assert SECRET not in str(labels)
    assert REGISTRY.get_sample_value("okienko_http_in_flight") == 0
