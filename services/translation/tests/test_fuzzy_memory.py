"""What is nearly in the memory: shown only where everything that differs is carried over."""

import pytest
from okienko_translation.memory.memory import Match, TranslationMemory
from okienko_translation.memory.tmx import Unit

MEMORY = TranslationMemory(
    [
        Unit("Gdzie mogę złożyć wniosek o dodatek mieszkaniowy?", "Where can I apply for a housing allowance?"),
        Unit("Sprawę prowadzi Anna Kowalska w pokoju 12.", "The case is handled by Anna Kowalska in room 12."),
        Unit(
            "Wniosek złóż w MOPS do 30 września.",
            "Submit the application at MOPS (the welfare centre) by 30 September.",
        ),
        Unit("Autobus do Krakowa odjeżdża o 8:15.", "The bus to Kraków leaves at 8:15."),
        Unit("Opłata za psa wynosi 60 zł rocznie.", "The dog fee is 60 zł a year."),
    ]
)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("gdzie moge zlozyc wniosek o dodatek mieszkaniowy", "Where can I apply for a housing allowance"),
        ("Gdzie mogę złożyć wnoisek o dodatek mieszkaniowy?", "Where can I apply for a housing allowance?"),
        ("Sprawę prowadzi Jan Nowak w pokoju 7.", "The case is handled by Jan Nowak in room 7."),
        ("Sprawe prowadzi Anna Kowalska w pokoju 14.", "The case is handled by Anna Kowalska in room 14."),
    ],
)
def test_carries_over_what_differs(text: str, translation: str) -> None:
    found = MEMORY.find_alike(text, "pl")
    assert found is not None
    assert found.text == translation
    assert 0.9 <= found.quality < 0.95


def test_english_names_and_numbers_are_carried_over_too() -> None:
    assert MEMORY.find_alike("The case is handled by Ewa Lis in room 3.", "en") == Match(
        "Sprawę prowadzi Ewa Lis w pokoju 3.", 0.93
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # Another word, however like.
        ("pl", "Gdzie mogę złożyć wniosek o dodatek osłonowy?"),
        ("pl", "Opłata za kota wynosi 60 zł rocznie."),
        ("pl", "Opłata za psa wynosi 60 zł miesięcznie."),
        ("pl", "Opłata za psa nie wynosi 60 zł rocznie."),
        ("en", "The fog fee is 60 zł a year."),
        ("en", "Where can I apply for a housing allowances?"),
        # "oplata" is a word of its own, of "oplatać".
        ("pl", "Oplata za psa wynosi 60 zł rocznie."),
        # Inflected names do not stand in the translation.
        ("pl", "Autobus do Lublina odjeżdża o 8:15."),
        # An acronym that is explained.
        ("pl", "Wniosek złóż w PCPR do 30 września."),
        # A date without a number in its place.
        ("pl", "Wniosek złóż w MOPS do końca września."),
    ],
)
def test_shows_nothing_where_a_word_would_not_be_carried_over(language: str, text: str) -> None:
    assert MEMORY.find_alike(text, "pl" if language == "pl" else "en") is None


def test_two_names_that_change_places_are_not_confused() -> None:
    memory = TranslationMemory([Unit("Piotr uczy Ewa i Ewa.", "Piotr teaches Ewa and Ewa.")])
    assert memory.find_alike("Piotr uczy Ola i Ala.", "pl") is None
