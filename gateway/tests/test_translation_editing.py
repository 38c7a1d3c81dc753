"""Editors' calls about the translation memory and the glossary."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import grpc
import pytest
from gateway_town import serving
from okienko.translation.v1 import editing_pb2 as pb
from okienko.translation.v1 import editing_pb2_grpc
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient

TOKEN = "a-secret-of-the-town-hall"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}
UNIT = "0123456789abcdef"
ADDRESS = "/api/v1/admin/translation"


class Editing(editing_pb2_grpc.TranslationEditingServiceServicer):
    """Remembers what it was asked and answers with it."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ListUnits(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked.append(request)
        unit = pb.TranslationUnit(unit_id=UNIT, polish="Opłata", english="Fee", is_reviewed=True, is_edited=True)
        return pb.ListUnitsResponse(units=[unit], next_page_token="1", total_size=2)

    def PutUnit(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked.append(request)
        request.unit.unit_id = UNIT
        return pb.PutUnitResponse(unit=request.unit)

    def DeleteUnit(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked.append(request)
        context.abort(grpc.StatusCode.NOT_FOUND, "There is no such entry.")

    def ListTerms(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked.append(request)
        term = pb.GlossaryTerm(term_id=UNIT, polish=["zasiłek"], english=["allowance", "benefit"], domain="help")
        return pb.ListTermsResponse(terms=[term], total_size=1)

    def PutTerm(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked.append(request)
        request.term.term_id = UNIT
        return pb.PutTermResponse(term=request.term)

    def DeleteTerm(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked.append(request)
        return pb.DeleteTermResponse()

    def ImportFile(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked.append(request)
        return pb.ImportFileResponse(imported_count=3)

    def ExportFile(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        self.asked.append(request)
        yield pb.ExportFileResponse(chunk=b"pl,en\n")
        yield pb.ExportFileResponse(chunk=b"a,b\n")


@pytest.fixture
def editing() -> Iterator[tuple[Editing, str]]:
    service = Editing()
    with serving(
        "translation", partial(editing_pb2_grpc.add_TranslationEditingServiceServicer_to_server, service)
    ) as target:
        yield service, target


@pytest.fixture
def editor(
    settings: GatewaySettings, editing: tuple[Editing, str], open_client: Callable[[GatewaySettings], TestClient]
) -> TestClient:
    token = type(settings.admin_token)(TOKEN)
    return open_client(settings.model_copy(update={"admin_token": token, "translation_target": editing[1]}))


def test_lists_and_searches_units(editor: TestClient, editing: tuple[Editing, str]) -> None:
    found = editor.get(f"{ADDRESS}/units?q=opłata&page_size=1&page=3", headers=EDITOR).json()
    unit = {"id": UNIT, "polish": "Opłata", "english": "Fee", "reviewed": True, "edited": True}
    assert found == {"units": [unit], "next": "1", "total": 2}
    assert editing[0].asked == [pb.ListUnitsRequest(query="opłata", page_size=1, page_token="3")]


def test_adds_and_changes_a_unit(editor: TestClient, editing: tuple[Editing, str]) -> None:
    body = {"polish": "Opłata", "english": "Fee", "reviewed": False}
    added = editor.post(f"{ADDRESS}/units", json=body, headers=EDITOR)
    assert (added.status_code, added.json()["id"], added.json()["reviewed"]) == (201, UNIT, False)
    assert editor.put(f"{ADDRESS}/units/{UNIT}", json=body, headers=EDITOR).status_code == 200
    assert [asked.replaces_unit_id for asked in editing[0].asked] == ["", UNIT]


def test_what_is_not_there_is_404(editor: TestClient) -> None:
    assert editor.delete(f"{ADDRESS}/units/{UNIT}", headers=EDITOR).status_code == 404


def test_lists_adds_and_removes_terms(editor: TestClient, editing: tuple[Editing, str]) -> None:
    (term,) = editor.get(f"{ADDRESS}/terms", headers=EDITOR).json()["terms"]
    assert (term["polish"], term["english"], term["domain"]) == (["zasiłek"], ["allowance", "benefit"], "help")
    body = {"polish": ["zasiłek"], "english": ["allowance"]}
    assert editor.post(f"{ADDRESS}/terms", json=body, headers=EDITOR).json()["part_of_speech"] == "noun"
    assert editor.put(f"{ADDRESS}/terms/{UNIT}", json=body, headers=EDITOR).status_code == 200
    assert editor.delete(f"{ADDRESS}/terms/{UNIT}", headers=EDITOR).status_code == 204
    assert editing[0].asked[-1] == pb.DeleteTermRequest(term_id=UNIT)


def test_files_come_in_and_go_out(editor: TestClient, editing: tuple[Editing, str]) -> None:
    sent = editor.post(f"{ADDRESS}/files/csv", content=b"pl,en\na,b\n", headers=EDITOR)
    assert sent.json() == {"imported": 3}
    assert editing[0].asked == [pb.ImportFileRequest(format=pb.EDITED_FORMAT_CSV, content=b"pl,en\na,b\n")]
    got = editor.get(f"{ADDRESS}/files/csv", headers=EDITOR)
    assert (got.content, got.headers["Content-Disposition"]) == (
        *(b"pl,en\na,b\n",),
        'attachment; filename="glossary.csv"',
    )
    assert editor.post(f"{ADDRESS}/files/tmx", content=b" " * 200_000, headers=EDITOR).status_code == 200
    assert editor.post(f"{ADDRESS}/files/tmx", content=b" " * 4_000_000, headers=EDITOR).status_code == 413
    assert editor.get(f"{ADDRESS}/files/exe", headers=EDITOR).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "units"), ("POST", "terms"), ("DELETE", f"units/{UNIT}"), ("POST", "files/tmx")]
)
def test_nobody_gets_in_without_the_secret(
    editor: TestClient, editing: tuple[Editing, str], method: str, path: str
) -> None:
    assert editor.request(method, f"{ADDRESS}/{path}").status_code == 401
    assert editing[0].asked == []


@pytest.mark.parametrize("body", [{}, {"polish": "", "english": "x"}, {"polish": "x" * 5001, "english": "x"}])
def test_refuses_a_unit_without_two_texts(editor: TestClient, body: dict[str, str]) -> None:
    assert editor.post(f"{ADDRESS}/units", json=body, headers=EDITOR).status_code in {400, 422}
