"""Many towns behind one gateway: which one a request is for, and what is kept apart."""

import asyncio
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from gateway_town import Faq, Town, refuse, serving
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc, towns_pb2, towns_pb2_grpc
from okienko_gateway import towns as towns_module
from okienko_gateway.settings import GatewaySettings
from okienko_gateway.towns import FRESH_SECONDS, KEPT_SECONDS, Known, TownBook
from starlette.testclient import TestClient

OpenClient = Callable[[GatewaySettings], TestClient]


class Towns(towns_pb2_grpc.TownServiceServicer):
    def __init__(self) -> None:
        self.listed = [
            towns_pb2.Town(town_id="stare", name="Stare", is_default=True),
            towns_pb2.Town(
                town_id="nowe",
                name="Nowe",
                hosts=["okienko.nowe.example"],
                theme=towns_pb2.TownTheme(header="#14421f", accent="#ffd23f", link="#0b4a8f"),
                limits=towns_pb2.TownLimits(questions_per_minute=3, sockets=1, content_calls_per_minute=12),
            ),
        ]

    def ListTowns(self, request: Any, context: grpc.ServicerContext) -> towns_pb2.ListTownsResponse:  # noqa: N802
        return towns_pb2.ListTownsResponse(towns=self.listed)


class FaqOfTowns(Faq):
    """Remembers which town each call was for; its office is named after it."""

    def __init__(self) -> None:
        super().__init__()
        self.towns: list[str] = []
        self.unnoticed = ""

    def GetOffice(self, request: Any, context: grpc.ServicerContext) -> faq_pb2.GetOfficeResponse:  # noqa: N802
        response = super().GetOffice(request, context)
        response.town = self._note(context)
        return response

    def Ask(self, request: Any, context: grpc.ServicerContext) -> faq_pb2.AskResponse:  # noqa: N802
        self._note(context)
        return super().Ask(request, context)

    def _note(self, context: grpc.ServicerContext) -> str:
        metadata = {key: str(value) for key, value in context.invocation_metadata()}
        town = metadata.get("x-okienko-town", "")
        if town and town == self.unnoticed:
            refuse(context, grpc.StatusCode.NOT_FOUND, "TOWN_NOT_FOUND", "Nie ma tego miasta.", "No such town.")
        self.towns.append(town)
        return town


@pytest.fixture
def faq() -> FaqOfTowns:
    return FaqOfTowns()


@pytest.fixture
def towns() -> Towns:
    return Towns()


@pytest.fixture
def client(
    town: Town, settings: GatewaySettings, open_client: OpenClient, faq: FaqOfTowns, towns: Towns
) -> Iterator[TestClient]:
    def register(server: grpc.Server) -> None:
        faq_pb2_grpc.add_FaqServiceServicer_to_server(faq, server)
        towns_pb2_grpc.add_TownServiceServicer_to_server(towns, server)

    with serving("faq", register) as target:
        yield open_client(settings.model_copy(update={"faq_target": target}))


def ask(client: TestClient, prefix: str = "", host: str = "") -> Any:
    headers = {"Host": host} if host else {}
    return client.post(f"{prefix}/api/v1/ask", json={"text": "jak wyrobić dowód"}, headers=headers)


@pytest.mark.parametrize(
    ("prefix", "host", "expected"),
    [
        ("", "", ""),
        ("", "cokolwiek.example", ""),
        ("", "okienko.nowe.example", "nowe"),
        ("", "OKIENKO.nowe.example:8080", "nowe"),
        ("/t/nowe", "", "nowe"),
        ("/t/nowe", "okienko.stare.example", "nowe"),
        ("/t/stare", "okienko.nowe.example", ""),
    ],
)
def test_the_town_comes_from_the_path_or_else_the_host(
    client: TestClient, faq: FaqOfTowns, prefix: str, host: str, expected: str
) -> None:
    assert ask(client, prefix, host).status_code == 200
    assert faq.towns[-1] == expected


def test_a_town_that_is_not_served_leads_nowhere(client: TestClient) -> None:
    response = ask(client, "/t/inne")
    assert response.status_code in {404, 405}
    assert response.headers["content-type"] == "application/problem+json"
    assert client.get("/t/inne/").status_code == 404


