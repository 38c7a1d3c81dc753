import pytest
from okienko_faq.content.model import Pack
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Retriever


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jak wyrobić dowód osobisty", "dowod-osobisty"),
        ("Jak WYROBIC dowod osobisty?!", "dowod-osobisty"),
        ("chce dostac nowy dowód osobsty", "dowod-osobisty"),
        ("how do I get an ID card", "dowod-osobisty"),
        ("somebody stole my identity card", "dowod-zgubiony"),
        ("ile zapłacę za wywóz śmieci", "oplata-za-smieci"),
        ("numer na pogotowie", "numery-alarmowe"),
    ],
)
def test_finds_the_answer(dialogue: Dialogue, text: str, expected: str) -> None:
    assert dialogue.find(Question(text)).ranked[0] == expected


def test_a_stored_question_is_answered_with_certainty(dialogue: Dialogue) -> None:
    found = dialogue.find(Question("gdzie zlozyc wniosek o dowod"))
    assert (found.outcome, found.answers) == (Outcome.ANSWER, ("dowod-osobisty",))
    assert found.confidence > 0.95


def test_a_vague_word_asks_back(dialogue: Dialogue) -> None:
    found = dialogue.find(Question("dowód"))
    assert found.outcome is Outcome.CLARIFY
    assert {"dowod-osobisty", "dowod-zgubiony"} <= set(found.choices)
    assert found.answers == ()


def test_a_spelled_word_is_the_word(dialogue: Dialogue) -> None:
    assert dialogue.find(Question("D O W Ó D")).choices == dialogue.find(Question("dowód")).choices


def test_foreign_matters_are_declined_with_the_nearest(dialogue: Dialogue) -> None:
    found = dialogue.find(Question("przepis na sernik wiedeński"))
    assert (found.outcome, found.answers, found.matched_question) == (Outcome.DECLINE, (), "")
    assert len(found.choices) == 3


def test_a_choice_is_resolved_by_its_context(pack: Pack) -> None:
    dialogue = Dialogue(Retriever([from_pack_entry(entry) for entry in pack.entries], weights.load(), None))
    offered = Context(offered=("dowod-osobisty", "dowod-zgubiony"), shown=2, rounds=1)
    assert dialogue.find(Question("zgubiłem", context=offered)).ranked[0] == "dowod-zgubiony"


def test_a_follow_up_stays_with_the_answer(dialogue: Dialogue) -> None:
    told = Context(answered=("oplata-za-smieci",))
    found = dialogue.find(Question("a ile to kosztuje?", context=told))
    assert (found.outcome, found.answers) == (Outcome.ANSWER, ("oplata-za-smieci",))
    assert dialogue.find(Question("jak wyrobić dowód osobisty", context=told)).ranked[0] == "dowod-osobisty"


def test_a_context_of_a_removed_answer_is_forgotten(dialogue: Dialogue) -> None:
    told = Context(answered=("dawno-usunieta",))
    assert dialogue.find(Question("jak wyrobić dowód osobisty", context=told)).ranked[0] == "dowod-osobisty"


def test_danger_brings_the_emergency_numbers_first(dialogue: Dialogue) -> None:
    fire = dialogue.find(Question("pali się dom"))
    assert (fire.outcome, fire.answers) == (Outcome.EMERGENCY, ("numery-alarmowe",))
    violence = dialogue.find(Question("mąż mnie bije"))
    assert (violence.outcome, violence.answers) == (Outcome.EMERGENCY, ("numery-alarmowe", "przemoc-domowa"))


def test_two_questions_get_two_answers(dialogue: Dialogue) -> None:
    found = dialogue.find(Question("Jak wyrobić dowód osobisty i jaka jest stawka za odpady od osoby?"))
    assert set(found.answers) == {"dowod-osobisty", "oplata-za-smieci"}


def test_language_is_the_residents_where_known_else_the_questions(dialogue: Dialogue) -> None:
    assert dialogue.find(Question("how do I get an ID card")).language == "en"
    assert dialogue.find(Question("jak wyrobić dowód osobisty", "en")).language == "en"


def test_the_matched_question_is_in_the_residents_language(dialogue: Dialogue) -> None:
    assert dialogue.find(Question("gdzie złożyć wniosek o dowód")).matched_question == "gdzie złożyć wniosek o dowód"
    assert dialogue.find(Question("jak wyrobić dowód osobisty", "en")).matched_question == "How do I get an ID card?"
    signed = dialogue.find(Question("DOWÓD ZGUBIĆ CO ROBIĆ")).matched_question
    assert signed.lower() != "dowód zgubić co robić"
    assert "dowód" in signed


@pytest.mark.parametrize("text", ["<script>alert(1)</script> dowód", "ą" * 500, "1 2 3", "?a", "dowód " * 80, "日本語"])
def test_no_text_breaks_the_search(dialogue: Dialogue, text: str) -> None:
    assert 0 <= dialogue.find(Question(text)).confidence <= 1


def test_works_by_words_only(pack: Pack) -> None:
    retriever = Retriever([from_pack_entry(entry) for entry in pack.entries], weights.load(), None)
    assert retriever.mode == "lexical-only"
    found = Dialogue(retriever).find(Question("jak wyrobic dowod osobisty"))
    assert (found.outcome, found.answers) == (Outcome.ANSWER, ("dowod-osobisty",))


def test_an_empty_store_is_refused() -> None:
    with pytest.raises(ValueError, match="no answers to search"):
        Retriever([], weights.load(), None)
