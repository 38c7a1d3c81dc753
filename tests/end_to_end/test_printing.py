"""The longest answers on paper: each on one sheet, as the short ones."""

import re

import pytest
from fixture_types import OpenPage
from okienko_faq.content.loading import load
from okienko_faq.content.model import Entry
from okienko_stack import REPOSITORY, RunningStack

TOWN = REPOSITORY / "services/faq/content/miasto-przykladowo"
LONGEST = 3
SHEET = re.compile(rb"/Type\s*/Page\b")


def characters(entry: Entry, language: str) -> int:
    """Return how many characters of an answer are printed in a language, sources included; 0 where it has none."""
    text = entry.texts().get(language)
    if text is None:
        return 0
    parts = [text.title, text.short, *text.easy, *text.steps, *text.documents, text.cost, text.duration]
    parts += [part for source in entry.sources for part in (source.title, source.provision, source.published)]
    return sum(map(len, parts))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_longest_answers_print_on_one_sheet(stack: RunningStack, open_page: OpenPage, language: str) -> None:
    sheets = {}
    page = open_page()
    # Paper needs no films, and those of the longest answers take minutes that the next tests would wait for.
    page.route(re.compile(r"/signing\?"), lambda route: route.abort())
    for entry in sorted(load(TOWN).entries, key=lambda entry: -characters(entry, language))[:LONGEST]:
        # What stands before the hash makes the page load anew.
        page.goto(f"{stack.address}/?print={entry.id}#/answer/{entry.id}?lang={language}")
        page.get_by_test_id("answer-title").wait_for()
        page.get_by_test_id("answer-place").first.wait_for()
        page.get_by_test_id("related-question").first.wait_for()
        sheets[entry.id] = len(SHEET.findall(page.pdf(format="A4")))
    assert len(sheets) == LONGEST
    assert set(sheets.values()) == {1}, sheets
