# Locust lies in another virtual environment, where its types are.
# mypy: disable-error-code="untyped-decorator, misc"
"""Residents before the gateway, for Locust: 70 % ask in writing, 15 % look at topics and films, 10 % listen, 5 % sign.

Run by `load.py`, in a virtual environment of its own, so nothing of Okienko is imported. Every resident has an address of their own,
by X-Forwarded-For, so the limits per address are those of a town. OKIENKO_LOAD_FOLDER holds what `load_town.py` has prepared;
outcomes go there too, one JSON line each.
"""

import json
import os
import random
import time
from pathlib import Path
from typing import Any

import websocket
from locust import FastHttpUser, User, between, events, task

FOLDER = Path(os.environ["OKIENKO_LOAD_FOLDER"])
PREPARED = json.loads((FOLDER / "prepared.json").read_text(encoding="utf-8"))
FRAMES = (FOLDER / "frames.bin").read_bytes()
FRAME_BYTES, FRAMES_A_SECOND = 684, 15
SIGNING_SECONDS, PATIENCE_SECONDS = 30, 10
# How long people read an answer, look at a film, listen, and think before they sign again.
READING, LOOKING, LISTENING, THINKING = between(3, 10), between(5, 15), between(8, 20), between(5, 10)
REFUSALS = {429, 503}

_outcomes = (FOLDER / "outcomes.jsonl").open("a", encoding="utf-8")


def note(name: str, milliseconds: float, kind: str, detail: str = "") -> None:
    """Write down what came of one request: "ok", "refused" or "failed"."""
    outcome = {"name": name, "ms": round(milliseconds, 2), "kind": kind, "at": time.time(), "detail": detail}
    _outcomes.write(json.dumps(outcome) + "\n")


def own_address(resident: User) -> str:
    """Return an address that hardly any other resident has."""
    chance = random.Random(id(resident))
    return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"


@events.quitting.add_listener
def close(**_: Any) -> None:
    """Write the last lines."""
    _outcomes.close()


class Resident(FastHttpUser):
    """Somebody with a browser."""

    abstract = True
    network_timeout = connection_timeout = 30.0

    def on_start(self) -> None:
        """Get an address."""
        chance = random.Random(id(self))
        self.headers = {
            "X-Forwarded-For": f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"
        }

    def ask_for(self, name: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Fetch one thing and note what came of it; None where it was refused or failed."""
        started = time.perf_counter()
        with self.rest_or_bytes(path, body) as response:
            milliseconds = (time.perf_counter() - started) * 1000
            is_honest = response.status_code in REFUSALS and "retry-after" in response.headers
            if response.status_code in {200, 206}:
                response.success()
                note(name, milliseconds, "ok")
                return response
            detail = f"{response.status_code} {response.error or ''} {(response.text or '')[:200]}"
            note(name, milliseconds, "refused" if is_honest else "failed", detail)
            response.success() if is_honest else response.failure(detail)
            return None

    def rest_or_bytes(self, path: str, body: dict[str, Any] | None) -> Any:
        """Begin a request."""
        if body is None:
            return self.client.get(path, headers=self.headers, catch_response=True)
        return self.client.post(path, json=body, headers=self.headers, catch_response=True)


class Writer(Resident):
    """Asks in writing and reads the answer."""

    weight = 70
    wait_time = READING

    @task
    def ask(self) -> None:
        """Ask a question."""
        self.ask_for("text", "/api/v1/ask", random.choice(PREPARED["questions"]))


class Looker(Resident):
    """Looks at the topics, whose names are signed, and opens an answer."""

    weight = 15
    wait_time = LOOKING

    @task
    def look(self) -> None:
        """See the topics, watch a name in signs, read the answer."""
        self.ask_for("topics", "/api/v1/topics")
        answer = random.choice(PREPARED["answers"])
        if playlist := self.ask_for("playlist", f"/api/v1/topics/{answer}/signing"):
            self.ask_for("film", playlist.json()["clips"][0]["renditions"][0]["url"])
        self.ask_for("answer", f"/api/v1/answers/{answer}")


class Listener(Resident):
    """Has an answer read aloud."""

    weight = 10
    wait_time = LISTENING

    @task
    def listen(self) -> None:
        """Open an answer and listen to it."""
        answer = random.choice(PREPARED["answers"])
        self.ask_for("answer", f"/api/v1/answers/{answer}")
        self.ask_for("voice", f"/api/v1/answers/{answer}/{PREPARED['speech']}")


class Signer(User):
    """Signs for half a minute at a time; what is noted is how long the first reading and the last took."""

    weight = 5
    wait_time = THINKING

    @task
    def sign(self) -> None:
        """Spell before the camera."""
        started = time.perf_counter()
        try:
            socket = websocket.create_connection(
                self.environment.host.replace("http", "ws") + "/api/v1/recognise",
                timeout=PATIENCE_SECONDS,
                header={"X-Forwarded-For": own_address(self)},
            )
            socket.send(json.dumps({"type": "config", "transcript": True}))
            message = json.loads(socket.recv())
            if message["type"] != "ready":
                self._end("signing-ready", started, message)
                return
            note("signing-ready", (time.perf_counter() - started) * 1000, "ok")
            self._stream(socket)
            socket.close()
        except (OSError, websocket.WebSocketException, json.JSONDecodeError) as error:
            note("signing", (time.perf_counter() - started) * 1000, "failed", repr(error))

    def _stream(self, socket: Any) -> None:
        begun = time.perf_counter()
        sent: list[float] = []
        socket.settimeout(0.001)
        for number in range(SIGNING_SECONDS * FRAMES_A_SECOND):
            time.sleep(max(0.0, begun + number / FRAMES_A_SECOND - time.perf_counter()))
            socket.send_binary(FRAMES[number * FRAME_BYTES : (number + 1) * FRAME_BYTES])
            sent.append(time.perf_counter())
            while (message := self._received(socket)) is not None:
                if message["type"] == "error":
                    self._end("signing", begun, message)
                    return
                if message["type"] == "result" and message["is_final"]:
                    last = min(len(sent) - 1, round(message["end"] * FRAMES_A_SECOND))
                    note("signing-reading", (time.perf_counter() - sent[last]) * 1000, "ok")

    @staticmethod
    def _received(socket: Any) -> dict[str, Any] | None:
        try:
            text = socket.recv()
        except (websocket.WebSocketTimeoutException, BlockingIOError):
            return None
        message: dict[str, Any] = json.loads(text)
        return message

    @staticmethod
    def _end(name: str, started: float, message: dict[str, Any]) -> None:
        kind = "refused" if message.get("retry_after") else "failed"
        note(name, (time.perf_counter() - started) * 1000, kind, str(message.get("reason")))
