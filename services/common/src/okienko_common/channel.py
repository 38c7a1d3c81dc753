"""The client side: one channel for each service, balanced, health-checked, quick to find new replicas."""

import asyncio
from collections.abc import Sequence
from typing import Any, Self

import grpc

from okienko_common.addresses import parse_target
from okienko_common.budget import Budget
from okienko_common.calls import MakeStub, Method, SendingCallable, StreamCallable, UnaryCallable
from okienko_common.replicas import Replica, Replicas

# A replica that dies takes all its calls at once, so the burst is larger than what may be repeated for long.
RETRY_SHARE, RETRY_BURST = 0.2, 100
HEDGE_SHARE, HEDGE_BURST = 0.05, 20
READY_POLL_SECONDS = 0.02


def open_channel(target: str, service_name: str) -> grpc.aio.Channel:
    """Open a channel to every replica behind a name; inside a running event loop.

    Args:
        target: "dns:///recognition:50051", "127.0.0.1:50051" or "ipv4:10.0.0.1:50051,10.0.0.2:50051".
        service_name: full name in the contract; replicas that say NOT_SERVING for it get no calls.

    Every call must carry its own `timeout=`: time-outs in a service config fire about a second early (grpcio 1.85.1).
    """
    return BalancedChannel(target, service_name)


class BalancedChannel(grpc.aio.Channel):
    """A channel as grpcio's stubs take it, whose calls are shared among the replicas."""

    def __init__(self, target: str, service_name: str) -> None:
        self._replicas = Replicas(parse_target(target), service_name)
        self._retries, self._hedges = Budget(RETRY_SHARE, RETRY_BURST), Budget(HEDGE_SHARE, HEDGE_BURST)

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    async def close(self, grace: float | None = None) -> None:
        """Close the connections; calls still running after `grace` seconds are cancelled."""
        await self._replicas.close(grace)

    def ready_replicas(self) -> int:
        """Return how many replicas take calls."""
        return self._replicas.ready

    @property
    def replicas(self) -> Sequence[Replica]:
        """The replicas that are known."""
        return self._replicas.known

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:  # noqa: ARG002  (it always tries)
        """Return READY when a replica is, else CONNECTING."""
        is_ready = self._replicas.ready > 0
        return grpc.ChannelConnectivity.READY if is_ready else grpc.ChannelConnectivity.CONNECTING

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """Wait until the state is another one."""
        while self.get_state() is last_observed_state:  # noqa: ASYNC110  (grpcio tells of no change but by asking)
            await asyncio.sleep(READY_POLL_SECONDS)

    async def channel_ready(self) -> None:
        """Wait until a replica is ready."""
        await self.wait_for_state_change(grpc.ChannelConnectivity.CONNECTING)

    def unary_unary(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Return the callable of a method."""
        return self._callable(UnaryCallable, method, lambda one: one.unary_unary(method, *arguments, **options))

    def unary_stream(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Return the callable of a method."""
        return self._callable(StreamCallable, method, lambda one: one.unary_stream(method, *arguments, **options))

    def stream_unary(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Return the callable of a method."""
        return self._callable(SendingCallable, method, lambda one: one.stream_unary(method, *arguments, **options))

    def stream_stream(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Return the callable of a method."""
        return self._callable(SendingCallable, method, lambda one: one.stream_stream(method, *arguments, **options))

    def _callable(self, kind: type[Method], method: str, make_stub: MakeStub) -> Method:
        return kind(method, self._replicas, make_stub, self._retries, self._hedges)
