"""Names with an address for each replica, as a headless Kubernetes service has them."""

import re
import signal
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from cluster_commands import run

_QUERY = re.compile(r" query\[\w+\] (\S+) from ")


def hosts_file(names: Mapping[str, Sequence[str]]) -> str:
    """Return the file that dnsmasq answers from."""
    return "".join(f"{address} {name}\n" for name, addresses in names.items() for address in addresses)


def asked_names(lines: Sequence[str]) -> set[str]:
    """Return the names that dnsmasq's log says it was asked for; addresses that somebody wants a name for are none."""
    asked = {match[1].lower() for line in lines if (match := _QUERY.search(line))}
    return {name for name in asked if not name.endswith(".in-addr.arpa")}


class NameServer:
    """Answers for the cluster's names, on the cluster's own address.

    Args:
        folder: for its files.
        address: where it listens.
        known: names that may be asked for, whether or not somebody has them now.
    """

    def __init__(self, folder: Path, address: str, known: Collection[str]) -> None:
        self._known = known
        self._names: dict[str, list[str]] = {}
        self._hosts = folder / "hosts"
        self._hosts.write_text("")
        self._asked, self._read = folder / "asked", 0
        resolver = folder / "resolv.conf"
        resolver.write_text(f"nameserver {address}\n")
        run("mount", "--bind", str(resolver), "/etc/resolv.conf")
        options = [
            "--keep-in-foreground",
            "--no-resolv",
            "--no-hosts",
            "--bind-interfaces",
            "--user=root",
            "--pid-file=",
            "--log-queries",
            f"--log-facility={self._asked}",
        ]
        self._process = subprocess.Popen(
            ["dnsmasq", *options, f"--addn-hosts={self._hosts}", f"--listen-address={address}"]
        )

    def add(self, name: str, address: str) -> None:
        """Let a name lead to one address more."""
        self._names.setdefault(name, []).append(address)
        self._publish()

    def remove(self, name: str, address: str) -> None:
        """Take an address from a name, if it leads there."""
        if address in self._names.get(name, []):
            self._names[name].remove(address)
            self._publish()

    def strangers(self) -> list[str]:
        """Return the names that were asked for since the last look and are none of the cluster's, each once."""
        lines = self._asked.read_text(encoding="utf-8").splitlines()
        asked, self._read = asked_names(lines[self._read :]), len(lines)
        return sorted(name for name in asked if name.rsplit(".", 1)[-1] not in self._known)

    def close(self) -> None:
        """Stop answering."""
        self._process.terminate()
        self._process.wait()
        run("umount", "/etc/resolv.conf")

    def _publish(self) -> None:
        self._hosts.write_text(hosts_file(self._names))
        self._process.send_signal(signal.SIGHUP)
