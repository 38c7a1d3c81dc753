"""Limits: for whom calls are counted, how long a caller is told to wait, and what a connection may send."""

import contextlib
import http.client
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from gateway_process import running_gateway
from okienko_gateway import bounded_http, context
from okienko_gateway.context import caller_of
from okienko_gateway.limiting import WRONG_TOKENS_PER_MINUTE, AddressLimiter, Caller
from okienko_gateway.problems import Problem
from okienko_gateway.settings import GatewaySettings
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

HERE = Caller("", "192.0.2.1")


def seconds_to_wait(problem: Problem) -> float:
    return cast(float, problem.retry_after_seconds)


async def test_the_time_to_wait_is_honest_to_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    limiter = AddressLimiter(3, 1, 1)
    for _ in range(3):
        await limiter.count_light(HERE)
        now += 7.5
    with pytest.raises(Problem) as refused:
        await limiter.count_light(HERE)
    wait = seconds_to_wait(refused.value)
    assert 37 <= wait <= 39
    now += wait - 2
    with pytest.raises(Problem) as early:
        await limiter.count_light(HERE)
    assert seconds_to_wait(early.value) <= 3
    now += 2
    await limiter.count_light(HERE)


async def test_a_caller_over_its_limit_takes_nothing_from_others_of_its_town_or_of_another() -> None:
    limiter = AddressLimiter(1, 1, 1)
    await limiter.count_light(HERE)
    with pytest.raises(Problem):
        await limiter.count_light(HERE)
    await limiter.count_light(Caller("", "192.0.2.2"))
    await limiter.count_light(Caller("nowe", "192.0.2.1"))
    await limiter.count_heavy(HERE)


async def test_who_waits_as_long_as_told_finds_room_for_a_whole_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    limiter = AddressLimiter(1, 1, 1, content_per_minute=10)
    for _ in range(10):
        await limiter.count_content(HERE, 1)
        now += 3
    waits = []
    for weight in (1, 5):
        with pytest.raises(Problem) as refused:
            await limiter.count_content(HERE, weight)
        waits.append(seconds_to_wait(refused.value))
    # The oldest look makes room for a look, the oldest five for a reading.
    assert 30 <= waits[0] <= 31
    assert 42 <= waits[1] <= 43
    now += waits[1] + 0.1
    await limiter.count_content(HERE, 5)


async def test_a_limit_below_the_weight_of_a_reading_lets_one_through() -> None:
    limiter = AddressLimiter(1, 1, 1, content_per_minute=3)
    await limiter.count_content(HERE, 5)
    with pytest.raises(Problem):
        await limiter.count_content(HERE, 1)


@pytest.mark.parametrize(
    ("path", "times"),
    [
        ("topics", 10),
        ("answers/dowod-osobisty", 10),
        ("topics/dowod-osobisty/signing", 5),
        ("answers/dowod-osobisty/signing", 5),
        ("phrases/ask-who/signing", 5),
        ("answers/dowod-osobisty/speech", 2),
        ("answers/dowod-osobisty/speech/marks", 2),
        ("answers/dowod-osobisty/speech/stream", 2),
    ],
)
def test_one_address_looks_and_listens_so_often_by_what_it_costs_and_another_goes_on(
    settings: GatewaySettings,
    open_client: Callable[[GatewaySettings], TestClient],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    times: int,
) -> None:
    monkeypatch.setattr(context, "caller_of", lambda request: Caller("", request.headers["X-Address"]))
    client = open_client(settings.model_copy(update={"content_calls_per_minute": 10}))
    here, elsewhere = {"X-Address": "192.0.2.1"}, {"X-Address": "192.0.2.2"}
    assert [client.get(f"/api/v1/{path}", headers=here).status_code for _ in range(times)] == [200] * times
    refused = client.get(f"/api/v1/{path}", headers=here)
    assert (refused.status_code, refused.json()["reason"]) == (429, "RATE_LIMITED")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert client.get(f"/api/v1/{path}", headers=elsewhere).status_code == 200
    # Questions have a window of their own.
    assert client.post("/api/v1/ask", json={"text": "dowód"}, headers=here).status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_an_ipv6_subscriber_is_one_caller_with_all_addresses(one: str, other: str, are_one: bool) -> None:
    callers = [caller_of(HTTPConnection({"type": "http", "client": (address, 1)})) for address in (one, other)]
    assert (callers[0] == callers[1]) == are_one


def ask(port: int, headers: dict[str, str], path: str = "/api/v1/account/session") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_proxy_is_believed_where_it_is_trusted_and_one_address_behind_it_takes_nothing_from_the_next(
    tmp_path: Path,
) -> None:
    with running_gateway(tmp_path / "log", OKIENKO_GATEWAY_QUESTIONS_PER_MINUTE="1") as port:
        assert ask(port, {"X-Forwarded-For": "192.0.2.1"}) == 200
        assert ask(port, {"X-Forwarded-For": "192.0.2.1"}) == 429
        # What a resident writes into the header stands before the address that the proxy has seen.
        assert ask(port, {"X-Forwarded-For": "198.51.100.7, 192.0.2.1"}) == 429
        assert ask(port, {"X-Forwarded-For": "192.0.2.2"}) == 200
        # A head that grows without end is cut off, and one that is merely long is not.
        assert ask(port, {"X-Forwarded-For": "192.0.2.3", "X-Long": "a" * 30_000}) == 200
        with socket.create_connection(("127.0.0.1", port), 30) as line:
            answer = b""
            with contextlib.suppress(ConnectionError):
                line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
                for _ in range(200):
                    line.sendall(b"a" * 10_000)
            with contextlib.suppress(ConnectionError):
                answer = line.recv(4096)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
        assert ask(port, {"X-Forwarded-For": "192.0.2.4"}) == 200, "the gateway goes on"


def test_who_is_no_trusted_proxy_cannot_choose_an_address(tmp_path: Path) -> None:
    settings = {"OKIENKO_GATEWAY_QUESTIONS_PER_MINUTE": "1", "OKIENKO_GATEWAY_TRUSTED_PROXIES": "192.0.2.9"}
    with running_gateway(tmp_path / "log", **settings) as port:
        assert ask(port, {"X-Forwarded-For": "192.0.2.1"}) == 200
        assert ask(port, {"X-Forwarded-For": "192.0.2.2"}) == 429


async def test_a_head_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    import uvicorn

    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.2)

    async def app(scope: object, receive: object, send: object) -> None:
        raise AssertionError

    config = uvicorn.Config(
        app, http=bounded_http.BoundedHttp, lifespan="off", log_level="critical", timeout_keep_alive=600
    )
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve([listener]))
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    writer.write(b"GET / HTTP/1.1\r\nHos")
    assert await asyncio.wait_for(reader.read(), 60) == b""
    writer.close()
    server.should_exit = True
    await serving


async def test_who_guesses_at_one_town_has_guessed_at_all() -> None:
    limiter = AddressLimiter(10, 10, 1)
    for number in range(WRONG_TOKENS_PER_MINUTE):
        await limiter.count_wrong_token(Caller(f"town-{number}", HERE.address))
    with pytest.raises(Problem):
        await limiter.may_try_token(Caller("another-town", HERE.address))
    await limiter.may_try_token(Caller("another-town", "192.0.2.2"))
