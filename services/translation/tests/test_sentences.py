import pytest
from hypothesis import given
from hypothesis import strategies as st
from okienko_common.language_detection import detect
from okienko_translation.evaluation import DEFAULT, read_sentences
from okienko_translation.languages import Language
from okienko_translation.text.sentences import sentences, split


@pytest.mark.parametrize("language", ["pl", "en"])
@given(text=st.text(alphabet=st.sampled_from('Aąz1 .!?…\n\r\t\u00a0-•)("”ul*_#>|<p/b[]'), max_size=80))
def test_loses_nothing_of_any_text(text: str, language: Language) -> None:
    pieces = split(text, language)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text.strip() == piece.text != "" for piece in pieces if piece.is_sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Przyjdź na ul. Długą 5 lub al. Lipową.",
        "Zgodnie z art. 15b ust. 1 pkt 2 ustawy (Dz.U. z 2003 r. nr 228 poz. 2255) masz prawo do odwołania.",
        "Weź np. paszport, tj. dokument ze zdjęciem, m.in. stary.",
        "Czynne w godz. 8.00-16.00, pon.-pt. w dni robocze.",
        "W 10. tygodniu ciąży idź do lekarza.",
        "Opłata wynosi 1.922,50 zł za osobę.",
        "Spółka z o.o. składa wniosek u dr. J. Kowalskiego w pok. 12.",
        "Strona www.gov.pl działa, adres urzad@miasto.example też.",
    ],
)
def test_keeps_a_polish_sentence_whole(sentence: str) -> None:
    assert sentences(sentence, "pl") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith is in room No. 5, e.g. on Mondays.",
        "Open from 8 a.m. to 5 p.m. on working days.",
        "The fee is PLN 1,922.50 per person, i.e. for each of you.",
        "Mr. J. Brown lives in St. Mary Street.",
        "Under art. 13 ust. 1 pkt. 2 lit. a of the act, the fee is PLN 17.",
    ],
)
def test_keeps_an_english_sentence_whole(sentence: str) -> None:
    assert sentences(sentence, "en") == [sentence]


def test_parts_polish_sentences() -> None:
    text = (
        "Dowód jest ważny do 2030 r. Wymień go. Opłata to 17 zł. Czy mogę? „Tak.” Weź m.in. zdjęcie itp. Potem czekaj."
    )
    assert sentences(text, "pl") == [
        "Dowód jest ważny do 2030 r.",
        "Wymień go.",
        "Opłata to 17 zł.",
        "Czy mogę?",
        "„Tak.”",
        "Weź m.in. zdjęcie itp.",
        "Potem czekaj.",
    ]


def test_parts_english_sentences() -> None:
    text = "Come at 5 p.m. Then wait. Is it free? Yes! See No. 7. It is open."
    assert sentences(text, "en") == ["Come at 5 p.m.", "Then wait.", "Is it free?", "Yes!", "See No. 7.", "It is open."]


def test_lines_part_sentences_and_list_markers_stand_apart() -> None:
    assert sentences("1. Weź dowód\n2. Złóż wniosek.\n\n- Zapłać", "pl") == ["Weź dowód", "Złóż wniosek.", "Zapłać"]


def test_tells_polish_from_english() -> None:
    units = read_sentences(DEFAULT)
    assert [unit.pl for unit in units if detect(unit.pl) != "pl"] == []
    assert [unit.en for unit in units if detect(unit.en) != "en"] == []


@pytest.mark.parametrize("text", ["jak wyrobic dowod", "gdzie zaplacic podatek", "prosze o wniosek"])
def test_tells_polish_without_its_letters(text: str) -> None:
    assert detect(text) == "pl"


def test_a_polish_name_does_not_make_a_sentence_polish() -> None:
    assert detect("The fee for the ID card (dowód osobisty) in Przykładowo is 17 zł.") == "en"


@pytest.mark.parametrize("text", ["Де отримати довідку?", "كيف أحصل على بطاقة", "身份证"])
def test_says_that_another_script_is_neither(text: str) -> None:
    assert detect(text) == "und"


@pytest.mark.parametrize(
    "text",
    [
        "Wo ist das Rathaus?",
        "Wann werden die Mülltonnen abgeholt?",
        "Où est la mairie ?",
        "Je voudrais un acte de mariage avec une traduction.",
        "¿Cuánto cuesta un pasaporte?",
        "Quando posso pagare il bollo?",
        "Onde está o cartório da cidade?",
        "Kde najdu matriku a kolik to stojí?",
        "Ako vybavím občiansky preukaz?",
        "Waar kan ik een nieuw rijbewijs halen?",
        "Gde mozhno poluchit spravku?",
        "Tôi muốn gia hạn hộ chiếu.",
    ],
)
def test_says_that_another_language_in_our_letters_is_neither(text: str) -> None:
    assert detect(text) == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gdzie jest ulica Gärtnera?", "pl"),
        ("Mieszkam przy placu Saint-Étienne.", "pl"),
        ("Is there a café near the office?", "en"),
        ("Mr Müller and Ms Þórsdóttir have an appointment.", "en"),
    ],
)
def test_a_foreign_name_makes_no_foreign_text(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "123", "PESEL", "17 % 🙂", "¾", "Ⅷ (½)"])
def test_does_not_guess_without_words(text: str) -> None:
    assert detect(text) is None
