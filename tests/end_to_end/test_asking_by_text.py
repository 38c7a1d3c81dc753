"""What a resident who types meets: Polish, English, and an answer that has no English yet."""

import re

import pytest
from fixture_types import OpenPage
from playwright.sync_api import Page, expect

SOMETHING = re.compile(r"\S")


def ask(page: Page, question: str) -> None:
    page.get_by_test_id("question-input").first.fill(question)
    page.get_by_test_id("ask-button").first.click()


def test_a_polish_question_shows_the_whole_answer(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "jak wyrobić dowód osobisty")
    expect(page.get_by_test_id("answer-title")).to_contain_text("ow")
    for part in ("short", "easy", "steps", "cost", "place", "hours", "source", "checked"):
        expect(page.get_by_test_id(f"answer-{part}").first).to_contain_text(SOMETHING)
    expect(page.get_by_test_id("answer-checked")).to_contain_text("2026")
    expect(page.get_by_test_id("related-question").first).to_be_visible()
    expect(page.get_by_test_id("print")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "pl")


def test_the_sign_video_plays_beside_the_answer_with_captions_and_its_origin(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "jak wyrobić dowód osobisty")
    video = page.get_by_test_id("sign-video")
    # Rendering takes about as long as the video plays; the page shows progress meanwhile.
    expect(video).to_be_visible(timeout=120_000)
    video.evaluate("video => video.play()")
    page.wait_for_function("video => video.currentTime > 0.5", arg=video.element_handle())
    assert video.evaluate("video => [video.videoWidth, video.videoHeight]") == [320, 240]
    page.wait_for_function("video => video.textTracks.length > 0", arg=video.element_handle())
    cues = "video => { const t = video.textTracks[0]; t.mode = 'hidden'; return t.cues ? t.cues.length : 0 }"
    page.wait_for_function(f"video => ({cues})(video) > 0", arg=video.element_handle())
    expect(page.get_by_test_id("sign-provenance")).to_contain_text("automatycznie")


@pytest.mark.parametrize(
    ("language", "question"), [("pl", "jak wyrobić dowód osobisty"), ("en", "how do I get an ID card")]
)
def test_an_answer_is_read_aloud(open_page: OpenPage, language: str, question: str) -> None:
    page = open_page(f"/#/?lang={language}")
    ask(page, question)
    page.get_by_test_id("read-aloud").click()
    state = page.get_by_test_id("read-aloud-state")
    expect(state).to_have_attribute("data-state", "playing", timeout=120_000)


def test_an_english_question_gets_the_towns_english(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_test_id("language-switch").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ask(page, "how do I get an ID card")
    expect(page.get_by_test_id("answer-title")).to_contain_text("card", ignore_case=True)
    expect(page.get_by_test_id("answer-short")).to_contain_text("photo")
    expect(page.get_by_test_id("translated-label")).to_have_count(0)


def test_an_answer_without_english_says_so(open_page: OpenPage) -> None:
    page = open_page("/#/answer/uznanie-ojcostwa?lang=en")
    label = page.get_by_test_id("translated-label")
    expect(label.first).to_be_visible()
    assert label.first.get_attribute("data-origin") in {"memory", "template", "machine", "untranslated"}


def test_an_answer_has_an_address_of_its_own_and_back_goes_back(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "jak wyrobić dowód osobisty")
    expect(page.get_by_test_id("answer-title")).to_be_visible()
    address = page.url
    assert "dowod-osobisty" in address
    page.go_back()
    expect(page.get_by_test_id("topic-tile").first).to_be_visible()
    page.goto(address)
    expect(page.get_by_test_id("answer-title")).to_be_visible()


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "🙂🙂🙂",
        "x" * 10_000,
        "<script>document.title='broken'</script><img src=x onerror=alert(1)>",
        "a\u0000b",
    ],
    ids=["empty", "spaces", "emoji", "10 kB", "HTML", "NUL"],
)
def test_odd_questions_get_a_sentence_and_leave_no_trace(open_page: OpenPage, question: str) -> None:
    page = open_page()
    ask(page, question)
    answered = page.get_by_test_id("error-message").or_(page.get_by_test_id("decline-card"))
    answered = answered.or_(page.locator("question-form .note"))
    answered = answered.or_(page.get_by_test_id("clarify-choice")).or_(page.get_by_test_id("answer-title"))
    expect(answered.first).to_be_visible()
    expect(answered.first).to_contain_text(SOMETHING)
    assert "broken" not in page.title()
    assert page.locator("img[src='x']").count() == 0
