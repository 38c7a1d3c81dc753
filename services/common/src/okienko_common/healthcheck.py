"""Container probe: `python -m okienko_common.healthcheck 127.0.0.1:50051 okienko.faq.v1.FaqService`."""

import sys

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from okienko_common.tls import process_tls


def is_serving(target: str, service_name: str, timeout_seconds: float = 2.0) -> bool:
    """Ask a service for its health; an unreachable one is not serving."""
    options = [("grpc.enable_http_proxy", 0)]
    tls = process_tls()
    opened = grpc.secure_channel(target, tls.credentials, options) if tls else grpc.insecure_channel(target, options)
    with opened as channel:
        try:
            response = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(service=service_name), timeout=timeout_seconds
            )
        except grpc.RpcError:
            return False
    return bool(response.status == health_pb2.HealthCheckResponse.SERVING)


if __name__ == "__main__":
    sys.exit(0 if is_serving(sys.argv[1], sys.argv[2]) else 1)
