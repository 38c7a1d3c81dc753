"""What nobody foresaw: the caller gets a sentence, the log a kind and a place, and nobody the error's own message."""

import contextlib
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gateway_process import running_gateway
from okienko_gateway.last_door import LastDoor
from okienko_gateway.policies import DATA_POLICY
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

SECRET = "secret"
# Each ends in the same way, with the message of a real validation, which quotes what it was given.
BROKEN_GATEWAY = f"""
from okienko_gateway import __main__ as entry
from fastapi import Request, WebSocket
from fastapi.routing import APIRoute, APIWebSocketRoute
from pydantic import TypeAdapter
from starlette.responses import StreamingResponse

def breaks():
    TypeAdapter(int).validate_python("{SECRET} words")

async def answer(request: Request):
    breaks()

async def begun(request: Request):
    async def body():
        yield b"begun"
        raise ValueError("{SECRET} words")
    return StreamingResponse(body())

async def unopened(socket: WebSocket):
    breaks()

async def opened(socket: WebSocket):
    await socket.accept()
    await socket.receive()
    breaks()

def with_broken_routes(*arguments, made=entry.create_app):
    app = made(*arguments)
    app.router.routes[:0] = [
        APIRoute("/broken/answer/{{gloss}}", answer, methods=["POST"]),
        APIRoute("/broken/begun", begun),
        APIWebSocketRoute("/broken/unopened", unopened),
        APIWebSocketRoute("/broken/opened", opened),
    ]
    return app

entry.create_app = with_broken_routes
entry.main([])
"""


class Running:
    """A gateway in a process of its own."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self._log = log

    @contextlib.contextmanager
    def request(
        self, method: str, path: str, headers: dict[str, str] | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, headers=headers or {})
            with connection.getresponse() as response:
                yield response

    def printed(self) -> str:
        return self._log.read_text()

    def failures(self, route: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.printed().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == "request failed" and line["route"] == route]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("broken")
    (folder / "broken_gateway.py").write_text(BROKEN_GATEWAY)
    settings = {"OKIENKO_GATEWAY_LOG_FORMAT": "json", "OKIENKO_GATEWAY_AUDIT_FOLDER": str(folder / "audit")}
    log = folder / "log"
    with running_gateway(log, str(folder / "broken_gateway.py"), **settings) as port:
        yield Running(port, log)
    # Of each test only what was printed by its end was looked at.
    assert SECRET not in log.read_text()


def test_the_caller_gets_a_sentence_and_the_log_no_word_of_the_message(running: Running) -> None:
    offered = {"X-Request-ID": "0123456789abcdef", "Accept-Language": "en"}
    with running.request("POST", "/broken/answer/glosswithheld", offered) as response:
        problem = json.loads(response.read())
    assert response.status == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-security-policy"] == DATA_POLICY
    assert response.headers["x-request-id"] == offered["X-Request-ID"]
    assert (problem["reason"], problem["request_id"]) == ("INTERNAL", offered["X-Request-ID"])
    assert problem["detail"].startswith("Something broke on our side.")
    (failure,) = running.failures("/broken/answer/{gloss}")
    assert failure["error"] == "ValidationError"
    assert failure["place"].split("/")[-1].startswith("type_adapter.py:")
    assert failure["request_id"] == offered["X-Request-ID"]
    for word in (SECRET, "glosswithheld", "Traceback"):
        assert word not in running.printed()


def test_a_response_that_has_begun_is_broken_off(running: Running) -> None:
    with running.request("GET", "/broken/begun") as response, pytest.raises(http.client.IncompleteRead):
        response.read()
    assert response.status == 200
    (failure,) = running.failures("/broken/begun")
    assert failure["error"] == "ValueError"
    assert failure["place"].split("/")[-1].startswith("broken_gateway.py:")
    assert SECRET not in running.printed()
    assert "Traceback" not in running.printed()


@pytest.mark.parametrize("path", ["/broken/opened", "/broken/unopened"])
def test_a_socket_is_closed_as_broken(running: Running, path: str) -> None:
    with (
        connect(f"ws://127.0.0.1:{running.port}{path}", proxy=None) as client,
        pytest.raises(ConnectionClosed) as closed,
    ):
        client.send("something")
        client.recv(120)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1011, "INTERNAL")
    assert [failure["error"] for failure in running.failures(path)] == ["ValidationError"]
    assert SECRET not in running.printed()
    assert "Traceback" not in running.printed()


def test_what_breaks_before_a_request_has_its_id_is_answered_with_one() -> None:
    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(SECRET)

    response = TestClient(LastDoor(breaks)).get("/", headers={"X-Request-ID": "0123456789abcdef"})
    assert response.status_code == 500
    assert response.json()["request_id"] == "0123456789abcdef"


def test_a_page_that_goes_is_no_failure(capfd: pytest.CaptureFixture[str]) -> None:
    async def listens(scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        await socket.receive_text()

    with TestClient(LastDoor(listens)).websocket_connect("/") as client:
        client.close()
    assert "request failed" not in "".join(capfd.readouterr())
