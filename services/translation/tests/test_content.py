"""What a translation left out, who speaks in it, and English that nobody writes."""

import pytest
from okienko_translation.text import agents, english, persons
from okienko_translation.text.content import drops
from okienko_translation.text.lexicon import Dictionary

DICTIONARY = Dictionary(
    [
        ("potrz", "need"),
        ("odpis", "copy"),
        ("aktu", "certi"),
        ("zgonu", "death"),
        ("ojcie", "fathe"),
        ("podat", "prope"),
    ]
)


@pytest.mark.parametrize(
    ("polish", "translation", "expected"),
    [
        ("Potrzebuję odpisu aktu zgonu ojca.", "I need a copy of the death certificate.", True),
        ("Potrzebuję odpisu aktu zgonu ojca.", "I need a copy of my father's death certificate.", False),
        # Something else stands there that may mean it.
        ("Potrzebuję odpisu aktu zgonu ojca.", "I need a copy of the parent's death certificate.", False),
        # Short words count, which the model's lists do not have.
        ("Potrzebuję odpisu o podatku.", "I need a copy about the tax.", False),
    ],
)
def test_a_noun_that_is_gone_is_noticed(polish: str, translation: str, expected: bool) -> None:
    assert drops(polish, translation, DICTIONARY) is expected


@pytest.mark.parametrize(
    ("polish", "translation", "expected"),
    [
        ("Nie mamy ubezpieczenia i szukamy pomocy.", "I have no insurance and I am looking for help.", True),
        ("Nie mamy ubezpieczenia i szukamy pomocy.", "We have no insurance and are looking for help.", False),
        ("Zgubiłem dowód.", "We have lost the card.", True),
        ("Zgubiłem dowód.", "I have lost my card.", False),
        ("Załatwiłyśmy wniosek w ciągu 30 dni.", "We deal with the application within 30 days.", True),
        ("Chciałbym złożyć wniosek.", "I want to apply.", False),
    ],
)
def test_who_speaks_and_when_stays(polish: str, translation: str, expected: bool) -> None:
    assert persons.changed(polish, translation, ("pl", "en")) is expected
    assert persons.changed(translation, polish, ("en", "pl")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Do I need a translated the birth certificate?", True),
        ("Your application is no signature.", True),
        ("Do pensioners pay for a bus tickets?", True),
        ("You can authorise your other person.", True),
        ("Please bring a 2 photo and 3 copies.", True),
        ("The form is fill out by the employer.", True),
        ("The bus not stop here.", True),
        ("Does the bus not stop here, and is it a 24 hour line?", False),
        ("Please do not send it; the fee is paid by a 2-year contract.", False),
        ("There is no signature, and the card is no longer valid.", False),
        ("I need a bus pass and a copy of the birth certificate.", False),
        ("How much does a child's pass cost?", False),
    ],
)
def test_english_that_nobody_writes_is_noticed(text: str, expected: bool) -> None:
    assert english.is_broken(text) is expected


AGENTS = Dictionary([("decyz", "decis"), ("burmi", "mayor")])


@pytest.mark.parametrize(
    ("polish", "translation", "expected"),
    [
        ("Decyzję wydał Jan Nowak.", "The decision issued Jan Nowak.", True),
        ("Decyzję wydał burmistrz.", "The decision was issued by the mayor.", False),
        ("Decyzję wydał burmistrz.", "The mayor issued the decision.", False),
        ("Burmistrz wydał decyzję.", "The mayor issued the decision.", False),
    ],
)
def test_what_is_done_must_not_do_it_in_english(polish: str, translation: str, expected: bool) -> None:
    assert agents.is_inverted_in_english(polish, translation, AGENTS) is expected


@pytest.mark.parametrize(
    ("text", "translation", "expected"),
    [
        ("The decision was issued by the mayor.", "Decyzja wydała burmistrza.", True),
        ("The decision was issued by the mayor.", "Decyzję wydał burmistrz.", False),
        ("The decision was issued by the mayor.", "Decyzja została wydana przez burmistrza.", False),
        ("The bin was emptied by 5 May.", "Pojemnik opróżniono do 5 maja.", False),
    ],
)
def test_what_is_done_must_not_do_it_in_polish(text: str, translation: str, expected: bool) -> None:
    assert agents.is_inverted_in_polish(text, translation) is expected


def test_my_plot_must_not_become_somebody_elses_own() -> None:
    text = "Somebody has dumped rubbish on my plot."
    assert persons.changed(text, "Ktoś wyrzucił śmieci na swojej działce.", ("en", "pl"))
    assert not persons.changed(text, "Ktoś wyrzucił śmieci na mojej działce.", ("en", "pl"))
    assert not persons.changed("I sold my plot.", "Sprzedałem swoją działkę.", ("en", "pl"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How can I proved it?", True),
        ("How can I proceed?", False),
        ("Do the office send it?", True),
        ("Do the offices send it?", False),
        ("How many people do have to sign?", True),
        ("My wife is a foreigner and do not know Polish.", True),
        ("Without a other parent.", True),
    ],
)
def test_english_whose_verb_does_not_fit_is_broken(text: str, expected: bool) -> None:
    assert english.is_broken(text) is expected
