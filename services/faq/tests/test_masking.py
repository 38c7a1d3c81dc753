"""Nothing that names or numbers a person is left in a question."""

import pytest
from faq_people import TRACES, Trace
from hypothesis import given, settings
from hypothesis import strategies as st
from okienko_faq.learning.masking import Masker

TOWN_WORDS = frozenset(
    [
        "dowód",
        "dowodu",
        "osobisty",
        "paszport",
        "opłata",
        "śmieci",
        "numer",
        "konto",
        "sprawa",
        "telefon",
        "pesel",
        "112",
        "800+",
        "30",
        "id",
        "card",
        "passport",
        "my",
        "lost",
        "tax",
        "the",
    ]
)
MISSPELT = {"dowud": "dowód", "zgubiłęm": "zgubiłem"}


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker(TOWN_WORDS.__contains__, lambda word: MISSPELT.get(word, word))


QUESTIONS = (
    ("pl", "{} i zgubiłem dowód, co mam zrobić?"),
    ("pl", "dzień dobry, {}, gdzie zapłacę za śmieci"),
    ("pl", "kiedy będzie gotowy paszport {}"),
    ("en", "hello, {}, where do I pay the tax?"),
    ("en", "I lost my passport {}"),
)


@settings(max_examples=250, deadline=None)
@given(trace=TRACES, question=st.sampled_from(QUESTIONS))
def test_no_trace_of_a_person_is_left(masker: Masker, trace: Trace, question: tuple[str, str]) -> None:
    language, text = question
    masked = masker.mask(text.format(trace.written), language)
    words = masked.lower().replace(",", " ").replace("?", " ").split()
    for secret in trace.secrets:
        lower = secret.lower()
        assert lower not in words, masked
        assert lower.isalpha() or lower not in masked.lower(), masked


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), language=st.sampled_from(["pl", "en"]))
def test_whatever_is_written_only_known_words_and_numbers_stay(masker: Masker, text: str, language: str) -> None:
    masked = masker.mask(text, language)
    assert len(masked) <= 500
    assert not any(len(digits) > 4 for digits in "".join(c if c.isdigit() else " " for c in masked).split())
    assert "@" not in masked


@pytest.mark.parametrize(
    ("question", "language", "kept"),
    [
        ("zgubiłam krokodyla niebieskookiego", "pl", "zgubiłam krokodyla niebieskookiego"),
        ("ile wynosi 800+ po 30 dniach, dzwonić pod 112?", "pl", "ile wynosi 800+ po 30 dniach, dzwonić pod 112?"),
        ("zgubiłęm dowud", "pl", "zgubiłem dowód"),
        ("Gdzie zgłosić kota na drzewie", "pl", "Gdzie zgłosić kota na drzewie"),
        ("chcę zmienić imię i nazwisko", "pl", "chcę zmienić imię i nazwisko"),
        ("where can i fly a drone", "en", "where can i fly a drone"),
        ("DOWÓD OSOBISTY GDZIE", "pl", "dowód osobisty gdzie"),
        ("Nazywam się Łucja Brzęczyszczykiewicz.", "pl", "Nazywam się [nazwisko] [nazwisko]"),
        ("mieszkam przy ul. Zielonej 12/4", "pl", "mieszkam przy [adres]"),
        ("mieszkam na ulicy Kwiatowej", "pl", "mieszkam na [adres]"),
        ("urodzony 12.03.1985", "pl", "urodzony [numer]"),
        ("auto WGM 4K21A stoi", "pl", "auto [słowo] [numer] stoi"),
        ("pisz na jan (at) poczta", "pl", "pisz na [e-mail]"),
        ("zobacz https://example.com/jan", "pl", "zobacz [adres]"),
        ("co robi xyzq", "pl", "co robi [słowo]"),
        ("[nazwisko] nowak", "pl", "nazwisko [nazwisko]"),
        ("D-O-W-Ó-D GDZIE", "pl", "dowód gdzie"),
        ("D O W Ó D GDZIE", "pl", "dowód gdzie"),
        ("P-E-S-E-L, D O W U D", "pl", "pesel, dowód"),
        ("jak się nazywa dokument", "pl", "jak się nazywa dokument"),
        ("K-O-W-A-L-S-K-I gdzie", "pl", "[nazwisko] gdzie"),
        ("K O W A L S K I GDZIE", "pl", "[nazwisko] gdzie"),
        ("CZ A J K A GDZIE", "pl", "[nazwisko] gdzie"),
        ("nazywam się K O W A L S K I", "pl", "nazywam się [nazwisko]"),
        ("NAZYWAĆ-SIĘ K-O-W-A-L-S-K-I", "pl", "nazywać-się [nazwisko]"),
        ("N-O-W-A-K A-N-N-A", "pl", "[nazwisko] [nazwisko]"),
        ("K O W A L S K I, A N N A", "pl", "[nazwisko], [nazwisko]"),
        ("k|o|w|a|l|s|k|i gdzie", "pl", "[nazwisko] gdzie"),
        ("X-Q-Z-W gdzie", "pl", "[słowo] gdzie"),
        ("spółka z o.o. w likwidacji", "pl", "spółka z o.o. w likwidacji"),
        ("where is q w e r t y", "en", "where is [słowo]"),
        ("nowak gdzie", "pl", "[nazwisko] gdzie"),
        ("sprawa woźniaka", "pl", "sprawa [nazwisko]"),
        ("lis w ogrodzie", "pl", "lis w ogrodzie"),
        ("pesel osiem pięć zero jeden", "pl", "pesel [numer]"),
        ("pesel osiem | pięć | zero", "pl", "pesel [numer]"),
        ("PESEL OSIEM PIEC 0 JEDEN", "pl", "pesel [numer]"),
        ("my number is five, double five and two", "en", "my number is [numer]"),
        ("mam dwadzieścia pięć lat i dwoje dzieci", "pl", "mam dwadzieścia pięć lat i dwoje dzieci"),
        ("", "pl", ""),
    ],
)
def test_keeps_what_helps_an_editor(masker: Masker, question: str, language: str, kept: str) -> None:
    assert masker.mask(question, language) == kept
