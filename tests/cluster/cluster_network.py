"""Hosts on one machine: network namespaces on a bridge, each with an address of its own.

Everything lies inside a network, mount and process namespace that `make test-cluster` opens, so nothing of it outlives the run,
however it ends.
"""

import os
import shutil
from pathlib import Path

from cluster_commands import ToolError, run

SUBNET = "10.77.0"
OWN_ADDRESS = f"{SUBNET}.1"
BRIDGE = "okienko0"
OUTSIDE_ADDRESS = f"{SUBNET}.2"
FIRST_HOST = 10
TOOLS = ("ip", "ss", "tc", "mount", "umount", "dnsmasq", "nginx")


def what_is_missing() -> str:
    """Return what keeps a cluster from being built here, as a sentence; empty when nothing does."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f"{', '.join(missing)} not installed: apt-get install iproute2 dnsmasq-base nginx-light."
    if os.getpid() != 1:
        return (
            "A cluster needs namespaces of its own: run `make test-cluster` as root, in a container with --privileged."
        )
    return ""


def open_network() -> "Network":
    """Build the bridge, and try whether hosts can stand on it.

    Raises:
        ToolError: this machine does not let a cluster be built; the sentence says why.
    """
    if missing := what_is_missing():
        raise ToolError(missing)
    try:
        network = Network()
        network.add_host().remove()
    except (ToolError, OSError) as error:
        reason = str(error).splitlines()[0]
        message = f"This machine does not let a cluster be built, which takes root and namespaces: {reason}"
        raise ToolError(message) from None
    return network


class Network:
    """A bridge and the hosts on it.

    Raises:
        ToolError: the machine forbids it.
    """

    def __init__(self) -> None:
        self._hosts = 0
        # Names of namespaces are files; these are of this run only.
        Path("/run/netns").mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "none", "/run/netns")
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "addr", "add", f"{OWN_ADDRESS}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        # Every host sends to it what is for an address that nobody here has: what would leave is seen and not only refused.
        self.way_out = Host("outside", OUTSIDE_ADDRESS)
        run("ip", "route", "add", "default", "via", OUTSIDE_ADDRESS)

    def add_host(self) -> "Host":
        """Add a host."""
        self._hosts += 1
        host = Host(f"h{self._hosts}", f"{SUBNET}.{FIRST_HOST + self._hosts}")
        run("ip", "-n", host.name, "route", "add", "default", "via", OUTSIDE_ADDRESS)
        return host


class Host:
    """One host: a namespace, a cable to the bridge, an address.

    Args:
        name: of the namespace.
        address: IPv4.
    """

    def __init__(self, name: str, address: str) -> None:
        self.name, self.address, self.cable = name, address, f"cable-{name}"
        run("ip", "netns", "add", name)
        run("ip", "link", "add", self.cable, "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", self.cable, "master", BRIDGE, "up")
        run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
        run("ip", "-n", name, "link", "set", "eth0", "up")
        run("ip", "-n", name, "link", "set", "lo", "up")

    def command(self, *command: str) -> list[str]:
        """Return a command that runs on this host."""
        return ["ip", "netns", "exec", self.name, *command]

    def cut_off(self) -> None:
        """Pull the cable out of the bridge's side."""
        run("ip", "link", "set", self.cable, "down")

    def plug_in(self) -> None:
        """Put the cable back."""
        run("ip", "link", "set", self.cable, "up")

    def remove(self) -> None:
        """Take the host away."""
        run("ip", "netns", "delete", self.name)


def knows_netem() -> bool:
    """Whether the kernel can delay and lose packets itself."""
    try:
        run("tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "0ms")
    except ToolError:
        return False
    run("tc", "qdisc", "delete", "dev", "lo", "root")
    return True
