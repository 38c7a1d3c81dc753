"""Two real processes and a collector: a click's trace goes from the page through the gateway to a service, without a word of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from okienko_common.healthcheck import is_serving
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.proto.trace.v1.trace_pb2 import Span

REPOSITORY = Path(__file__).resolve().parents[3]
SERVICE = "okienko.translation.v1.TranslationService"
TRACE, CLICK = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SECRET = "Moja córka Zofia"
SECONDS = 240.0


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    def __init__(self) -> None:
        self.received: list[trace_service_pb2.ExportTraceServiceRequest] = []

    def Export(  # noqa: N802 - the contract's name
        self, request: trace_service_pb2.ExportTraceServiceRequest, context: grpc.ServicerContext
    ) -> trace_service_pb2.ExportTraceServiceResponse:
        self.received.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()

    def spans(self) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for request in self.received:
            for resource in request.resource_spans:
                names = {item.key: item.value.string_value for item in resource.resource.attributes}
                for scope in resource.scope_spans:
                    found.setdefault(names["service.name"], []).extend(scope.spans)
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    collecting, server = Collector(), grpc.server(ThreadPoolExecutor(2))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collecting, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield collecting, f"http://127.0.0.1:{port}"
    server.stop(0).wait()


@pytest.fixture
def door(collector: tuple[Collector, str], tmp_path: Path) -> Iterator[str]:
    """A gateway before the translation service, which knows nothing; both are stopped as a cluster stops them."""
    ports = {"TRANSLATION": free_port(), "GATEWAY": free_port()}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OKIENKO_")}
    for name, port in ports.items():
        environment[f"OKIENKO_{name}_PORT"] = str(port)
        environment[f"OKIENKO_{name}_OTLP_ENDPOINT"] = collector[1]
    for name in ("MEMORY_FOLDER", "PACKAGES_FOLDER", "SHIPPED_PACKAGES"):
        environment[f"OKIENKO_TRANSLATION_{name}"] = str(tmp_path)
    # Batches go out after this many milliseconds; 5,000 by default.
    environment["OTEL_BSP_SCHEDULE_DELAY"] = "100"
    environment["OKIENKO_GATEWAY_TRANSLATION_TARGET"] = f"127.0.0.1:{ports['TRANSLATION']}"
    started = [
        subprocess.Popen(
            [sys.executable, "-m", f"okienko_{name}"],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name in ("translation", "gateway")
    ]
    try:
        deadline = time.monotonic() + SECONDS
        while not is_serving(f"127.0.0.1:{ports['TRANSLATION']}", SERVICE) or not listens(ports["GATEWAY"]):
            assert time.monotonic() < deadline
            assert all(process.poll() is None for process in started)
            time.sleep(0.1)
        yield f"http://127.0.0.1:{ports['GATEWAY']}"
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(120)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def translate(door: str) -> None:
    body = f'{{"texts": ["{SECRET}"], "source": "pl", "target": "en"}}'.encode()
    headers = {
        "Content-Type": "application/json",
        "traceparent": f"00-{TRACE}-{CLICK}-01",
        "tracestate": "page=tajne",
        "baggage": "word=tajne",
    }
    request = urllib.request.Request(f"{door}/api/v1/translate?seen=tajne", body, headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as response:
        assert SECRET.encode() not in response.read()


def test_a_click_is_one_trace_from_door_to_service_and_tells_nothing_of_what_was_said(
    collector: tuple[Collector, str], door: str
) -> None:
    translate(door)
    deadline = time.monotonic() + SECONDS
    while (spans := collector[0].spans()).keys() < {"okienko-gateway", "okienko-translation"}:
        assert time.monotonic() < deadline, spans.keys()
        time.sleep(0.1)
    (at_the_door,) = [span for span in spans["okienko-gateway"] if span.name == "POST /api/v1/translate"]
    (at_the_service,) = [span for span in spans["okienko-translation"] if span.name.endswith("/TranslateText")]
    assert at_the_door.trace_id.hex() == at_the_service.trace_id.hex() == TRACE
    assert at_the_door.parent_span_id.hex() == CLICK
    assert at_the_service.parent_span_id == at_the_door.span_id
    for request in collector[0].received:
        # Every byte that left the processes.
        sent = request.SerializeToString()
        assert b"Zofia" not in sent
        assert b"tajne" not in sent
