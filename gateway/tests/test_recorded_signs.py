"""Editors' recorded signs over HTTP, before the real service."""

import base64
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest
from gateway_town import AsyncHouse
from okienko.signing.v1 import sign_clips_pb2_grpc
from okienko_gateway.routes import sign_clips
from okienko_gateway.settings import GatewaySettings
from okienko_signing.clips.desk import ClipDesk
from okienko_signing.clips.frames import ClipFrames
from okienko_signing.clips.store import SignClips
from okienko_signing.clips.synthetic import recorded
from okienko_signing.clips.vocabulary import Vocabulary
from okienko_signing.composition import act_out, plan
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.sign_clip_service import SignClipService
from okienko_signing.storage import FolderStorage
from starlette.testclient import TestClient

TOKEN = "town-secret-0123456789abcdef"
LOGIN = {"Authorization": f"Bearer {TOKEN}"}
SIGNS = "/api/v1/admin/signs"
CLIPS = f"{SIGNS}/OGRÓDEK/clips"
CONSENT = "Zgoda pisemna z 26 listopada 2026, teczka 12."


@cache
def shipped() -> Lexicon:
    return load_lexicon(Path(__file__).resolve().parents[2] / "models/lexicon")


@cache
def take() -> ClipFrames:
    motion, _ = act_out(plan(parse_glosses("MATKA"), shipped()), shipped())
    return recorded(motion)


def body(**changes: Any) -> dict[str, Any]:
    clip = take()
    frames = [
        {"offset": round(float(time), 3), "values": values.ravel().tolist(), "world": world.ravel().tolist()}
        for time, values, world in zip(clip.times, clip.values, np.nan_to_num(clip.world), strict=True)
    ]
    return {"consent": CONSENT, "aspect_ratio": clip.aspect_ratio, "frames": frames, **changes}


class ClipHouse(AsyncHouse):
    """The service of recorded signs."""

    def __init__(self, media: Path) -> None:
        storage = FolderStorage(media)
        storage.open(clean=True)
        clips = SignClips(storage)
        self.vocabulary = Vocabulary(shipped(), clips)
        self._desk = ClipDesk(clips, self.vocabulary, shipped().handshapes["relaxed"])
        super().__init__()

    def register(self, server: grpc.aio.Server) -> None:
        service = SignClipService()
        service.open(self._desk)
        sign_clips_pb2_grpc.add_SignClipServiceServicer_to_server(service, server)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ClipHouse]:
    started = ClipHouse(tmp_path / "films")
    yield started
    started.close()


@pytest.fixture
def editor(
    settings: GatewaySettings, house: ClipHouse, open_client: Callable[[GatewaySettings], TestClient]
) -> TestClient:
    changed = {"signing_target": house.target, "admin_token": TOKEN}
    return open_client(GatewaySettings.model_validate({**settings.model_dump(), **changed}))


def record(editor: TestClient, **changes: Any) -> Any:
    return editor.post(CLIPS, json=body(**changes), headers=LOGIN)


def problem(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].endswith(".")
    return response.status_code, response.json()["reason"]


