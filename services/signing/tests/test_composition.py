from itertools import pairwise

import pytest
from okienko_signing.captions import LONGEST_CUE, cues, webvtt
from okienko_signing.composition import Mark, Pace, act_out, plan
from okienko_signing.draft import draft_glosses
from okienko_signing.glosses import GlossError, Kind, parse_glosses
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.numerals import numeral_parts
from okienko_signing.spelling import letters_of


def test_reads_signs_numbers_spelling_and_sentences() -> None:
    tokens = parse_glosses("dowód 30 #Kowal | PRAWO-JAZDY")
    assert [(t.text, t.kind, t.sentence) for t in tokens] == [
        ("DOWÓD", Kind.SIGN, 0),
        ("30", Kind.NUMBER, 0),
        ("KOWAL", Kind.SPELLED, 0),
        ("PRAWO-JAZDY", Kind.SIGN, 1),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "empty"),
        (" | | ", "empty"),
        ("A" * 2001, "at most 2000"),
        ("A " * 301, "at most 300 are signed at once"),
        ("#", "no gloss"),
        ("DOM\0 A", "no gloss"),
    ],
)
def test_refuses_what_is_no_gloss_line(line: str, message: str) -> None:
    with pytest.raises(GlossError, match=message):
        parse_glosses(line)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("0", [0]),
        ("7", [7]),
        ("17", [17]),
        ("20", [20]),
        ("21", [20, 1]),
        ("100", [100]),
        ("300", [3, 100]),
        ("1000", [1000]),
        ("2026", [2, 1000, 20, 6]),
        ("9999", [9, 1000, 9, 100, 90, 9]),
        ("10000", [1, 0, 0, 0, 0]),
        ("007", [0, 0, 7]),
    ],
)
def test_numbers_are_put_together_from_numerals(text: str, parts: list[int]) -> None:
    assert numeral_parts(text) == parts


def test_every_number_to_9999_can_be_signed(lexicon: Lexicon) -> None:
    assert all(part in lexicon.numerals for value in range(10_000) for part in numeral_parts(str(value)))


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("dowód", ["d", "o", "w", "ó", "d"]),
        ("Chrząszcz", ["ch", "rz", "ą", "sz", "cz"]),
        ("Xavier", ["k", "s", "a", "w", "i", "e", "r"]),
        ("Müller", ["m", "u", "l", "l", "e", "r"]),
        ("A4", ["a", "4"]),
        ("😀", []),
    ],
)
def test_words_are_spelled_with_digraphs_as_one_letter(word: str, letters: list[str]) -> None:
    assert letters_of(word) == letters


def test_unknown_glosses_are_spelled_and_listed_names_are_not_missed(lexicon: Lexicon) -> None:
    planned = plan(parse_glosses("DOM XYŻABK #ZUS 12"), lexicon)
    assert planned.uncovered == ("XYŻABK",)
    assert planned.coverage == pytest.approx(3 / 4)
    assert [unit.is_fingerspelled for unit in planned.units] == [False, True, True, False]


def test_a_joined_gloss_without_a_sign_falls_apart_into_signs(lexicon: Lexicon) -> None:
    planned = plan(parse_glosses("DOM-NOWY"), lexicon)
    assert [unit.gloss for unit in planned.units] == ["DOM", "NOWY"]
    assert planned.coverage == 1.0


def test_marks_follow_the_glosses_in_time(lexicon: Lexicon) -> None:
    planned = plan(parse_glosses("DOM #ZUS | GDZIE"), lexicon)
    motion, marks = act_out(planned, lexicon)
    assert [mark.gloss for mark in marks] == ["DOM", "ZUS", "GDZIE"]
    assert all(0 < mark.start < mark.end < motion.seconds for mark in marks)
    assert all(before.end < after.start for before, after in pairwise(marks))
    assert marks[2].start - marks[1].end > marks[1].start - marks[0].end


def test_held_letters_stand_as_long_as_asked_and_are_let_go_between(lexicon: Lexicon) -> None:
    planned = plan(parse_glosses("#AB"), lexicon)
    quick, _ = act_out(planned, lexicon)
    slow, _ = act_out(planned, lexicon, Pace(letter_hold=1.0, releases=True))
    assert slow.seconds > quick.seconds + 1.4
    assert len(slow.spans) == 3


def test_draft_puts_the_question_word_last_and_drops_function_words(lexicon: Lexicon) -> None:
    assert draft_glosses("Gdzie mogę zapłacić za wodę?", lexicon.signs) == "MÓC PŁACIĆ WODA GDZIE"


def test_draft_keeps_numbers_negation_time_and_names(lexicon: Lexicon) -> None:
    assert (
        draft_glosses("Jutro nie mam 30 zł. Urząd jest w Gdyni.", lexicon.signs)
        == "JUTRO NIE-MA 30 ZŁOTY | URZĄD #GDYNI"
    )


def test_draft_of_nothing_is_nothing(lexicon: Lexicon) -> None:
    assert draft_glosses("😀 …!", lexicon.signs) == ""


def test_captions_go_with_the_sentences_where_their_number_agrees() -> None:
    marks = (Mark("A", 1.0, 2.0, False), Mark("B", 4.0, 5.0, False))
    shown = cues("Pierwsze. Drugie!", marks, (1.0, 4.0), 5.0)
    assert [(cue.start, cue.end, cue.text) for cue in shown] == [(1.0, 4.0, "Pierwsze."), (4.0, 5.0, "Drugie!")]


def test_long_captions_are_cut_and_no_word_is_lost() -> None:
    text = "To jest bardzo długie zdanie o dokumentach, " * 12
    shown = cues(text, (Mark("A", 0.0, 60.0, False),), (0.0,), 60.0)
    assert all(len(cue.text) <= LONGEST_CUE for cue in shown)
    assert " ".join(cue.text for cue in shown).split() == text.split()
    assert shown[-1].end == pytest.approx(60.0)


def test_captions_without_text_show_the_glosses() -> None:
    assert cues("", (Mark("DOM", 1.0, 2.0, False),), (1.0,), 2.0)[0].text == "dom"


def test_markup_in_captions_stays_text() -> None:
    shown = cues("<b>1 & 2</b> --> x", (Mark("A", 0.0, 3661.5, False),), (0.0,), 3661.5)
    written = webvtt(shown, "pl")
    assert written.startswith("WEBVTT")
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt; --&gt; x" in written
    assert "00:00:00.000 --> 01:01:01.500" in written
