"""A conversation: a vague word, a choice, a follow-up, two questions at once, and a person at the end."""

import re

from fixture_types import OpenPage
from playwright.sync_api import expect
from test_asking_by_text import ask


def test_a_conversation_leads_from_a_word_to_the_part_that_is_asked(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "dowód")
    expect(page.get_by_test_id("clarify-question")).to_be_visible()
    assert 2 <= page.get_by_test_id("clarify-choice").count() <= 4
    page.locator("[data-testid=clarify-choice][data-answer-id=dowod-osobisty]").click()
    expect(page.get_by_test_id("answer-title")).to_be_visible()
    ask(page, "a ile to kosztuje?")
    expect(page.get_by_test_id("asked-first")).to_contain_text("Bezpłatnie")
    ask(page, "Gdzie zarejestruję samochód? Jak wymienić prawo jazdy?")
    several = page.get_by_test_id("several-answers")
    expect(several.get_by_test_id("answer-title")).to_have_count(2)
    ask(page, "jaka jest stolica Mongolii i ile ma mieszkańców")
    page.get_by_role("button", name="Całą rozmowę").click()
    preview = page.get_by_test_id("hand-over-preview")
    expect(preview).to_have_value(re.compile("a ile to kosztuje"))
