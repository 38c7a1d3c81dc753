"""The scaled profile as a whole: answers in PostgreSQL, films in an S3-compatible store, certificates on both sides everywhere."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import grpc
import httpx2
import pytest
from cluster_commands import ToolError
from cluster_gateways import ADDRESS, Gateways
from cluster_load import Load
from cluster_names import NameServer
from cluster_network import Network
from cluster_profiles import tls_variables
from cluster_replicas import ReplicaSet, end_and_revive
from cluster_scaled import Scaled, what_is_missing
from cluster_services import BY_NAME, CALL_SECONDS, PORT
from okienko.signing.v1 import signing_pb2
from okienko.signing.v1.signing_pb2_grpc import SigningServiceStub
from okienko_common.tls import open_connection, process_tls
from websockets.asyncio.client import connect

ANSWER = "dowod-osobisty"
# Signing first: recognition asks it for what has been taught.
NAMES = ("signing", "faq", "recognition", "translation", "speech")
NOTED_SECONDS = 20.0

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