def test_a_sign_is_recorded_looked_at_published_and_taken_back(editor: TestClient, house: ClipHouse) -> None:
    response = record(editor)
    assert response.status_code == 201, response.text
    clip = response.json()
    assert (clip["clip"], clip["state"], clip["review_status"]) == (1, "ready", "draft")
    assert (clip["source"], clip["consent"], clip["is_two_handed"]) == ("webcam", CONSENT, False)
    assert 0 < clip["start"] < clip["end"] < clip["duration"]
    assert clip["quality"]["reprojection_error"] < 0.1
    played = editor.get(f"{CLIPS}/1", headers=LOGIN).json()
    assert played["layout"] == "hands-pose/1"
    assert np.allclose(played["frames"][9]["values"], take().values[9].ravel(), atol=1e-4)
    drawn = editor.get(f"{CLIPS}/1?skeleton=signer", headers=LOGIN).json()
    assert drawn["frames"][1]["offset"] == 0.02
    assert drawn["skeleton"] == "signer"
    assert editor.post(f"{CLIPS}/1/publish", headers=LOGIN).json()["published_clip"] == 1
    assert "OGRÓDEK" in house.vocabulary.lexicon().signs
    approved = editor.post(f"{CLIPS}/1/review", json={"status": "approved"}, headers=LOGIN).json()
    assert approved["clips"][0]["review_status"] == "approved"
    assert problem(editor.delete(f"{CLIPS}/1", headers=LOGIN)) == (409, "CLIP_STATE")
    assert editor.post(f"{SIGNS}/OGRÓDEK/withdraw", headers=LOGIN).json()["published_clip"] is None
    assert "OGRÓDEK" not in house.vocabulary.lexicon().signs
    gone = editor.delete(f"{CLIPS}/1", headers=LOGIN).json()["clips"][0]
    assert (gone["state"], gone["consent"], gone["sha256"]) == ("deleted", "", "")
    kinds = [event["kind"] for event in gone["events"]]
    assert kinds == ["added", "published", "approved", "withdrawn", "deleted"]
    listed = editor.get(SIGNS, headers=LOGIN).json()
    assert [sign["gloss"] for sign in listed["signs"]] == ["OGRÓDEK"]
    assert editor.get(CLIPS, headers=LOGIN).json() == listed["signs"][0]


def test_a_pose_file_goes_out_and_comes_back(editor: TestClient) -> None:
    assert record(editor).status_code == 201
    exported = editor.get(f"{CLIPS}/1/pose", headers=LOGIN)
    assert exported.headers["content-type"] == "application/octet-stream"
    sent = {"consent": CONSENT, "pose": base64.b64encode(exported.content).decode()}
    again = editor.post(CLIPS, json=sent, headers=LOGIN)
    assert again.status_code == 201, again.text
    assert again.json()["source"] == "pose_file"
    cut = {"consent": CONSENT, "pose": base64.b64encode(exported.content[:-1000]).decode()}
    assert problem(editor.post(CLIPS, json=cut, headers=LOGIN)) == (400, "INVALID_CLIP")
    assert problem(editor.post(CLIPS, json={"consent": CONSENT, "pose": "A"}, headers=LOGIN)) == (400, "INVALID_FIELD")


def test_every_call_needs_the_secret(editor: TestClient) -> None:
    assert problem(editor.post(CLIPS, content=b" " * 4_000_000)) == (401, "ADMIN_TOKEN_WRONG")
    for method, path in (
        ("GET", SIGNS), ("GET", CLIPS), ("GET", f"{CLIPS}/1"), ("GET", f"{CLIPS}/1/pose"), ("DELETE", f"{CLIPS}/1"),
        ("POST", f"{CLIPS}/1/publish"), ("POST", f"{CLIPS}/1/review"), ("POST", f"{SIGNS}/OGRÓDEK/withdraw"),
    ):  # fmt: skip
        assert problem(editor.request(method, path, json={"status": "draft"}))[0] == 401, path


