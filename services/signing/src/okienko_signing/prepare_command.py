"""`python -m okienko_signing prepare`: has the films of all answers and titles made before the first resident asks.

It asks the gateway for each in the background, one after the other: what residents ask for meanwhile goes first. It may
run every night; films that lie ready take milliseconds.
"""

import argparse
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

_FILM_SECONDS: Final = 400.0
"""Longer than the gateway waits for a film."""
_LOOKUP_SECONDS: Final = 30.0
_ROUNDS: Final = 3
_PAUSE_SECONDS: Final = 10.0
"""Before a film that was refused is asked for again."""


class PrepareError(Exception):
    """Films are missing; the message says which and why."""


@dataclass(frozen=True)
class _Film:
    path: str
    name: str


@dataclass(frozen=True)
class _Reply:
    sizes: int
    """In how many sizes the film lies ready; 0 where there is none."""
    problem: str
    """A sentence, where there is none."""
    is_worth_another_try: bool = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--gateway", default="http://127.0.0.1:8080", help="address of the running gateway")
    parser.add_argument("--answers-only", action="store_true", help="leave out the films of titles")


def run(arguments: argparse.Namespace, tell: Callable[[str], None], sleep: Callable[[float], None] = time.sleep) -> str:
    """Ask for every film, telling each, and return what came of it.

    Raises:
        PrepareError: the gateway cannot be reached, or films are missing after several rounds.

    """
    base = str(arguments.gateway).rstrip("/")
    wanted = _films(base, answers_only=arguments.answers_only)
    count = len(wanted)
    sizes: list[int] = []
    problems: dict[str, str] = {}
    for round_number in range(_ROUNDS):
        waiting: list[_Film] = []
        for film in wanted:
            started = time.monotonic()
            reply = _ask(f"{base}{film.path}")
            if reply.sizes:
                sizes.append(reply.sizes)
                problems.pop(film.name, None)
                tell(f"{len(sizes)}/{count} {film.name}: {_times(reply.sizes)}, {time.monotonic() - started:.1f} s")
                continue
            problems[film.name] = reply.problem
            tell(f"{film.name}: {reply.problem}")
            waiting += [film] if reply.is_worth_another_try else []
        wanted = waiting
        if not wanted:
            break
        if round_number + 1 < _ROUNDS:
            sleep(_PAUSE_SECONDS)
    if problems:
        listed = "\n".join(f"{name}: {problem}" for name, problem in problems.items())
        raise PrepareError(
            f"{len(problems)} of {count} films are missing; run this again when that is mended.\n{listed}"
        )
    most = max(sizes, default=1)
    fewer = sum(number < most for number in sizes)
    return f"{count} films lie ready." + (f" {fewer} of them still lack sizes, which are made later." if fewer else "")


def _times(sizes: int) -> str:
    return "1 size" if sizes == 1 else f"{sizes} sizes"


def _films(base: str, *, answers_only: bool) -> list[_Film]:
    """Return the films that the first screen and its topics lead to: answers, then titles."""
    try:
        topics = json.loads(_opened(f"{base}/api/v1/topics", _LOOKUP_SECONDS).read())
        ids = [choice["id"] for topic in topics["topics"] for choice in topic["answers"]]
        ids += [item["id"] for item in topics["featured"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"The gateway at {base} gives no topics ({error}). Start Okienko, or say where it is with --gateway."
        raise PrepareError(msg) from error
    kinds = ["answers"] if answers_only else ["answers", "topics"]
    return [
        _Film(f"/api/v1/{kind}/{name}/signing?priority=background", name if kind == "answers" else f"{name} (title)")
        for kind in kinds
        for name in dict.fromkeys(ids)
    ]


def _ask(address: str) -> _Reply:
    try:
        with _opened(address, _FILM_SECONDS) as response:
            for event, data in _events(response):
                if event == "playlist":
                    renditions = [item for clip in data["clips"] for item in clip["renditions"]]
                    return _Reply(len({(item["height"], item["frame_rate"]) for item in renditions}), "")
                if event == "error":
                    return _Reply(0, str(data.get("detail", data)), data.get("status", 503) >= 429)
    except urllib.error.HTTPError as error:
        try:
            detail = json.loads(error.read()).get("detail", "")
        except ValueError:
            detail = ""
        return _Reply(0, detail or str(error), error.code >= 429)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return _Reply(0, f"no film came ({error}).")
    return _Reply(0, "the connection ended before the film came.")


def _opened(address: str, seconds: float) -> Any:
    if not address.startswith(("http://", "https://")):
        msg = f"'{address}' is no address; write http://host:port"
        raise ValueError(msg)
    headers = {"Accept": "text/event-stream, application/json", "Accept-Language": "en"}
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=seconds)  # noqa: S310 - checked above


def _events(response: Any) -> Iterator[tuple[str, Any]]:
    """Yield name and data of server-sent events."""
    name = ""
    for line in response:
        field, _, value = line.decode().rstrip("\r\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
