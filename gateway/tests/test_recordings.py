"""Editors' calls over HTTP, before the real recording service."""

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from gateway_town import AsyncHouse, Town
from okienko.signing.v1 import recordings_pb2_grpc
from okienko_gateway.limiting import WRONG_TOKENS_PER_MINUTE
from okienko_gateway.routes import uploads as upload_routes
from okienko_gateway.settings import GatewaySettings
from okienko_signing.intake import Intake, encode_apart
from okienko_signing.recording_errors import UnconfinedError
from okienko_signing.recording_service import RecordingService
from okienko_signing.recordings import Encoded, Recordings
from okienko_signing.shelf import Shelf
from okienko_signing.uploads import Uploads
from pydantic import ValidationError
from recorded_films import video
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient

TOKEN = "town-secret-0123456789abcdef"
LOGIN = {"Authorization": f"Bearer {TOKEN}"}
TUS = {**LOGIN, "Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}
RECORDINGS = "/api/v1/admin/recordings"
UPLOADS = f"{RECORDINGS}/dowod-osobisty/uploads"
FILM = video(count=30)
SHA256 = hashlib.sha256(FILM).hexdigest()


class SigningHouse(AsyncHouse):
    """The recording service."""

    def __init__(self, media: Path) -> None:
        self.media = media
        super().__init__()

    def register(self, server: grpc.aio.Server) -> None:
        shelf = Shelf(self.media, 1_000_000)
        shelf.open(clean=True)
        self._intake = Intake(Uploads(self.media / "uploads", 600_000_000, 3600), Recordings(shelf), encode_apart)
        service = RecordingService()
        service.open(self._intake)
        recordings_pb2_grpc.add_RecordingServiceServicer_to_server(service, server)

    async def end(self) -> None:
        await self._intake.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SigningHouse]:
    started = SigningHouse(tmp_path / "films")
    yield started
    started.close()


@pytest.fixture
def editor(
    settings: GatewaySettings, house: SigningHouse, open_client: Callable[[GatewaySettings], TestClient]
) -> TestClient:
    changed = {"signing_target": house.target, "media_folder": house.media, "admin_token": TOKEN}
    return open_client(GatewaySettings.model_validate({**settings.model_dump(), **changed}))


def begin(editor: TestClient, size: int = len(FILM), **headers: str) -> str:
    response = editor.post(UPLOADS, headers={**TUS, "Upload-Length": str(size), **headers})
    assert response.status_code == 201, response.text
    return str(response.headers["location"])


def send(editor: TestClient, place: str, offset: int, content: bytes, **headers: str) -> Any:
    return editor.patch(place, content=content, headers={**BYTES, "Upload-Offset": str(offset), **headers})


def upload(editor: TestClient, content: bytes = FILM) -> dict[str, Any]:
    place = begin(editor, len(content))
    assert send(editor, place, 0, content).status_code == 204
    body = {"sha256": hashlib.sha256(content).hexdigest()}
    response = editor.post(f"{place}/finish", json=body, headers=LOGIN)
    assert response.status_code == 200, response.text
    made: dict[str, Any] = response.json()
    return made


def problem(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].endswith(".")
    return response.status_code, response.json()["reason"]


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_an_upload_cut_off_and_a_service_restarted_goes_on_and_is_published(
    editor: TestClient, house: SigningHouse
) -> None:
    cut = len(FILM) * 9 // 10
    place = begin(editor)
    first = send(editor, place, 0, FILM[:cut])
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(cut))
    house.restart()
    while (state := editor.head(place, headers=TUS)).status_code == 503:
        # As a tus client does; the answer says when to try again.
        time.sleep(0.05)
    assert (state.status_code, state.headers["upload-offset"], state.headers["upload-length"]) == (
        200,
        str(cut),
        str(len(FILM)),
    )
    assert state.headers["cache-control"] == "no-store"
    assert "GMT" in state.headers["upload-expires"]
    sent = send(editor, place, cut, FILM[cut:])
    assert (sent.status_code, sent.headers.get("upload-offset")) == (204, str(len(FILM))), sent.text
    text = editor.post(
        f"{place}/finish", json={"sha256": SHA256}, headers={**LOGIN, "Accept": "text/event-stream"}
    ).text
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    names = [block["event"] for block in blocks]
    assert names == ["progress"] * (len(names) - 1) + ["version"]
    version = json.loads(blocks[-1]["data"])
    assert (version["version"], version["state"]) == (1, "ready")
    assert editor.get(version["renditions"][0]["url"]).status_code == 200
    published = editor.post(f"{RECORDINGS}/dowod-osobisty/versions/1/publish", headers=LOGIN).json()
    assert published["published_version"] == 1
    assert [event["kind"] for event in published["versions"][0]["events"]] == ["added", "published"]
    assert not list((house.media / "uploads").rglob("work*"))


