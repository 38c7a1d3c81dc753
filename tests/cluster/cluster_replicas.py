"""Replicas of one service, each on a host of its own."""

import asyncio
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import grpc
from cluster_names import NameServer
from cluster_network import Host, Network
from cluster_profiles import SMALL, Profile
from cluster_services import METRICS_PORT, PORT, Service
from grpc_health.v1 import health_pb2, health_pb2_grpc

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
STOP_SECONDS = 20.0


class Replica:
    """One process on one host.

    Args:
        host: where it runs.
        command: what runs.
        variables: its settings.
        log: where its output goes.
    """

    def __init__(self, host: Host, command: list[str], variables: dict[str, str], log: Path) -> None:
        self.host, self._command, self._variables, self._log = host, command, variables, log
        self.process = self._open()

    @property
    def address(self) -> str:
        """Where it listens."""
        return self.host.address

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def wait(self) -> int:
        """Wait until it has ended; returns its status."""
        return self.process.wait(STOP_SECONDS)

    def restart(self) -> None:
        """Start it again on its host."""
        self.process = self._open()

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def calls(self) -> float:
        """Return how many calls it has answered, by its own page of figures."""
        return self._figure("okienko_rpc_seconds_count", "")

    def calls_with(self, status: str) -> float:
        """Return how many calls it has ended with a status."""
        return self._figure("okienko_rpc_seconds_count", f'status="{status}"')

    def repeated(self) -> float:
        """Return how many calls it has made again, after a failure or beside a silent one."""
        return self._figure("okienko_calls_repeated_total", "")

    def jobs(self, state: str) -> float:
        """Return how many films and readings it knows in a state; it looks every quarter of a minute."""
        return self._figure("okienko_faq_jobs", f'state="{state}"')

    def in_flight(self, method: str) -> float:
        """Return how many calls of a method it has in hand."""
        return self._figure("okienko_rpc_in_flight", method)

    def _figure(self, name: str, label: str) -> float:
        with urllib.request.urlopen(f"http://{self.address}:{METRICS_PORT}/metrics", timeout=5) as page:
            lines = page.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name}{{") and label in line)

    def last_words(self) -> str:
        """Return the end of its log."""
        return self._log.read_text(errors="replace")[-2000:]

    def _open(self) -> "subprocess.Popen[bytes]":
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("OKIENKO_")}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self.host.command(*self._command),
                cwd=REPOSITORY,
                env={**inherited, **self._variables},
                stdout=log,
                stderr=subprocess.STDOUT,
            )


class ReplicaSet:
    """All replicas of a service, and its name.

    Args:
        service: which.
        network: where the hosts are.
        names: where the name is kept.
        folder: what the replicas share, and their logs.
        profile: what they are run with.
    """

    def __init__(
        self, service: Service, network: Network, names: NameServer, folder: Path, profile: Profile = SMALL
    ) -> None:
        self.service, self._network, self._names, self.folder = service, network, names, folder
        self._profile = profile
        self.replicas: list[Replica] = []

    @property
    def target(self) -> str:
        """What a client is told."""
        return f"dns:///{self.service.name}:{PORT}"

    def add(self, *, is_named: bool = True) -> Replica:
        """Add a replica, wait until it is well, and then let the name lead to it, unless it is to stay apart."""
        host = self._network.add_host()
        variables = {
            **self.service.variables(host.address, self.folder),
            **self._profile.variables(self.service.name, host.address),
        }
        replica = Replica(host, self.service.command, variables, self.folder / f"{host.name}.log")
        self.replicas.append(replica)
        self.wait_until_well(replica)
        if is_named:
            self._names.add(self.service.name, host.address)
        return replica

    def wait_until_well(self, replica: Replica) -> None:
        """Wait until a replica says SERVING.

        Raises:
            RuntimeError: it did not; holds the end of its log.
        """
        ends = time.monotonic() + START_SECONDS
        address = f"{replica.address}:{self._profile.health_port}"
        with grpc.insecure_channel(address, [("grpc.max_reconnect_backoff_ms", 500)]) as channel:
            check = health_pb2_grpc.HealthStub(channel).Check
            request = health_pb2.HealthCheckRequest(service=self.service.full_name)
            while time.monotonic() < ends and replica.process.poll() is None:
                try:
                    if check(request, timeout=2.0).status == health_pb2.HealthCheckResponse.SERVING:
                        return
                except grpc.RpcError:
                    pass
                time.sleep(0.1)
        status = replica.process.poll()
        end = f"after {START_SECONDS:g} s" if status is None else f"but ended with status {status}"
        message = f"A replica of {self.service.name} was not ready {end}:\n{replica.last_words()}"
        raise RuntimeError(message)

    def remove(self, replica: Replica) -> None:
        """Take a replica and its host away."""
        self._names.remove(self.service.name, replica.address)
        replica.stop()
        replica.host.remove()
        self.replicas.remove(replica)

    def resize(self, count: int) -> None:
        """Add or take away replicas until there are so many."""
        while len(self.replicas) < count:
            self.add()
        while len(self.replicas) > count:
            self.remove(self.replicas[-1])

    def close(self) -> None:
        """End everything."""
        for replica in list(self.replicas):
            self.remove(replica)


async def end_and_revive(
    victim: Replica, harm: signal.Signals, wait_until_well: Callable[[Replica], None], seconds: float = 2.0
) -> None:
    """Let callers feel for some seconds that a replica ends, and that it comes back; they should call since before."""
    await asyncio.sleep(1.0)
    victim.signal(harm)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(victim.wait)
    victim.restart()
    await asyncio.to_thread(wait_until_well, victim)
    await asyncio.sleep(1.0)
