"""The pack that is shipped, and the real embedding model on the part of it that needs telling apart most."""

from pathlib import Path

import pytest
from okienko_faq.content.icons import known_icons
from okienko_faq.content.loading import load, validate
from okienko_faq.content.model import Pack
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.glosses import join
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.settings import REPOSITORY

PACK = REPOSITORY / "services/faq/content/miasto-przykladowo"
SUBSET = ("dowod-o", "dowod-zgubiony", "przemoc-domowa", "numery-alarmowe")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(PACK)


@pytest.fixture(scope="module")
def by_words(pack: Pack) -> Dialogue:
    return Dialogue(Retriever([from_pack_entry(entry) for entry in pack.entries], weights.load(), None))


@pytest.fixture(scope="module")
def by_both(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Dialogue:
    entries = [from_pack_entry(entry) for entry in pack.entries if entry.id.startswith(SUBSET)]
    vectors = tmp_path_factory.mktemp("vectors") / "vectors.npz"
    return Dialogue(Retriever(entries, weights.load(), MultilingualE5(), vectors))


def test_is_valid_and_large_enough(pack: Pack) -> None:
    assert validate(PACK, known_icons(REPOSITORY / "frontend/src/icons/pictures.ts")) == []
    assert len(pack.entries) >= 60
    assert [entry.id for entry in pack.entries if not entry.en] == []
    assert len([entry for entry in pack.entries if entry.featured]) >= 6


QUESTIONS = [
    ("jak wyrobić dowód osobisty", "dowod-osobisty"),
    ("jak wyrobic dowod osobisty", "dowod-osobisty"),
    ("how do I get an ID card", "dowod-osobisty"),
    ("zgubiłem dowód", "dowod-zgubiony"),
    ("somebody stole my ID card", "dowod-zgubiony"),
]


@pytest.mark.parametrize(("text", "expected"), QUESTIONS)
@pytest.mark.parametrize("kind", ["by_words", "by_both"])
def test_answers_what_residents_ask_first(request: pytest.FixtureRequest, kind: str, text: str, expected: str) -> None:
    found = request.getfixturevalue(kind).find(Question(text))
    assert (found.outcome, found.answers[:1]) == (Outcome.ANSWER, (expected,))


@pytest.mark.parametrize("signed", [["D", "O", "W", "Ó", "D"], ["D", "O", "W", "O", "D"], ["DOWÓD"]])
@pytest.mark.parametrize("kind", ["by_words", "by_both"])
def test_spelling_dowod_asks_back_with_the_id_card_first(
    request: pytest.FixtureRequest, kind: str, signed: list[str]
) -> None:
    found = request.getfixturevalue(kind).find(Question(join(signed), "pl"))
    assert (found.outcome, found.choices[:1]) == (Outcome.CLARIFY, ("dowod-osobisty",))
    assert "dowod-zgubiony" in found.choices


def test_every_stored_question_finds_its_answer_by_words_alone(pack: Pack, by_words: Dialogue) -> None:
    for entry in pack.entries:
        for text in entry.texts().values():
            assert by_words.find(Question(text.question)).ranked[0] == entry.id, text.question


@pytest.mark.parametrize("text", ["przepis na sernik z rodzynkami", "kto wygrał mecz wczoraj", "best pizza recipe"])
def test_declines_what_no_town_hall_answers(by_words: Dialogue, text: str) -> None:
    assert by_words.find(Question(text)).outcome is Outcome.DECLINE


def test_emergency_numbers_and_help_for_victims_are_in_the_pack(by_both: Dialogue) -> None:
    found = by_both.find(Question("mąż mnie bije"))
    assert (found.outcome, found.answers) == (Outcome.EMERGENCY, ("numery-alarmowe", "przemoc-domowa"))


def test_vectors_are_stored_without_any_text(by_both: Dialogue, tmp_path_factory: pytest.TempPathFactory) -> None:
    by_both.find(Question("zupełnie tajna sprawa mieszkańca"))
    files = [path for path in Path(tmp_path_factory.getbasetemp()).rglob("vectors.npz") if path.is_file()]
    assert files
    assert not any(b"tajna" in path.read_bytes() for path in files)
