"""Several towns at two copies of the answers service and two gateways: one comes and goes, and one is noisy."""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pytest
from cluster_gateways import ADDRESS, Gateways
from cluster_load import Load
from cluster_names import NameServer
from cluster_network import Network
from cluster_replicas import REPOSITORY, ReplicaSet
from cluster_services import BY_NAME, QUESTION

PACKS = REPOSITORY / "services/faq/content"
DEFAULT, OTHER, NEW = "miasto-przykladowo", "druga-gmina", "nowe-miasto"
CALLERS = 8
# At a path that leads nowhere the page is asked for, which takes no questions.
SERVED, ABSENT = frozenset({200}), frozenset({404, 405})
# docs/many-towns.md: about ten for the search, and the looks of the service and of the gateway; and half a minute and more to be gone.
SERVED_SECONDS, GONE_SECONDS = 30.0, 60.0
SETTLED_SECONDS = 4.0
# Each gateway asks for the towns by itself, every two seconds; until then one knows of a town that the other does not.
HEARD_SECONDS = 3.0
NOISY_CALLERS, QUIET_CALLERS, NOISY_SECONDS = 32, 2, 10.0
# Of each gateway, a minute.
NOISY_QUESTIONS = 300
# The bar of a text answer among a town's residents.
QUIET_MILLISECONDS = 300.0

Figures = dict[str, float]


@dataclass(frozen=True)
class Answer:
    """One answer of the gateway: when, its status, after how many seconds to come back, and what it says unless it is the answer."""

    at: float
    status: int
    retry_after: str
    said: str


def add_town(towns: Path, identifier: str, questions_per_minute: int = 0) -> None:
    """Put a whole pack into the folder of towns at once, as a copy beside it that is then renamed."""
    made = shutil.copytree(PACKS / DEFAULT, towns.parent / f"made-{identifier}")
    town = made / "town.yaml"
    changed = town.read_text(encoding="utf-8").replace(f"id: {DEFAULT}", f"id: {identifier}", 1)
    named = changed.replace("name: Miasto Przykładowo", f"name: {identifier.title()}", 1)
    assert "\nsite:" not in named
    site = f"site:\n  limits: {{questions_per_minute: {questions_per_minute}}}\n" if questions_per_minute else ""
    town.write_text(named + site, encoding="utf-8")
    made.rename(towns / identifier)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    towns = tmp_path_factory.mktemp("many") / "towns"
    towns.mkdir()
    shutil.copytree(PACKS / DEFAULT, towns / DEFAULT)
    add_town(towns, OTHER, NOISY_QUESTIONS)
    return towns


@pytest.fixture(scope="module")
def copies(
    towns: Path, network: Network, names: NameServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReplicaSet]:
    faq = BY_NAME["faq"]
    service = replace(
        faq,
        environment=lambda folder: {**faq.environment(folder), "TOWNS": str(towns), "CONTENT": str(towns / DEFAULT)},
    )
    copies = ReplicaSet(service, network, names, tmp_path_factory.mktemp("faq"))
    copies.resize(2)
    yield copies
    copies.close()


@pytest.fixture(scope="module")
def gateways(copies: ReplicaSet, network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateways]:
    assert copies
    gateways = Gateways(network, tmp_path_factory.mktemp("gateways"))
    yield gateways
    gateways.close()


@pytest.fixture
async def client(gateways: Gateways) -> AsyncIterator[httpx2.AsyncClient]:
    assert gateways
    async with httpx2.AsyncClient(base_url=f"http://{ADDRESS}", timeout=20, trust_env=False) as client:
        yield client


