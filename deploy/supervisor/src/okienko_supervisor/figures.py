"""Figures of running processes: fetched from their pages, added up, compared with those of a moment ago."""

import socket
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException

from prometheus_client.parser import text_string_to_metric_families

FETCH_SECONDS = 1.5

Labels = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Scrape:
    """What one copy of a service told at a moment.

    Attributes:
        at: seconds that grow.
        rows: value by name and labels.
    """

    at: float
    rows: Mapping[tuple[str, Labels], float]

    @classmethod
    def read(cls, page: str, at: float) -> "Scrape":
        """Read a page in Prometheus' text format.

        Raises:
            ValueError: it is none.
        """
        return cls(
            at,
            {
                (sample.name, frozenset(sample.labels.items())): sample.value
                for family in text_string_to_metric_families(page)
                for sample in family.samples
            },
        )

    def values(self, name: str, **wanted: str) -> list[float]:
        """Return the values of all rows of a name that have these labels."""
        return [
            value
            for (own, labels), value in self.rows.items()
            if own == name and wanted.items() <= dict(labels).items()
        ]

    def total(self, name: str, **wanted: str) -> float:
        """Return their sum."""
        return sum(self.values(name, **wanted))


@dataclass(frozen=True)
class Window:
    """Two moments of one copy: what has happened in between, and what is so now."""

    earlier: Scrape | None
    now: Scrape

    @property
    def seconds(self) -> float:
        """The time between; 0 where there is no earlier moment."""
        return self.now.at - self.earlier.at if self.earlier else 0.0

    def grown(self, name: str, **wanted: str) -> float:
        """Return by how much a counter has grown; since the start, where a copy has started in between."""
        now = self.now.total(name, **wanted)
        before = self.earlier.total(name, **wanted) if self.earlier else now
        return now - before if now >= before else now

    def buckets(self, name: str, **wanted: str) -> dict[float, float]:
        """Return how many observations of a histogram came in between, by upper bound."""
        bounds = {dict(labels)["le"] for own, labels in self.now.rows if own == f"{name}_bucket"}
        return {float(bound): self.grown(f"{name}_bucket", le=bound, **wanted) for bound in bounds}


def quantile(share: float, buckets: Iterable[Mapping[float, float]]) -> float | None:
    """Return the value below which this share of observations lies, as Prometheus reckons it; None where there are none.

    Args:
        share: e.g. 0.95.
        buckets: of each copy: observations up to each upper bound.
    """
    together: dict[float, float] = {}
    for own in buckets:
        for bound, count in own.items():
            together[bound] = together.get(bound, 0.0) + count
    bounds = sorted(together)
    if not bounds or together[bounds[-1]] <= 0:
        return None
    wanted = share * together[bounds[-1]]
    below, count_below = 0.0, 0.0
    for bound in bounds:
        count = together[bound]
        if count >= wanted:
            if bound == float("inf"):
                # The last bound that is a number: it took longer than that.
                return below
            return below + (bound - below) * (wanted - count_below) / max(count - count_below, 1e-9)
        below, count_below = bound, count
    return below


def addresses(target: str) -> list[str]:
    """Return the address of every copy behind "host:port"; none where the name is not known."""
    host, _, port = target.rpartition(":")
    try:
        found = socket.getaddrinfo(host, int(port), socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return []
    return sorted({f"{place[0]}:{port}" for *_, place in found if isinstance(place[0], str)})


def fetch(address: str, at: float) -> Scrape | None:
    """Ask one copy for its figures; None where it does not answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{address}/metrics", timeout=FETCH_SECONDS) as response:
            return Scrape.read(response.read().decode(), at)
    except (HTTPException, OSError, ValueError):
        return None


def fetch_all(targets: Mapping[str, str], at: float) -> dict[str, dict[str, Scrape]]:
    """Ask every copy of every service at once; those that do not answer are left out.

    Args:
        targets: service to "host:port" of its figures.
        at: the time now.

    Returns:
        Service to address to figures.
    """
    found: dict[str, Sequence[str]] = {service: addresses(target) for service, target in targets.items()}
    every = [(service, address) for service, listed in found.items() for address in listed]
    with ThreadPoolExecutor(max(len(every), 1)) as pool:
        scrapes = list(pool.map(lambda item: fetch(item[1], at), every))
    told: dict[str, dict[str, Scrape]] = {service: {} for service in targets}
    for (service, address), scrape in zip(every, scrapes, strict=True):
        if scrape is not None:
            told[service][address] = scrape
    return told
