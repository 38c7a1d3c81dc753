"""A bad wire: delays every packet and loses some, where the kernel has no netem.

`python cluster_wire.py NEAR FAR MILLISECONDS LOSS` joins two interfaces, packet by packet, until it is ended. It takes the
place of the bridge between them. Both need their offloads switched off (`without_offloads`), since what is larger than a packet
cannot be sent on.
"""

import asyncio
import ctypes
import fcntl
import random
import signal
import socket
import struct
import subprocess
import sys

from cluster_commands import run
from cluster_network import BRIDGE, Host, knows_netem

ALL_PROTOCOLS = 3
OUTGOING = 4
PACKET_BYTES = 65_536
SIOCETHTOOL = 0x8946
# Transmit checksums, scatter-gather, segmentation of TCP, generic segmentation and generic receive offload, of linux/ethtool.h.
OFFLOADS = (0x17, 0x19, 0x1F, 0x24, 0x2C)


def without_offloads(interface: str) -> None:
    """Let an interface send whole packets with whole checksums only."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for offload in OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", offload, 0))
            fcntl.ioctl(control, SIOCETHTOOL, struct.pack("16sP", interface.encode(), ctypes.addressof(value)))


async def join(near: str, far: str, seconds: float, loss: float, chance: random.Random) -> None:
    """Carry packets between two interfaces, both ways, for ever.

    Args:
        near: an interface.
        far: another one.
        seconds: how long a packet is on its way, each way.
        loss: share of packets that do not arrive, 0 to 1.
        chance: decides which.
    """
    loop = asyncio.get_running_loop()
    ends = [_open(near), _open(far)]

    def carry(source: socket.socket, destination: socket.socket) -> None:
        packet, (_, _, kind, *_) = source.recvfrom(PACKET_BYTES)
        if kind != OUTGOING and chance.random() >= loss:
            loop.call_later(seconds, destination.send, packet)

    loop.add_reader(ends[0], carry, ends[0], ends[1])
    loop.add_reader(ends[1], carry, ends[1], ends[0])
    await asyncio.Event().wait()


def _open(interface: str) -> socket.socket:
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    end.bind((interface, 0))
    end.setblocking(False)
    return end


class SlowRoad:
    """The way to a host, which can be made slow.

    Args:
        host: where it leads.
        milliseconds: what it costs more, there and back together.
        loss: share of packets that do not arrive, 0 to 1.
    """

    def __init__(self, host: Host, milliseconds: int, loss: float) -> None:
        self._host, self._milliseconds, self._loss = host, milliseconds, loss
        self._far = f"wire-{host.name}"
        self._wire: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Make it slow."""
        host, milliseconds, loss = self._host, self._milliseconds, self._loss
        if knows_netem():
            run(
                "tc",
                "qdisc",
                "add",
                "dev",
                host.cable,
                "root",
                "netem",
                "delay",
                f"{milliseconds}ms",
                "loss",
                f"{loss:%}",
            )
            return
        run("ip", "link", "add", self._far, "type", "veth", "peer", "name", f"{self._far}b")
        run("ip", "link", "set", host.cable, "nomaster")
        run("ip", "link", "set", f"{self._far}b", "master", BRIDGE, "up")
        for interface in (host.cable, self._far):
            run("ip", "link", "set", interface, "promisc", "on", "up")
        for command in (
            ["ip", "netns", "exec", host.name, sys.executable, __file__, "--plain", "eth0"],
            [sys.executable, __file__, "--plain", BRIDGE],
            [sys.executable, __file__, "--plain", f"{self._far}b"],
        ):
            run(*command)
        delay = str(milliseconds / 2_000)
        self._wire = subprocess.Popen([sys.executable, __file__, host.cable, self._far, delay, str(loss)])

    def close(self) -> None:
        """Make the way good again."""
        if self._wire is None:
            run("tc", "qdisc", "delete", "dev", self._host.cable, "root")
            return
        self._wire.send_signal(signal.SIGKILL)
        self._wire.wait()
        run("ip", "link", "delete", self._far)
        run("ip", "link", "set", self._host.cable, "master", BRIDGE)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--plain", interface]:
            without_offloads(interface)
        case [near, far, seconds, loss]:
            asyncio.run(join(near, far, float(seconds), float(loss), random.Random(7)))
