"""Teaching over HTTP: takes go from the signing to the recognition service and come back judged; adapted letters go along a socket."""

import struct
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import grpc
import pytest
from gateway_town import Town, refuse, serving
from google.protobuf.duration_pb2 import Duration
from okienko.signing.v1 import recordings_pb2, sign_clips_pb2, sign_clips_pb2_grpc
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient

TOKEN = "town-secret-0123456789abcdef"
LOGIN = {"Authorization": f"Bearer {TOKEN}"}
SIGNS = "/api/v1/admin/signs"


class Studio(sign_clips_pb2_grpc.SignClipServiceServicer):
    """Four clips of OGRÓDEK, of which the second was removed."""

    def GetRecordedSign(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        if request.gloss == "PUSTY":
            return sign_clips_pb2.GetRecordedSignResponse(sign=sign_clips_pb2.RecordedSign(gloss="PUSTY"))
        if request.gloss != "OGRÓDEK":
            refuse(context, grpc.StatusCode.NOT_FOUND, "NO_SUCH_CLIP", "Nie ma nagrań.", "There are no takes.")
        clips = [
            sign_clips_pb2.SignClip(
                clip=number,
                state=recordings_pb2.VERSION_STATE_DELETED if number == 2 else recordings_pb2.VERSION_STATE_READY,
                start_offset=Duration(seconds=number),
                end_offset=Duration(seconds=number + 1),
            )
            for number in (4, 3, 2, 1)
        ]
        return sign_clips_pb2.GetRecordedSignResponse(sign=sign_clips_pb2.RecordedSign(gloss="OGRÓDEK", clips=clips))

    def GetClipFrames(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        frame = sign_clips_pb2.ClipFrame(offset=Duration(nanos=1), values=[float(request.clip)] * 300)
        yield sign_clips_pb2.GetClipFramesResponse(layout="hands-pose/1", aspect_ratio=1.5, frames=[frame])
        yield sign_clips_pb2.GetClipFramesResponse(frames=[frame, frame])


@pytest.fixture
def editor(
    town: Town, settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> Iterator[TestClient]:
    studio = Studio()  # type: ignore[abstract]  # its other calls are not asked
    with serving("signing", partial(sign_clips_pb2_grpc.add_SignClipServiceServicer_to_server, studio)) as target:
        changed = {"signing_target": target, "admin_token": TOKEN}
        yield open_client(GatewaySettings.model_validate({**settings.model_dump(), **changed}))


def test_kept_takes_are_checked_newest_first(editor: TestClient, town: Town) -> None:
    answer = editor.post(f"{SIGNS}/OGRÓDEK/check", headers=LOGIN)
    assert answer.status_code == 200
    assert answer.json() == {
        "verdict": "too_close",
        "agreement": 0.812,
        "takes": [{"clip": clip, "agreement": 0.75} for clip in (4, 3, 1)],
        "neighbours": [{"id": "pjm/sign/dom", "gloss": "DOM", "probability": 0.625}],
    }
    assert town.recognition.gloss == "OGRÓDEK"
    assert [take.start_offset.seconds for take in town.recognition.takes] == [4, 3, 1]
    assert [len(take.frames) for take in town.recognition.takes] == [3, 3, 3]
    frame = town.recognition.takes[0].frames[2].landmarks
    assert (frame.layout, frame.aspect_ratio, frame.values[299]) == ("hands-pose/1", 1.5, 4.0)


def test_what_was_taught_is_listed(editor: TestClient) -> None:
    answer = editor.get(f"{SIGNS}/taught", headers=LOGIN).json()
    sign = {"id": "pjm/sign/ogródek", "gloss": "OGRÓDEK", "takes": 3, "agreement": 0.75}
    assert answer == {"signs": [sign], "is_current": True}


@pytest.mark.parametrize(("method", "path"), [("POST", "OGRÓDEK/check"), ("GET", "taught")])
def test_only_editors_teach(editor: TestClient, method: str, path: str) -> None:
    assert editor.request(method, f"{SIGNS}/{path}").status_code == 401


@pytest.mark.parametrize(
    ("gloss", "status", "reason"), [("NIEZNANY", 404, "NO_SUCH_CLIP"), ("PUSTY", 409, "TAKES_MISSING")]
)
def test_a_sign_without_takes_is_refused_with_a_sentence(
    editor: TestClient, gloss: str, status: int, reason: str
) -> None:
    answer = editor.post(f"{SIGNS}/{gloss}/check", headers=LOGIN)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.json()["detail"].endswith(".")


def letter(**changes: Any) -> dict[str, Any]:
    return {"sign_id": "pjm/letter/o", "aspect_ratio": 1.5, "frames": [[0.25] * 168] * 5, **changes}


def config(*letters: Any) -> dict[str, Any]:
    return {"type": "config", "calibration": list(letters)}


def test_adapted_letters_go_with_the_stream(editor: TestClient, town: Town) -> None:
    with editor.websocket_connect("/api/v1/recognise") as socket:
        socket.send_json(config(letter()))
        assert socket.receive_json()["type"] == "ready"
        socket.send_bytes(struct.pack("<BBHI169f", 1, 1, 0xFFFF, 0, 1.5, *[0.5] * 168))
        assert socket.receive_json()["type"] == "result"
    (sent,) = town.recognition.config.calibration
    assert (sent.sign_id, len(sent.frames)) == ("pjm/letter/o", 5)
    assert (sent.frames[0].layout, sent.frames[0].aspect_ratio, len(sent.frames[0].values)) == ("hands/1", 1.5, 168)


@pytest.mark.parametrize(
    "letters",
    [
        [letter(frames=[[0.25] * 167])],
        [letter(frames=[[0.25] * 168] * 21)],
        [letter(frames=[[1e9] * 168] * 5)],
        [letter(frames=[])],
        [letter(aspect_ratio=0)],
        [letter()] * 13,
        ["o"],
    ],
)
def test_adapted_letters_that_cannot_be_are_refused(editor: TestClient, letters: list[Any]) -> None:
    with editor.websocket_connect("/api/v1/recognise") as socket:
        socket.send_json(config(*letters))
        refusal = socket.receive_json()
    assert (refusal["type"], refusal["reason"]) == ("error", "CONFIG_FIRST")
