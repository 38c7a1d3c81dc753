"""A full session, and then: where did anything go, and what was written down?"""

import ipaddress
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from fixture_types import OpenPage
from leaks import SECRET, SECRET_ENGLISH, SECRET_WORD, leaks, prove_that_leaks_are_found
from load_frames import FRAMES_A_SECOND, frames
from okienko_stack import RunningStack
from playwright.sync_api import Browser, expect
from test_asking_by_signing import start_signing
from test_asking_by_text import ask
from websockets.sync.client import connect

SIGNED = frames(4.0, seed=7)
# What a town keeps, by name: films, readings, answers, what editors did and wrote. Nothing else may appear there.
KEPT = {"audit", "edited", "faq.sqlite", "faq.sqlite-shm", "faq.sqlite-wal", "media", "speech"}
ADDRESS = re.compile(
    r"sa_family=AF_INET6?,.*?(?:inet_addr\(\"(?P<four>[^\"]+)\"\)|inet_pton\(AF_INET6, \"(?P<six>[^\"]+)\")"
)
WRITTEN = re.compile(r'openat\([^,\n]+, "(?P<path>[^"\n]+)", [^)\n]*O_(?:WRONLY|RDWR|CREAT)[^)\n]*\) = \d+')
HARMLESS = ("/dev/", "/proc/", "/sys/")


def post(stack: RunningStack, path: str, body: dict[str, object]) -> int:
    request = urllib.request.Request(
        stack.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    ends = time.monotonic() + 300
    while True:
        try:
            with opener.open(request, timeout=300) as response:
                response.read()
                return int(response.status)
        except urllib.error.HTTPError as error:
            # Watched by strace a service may well be too busy, and says when to come back.
            wait = error.headers.get("Retry-After")
            if wait is None or time.monotonic() > ends:
                raise
        time.sleep(float(wait))


def sign_landmarks(stack: RunningStack) -> None:
    """Sign what is known number by number, which of a browser's camera it is not."""
    with connect(f"{stack.address.replace('http', 'ws')}/api/v1/recognise", proxy=None) as socket:
        socket.send(json.dumps({"type": "config", "transcript": True, "hint_phrases": [SECRET]}))
        assert json.loads(socket.recv(timeout=300))["type"] == "ready"
        for frame in SIGNED:
            socket.send(frame)
            time.sleep(1 / FRAMES_A_SECOND)
        while json.loads(socket.recv(timeout=300))["type"] != "result":
            pass


def play_a_full_session(stack: RunningStack, open_page: OpenPage, camera: Browser) -> None:
    page = open_page()
    ask(page, SECRET)
    expect(page.get_by_test_id("decline-card").or_(page.get_by_test_id("clarify-choice")).first).to_be_visible()
    ask(page, "jak wyrobić dowód osobisty")
    page.get_by_test_id("read-aloud").click()
    expect(page.get_by_test_id("read-aloud-state")).to_have_attribute("data-state", "playing", timeout=120_000)
    expect(page.get_by_test_id("sign-video")).to_be_visible(timeout=120_000)
    for mode in ("browser", "server"):
        signing = start_signing(open_page, camera, mode)
        expect(signing.get_by_test_id("reading-chip").first).to_be_visible(timeout=120_000)
    sign_landmarks(stack)
    assert post(stack, "/api/v1/speech", {"text": SECRET, "language": "pl"}) == 200
    # One word, for each of its letters is spelled in the film.
    assert post(stack, "/api/v1/signing", {"text": SECRET_WORD}) == 200
    assert post(stack, "/api/v1/translate", {"texts": [SECRET_ENGLISH], "target": "pl"}) == 200


def foreign_addresses(trace: str) -> list[str]:
    found = []
    for match in ADDRESS.finditer(trace):
        address = ipaddress.ip_address(match["four"] or match["six"])
        # gRPC reaches 127.0.0.1 through an IPv6 socket, as ::ffff:127.0.0.1.
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        if not (mapped or address).is_loopback:
            found.append(str(address))
    return found


def written_files(trace: str) -> set[Path]:
    paths = {Path(match["path"]) for match in WRITTEN.finditer(trace)}
    return {path for path in paths if not str(path).startswith(HARMLESS)}


def test_nothing_leaves_the_machine_and_nothing_said_is_kept(
    stack: RunningStack, open_page: OpenPage, open_camera_browser: Callable[[Path], Browser], rendered_signer: Path
) -> None:
    play_a_full_session(stack, open_page, open_camera_browser(rendered_signer))
    assert stack.trace
    trace = stack.trace.read_text(errors="replace")
    assert "connect(" in trace, "strace recorded nothing; the test would prove nothing."
    assert not foreign_addresses(trace)
    assert_nothing_said_is_kept(stack)
    assert_only_known_places_are_written(stack, trace)


def assert_nothing_said_is_kept(stack: RunningStack) -> None:
    prove_that_leaks_are_found(stack.folder, SIGNED)
    assert leaks(stack.folder, SIGNED) == {}
    assert {path.name for path in stack.data.iterdir()} <= KEPT


def assert_only_known_places_are_written(stack: RunningStack, trace: str) -> None:
    allowed = (stack.data, stack.folder)
    strange = {
        path
        for path in written_files(trace)
        # Python's own search for libraries leaves a file in /tmp for a moment; what is gone again was not kept.
        if path.is_absolute()
        and path.exists()
        and not any(path.is_relative_to(folder) for folder in allowed)
        and "__pycache__" not in path.parts
    }
    assert not strange, f"Files were written outside the data folder: {sorted(map(str, strange))}"
