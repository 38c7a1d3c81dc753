"""The replicas behind one name: found, probed, chosen from.

grpcio's own `round_robin` spreads calls well but knows nothing of time: a replica that is frozen or 100 ms slower keeps its share,
and its `outlier_detection` counts failures only. So every replica has a channel of its own, and the choice is made here.
"""

import asyncio
import contextlib
import json
import math
import random
import time
from collections.abc import Collection, Sequence

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from okienko_common.addresses import Target, look_up
from okienko_common.logs import get_logger
from okienko_common.tls import Tls, open_connection, process_tls

log = get_logger(__name__)

LOOK_UP_SECONDS = 2.0
PROBE_SECONDS = 1.0
PROBE_TIMEOUT_SECONDS = 0.5
REMEMBERED_PROBES = 3
# A replica is an outlier whose fastest probe of three took longer than `RATIO` times the best replica's and this.
OUTLIER_SECONDS, OUTLIER_RATIO = 0.03, 3.0
# Calls in a row that failed or had no answer in good time, after which a replica is avoided until it answers a probe.
MOST_UNANSWERED = 3

OPTIONS = [
    # A service that was restarted is found within a second rather than after the default two minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    # Bounds an attempt to connect too: a host that was cut off swallows it for 20 s by default.
    ("grpc.min_reconnect_backoff_ms", 2_000),
    # A frozen or cut-off replica keeps its connection; these pings end it, and with it streams that wait in vain.
    ("grpc.keepalive_time_ms", 2_000),
    ("grpc.keepalive_timeout_ms", 1_500),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.enable_http_proxy", 0),
]


