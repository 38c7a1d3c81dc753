"""Sees what tries to leave: packets to an address that nobody of the test has.

Where it is started in a network namespace with nothing in it, `watched_network` gives it a way out that leads nowhere, so that what
would have gone out is seen instead of failing unseen.
"""

import fcntl
import ipaddress
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_EVERY_KIND, _IPV4, _IPV6 = 0x0003, 0x0800, 0x86DD
_MOST = 100_000
_BUFFER_BYTES = 4_000_000
# Of linux/sockios.h and linux/if.h.
_SIOCGIFFLAGS, _IFF_UP = 0x8913, 1
# Of linux/if_packet.h.
_SOL_PACKET, _PACKET_STATISTICS = 263, 6
_STRANGER = "198.51.100.7"
_WAY_OUT, _NOWHERE = "okienko-out", "okienko-nowhere"


class Watch:
    """Hears an interface.

    Args:
        interface: by its name.
        own: addresses that packets may go to.

    Raises:
        PermissionError: it takes root.
    """

    def __init__(self, interface: str, own: str = "127.0.0.0/8") -> None:
        self._own = ipaddress.ip_network(own)
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERY_KIND))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        self._socket.bind((interface, 0))
        self._socket.setblocking(False)

    def strangers(self) -> list[str]:
        """Return the addresses that packets were sent to since the last look, each once.

        Raises:
            RuntimeError: so much was to be heard that some of it was lost.
        """
        found = set()
        for _ in range(_MOST):
            try:
                packet, (_, kind, *_) = self._socket.recvfrom(256)
            except BlockingIOError:
                break
            if address := destination(packet, kind):
                found.add(address)
        _, lost = struct.unpack("II", self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8))
        if lost:
            message = f"{lost} packets were not looked at."
            raise RuntimeError(message)
        return sorted(str(one) for one in found if one not in self._own)

    def close(self) -> None:
        """Stop hearing."""
        self._socket.close()


def destination(packet: bytes, kind: int) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return where a packet of a kind (EtherType) goes; None for what a kernel says to its neighbours by itself."""
    if kind == _IPV4:
        four = ipaddress.IPv4Address(packet[16:20])
        return None if four.is_multicast or int(four) == 2**32 - 1 else four
    if kind == _IPV6:
        six = ipaddress.IPv6Address(packet[24:40])
        return None if six.is_multicast or six.is_link_local else six
    return None


def sent_outside(watch: Watch | None) -> list[str]:
    """Return a sentence for each address that something was sent to; none where nothing is watched."""
    return [f"Something was sent to {address}." for address in (watch.strangers() if watch else [])]


def prove_that_packets_are_seen(watch: Watch, through: Sequence[str] = ()) -> None:
    """Send a packet away, to an address of nobody (RFC 5737), and see that it is seen.

    Args:
        watch: that should see it.
        through: the beginning of a command that runs elsewhere, on another host.
    """
    sending = "import socket, sys; socket.socket(type=socket.SOCK_DGRAM).sendto(b'control', (sys.argv[1], 9))"
    subprocess.run([*through, sys.executable, "-c", sending, _STRANGER], check=True)
    assert watch.strangers() == [_STRANGER], "A packet that the test sent away itself was not seen."


def _is_up(interface: str) -> bool:
    """Whether an interface is in use; some kernels put unused tunnels into every network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        answer = fcntl.ioctl(control, _SIOCGIFFLAGS, struct.pack("16sH14x", interface.encode(), 0))
    (flags,) = struct.unpack("16xH14x", answer)
    return bool(flags & _IFF_UP)


@contextmanager
def watched_network() -> Iterator[Watch | None]:
    """Open a way out that leads nowhere and hear it; None, with a sentence, where this is not in a namespace of its own."""
    if any(_is_up(name) for _, name in socket.if_nameindex() if name != "lo"):
        sys.stderr.write(
            "Connections to the outside are not watched: `unshare --net` or `ip` (iproute2) is not to be had.\n"
        )
        yield None
        return
    # The neighbour is written down, for nobody is there to say where it is (addresses of RFC 5737).
    for command in (
        "link set lo up",
        f"link add {_WAY_OUT} type veth peer name {_NOWHERE}",
        f"addr add 192.0.2.1/24 dev {_WAY_OUT}",
        f"link set {_WAY_OUT} up",
        f"link set {_NOWHERE} up",
        f"neigh add 192.0.2.254 lladdr 02:00:00:00:00:01 dev {_WAY_OUT}",
        f"route add default via 192.0.2.254 dev {_WAY_OUT}",
    ):
        subprocess.run(["ip", *command.split()], check=True)
    watch = Watch(_NOWHERE)
    try:
        prove_that_packets_are_seen(watch)
        yield watch
    finally:
        watch.close()
