"""The scaled profile as a whole: answers in PostgreSQL, films in an S3-compatible store, certificates on both sides everywhere."""

import asyncio
import itertools
import json
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import grpc
import httpx2
import pytest
from cluster_commands import ToolError
from cluster_gateways import ADDRESS, Gateways
from cluster_jobs import Crew, Wanted, damaged_films, damaged_readings, is_whole, jobs_of, order
from cluster_load import Load
from cluster_names import NameServer
from cluster_network import Network
from cluster_profiles import tls_variables
from cluster_replicas import Replica, ReplicaSet, end_and_revive
from cluster_scaled import LEASE_SECONDS, Scaled, what_is_missing
from cluster_services import BY_NAME, CALL_SECONDS, PORT
from okienko.signing.v1 import signing_pb2
from okienko.signing.v1.signing_pb2_grpc import SigningServiceStub
from okienko_common.tls import open_connection, process_tls
from websockets.asyncio.client import connect

ANSWER = "dowod-osobisty"
# Signing first: recognition asks it for what has been taught.
NAMES = ("signing", "faq", "recognition", "translation", "speech")
NOTED_SECONDS = 20.0
# By what is in hand when its worker is killed: the first of these. What follows takes longer than the lease, so that the next worker
# is still there when the first is due again.
HALF_MADE = {
    "film": (Wanted("film", "zaswiadczenie-niekaralnosc"), Wanted("reading", "karta-mieszkanca")),
    "reading": (Wanted("reading", "adres-policja"), Wanted("film", "karta-mieszkanca")),
}
LONG_JOB = Wanted("film", "mobywatel")
MADE_SECONDS = 240.0
# Four attempts of the gateway, each three of the service at its store.
REFUSED_SECONDS = 10.0
TITLES = ("swiadczenie-800plus", "oplata-za-smieci", "zalozenie-firmy")
UNMADE_TITLE = "paszport-dorosly"
# A playlist is trusted for ten seconds; then the films are made anew, one after the other.
FILMS_BACK_SECONDS = 90.0

Figures = dict[str, float]


