"""The client side: one channel for each service, balanced, health-checked, quick to find new replicas."""

import json

import grpc


def open_channel(target: str, service_name: str) -> grpc.aio.Channel:
    """Open a channel to every replica behind a name.

    Args:
        target: "dns:///recognition:50051" or "127.0.0.1:50051".
        service_name: full name in the contract; replicas that say NOT_SERVING for it get no calls.

    Every call must carry its own `timeout=`: time-outs in a service config fire about a second early (grpcio 1.85.1).
    """
    service_config = {
        "loadBalancingConfig": [{"round_robin": {}}],
        "healthCheckConfig": {"serviceName": service_name},
        "methodConfig": [
            {
                "name": [{"service": service_name}],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.05s",
                    "maxBackoff": "0.5s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ],
    }
    return grpc.aio.insecure_channel(
        target,
        options=[
            ("grpc.service_config", json.dumps(service_config)),
            ("grpc.dns_min_time_between_resolutions_ms", 2_000),
            # A service that was restarted is found within a second rather than after the default two minutes.
            ("grpc.initial_reconnect_backoff_ms", 200),
            ("grpc.max_reconnect_backoff_ms", 1_000),
            ("grpc.enable_http_proxy", 0),
        ],
    )
