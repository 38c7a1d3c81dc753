from decimal import Decimal

import pytest
from okienko_translation.languages import Language
from okienko_translation.text import dates, numbers
from okienko_translation.text.spelled import same_codes, same_numbers


@pytest.mark.parametrize("text", ["1922,50", "1922.50", "1 922,50", "1,922.50", "1.922,50", "1\u00a0922,50"])
def test_reads_one_value_in_every_spelling(text: str) -> None:
    assert [number.value for number in numbers.find(text)] == [Decimal("1922.5")]


def test_reads_numbers_in_running_text() -> None:
    text = "Od 8:00 do 16:30 w pok. 12, do 31.12.2026, 3/14 i 1,5 roku."
    assert [str(number.text) for number in numbers.find(text)] == [
        *("8:00", "16:30", "12", "31", "12", "2026", "3", "14", "1,5")
    ]


@pytest.mark.parametrize(
    ("new", "model", "language", "written"),
    [
        ("1500", "1,000", "en", "1,500"),
        ("1,500", "1000", "pl", "1500"),
        ("12,500", "1000", "pl", "12 500"),
        ("1 234,50", "17", "en", "1,234.50"),
        ("4.50", "17", "pl", "4,50"),
        ("2027", "2026", "en", "2027"),
        ("007", "112", "en", "007"),
    ],
)
def test_writes_numbers_as_the_other_language_does(new: str, model: str, language: Language, written: str) -> None:
    assert numbers.rewrite(numbers.find(new)[0], numbers.find(model)[0], language) == written


@pytest.mark.parametrize(
    ("value", "category"), [("1", "one"), ("2", "few"), ("22", "few"), ("12", "many"), ("5", "many"), ("1.5", "other")]
)
def test_knows_which_polish_plural_a_number_takes(value: str, category: str) -> None:
    assert numbers.plural_category(Decimal(value), "pl") == category


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("do 31 maja 2026 r. wpłać", "pl", (31, 5, 2026)),
        ("1 marca", "pl", (1, 3, None)),
        ("on 31 May 2026", "en", (31, 5, 2026)),
        ("by May 31st, 2026", "en", (31, 5, 2026)),
        ("the 1st of March", "en", (1, 3, None)),
    ],
)
def test_reads_dates_in_words(text: str, language: Language, value: tuple[int, int, int | None]) -> None:
    assert [date.value for date in dates.find(text, language)] == [value]


def test_leaves_the_full_stop_of_a_sentence_that_ends_in_a_date() -> None:
    text = "Zapłać do 31 maja 2026 r."
    (date,) = dates.find(text, "pl")
    assert text[date.end :] == "."


def test_writes_dates_in_words() -> None:
    assert dates.write((31, 5, 2026), "pl") == "31 maja 2026"
    assert dates.write((31, 5, None), "en") == "31 May"


def test_small_numbers_may_be_words_but_never_other_numbers() -> None:
    assert same_numbers("Masz 3 dni.", "You have three days.")
    assert same_numbers("Masz trzy dni.", "You have 3 days.")
    assert not same_numbers("Masz 30 dni.", "You have three days.")
    assert not same_numbers("Masz 30 dni.", "You have 31 days.")
    assert not same_numbers("Masz dni.", "You have 7 days.")


def test_a_figure_with_a_letter_stays_as_it_is() -> None:
    assert not same_codes("Mieszkam pod 5a.", "I live at 5b.")
    assert not same_codes("Wypełnij A4.", "Fill in the form.")
    assert same_codes("Druk na formacie A4.", "Print in A4-size.")
    assert same_codes("Do 3 maja, 3. raz, o 8.", "By 3rd May, for the 3rd time, at 8am.")
