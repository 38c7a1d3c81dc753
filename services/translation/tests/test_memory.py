from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_translation.languages import Language
from okienko_translation.memory.alignment import trusted
from okienko_translation.memory.folder import MemoryFolder
from okienko_translation.memory.memory import EXACT, LOOSE, NUMBERS, TranslationMemory
from okienko_translation.memory.tmx import Unit

MEMORY = TranslationMemory(
    [
        Unit("Jak wyrobić dowód osobisty?", "How do I get an ID card?"),
        Unit("Becikowe to 1000 zł.", "Becikowe is PLN 1,000."),
        Unit("Masz na to 12 miesięcy od urodzenia dziecka.", "You have 12 months after the birth."),
        Unit("Zapłać do 31 maja 2026 r.", "Pay by 31 May 2026."),
        Unit("Zadzwoń: 22 443 10 25.", "Call 22 443 10 25."),
        Unit("Od 5 do 5 dni.", "5 to 5 days."),
        Unit("W 10. tygodniu ciąży.", "In the 10th week of pregnancy."),
        Unit("To jest 8-dniowy termin.", "This is an 8-day limit."),
        Unit("wniosek o „dowód”", "application for an 'ID card'"),
        Unit("Złóż wniosek. Poczekaj na decyzję.", "Submit the application. Wait for the decision."),
    ]
)


def found(text: str, source: Language) -> tuple[str, float] | None:
    match = MEMORY.find(text, source)
    return (match.text, match.quality) if match else None


def test_finds_a_text_word_for_word_both_ways() -> None:
    assert found("Jak wyrobić dowód osobisty?", "pl") == ("How do I get an ID card?", EXACT)
    assert found("How do I get an ID card?", "en") == ("Jak wyrobić dowód osobisty?", EXACT)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("jak wyrobić  dowód\nosobisty?", "How do I get an ID card?"),
        ("Jak wyrobić dowód osobisty", "How do I get an ID card"),
        ("Jak wyrobić dowód osobisty!", "How do I get an ID card!"),
        ('Wniosek o "dowód"', "Application for an 'ID card'"),
    ],
)
def test_small_differences_do_not_matter(text: str, translation: str) -> None:
    match = MEMORY.find(text, "pl")
    assert match is not None
    assert match.text == translation


def test_says_that_a_text_differs_in_little() -> None:
    assert found("jak wyrobić dowód osobisty", "pl") == ("How do I get an ID card", LOOSE)


@pytest.mark.parametrize(
    ("text", "source", "translation"),
    [
        ("Becikowe to 1500 zł.", "pl", "Becikowe is PLN 1,500."),
        ("becikowe to 12 500,50 zł", "pl", "Becikowe is PLN 12,500.50"),
        ("Becikowe is PLN 2,000.", "en", "Becikowe to 2000 zł."),
        ("Masz na to 14 miesięcy od urodzenia dziecka.", "pl", "You have 14 months after the birth."),
        ("You have 13 months after the birth.", "en", "Masz na to 13 miesięcy od urodzenia dziecka."),
        ("Zapłać do 1 marca 2027 r.", "pl", "Pay by 1 March 2027."),
        ("Pay by June 5, 2027.", "en", "Zapłać do 5 czerwca 2027."),
        ("Zadzwoń: 44 000 06 00.", "pl", "Call 44 000 06 00."),
    ],
)
def test_other_numbers_take_the_place_of_stored_ones(text: str, source: Language, translation: str) -> None:
    assert found(text, source) == (translation, NUMBERS)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("You have 3 months after the birth.", "en"),  # 12 miesięcy, but 3 miesiące
        ("You have 1 months after the birth.", "en"),
        ("Od 5 do 7 dni.", "pl"),  # which 5 is which?
        ("W 12. tygodniu ciąży.", "pl"),  # 10th, but 12th
        ("To jest 7-dniowy termin.", "pl"),  # an 8-day, but a 7-day
        ("Becikowe to 31.12.2026 zł.", "pl"),
        ("Zapłać do 1000 zł.", "pl"),
    ],
)
def test_numbers_are_not_exchanged_where_words_would_have_to_change(text: str, source: Language) -> None:
    assert found(text, source) is None


def test_sentences_of_a_longer_text_are_found_alone() -> None:
    assert found("Poczekaj na decyzję.", "pl") == ("Wait for the decision.", EXACT)


def test_finds_nothing_for_what_nobody_translated() -> None:
    assert found("Jak wyrobić paszport?", "pl") is None
    assert found("", "pl") is None
    assert TranslationMemory([]).find("Becikowe to 1000 zł.", "pl") is None


def test_of_two_translations_the_first_wins() -> None:
    memory = TranslationMemory([Unit("Opłata", "Fee"), Unit("Opłata", "Charge")])
    assert memory.find("Opłata", "pl").text == "Fee"  # type: ignore[union-attr]  # it is there


def test_sentences_paired_by_counting_are_not_trusted() -> None:
    field = Unit(
        "Najprościej założysz go w banku. Masz na to 14 dni.", "You have 14 days to visit us. It is easiest at a bank."
    )
    cut_by_counting = Unit("Najprościej założysz go w banku.", "You have 14 days to visit us.")
    assert trusted([field, cut_by_counting]) == [field]


def test_pairs_with_other_numbers_or_lengths_are_left_out() -> None:
    assert trusted([Unit("Opłata to 17 zł.", "The fee is PLN 71.")]) == []
    assert trusted([Unit("Wniosek złóż w MOPS albo przez portal.", "At MOPS.")]) == []
    kept = Unit("Zameldowanie na stałe", "Permanent residence (zameldowanie na pobyt stały)")
    assert trusted([kept]) == [kept]


def test_notices_a_changed_memory_without_a_restart(write_tmx: Callable[..., Path]) -> None:
    memory = MemoryFolder(write_tmx([("Opłata", "Fee")]))
    assert memory.current().segments == 1
    write_tmx([("Podatek", "Tax"), ("Wniosek", "Application")], name="second")
    assert memory.current().segments == 3
    assert memory.current() is memory.current()


def test_a_broken_file_does_not_hide_the_others(write_tmx: Callable[..., Path]) -> None:
    folder = write_tmx([("Opłata", "Fee")])
    (folder / "broken.tmx").write_text("<tmx><body><tu>", encoding="utf-8")
    assert MemoryFolder(folder).current().find("Opłata", "pl") is not None


def test_a_missing_folder_is_an_empty_memory(tmp_path: Path) -> None:
    assert MemoryFolder(tmp_path / "none").current().segments == 0
