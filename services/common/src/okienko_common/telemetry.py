"""The page of figures for Prometheus and, where a collector is named, traces over OTLP; each only where it is asked for."""

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, Sampler, TraceIdRatioBased
from prometheus_client import start_http_server

from okienko_common.settings import ServiceSettings


def configure_telemetry(service: str, settings: ServiceSettings) -> None:
    """Open the page of figures and the way to the collector.

    Raises:
        OSError: the port of the figures is taken; the sentence names the variable that changes it.
    """
    if settings.metrics_port:
        try:
            start_http_server(settings.metrics_port, addr=settings.host)
        except OSError:
            prefix = settings.model_config.get("env_prefix", "")
            message = (
                f"Port {settings.host}:{settings.metrics_port} of the figures is taken by another program. "
                f"Stop it or set {prefix}METRICS_PORT to a free port, or to 0 for none."
            )
            raise OSError(message) from None
    if settings.otlp_endpoint:
        # Imported here because it costs memory that a machine without a collector need not pay.
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter(
            endpoint=settings.otlp_endpoint, insecure=not settings.otlp_endpoint.startswith("https://")
        )
        trace.set_tracer_provider(tracer_provider(service, settings.traced_share, BatchSpanProcessor(exporter)))


def tracer_provider(service: str, traced_share: float, processor: SpanProcessor) -> TracerProvider:
    """Return what makes spans.

    Args:
        service: short name, e.g. "faq".
        traced_share: of the requests that come from outside, 0 to 1; a service follows the gateway's choice.
        processor: takes the spans.
    """
    provider = TracerProvider(
        sampler=_sampler(service, traced_share), resource=Resource.create({"service.name": f"okienko-{service}"})
    )
    provider.add_span_processor(processor)
    return provider


def _sampler(service: str, traced_share: float) -> Sampler:
    share = TraceIdRatioBased(traced_share)
    if service == "gateway":
        # The page begins a trace and asks for it to be kept; how many are is not for pages to say.
        return ParentBased(root=share, remote_parent_sampled=share)
    return ParentBased(root=share)
