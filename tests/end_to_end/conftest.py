"""One running Okienko and one Chromium for all tests of this folder."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fixture_types import OpenPage
from footage import render_spelling
from okienko_stack import ADMIN_TOKEN, REPOSITORY, RunningStack
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

# The same engine without a window's surroundings: half of the processor time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
WAIT_MILLISECONDS = 90_000
TOWN = REPOSITORY / "services/faq/content/miasto-przykladowo"
NATIONAL = REPOSITORY / "services/faq/content/polska/entries"
WITHOUT_ENGLISH = "uznanie-ojcostwa"
"""The answer from which the town of these tests takes the English away, so that there is something to translate."""


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """Everything running, every connection and every written file of every process on record."""
    if not (REPOSITORY / "frontend/dist/index.html").is_file():
        pytest.fail("The page is not built; run `make frontend`.")
    folder = tmp_path_factory.mktemp("okienko")
    town = shutil.copytree(TOWN, folder / "content" / TOWN.name)
    (town / "overlays" / f"{WITHOUT_ENGLISH}.yaml").write_text("en:\n", encoding="utf-8")
    shorten_films(town / "overlays")
    running = RunningStack(
        folder,
        trace=True,
        environment={
            "OKIENKO_FAQ_CONTENT": str(town),
            # A film of an answer is a minute of work at the size that towns use, and every answer that a test opens makes one.
            "OKIENKO_SIGNING_WIDTH": "320",
            "OKIENKO_SIGNING_HEIGHT": "240",
            "OKIENKO_SIGNING_FRAME_RATE": "20",
            "OKIENKO_GATEWAY_QUESTIONS_PER_MINUTE": "100000",
            "OKIENKO_GATEWAY_HEAVY_CALLS_PER_MINUTE": "1000",
            "OKIENKO_GATEWAY_CONTENT_CALLS_PER_MINUTE": "100000",
            "OKIENKO_GATEWAY_ADMIN_TOKEN": ADMIN_TOKEN,
        },
    )
    running.start()
    yield running
    running.stop()


def shorten_films(overlays: Path) -> None:
    """Sign two words for each answer: every one that a test opens has its film made, which takes a minute for 25 s of signing."""
    for entry in NATIONAL.glob("*.yaml"):
        overlay = overlays / entry.name
        written = overlay.read_text(encoding="utf-8") if overlay.exists() else ""
        if "pjm~:" not in written:
            overlay.write_text(f"{written}pjm: URZĄD PRZYJŚĆ\n", encoding="utf-8")


expect.set_options(timeout=WAIT_MILLISECONDS)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_CHROMIUM)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def rendered_signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Footage of the signer who spells "DOWÓD"; half a minute of work, so made once."""
    return render_spelling("DOWÓD", tmp_path_factory.mktemp("footage"))


@pytest.fixture
def open_camera_browser(playwright: Playwright) -> Iterator[Callable[[Path], Browser]]:
    """Launch a Chromium whose webcam plays a file, over and over."""
    launched: list[Browser] = []

    def launch(footage: Path) -> Browser:
        camera = [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={footage}",
        ]
        launched.append(playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET_CHROMIUM, *camera]))
        return launched[-1]

    yield launch
    for each in launched:
        each.close()


@pytest.fixture
def open_page(stack: RunningStack, browser: Browser) -> Iterator[OpenPage]:
    """Open pages that may talk to nobody but the gateway and may break no rule of its policy."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    complaints: list[str] = []
    home = urlsplit(stack.address).netloc

    def check_address(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"data", "blob"} and parts.netloc != home:
            strangers.append(address)

    def open_one(path: str = "/", width: int = 1280, height: int = 900, in_browser: Browser | None = None) -> Page:
        context = (in_browser or browser).new_context(viewport={"width": width, "height": height}, locale="pl-PL")
        contexts.append(context)
        context.on("request", lambda request: check_address(request.url))
        context.on(
            "console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None
        )
        page = context.new_page()
        page.on("websocket", lambda socket: check_address(socket.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.goto(stack.address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not strangers, f"The page asked for addresses that are not its own: {strangers}"
    assert not complaints, f"The page broke: {complaints}"
