"""Takes the README's pictures anew from a running Okienko.

.venv/bin/python -m okienko_signing render '#DOWÓD' --output dowod.mjpeg --fingerspell-hold 1.2 --lead 1 --frame-rate 30
.venv/bin/python docs/pictures/take.py http://127.0.0.1:8080 --camera dowod.mjpeg
"""

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = Path(__file__).parent
SIZE = {"width": 1280, "height": 860}
# A word of the text is marked while it is signed; the film is looked through for one after its first seconds.
FIRST_SECONDS, STEP_SECONDS, LONGEST_SECONDS = 9.0, 0.9, 60.0
WAIT_MILLISECONDS = 120_000


def main() -> None:
    """Write answer.webp, choices.webp and signing.webp beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="where Okienko runs")
    parser.add_argument("--camera", type=Path, required=True, help="Motion JPEG film of somebody spelling DOWÓD")
    arguments = parser.parse_args()
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={arguments.camera.resolve()}",
    ]
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-headless-shell"),
            args=["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required", *camera],
        )
        for name, picture in (("answer", answer), ("choices", choices), ("signing", signing)):
            page = _open(browser, arguments.address)
            picture(page)
            _save(page, name)
        browser.close()


def answer(page: Page) -> None:
    """The answer about the ID card while a word that is marked in the text is signed."""
    _ask(page, "jak wyrobić dowód osobisty")
    film = page.get_by_test_id("sign-video")
    film.wait_for()
    page.get_by_test_id("sign-play").click()
    page.wait_for_timeout(700)
    film.evaluate("film => film.pause()")
    seconds = FIRST_SECONDS
    marked = page.locator("[data-testid=answer-short] mark")
    while not marked.count() and seconds < LONGEST_SECONDS:
        page.get_by_label("Miejsce w filmie").fill(f"{seconds:.1f}")
        page.wait_for_timeout(300)
        seconds += STEP_SECONDS
    expect(marked.first).to_be_visible()


def choices(page: Page) -> None:
    """What is asked back after a vague question, with the question in signs."""
    _ask(page, "dowód")
    page.get_by_test_id("clarify-choice").first.wait_for()
    expect(page.get_by_test_id("phrase-sign").locator("video")).to_be_visible()
    page.wait_for_timeout(1500)


def signing(page: Page) -> None:
    """A spelled word being read from the camera, from its beginning: the film plays over and over."""
    page.get_by_test_id("ask-by-signing").first.click()
    word = page.get_by_test_id("spelled-word")
    expect(word).not_to_be_empty()
    for _ in range(WAIT_MILLISECONDS // 200):
        read = "".join(word.inner_text().split())
        if read.startswith("DOW"):
            return
        if not "DOW".startswith(read):
            page.get_by_test_id("clear-word").click()
        page.wait_for_timeout(200)
    raise SystemExit("The film's word was not read; is it DOWÓD?")


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport=SIZE, locale="pl-PL").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.goto(f"{address.rstrip('/')}/#/?lang=pl")
    page.get_by_test_id("topic-tile").first.wait_for()
    return page


def _ask(page: Page, question: str) -> None:
    page.get_by_test_id("question-input").fill(question)
    page.get_by_test_id("question-input").press("Enter")


def _save(page: Page, name: str) -> None:
    page.mouse.move(SIZE["width"] / 2, 2)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(400)
    Image.open(io.BytesIO(page.screenshot())).save(FOLDER / f"{name}.webp", quality=85, method=6)


if __name__ == "__main__":
    main()
