"""`make bench-signing`: how soon a film begins that was made before, whether ranges are exact, and how fast a recording is taken up.

Measured on the running whole, one caller after the other over one connection, as a player does:

- `playlist`: the playlist of an answer whose film lies ready; `playlist_rested`: one that nobody has asked for in a while, so that
  gateway and service look everything up again; `recording`: of one with a published recording;
- `film`: the first byte of a film in the folder shared with the gateway; `film_grpc`: through a gateway that shares none;
- `ranges_wrong`: of random ranges of every kind, those that were not byte for byte what was asked for;
- `upload`: megabytes a second through gateway and service to the disk; `encoding`: seconds a second of film at 640x480.
"""

import argparse
import hashlib
import http.client
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from okienko_common.reports import print_table, write_report
from okienko_signing.rendering import film
from okienko_stack import REPOSITORY, UNLIMITED, RunningStack, free_port

TOKEN = "bench-secret-0123456789abcdef"
ANSWERS = 6
RECORDING_SECONDS = 20
SETTLE_SECONDS = 5.0
# Longer than the gateway and the service trust what they know.
RESTED_SECONDS = 11.0
RESTED_ROUNDS = 4


class Caller:
    """One connection to a gateway."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=600)
        self._last = time.monotonic()

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes, float]:
        """Return the response, its content and the milliseconds to its first byte."""
        # The gateway closes connections that have been idle for five seconds.
        if time.monotonic() - self._last > 2:
            self._connection.close()
        started = time.perf_counter()
        self._connection.request(method, path, body, headers or {})
        response = self._connection.getresponse()
        first = response.read(1)
        passed = (time.perf_counter() - started) * 1000
        rest = response.read()
        self._last = time.monotonic()
        return response, first + rest, passed

    def json(self, path: str) -> Any:
        """Return a JSON answer.

        Raises:
            RuntimeError: it was refused.
        """
        response, content, _ = self.call("GET", path)
        if response.status != 200:
            raise RuntimeError(f"{path}: {content.decode()}")
        return json.loads(content)

    def admin(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[Any, bytes]:
        """Return an editors' answer.

        Raises:
            RuntimeError: it was refused.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        login = {"Authorization": f"Bearer {TOKEN}", "Tus-Resumable": "1.0.0", **named}
        response, content, _ = self.call(method, f"/api/v1/admin/{path}", body, login)
        if response.status >= 300:
            raise RuntimeError(f"{path}: {content.decode()}")
        return response, content


def times(caller: Caller, paths: list[str], rounds: int, headers: dict[str, str] | None = None) -> list[float]:
    """Return the milliseconds to the first byte of every path, round by round."""
    for path in paths:
        caller.call("GET", path, headers=headers)
    return [caller.call("GET", path, headers=headers)[2] for _ in range(rounds) for path in paths]


def rested_times(caller: Caller, paths: list[str]) -> list[float]:
    """Return the milliseconds to the first byte of every path after a rest, the connection being open."""
    measured = []
    for _ in range(RESTED_ROUNDS):
        time.sleep(RESTED_SECONDS)
        caller.call("GET", "/api/v1/health")
        measured += [caller.call("GET", path)[2] for path in paths]
    return measured


def quantiles(name: str, measured: list[float]) -> dict[str, float]:
    """Return median and 95th percentile."""
    cuts = statistics.quantiles(measured, n=100, method="inclusive")
    return {f"{name}_first_byte_p50_ms": cuts[49], f"{name}_first_byte_p95_ms": cuts[94]}


def wrong_ranges(caller: Caller, path: str, count: int) -> tuple[int, int]:
    """Ask for random ranges of every kind and return how many there were and how many came wrong."""
    whole = caller.call("GET", path)[1]
    size = len(whole)
    chance = random.Random(1)
    wrong = 0
    asked = [(0, 0), (0, size - 1), (size - 1, size - 1), (size - 1, size + 5)]
    asked += [(min(pair), max(pair)) for pair in (chance.sample(range(size), 2) for _ in range(count))]
    for start, last in asked:
        kinds = {f"bytes={start}-{last}": (start, min(last + 1, size)), f"bytes={start}-": (start, size)}
        kinds[f"bytes=-{size - start}"] = (start, size)
        for value, (begin, end) in kinds.items():
            response, content, _ = caller.call("GET", path, headers={"Range": value})
            told = response.headers.get("content-range")
            wrong += (response.status, content, told) != (206, whole[begin:end], f"bytes {begin}-{end - 1}/{size}")
    response, _, _ = caller.call("GET", path, headers={"Range": f"bytes={size}-"})
    wrong += response.status != 416
    return len(asked) * 3 + 1, wrong


def recorded() -> bytes:
    """Return a film as a camera makes it: 640x480, noise and a moving shape."""
    noise = np.random.default_rng(1).integers(0, 25, (480, 640, 3), dtype=np.uint8)

    def pictures() -> Iterator[Any]:
        for number in range(RECORDING_SECONDS * 25):
            picture = 150 + np.roll(noise, number * 7, axis=1)
            picture[100:300, 50 + number % 400 : 150 + number % 400] = (220, 150, 120)
            yield picture

    return film.mp4_of(film.webm_of(pictures(), 25)[0])


