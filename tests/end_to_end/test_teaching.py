"""Teaching a sign before the webcam: recorded, checked, recognised by the running service, forgotten."""

import json
import re
import shutil
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fixture_types import OpenPage
from footage import FRAMES_PER_SECOND, pictures
from okienko_recognition.engines.mediapipe_hands import MODEL, MediaPipeHands
from okienko_recognition.messages import landmarks_message
from okienko_recognition.taught import FEWEST_TAKES
from okienko_stack import ADMIN_TOKEN, REPOSITORY, RunningStack
from playwright.sync_api import Browser, Page, expect
from websockets.sync.client import connect

WATCH_MILLISECONDS = 120_000
# No sign that anybody knows: the sign model has never seen it.
GLOSS = "ZORZA"
DESCRIBED = (
    "- {gloss: ZORZA, shape: l-shape, fingers: up, palm: out, at: space-shoulders, "
    "moves: [{path: circle, plane: front, size: medium, times: 2}], source: slownik}\n"
)
CONSENT = "Zgoda pisemna z 26 listopada 2026, teczka 12"
HANDS, CONFIDENCES = 2 * 21 * 4, slice(3, None, 4)
COUNTDOWN_SECONDS, SPARE_SECONDS = 3.0, 0.15
BRIGHT = 32767
SEEN_EACH = 2
SEEN_SECONDS = SEEN_EACH / FRAMES_PER_SECOND
SIGNS = "/api/v1/admin/signs"


@pytest.fixture(scope="session")
def new_sign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The film of somebody who signs it once, and how long it is."""
    folder = tmp_path_factory.mktemp("new-sign")
    shutil.copytree(REPOSITORY / "models/lexicon", folder / "lexicon")
    with (folder / "lexicon/signs/words.yaml").open("a", encoding="utf-8") as words:
        words.write(DESCRIBED)
    film = folder / "sign.mjpeg"
    command = [sys.executable, "-m", "okienko_signing", "render", GLOSS, "--output", str(film)]
    done = subprocess.run(
        [*command, "--lead", "1", "--frame-rate", str(FRAMES_PER_SECOND)],
        check=True,
        cwd=REPOSITORY,
        timeout=240,
        capture_output=True,
        text=True,
        env={"OKIENKO_SIGNING_LEXICON": str(folder / "lexicon")},
    )
    frames = re.search(r"(\d+) frames", done.stdout)
    assert frames
    return film, int(frames.group(1)) / FRAMES_PER_SECOND


def editors(stack: RunningStack, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        stack.address + SIGNS + quote(path),
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {ADMIN_TOKEN}", "Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as response:
        return json.load(response)


def record_once(page: Page, film_seconds: float) -> None:
    """Record the film from its first frame to its last."""
    state = page.get_by_test_id("record-status")
    page.get_by_test_id("record-camera").click()
    expect(state).to_have_attribute("data-state", "ready", timeout=WATCH_MILLISECONDS)
    page.locator("record-take").evaluate(
        "async (element, [film, countdown, spare]) => {"
        " const { video } = element.recorder;"
        " while ((video.currentTime + countdown) % film > spare) await new Promise((done) => setTimeout(done, 20)); }",
        [film_seconds, COUNTDOWN_SECONDS, SPARE_SECONDS],
    )
    page.get_by_test_id("record-start").click()
    expect(state).to_have_attribute("data-state", "recording")
    page.wait_for_timeout((film_seconds - SPARE_SECONDS) * 1000)
    page.get_by_test_id("record-enough").click()
    expect(state).to_have_attribute("data-state", "ready", timeout=WATCH_MILLISECONDS)


def seen_in(film: Path, body: list[float]) -> dict[str, Any]:
    """Return a take with the hands in each second picture of a film, and a body that keeps still."""
    frames = []
    with MediaPipeHands(REPOSITORY / ".local/models" / MODEL) as finder:
        for number, picture in enumerate(pictures(film)[::SEEN_EACH]):
            seconds = round(number * SEEN_SECONDS, 3)
            hands = landmarks_message(seconds, *finder.find(picture, seconds)).landmarks.landmarks
            frames.append({"offset": seconds, "values": [*hands.values, *body]})
    return {"aspect_ratio": hands.aspect_ratio, "frames": frames}


def read(stack: RunningStack, take: Any) -> list[str]:
    """Play a take to the recogniser as a resident's browser would, and return the signs that it named."""
    with connect(f"{stack.address.replace('http', 'ws')}/api/v1/recognise", proxy=None) as socket:
        socket.send(json.dumps({"type": "config", "interim_results": False}))
        assert json.loads(socket.recv())["type"] == "ready"
        shown = [(frame["offset"], BRIGHT, frame["values"]) for frame in take["frames"]]
        # Darkness at the end: when the recogniser complains of it, it has read all before.
        shown += [(shown[-1][0] + seconds, 0, [0.0] * 300) for seconds in range(1, 5)]
        for offset, brightness, values in shown:
            header = struct.pack("<BBHI", 2, 1, brightness, round(offset * 1000))
            socket.send(header + struct.pack("<301f", take["aspect_ratio"], *values))
            # A browser sends as fast as it sees; what came faster than it can be read would be dropped.
            time.sleep(SEEN_SECONDS)
        named: list[str] = []
        while (message := json.loads(socket.recv(timeout=WATCH_MILLISECONDS / 1000))).get("code") != "more_light":
            if message["type"] == "result" and message["is_final"]:
                named += [one["text"] for one in message["alternatives"][:1]]
        return named


