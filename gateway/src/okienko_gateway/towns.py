"""Which town a request is for: by the host that it names, or by a path that begins with /t/<town>/."""

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import grpc
from okienko.faq.v1 import towns_pb2
from okienko_common.logs import get_logger
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from okienko_gateway.neighbours import Neighbours
from okienko_gateway.requests import choose_town

log = get_logger(__name__)

TOWN_KEY = "okienko.town"
"""Where a connection's scope names the town that it is for; empty for the default one."""
FRESH_SECONDS = 2.0
LIST_SECONDS = 2.0
# Copies of the answers service look for folders each by itself, every two seconds, and prepare a new town's search for about ten; one
# whose disk or database is away lacks a town for longer, which the others serve. Of two, both are asked within this time but in one
# case of 32,000, if chance decides.
KEPT_SECONDS = 30.0
_PATH = re.compile(r"/t/([a-z0-9]+(?:-[a-z0-9]+)*)(/.*)?")


@dataclass(frozen=True, slots=True)
class Known:
    """The towns that were served a moment ago."""

    towns: Mapping[str, towns_pb2.Town] = field(default_factory=dict)
    """By identifier; the default one by "", too."""
    by_host: Mapping[str, str] = field(default_factory=dict)
    contested: frozenset[tuple[str, str, str]] = frozenset()
    """Host, the town that has it, and another that names it, too."""

    @classmethod
    def of(
        cls,
        response: towns_pb2.ListTownsResponse,
        kept: Sequence[towns_pb2.Town] = (),
        holders: Mapping[str, str] | None = None,
    ) -> "Known":
        """Read a list, and keep towns beside it; which is the default one the list says first.

        A host is the town's that has it in `holders` while that town names it, else the first's by name: no town takes
        another's page by writing its host into its own town.yaml.
        """
        default = next((town for town in (*response.towns, *kept) if town.is_default), None)
        every = [*kept, *response.towns]
        towns = {town.town_id: town for town in every} | ({"": default} if default else {})
        claims = _claims(every)
        before = holders or {}
        by_host = {host: before[host] if before.get(host) in named else named[0] for host, named in claims.items()}
        contested = {
            (host, by_host[host], town) for host, named in claims.items() for town in named if town != by_host[host]
        }
        return cls(towns, by_host, frozenset(contested))

    def key(self, town: str) -> str:
        """Return how a town is named inside: the default one by "", as where there is only one."""
        known, default = self.towns.get(town), self.towns.get("")
        return "" if known is None or (default and default.town_id == town) else town


class TownBook:
    """Knows the towns; asks the answers service again when what it knows is two seconds old.

    A new town is served at once; one is given up when no answer, whichever copy it came from, has had it for a while.
    """

    def __init__(self, neighbours: Neighbours, clock: Callable[[], float] = time.monotonic) -> None:
        self._stub = neighbours.towns
        self._clock = clock
        self._known = Known()
        self._listed_at: dict[str, float] = {}
        self._asked_at = -FRESH_SECONDS
        self._asking: asyncio.Task[None] | None = None

    @property
    def known(self) -> Known:
        """What was heard last; empty until the answers service has been heard, which then answers for one town."""
        return self._known

    def identifier(self, town: str) -> str:
        """Return a town's identifier; "" is the default one."""
        known = self._known.towns.get(town)
        return known.town_id if known else town

    def limits(self, town: str) -> towns_pb2.TownLimits | None:
        """Return what a town sets for itself; "" is the default one."""
        known = self._known.towns.get(town)
        return known.limits if known else None

    async def current(self) -> Known:
        """Return the towns; waits only while nothing is known yet, and never for a service that is away."""
        if self._asking is None and self._clock() - self._asked_at >= FRESH_SECONDS:
            self._asked_at = self._clock()
            self._asking = asyncio.create_task(self._ask())
        if self._asking and not self._known.towns:
            await asyncio.shield(self._asking)
        return self._known

    async def _ask(self) -> None:
        try:
            response = await self._stub.ListTowns(towns_pb2.ListTownsRequest(), timeout=LIST_SECONDS)
        except grpc.aio.AioRpcError as error:
            log.debug("the towns cannot be asked for now", code=error.code().name)
        else:
            self._hear(response)
        finally:
            self._asking = None

    def _hear(self, response: towns_pb2.ListTownsResponse) -> None:
        now = self._clock()
        self._listed_at |= {town.town_id: now for town in response.towns}
        self._listed_at = {town: at for town, at in self._listed_at.items() if now - at < KEPT_SECONDS}
        lacking = self._listed_at.keys() - {town.town_id for town in response.towns}
        before = self._known
        self._known = Known.of(response, [before.towns[town] for town in lacking], before.by_host)
        for host, town, other in sorted(self._known.contested - before.contested):
            log.warning("two towns name one host; the first keeps it", host=host, town=town, other_town=other)


class TownSelection:
    """ASGI middleware: finds the town, notes it for limits and calls to the services, and takes it off the path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or socket."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        known = await scope["app"].state.context.towns.current()
        if named := _PATH.fullmatch(scope["path"]):
            town, path = named[1], named[2] or "/"
            # The path of a town that is not served stays as it is, and leads nowhere.
            if town in known.towns:
                scope["path"], scope["raw_path"] = path, path.encode()
        else:
            town = known.by_host.get(_host(scope), "") if known.by_host else ""
        key = known.key(town)
        choose_town(key)
        scope[TOWN_KEY] = key
        await self._app(scope, receive, send)


def _claims(towns: Iterable[towns_pb2.Town]) -> dict[str, list[str]]:
    """Return the towns that name each host, in order."""
    named: dict[str, set[str]] = {}
    for town in towns:
        for host in town.hosts:
            named.setdefault(host, set()).add(town.town_id)
    return {host: sorted(claiming) for host, claiming in named.items()}


def _host(scope: Scope) -> str:
    return Headers(scope=scope).get("host", "").lower().split(":")[0].rstrip(".")
