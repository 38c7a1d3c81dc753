"""axe on every screen, in both languages; 400 % zoom; the keyboard."""

import json
from typing import Any

import pytest
from fixture_types import OpenPage
from okienko_stack import REPOSITORY
from playwright.sync_api import Page, expect
from test_asking_by_text import ask

AXE = REPOSITORY / "frontend/node_modules/axe-core/axe.min.js"
QUESTIONS = {
    "answer": {"pl": "jak wyrobić dowód osobisty", "en": "how do I get an ID card"},
    "clarify": {"pl": "dowód", "en": "tax"},
    "decline": {"pl": "jaka jest stolica Mongolii i ile ma mieszkańców", "en": "what is the capital of Mongolia"},
    "emergency": {"pl": "pali się mój dom, pomocy", "en": "help my house is on fire"},
}
MARKERS = {
    "answer": "answer-title",
    "clarify": "clarify-choice",
    "decline": "decline-card",
    "emergency": "emergency-card",
}
SCREENS = ["first", *QUESTIONS, "translated", "signing", "teaching", "error"]


def violations(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        {"rule": item["id"], "where": [node["html"][:160] for node in item["nodes"]]} for item in result["violations"]
    ]


def open_screen(open_page: OpenPage, screen: str, language: str, width: int = 1280) -> Page:
    if screen == "translated":
        page = open_page(
            "/#/answer/uznanie-ojcostwa?lang=en" if language == "en" else "/#/answer/uznanie-ojcostwa?lang=pl", width
        )
        expect(page.get_by_test_id("answer-title")).to_be_visible()
        return page
    if screen == "teaching":
        page = open_page(f"/#/teach?lang={language}", width)
        expect(page.get_by_test_id("teach-secret")).to_be_visible()
        return page
    page = open_page(f"/#/?lang={language}", width)
    expect(page.get_by_test_id("topic-tile").first).to_be_visible()
    if screen in QUESTIONS:
        ask(page, QUESTIONS[screen][language])
        expect(page.get_by_test_id(MARKERS[screen]).first).to_be_visible()
    elif screen == "signing":
        page.get_by_test_id("ask-by-signing").first.click()
        expect(page.get_by_test_id("signing-status").first).to_be_visible()
    elif screen == "error":
        page.route("**/api/v1/ask", lambda route: route.abort())
        ask(page, QUESTIONS["answer"][language])
        expect(page.get_by_test_id("error-message").first).to_be_visible()
    return page


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(open_page: OpenPage, screen: str, language: str) -> None:
    page = open_screen(open_page, screen, language)
    found = violations(page)
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_cut_off_at_400_percent_zoom(open_page: OpenPage, screen: str) -> None:
    """1280 CSS pixels at 400 % leave 320 (WCAG 2.1, 1.4.10)."""
    page = open_screen(open_page, screen, "pl", width=320)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_a_question_can_be_asked_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_test_id("topic-tile").first).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { let e = document.activeElement; while (e && e.shadowRoot && e.shadowRoot.activeElement)"
            " e = e.shadowRoot.activeElement; return e && e.dataset ? e.dataset.testid : null }"
        )
        if focused == "question-input":
            break
    assert focused == "question-input"
    page.keyboard.type("jak wyrobić dowód osobisty")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("answer-title")).to_be_visible()
