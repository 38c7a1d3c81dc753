import pytest
from okienko_translation.text.bounds import changed


@pytest.mark.parametrize(
    ("polish", "english"),
    [
        ("Winda jest nieczynna do 15 marca.", "The lift is closed by 15 March."),
        ("Formularz muszą podpisać oboje rodzice.", "The form must sign both parents."),
        ("Potrzebujesz co najmniej 2 dokumentów.", "You need 2 documents."),
        ("Tylko właściciel może złożyć wniosek.", "The owner can apply."),
        ("Zgłosiłem to wczoraj.", "I reported it."),
        ("Dochód jest niższy.", "The income is more than that."),
        ("Która kolejka jest najkrótsza?", "Which queue is short?"),
        ("Bilet jest tańszy.", "The ticket is cheap."),
        ("Odpowiedź wyślemy pocztą elektroniczną.", "We will send the reply by post."),
        ("Ulga przysługuje do 21. roku życia.", "You get the reduction by the age of 21."),
        ("Autobus nocny nie jeździ.", "The bus does not run."),
        ("Zapłacisz gotówką do 2000 zł.", "You can pay in cash by 2000 zł."),
        ("Zapłacisz gotówką do 2000 zł.", "You can pay in cash until 2000 zł."),
        ("Od rana nie ma wody.", "There is no water in the morning."),
    ],
)
def test_notices_a_changed_bound(polish: str, english: str) -> None:
    assert changed(polish, english, "pl", "en")


@pytest.mark.parametrize(
    ("polish", "english"),
    [
        ("Winda jest nieczynna do 15 marca.", "The lift is closed until 15 March."),
        ("Zapłać do 15 marca.", "Pay by 15 March."),
        ("Formularz muszą podpisać oboje rodzice.", "The form must be signed by both parents."),
        ("Zdjęcie nie starsze niż 6 miesięcy.", "A photo no more than 6 months old."),
        ("Zapłacisz gotówką do 2000 zł.", "You can pay up to 2000 zł in cash."),
        ("Opłata wzrosła o 20 zł do 150 zł.", "The fee rose by 20 zł to 150 zł."),
        ("Opiekuję się matką.", "I look after my mother."),
    ],
)
def test_lets_the_same_bound_through(polish: str, english: str) -> None:
    assert not changed(polish, english, "pl", "en")
    assert not changed(english, polish, "en", "pl")
