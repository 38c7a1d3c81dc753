import pytest
from okienko_translation.evaluation import DEFAULT, read_sentences
from okienko_translation.text.agreement import disagrees


@pytest.mark.parametrize(
    "text",
    [
        "Prosimy nie wysyłać oryginalnego dokumentów pocztą.",
        "Nie możemy podać tego informacji telefonicznie.",
        "Dostałem ten pismo.",
        "Twój prośba została odrzucona.",
        "Zapisy trwa od 1 do 20 kwietnia.",
        "Idź do urząd miasta.",
        "Nasz śmieci nie zostały odebrane.",
        "Uczniom i studenci przysługuje bilet ulgowy.",
        "Paszport nie można odebrać przez kogoś innego.",
        "Tłumacz języka migowego można zamówić wcześniej.",
        "Proszę przelewu na konto.",
        "Wnioski są czynny od 1 do 15 marca.",
        "Urząd miasta jest zamknięta 24 grudnia.",
        "Biuro nie jest czynny.",
        "Proszę sprzątać po swoich liści.",
        "Budynek był wszedł do rejestru.",
        "Proszę powiedzieć, kiedy będzie zdecydowało.",
        "Rada zagłosuj w czwartek.",
        "Trzeba zarejestrować noworodek.",
    ],
)
def test_finds_words_that_do_not_agree(text: str) -> None:
    assert disagrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dowód osobisty matki jest gotowy.",
        "Wnioski przyjmuje kasa.",
        "Wniosek złóż w MOPS przy ul. Lipowej 12.",
        "Miasto, którego obszar jest duży.",
        "Liczą się między innymi punkty.",
        "Czekałem trzy lata temu.",
        "Pojemniki należy wystawić przed posesję.",
        "Paszportu nie można odebrać przez kogoś innego.",
        "Droga jest zasypana śniegiem.",
        "Zapłać w kasie lub przelewem.",
        "Pieniądze daje ZUS.",
        "Proszę pana, proszę o podpis i proszę czekać.",
        "Urząd miasta jest zamknięty 24 grudnia.",
        "Osób jest zameldowanych pięć.",
        "Nagrodą jest darmowy bilet.",
        "Warunkiem są dwa podpisy.",
        "Proszę sprzątać po swoich liściach.",
        "Wniosek był wczoraj i będzie padało.",
        "Wniosek musi podpisać właściciel.",
        "Mogę zostać świadkiem.",
        "Złóż pismo w sądzie, w którego okręgu mieszkasz.",
    ],
)
def test_leaves_good_polish_alone(text: str) -> None:
    assert not disagrees(text)


def test_what_people_wrote_agrees() -> None:
    assert [unit.pl for unit in read_sentences(DEFAULT) if disagrees(unit.pl)] == []