def test_bad_recordings_are_refused_with_what_to_do(editor: TestClient) -> None:
    good = body()["frames"]
    nan = json.dumps(body()).replace(str(good[3]["values"][84]), "NaN", 1)
    assert problem(editor.post(CLIPS, content=nan, headers=LOGIN)) == (400, "INVALID_CLIP")
    assert problem(record(editor, frames=good[::-1])) == (400, "INVALID_CLIP")
    assert problem(record(editor, frames=good[:12])) == (422, "CLIP_UNUSABLE")
    assert problem(record(editor, frames=[])) == (400, "INVALID_CLIP")
    assert problem(record(editor, consent="tak")) == (400, "INVALID_CLIP")
    half = json.dumps(body(consent="\ud800" * 20))
    assert problem(editor.post(CLIPS, content=half, headers=LOGIN))[0] == 400
    short = {"offset": 0.0, "values": [0.0] * 4}
    many = [{**short, "offset": number / 100} for number in range(10_000)]
    assert problem(record(editor, frames=many)) == (413, "CLIP_TOO_LARGE")
    assert problem(record(editor, frames=[{"offset": 0.0}] * 900)) == (400, "INVALID_FIELD")
    assert problem(editor.post(CLIPS, content=b"{", headers=LOGIN)) == (400, "INVALID_JSON")
    assert problem(editor.post(CLIPS, content=b" " * (sign_clips.LARGEST_BYTES + 1), headers=LOGIN)) == (
        413, "BODY_TOO_LARGE",
    )  # fmt: skip
    for gloss in ("dom", "DOM MÓJ", "2026", "A" * 100, "..%2fX"):
        response = editor.post(f"{SIGNS}/{gloss}/clips", json=body(), headers=LOGIN)
        assert problem(response)[0] in {400, 404}, gloss
    assert editor.get(SIGNS, headers=LOGIN).json()["signs"] == []


def test_sentences_come_in_the_callers_language(editor: TestClient) -> None:
    polish = editor.post(f"{SIGNS}/dom/clips", json=body(), headers=LOGIN).json()["detail"]
    english = editor.post(f"{SIGNS}/dom/clips", json=body(), headers={**LOGIN, "Accept-Language": "en"}).json()[
        "detail"
    ]
    assert polish.startswith("'dom' nie jest glosą")
    assert english.startswith("'dom' is no gloss")


def test_what_is_not_there_is_told(editor: TestClient) -> None:
    for method, path in (
        ("GET", CLIPS), ("GET", f"{CLIPS}/1"), ("GET", f"{CLIPS}/1/pose"), ("POST", f"{CLIPS}/1/publish"),
        ("DELETE", f"{CLIPS}/1"), ("POST", f"{SIGNS}/OGRÓDEK/withdraw"),
    ):  # fmt: skip
        assert problem(editor.request(method, path, headers=LOGIN)) == (404, "NO_SUCH_CLIP"), path
    assert record(editor).status_code == 201
    assert problem(editor.get(f"{CLIPS}/2", headers=LOGIN)) == (404, "NO_SUCH_CLIP")
    assert problem(editor.post(f"{CLIPS}/1/review", json={"status": "perfect"}, headers=LOGIN)) == (
        400,
        "INVALID_FIELD",
    )


def test_the_description_of_the_api_tells_what_a_recording_is(editor: TestClient) -> None:
    document = editor.get("/api/v1/openapi.json").json()
    calls = {path: set(methods) for path, methods in document["paths"].items() if path.startswith(SIGNS)}
    assert calls == {
        SIGNS: {"get"},
        f"{SIGNS}/{{gloss}}/clips": {"get", "post"},
        f"{SIGNS}/{{gloss}}/clips/{{clip}}": {"get", "delete"},
        f"{SIGNS}/{{gloss}}/clips/{{clip}}/pose": {"get"},
        f"{SIGNS}/{{gloss}}/clips/{{clip}}/publish": {"post"},
        f"{SIGNS}/{{gloss}}/clips/{{clip}}/review": {"post"},
        f"{SIGNS}/{{gloss}}/withdraw": {"post"},
        f"{SIGNS}/{{gloss}}/check": {"post"},
        f"{SIGNS}/taught": {"get"},
    }
    content = document["paths"][f"{SIGNS}/{{gloss}}/clips"]["post"]["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    assert set(schema["properties"]) == {"consent", "layout", "aspect_ratio", "mirrored", "frames", "pose"}
    assert set(schema["properties"]["frames"]["items"]["properties"]) == {"offset", "values", "world"}
    assert "$ref" not in json.dumps(schema)