def test_the_page_of_a_town_knows_its_name_and_colours(client: TestClient) -> None:
    assert "<title>Okienko</title>" in client.get("/t/nowe/").text
    assert client.get("/t/nowe/api/v1/town").json() == {
        "id": "nowe",
        "name": "Nowe",
        "theme": {"header": "#14421f", "accent": "#ffd23f", "link": "#0b4a8f"},
    }
    assert client.get("/api/v1/town").json() == {"id": "stare", "name": "Stare", "theme": None}


def test_what_is_remembered_for_one_town_is_not_shown_to_another(client: TestClient) -> None:
    offices = [client.get(f"{prefix}/api/v1/office").json()["town"] for prefix in ("", "/t/nowe", "", "/t/nowe")]
    assert offices == ["", "nowe", "", "nowe"]


def test_recordings_of_one_town_are_asked_for_under_its_name(client: TestClient, town: Town) -> None:
    for prefix in ("", "/t/nowe"):
        assert client.get(f"{prefix}/api/v1/answers/dowod-osobisty/signing").status_code == 200
    assert [request.recording_id for request in town.signing.requests] == ["dowod-osobisty", "nowe--dowod-osobisty"]


def test_a_noisy_town_uses_up_its_own_part_only(client: TestClient) -> None:
    responses = [ask(client, "/t/nowe") for _ in range(4)]
    assert [response.status_code for response in responses] == [200, 200, 200, 503]
    refused = responses[-1]
    assert refused.json()["reason"] == "TOWN_BUSY"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert ask(client).status_code == 200


def test_a_noisy_towns_readings_stop_no_other_towns(client: TestClient) -> None:
    reading = "/api/v1/answers/dowod-osobisty/speech"
    responses = [client.get(f"/t/nowe{reading}") for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 503]
    assert responses[-1].json()["reason"] == "TOWN_BUSY"
    assert 0 < int(responses[-1].headers["retry-after"]) <= 60
    # What is left of its part suffices for a film, and the other town has all of its own.
    assert client.get("/t/nowe/api/v1/answers/dowod-osobisty/signing").status_code == 200
    assert client.get("/t/nowe/api/v1/answers/dowod-osobisty").status_code == 503
    assert [client.get(reading).status_code for _ in range(4)] == [200] * 4


def test_a_town_that_is_added_is_found_within_seconds(client: TestClient, towns: Towns, faq: FaqOfTowns) -> None:
    assert ask(client, "/t/trzecie").status_code != 200
    towns.listed.append(towns_pb2.Town(town_id="trzecie", name="Trzecie"))
    book = client.app.state.context.towns  # type: ignore[attr-defined]
    book._asked_at -= 10
    # The first request asks anew, and does not wait for it.
    deadline = time.monotonic() + 120
    while ask(client, "/t/trzecie").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert faq.towns[-1] == "trzecie"


@pytest.mark.parametrize(("method", "path"), [("POST", "ask"), ("GET", "office")])
def test_a_copy_that_has_not_noticed_a_town_yet_is_a_reason_to_try_again(
    client: TestClient, faq: FaqOfTowns, method: str, path: str
) -> None:
    faq.unnoticed = "nowe"
    body = {"text": "jak wyrobić dowód"} if method == "POST" else None
    response = client.request(method, f"/t/nowe/api/v1/{path}", json=body)
    assert (response.status_code, response.json()["reason"]) == (503, "TOWN_CHANGING")
    assert response.headers["retry-after"] == "2"
    faq.unnoticed = ""
    assert client.request(method, f"/t/nowe/api/v1/{path}", json=body).status_code == 200


class Copies:
    """The answers service: whichever of its copies is asked next lists the towns that it has noticed."""

    def __init__(self) -> None:
        self.listed: tuple[towns_pb2.Town, ...] = ()
        self._now = 0.0
        self._book = TownBook(SimpleNamespace(towns=self), lambda: self._now)  # type: ignore[arg-type]

    async def ListTowns(self, request: Any, timeout: float) -> towns_pb2.ListTownsResponse:  # noqa: ASYNC109, N802
        return towns_pb2.ListTownsResponse(towns=self.listed)

    async def hear(self, *listed: towns_pb2.Town) -> Known:
        """Let a copy that lists these towns be asked, and return what the gateway knows then."""
        self.listed = listed
        self._now += FRESH_SECONDS
        await self._book.current()
        for _ in range(10):
            await asyncio.sleep(0)
        return self._book.known


