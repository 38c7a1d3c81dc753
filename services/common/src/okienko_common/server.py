"""Starting, warming, serving and draining a gRPC service."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from okienko_common.interceptors import CallInterceptor
from okienko_common.logs import configure_logs, get_logger
from okienko_common.metrics import SERVING as SERVING_FIGURE
from okienko_common.settings import ServiceSettings
from okienko_common.telemetry import configure_telemetry
from okienko_common.tls import TlsSettings, process_tls

log = get_logger(__name__)

Register = Callable[[grpc.aio.Server], None]
Hook = Callable[[], Awaitable[None]]

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING

OPTIONS = [
    # Two processes on one port would share its calls in secret; the second must fail instead.
    ("grpc.so_reuseport", 0),
    # Clients look again for new replicas when a connection ends.
    ("grpc.max_connection_age_ms", 20_000),
    ("grpc.max_connection_age_grace_ms", 600_000),
    ("grpc.max_receive_message_length", 1024 * 1024),
    # Clients ping every two seconds to notice a frozen or cut-off replica; by default the third ping ends the connection.
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 1_000),
    ("grpc.http2.max_ping_strikes", 0),
    ("grpc.keepalive_permit_without_calls", 1),
]


class RunningServer:
    """A started server: its port, its health, its end."""

    def __init__(
        self,
        server: grpc.aio.Server,
        checks: health.aio.HealthServicer,
        service_name: str,
        port: int,
        probes: grpc.aio.Server | None = None,
    ) -> None:
        self._server = server
        self._probes = probes
        self._checks = checks
        self._service_name = service_name
        self.port = port

    async def set_serving(self) -> None:
        """Tell clients that calls are welcome."""
        for name in ("", self._service_name):
            await self._checks.set(name, SERVING)
        SERVING_FIGURE.set(1)

    async def stop(self, pause_seconds: float, grace_seconds: float) -> None:
        """Say 'not serving', wait for clients to turn away, let running calls finish, stop."""
        SERVING_FIGURE.set(0)
        await self._checks.enter_graceful_shutdown()
        await asyncio.sleep(pause_seconds)
        await self._server.stop(grace_seconds)
        if self._probes:
            await self._probes.stop(0)


async def start_server(settings: ServiceSettings, service_name: str, register: Register) -> RunningServer:
    """Start serving with health NOT_SERVING.

    Raises:
        OSError: the port is taken, or the certificates cannot be used; the sentence names the variable.
    """
    server = grpc.aio.server(interceptors=[CallInterceptor()], options=OPTIONS)
    checks = health.aio.HealthServicer()
    # Its "" entry starts as SERVING (measured on 1.85.1).
    for name in ("", service_name):
        await checks.set(name, NOT_SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    register(server)
    if settings.reflection:
        reflection.enable_server_reflection((service_name, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    address = f"{settings.host}:{settings.port}"
    tls = process_tls()
    try:
        port = server.add_secure_port(address, tls.server_credentials()) if tls else server.add_insecure_port(address)
    except RuntimeError:
        prefix = settings.model_config.get("env_prefix", "")
        message = f"Port {address} is taken by another program. Stop it or set {prefix}PORT to a free port."
        raise OSError(message) from None
    await server.start()
    probes = await _start_probes(checks, settings.host) if tls else None
    return RunningServer(server, checks, service_name, port, probes)


async def _start_probes(checks: health.aio.HealthServicer, host: str) -> grpc.aio.Server | None:
    """Answer health checks, and nothing else, without TLS: Kubernetes' own probes know none."""
    port = TlsSettings().probe_port
    if not port:
        return None
    server = grpc.aio.server(options=OPTIONS)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    try:
        server.add_insecure_port(f"{host}:{port}")
    except RuntimeError:
        raise OSError(
            f"Port {host}:{port} is taken by another program. Set OKIENKO_TLS_PROBE_PORT to a free port."
        ) from None
    await server.start()
    return server


async def serve(
    settings: ServiceSettings, service_name: str, register: Register, warm_up: Hook, close: Hook | None = None
) -> None:
    """Serve until SIGTERM or SIGINT; healthy only after `warm_up` has returned.

    Args:
        settings: the service's settings.
        service_name: full name in the contract, e.g. "okienko.faq.v1.FaqService".
        register: adds the servicer to the server.
        warm_up: loads what the service needs and answers one call with it.
        close: frees what the service holds, after the last call.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    running = await start_server(settings, service_name, register)
    warming = asyncio.create_task(_warm(running, warm_up))
    stopping = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({warming, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if warming.done():
            warming.result()
            log.info("serving", port=running.port)
            await stopping
    finally:
        log.info("stopping")
        for task in (warming, stopping):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        await running.stop(settings.drain_pause_seconds, settings.drain_seconds)
        if close:
            await close()


async def _warm(running: RunningServer, warm_up: Hook) -> None:
    await warm_up()
    await running.set_serving()


def run_service(
    settings: ServiceSettings, service_name: str, register: Register, warm_up: Hook, close: Hook | None = None
) -> None:
    """Configure logs and telemetry and serve until told to stop; the last line of every `__main__`.

    Raises:
        SystemExit: the service could not start; the reason is printed as a sentence.
    """
    service = service_name.split(".")[1]
    configure_logs(service, settings.log_level, settings.log_format)
    try:
        configure_telemetry(service, settings)
        asyncio.run(serve(settings, service_name, register, warm_up, close))
    except OSError as error:
        raise SystemExit(f"{service}: {error}") from error
