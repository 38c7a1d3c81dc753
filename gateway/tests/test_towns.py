"""Many towns behind one gateway: which one a request is for, and what is kept apart."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from gateway_town import Faq, Town, serving
from okienko.faq.v1 import faq_pb2, faq_pb2_grpc, towns_pb2, towns_pb2_grpc
from okienko_gateway.settings import GatewaySettings
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
                limits=towns_pb2.TownLimits(questions_per_minute=3, sockets=1),
            ),
        ]

    def ListTowns(self, request: Any, context: grpc.ServicerContext) -> towns_pb2.ListTownsResponse:  # noqa: N802
        return towns_pb2.ListTownsResponse(towns=self.listed)


class FaqOfTowns(Faq):
    """Remembers which town each call was for; its office is named after it."""

    def __init__(self) -> None:
        super().__init__()
        self.towns: list[str] = []

    def GetOffice(self, request: Any, context: grpc.ServicerContext) -> faq_pb2.GetOfficeResponse:  # noqa: N802
        response = super().GetOffice(request, context)
        response.town = self._note(context)
        return response

    def Ask(self, request: Any, context: grpc.ServicerContext) -> faq_pb2.AskResponse:  # noqa: N802
        self._note(context)
        return super().Ask(request, context)

    def _note(self, context: grpc.ServicerContext) -> str:
        metadata = {key: str(value) for key, value in context.invocation_metadata()}
        self.towns.append(metadata.get("x-okienko-town", ""))
        return self.towns[-1]


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


def test_a_service_that_knows_no_towns_answers_for_one(settings: GatewaySettings, open_client: OpenClient) -> None:
    client = open_client(settings)
    assert ask(client).status_code == 200
    assert client.get("/api/v1/town").json()["reason"] == "TOWNS_UNKNOWN"
