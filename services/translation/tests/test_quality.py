import pytest
from okienko_translation.evaluation import DEFAULT, read_sentences
from okienko_translation.languages import Pair
from okienko_translation.quality import Fault, find_fault
from okienko_translation.text.spans import find

PL_EN: Pair = ("pl", "en")
EN_PL: Pair = ("en", "pl")


def test_lets_what_people_wrote_through() -> None:
    faults = [
        (unit, pair)
        for unit in read_sentences(DEFAULT)
        for pair in (PL_EN, EN_PL)
        if find_fault(unit.text(pair[0]), unit.text(pair[1]), pair, [span.text for span in find(unit.pl, "pl")])
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("source", "output", "fault"),
    [
        ("Dzień dobry.", "", Fault.EMPTY),
        ("Dzień dobry.", " . . .", Fault.EMPTY),
        ("Zameldowanie jest bezpłatne.", "The ⁇ is free.", Fault.UNKNOWN_WORDS),
        ("W 2024 r. opłata wynosi 17 zł.", "In 2024. The fee is 17 zł.", Fault.GRAMMAR),
        ("Gdzie złożyć ZUS Z-3b?", "Where do I submit ZUS Z-3A?", Fault.NUMBERS),
        ("Gdzie jest kasa?", "Where where where where is it?", Fault.REPETITION),
        ("Gdzie jest kasa?", "The the the.", Fault.REPETITION),
        ("Gdzie jest kasa w urzędzie?", "at the office at the office at the office", Fault.REPETITION),
        ("Gdzie jest kasa?", "Where is the caaaaaaaash desk?", Fault.REPETITION),
        ("Gdzie jest kasa?", "Where is the lalalalalala desk?", Fault.REPETITION),
        (
            "Wniosek składa się w urzędzie miasta w dniach i godzinach pracy urzędu.",
            "the office and a desk and the office or a desk and the office and a desk or a desk",
            Fault.REPETITION,
        ),
        ("Tak.", "Yes, and then the man went to the dance with her mother all night.", Fault.LENGTH),
        ("Wniosek o dodatek mieszkaniowy rozpatrzymy w ciągu miesiąca od dnia złożenia.", "Yes.", Fault.LENGTH),
        ("Gdzie zapłacić podatek?", "Gdzie zapłacić podatek?", Fault.UNTRANSLATED),
        ("Idź do Domu Kultury.", "Idź do Domu Kultury.", Fault.UNTRANSLATED),
        ("Gdzie zapłacić podatek od psa?", "Where zapłacić podatek of dog?", Fault.UNTRANSLATED),
        ("Gdzie jest kasa urzędu?", "Jak dojść do kasy?", Fault.UNTRANSLATED),
        ("Masz 14 dni na odwołanie.", "You have 15 days to appeal.", Fault.NUMBERS),
        ("Masz 14 dni na odwołanie.", "You have some days to appeal.", Fault.NUMBERS),
        ("Masz czas na odwołanie.", "You have 7 days to appeal.", Fault.NUMBERS),
        ("Opłata to 1 922,50 zł.", "The fee is 19,225 zł.", Fault.NUMBERS),
    ],
)
def test_notices_what_must_not_be_shown(source: str, output: str, fault: Fault) -> None:
    assert find_fault(source, output, PL_EN) is fault


def test_repeating_what_the_source_repeats_is_no_fault() -> None:
    assert find_fault("Nie, nie, nie!", "No, no, no!", PL_EN) is None


def test_notices_english_left_in_polish() -> None:
    assert (
        find_fault("Where can I pay the property tax?", "Gdzie can I pay the property tax?", EN_PL)
        is Fault.UNTRANSLATED
    )