def test_recordings_are_replaced_withdrawn_and_deleted(editor: TestClient) -> None:
    for content in (FILM, video(count=31)):
        upload(editor, content)
    one = f"{RECORDINGS}/dowod-osobisty"
    editor.post(f"{one}/versions/1/publish", headers=LOGIN)
    replaced = editor.post(f"{one}/versions/2/publish", headers=LOGIN).json()
    assert [version["state"] for version in replaced["versions"]] == ["published", "replaced"]
    assert problem(editor.delete(f"{one}/versions/2", headers=LOGIN)) == (409, "RECORDING_STATE")
    assert editor.delete(f"{one}/versions/1", headers=LOGIN).json()["versions"][1]["state"] == "deleted"
    assert editor.post(f"{one}/withdraw", headers=LOGIN).json()["published_version"] is None
    assert problem(editor.post(f"{one}/withdraw", headers=LOGIN)) == (409, "RECORDING_STATE")
    listed = editor.get(RECORDINGS, headers=LOGIN).json()
    assert ([item["id"] for item in listed["recordings"]], listed["next_page"]) == (["dowod-osobisty"], "")
    assert editor.get(one, headers=LOGIN).json() == listed["recordings"][0]
    assert problem(editor.get(f"{RECORDINGS}/inny", headers=LOGIN)) == (404, "NO_SUCH_RECORDING")


def test_captions_are_drafted_from_the_answer_and_edited(editor: TestClient) -> None:
    upload(editor)
    address = f"{RECORDINGS}/dowod-osobisty/versions/1/captions?language=en"
    drafted = editor.get(address, headers=LOGIN).json()
    assert not drafted["is_edited"]
    assert [cue["text"] for cue in drafted["cues"]] == ["Apply at the office."]
    cues = [{"start": 0.1, "end": 0.9, "text": "Come to the office"}]
    assert editor.put(address, json={"cues": cues}, headers=LOGIN).json()["caption_languages"] == ["en"]
    assert editor.get(address, headers=LOGIN).json() == {"language": "en", "is_edited": True, "cues": cues}
    late = [{"start": 0.1, "end": 99, "text": "Come"}]
    assert problem(editor.put(address, json={"cues": late}, headers=LOGIN)) == (422, "RECORDING_UNUSABLE")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"To nie jest film. " * 200, "MP4"),
        (FILM[: len(FILM) * 9 // 10], "ucięte|uszkodzony"),
        (video(count=26, width=100, height=100), "100x100"),
    ],
)
def test_what_is_no_usable_film_is_refused_in_polish(editor: TestClient, content: bytes, sentence: str) -> None:
    place = begin(editor, len(content))
    send(editor, place, 0, content)
    body = {"sha256": hashlib.sha256(content).hexdigest()}
    refused = editor.post(f"{place}/finish", json=body, headers=LOGIN)
    assert problem(refused) == (422, "RECORDING_UNUSABLE")
    assert any(part in refused.json()["detail"] for part in sentence.split("|"))
    assert problem(editor.post(f"{place}/finish", json=body, headers=LOGIN)) == (404, "NO_SUCH_UPLOAD")


def test_a_wrong_hash_missing_bytes_and_a_full_service_have_statuses_of_their_own(editor: TestClient) -> None:
    place = begin(editor, 10)
    assert problem(editor.post(f"{place}/finish", headers=LOGIN)) == (409, "UPLOAD_INCOMPLETE")
    send(editor, place, 0, b"0123456789")
    wrong = editor.post(f"{place}/finish", json={"sha256": "0" * 64}, headers=LOGIN)
    assert problem(wrong) == (422, "CHECKSUM_MISMATCH")
    begin(editor, 400_000_000)
    full = editor.post(UPLOADS, headers={**TUS, "Upload-Length": "400000000"})
    assert problem(full) == (507, "UPLOADS_FULL")


