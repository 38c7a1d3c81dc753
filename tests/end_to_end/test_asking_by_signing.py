"""Spelling a question to the webcam: live readings, corrections by tap, the answer."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fixture_types import OpenPage
from footage import RECORDINGS, join_recordings
from playwright.sync_api import Browser, Page, expect

WATCH_MILLISECONDS = 120_000
OpenCameraBrowser = Callable[[Path], Browser]


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
    status = page.get_by_test_id("signing-status")
    expect(status).to_have_attribute("data-state", "running", timeout=WATCH_MILLISECONDS)
    expect(page.get_by_test_id("signing-mode")).to_have_attribute("data-mode", mode)
    return page


def spell_by_tap(page: Page, word: str) -> None:
    """Write a word with the on-screen alphabet, in place of what was read."""
    page.get_by_test_id("clear-word").click()
    expect(page.get_by_test_id("spelled-letter")).to_have_count(0)
    page.get_by_test_id("show-alphabet").click()
    for letter in word:
        page.get_by_test_id("letter-key").filter(has_text=re.compile(rf"^\s*{letter}\s*$")).click()
    expect(page.get_by_test_id("spelled-letter")).to_have_count(len(word))


@pytest.mark.parametrize("mode", ["browser", "server"])
def test_a_rendered_signer_spells_a_question(
    open_page: OpenPage, open_camera_browser: OpenCameraBrowser, rendered_signer: Path, mode: str
) -> None:
    page = start_signing(open_page, open_camera_browser(rendered_signer), mode)
    expect(page.get_by_test_id("signing-video-canvas")).to_be_visible()
    # The film repeats; somewhere in it the word is read as it was signed, ó with or without its movement. A machine that has time
    # for a few frames a second may take one of them, between two letters, for a letter.
    expect(page.get_by_test_id("spelled-word")).to_contain_text(
        re.compile(r"D\s*\w?\s*O\s*\w?\s*W\s*\w?\s*[OÓ]\s*\w?\s*D", re.IGNORECASE), timeout=WATCH_MILLISECONDS
    )


def test_a_spelled_word_is_corrected_by_tap_and_reaches_the_id_card(
    open_page: OpenPage, open_camera_browser: OpenCameraBrowser, rendered_signer: Path
) -> None:
    page = start_signing(open_page, open_camera_browser(rendered_signer), "browser")
    letters = page.get_by_test_id("spelled-letter")
    expect(letters.nth(2)).to_be_visible(timeout=WATCH_MILLISECONDS)
    page.get_by_test_id("signing-stop").click()
    before = letters.count()
    page.get_by_test_id("delete-letter").click()
    expect(letters).to_have_count(before - 1)
    spell_by_tap(page, "DOWÓD")
    page.get_by_test_id("signing-ask").click()
    choice = page.locator("[data-testid=clarify-choice][data-answer-id=dowod-osobisty]")
    choice.click()
    expect(page.get_by_test_id("answer-title")).to_contain_text("Dowód osobisty")


@pytest.mark.footage
def test_real_hands_spell_a_question(
    open_page: OpenPage, open_camera_browser: OpenCameraBrowser, recorded_hands: Path
) -> None:
    page = start_signing(open_page, open_camera_browser(recorded_hands), "browser")
    expect(page.get_by_test_id("reading-chip").first).to_be_visible(timeout=WATCH_MILLISECONDS)
    expect(page.get_by_test_id("spelled-letter").nth(2)).to_be_visible(timeout=WATCH_MILLISECONDS)
