import json
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from fastapi import FastAPI
from gateway_town import Town
from okienko.recognition.v1 import recognition_pb2
from okienko_common import channel
from okienko_gateway.frames import parse_frame
from okienko_gateway.problems import Problem
from okienko_gateway.routes import recognition
from okienko_gateway.settings import GatewaySettings
from okienko_gateway.signing_stream import FrameQueue
from starlette.testclient import TestClient, WebSocketTestSession

CONFIG = {"type": "config", "max_alternatives": 3}
ADDRESS = "/api/v1/recognise"


@contextmanager
def connected(client: TestClient, headers: dict[str, str] | None = None) -> Iterator[WebSocketTestSession]:
    """Open a socket, close it at the end, and wait until the gateway has heard of it and let go of everything."""
    sockets = cast(FastAPI, client.app).state.context.limiter._sockets.total
    before = sockets()
    with client.websocket_connect(ADDRESS, headers=headers or {}) as socket:
        yield socket
        socket.close()
        deadline = time.monotonic() + 120
        while sockets() > before:
            assert time.monotonic() < deadline, "The gateway still holds a socket that its client has closed."
            time.sleep(0.01)


def landmarks(offset: int = 0, points: int = 42, kind: int = 1, version: int = 1, value: float = 0.5) -> bytes:
    header = struct.pack("<BBHI", kind, version, 32767, offset)
    return header + struct.pack(f"<{1 + points * 4}f", 4 / 3, *[value] * points * 4)


def jpeg(content: bytes) -> bytes:
    return struct.pack("<BBHI", 3, 1, 0xFFFF, 7) + content


def receive_error(socket: WebSocketTestSession) -> tuple[dict[str, Any], int]:
    message = socket.receive_json()
    while message["type"] != "error":
        message = socket.receive_json()
    return message, socket.receive()["code"]


def test_a_socket_says_that_its_gateway_lives_while_nothing_is_read(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "ALIVE_SECONDS", 0.01)
    with connected(client) as socket:
        socket.send_json(CONFIG)
        assert [socket.receive_json()["type"] for _ in range(3)] == ["ready", "alive", "alive"]


def test_frames_become_readings(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_json(CONFIG)
        assert socket.receive_json() == {"type": "ready", "signs": 1}
        socket.send_bytes(landmarks(offset=1500))
        result = socket.receive_json()
    assert result["type"] == "result"
    assert result["start"] == 1.5
    assert result["alternatives"] == [{"sign_id": "pjm/letter/a", "text": "a", "confidence": 0.5}]


def test_words_come_when_the_page_wants_them_and_its_phrases_go_along(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_json({**CONFIG, "transcript": True, "hint_phrases": ["Dowód osobisty"]})
        assert socket.receive_json()["type"] == "ready"
        assert socket.receive_json() == {
            "type": "transcript",
            "parts": [
                {
                    "segment_ids": [3, 4],
                    "hypotheses": [
                        {"words": ["Dowód osobisty"], "confidence": 0.25, "is_literal": False, "source": "lexicon"}
                    ],
                }
            ],
        }


def test_what_a_lost_socket_read_goes_along_numbered_below_zero(client: TestClient, town: Town) -> None:
    readings = [{"sign_id": "pjm/letter/a", "text": "a", "confidence": 0.5}]
    earlier = [{"start": 0.5, "end": 1.25, "alternatives": readings}, {"start": 2, "end": 2.5, "alternatives": []}]
    with connected(client) as socket:
        socket.send_json({**CONFIG, "earlier_results": earlier})
        assert socket.receive_json()["type"] == "ready"
        socket.send_bytes(landmarks(offset=3000))
        socket.receive_json()
    told = town.recognition.config.earlier_results
    assert [(one.segment_id, one.is_final, one.end_offset.ToMilliseconds()) for one in told] == [
        (-2, True, 1250),
        (-1, True, 2500),
    ]
    assert [alternative.sign_id for alternative in told[0].alternatives] == ["pjm/letter/a"]


@pytest.mark.parametrize("end", [float("nan"), -1, 1e300])
def test_an_impossible_time_of_a_lost_socket_is_refused(client: TestClient, end: float) -> None:
    with connected(client) as socket:
        socket.send_text(json.dumps({**CONFIG, "earlier_results": [{"start": 0, "end": end, "alternatives": []}]}))
        error, code = receive_error(socket)
    assert (error["reason"], code) == ("CONFIG_FIRST", 1008)


def test_a_stream_that_fails_is_begun_again_from_the_budget_of_its_channel(
    settings: GatewaySettings,
    open_client: Callable[[GatewaySettings], TestClient],
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(channel, "RETRY_BURST", 1)
    town.recognition.is_failing = True
    with connected(open_client(settings)) as socket:
        socket.send_json(CONFIG)
        error, _ = receive_error(socket)
    assert (error["status"], error["retry_after"]) == (503, 3)
    assert town.recognition.streams == 2


async def test_frames_that_wait_together_go_together_but_pictures_go_alone() -> None:
    queue = FrameQueue()
    for data in (landmarks(0), landmarks(66), jpeg(b"one"), jpeg(b"two"), landmarks(133)):
        queue.put(parse_frame(data))
    queue.end()
    sent = [request async for request in queue.requests(recognition_pb2.RecognitionConfig())]
    assert [len(request.frames.frames) or 1 for request in sent[1:]] == [2, 1, 1, 1]
    assert [request.frame.jpeg for request in sent[2:]] == [b"one", b"two", b""]


async def test_a_service_that_falls_behind_gets_the_newest_frames() -> None:
    queue = FrameQueue()
    for number in range(100):
        queue.put(parse_frame(landmarks(number)))
    queue.end()
    _, batch = [request async for request in queue.requests(recognition_pb2.RecognitionConfig())]
    assert [frame.offset.ToMilliseconds() for frame in batch.frames.frames] == list(range(85, 100))


def test_a_landmark_frame_is_read_to_the_last_number() -> None:
    frame = parse_frame(landmarks(offset=61_250, points=75, kind=2))
    assert frame.offset.ToMilliseconds() == 61_250
    assert frame.landmarks.layout == "hands-pose/1"
    assert len(frame.landmarks.values) == 300
    assert frame.landmarks.aspect_ratio == pytest.approx(4 / 3)
    assert frame.brightness == pytest.approx(0.5, abs=1e-4)
    assert not parse_frame(jpeg(b"x")).HasField("brightness")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        landmarks(version=2),
        landmarks(kind=9),
        landmarks(points=41),
        landmarks(points=10_000),
        landmarks(value=float("nan")),
        landmarks(value=float("inf")),
        jpeg(b"x" * (512 * 1024 + 1)),
    ],
    ids=["empty", "short", "version", "kind", "too few", "ten thousand", "nan", "infinite", "large picture"],
)
def test_a_frame_of_another_form_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Problem) as caught:
        parse_frame(data)
    assert caught.value.reason == "INVALID_FRAME"
    assert caught.value.pl.startswith("Klatka ")
    assert caught.value.en.endswith("Reload the page and try again.")


