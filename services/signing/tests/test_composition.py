from itertools import pairwise

import pytest
from okienko_signing.alignment import aligned
from okienko_signing.captions import LONGEST_CUE, cues, webvtt
from okienko_signing.composition import Mark, Pace, act_out, face_of, plan
from okienko_signing.draft import draft
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
        ("300", [300]),
        ("1000", [1000]),
        ("2026", [2, 1000, 20, 6]),
        ("9999", [9, 1000, 900, 90, 9]),
        ("12500", [12, 1000, 500]),
        ("101001", [100, 1, 1000, 1]),
        ("999999", [900, 90, 9, 1000, 900, 90, 9]),
        ("1000000", [1, 0, 0, 0, 0, 0, 0]),
        ("007", [0, 0, 7]),
    ],
)
def test_numbers_are_put_together_from_numerals(text: str, parts: list[int]) -> None:
    assert numeral_parts(text) == parts


def signed(line: str) -> list[str]:
    return [token.text for token in parse_glosses(line)]


@pytest.mark.parametrize(
    ("written", "glosses"),
    [
        ("5.06.2024", ["5", "CZERWIEC", "2024"]),
        ("2024-06-05", ["5", "CZERWIEC", "2024"]),
        ("30.04", ["30", "KWIECIEŃ"]),
        ("29.02", ["29", "LUTY"]),
        ("8:30", ["GODZINA", "8", "30"]),
        ("(8:00),", ["GODZINA", "8"]),
        ("24:00", ["GODZINA", "24"]),
        ("8:00-16:00", ["OD", "8", "DO", "16"]),
        ("7:30–15:45", ["OD", "7", "30", "DO", "15", "45"]),
        ("17zł", ["17", "ZŁOTY"]),
        ("31,50zł", ["31", "ZŁOTY", "50", "GROSZ"]),
        ("31,50 złotych", ["31", "ZŁOTY", "50", "GROSZ"]),
        ("0,05ZŁ", ["5", "GROSZ"]),
        ("0zł", ["0", "ZŁOTY"]),
        ("2,5", ["2", "PRZECINEK", "5"]),
        ("60%", ["60", "PROCENT"]),
        ("4,5%", ["4", "PRZECINEK", "5", "PROCENT"]),
        ("1.", ["PIERWSZY"]),
        ("5.", ["PIĄTY"]),
        ("12.", ["12"]),
        ("#8:30", ["8:30"]),
    ],
)
def test_figures_are_signed_as_they_are_said(written: str, glosses: list[str]) -> None:
    assert signed(written) == glosses


def test_every_gloss_that_stands_for_a_figure_has_a_sign(lexicon: Lexicon) -> None:
    line = "1. 2. 3. 4. 5. 60% 2,5 31,50zł 8:00-16:00 " + " ".join(f"1.{month:02}" for month in range(1, 13))
    assert plan(parse_glosses(line), lexicon).uncovered == ()


def test_a_telephone_number_is_signed_digit_by_digit_in_its_groups(lexicon: Lexicon) -> None:
    tokens = parse_glosses("44-000-01-10")
    assert [(token.text, token.kind) for token in tokens] == [(g, Kind.DIGITS) for g in ("44", "000", "01", "10")]
    planned = plan(tokens, lexicon)
    assert [[int(sign.gloss) for sign in unit.signs] for unit in planned.units] == [[4, 4], [0, 0, 0], [0, 1], [1, 0]]
    grouped, _ = act_out(planned, lexicon)
    run, _ = act_out(plan(parse_glosses("4 4 0 0 0 0 1 1 0"), lexicon), lexicon)
    assert grouped.seconds > run.seconds + 0.5


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("31.02.2024", "'31.02.2024' is no date; write day.month.year, such as 5.06.2024, or day.month."),
        ("29.02.2023", "'29.02.2023' is no date; write day.month.year, such as 5.06.2024, or day.month."),
        ("5.13", "'5.13' is no date; write day.month.year, such as 5.06.2024, or day.month."),
        ("24:30", "'24:30' is no time of day; write hours:minutes between 0:00 and 24:00, such as 8:30."),
        ("8:00-16:60", "'8:00-16:60' is no time of day; write hours:minutes between 0:00 and 24:00, such as 8:30."),
    ],
)
def test_a_date_or_time_that_does_not_exist_is_refused(written: str, message: str) -> None:
    with pytest.raises(GlossError) as error:
        parse_glosses(f"TERMIN {written}")
    assert str(error.value) == message


def test_a_gloss_of_several_signs_is_mouthed_once(lexicon: Lexicon) -> None:
    planned = plan(parse_glosses("DARMO"), lexicon)
    spoken = [face_of(planned.units[0], sign, position).mouth for position, sign in enumerate(planned.units[0].signs)]
    assert spoken == ["darmo", ""]


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
    assert draft("Gdzie mogę zapłacić za wodę?", lexicon.signs).line == "MÓC PŁACIĆ WODA GDZIE"


