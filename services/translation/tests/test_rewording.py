import pytest
from okienko_translation.rewording import rewordings


@pytest.mark.parametrize(
    ("formal", "plain"),
    [
        ("Nie musi Pan przychodzić.", "Nie musisz przychodzić."),
        ("Pana wniosek nie ma podpisu.", "Twój wniosek nie ma podpisu."),
        ("Decyzję otrzyma Pani pocztą.", "Decyzję otrzymasz pocztą."),
        ("Odpowiemy na Państwa skargę.", "Odpowiemy na waszą skargę."),
        ("Czy mają Państwo podpis?", "Czy macie podpis?"),
        ("Złożyła Pani wniosek.", "Złożyłaś wniosek."),
        ("Działa w Pana imieniu.", "Działa w twoim imieniu."),
        ("Przysługuje Panu zniżka.", "Przysługuje ci zniżka."),
    ],
)
def test_says_you_for_the_polite_forms(formal: str, plain: str) -> None:
    assert rewordings(formal, "pl")[0] == plain


def test_says_the_same_in_words_that_the_model_knows() -> None:
    assert rewordings("My dog went missing near the park.", "en") == ["My dog disappeared close to the park."]
    assert rewordings("Bezdomny pies biega koło szkoły.", "pl") == ["Bezpański pies biega obok szkoły."]


def test_leaves_alone_what_has_no_other_wording() -> None:
    assert rewordings("Gdzie jest kasa?", "pl") == []
    # A gentleman, not "you".
    assert rewordings("Ten pan czeka.", "pl") == []
