import json
from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_translation.evaluation import DEFAULT, main, read_sentences


@pytest.fixture(autouse=True)
def reports_in_the_test_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKIENKO_REPORTS", str(tmp_path / "reports"))


@pytest.fixture(autouse=True)
def no_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKIENKO_TRANSLATION_SHIPPED_TEMPLATES", "none.json.gz")


def evaluate(tmp_path: Path, sentences: Path, memory: Path) -> dict[str, float]:
    packages = tmp_path / "packages"
    arguments = ["--sentences", str(sentences), "--memory", str(memory), "--packages", str(packages)]
    assert main(arguments) == 0
    metrics: dict[str, float] = json.loads((tmp_path / "reports/translation.json").read_text())
    return metrics


def test_the_office_sentences_are_enough_and_distinct() -> None:
    units = read_sentences(DEFAULT)
    assert len(units) >= 80
    assert len({unit.pl for unit in units}) == len({unit.en for unit in units}) == len(units)


def test_without_a_model_almost_everything_is_withheld(tmp_path: Path, write_tmx: Callable[..., Path]) -> None:
    metrics = evaluate(tmp_path, DEFAULT, write_tmx([]))
    assert metrics["withheld"] == 1.0
    assert metrics["chrf_pl_en"] == metrics["chrf_en_pl"] == 0.0


def test_scores_what_is_shown_and_counts_what_is_not(
    tmp_path: Path, write_tmx: Callable[..., Path], build_package: Callable[..., Path]
) -> None:
    build_package(tmp_path / "packages", "pl", "en", {"Gdzie": "Where", "jest": "is", "kasa?": "it?", "QZ1": "QZ1"})
    sentences = tmp_path / "s.tsv"
    sentences.write_text("Gdzie jest kasa?\tWhere is it?\n\nZłóż wniosek.\tSubmit the application.\nNic.\tNothing.\n")
    metrics = evaluate(tmp_path, sentences, write_tmx([("Złóż wniosek.", "Submit the application.")]))
    assert metrics["chrf_pl_en"] == metrics["chrf_en_pl"] == pytest.approx(100)
    assert metrics["withheld_pl_en"] == pytest.approx(1 / 3)
    assert metrics["withheld_en_pl"] == pytest.approx(2 / 3)
    assert metrics["from_memory"] == pytest.approx(2 / 6)
    assert metrics["from_machine"] == pytest.approx(1 / 6)
    assert metrics["protected_intact"] == 1.0


def test_measures_what_the_models_write_alone_beside(
    tmp_path: Path, write_tmx: Callable[..., Path], build_package: Callable[..., Path]
) -> None:
    build_package(
        tmp_path / "packages", "pl", "en", {"Gdzie": "Where", "jest": "is", "kasa?": "it?", "PIT-37": "form-36"}
    )
    sentences = tmp_path / "s.tsv"
    sentences.write_text("Gdzie jest kasa?\tWhere is it?\nGdzie jest PIT-37\tWhere is PIT-37\nNic tu.\tNothing.\n")
    metrics = evaluate(tmp_path, sentences, write_tmx([]))
    # What is withheld counts only among all.
    assert 100 > metrics["plain_chrf_pl_en"] > metrics["plain_chrf_all_pl_en"]
    assert metrics["chrf_pl_en"] == pytest.approx(100)
    assert "plain_chrf_en_pl" not in metrics
    assert metrics["plain_protected_intact"] == pytest.approx(2 / 3)
    assert metrics["protected_intact"] == 1.0
    assert metrics["plain_other_numbers_than_reference"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("", "no sentences"), ("only polish\n", "2: |1: expected"), ("a\tb\tc\n", "found 3 parts")],
)
def test_says_what_is_wrong_with_a_file(
    tmp_path: Path, content: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "s.tsv"
    file.write_text(content)
    assert main(["--sentences", str(file)]) == 1
    error = capsys.readouterr().err
    assert any(part in error for part in sentence.split("|"))
