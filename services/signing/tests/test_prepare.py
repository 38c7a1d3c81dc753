"""The command against a small gateway that speaks HTTP."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from okienko_signing.__main__ import main

TOPICS = {
    "topics": [{"answers": [{"id": "dowod"}, {"id": "paszport"}]}],
    "featured": [{"id": "dowod"}, {"id": "meldunek"}],
}


def event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def film(*sizes: tuple[int, int]) -> str:
    renditions = [{"height": height, "frame_rate": rate} for height, rate in sizes for _ in range(2)]
    return event("progress", {"fraction": 0.5}) + event("playlist", {"clips": [{"renditions": renditions}]})


class Gateway(ThreadingHTTPServer):
    """Gives each path its replies in turn, the last again and again."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, list[tuple[int, str]]] = {}
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/api/v1/topics":
            status, body = 200, json.dumps(TOPICS)
        else:
            replies = self.server.replies.get(self.path.split("?")[0], [(200, film((480, 25)))])
            status, body = replies[0] if len(replies) == 1 else replies.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    monkeypatch.setattr("okienko_signing.prepare_command._PAUSE_SECONDS", 0.0)
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_answer_and_title_is_asked_for_once_and_in_the_background(
    gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.replies["/api/v1/answers/dowod/signing"] = [(200, film((480, 25), (480, 50), (720, 25), (720, 50)))]
    assert main(["prepare", "--gateway", f"{gateway.address}/"]) == 0
    expected = [
        f"/api/v1/{kind}/{name}/signing?priority=background"
        for kind in ("answers", "topics")
        for name in ("dowod", "paszport", "meldunek")
    ]
    assert gateway.asked == ["/api/v1/topics", *expected]
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("1/6 dowod: 4 sizes, ")
    assert told[5].startswith("6/6 meldunek (title): 1 size, ")
    assert told[6] == "6 films lie ready. 5 of them still lack sizes, which are made later."


def test_a_film_that_could_not_be_made_now_is_asked_for_again(
    gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    busy = (503, json.dumps({"detail": "Too many films wait."}))
    lost = (200, event("error", {"detail": "The rendering was cut off.", "status": 503}))
    gateway.replies["/api/v1/answers/paszport/signing"] = [busy, lost, (200, film((480, 25)))]
    assert main(["prepare", "--gateway", gateway.address, "--answers-only"]) == 0
    assert "paszport: Too many films wait." in capsys.readouterr().out
    assert sum("paszport" in path for path in gateway.asked) == 3


def test_what_stays_missing_is_named_and_what_never_can_be_is_not_asked_again(
    gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.replies["/api/v1/answers/dowod/signing"] = [(400, json.dumps({"detail": "The gloss line is empty."}))]
    gateway.replies["/api/v1/answers/meldunek/signing"] = [(200, event("progress", {"fraction": 0.1}))]
    assert main(["prepare", "--gateway", gateway.address, "--answers-only"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "2 of 3 films are missing; run this again when that is mended.",
        "dowod: The gloss line is empty.",
        "meldunek: the connection ended before the film came.",
    ]
    assert sum("dowod" in path for path in gateway.asked) == 1
    assert sum("meldunek" in path for path in gateway.asked) == 3


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "file:///etc", "127.0.0.1:8080"])
def test_without_a_gateway_it_says_what_to_do(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "--gateway", address]) == 1
    error = capsys.readouterr().err
    assert "gives no topics" in error
    assert "Start Okienko, or say where it is with --gateway." in error