def test_a_bad_frame_ends_the_socket_with_its_sentence(client: TestClient) -> None:
    with connected(client, headers={"Accept-Language": "en"}) as socket:
        socket.send_json(CONFIG)
        socket.send_bytes(b"nonsense")
        error, code = receive_error(socket)
    assert error["reason"] == "INVALID_FRAME"
    assert code == 1008


def test_the_services_own_refusal_reaches_the_page(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_json(CONFIG)
        socket.send_bytes(jpeg(b"broken"))
        error, code = receive_error(socket)
    assert (error["reason"], error["detail"], code) == ("BROKEN_JPEG", "Obrazu nie da się odczytać.", 1008)


@pytest.mark.parametrize(
    "first", ["{}", "nonsense", '{"type": "config", "language": "ase"}', '{"type":"config","max_alternatives":99}']
)
def test_the_configuration_comes_first(client: TestClient, first: str) -> None:
    with connected(client) as socket:
        socket.send_text(first)
        error, code = receive_error(socket)
    assert (error["reason"], code) == ("CONFIG_FIRST", 1008)


def test_text_after_the_configuration_is_refused(client: TestClient) -> None:
    with connected(client) as socket:
        socket.send_json(CONFIG)
        socket.send_text("hello")
        error, _ = receive_error(socket)
    assert error["reason"] == "FRAMES_ARE_BINARY"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://["])
def test_a_foreign_page_is_refused(client: TestClient, origin: str) -> None:
    with connected(client, headers={"Origin": origin}) as socket:
        error, _ = receive_error(socket)
    assert error["reason"] == "FOREIGN_ORIGIN"


def test_a_silent_socket_is_closed(
    settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]
) -> None:
    with connected(open_client(settings.model_copy(update={"socket_idle_seconds": 0.2}))) as socket:
        socket.send_json(CONFIG)
        error, _ = receive_error(socket)
    assert error["reason"] == "SOCKET_IDLE"


def test_a_client_that_vanishes_leaves_no_call_behind(client: TestClient, town: Town) -> None:
    with connected(client) as socket:
        socket.send_json(CONFIG)
        socket.send_bytes(landmarks())
        assert socket.receive_json()["type"] == "ready"
        # Before that there may be no call yet that could be left behind.
        assert socket.receive_json()["type"] == "result"
    assert town.recognition.ended.wait(120)


def test_one_address_cannot_take_all_sockets(client: TestClient) -> None:
    with connected(client) as first, connected(client) as second:
        for socket in (first, second):
            socket.send_json(CONFIG)
            assert socket.receive_json()["type"] == "ready"
        with connected(client) as third:
            error, _ = receive_error(third)
    assert error["reason"] == "TOO_MANY_SOCKETS"
    with connected(client) as freed:
        freed.send_json(CONFIG)
        assert freed.receive_json()["type"] == "ready"


def test_without_the_service_the_page_is_told_to_try_again(client: TestClient, town: Town) -> None:
    town.servers["recognition"].stop(0).wait()
    with connected(client) as socket:
        socket.send_json(CONFIG)
        error, code = receive_error(socket)
    assert (error["service"], code) == ("recognition", 1013)
