from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from okienko_faq.content.loading import load
from okienko_faq.retrieval import synonyms
from okienko_faq.retrieval.documents import Phrase, SearchEntry, from_pack_entry
from okienko_faq.retrieval.lemmas import PolishLemmatiser
from okienko_faq.retrieval.lexical import STOOD_IN, LexicalIndex, LexicalScores
from okienko_faq.retrieval.words import fold
from okienko_faq.settings import FaqSettings

CAR, DOG, JOB = 0, 1, 2
LEMMATISER = PolishLemmatiser()


def entry(name: str, question: str) -> SearchEntry:
    return SearchEntry(name, "urzad", (Phrase(question, "pl", "question"),), {"pl": ""})


ENTRIES = [
    entry("samochod", "rejestracja samochodu"),
    entry("pies", "opłata za psa"),
    entry("praca", "praca w urzędzie"),
]


def index(*lines: str, entries: Iterable[SearchEntry] = ENTRIES) -> LexicalIndex:
    return LexicalIndex(list(entries), "pl", LEMMATISER, synonyms.parse(lines)["pl"])


def asked(found: LexicalIndex, question: str) -> LexicalScores:
    return found.score(found.terms(question))


def shipped() -> Mapping[str, synonyms.Synonyms]:
    return synonyms.load()


def test_a_word_that_an_entry_lacks_is_found_by_its_synonym_at_a_discount() -> None:
    found = index("pl\tauto, samochód")
    by_synonym, by_word = asked(found, "auto"), asked(found, "samochód")
    assert by_word.evidence[CAR] > 0
    assert by_synonym.evidence[CAR] == pytest.approx(STOOD_IN * by_word.evidence[CAR])
    assert by_synonym.coverage.tolist() == pytest.approx([STOOD_IN, 0, 0])
    assert by_synonym.overlap[CAR] == pytest.approx(STOOD_IN * by_word.overlap[CAR])
    assert not asked(index(), "auto").evidence.any()


def test_a_synonym_never_replaces_the_word_itself() -> None:
    both = [*ENTRIES, entry("auto", "sprzedaż auta")]
    with_synonyms, without = index("pl\tauto, samochód", entries=both), index(entries=both)
    for question in ("auto", "sprzedaż auta", "samochód auto"):
        ours, theirs = asked(with_synonyms, question), asked(without, question)
        assert ours.evidence[3] == theirs.evidence[3]
        assert ours.coverage[3] == theirs.coverage[3]
        assert ours.overlap[3] == theirs.overlap[3]
    assert asked(with_synonyms, "auto").evidence[CAR] < asked(with_synonyms, "auto").evidence[3]


def test_a_wider_word_is_answered_by_the_narrower_and_not_the_other_way_round() -> None:
    found = index("pl\tpraca\trobota", "pl\tzwierzę\tpies")
    assert asked(found, "zwierzę").evidence[DOG] > 0
    assert not asked(found, "robota").evidence[JOB]


def test_a_question_without_synonyms_is_scored_as_before() -> None:
    ours, theirs = asked(index("pl\tauto, samochód"), "opłata za psa"), asked(index(), "opłata za psa")
    assert np.array_equal(ours.evidence, theirs.evidence)
    assert np.array_equal(ours.coverage, theirs.coverage)
    assert np.array_equal(ours.overlap, theirs.overlap)


def test_it_says_which_synonym_stood_in() -> None:
    found = index("pl\tauto, samochód", "pl\trobota\tpraca")
    terms = found.terms("rejestracja auta do roboty")
    assert found.stood_in(terms, CAR) == (("auto", "samochod"),)
    assert found.stood_in(terms, DOG) == ()
    assert ("robota", "praca") in found.stood_in(found.terms("robota"), JOB)


@pytest.mark.parametrize("line", ["pl", "pl\tauto", "de\tAuto, Wagen", "pl\tauto,,samochód", "pl\ta\tb\tc", "pl\t\tb"])
def test_a_broken_line_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(ValueError, match=r"synonyms\.tsv:2: expected a language"):
        synonyms.parse(["# remark", line])


def test_english_words_are_held_as_the_index_holds_them() -> None:
    assert synonyms.parse(["en\tlorries, trucks"])["en"] == {"lorry": ("truck",), "truck": ("lorry",)}


def test_every_polish_word_of_the_table_is_a_dictionary_form() -> None:
    lines = synonyms.lines()
    words = {
        word.strip()
        for line in lines
        if line.startswith("pl\t")
        for column in line.split("\t")[1:]
        for word in column.split(",")
    }
    assert len(words) > 400
    assert [word for word in sorted(words) if word not in LEMMATISER.lemmas(word)] == []


SUBJECTS = [
    ("osobisty", "rejestracyjny"),
    ("renta", "emerytura"),
    ("zameldować", "wymeldować"),
    ("rejestracja", "wyrejestrować"),
    ("urodzenie", "zgon"),
    ("ślub", "rozwód"),
    ("założyć", "zamknąć"),
    ("zawiesić", "zamknąć"),
    ("paszport", "dowód"),
    ("żłobek", "przedszkole"),
    ("przedszkole", "szkoła"),
    ("przychodnia", "poradnia"),
    ("bezdomny", "bezpański"),
    ("budowa", "rozbiórka"),
    ("pies", "kot"),
    ("spadek", "darowizna"),
    ("podatek", "opłata"),
    ("opłata", "mandat"),
    ("dotacja", "zasiłek"),
    ("policja", "straż"),
    ("najem", "zamiana"),
    ("opiekun", "asystent"),
    ("ZUS", "KRUS"),
]


@pytest.mark.parametrize(("one", "other"), [pair for both in SUBJECTS for pair in (both, both[::-1])])
def test_no_synonym_joins_two_subjects(one: str, other: str) -> None:
    assert fold(other.lower()) not in shipped()["pl"].get(fold(one.lower()), ())


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("robota w urzędzie", "praca-w-urzedzie"),
        ("śmieci wielkogabarytowe", "odpady-wielkogabarytowe"),
        ("psina", "oplata-za-psa"),
    ],
)
def test_residents_words_reach_the_shipped_answers(question: str, wanted: str) -> None:
    entries = [from_pack_entry(own) for own in load(FaqSettings().content).entries]
    place = [own.entry_id for own in entries].index(wanted)
    with_synonyms = LexicalIndex(entries, "pl", LEMMATISER, shipped()["pl"])
    without = LexicalIndex(entries, "pl", LEMMATISER)
    assert asked(with_synonyms, question).coverage[place] > asked(without, question).coverage[place]
