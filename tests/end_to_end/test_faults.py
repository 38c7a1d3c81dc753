"""A service dies while people use the page: the page says which help is missing, the rest goes on, and it comes back."""

import json
import time
from collections.abc import Iterator

import pytest
from fixture_types import OpenPage
from okienko_stack import SERVICES, RunningStack
from playwright.sync_api import expect
from test_asking_by_text import ask

RECOVERY_SECONDS = 180.0


def wait_until_all_serve(stack: RunningStack, changed: tuple[str, int] | None = None) -> None:
    """Wait for health, and first for a process other than the one that was killed."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while changed and stack.processes().get(changed[0], changed[1]) == changed[1]:
        assert time.monotonic() < deadline, f"{changed[0]} was not started again"
        time.sleep(0.1)
    while (health := json.loads(stack.get("/api/v1/health")))["status"] != "ok":
        assert time.monotonic() < deadline, health
        time.sleep(0.3)


@pytest.fixture(autouse=True)
def whole_again(stack: RunningStack) -> Iterator[None]:
    wait_until_all_serve(stack)
    yield
    wait_until_all_serve(stack)


@pytest.mark.parametrize("service", SERVICES)
def test_a_killed_service_is_started_again_and_serves(stack: RunningStack, service: str) -> None:
    before = stack.processes()[service]
    stack.kill(service)
    wait_until_all_serve(stack, (service, before))
    assert stack.processes()["gateway"]


def test_the_page_names_the_missing_help_and_answers_on(stack: RunningStack, open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_test_id("topic-tile").first).to_be_visible()
    stack.suspend("speech")
    try:
        ask(page, "jak wyrobić dowód osobisty")
        expect(page.get_by_test_id("answer-title")).to_be_visible()
        expect(page.get_by_test_id("service-notice")).to_contain_text("głos", timeout=RECOVERY_SECONDS * 1000)
    finally:
        stack.resume("speech")
    expect(page.get_by_test_id("service-notice")).to_be_hidden(timeout=RECOVERY_SECONDS * 1000)


def test_without_answers_the_page_says_so_and_keeps_the_contact(stack: RunningStack, open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_test_id("topic-tile").first).to_be_visible()
    stack.suspend("faq")
    try:
        ask(page, "jak wyrobić dowód osobisty")
        expect(page.get_by_test_id("error-message")).to_contain_text(
            "chwilowo nie działa", timeout=RECOVERY_SECONDS * 1000
        )
    finally:
        stack.resume("faq")
    expect(page.get_by_test_id("service-notice")).to_be_hidden(timeout=RECOVERY_SECONDS * 1000)
    ask(page, "jak wyrobić dowód osobisty")
    expect(page.get_by_test_id("answer-title")).to_be_visible()
