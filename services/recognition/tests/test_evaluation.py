import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hands import TEMPLATES
from okienko_recognition import evaluation

METRICS = {"static_top1", "static_top1_merged", "dynamic_top1", "dynamic_top3", "shown_wrong", "refused_right", "ece"}


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> dict[str, float]:
    root = Path(__file__).parents[3]
    monkeypatch.setenv("OKIENKO_REPORTS", str(folder / "reports"))
    weights = str(root / "models" / "fingerspelling" / "weights")
    monkeypatch.setattr(sys, "argv", ["evaluation", "--weights", weights, *arguments])
    evaluation.main()
    report: dict[str, float] = json.loads((folder / "reports" / "recognition.json").read_text())
    return report


def test_measures_unseen_files_with_other_labels_and_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = np.stack([TEMPLATES["b"], TEMPLATES["w"], TEMPLATES["l"]]) * 0.1 + 0.5
    np.savez(tmp_path / "s.npz", lm=hands, label=np.array(["B", "w", "kropka"]), size=np.array([[640, 480]] * 3))
    np.savez(
        tmp_path / "d.npz",
        frames=np.repeat(hands[:1], 9, 0),
        offsets=np.array([0, 1, 4, 4, 9]),
        label=np.array(["ó", "sz", "x", "CZ"]),
    )
    report = run(monkeypatch, tmp_path, "--static", str(tmp_path / "s.npz"), "--dynamic", str(tmp_path / "d.npz"))
    assert set(report) >= METRICS
    assert report["static_count"] == 2
    assert report["dynamic_count"] == 3
    assert all(np.isfinite(value) for value in report.values())


def test_a_file_of_another_format_is_refused_in_a_sentence(tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", lm=np.zeros((2, 5, 3)), label=np.array(["a", "b"]))
    with pytest.raises(ValueError, match="must hold"):
        evaluation.load_static(tmp_path / "s.npz")


def test_a_declined_reading_counts_as_not_correct() -> None:
    answers = [evaluation.Answer(("a", "b"), 0.9, declined=False), evaluation.Answer(("a", "b"), 0.3, declined=True)]
    measured = evaluation.measure_static(answers, ("a", "a"))
    assert measured["static_top1"] == 1
    assert measured["static_correct_of_all"] == measured["refused_right"] == 0.5
    assert measured["shown_wrong"] == 0


def test_confidence_that_matches_accuracy_has_no_calibration_error() -> None:
    certainty = np.array([0.75] * 4, np.float32)
    assert evaluation.expected_calibration_error(certainty, np.array([True, True, True, False])) == pytest.approx(0)
    assert evaluation.expected_calibration_error(certainty, np.array([False] * 4)) == pytest.approx(0.75)
