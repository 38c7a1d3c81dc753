"""What the grammar can say, the service can recognise: the file of productions that is shipped."""

import random
import sys
from pathlib import Path

import pytest
from okienko_translation.languages import Pair
from okienko_translation.outcomes import Sentence
from okienko_translation.templates.grammar import load
from okienko_translation.templates.parser import Parser
from okienko_translation.templates.translating import Templates
from okienko_translation.templates.writing import say

sys.path.insert(0, str(Path(__file__).parents[1] / "grammar"))

from generate import load as load_lexicon
from generate import render
from serving import FILE, digest, read_digest

PL_EN: Pair = ("pl", "en")
EN_PL: Pair = ("en", "pl")
SHIPPED = Templates(FILE)


def test_the_shipped_file_was_made_of_the_grammar_as_it_is() -> None:
    assert read_digest(FILE) == digest(), "Run: python models/translation/grammar/serving.py"


@pytest.mark.parametrize("text", ["", "...", "“”"])
def test_a_text_without_words_is_no_template_and_nothing_stands_around_it(text: str) -> None:
    assert SHIPPED.translate(Sentence(text, EN_PL, ())) is None
    assert SHIPPED.divisions(Sentence(text, EN_PL, ())) == []


def test_what_the_grammar_draws_is_recognised_and_one_reading_says_the_other_side() -> None:
    rng = random.Random(5)
    lexicon, grammar = load_lexicon(), load(FILE)
    drawn = [render(frame, lexicon, rng) for frame in rng.sample(lexicon.frames, 120)]
    pairs = [pair for pair in drawn if min(len(text.split()) for text in pair) > 1]
    unread = [
        pair
        for pair in pairs
        for text, side in zip(pair, PL_EN, strict=True)
        if not Parser(grammar, text, side).readings()
    ]
    assert not unread
    said = [
        english in {say(reading, "en") for reading in Parser(grammar, polish, "pl").readings()}
        for polish, english in pairs
    ]
    # The others are said in another wording of the same frame, or of another frame with the same Polish.
    assert sum(said) >= 0.95 * len(said)


@pytest.mark.parametrize(
    ("pair", "text", "translation"),
    [
        (
            PL_EN,
            "Kasa jest czynna w środy od 9:00 do 16:30.",
            "The cash desk is open on Wednesdays from 9:00 to 16:30.",
        ),
        (PL_EN, "Opłata  za duplikat wynosi 61 zł", "The fee for a duplicate is 61 zł"),
        (PL_EN, "Proszę dzwonić pod numer 22 443 10 25.", "Please call 22 443 10 25."),
        (
            PL_EN,
            "Wnioski można składać od 2 maja do 14 czerwca 2027.",
            "Applications can be submitted from 2 May to 14 June 2027.",
        ),
        (PL_EN, "Zgubiłam paszport.", "I have lost my passport."),
        (EN_PL, "How do I apply for a parking card?", "Jak złożyć wniosek o kartę parkingową?"),
        (EN_PL, "You wait 23 days for a certificate.", "Na zaświadczenie czeka się 23 dni."),
        (EN_PL, "You wait 25 days for a certificate.", "Na zaświadczenie czeka się 25 dni."),
    ],
)
def test_says_an_instance_of_a_template_with_its_slots_inflected(pair: Pair, text: str, translation: str) -> None:
    assert SHIPPED.translate(Sentence(text, pair, ())) == translation


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        (PL_EN, "Opłata za latanie smokiem wynosi 61 zł."),
        (PL_EN, "podatek podatek podatek"),
        (PL_EN, "ok"),
        (PL_EN, "Kasa jest czynna od 9:00 do."),
        (PL_EN, "?!"),
        (PL_EN, "Potrzebuję " + "bardzo " * 200 + "zaświadczenia."),
        (EN_PL, "You wait 2.5 days for a certificate."),
        (EN_PL, "<b>Please</b> bring your passport."),
    ],
)
def test_leaves_what_is_no_instance_to_the_model(pair: Pair, text: str) -> None:
    assert SHIPPED.translate(Sentence(text, pair, ())) is None


def test_leaves_a_sentence_to_the_model_where_a_phrase_that_must_stay_would_not() -> None:
    text = "Proszę przynieść paszport."
    assert SHIPPED.translate(Sentence(text, PL_EN, ())) == "Please bring a passport."
    assert SHIPPED.translate(Sentence(text, PL_EN, ("paszport",))) is None


def test_a_damaged_file_is_none() -> None:
    assert Templates(Path(__file__)).translate(Sentence("Zgubiłam paszport.", PL_EN, ())) is None
    assert Templates().translate(Sentence("Zgubiłam paszport.", PL_EN, ())) is None


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        # Another article than the grammar's, none, and "my", which Polish leaves out.
        ("A polling station is open from 7:00 to 21:00.", "Lokal wyborczy jest czynny od 7:00 do 21:00."),
        ("Property tax is paid in four instalments.", "Podatek od nieruchomości płaci się w czterech ratach."),
        ("Can I collect my ID card for my mother?", "Czy mogę odebrać dowód osobisty za matkę?"),
        # Alike for every speaker, and for whoever is spoken to.
        ("I would like to enrol my daughter in a nursery.", "Chcę zapisać córkę do żłobka."),
        ("You do not have to come in person.", "Nie musisz przychodzić osobiście."),
    ],
)
def test_articles_do_not_matter_and_nobodys_gender_is_guessed(text: str, translation: str) -> None:
    assert SHIPPED.translate(Sentence(text, EN_PL, ())) == translation


