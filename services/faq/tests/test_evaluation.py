import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from okienko_faq import evaluation
from okienko_faq.content.plain import PlainFileError, read_content
from okienko_faq.measures import Asked, Result, calibration_error, measure
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.finding import Finding


def result(expected: str, outcome: Outcome, ranked: str, confidence: float = 0.9, kind: str = "typo") -> Result:
    names = tuple(ranked.split())
    answers = names[:1] if outcome in {Outcome.ANSWER, Outcome.EMERGENCY} else ()
    choices = names[:2] if outcome is Outcome.CLARIFY else ()
    finding = Finding(outcome, answers, choices, names, confidence, "pl", "")
    return Result(Asked("?", "pl", frozenset(expected.split()), kind), finding)


def test_recall_goes_by_ranking_whatever_was_decided() -> None:
    metrics = measure(
        [
            result("a", Outcome.DECLINE, "a b c"),
            result("c", Outcome.ANSWER, "a b c"),
            result("d", Outcome.ANSWER, "a b c d"),
        ]
    )
    assert metrics["recall_at_1"] == pytest.approx(1 / 3)
    assert metrics["recall_at_3"] == pytest.approx(2 / 3)


def test_any_expected_entry_counts() -> None:
    assert measure([result("x a", Outcome.ANSWER, "a b")])["recall_at_1"] == 1


def test_resolved_means_answered_right_or_asked_back_with_the_right_choice() -> None:
    metrics = measure(
        [
            result("a", Outcome.ANSWER, "a b c"),
            result("b", Outcome.CLARIFY, "a b c"),
            result("c", Outcome.CLARIFY, "a b c"),
            result("b", Outcome.ANSWER, "a b c"),
            result("a", Outcome.DECLINE, "a b c"),
        ]
    )
    assert metrics["resolved_within_one_turn"] == pytest.approx(2 / 5)
    assert metrics["in_scope_answered_wrong"] == pytest.approx(1 / 5)
    assert metrics["in_scope_declined"] == pytest.approx(1 / 5)


def test_out_of_scope_counts_answers_only() -> None:
    metrics = measure(
        [result("", Outcome.ANSWER, "a"), result("", Outcome.CLARIFY, "a b"), result("", Outcome.DECLINE, "a")]
    )
    assert metrics["out_of_scope_answered"] == pytest.approx(1 / 3)
    assert "recall_at_1" not in metrics


def test_kinds_are_measured_apart() -> None:
    metrics = measure([result("a", Outcome.ANSWER, "a", kind="typo"), result("a", Outcome.ANSWER, "b", kind="gloss")])
    assert (metrics["recall_at_1_typo"], metrics["recall_at_1_gloss"]) == (1, 0)


def test_calibration_error_of_the_sure_and_wrong_is_large() -> None:
    assert calibration_error([(0.95, True)] * 19 + [(0.95, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.95, False)]) == pytest.approx(0.95)


CONTENT: list[dict[str, object]] = [
    {
        "id": "basen",
        "question": "Kiedy otwarty jest basen?",
        "answer": "Basen jest czynny od 6 do 22.",
        "aliases": ["godziny pływalni"],
    },
    {
        "id": "psy",
        "question": "Gdzie wyprowadzać psa?",
        "answer": "Na wybiegu.",
        "question_en": "Where may I walk my dog?",
    },
]
QUESTIONS: list[dict[str, object]] = [
    {"text": "godziny plywalni", "language": "pl", "expected": ["basen"], "kind": "no_diacritics"},
    {"text": "where walk my dog", "language": "en", "expected": ["psy"], "kind": "english"},
    {"text": "PIES WYPROWADZAĆ GDZIE", "language": "gloss", "expected": ["psy"], "kind": "gloss"},
    {"text": "przepis na sernik", "language": "pl", "expected": [], "kind": "out_of_scope"},
]


def write(path: Path, values: Sequence[Mapping[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(value, ensure_ascii=False) for value in values), encoding="utf-8")
    return path


def test_measures_another_towns_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKIENKO_REPORTS", str(tmp_path / "reports"))
    questions, content = write(tmp_path / "q.jsonl", QUESTIONS), write(tmp_path / "c.jsonl", CONTENT)
    assert evaluation.main(["--questions", str(questions), "--content", str(content), "--lexical-only"]) == 0
    metrics = json.loads((tmp_path / "reports" / "faq.json").read_text())
    assert metrics["recall_at_1"] == 1
    assert metrics["out_of_scope_answered"] == 0
    assert {"recall_at_3", "resolved_within_one_turn", "ece", "recall_at_1_gloss"} <= set(metrics)
    assert "recall_at_1_no_diacritics" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"id": "a", "answer": "b"}, "'question'"),
        ({"id": "a", "question": 3, "answer": "b"}, "question"),
        ({"id": "a", "question": "a", "answer": "b", "aliases": "c"}, "aliases"),
        (["a"], "expected an object"),
    ],
)
def test_a_bad_line_of_content_is_named(tmp_path: Path, line: object, expected: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(f"\n{json.dumps(line)}\n", encoding="utf-8")
    with pytest.raises(PlainFileError, match=f"c.jsonl:2: .*{expected}"):
        read_content(path)


def test_bad_files_end_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluation.main(["--questions", str(tmp_path / "none.jsonl")]) == 1
    assert "there is no such file" in capsys.readouterr().err
    for text, expected in (("{", "not JSON"), ('{"text": "a"}', '"language"'), ("", "no questions")):
        (tmp_path / "q.jsonl").write_text(text)
        assert evaluation.main(["--questions", str(tmp_path / "q.jsonl")]) == 1
        assert expected in capsys.readouterr().err
