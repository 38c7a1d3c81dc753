"""Danger in words that no rule knows."""

import pytest
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.retrieval import second_reader
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.emergency import Emergency
from okienko_faq.retrieval.emergency_words import Danger
from okienko_faq.retrieval.second_reader import SecondReader


@pytest.fixture(scope="module")
def engine() -> MultilingualE5:
    return MultilingualE5()


@pytest.fixture(scope="module")
def reader() -> SecondReader:
    return second_reader.load()


def _read(reader: SecondReader, engine: MultilingualE5, text: str) -> Emergency | None:
    return reader.read(engine.embed_queries([text])[0])


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("there is smoke coming from the apartment below", Danger.FIRE),
        ("mama ma silny ból w klatce i zimne poty", Danger.MEDICAL),
        ("I can't go on, I don't want to be alive any more", Danger.SUICIDE),
        ("my boyfriend is choking me and threatens to kill me", Danger.DOMESTIC),
    ],
)
def test_sees_danger_and_which(reader: SecondReader, engine: MultilingualE5, text: str, danger: Danger) -> None:
    assert _read(reader, engine, text) == Emergency(frozenset({danger}))


@pytest.mark.parametrize(
    "text",
    [
        "jak wyrobić dowód osobisty",
        "ile kosztuje ogrzewanie gazem w mieszkaniu komunalnym",
        "moja babcia choruje od lat i potrzebuje opiekunki",
        "where do I pay the fine for crossing on red",
        "kto płaci za dach uszkodzony przez wichurę",
        # What somebody is, or has gone through, is no danger: the deaf were sent to the emergency numbers.
        "jestem głuchy i chcę tłumacza",
        "moja siostra jest głucha",
        "ja głuchy pomoc",
        "I am deaf",
        "I am pregnant",
        "my husband died",
        "mama choruje na stwardnienie rozsiane",
    ],
)
def test_leaves_everyday_business_alone(reader: SecondReader, engine: MultilingualE5, text: str) -> None:
    assert _read(reader, engine, text) is None


def test_was_fitted_to_the_engine_that_ships(reader: SecondReader, engine: MultilingualE5) -> None:
    assert (reader.engine, len(reader.weights)) == (engine.name, engine.dimension)


def test_is_not_asked_about_the_vectors_of_another_engine(dialogue: Dialogue) -> None:
    assert dialogue.find(Question("dziadek zsiniał i charczy na kanapie")).outcome is not Outcome.EMERGENCY