class Replica:
    """One process, its channel, and what is known of it."""

    def __init__(self, address: str, service_name: str, host: str = "", tls: Tls | None = None) -> None:
        self.address = address
        self._tls = tls
        # Round robin over one address: `pick_first` does not follow the health service.
        config = {"loadBalancingConfig": [{"round_robin": {}}], "healthCheckConfig": {"serviceName": service_name}}
        options = [("grpc.service_config", json.dumps(config)), *OPTIONS]
        self.channel, self._credentials = open_connection(tls, address, options, host)
        self.in_flight = 0
        self.unanswered = 0
        self._probes: tuple[float, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it is connected and says SERVING."""
        return self.channel.get_state(try_to_connect=True) is grpc.ChannelConnectivity.READY

    @property
    def is_current(self) -> bool:
        """Whether it is connected with certificates that have not been replaced since."""
        return self._tls is None or self._tls.credentials is self._credentials

    @property
    def delay(self) -> float:
        """Seconds that it takes to answer nothing, at best; the load on it hardly shows, its way does."""
        return min(self._probes, default=0.0)

    async def probe(self) -> None:
        """Ask it how it is and note how long that took."""
        started = time.perf_counter()
        try:
            await health_pb2_grpc.HealthStub(self.channel).Check(
                health_pb2.HealthCheckRequest(), timeout=PROBE_TIMEOUT_SECONDS
            )
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
                self.remember(math.inf)
            return
        self.remember(time.perf_counter() - started)
        self.unanswered = 0

    def remember(self, seconds: float) -> None:
        """Note how long a probe took."""
        self._probes = (*self._probes[1 - REMEMBERED_PROBES :], seconds)


class Replicas:
    """Follows the replicas behind a target and chooses among them.

    Args:
        target: where they are.
        service_name: full name in the contract; replicas that say NOT_SERVING for it get no calls.
    """

    def __init__(self, target: Target, service_name: str) -> None:
        self._target, self._service_name = target, service_name
        self._tls = process_tls()
        self._known: dict[str, Replica] = {}
        # Connections with new certificates, until they are ready to take over.
        self._successors: dict[str, Replica] = {}
        self._turn = random.randrange(1_000)  # noqa: S311  (spreads load, hides nothing)
        self._unresolved: Replica | None = None
        self._resolved = asyncio.Event()
        self._retiring: set[asyncio.Task[None]] = set()
        if target.addresses:
            self._update(target.addresses)
            self._resolved.set()
        self._following = asyncio.get_running_loop().create_task(self._follow())

    @property
    def known(self) -> Sequence[Replica]:
        """All that are known."""
        return list(self._known.values())

    @property
    def ready(self) -> int:
        """How many take calls."""
        return sum(replica.is_ready for replica in self._known.values())

    async def resolved(self, seconds: float) -> None:
        """Wait until the name has been looked up, so long at most."""
        if not self._resolved.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._resolved.wait(), seconds)

    def choose(self, tried: Collection[Replica] = ()) -> Replica:
        """Return the replica for a call: of those that are ready and quick the one with least in hand, in turns where several have.

        Turns alone leave a processor idle while another copy has two calls waiting: of translations, four callers a copy, 95 %
        came back 1.4 to 1.6 times as late from two copies as from one, and 1.04 to 1.10 times chosen so (a core each, 2026-11-28).

        Args:
            tried: replicas that have failed this call; chosen only when there is no other.

        Returns:
            Any replica when none is ready, and the target itself when none is known, so that the caller hears what is wrong.
        """
        every = list(self._known.values())
        if len(every) == 1:
            return every[0]
        ready = [replica for replica in every if replica.is_ready]
        fit = self.fit(ready)
        candidates = [one for one in fit if one not in tried] or [one for one in ready if one not in tried] or fit
        if not candidates:
            candidates = [one for one in every if one not in tried] or every
        if not candidates:
            self._unresolved = self._unresolved or self._replica(f"dns:///{self._target.host}:{self._target.port}")
            return self._unresolved
        self._turn += 1
        turn = self._turn % len(candidates)
        return min((*candidates[turn:], *candidates[:turn]), key=lambda one: one.in_flight)

    def has_other(self, than: Replica) -> bool:
        """Whether another replica is ready and quick."""
        return any(one is not than for one in self.fit([one for one in self._known.values() if one.is_ready]))

    @staticmethod
    def fit(ready: Sequence[Replica]) -> list[Replica]:
        """Leave out those that are slow or silent, at most half of them."""
        best = min((one.delay for one in ready), default=0.0)
        limit = OUTLIER_RATIO * best + OUTLIER_SECONDS
        out = [one for one in ready if one.delay > limit or one.unanswered >= MOST_UNANSWERED]
        out.sort(key=lambda one: (one.unanswered >= MOST_UNANSWERED, one.delay), reverse=True)
        left_out = out[: len(ready) // 2]
        return [one for one in ready if one not in left_out]

    async def close(self, grace: float | None) -> None:
        """Close every channel."""
        self._following.cancel()
        await asyncio.gather(self._following, *self._retiring, return_exceptions=True)
        opened = [*self._known.values(), *self._successors.values(), *([self._unresolved] if self._unresolved else [])]
        for replica in opened:
            await replica.channel.close(grace)
        self._known.clear()

    async def _follow(self) -> None:
        next_look_up = 0.0
        while True:
            now = time.monotonic()
            try:
                if self._target.host and now >= next_look_up:
                    next_look_up = now + LOOK_UP_SECONDS
                    self._update(await look_up(self._target))
                    self._resolved.set()
                self._renew()
                if len(self._known) > 1:
                    ready = [one for one in self._known.values() if one.is_ready]
                    await asyncio.gather(*(one.probe() for one in ready))
            except Exception as error:  # noqa: BLE001  (whatever it was, replicas must be followed on)
                log.warning("replicas cannot be followed", service=self._service_name, error=type(error).__name__)
            await asyncio.sleep(PROBE_SECONDS)

    def _update(self, addresses: Sequence[str]) -> None:
        # A name server that is away for a moment takes no replica with it.
        if not addresses:
            return
        for address in addresses:
            if address not in self._known:
                replica = self._known[address] = self._replica(address)
                replica.channel.get_state(try_to_connect=True)
        for address in set(self._known) - set(addresses):
            self._retire(self._known.pop(address))

    def _renew(self) -> None:
        """Connect anew where certificates have been replaced; the old connection serves until the new one is ready."""
        for address, replica in list(self._known.items()):
            if replica.is_current:
                continue
            successor = self._successors.get(address)
            if successor and not successor.is_current:
                self._retire(successor)
                successor = None
            if successor is None:
                successor = self._successors[address] = self._replica(address)
            if successor.is_ready:
                self._known[address] = self._successors.pop(address)
                self._retire(replica)

    def _replica(self, address: str) -> Replica:
        return Replica(address, self._service_name, self._target.host, self._tls)

    def _retire(self, replica: Replica) -> None:
        task = asyncio.get_running_loop().create_task(_retire(replica))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


async def _retire(replica: Replica) -> None:
    """Close the channel of a replica that is no more, once its calls are over."""
    try:
        while replica.in_flight:  # noqa: ASYNC110  (nobody waits for this)
            await asyncio.sleep(PROBE_SECONDS)
    finally:
        await replica.channel.close(None)
