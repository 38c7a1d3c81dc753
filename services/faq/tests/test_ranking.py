import numpy as np
import pytest
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.decision import Outcome, decide
from okienko_faq.retrieval.ranking import Ranking, Signals, put_first, rank

MODEL = weights.load()
NONE_LACKING = np.zeros(3, dtype=bool)


def signals(e5: list[float] | None, words: list[float]) -> Signals:
    values = np.array(words, dtype=np.float32)
    return Signals(None if e5 is None else np.array(e5, dtype=np.float32), values, values, values, values)


def ranking(confidence: float, *shares: float, scope: float | None = None) -> Ranking:
    return Ranking(tuple(range(len(shares))), shares, confidence, confidence if scope is None else scope, {})


def test_orders_by_meaning_and_words() -> None:
    assert rank(signals([0.9, 0.3, 0.0], [0.1, 0.1, 0.1]), MODEL.hybrid, NONE_LACKING).order == (0, 1, 2)
    assert rank(signals([0.3, 0.3, 0.0], [0.1, 0.9, 0.0]), MODEL.hybrid, NONE_LACKING).order == (1, 0, 2)


def test_words_alone_order_when_there_is_no_meaning() -> None:
    assert rank(signals(None, [0.1, 0.2, 0.9]), MODEL.lexical, NONE_LACKING).order == (2, 1, 0)


def test_meaning_decides_where_an_entry_lacks_the_language() -> None:
    found = rank(signals([0.1, 0.9, 0.0], [0.3, 0.0, 0.0]), MODEL.hybrid, np.array([False, True, False]))
    assert found.order[0] == 1


def test_confidence_grows_with_every_signal() -> None:
    weak = rank(signals([0.4, 0.0, 0.0], [0.3, 0.0, 0.0]), MODEL.hybrid, NONE_LACKING)
    strong = rank(signals([0.9, 0.0, 0.0], [0.9, 0.0, 0.0]), MODEL.hybrid, NONE_LACKING)
    assert 0 < weak.confidence < strong.confidence < 1


def test_a_boost_can_turn_the_order() -> None:
    found = rank(
        signals([0.6, 0.6, 0.0], [0.5, 0.4, 0.0]), MODEL.hybrid, NONE_LACKING, np.array([0, 2, 0], dtype=np.float32)
    )
    assert found.order[0] == 1


def test_negative_confidence_weights_are_refused() -> None:
    section = {
        "rank": {},
        "confidence": {"e5": 0.1},
        "bias": 0.0,
        "scope": {"e5": -0.1},
        "scope_bias": 0.0,
        "temperature": 1.0,
    }
    with pytest.raises(ValueError, match="negative"):
        weights.parse({"hybrid": section, "lexical": section, "skip_embedding_from": 1.0})


def test_put_first_moves_one_entry_and_keeps_the_rest() -> None:
    moved = put_first(ranking(0.1, 0.5, 0.3, 0.2), 2, 0.98)
    assert moved.order == (2, 0, 1)
    assert moved.confidence == 0.98


def test_answers_asks_back_or_declines_by_confidence() -> None:
    assert decide(ranking(0.9, 0.9, 0.05), 4, frozenset()).outcome is Outcome.ANSWER
    middling = decide(ranking(0.4, 0.5, 0.3), 4, frozenset())
    assert (middling.outcome, middling.choices[:2], middling.is_vague) == (Outcome.CLARIFY, (0, 1), False)
    low = decide(ranking(0.1, 0.3, 0.3, 0.2, 0.1), 4, frozenset())
    assert (low.outcome, low.answers, low.choices) == (Outcome.DECLINE, (), (0, 1, 2))


def test_asks_back_where_it_knows_the_matter_but_not_which_of_its_answers() -> None:
    unsure = decide(ranking(0.1, 0.3, 0.3, 0.2, 0.1, scope=0.7), 4, frozenset())
    assert (unsure.outcome, unsure.choices) == (Outcome.CLARIFY, (0, 1, 2, 3))


def test_asks_back_when_two_answers_are_equally_likely_for_a_word() -> None:
    assert decide(ranking(0.9, 0.5, 0.4), 1, frozenset({0, 1})).outcome is Outcome.CLARIFY
    assert decide(ranking(0.9, 0.5, 0.4), 4, frozenset({0, 1})).outcome is Outcome.ANSWER
    assert decide(ranking(0.9, 0.7, 0.1), 2, frozenset({0, 1})).outcome is Outcome.CLARIFY
    assert decide(ranking(0.9, 0.7, 0.1), 2, frozenset({0})).outcome is Outcome.ANSWER
    assert decide(ranking(0.9, 0.9, 0.01), 1, frozenset({0, 1})).outcome is Outcome.ANSWER


def test_a_word_that_several_answers_share_is_never_declined() -> None:
    assert decide(ranking(0.1, 0.3, 0.3), 1, frozenset({0, 1})).outcome is Outcome.CLARIFY
    assert decide(ranking(0.1, 0.3, 0.3), 1, frozenset()).outcome is Outcome.DECLINE