class Residents:
    """Of one town: they ask, and note what they are answered."""

    def __init__(self, client: httpx2.AsyncClient, town: str) -> None:
        self.answers: list[Answer] = []
        self._client, self._path = client, f"/t/{town}/api/v1/ask"

    async def ask(self) -> None:
        body = {"text": QUESTION, "language": "pl"}
        response = await self._client.post(self._path, json=body)
        retry_after, said = response.headers.get("retry-after", ""), "" if response.is_success else response.text
        self.answers.append(Answer(time.monotonic(), response.status_code, retry_after, said))

    def statuses(self, since: float = 0.0) -> Counter[int]:
        return Counter(one.status for one in self.answers if one.at >= since)

    async def until(self, statuses: frozenset[int], seconds: float) -> float:
        """Wait until some answers in a row have one of the statuses; returns the moment of the first of them."""
        started = time.monotonic()
        while not self.answers or not {one.status for one in self.answers[-3 * CALLERS :]} <= statuses:
            since = time.monotonic() - started
            assert since < seconds, f"no row of {set(statuses)} within {seconds} s, but {self.of_late()}"
            await asyncio.sleep(0.05)
        last_other = max((one.at for one in self.answers if one.status not in statuses), default=0.0)
        return next(one.at for one in self.answers if one.at > last_other)

    def of_late(self) -> dict[tuple[int, str], int]:
        """Return how often each status came in the last seconds, and with which words."""
        since = time.monotonic() - SETTLED_SECONDS
        return Counter((one.status, one.said) for one in self.answers if one.at >= since)

    def dishonest(self) -> list[Answer]:
        """Return the refusals that do not say when to come back."""
        return [one for one in self.answers if one.status in {429, 503} and not one.retry_after]


async def test_a_town_comes_and_goes_under_load_and_is_there_or_not(
    towns: Path, client: httpx2.AsyncClient, figures: Figures
) -> None:
    new, old = Residents(client, NEW), Residents(client, DEFAULT)
    async with Load(new.ask, CALLERS), Load(old.ask, CALLERS):
        await new.until(ABSENT, 10.0)
        added = time.monotonic()
        await asyncio.to_thread(add_town, towns, NEW)
        served = await new.until(SERVED, SERVED_SECONDS)
        await asyncio.sleep(SETTLED_SECONDS)
        first = next(one.at for one in new.answers if one.status == 200)
        since_first = new.statuses(since=first + HEARD_SECONDS)
        removed = time.monotonic()
        await asyncio.to_thread(shutil.rmtree, towns / NEW)
        gone = await new.until(ABSENT, GONE_SECONDS)
    figures |= {
        "town_first_served_seconds": first - added,
        "town_served_by_every_copy_seconds": served - added,
        "town_changing_answers": since_first[503],
        "town_gone_seconds": gone - removed,
        "town_questions_of_another": len(old.answers),
        "town_questions_of_another_lost": old.statuses().total() - old.statuses()[200],
    }
    assert old.statuses().keys() == {200}, "another town's residents felt it"
    assert since_first.keys() <= {200, 503}, "a town that was there was not to be found"
    assert new.statuses().keys() <= {503} | SERVED | ABSENT
    assert new.dishonest() == []


async def test_a_noisy_town_does_not_keep_another_waiting(client: httpx2.AsyncClient, figures: Figures) -> None:
    noisy, quiet = Residents(client, OTHER), Residents(client, DEFAULT)
    async with Load(quiet.ask, QUIET_CALLERS) as alone:
        await asyncio.sleep(NOISY_SECONDS)
    before = len(quiet.answers)
    async with Load(quiet.ask, QUIET_CALLERS) as beside, Load(noisy.ask, NOISY_CALLERS, pause_seconds=0.0):
        await asyncio.sleep(NOISY_SECONDS)
    figures |= {
        "noisy_town_answers": noisy.statuses()[200],
        "noisy_town_refused": noisy.statuses()[503],
        "quiet_town_answers": len(quiet.answers) - before,
        "quiet_town_p95_alone_ms": alone.tally.milliseconds(0.95),
        "quiet_town_p95_beside_ms": beside.tally.milliseconds(0.95),
    }
    assert quiet.statuses().keys() == {200}
    assert noisy.statuses().keys() == {200, 503}, "its limit was not reached, or answered otherwise"
    assert noisy.statuses()[200] <= 2 * NOISY_QUESTIONS
    assert noisy.dishonest() == []
    assert len(noisy.answers) > 5 * (len(quiet.answers) - before), "the noisy town was not noisy"
    assert beside.tally.milliseconds(0.95) <= QUIET_MILLISECONDS
