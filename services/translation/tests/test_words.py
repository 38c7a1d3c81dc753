import pytest
from okienko_translation.text.lexicon import Dictionary, Lexicon, Names
from okienko_translation.words import Training, has_other_names, is_unknown, loses_street

POLISH = Lexicon(["mieszka", "mandat", "w", "pani", "Nowak", "Warszawie", "Niemczech", "jest", "urząd"])
ENGLISH = Lexicon(["lives", "in", "mrs", "is", "office", "the", "fine", "Nowak", "Warsaw", "Germany", "Tom"])
TRAINING = Training(
    POLISH, ENGLISH, Names({"niemczech": frozenset({"germany"})}), Dictionary([("manda", "fine"), ("miesz", "lives")])
)


@pytest.mark.parametrize("word", ["mandat", "mandatem", "Mandaty", "urzad", "URZĄD", "w"])
def test_knows_words_by_their_stem_whatever_their_case_and_marks(word: str) -> None:
    assert POLISH.knows(word)


@pytest.mark.parametrize("word", ["żurawina", "aaa", "x", "man"])
def test_does_not_know_what_was_never_seen(word: str) -> None:
    assert not POLISH.knows(word)


def test_unknown_words_are_noticed_and_kept_parts_are_not_words() -> None:
    assert is_unknown("W urzędzie jest żurawina", TRAINING, [])
    assert not is_unknown("Jest gov.pl", TRAINING, ["gov.pl"])


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Pani Nowak mieszka w Warszawie", "Mrs Nowak lives in Warsaw"),
        ("Pani Nowak mieszka w Niemczech", "Mrs Nowak lives in Germany"),
        ("Pani Brzęk jest w Warszawie", "Mrs Brzęk is in Warsaw"),
    ],
)
def test_accepts_the_same_names(source: str, output: str) -> None:
    assert not has_other_names(source, output, TRAINING, [])


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Pani Nowak mieszka w Warszawie", "Tom lives in Warsaw"),
        ("Pani Nowak mieszka w Warszawie", "Mrs Nowak lives in Germany"),
        ("Pani Brzęk jest w Warszawie", "Mrs Brz is in Warsaw"),
        ("Pani mieszka w Warszawie", "Mrs Nowak lives in Warsaw"),
        ("Urząd jest w Warszawie", "The office is in Warsaw, Zurich"),
        ("Pani Brzęk mieszka w Warszawie", "Mrs Brzęk lives in Brzęk in Warsaw"),
        ("Pani Nowak mieszka w Warszawie", "Mrs Nowak lives in Warsaw in Warsaw"),
        ("Mandat jest w urzędzie", "The fine is in the offizard"),
    ],
)
def test_notices_other_names_and_invented_words(source: str, output: str) -> None:
    assert has_other_names(source, output, TRAINING, [])


def test_a_street_must_keep_its_name() -> None:
    assert loses_street("Kwiatowa Street will be closed.", "Ulica będzie zamknięta.")
    assert not loses_street("Kwiatowa Street will be closed.", "Ulica Kwiatowa będzie zamknięta.")
    assert not loses_street("The office is in Długa Street.", "Urząd jest przy ulicy Długiej.")


def test_tells_what_was_left_out_and_what_was_invented() -> None:
    unmatched = TRAINING.dictionary.unmatched
    assert unmatched("Pani Nowak mieszka tu", "Mrs Nowak lives here") == (0, 0)
    assert unmatched("Pani Nowak mieszka tu", "Mrs Nowak is here") == (0.5, 0)
    assert unmatched("Mandat", "The fine office") == (0, 0.5)
