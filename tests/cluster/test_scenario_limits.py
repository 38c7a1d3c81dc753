"""What callers may ask of a service in trouble: a budget of repetitions, and no work for who has given up."""

import asyncio
import math
import signal
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from cluster_gateways import ADDRESS, Gateways
from cluster_load import Call, Load
from cluster_names import NameServer
from cluster_network import Network
from cluster_replicas import Replica, ReplicaSet
from cluster_services import BY_NAME, Service
from okienko.faq.v1 import faq_pb2
from okienko.faq.v1.faq_pb2_grpc import FaqServiceStub
from okienko_common.channel import HEDGE_BURST, HEDGE_SHARE, RETRY_BURST, RETRY_SHARE, open_channel

FAILING_SECONDS, BACK_SECONDS = 8.0, 5.0
REFUSING = replace(BY_NAME["faq"], program=(str(Path(__file__).with_name("cluster_refusing.py")),))
# Who comes back at once makes a slow copy spend its time on refusals; people, and the page, pause.
PATIENT_CALLERS, PATIENT_SECONDS, PATIENT_PAUSE_SECONDS = 120, 4.0, 0.2
HASTY_CALLERS, HASTY_SECONDS = 16, 2.0
LINE_SECONDS = 3.0
# A slowed process works for a part of each so many seconds.
TURN_SECONDS = 0.1
# To find how slow: to a sixty-fourth, looking a second and a half each time.
HALVINGS, SLOWED_SECONDS = 6, 1.5

Figures = dict[str, float]
Start = Callable[[Service, int], ReplicaSet]


