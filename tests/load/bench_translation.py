"""`make bench-translation`: Okienko's translation service beside LibreTranslate with the same two models, on this machine, in one run.

LibreTranslate is installed from PyPI into `.local/bench-libretranslate`, as released, and serves the `.argosmodel` files that Okienko ships
(`libretranslate_server.py` says what had to be replaced for that to work without a network). Both answer over their own protocol, HTTP or gRPC,
from a process of their own with two threads. The sentences are the held-out ones of the evaluation, both ways, in requests of 64: none is in a
memory, and Okienko's templates were not written with sight of them, as some were of the sentences for tuning. Both are started anew for
each round, so that each has never seen them, and asked when they have loaded what they need: Okienko when its health is SERVING, as
the gateway does.

- `batch_per_s`, `libretranslate_batch_per_s`: sentences a second, none seen before;
- `cached_per_s`, `libretranslate_again_per_s`: the same requests again, from Okienko's cache; LibreTranslate keeps none unless told to;
- `batch_times`, `cached_times`: the first over the second of each, the bars being 2 and 20;
- `batch_cpu_ms`, `libretranslate_batch_cpu_ms`: processor time of the process for one of those sentences, all its threads together, which other
  work on the machine disturbs less; `batch_cpu_times`: the second over the first;
- `load_before`: the machine's load when the run began.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from okienko.translation.v1 import translation_pb2, translation_pb2_grpc
from okienko_common.healthcheck import is_serving
from okienko_common.reports import print_table, write_report

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".local/bench-libretranslate"
PACKAGES = ROOT / "models/translation/weights"
SENTENCES = ROOT / "services/translation/evaluation/office_sentences.tsv"
VERSION = "1.9.6"
BATCH = 64
THREADS = "2"
START_SECONDS, CALL_SECONDS = 120.0, 300.0
ROUNDS = 4
AGAIN = 20
"""How often the cached requests are sent."""

Translate = Callable[[Sequence[str], str, str], object]


@dataclass(frozen=True)
class Server:
    """A running server: a function that asks it, and its process."""

    translate: Translate
    process: int

    def seconds(self, request: "Request") -> float:
        """Return how long a request takes."""
        started = time.perf_counter()
        self.translate(request.texts, request.source, request.target)
        return time.perf_counter() - started

    def processor_seconds(self) -> float:
        """Return what the process, all its threads together, has used of the processors so far."""
        # The second field, the name, may hold spaces; utime and stime are the 14th and 15th (proc_pid_stat(5)).
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Request:
    """One request; `source` and `target` are language codes."""

    texts: tuple[str, ...]
    source: str
    target: str


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    install()
    requests = read_requests()
    load = os.getloadavg()[0]
    times: dict[str, list[float]] = {name: [] for name in ("batch", "cached", "their_batch", "their_again")}
    used = {"batch": 0.0, "their_batch": 0.0}
    for _ in range(ROUNDS):
        with libretranslate() as theirs, okienko() as ours:
            for server in (theirs, ours):
                # Loads the models of both directions.
                server.translate(["Dzień dobry."], "pl", "en")
                server.translate(["Good morning."], "en", "pl")
            for request in requests:
                for server, name in ((theirs, "their_batch"), (ours, "batch")):
                    before = server.processor_seconds()
                    times[name].append(server.seconds(request))
                    used[name] += server.processor_seconds() - before
                times["their_again"].append(theirs.seconds(request))
                times["cached"].append(statistics.fmean(ours.seconds(request) for _ in range(AGAIN)))
    count = BATCH * len(requests) * ROUNDS
    cpu = {name: 1000 * spent / count for name, spent in used.items()}
    rate = {name: count / sum(found) for name, found in times.items()}
    metrics = {
        "sentences": float(count),
        "batch_per_s": rate["batch"],
        "libretranslate_batch_per_s": rate["their_batch"],
        "batch_times": rate["batch"] / rate["their_batch"],
        "cached_per_s": rate["cached"],
        "libretranslate_again_per_s": rate["their_again"],
        "cached_times": rate["cached"] / rate["their_again"],
        "batch_cpu_ms": cpu["batch"],
        "libretranslate_batch_cpu_ms": cpu["their_batch"],
        "batch_cpu_times": cpu["their_batch"] / cpu["batch"],
        "load_before": load,
    }
    print_table(["metric", "value"], [[name, f"{value:.2f}"] for name, value in metrics.items()])
    print(write_report("translation-bench", metrics))


def install() -> None:
    """Make an environment with LibreTranslate, once, and unpack the two packages for it."""
    python = ENVIRONMENT / "venv/bin/python"
    uv = ROOT / ".tools/bin/uv"
    if not (ENVIRONMENT / f"installed-{VERSION}").exists():
        print(f"Installing LibreTranslate {VERSION} into {ENVIRONMENT}…", file=sys.stderr)
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", "3.11", ENVIRONMENT / "venv"], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, f"libretranslate=={VERSION}"], check=True)
        (ENVIRONMENT / f"installed-{VERSION}").touch()
    for package in PACKAGES.glob("*.argosmodel"):
        with zipfile.ZipFile(package) as archive:
            archive.extractall(ENVIRONMENT / "packages")


def read_requests() -> list[Request]:
    """Return requests of 64 sentences, both ways."""
    pairs = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    polish, english = (list(dict.fromkeys(column)) for column in zip(*pairs, strict=True))
    return [
        Request(tuple(texts[start : start + BATCH]), *pair)
        for texts, pair in ((polish, ("pl", "en")), (english, ("en", "pl")))
        for start in range(0, len(texts) - BATCH + 1, BATCH)
    ]


@contextmanager
def libretranslate() -> Iterator[Server]:
    """Run LibreTranslate."""
    port = free_port()
    home = ENVIRONMENT / "home"
    home.mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "ARGOS_PACKAGES_DIR": str(ENVIRONMENT / "packages"),
        "ARGOS_INTRA_THREADS": THREADS,
    }
    command = [ENVIRONMENT / "venv/bin/python", ROOT / "tests/load/libretranslate_server.py", str(port)]

    def ask(texts: Sequence[str], source: str, target: str) -> object:
        body = json.dumps({"q": list(texts), "source": source, "target": target}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/translate", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=CALL_SECONDS) as response:
            return json.load(response)["translatedText"]

    with running(command, environment, lambda: _answers(port)) as process:
        yield Server(ask, process)


@contextmanager
def okienko() -> Iterator[Server]:
    """Run the translation service without a memory."""
    port = free_port()
    with tempfile.TemporaryDirectory() as empty:
        environment = {
            **os.environ,
            "OKIENKO_TRANSLATION_PORT": str(port),
            "OKIENKO_TRANSLATION_MEMORY_FOLDER": empty,
            "OKIENKO_TRANSLATION_PACKAGES_FOLDER": empty,
            "OKIENKO_TRANSLATION_EDITED_FOLDER": empty,
            "OKIENKO_TRANSLATION_MODEL_THREADS": THREADS,
            "OKIENKO_TRANSLATION_WORKERS": THREADS,
            "OKIENKO_TRANSLATION_LOG_LEVEL": "error",
        }
        with (
            running(
                [sys.executable, "-m", "okienko_translation"], environment, lambda: is_serving(f"127.0.0.1:{port}", "")
            ) as process,
            grpc.insecure_channel(f"127.0.0.1:{port}") as channel,
        ):
            stub = translation_pb2_grpc.TranslationServiceStub(channel)

            def ask(texts: Sequence[str], source: str, target: str) -> object:
                request = translation_pb2.TranslateTextRequest(
                    texts=texts, source_language_code=source, target_language_code=target
                )
                return stub.TranslateText(request, timeout=CALL_SECONDS)

            yield Server(ask, process)


@contextmanager
def running(command: Sequence[object], environment: dict[str, str], is_ready: Callable[[], bool]) -> Iterator[int]:
    """Run a server, give its process number once it is ready, and end it afterwards."""
    process = subprocess.Popen(
        list(map(str, command)), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(
                    f"{command[-1]} did not start. Run it by hand to see why: {' '.join(map(str, command))}"
                )
            time.sleep(0.2)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
