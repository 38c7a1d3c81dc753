import pytest
from okienko_translation.engines.fake import FakeEngine
from okienko_translation.languages import Language
from okienko_translation.machine import Machine
from okienko_translation.outcomes import Sentence
from okienko_translation.text.clauses import Cut, begin_with, cut, end_with, join


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        (
            "pl",
            "Złożyłem wniosek wczoraj, ale nie mam odpowiedzi.",
            Cut("Złożyłem wniosek wczoraj.", ", but", "Nie mam odpowiedzi."),
        ),
        ("en", "I moved here and I need help.", Cut("I moved here.", " i", "I need help.")),
        (
            "pl",
            "Syn dostał mandat, choć miał bilet tramwajowy.",
            Cut("Syn dostał mandat.", ", although", "Miał bilet tramwajowy."),
        ),
        # Two nouns, two questions, two places.
        ("pl", "Przynieś dowód osobisty i zdjęcie.", None),
        ("en", "Bring your passport and two photos.", None),
        ("pl", "Czy mogę przyjść jutro i czy muszę czekać?", None),
    ],
)
def test_cuts_between_main_clauses_only(language: Language, sentence: str, expected: Cut | None) -> None:
    assert cut(sentence, language) == expected


def test_joins_two_translations() -> None:
    assert join("I applied yesterday.", ", but", "I have no reply.") == "I applied yesterday, but I have no reply."
    assert join("I applied.", ", but", "There is no reply.") == "I applied, but there is no reply."


def test_puts_what_stands_around_a_sentence_to_it() -> None:
    assert begin_with("on Monday,", "The office is closed.") == "On Monday, the office is closed."
    assert begin_with("Unfortunately,", "I cannot come.") == "Unfortunately, I cannot come."
    assert end_with("Can I come?", "on Monday") == "Can I come on Monday?"
    assert end_with("Zadzwoń do nas.", "jeśli masz pytania") == "Zadzwoń do nas, jeśli masz pytania."
    assert end_with("Przyjdź.", "po odbiór") == "Przyjdź po odbiór."


def test_translates_clause_by_clause_what_is_withheld_as_a_whole() -> None:
    engine = FakeEngine(
        {
            ("pl", "en"): {
                "Złożyłem wniosek wczoraj, ale nie mam odpowiedzi.": "",
                "Złożyłem wniosek wczoraj.": "I applied yesterday.",
                "Nie mam odpowiedzi.": "I have no reply.",
            }
        }
    )
    sentence = Sentence("Złożyłem wniosek wczoraj, ale nie mam odpowiedzi.", ("pl", "en"), ())
    assert Machine(engine).translate([sentence])[sentence].text == "I applied yesterday, but I have no reply."