def test_a_new_sign_is_taught_before_the_webcam_recognised_and_forgotten(
    stack: RunningStack,
    open_page: OpenPage,
    open_camera_browser: Callable[[Path], Browser],
    new_sign: tuple[Path, float],
) -> None:
    film, seconds = new_sign
    page = open_page("/#/teach?lang=pl", in_browser=open_camera_browser(film))
    page.get_by_test_id("teach-secret").fill(ADMIN_TOKEN)
    page.get_by_test_id("teach-enter").click()
    page.get_by_test_id("teach-gloss").fill(GLOSS)
    page.get_by_test_id("teach-open").click()
    page.get_by_test_id("teach-consent").fill(CONSENT)
    record_once(page, seconds)
    expect(page.get_by_test_id("take")).to_have_count(1)
    expect(page.get_by_test_id("teach-verdict")).to_have_attribute("data-verdict", "too_few")
    expect(page.get_by_test_id("take-play")).to_be_visible()
    recorded = editors(stack, "GET", f"/{GLOSS}/clips/1")
    page.get_by_test_id("take-remove").click()
    expect(page.get_by_test_id("take")).to_have_count(0)
    page.get_by_test_id("teach-back").click()
    # On a busy machine the browser's own take may be of few pictures or begin in the middle of the sign, and is not read then.
    bodies = [frame["values"][HANDS:] for frame in recorded["frames"]]
    take = seen_in(film, max(bodies, key=lambda body: sum(body[CONFIDENCES])))
    for _ in range(FEWEST_TAKES):
        editors(stack, "POST", f"/{GLOSS}/clips", {"consent": CONSENT, **take})
    assert GLOSS not in read(stack, take)
    page.get_by_test_id("teach-gloss").fill(GLOSS)
    page.get_by_test_id("teach-open").click()
    expect(page.get_by_test_id("teach-verdict")).to_have_attribute("data-verdict", "good")
    page.get_by_test_id("teach-publish").click()
    expect(page.get_by_test_id("teach-known")).to_have_attribute("data-known", "true")
    assert GLOSS in read(stack, take)
    page.get_by_test_id("teach-withdraw").click()
    expect(page.get_by_test_id("teach-known")).to_have_attribute("data-known", "false")
    assert GLOSS not in read(stack, take)