def test_draft_keeps_numbers_negation_time_and_names(lexicon: Lexicon) -> None:
    assert (
        draft("Jutro nie mam 30 zł. Urząd jest w Gdyni.", lexicon.signs).line == "JUTRO NIE-MA 30 ZŁOTY | URZĄD #GDYNI"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Urząd jest otwarty od 8:00 do 16:00.", "URZĄD OTWARTY 8:00-16:00"),
        ("Zapłać 31,50 zł do 5.06.2024.", "PŁACIĆ 31,50zł 5.06.2024"),
        ("Zapłać 1 200,50 zł albo 12 500 zł.", "PŁACIĆ 1200,50zł ALBO 12500 ZŁOTY"),
        ("Zadzwoń: 44 000 01 00, 800 12 00 02.", "DZWONIĆ 44-000-01-00 800-12-00-02"),
        ("Urząd czeka 60 % czasu w 3. dniu.", "URZĄD CZEKAĆ 60% CZAS 3. DZIEŃ"),
        ("Data 45.13.2024 i 99:99.", "DATA 45 13 2024 99 99"),
        ("Matka lub ojciec, 18 lat.", "MATKA LUB OJCIEC 18 ROK"),
    ],
)
def test_draft_writes_figures_so_that_the_gloss_line_reads_them(lexicon: Lexicon, text: str, line: str) -> None:
    assert draft(text, lexicon.signs).line == line
    assert parse_glosses(line)


def test_draft_of_nothing_is_nothing(lexicon: Lexicon) -> None:
    assert draft("😀 …!", lexicon.signs).line == ""


def places(marks: tuple[Mark, ...], text: str) -> tuple[tuple[int, int] | None, ...]:
    return aligned(parse_glosses(" ".join(mark.gloss for mark in marks)), text, is_polish=True)


def test_a_word_signed_out_of_order_does_not_pull_captions_with_it() -> None:
    glosses = ("DARMO", "WNIOSEK", "URZĄD", "PRZYJŚĆ", "CZEKAĆ", "30")
    marks = tuple(Mark(gloss, 1.0 + 2 * at, 2.0 + 2 * at, False) for at, gloss in enumerate(glosses))
    text = "Wniosek złóż w urzędzie. Przyjdź osobiście. Potem czekaj 30 dni. To jest za darmo."
    shown = cues(text, marks, (1.0,), 13.0, places(marks, text))
    begins = {cue.text: cue.start for cue in shown}
    assert begins["Przyjdź osobiście."] == 7.0
    assert begins["Potem czekaj 30 dni."] == 9.0


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


def test_a_caption_changes_where_the_sign_of_its_first_known_word_begins() -> None:
    marks = tuple(
        Mark(gloss, start, start + 0.8, False)
        for gloss, start in (("WNIOSEK", 1.0), ("PISAĆ", 2.0), ("ZDJĘCIE", 9.0), ("PRZYNIEŚĆ", 10.0))
    )
    text = (
        "Wniosek o wydanie dowodu osobistego piszesz w urzędzie razem z urzędnikiem i podpisujesz go, "
        "zdjęcie przynosisz ze sobą, a nie przysyłasz go pocztą ani nie robisz na miejscu."
    )
    shown = cues(text, marks, (1.0,), 11.0, places(marks, text))
    begins = {cue.start for cue in shown}
    assert begins <= {mark.start for mark in marks}
    assert next(cue.start for cue in shown if "zdjęcie" in cue.text) == 9.0


def test_sentences_find_their_signs_where_their_numbers_differ() -> None:
    marks = tuple(
        Mark(gloss, start, start + 0.8, False)
        for gloss, start in (("DOWÓD", 1.0), ("NOWY", 2.0), ("URZĄD", 8.0), ("PRZYJŚĆ", 9.0))
    )
    text = "Chcesz nowy dowód? Dobrze. Urząd czeka."
    shown = cues(text, marks, (1.0, 8.0), 10.0, places(marks, text))
    assert next(cue.start for cue in shown if "Urząd" in cue.text) == 8.0
    assert [cue.end for cue in shown[:-1]] == [cue.start for cue in shown[1:]]


def test_more_captions_than_signs_still_come_in_order_and_end_with_the_signing() -> None:
    shown = cues("Jeden. Dwa. Trzy. Cztery. Pięć.", (Mark("DOM", 1.0, 2.0, False),), (1.0,), 2.0)
    times = [shown[0].start, *(cue.end for cue in shown)]
    assert times == sorted(set(times))
    assert (times[0], times[-1]) == (1.0, 2.0)


def test_captions_without_text_show_the_glosses() -> None:
    assert cues("", (Mark("DOM", 1.0, 2.0, False),), (1.0,), 2.0)[0].text == "dom"


def test_markup_in_captions_stays_text() -> None:
    shown = cues("<b>1 & 2</b> --> x", (Mark("A", 0.0, 3661.5, False),), (0.0,), 3661.5)
    written = webvtt(shown, "pl")
    assert written.startswith("WEBVTT")
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt; --&gt; x" in written
    assert "00:00:00.000 --> 01:01:01.500" in written
