"""`make bench-browser`: how many frames of landmarks a second the page sends, found in headless Chromium beside a webcam's film.

Chromium has no graphics card here, so MediaPipe computes on the processor, which it shares with the film that is decoded as a webcam, the
picture of the page and the services that read what is sent.
"""

import argparse
import itertools
import os
import shutil
import statistics
import struct
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "end_to_end")]

from footage import render_spelling
from load_machine import cpu_seconds, load_average
from okienko_common.reports import print_table, write_report
from okienko_stack import FUZZ_ENVIRONMENT, RunningStack, process_tree
from playwright.sync_api import WebSocket, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SETTLE_SECONDS = 8
"""After this the body's model has come too, where hands alone left time for it."""
KIND_WITH_BODY = 2


def processor_name() -> str:
    """Return what /proc calls the processor."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def measure(address: str, film: Path, seconds: float, services: set[int]) -> dict[str, float]:
    """Open the page, let it sign, and count what it sends.

    Args:
        address: of the gateway.
        film: Motion JPEG, played as the webcam, 30 pictures a second.
        seconds: for which frames are counted.
        services: processes that are not the browser's.
    """
    frames: list[bytes] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda sent: frames.append(sent) if isinstance(sent, bytes) else None)

    def used() -> float:
        return sum(cpu_seconds(pid) for pid in process_tree(os.getpid()) if pid not in services and pid != os.getpid())

    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, f"--use-file-for-fake-video-capture={film}"]
        chromium = shutil.which("chromium") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="pl-PL")
        page.on("websocket", watch)
        page.goto(address)
        page.get_by_test_id("ask-by-signing").first.click()
        page.get_by_test_id("signing-video-canvas").wait_for(timeout=120_000)
        page.wait_for_timeout(SETTLE_SECONDS * 1000)
        first, before, started = len(frames), used(), time.monotonic()
        page.wait_for_timeout(seconds * 1000)
        counted, spent, took = frames[first:], used() - before, time.monotonic() - started
        browser.close()
    times = [struct.unpack_from("<I", frame, 4)[0] for frame in counted]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    return {
        "frames_per_second": len(counted) / took,
        "gap_p50_ms": statistics.median(gaps),
        "gap_p95_ms": statistics.quantiles(gaps, n=20, method="inclusive")[-1],
        "browser_cpu_ms_per_frame": spent * 1000 / len(counted),
        "browser_cores": spent / took,
        "frames_with_body_share": sum(frame[0] == KIND_WITH_BODY for frame in counted) / len(counted),
    }


def main() -> None:
    """Start everything, measure, print, write reports/browser-bench.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0, help="for which frames are counted")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        film = render_spelling("dom", Path(folder))
        stack = RunningStack(Path(folder), environment=FUZZ_ENVIRONMENT)
        stack.start()
        try:
            metrics = measure(stack.address, film, chosen.seconds, set(process_tree(stack.supervisor_pid())))
        finally:
            stack.stop()
    metrics["load_average"] = load_average()
    metrics = {name: round(value, 3) for name, value in metrics.items()}
    print(f"{os.cpu_count()} cores, {processor_name()}, no graphics card, {time.strftime('%Y-%m-%d')}\n")
    print_table(["what", "figure"], sorted(metrics.items()))
    print(f"\nwritten to {write_report('browser-bench', metrics)}")


if __name__ == "__main__":
    main()
