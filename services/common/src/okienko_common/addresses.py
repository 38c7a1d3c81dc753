"""Where the replicas behind a target are."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """What a setting names.

    Args:
        host: a name with an address for each replica; empty when the addresses are given.
        port: of every replica.
        addresses: as gRPC takes them, where they are given.
    """

    host: str
    port: int
    addresses: tuple[str, ...]


def parse_target(target: str) -> Target:
    """Read "dns:///recognition:50052", "recognition:50052", "10.0.0.1:50052" or "ipv4:10.0.0.1:50052,10.0.0.2:50052"."""
    if target.startswith("ipv4:"):
        return Target("", 0, tuple(target.removeprefix("ipv4:").split(",")))
    host, _, port = target.removeprefix("dns:").lstrip("/").rpartition(":")
    if not host or not port.isdecimal() or target.startswith(("unix:", "ipv6:")):
        return Target("", 0, (target,))
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return Target(host, int(port), ())
    return Target("", 0, (f"{host}:{port}",))


async def look_up(target: Target) -> Sequence[str]:
    """Return the addresses behind the name at the moment, sorted; none where the name or its server is unknown."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    hosts = {f"[{place[0]}]" if family == socket.AF_INET6 else str(place[0]) for family, _, _, _, place in found}
    return sorted(f"{host}:{target.port}" for host in hosts)