@pytest.fixture
def start(network: Network, names: NameServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Return what starts so many replicas; they end with the test."""
    started: list[ReplicaSet] = []

    def start(service: Service, count: int) -> ReplicaSet:
        replicas = ReplicaSet(service, network, names, tmp_path_factory.mktemp("limits"))
        started.append(replicas)
        for _ in range(count):
            replicas.add()
        return replicas

    yield start
    for replicas in started:
        replicas.close()


@pytest.fixture
def gateways(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateways]:
    gateways = Gateways(network, tmp_path_factory.mktemp("gateways"))
    yield gateways
    gateways.close()


class Residents:
    """Ask one question again and again through nginx, and note what became of it."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self.statuses: list[int] = []

    async def ask(self) -> int:
        body = {"text": "Jak wyrobić dowód osobisty?", "language": "pl"}
        status: int = (await self._client.post("/api/v1/ask", json=body)).status_code
        self.statuses.append(status)
        return status


@pytest.fixture
async def residents(gateways: Gateways) -> AsyncIterator[Residents]:
    assert gateways
    async with httpx2.AsyncClient(base_url=f"http://{ADDRESS}", timeout=10, trust_env=False) as client:
        yield Residents(client)


def allowed(calls: int, gateways: Gateways, share: float, burst: int) -> float:
    """Return how many repetitions the budgets of all gateways hold for so many calls."""
    return calls * share + len(gateways.replicas) * burst


async def sums(figure: Callable[[Replica], float], replicas: Sequence[Replica]) -> float:
    """Return a figure of all replicas together."""
    return sum([await asyncio.to_thread(figure, replica) for replica in replicas])


async def test_a_service_that_always_fails_is_asked_no_more_than_the_budget_allows(
    start: Start, gateways: Gateways, residents: Residents, figures: Figures
) -> None:
    refusing = start(REFUSING, 2)
    async with Load(residents.ask):
        await asyncio.sleep(FAILING_SECONDS)
    asked = len(residents.statuses)
    attempts = await sums(Replica.calls, refusing.replicas)
    figures |= {"failing_questions": asked, "failing_attempts": attempts}
    assert set(residents.statuses) == {503}
    assert attempts > asked, "nothing was asked again"
    # Without a budget each would have been asked four times.
    assert attempts <= asked + allowed(asked, gateways, RETRY_SHARE, RETRY_BURST)


async def test_a_service_that_is_cut_off_entirely_is_not_stormed_and_answers_when_it_is_back(
    start: Start, gateways: Gateways, residents: Residents, figures: Figures
) -> None:
    service = start(BY_NAME["faq"], 2)
    while await residents.ask() != 200:
        await asyncio.sleep(0.1)
    before = await sums(Replica.repeated, gateways.replicas)
    residents.statuses.clear()
    for replica in service.replicas:
        replica.host.cut_off()
    async with Load(residents.ask):
        await asyncio.sleep(FAILING_SECONDS)
    asked = len(residents.statuses)
    repeated = await sums(Replica.repeated, gateways.replicas) - before
    for replica in service.replicas:
        replica.host.plug_in()
    back = time.monotonic()
    while await residents.ask() != 200:
        assert time.monotonic() - back < BACK_SECONDS
        await asyncio.sleep(0.1)
    figures |= {"away_questions": asked, "away_repeated": repeated, "away_back_seconds": time.monotonic() - back}
    assert set(residents.statuses[:asked]) <= {503, 504}
    assert repeated <= allowed(asked, gateways, RETRY_SHARE + HEDGE_SHARE, RETRY_BURST + HEDGE_BURST)


@contextmanager
def slowed(replica: Replica, share: float) -> Iterator[None]:
    """Let a replica work for a share of the time only."""
    task = asyncio.get_running_loop().create_task(_slow(replica, share))
    yield
    task.cancel()
    replica.signal(signal.SIGCONT)


async def _slow(replica: Replica, share: float) -> None:
    while True:
        replica.signal(signal.SIGSTOP)
        await asyncio.sleep((1 - share) * TURN_SECONDS)
        replica.signal(signal.SIGCONT)
        await asyncio.sleep(share * TURN_SECONDS)


async def share_for(call: Call, replica: Replica, rate: float) -> float:
    """Return the share of the time at which a replica answers so many calls a second.

    Tried out, since a process that is stopped ten times a second finds its caches cold: at 15 % of the time, questions cost four times the
    processor's time that they cost at full speed, and a share reckoned from full speed left no time to refuse in.
    """
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        share = (low + high) / 2
        with slowed(replica, share):
            async with Load(call) as load:
                await asyncio.sleep(SLOWED_SECONDS)
                answered = sum(not one.failure for one in load.tally.outcomes)
        low, high = (share, high) if answered < rate * SLOWED_SECONDS else (low, share)
    return high


async def test_a_service_knows_how_long_its_callers_wait_and_works_for_nobody_else(
    start: Start, figures: Figures
) -> None:
    faq = BY_NAME["faq"]
    # A line without an end: only the deadlines of those who wait bound it.
    endless = {"WORKERS": "1", "MAX_WAITING": "10000", "LONGEST_WAIT_SECONDS": "60"}
    service = start(replace(faq, environment=lambda folder: {**faq.environment(folder), **endless}), 1)
    (replica,) = service.replicas
    request = faq_pb2.AskRequest(text="Jak wyrobić dowód osobisty?", language_code="pl")
    async with open_channel(service.target, service.service.full_name) as channel:
        stub = FaqServiceStub(channel)
        patient = Load(lambda: stub.Ask(request, timeout=PATIENT_SECONDS), PATIENT_CALLERS, PATIENT_PAUSE_SECONDS)
        hasty = Load(lambda: stub.Ask(request, timeout=HASTY_SECONDS), HASTY_CALLERS)
        # So slow that the patient ones' line is longer than hasty ones wait, and no slower: what answers is what refuses, too.
        share = await share_for(lambda: stub.Ask(request), replica, PATIENT_CALLERS / LINE_SECONDS)
        figures["deadline_share"] = share
        before = await asyncio.to_thread(replica.calls_with, "OK")
        with slowed(replica, share):
            async with patient:
                # The line grows to what the patient ones wait.
                await asyncio.sleep(2 * PATIENT_SECONDS)
                async with hasty:
                    await asyncio.sleep(FAILING_SECONDS)
        worked = await asyncio.to_thread(replica.calls_with, "OK") - before
    answered = [one.seconds for load in (patient, hasty) for one in load.tally.outcomes if not one.failure]
    refused = [one for one in hasty.tally.outcomes if one.failure.startswith("RESOURCE_EXHAUSTED")]
    figures |= {
        "deadline_worked": worked,
        "deadline_answered": len(answered),
        "deadline_longest_seconds": max(answered),
    }
    figures |= {"deadline_hasty_refused": len(refused), "deadline_hasty_calls": len(hasty.tally.outcomes)}
    refused_after = statistics.median(one.seconds for one in refused) if refused else math.inf
    figures["deadline_hasty_refused_after_seconds"] = refused_after
    assert max(answered) > HASTY_SECONDS, "the line never grew beyond what hasty callers wait"
    # Whose time would not do is told at once, long before it is up: only the time-out that came with the call tells them apart.
    assert len(refused) > 0.6 * len(hasty.tally.outcomes)
    assert refused_after < HASTY_SECONDS / 2
    assert worked <= 1.1 * len(answered)