def test_what_a_machine_cannot_read_safely_has_a_status_of_its_own_and_is_finished_later(
    editor: TestClient, house: SigningHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> Encoded:
        raise UnconfinedError

    place = begin(editor)
    send(editor, place, 0, FILM)
    with monkeypatch.context() as patch:
        patch.setattr(house._intake, "_encoder", refuse)
        refused = editor.post(f"{place}/finish", json={"sha256": SHA256}, headers=LOGIN)
    assert problem(refused) == (501, "DECODER_UNCONFINED")
    assert editor.post(f"{place}/finish", headers=LOGIN).json()["version"] == 1


def test_the_hash_may_come_at_the_beginning(editor: TestClient) -> None:
    place = begin(
        editor, len(FILM), **{"Upload-Metadata": f"filename {base64_of(b'a.mp4')},sha256 {base64_of(SHA256.encode())}"}
    )
    send(editor, place, 0, FILM)
    assert editor.post(f"{place}/finish", headers=LOGIN).json()["version"] == 1


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_damaged_piece_is_noticed_and_nothing_of_it_kept(editor: TestClient, algorithm: str) -> None:
    place = begin(editor)
    right = f"{algorithm} {base64_of(hashlib.new(algorithm, FILM).digest())}"
    damaged = bytes([FILM[0] ^ 1]) + FILM[1:]
    assert problem(send(editor, place, 0, damaged, **{"Upload-Checksum": right})) == (460, "CHECKSUM_MISMATCH")
    assert editor.head(place, headers=TUS).headers["upload-offset"] == "0"
    assert send(editor, place, 0, FILM, **{"Upload-Checksum": right}).status_code == 204


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Upload-Offset": "5"}, (409, "WRONG_OFFSET")),
        ({"Upload-Offset": "-1"}, (400, "INVALID_FIELD")),
        ({"Upload-Offset": "x"}, (400, "INVALID_FIELD")),
        ({"Content-Type": "video/mp4"}, (415, "TUS_CONTENT_TYPE")),
        ({"Upload-Checksum": "md5 AAAA"}, (400, "TUS_HEADER")),
        ({"Upload-Checksum": "sha1 A"}, (400, "TUS_HEADER")),
        ({"Tus-Resumable": "0.9"}, (412, "TUS_VERSION")),
    ],
)
def test_what_breaks_the_protocol_is_refused_and_keeps_nothing(
    editor: TestClient, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    place = begin(editor)
    refused = send(editor, place, 0, FILM, **headers)
    assert problem(refused) == expected
    assert refused.headers["tus-resumable"] == "1.0.0"
    assert editor.head(place, headers=TUS).headers["upload-offset"] == "0"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Upload-Length": "500000001"}, (413, "RECORDING_TOO_LARGE")),
        ({"Upload-Length": "9" * 30}, (413, "RECORDING_TOO_LARGE")),
        ({"Upload-Length": "0"}, (400, "INVALID_FIELD")),
        ({}, (400, "INVALID_FIELD")),
        ({"Upload-Length": "10", "Upload-Metadata": "sha256 ???"}, (400, "TUS_HEADER")),
        ({"Upload-Length": "10", "Upload-Metadata": f"sha256 {base64_of(b'x')}"}, (422, "RECORDING_UNUSABLE")),
    ],
)
def test_an_impossible_upload_is_refused_before_the_first_byte(
    editor: TestClient, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert problem(editor.post(UPLOADS, headers={**TUS, **headers})) == expected


def test_more_bytes_than_announced_are_refused(editor: TestClient) -> None:
    place = begin(editor, 10)
    assert problem(send(editor, place, 0, b"x" * 11)) == (413, "RECORDING_TOO_LARGE")


def test_a_recording_of_no_answer_is_refused(editor: TestClient) -> None:
    refused = editor.post(f"{RECORDINGS}/nie-ma/uploads", headers={**TUS, "Upload-Length": "10"})
    assert problem(refused) == (404, "NO_SUCH_ANSWER")


def test_an_upload_can_be_thrown_away(editor: TestClient, house: SigningHouse) -> None:
    place = begin(editor)
    assert editor.delete(place, headers=TUS).status_code == 204
    assert problem(editor.delete(place, headers=TUS)) == (404, "NO_SUCH_UPLOAD")
    assert editor.head(place, headers=TUS).status_code == 404
    assert list((house.media / "uploads").iterdir()) == []


def test_what_uploads_can_do_is_told_without_the_secret(editor: TestClient) -> None:
    told = editor.options(UPLOADS)
    assert (told.status_code, told.headers["tus-max-size"]) == (204, "500000000")
    assert told.headers["tus-extension"] == "creation,termination,checksum,expiration"
    assert "sha1" in told.headers["tus-checksum-algorithm"]


def test_bytes_that_came_before_the_line_broke_are_kept() -> None:
    blocks = [b"a" * 400_000, b"b" * 400_000]

    async def receive() -> dict[str, Any]:
        if blocks:
            return {"type": "http.request", "body": blocks.pop(0), "more_body": True}
        raise ClientDisconnect

    async def gather() -> list[bytes]:
        request = Request({"type": "http", "method": "PATCH", "headers": []}, receive)
        return [piece async for piece in upload_routes._pieces(request)]

    pieces = asyncio.run(gather())
    assert [len(piece) for piece in pieces] == [512 * 1024, 800_000 - 512 * 1024]


def admin_calls(client: TestClient) -> list[tuple[str, str]]:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    return [
        (method, path)
        for path, methods in paths.items()
        if path.startswith("/api/v1/admin")
        for method in methods
        if method != "options"
    ]


def test_no_editors_call_is_open_without_the_secret(
    editor: TestClient, settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    calls = admin_calls(editor)
    assert len(calls) >= 12
    closed = open_client(settings)
    filled = {
        "recording_id": "dowod-osobisty", "version": "1", "upload_id": "0" * 32, "gloss": "DOM", "clip": "1",
        "entry": "0" * 16, "kind": "csv",
    }  # fmt: skip
    for number, (method, path) in enumerate(calls):
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Offset": "0"}
        answer = closed.request(method, path.format(**filled), headers=headers)
        assert answer.status_code == 404
        if number < WRONG_TOKENS_PER_MINUTE:
            refused = editor.request(method, path.format(**filled), headers={**headers, "Authorization": "Bearer x"})
            assert refused.status_code == 401, (method, path)
            assert refused.headers["www-authenticate"].startswith("Bearer")
    assert problem(closed.get(RECORDINGS)) == (404, "ADMIN_DISABLED")


def test_who_guesses_is_made_to_wait_even_with_the_right_secret(editor: TestClient) -> None:
    for _ in range(WRONG_TOKENS_PER_MINUTE):
        assert problem(editor.get(RECORDINGS)) == (401, "ADMIN_TOKEN_WRONG")
    blocked = editor.get(RECORDINGS, headers=LOGIN)
    assert problem(blocked) == (429, "RATE_LIMITED")
    assert int(blocked.headers["retry-after"]) >= 1


@pytest.mark.parametrize("token", ["short", "ż" * 24, "with space " * 3])
def test_a_weak_secret_is_refused_at_the_start(settings: GatewaySettings, token: str) -> None:
    with pytest.raises(ValidationError, match="at least 24 ASCII"):
        GatewaySettings.model_validate({**settings.model_dump(), "admin_token": token})


def test_the_secret_is_never_printed(settings: GatewaySettings) -> None:
    assert TOKEN not in repr(GatewaySettings.model_validate({**settings.model_dump(), "admin_token": TOKEN}))


def test_large_bodies_are_taken_only_by_uploads(editor: TestClient, town: Town) -> None:
    content = b"x" * 100_000
    assert editor.post("/api/v1/signing", content=json.dumps({"text": "dom " * 100_000})).status_code == 413
    assert editor.put(f"{RECORDINGS}/a/versions/1/captions", content=content, headers=LOGIN).status_code == 413
    assert not town.signing.requests


def test_every_editors_route_names_its_errors(editor: TestClient) -> None:
    document = editor.get("/api/v1/openapi.json").json()
    assert document["components"]["securitySchemes"]["admin"]["scheme"] == "bearer"
    for method, path in admin_calls(editor):
        described = document["paths"][path][method]
        assert described["summary"]
        assert {"401", "404", "429"} <= described["responses"].keys()
        assert described["security"] == [{"admin": []}, {"account": []}]