@pytest.mark.parametrize(
    ("pair", "text", "translation"),
    [
        # What becomes of a thing: "do" is "by" where something will be done, and "until" where something lasts.
        (PL_EN, "Wniosek zostanie rozpatrzony do 5 maja.", "The application will be considered by 5 May."),
        (PL_EN, "Remont trwa do 5 maja.", "The renovation lasts until 5 May."),
        (EN_PL, "The renovation lasts until 5 May.", "Remont trwa do 5 maja."),
        (
            PL_EN,
            "Wypłata świadczenia nastąpi w ciągu siedmiu dni.",
            "The payment of the benefit will take place within seven days.",
        ),
        (PL_EN, "Nie odpowiadamy na anonimowe zgłoszenia.", "We do not respond to anonymous reports."),
        (
            EN_PL,
            "An application without a signature will not be considered.",
            "Wniosek bez podpisu nie będzie rozpatrzony.",
        ),
        (PL_EN, "Moja córka zgubiła legitymację szkolną i nie wie.", None),
        (PL_EN, "Zmarł mój ojciec i nie wiem, co zrobić.", "My father has died and I do not know what to do."),
        (EN_PL, "My landlord does not want to register me.", "Właściciel mieszkania nie chce mnie zameldować."),
    ],
)
def test_says_what_offices_and_residents_say_of_any_thing(pair: Pair, text: str, translation: str | None) -> None:
    assert SHIPPED.translate(Sentence(text, pair, ())) == translation


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        # Each has another sense than the words that a wide slot would take one by one.
        (PL_EN, "Proszę zwrócić uwagę na termin."),
        (PL_EN, "Burmistrz został odwołany."),
        (PL_EN, "Wydaliśmy pieniądze na remont."),
        (PL_EN, "To spotkanie jest ważne."),
        (PL_EN, "Policja odebrała prawo jazdy."),
        (PL_EN, "Rada została wybrana."),
        (PL_EN, "Nie może przyjść."),
        (EN_PL, "I want to leave the house."),
        (EN_PL, "The room is free on Monday."),
        (EN_PL, "The tram has been cancelled."),
        (EN_PL, "The mayor has been dismissed."),
    ],
)
def test_a_wide_slot_takes_nothing_that_means_something_else(pair: Pair, text: str) -> None:
    assert SHIPPED.translate(Sentence(text, pair, ())) is None


def test_two_clauses_are_said_where_each_is_an_instance() -> None:
    said = SHIPPED.translate(Sentence("Mieszkam w bloku, więc nie mam ogrodu.", PL_EN, ()))
    assert said == "I live in a block of flats, so I do not have a garden."
    assert SHIPPED.translate(Sentence("Mieszkam w bloku, więc smok mnie odwiedza.", PL_EN, ())) is None


def test_of_equal_readings_the_one_written_to_be_recognised_is_said() -> None:
    polish = "Ile kosztuje odpis aktu urodzenia?"
    assert SHIPPED.translate(Sentence(polish, PL_EN, ())) == "How much does a copy of a birth certificate cost?"


@pytest.mark.parametrize(
    ("pair", "text", "translation"),
    [
        # What stands before or behind any sentence.
        (
            PL_EN,
            "Z powodu choroby nie mogę zapłacić czynszu.",
            "Because of illness, I cannot pay the rent.",
        ),
        (
            PL_EN,
            "Uprzejmie informujemy, że urząd jest zamknięty.",
            "We would like to inform you that the office is closed.",
        ),
        (EN_PL, "Is it true that the bridge will be closed?", "Czy to prawda, że most będzie zamknięty?"),
        (EN_PL, "Can I report a broken lift on Saturday?", "Czy mogę zgłosić zepsutą windę w sobotę?"),
        # Who did it stands last in Polish.
        (PL_EN, "Decyzję wydał kierownik wydziału.", "The decision was issued by the head of the department."),
        (PL_EN, "Nowy plac zabaw zbuduje gmina.", "The new playground will be built by the municipality."),
        (EN_PL, "The playground was closed by the police.", "Plac zabaw został zamknięty przez policję."),
    ],
)
def test_says_what_stands_around_a_sentence_and_who_did_it(pair: Pair, text: str, translation: str) -> None:
    assert SHIPPED.translate(Sentence(text, pair, ())) == translation


def test_no_day_is_told_behind_what_english_says_without_one() -> None:
    assert SHIPPED.translate(Sentence("Winda została naprawiona 5 maja.", PL_EN, ())) != (
        "The lift has been repaired on 5 May."
    )
