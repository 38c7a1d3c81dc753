"""Sends invented requests, right and wrong ones, to every call of the OpenAPI document: `make fuzz-api CASES=50`.

All services run as in `make run`, with data of their own, words alone in the search and the quick voices, so that they start at
once. Schemathesis invents the requests. A server error, an answer in another form than the document says, one that takes longer
than a minute, a process that ends, a connection to the outside and a log that holds what was asked are failures; each is printed
with the request that brings it about.
"""

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from leaks import SECRET, said_in_log
from okienko_stack import ADMIN_TOKEN, FUZZ_ENVIRONMENT, RunningStack
from outbound import sent_outside, watched_network

CHECKED = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]
SECONDS = 60


def as_bytes(_: Any, value: Any) -> bytes:
    """Send the pieces of an upload as they are."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


schemathesis.serializer("application/offset+octet-stream")(as_bytes)

# What exists, so that not every request ends at a name that nobody has given.
KNOWN = {
    "answer_id": ("dowod-osobisty", "paszport-dorosly", "dowod-osobisty"),
    "recording_id": ("dowod-osobisty", "dowod-osobisty-title"),
    "phrase_id": ("ask-who", "ask-which"),
    "gloss": ("DOM", "DOWÓD", "OGRÓDEK"),
    "clip": ("1", "2"),
    "version": ("1", "2"),
}
ONE_OF_THEM = ("text", "glosses", "choice")


def made_likelier(case: Any, turn: int) -> None:
    """Give every other request names that exist, the protocol's header, and one question instead of three."""
    if case.path.startswith("/api/v1/admin/"):
        case.headers["Tus-Resumable"] = "1.0.0"
    if turn % 2:
        return
    for name, values in KNOWN.items():
        if name in case.path_parameters:
            case.path_parameters[name] = values[turn // 2 % len(values)]
    if case.path == "/api/v1/ask" and isinstance(case.body, dict):
        kept = ONE_OF_THEM[turn // 2 % 3]
        for name in ONE_OF_THEM:
            if name != kept or case.body.get(name) is None:
                case.body.pop(name, None)
        if kept == "text":
            case.body["text"] = SECRET
        case.body.setdefault(kept, ["DOWÓD"] if kept == "glosses" else "dowod-osobisty")


@dataclass
class Outcome:
    """What became of a call's requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    failure: str = ""


def main() -> int:
    """Start everything, send, stop, and look for crashes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50, help="right and wrong requests for each call")
    parser.add_argument("--seconds", type=float, default=0.0, help="no more than so long for one call; 0 for any time")
    parser.add_argument("--only", default="", help="part of a path")
    chosen = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory(prefix="okienko-fuzz-") as folder, watched_network() as watch:
        stack = RunningStack(Path(folder), environment=FUZZ_ENVIRONMENT)
        stack.start()
        before = stack.processes()
        try:
            schema = schemathesis.openapi.from_url(f"{stack.address}/api/v1/openapi.json")
            for found in schema.get_all_operations():
                operation = found.ok()
                if chosen.only in operation.path:
                    outcome = fuzz(operation, chosen.cases, chosen.seconds)
                    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(outcome.statuses.items()))
                    name = f"{operation.method.upper()} {operation.path}"
                    print(
                        f"{name}: {outcome.statuses.total()} requests, slowest {outcome.slowest:.2f} s: {statuses}",
                        flush=True,
                    )
                    failed = failed or bool(outcome.failure)
                    if outcome.failure:
                        print(outcome.failure, flush=True)
            dead = [name for name, pid in before.items() if stack.processes().get(name) != pid]
        finally:
            stack.stop()
        complaints = sent_outside(watch) + said_in_log(stack.output())
        unforeseen = re.findall(r".*(?:call failed|request failed|Traceback).*", stack.output())
    complaints += [f"{name} ended and was started again." for name in dead] + unforeseen[:20]
    print("\n".join(complaints), file=sys.stderr)
    return 1 if failed or complaints else 0


def fuzz(operation: Any, cases: int, seconds: float) -> Outcome:
    """Send so many right and as many wrong requests to one call."""
    outcome = Outcome()
    ends = time.monotonic() + seconds if seconds else float("inf")
    session = requests.Session()
    session.trust_env = False

    def send(case: Any) -> None:
        if time.monotonic() > ends:
            return
        made_likelier(case, outcome.statuses.total())
        started = time.perf_counter()
        response = case.call(session=session, headers={"Authorization": f"Bearer {ADMIN_TOKEN}"}, timeout=SECONDS)
        outcome.slowest = max(outcome.slowest, time.perf_counter() - started)
        outcome.statuses[response.status_code] += 1
        # The document describes a stream of events as text, and Schemathesis looks for objects in it.
        is_stream = response.headers.get("content-type", [""])[0].startswith("text/event-stream")
        excluded = [openapi.response_schema_conformance] if is_stream else []
        # A hundred uploads that nobody finishes are as many as there may be; refusing the next is no breakage.
        if response.status_code == HTTPStatus.INSUFFICIENT_STORAGE:
            excluded.append(not_a_server_error)
        case.validate_response(response, checks=CHECKED, excluded_checks=excluded)

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @hypothesis.seed(1)
        @hypothesis.settings(
            max_examples=cases, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        )  # fmt: skip
        @given(operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            send(case)

        try:
            run()
        except hypothesis.errors.Unsatisfiable:
            # A call without parameters takes no wrong ones.
            continue
        except (FailureGroup, AssertionError, requests.RequestException) as error:
            outcome.failure = f"{outcome.failure}\n{error}"[:4000]
    return outcome


if __name__ == "__main__":
    raise SystemExit(main())
