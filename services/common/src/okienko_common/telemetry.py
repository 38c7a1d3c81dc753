"""Metrics for Prometheus and, where a collector is named, traces over OTLP."""

from opentelemetry import metrics, trace
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from prometheus_client import start_http_server


def configure_telemetry(service: str, metrics_port: int, otlp_endpoint: str, host: str = "127.0.0.1") -> None:
    """Open the metrics page and the trace exporter, each only where it is asked for.

    Raises:
        OSError: the metrics port is taken.
    """
    resource = Resource.create({"service.name": f"okienko-{service}"})
    if metrics_port:
        metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=[PrometheusMetricReader()]))
        start_http_server(metrics_port, addr=host)
    if otlp_endpoint:
        # Imported here because it costs memory that a machine without a collector need not pay.
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        provider = TracerProvider(resource=resource)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp_endpoint, insecure=True)))
        trace.set_tracer_provider(provider)


def meter(name: str) -> metrics.Meter:
    """Return the meter of a module."""
    return metrics.get_meter(name)
