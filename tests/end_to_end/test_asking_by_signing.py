"""Spelling a question to the webcam: live readings, corrections by tap, the answer."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fixture_types import OpenPage
from footage import RECORDINGS, join_recordings, render_spelling
from playwright.sync_api import Browser, Page, expect

WATCH_MILLISECONDS = 120_000
OpenCameraBrowser = Callable[[Path], Browser]


@pytest.fixture(scope="session")
def rendered_signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_spelling("DOWÓD", tmp_path_factory.mktemp("footage"))


@pytest.fixture(scope="session")
def recorded_hands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not RECORDINGS.is_dir():
        pytest.skip(
            "The recordings of real hands are not part of the repository; the rendered signer is tested instead."
        )
    return join_recordings(["d", "o", "w", "o_kreska", "d"], tmp_path_factory.mktemp("footage"))


def start_signing(open_page: OpenPage, browser: Browser, mode: str) -> Page:
    page = open_page("/?landmarks=server" if mode == "server" else "/", in_browser=browser)
    page.get_by_test_id("ask-by-signing").first.click()
    expect(page.get_by_test_id("signing-mode")).to_have_attribute("data-mode", mode, timeout=WATCH_MILLISECONDS)
    return page


def correct_to(page: Page, wanted: str) -> None:
    """Make the word what the signer meant, with the means of the page: delete and the on-screen alphabet."""
    page.get_by_test_id("clear-word").click()
    expect(page.get_by_test_id("spelled-letter")).to_have_count(0)
    for letter in wanted:
        page.locator(f"[data-testid=alphabet-letter][data-letter='{letter.lower()}']").click()
    expect(page.get_by_test_id("spelled-word")).to_contain_text(re.compile(wanted, re.IGNORECASE))


@pytest.mark.parametrize("mode", ["browser", "server"])
def test_a_rendered_signer_spells_a_question(
    open_page: OpenPage, open_camera_browser: OpenCameraBrowser, rendered_signer: Path, mode: str
) -> None:
    page = start_signing(open_page, open_camera_browser(rendered_signer), mode)
    # The film repeats; somewhere in it the word is read as it was signed, ó with or without its movement.
    expect(page.get_by_test_id("spelled-word")).to_contain_text(
        re.compile(r"D\s*O\s*W\s*[OÓ]\s*D", re.IGNORECASE), timeout=WATCH_MILLISECONDS
    )
    expect(page.get_by_test_id("signing-video-canvas")).to_be_visible()


@pytest.mark.footage
def test_real_hands_spell_a_question(
    open_page: OpenPage, open_camera_browser: OpenCameraBrowser, recorded_hands: Path
) -> None:
    page = start_signing(open_page, open_camera_browser(recorded_hands), "browser")
    expect(page.get_by_test_id("reading-chip").first).to_be_visible(timeout=WATCH_MILLISECONDS)
    expect(page.get_by_test_id("spelled-letter").nth(2)).to_be_visible(timeout=WATCH_MILLISECONDS)