@pytest.fixture(scope="module")
def scaled(network: Network, names: NameServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    if missing := what_is_missing():
        pytest.skip(missing)
    try:
        scaled = Scaled(network, names, tmp_path_factory.mktemp("scaled"))
    except ToolError as error:
        pytest.skip(f"The neighbours of the scaled profile cannot be started here: {error}")
    with pytest.MonkeyPatch.context() as patch:
        # The callers of these scenarios show a gateway's certificate.
        for name, value in tls_variables(scaled.certificates, "gateway").items():
            patch.setenv(name, value)
        yield scaled
    scaled.close()


class Town(dict[str, ReplicaSet]):
    """The services, two copies of each, started when they are first asked for.

    Args:
        open_set: makes a service's empty set.
    """

    def __init__(self, open_set: Callable[[str], ReplicaSet]) -> None:
        super().__init__()
        self._open_set = open_set

    def __missing__(self, name: str) -> ReplicaSet:
        replicas = self[name] = self._open_set(name)
        replicas.resize(2)
        return replicas

    async def start(self, *names: str) -> None:
        """See that services run."""
        for name in names:
            await asyncio.to_thread(self.__getitem__, name)


@pytest.fixture(scope="module")
def town(
    scaled: Scaled, network: Network, names: NameServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    town = Town(lambda name: ReplicaSet(BY_NAME[name], network, names, tmp_path_factory.mktemp(name), scaled.profile))
    yield town
    for one in town.values():
        one.close()


@pytest.fixture(scope="module")
def gateways(scaled: Scaled, network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateways]:
    gateways = Gateways(network, tmp_path_factory.mktemp("gateways"), scaled.profile)
    yield gateways
    gateways.close()


@pytest.fixture
def crew(scaled: Scaled, network: Network, tmp_path: Path) -> Iterator[Crew]:
    crew = Crew(network, tmp_path, scaled.profile)
    yield crew
    crew.close()


@pytest.fixture
async def client(gateways: Gateways) -> AsyncIterator[httpx2.AsyncClient]:
    assert gateways
    async with httpx2.AsyncClient(base_url=f"http://{ADDRESS}/api/v1", timeout=60, trust_env=False) as client:
        yield client


async def ask(client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.post("/ask", json={"text": "Jak wyrobić dowód osobisty?", "language": "pl"})


async def translate(client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.post("/translate", json={"texts": ["Dowód osobisty"], "source": "pl", "target": "en"})


async def speak(client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.post("/speech", json={"text": "Dzień dobry.", "language": "pl", "format": "ogg"})


REQUESTS: dict[str, Callable[[httpx2.AsyncClient], Awaitable[httpx2.Response]]] = {
    "faq": ask,
    "signing": lambda client: client.get(f"/topics/{ANSWER}/signing"),
    "recognition": lambda client: client.get("/signs"),
    "translation": translate,
    "speech": speak,
}


async def test_every_service_answers_a_resident(town: Town, client: httpx2.AsyncClient) -> None:
    await town.start(*NAMES)
    answered = await ask(client)
    assert answered.json()["answers"][0]["id"] == ANSWER
    translated = await translate(client)
    assert "card" in translated.json()["translations"][0]["text"].lower()
    spoken = await speak(client)
    assert spoken.content.startswith(b"OggS")
    async with connect(f"ws://{ADDRESS}/api/v1/recognise", proxy=None) as socket:
        await socket.send(json.dumps({"type": "config"}))
        assert json.loads(await socket.recv())["signs"] > 36


async def test_a_film_that_one_copy_made_comes_out_of_the_store_at_every_other(
    town: Town, scaled: Scaled, client: httpx2.AsyncClient
) -> None:
    await town.start("signing", "faq")
    playlist = (await client.get(f"/topics/{ANSWER}/signing")).json()
    file = playlist["clips"][0]["renditions"][0]["url"].rsplit("/", 1)[1]
    assert scaled.stored() > 0
    sizes = set()
    for replica in town["signing"].replicas:
        channel, _ = open_connection(process_tls(), f"{replica.address}:{PORT}", [], "signing")
        async with channel:
            call = SigningServiceStub(channel).GetMedia(signing_pb2.GetMediaRequest(file=file), timeout=CALL_SECONDS)
            sizes.add(next(iter([chunk.size_bytes async for chunk in call])))
    assert len(sizes) == 1
    assert sizes.pop() > 1_000


async def test_a_rating_is_counted_once_in_the_database_of_all_copies(
    town: Town, scaled: Scaled, client: httpx2.AsyncClient
) -> None:
    await town.start("faq")
    await rate(client, 6, is_helpful=True)
    assert await rated(scaled, "helpful", 6) == 6


async def rate(client: httpx2.AsyncClient, times: int, *, is_helpful: bool) -> None:
    for _ in range(times):
        response = await client.post(f"/answers/{ANSWER}/rating", json={"helpful": is_helpful, "language": "pl"})
        assert response.status_code == 204


async def rated(scaled: Scaled, column: str, awaited: int) -> int:
    """Return how many ratings the database holds; copies write down what they noted every few seconds."""
    ends = time.monotonic() + NOTED_SECONDS
    while True:
        counted = int(scaled.query(f"SELECT coalesce(sum({column}), 0) FROM ratings WHERE answer_id = '{ANSWER}'"))
        if counted >= awaited or time.monotonic() > ends:
            return counted
        await asyncio.sleep(0.5)


@pytest.mark.parametrize("name", NAMES)
async def test_nobody_gets_in_without_a_certificate(town: Town, scaled: Scaled, name: str) -> None:
    await town.start(name)
    address = f"{town[name].replicas[0].address}:{PORT}"
    authority = (scaled.certificates / name / "authority.pem").read_bytes()
    named = [("grpc.ssl_target_name_override", name)]
    strangers = [
        grpc.aio.insecure_channel(address),
        grpc.aio.secure_channel(address, grpc.ssl_channel_credentials(authority), named),
    ]
    for stranger in strangers:
        async with stranger:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await town[name].service.make_call(stranger)()
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    known, _ = open_connection(process_tls(), address, [], name)
    async with known:
        await town[name].service.make_call(known)()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("harm", [signal.SIGTERM, signal.SIGKILL], ids=["drained", "killed"])
async def test_no_resident_hears_of_a_copy_that_ends(
    town: Town, client: httpx2.AsyncClient, figures: Figures, name: str, harm: signal.Signals
) -> None:
    responses: list[httpx2.Response] = []

    async def call() -> None:
        responses.append(await REQUESTS[name](client))

    await town.start(*({"faq", name} if name == "signing" else {name}))
    # What is made once and kept: a film, a reading.
    await call()
    replicas = town[name]
    victim = replicas.replicas[0]
    async with Load(call):
        await end_and_revive(victim, harm, replicas.wait_until_well)
    lost = [(one.status_code, one.text) for one in responses if one.status_code != 200]
    figures[f"scaled_{name}_lost_{harm.name.lower()}"] = len(lost)
    figures[f"scaled_{name}_requests_{harm.name.lower()}"] = len(responses)
    assert lost == []


async def test_residents_are_answered_while_the_database_is_away(
    town: Town, scaled: Scaled, client: httpx2.AsyncClient, figures: Figures
) -> None:
    await town.start("faq")
    statuses: list[int] = []

    async def ask_and_note() -> None:
        statuses.append((await ask(client)).status_code)

    async with Load(ask_and_note):
        await asyncio.sleep(1.0)
        scaled.database.signal(signal.SIGKILL)
        await rate(client, 4, is_helpful=False)
        await asyncio.sleep(4.0)
        await asyncio.to_thread(scaled.database.wait)
        scaled.database.restart()
        await asyncio.to_thread(scaled.await_database)
        await asyncio.sleep(2.0)
    lost = [status for status in statuses if status != 200]
    figures |= {"scaled_questions_database_away": len(statuses), "scaled_questions_lost_database_away": len(lost)}
    assert lost == []
    assert await rated(scaled, "unhelpful", 4) == 4


async def until_job(
    client: httpx2.AsyncClient, scaled: Scaled, job: Wanted, is_so: Callable[[Mapping[str, Any]], bool]
) -> None:
    """Wait until the operators' page says something of a job."""
    ends = time.monotonic() + MADE_SECONDS
    while not is_so(said := (await jobs_of(client, scaled, [job]))[0]):
        assert time.monotonic() < ends, f"The job did not get so far: {said}"
        await asyncio.sleep(0.3)


async def until_counted(replica: Replica, state: str, is_so: Callable[[float], bool]) -> None:
    ends = time.monotonic() + NOTED_SECONDS
    while not is_so(count := await asyncio.to_thread(replica.jobs, state)):
        assert time.monotonic() < ends, f"{count:g} jobs are said to be {state}."
        await asyncio.sleep(0.3)


@pytest.mark.parametrize("kind", HALF_MADE)
async def test_what_a_killed_worker_had_half_made_is_made_once_by_the_next(
    town: Town, scaled: Scaled, crew: Crew, client: httpx2.AsyncClient, figures: Figures, kind: str
) -> None:
    await town.start("signing", "faq", "translation", "speech")
    begun, *others = jobs = HALF_MADE[kind]
    folder = town["speech"].folder / "speech"
    films, readings = set(scaled.stored_keys()), set(folder.rglob("*.speech"))
    order(scaled, jobs)
    dead = crew.hire("--until-done")
    await until_job(client, scaled, begun, lambda job: 0.05 < job["progress"] < 0.8)
    dead.signal(signal.SIGKILL)
    killed_at = time.monotonic()
    assert await asyncio.to_thread(dead.wait) == -signal.SIGKILL
    assert [job["state"] for job in await jobs_of(client, scaled, jobs)] == ["running", *["waiting"] * len(others)]
    heir = crew.hire("--until-done")
    await until_counted(town["faq"].replicas[0], "running", lambda count: count > 0)
    await until_job(client, scaled, begun, lambda job: job["tries"] > 1)
    figures[f"scaled_seconds_until_{kind}_taken_up"] = time.monotonic() - killed_at
    await until_job(client, scaled, begun, lambda job: job["state"] == "done")
    figures[f"scaled_seconds_until_{kind}_made"] = time.monotonic() - killed_at
    assert await asyncio.to_thread(heir.process.wait, MADE_SECONDS) == 0, heir.last_words()
    made = [(job["state"], job["tries"]) for job in await jobs_of(client, scaled, jobs)]
    assert made == [("done", 2), *[("done", 1)] * len(others)]
    await until_counted(town["faq"].replicas[0], "waiting", lambda count: count == 0)
    new = sorted(set(scaled.stored_keys()) - films)
    for ending in (".webm", ".json"):
        assert sum(key.endswith(ending) for key in new) == sum(job.kind == "film" for job in jobs), new
    assert damaged_films(scaled, new) == []
    assert len(set(folder.rglob("*.speech")) - readings) == sum(job.kind == "reading" for job in jobs)
    assert damaged_readings(folder) == []


async def test_a_job_that_takes_longer_than_its_lease_stays_with_its_worker(
    town: Town, scaled: Scaled, crew: Crew, client: httpx2.AsyncClient, figures: Figures
) -> None:
    await town.start("signing", "faq", "translation", "speech")
    order(scaled, [LONG_JOB])
    workers = [crew.hire() for _ in range(2)]
    await until_job(client, scaled, LONG_JOB, lambda job: job["state"] == "running")
    begun_at = time.monotonic()
    await until_job(client, scaled, LONG_JOB, lambda job: job["state"] == "done")
    took = figures["scaled_seconds_of_long_job"] = time.monotonic() - begun_at
    assert took > 2 * LEASE_SECONDS, "The film is too short to tell anything; take a longer one."
    assert [job["tries"] for job in await jobs_of(client, scaled, [LONG_JOB])] == [1]
    for worker in workers:
        worker.signal(signal.SIGTERM)
    assert [await asyncio.to_thread(worker.wait) for worker in workers] == [0, 0]


async def watch(client: httpx2.AsyncClient, title: str) -> list[tuple[httpx2.Response, float]]:
    """See a title's film as the page does: its playlist, and its file where there is one; with the seconds that each took."""
    seen: list[tuple[httpx2.Response, float]] = []

    async def get(address: str) -> httpx2.Response:
        started = time.monotonic()
        response = await client.get(address)
        seen.append((response, time.monotonic() - started))
        return response

    playlist = await get(f"/topics/{title}/signing")
    if playlist.status_code == 200:
        await get(f"http://{ADDRESS}{playlist.json()['clips'][0]['renditions'][0]['url']}")
    return seen


async def test_the_store_of_films_dies_and_comes_back_empty(
    town: Town, scaled: Scaled, client: httpx2.AsyncClient, figures: Figures
) -> None:
    await town.start("signing", "faq")
    for title in TITLES:
        assert [response.status_code for response, _ in await watch(client, title)] == [200, 200]
    held = scaled.stored()
    asked: list[int] = []
    seen: list[tuple[httpx2.Response, float]] = []
    titles = itertools.cycle((*TITLES, UNMADE_TITLE))

    async def ask_and_note() -> None:
        asked.append((await ask(client)).status_code)

    async def watch_and_note() -> None:
        seen.extend(await watch(client, next(titles)))

    async with Load(ask_and_note):
        await asyncio.sleep(1.0)
        scaled.store.signal(signal.SIGKILL)
        await asyncio.to_thread(scaled.store.wait)
        async with Load(watch_and_note, callers=4):
            await asyncio.sleep(5.0)
        await asyncio.to_thread(scaled.restart_store)
        back_at = time.monotonic()
        assert scaled.stored() < held
        while not all([(await watch(client, title))[-1][0].status_code == 200 for title in (*TITLES, UNMADE_TITLE)]):
            assert time.monotonic() - back_at < FILMS_BACK_SECONDS, "The films did not come back."
            await asyncio.sleep(0.5)
        figures["scaled_seconds_until_films_are_back"] = time.monotonic() - back_at
    lost = [status for status in asked if status != 200]
    figures |= {"scaled_questions_store_away": len(asked), "scaled_questions_lost_store_away": len(lost)}
    assert lost == []
    refused = [response for response, _ in seen if response.status_code != 200]
    figures |= {"scaled_films_asked_store_away": len(seen), "scaled_films_refused_store_away": len(refused)}
    figures["scaled_slowest_film_store_away"] = max(seconds for _, seconds in seen)
    assert refused
    told = {
        (response.status_code, response.json()["reason"], "retry-after" in response.headers) for response in refused
    }
    assert told == {(503, "FILMS_AWAY", True)}
    assert max(seconds for _, seconds in seen) < REFUSED_SECONDS
    for title in (*TITLES, UNMADE_TITLE):
        film = (await watch(client, title))[-1][0]
        name = film.url.path.rsplit("/", 1)[1]
        assert is_whole(name, film.content)
        assert name in {key.rsplit("/", 1)[-1] for key in scaled.stored_keys()}
