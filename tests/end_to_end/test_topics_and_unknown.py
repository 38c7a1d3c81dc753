"""The first screen, the clarifying choice, 'nie wiem' and the emergency card."""

from fixture_types import OpenPage
from playwright.sync_api import expect
from test_asking_by_text import ask


def test_nobody_has_to_type_or_spell(open_page: OpenPage) -> None:
    page = open_page()
    tiles = page.get_by_test_id("topic-tile")
    expect(tiles.first).to_be_visible()
    assert tiles.count() >= 8
    expect(tiles.first.locator("svg").first).to_be_visible()
    tiles.first.hover()
    expect(page.locator("[data-testid=topic-tile] video").first).to_be_attached(timeout=120_000)
    tiles.first.click()
    expect(page.get_by_test_id("answer-title")).to_be_visible()


def test_the_tiles_speak_english_too(open_page: OpenPage) -> None:
    page = open_page("/#/?lang=en")
    expect(page.get_by_test_id("topic-tile").first).to_contain_text("ID card", ignore_case=True)


def test_a_vague_question_gets_a_choice(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "dowód")
    choices = page.get_by_test_id("clarify-choice")
    expect(choices.first).to_be_visible()
    assert choices.count() >= 2
    page.locator("[data-testid=clarify-choice][data-answer-id=dowod-osobisty]").click()
    expect(page.get_by_test_id("answer-title")).to_be_visible()


def test_an_unknown_question_gets_the_offices_contact_and_the_hand_over(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "jaka jest stolica Mongolii i ile ma mieszkańców")
    expect(page.get_by_test_id("decline-card")).to_contain_text("wiem")
    expect(page.get_by_test_id("decline-topic").first).to_be_visible()
    expect(page.get_by_test_id("office-phone")).to_be_visible()
    expect(page.get_by_test_id("office-email")).to_be_visible()
    expect(page.get_by_test_id("office-hours")).to_be_visible()
    expect(page.get_by_test_id("hand-over")).to_be_visible()


def test_danger_brings_the_emergency_numbers_first(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "pali się mój dom, pomocy")
    expect(page.get_by_test_id("emergency-card")).to_contain_text("112")