def publish(caller: Caller, answer: str, content: bytes) -> dict[str, float]:
    """Upload and publish a recording; return how fast that went."""
    started = time.perf_counter()
    response, _ = caller.admin("POST", f"recordings/{answer}/uploads", Upload_Length=str(len(content)))
    place = response.headers["location"].removeprefix("/api/v1/admin/")
    caller.admin("PATCH", place, content, Upload_Offset="0", Content_Type="application/offset+octet-stream")
    uploaded = time.perf_counter()
    body = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode()
    _, made = caller.admin("POST", f"{place}/finish", body, Content_Type="application/json")
    finished = time.perf_counter()
    caller.admin("POST", f"recordings/{answer}/versions/{json.loads(made)['version']}/publish")
    return {"encoding_seconds_per_second": (finished - uploaded) / RECORDING_SECONDS, "upload_s": uploaded - started}


def upload_rate(caller: Caller, answer: str, megabytes: int) -> float:
    """Return megabytes a second of an upload that is thrown away afterwards."""
    content = os.urandom(megabytes * 1_000_000)
    response, _ = caller.admin("POST", f"recordings/{answer}/uploads", Upload_Length=str(len(content)))
    place = response.headers["location"].removeprefix("/api/v1/admin/")
    started = time.perf_counter()
    caller.admin("PATCH", place, content, Upload_Offset="0", Content_Type="application/offset+octet-stream")
    seconds = time.perf_counter() - started
    caller.admin("DELETE", place)
    return megabytes / seconds


@contextmanager
def gateway_without_the_folder(stack: RunningStack, folder: Path) -> Iterator[Caller]:
    """Start a second gateway that gets films over gRPC, as on another machine."""
    folder.mkdir()
    port = free_port()
    variables = {
        f"OKIENKO_GATEWAY_{name.upper()}_TARGET": f"127.0.0.1:{number}" for name, number in stack.ports.items()
    }
    variables |= {"OKIENKO_GATEWAY_PORT": str(port), "OKIENKO_GATEWAY_MEDIA_FOLDER": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "okienko_gateway"],
        cwd=REPOSITORY,
        env={**os.environ, **variables, "OKIENKO_GATEWAY_LOG_LEVEL": "error"},
    )
    try:
        for _ in range(200):
            try:
                caller = Caller(f"http://127.0.0.1:{port}")
                caller.json("/api/v1/health")
                break
            except OSError:
                time.sleep(0.1)
        yield caller
    finally:
        process.terminate()
        process.wait(20)


def measure(stack: RunningStack, rounds: int) -> dict[str, float]:
    """Make films and a recording, then ask for them again and again."""
    caller = Caller(stack.address)
    featured = [item["id"] for item in caller.json("/api/v1/topics")["featured"]][:ANSWERS]
    playlists = {answer: caller.json(f"/api/v1/topics/{answer}/signing") for answer in featured}
    films = [item["clips"][0]["renditions"][0]["url"] for item in playlists.values()]
    metrics: dict[str, float] = {}
    paths = [f"/api/v1/topics/{answer}/signing" for answer in featured]
    metrics |= quantiles("playlist", times(caller, paths, rounds))
    metrics |= quantiles("playlist_rested", rested_times(caller, paths))
    metrics |= quantiles("film", times(caller, films, rounds))
    metrics |= quantiles("film_range", times(caller, films, rounds, {"Range": "bytes=1000-66535"}))
    with gateway_without_the_folder(stack, stack.folder / "no-films") as distant:
        metrics |= quantiles("film_grpc", times(distant, films, rounds))
        asked, wrong = wrong_ranges(distant, films[0], 50)
    checked = [wrong_ranges(caller, path, 50) for path in films]
    metrics["ranges_asked"] = asked + sum(count for count, _ in checked)
    metrics["ranges_wrong"] = wrong + sum(bad for _, bad in checked)
    answer = featured[0]
    metrics |= publish(caller, answer, recorded())
    metrics |= quantiles("recording", times(caller, [f"/api/v1/answers/{answer}/signing"], rounds * ANSWERS))
    metrics["upload_megabytes_per_second"] = upload_rate(caller, answer, 50)
    return metrics


def main() -> None:
    """Start everything, measure, print, write reports/bench-signing.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="how often each of the six films is asked for")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        environment = {**UNLIMITED, "OKIENKO_GATEWAY_ADMIN_TOKEN": TOKEN, "OKIENKO_GATEWAY_LOG_LEVEL": "error"}
        stack = RunningStack(Path(folder), environment=environment)
        stack.start()
        try:
            time.sleep(SETTLE_SECONDS)
            metrics = measure(stack, rounds)
        finally:
            stack.stop()
    print(f"{os.cpu_count()} cores, {platform.machine()}, {time.strftime('%Y-%m-%d')}\n")
    print_table(["what", "figure"], [[name, f"{value:.2f}"] for name, value in sorted(metrics.items())])
    print(f"\nwritten to {write_report('bench-signing', metrics)}")


if __name__ == "__main__":
    main()
