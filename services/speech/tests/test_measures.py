import pytest
from okienko_speech.measures import edit_distance, error_rate, polish_sounds, reading, readings_of, spoken_form


def test_edit_distance_counts_insertions_deletions_and_exchanges() -> None:
    assert edit_distance("urząd", "użąd") == 2
    assert edit_distance("", "abc") == edit_distance("abc", "") == 3


def test_error_rate_is_edits_over_what_was_meant() -> None:
    assert error_rate([("abcd", "abcd"), ("abcdef", "abxde")]) == pytest.approx(0.2)


def test_any_of_several_right_readings_counts() -> None:
    assert reading("ZUS", "pl") in readings_of("zet u es|zus", "pl")
    assert reading("17 zł", "pl") not in readings_of("siedemnaście zet eł", "pl")
    assert reading("2 1/2 km", "pl") in readings_of("dwa i {pół|jedna druga} kilometra|x", "pl")
    assert reading("105 people", "en") in readings_of("one hundred and five people", "en")


def test_listener_may_write_figures_or_words() -> None:
    assert spoken_form("Opłata wynosi 17 zł.", "pl") == spoken_form("opłata wynosi siedemnaście złotych", "pl")
    assert spoken_form("Open 8:00-16:00", "en") == spoken_form("open from 8 a.m. to 4 p.m.", "en")


def test_spelling_that_sounds_alike_is_no_error_of_the_voice() -> None:
    assert polish_sounds("urząd wyda zaświadczenie") == polish_sounds("użąd wyda za świadczenie")