STARE = towns_pb2.Town(town_id="stare", is_default=True)
ANSWERS_IN_THAT_TIME = round(KEPT_SECONDS / FRESH_SECONDS)
NOWE = towns_pb2.Town(town_id="nowe", hosts=["okienko.nowe.example"])


async def test_a_town_is_served_from_the_first_answer_that_has_it_until_none_has_had_it_for_a_while() -> None:
    copies = Copies()
    assert "nowe" not in (await copies.hear(STARE)).towns
    assert "nowe" in (await copies.hear(STARE, NOWE)).towns
    for _ in range(2):
        for _ in range(ANSWERS_IN_THAT_TIME - 1):
            known = await copies.hear(STARE)
            assert known.towns["nowe"] == NOWE
            assert known.by_host == {"okienko.nowe.example": "nowe"}
        await copies.hear(STARE, NOWE)
    for _ in range(ANSWERS_IN_THAT_TIME):
        known = await copies.hear(STARE)
    assert known == Known.of(towns_pb2.ListTownsResponse(towns=[STARE]))


async def test_a_copy_that_lists_nothing_takes_no_town_and_no_default_away() -> None:
    copies = Copies()
    known = await copies.hear(STARE, NOWE)
    assert await copies.hear() == known


async def test_a_town_that_is_kept_is_not_the_default_one_any_more_and_leaves_its_host_when_it_is_given_up() -> None:
    copies = Copies()
    await copies.hear(STARE, NOWE)
    heir = towns_pb2.Town(town_id="nowe-miasto", hosts=NOWE.hosts, is_default=True)
    known = await copies.hear(heir)
    assert [known.key(town) for town in ("nowe-miasto", "nowe", "stare")] == ["", "nowe", "stare"]
    # Not at once: a copy that lacks a town for a moment would else give its page away.
    assert known.by_host["okienko.nowe.example"] == "nowe"
    for _ in range(ANSWERS_IN_THAT_TIME):
        known = await copies.hear(heir)
    assert known.by_host["okienko.nowe.example"] == "nowe-miasto"


@pytest.mark.parametrize("greedy_id", ["aaa", "zzz"])
async def test_a_host_stays_with_the_town_that_has_it_and_the_conflict_is_said_once(
    greedy_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[dict[str, str]] = []
    monkeypatch.setattr(towns_module, "log", SimpleNamespace(warning=lambda _, **facts: said.append(facts)))
    (host,) = NOWE.hosts
    greedy = towns_pb2.Town(town_id=greedy_id, hosts=[host, "okienko.own.example"])
    copies = Copies()
    await copies.hear(STARE, NOWE)
    for listed in ((STARE, NOWE, greedy), (STARE, greedy), (greedy, NOWE, STARE)):
        known = await copies.hear(*listed)
        assert known.by_host == {host: "nowe", "okienko.own.example": greedy_id}
    assert said == [{"host": host, "town": "nowe", "other_town": greedy_id}]
    # Once it names the host no more, the other may have it.
    known = await copies.hear(STARE, towns_pb2.Town(town_id="nowe"), greedy)
    assert known.by_host[host] == greedy_id


def test_of_two_towns_that_are_new_the_first_by_name_has_the_host_in_whichever_order_they_are_listed() -> None:
    other = towns_pb2.Town(town_id="zzz", hosts=NOWE.hosts)
    for listed in ((NOWE, other), (other, NOWE)):
        assert Known.of(towns_pb2.ListTownsResponse(towns=listed)).by_host == {NOWE.hosts[0]: "nowe"}


def test_a_service_that_knows_no_towns_answers_for_one(settings: GatewaySettings, open_client: OpenClient) -> None:
    client = open_client(settings)
    assert ask(client).status_code == 200
    assert client.get("/api/v1/town").json()["reason"] == "TOWNS_UNKNOWN"
