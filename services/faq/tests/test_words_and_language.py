import pytest
from okienko_faq.retrieval.glosses import join, join_spelled
from okienko_faq.retrieval.language import detect
from okienko_faq.retrieval.lemmas import EnglishStemmer, PolishLemmatiser
from okienko_faq.retrieval.words import clean, fold, key, lower_if_shouted, tokens


def test_cleaning_drops_marks_that_nobody_sees() -> None:
    assert clean("d\u200bo\u200bw\u202eód\u202c\u200f oso\u00adbisty") == "dowód osobisty"


def test_cleaning_joins_plus_and_spaces() -> None:
    assert clean("  800   plus\n ile? ") == "800+ ile?"
    assert tokens("wniosek 800 plus, PIT-37 i e-dowód") == ["wniosek", "800+", "pit", "37", "i", "e", "dowód"]


def test_folding_drops_capitals_and_diacritics() -> None:
    assert fold("Żółć") == "zolc"
    assert key("Gdzie złożyć WNIOSEK?") == key("gdzie zlozyc wniosek")


def test_only_shouted_text_is_lowered() -> None:
    assert lower_if_shouted("DOWÓD ZGUBIĆ ja") == "dowód zgubić ja"
    assert lower_if_shouted("Czy ZUS jest otwarty?") == "Czy ZUS jest otwarty?"


@pytest.mark.parametrize(
    ("glosses", "expected"),
    [
        (["DOWÓD", "OSOBISTY", "GDZIE"], "dowód osobisty gdzie"),
        (["D", "O", "W", "Ó", "D"], "dowód"),
        (["D-O-W-Ó-D"], "dowód"),
        (["D O W Ó D"], "dowód"),
        (["SZ", "K", "O", "Ł", "A"], "szkoła"),
        (["#PESEL", "NIE-MA", "|", "DZIECKO++"], "pesel nie ma dziecko"),
        (["800+", "DZIECKO"], "800+ dziecko"),
        (["Z-A-B-I-Ć", "S-I-Ę", "CHCIEĆ"], "zabić się chcieć"),
    ],
)
def test_glosses_become_a_line(glosses: list[str], expected: str) -> None:
    assert join(glosses) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("D O W Ó D", "DOWÓD"),
        ("d-o-w-ó-d zgubiłem", "dowód zgubiłem"),
        ("d-o-w-ó-d o-s-o-b-i-s-t-y", "dowód osobisty"),
        ("i w domu", "i w domu"),
        ("e-dowód a PIT", "e-dowód a PIT"),
    ],
)
def test_only_spelled_words_are_joined_in_typed_text(typed: str, expected: str) -> None:
    assert join_spelled(typed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jak wyrobić dowód", "pl"),
        ("gdzie zaplace za smieci", "pl"),
        ("how do I get an ID card", "en"),
        ("parking fine", "en"),
        ("i need to register my car", "en"),
        ("dowod", "pl"),
        ("kwiatki bratki", None),
    ],
)
def test_detects_the_language(text: str, expected: str | None) -> None:
    assert detect(text, frozenset({"dowod", "smieci"}), frozenset({"parking", "fine", "car"})) == expected


def test_polish_lemmas_and_forms() -> None:
    polish = PolishLemmatiser()
    assert polish.lemmas("dowodu") == ("dowód",)
    assert {"mama", "mieć"} <= set(polish.lemmas("mam"))
    assert polish.lemmas("ceidg") == ("ceidg",)
    assert not polish.knows("dowod")
    forms = polish.forms("zameldować")
    assert "zameldowania" in forms
    assert "niezameldowanie" not in forms


@pytest.mark.parametrize(
    ("word", "same_as"), [("taxes", "tax"), ("companies", "company"), ("registering", "registered"), ("fees", "fee")]
)
def test_english_endings_do_not_matter(word: str, same_as: str) -> None:
    stemmer = EnglishStemmer()
    assert stemmer.lemmas(word) == stemmer.lemmas(same_as)
