import pytest
from okienko_faq.retrieval.lemmas import PolishLemmatiser
from okienko_faq.retrieval.normaliser import Normaliser

TEXTS = [("Jak wyrobić dowód osobisty? Zameldowanie w urzędzie. Prawo jazdy, żłobek, opłata za śmieci.", 3.0)]


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    return Normaliser(PolishLemmatiser(), TEXTS)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("wyrobic dowod", "wyrobić dowód"),
        ("dowodu osobistego", "dowodu osobistego"),
        ("zameldowania", "zameldowania"),
        ("DOWÓD WYROBIĆ", "dowód wyrobić"),
        ("dowud", "dowód"),
        ("zlobek", "żłobek"),
        ("zamledowanie", "zameldowanie"),
        ("osobitsy", "osobisty"),
        ("prawojazdy", "prawo jazdy"),
        ("smieciach", "śmieciach"),
    ],
)
def test_repairs_towards_the_store(normaliser: Normaliser, typed: str, expected: str) -> None:
    assert normaliser.repair(typed) == expected


@pytest.mark.parametrize("word", ["kot", "pizza", "prywatny", "800+", "ceidg", "xyz", "dowcip"])
def test_leaves_what_is_a_word_or_far_away(normaliser: Normaliser, word: str) -> None:
    assert normaliser.repair(word) == word


def test_takes_an_alias_typed_without_diacritics_for_the_word_that_it_means() -> None:
    typed = Normaliser(PolishLemmatiser(), [*TEXTS, ("nieodebrane smieci zgloszenie", 3.0)])
    assert (typed.repair("smieci"), typed.repair("kiedy śmieci")) == ("śmieci", "kiedy śmieci")
