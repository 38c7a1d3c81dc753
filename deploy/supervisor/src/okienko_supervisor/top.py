"""`make top`: the state of a running Okienko in a terminal, for those without Prometheus and Grafana.

Asks the gateway for its health and every copy of every service for its figures, every two seconds. Shares and rates are those of the
last minute, or since this was started. Names with several addresses are asked one by one, so copies behind one name are seen:
`make top METRICS=faq=faq:9101,recognition=recognition:9102`.
"""

import argparse
import json
import os
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Mapping
from http.client import HTTPException

from okienko_supervisor.figures import Scrape, Window, fetch_all
from okienko_supervisor.plan import FIGURES_PORTS, GATEWAY_PORT
from okienko_supervisor.top_view import View

WINDOW_SECONDS = 60.0
HEALTH_SECONDS = 4.0
BOLD, RED, GREEN, YELLOW, PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"
COLOURS = {" serving ": GREEN, " open ": GREEN, " not serving ": YELLOW, " away ": RED, " unknown ": YELLOW}
CLEAR = "\x1b[H\x1b[2J"


def health(gateway: str) -> dict[str, str]:
    """Return the state of every service by the gateway's word; empty where it is away."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{gateway}/api/v1/health", timeout=HEALTH_SECONDS) as response:
            return {name: state["status"] for name, state in json.load(response)["services"].items()}
    except (HTTPException, OSError, ValueError, KeyError):
        return {}


def targets(text: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return where the figures of each service are: as written, else on this machine.

    Raises:
        SystemExit: what is written cannot be read.
    """
    if not text:
        return {
            name: f"127.0.0.1:{environment.get(f'OKIENKO_{name.upper()}_METRICS_PORT') or port}"
            for name, port in FIGURES_PORTS.items()
        }
    found = dict(item.partition("=")[::2] for item in text.split(","))
    wrong = [
        name for name, place in found.items() if name not in FIGURES_PORTS or not place.rpartition(":")[2].isdigit()
    ]
    if wrong:
        raise SystemExit(
            f"'{text}' cannot be read; write name=host:port, e.g. faq=faq:9101, for {', '.join(FIGURES_PORTS)}."
        )
    return found


class Watch:
    """Remembers the last minute of every copy."""

    def __init__(self) -> None:
        self._past: dict[tuple[str, str], deque[Scrape]] = {}

    def add(self, told: Mapping[str, Mapping[str, Scrape]]) -> dict[str, list[Window]]:
        """Take what was told now and return each copy's window; copies that are silent have none."""
        windows: dict[str, list[Window]] = {service: [] for service in told}
        for service, copies in told.items():
            for address, scrape in copies.items():
                past = self._past.setdefault((service, address), deque())
                while past and scrape.at - past[0].at > WINDOW_SECONDS:
                    past.popleft()
                windows[service].append(Window(past[0] if past else None, scrape))
                past.append(scrape)
        return windows


def coloured(line: str) -> str:
    """Return a line with its state in colour."""
    for state, colour in COLOURS.items():
        if state in line:
            return line.replace(state, f"{colour}{state}{PLAIN}", 1)
    return line


def main() -> None:
    """Show it until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make top", description=__doc__)
    address = f"http://127.0.0.1:{os.environ.get('OKIENKO_GATEWAY_PORT') or GATEWAY_PORT}"
    parser.add_argument("--gateway", default=address, help="address of the gateway")
    parser.add_argument("--metrics", default="", help="name=host:port,…; default: this machine")
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")
    parser.add_argument(
        "--once", action="store_true", help="look twice, print, end; for a terminal that cannot be cleared"
    )
    chosen = parser.parse_args()
    where = targets(chosen.metrics, os.environ)
    watch, looks = Watch(), 0
    is_terminal = sys.stdout.isatty() and not chosen.once
    try:
        while True:
            windows = watch.add(fetch_all(where, time.monotonic()))
            looks += 1
            if not chosen.once or looks == 2:
                lines = View(health(chosen.gateway), windows, time.time()).lines()
                silent = [name for name, copies in windows.items() if not copies]
                if silent:
                    lines += [
                        "",
                        f"No figures from {', '.join(silent)}: set OKIENKO_<NAME>_METRICS_PORT, or wait until they run.",
                    ]
                shown = [f"{BOLD}{lines[0]}{PLAIN}", *map(coloured, lines[1:])] if is_terminal else lines
                print((CLEAR if is_terminal else "") + "\n".join(shown), flush=True)
                if chosen.once:
                    return
            time.sleep(chosen.every)
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
