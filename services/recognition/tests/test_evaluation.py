import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hands import TEMPLATES, Float, ScriptedClassifier
from okienko_recognition import evaluation, sign_evaluation
from okienko_recognition.lessons import Teacher
from signing_hands import ScriptedSignModel, signed

METRICS = {"static_top1", "static_top1_merged", "dynamic_top1", "dynamic_top3", "shown_wrong", "refused_right", "ece"}


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> dict[str, float]:
    root = Path(__file__).parents[3]
    monkeypatch.setenv("OKIENKO_REPORTS", str(folder / "reports"))
    weights = str(root / "models" / "fingerspelling" / "weights")
    monkeypatch.setattr(sys, "argv", ["evaluation", "--weights", weights, "--signs", "none.npz", *arguments])
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


def write_signs(path: Path, *streams: tuple[str, list[tuple[str | None, float]], float, float]) -> None:
    frames, seconds, offsets = [], [], [0]
    for _, acts, _, _ in streams:
        for at, frame in signed(acts):
            table = np.zeros((sign_evaluation.POINTS, 4), np.float32)
            if frame.hands:
                table[21:42, :3], table[21:42, 3] = frame.hands[0].points, 1.0
            frames.append(table)
            seconds.append(at)
        offsets.append(len(frames))
    labels, starts, ends = zip(*((label, start, end) for label, _, start, end in streams), strict=True)
    np.savez(path, frames=frames, seconds=seconds, offsets=offsets, label=labels, start=starts, end=ends)


def test_a_sign_counts_when_the_stretch_that_covers_it_bears_its_name(tmp_path: Path) -> None:
    way: tuple[str | None, float] = ("e", 0.4)
    write_signs(
        tmp_path / "s.npz",
        ("pjm/sign/dom", [way, ("b", 0.6), way], 0.4, 1.0),
        ("pjm/sign/dom", [way, ("w", 0.6), way], 0.4, 1.0),
        ("pjm/sign/dom", [way, ("e", 0.6), way], 0.4, 1.0),
    )
    model = ScriptedSignModel()
    outcomes = sign_evaluation.watch(model, sign_evaluation.load_streams(tmp_path / "s.npz"))
    measured = sign_evaluation.measure_signs(outcomes, model, evaluation.expected_calibration_error)
    assert measured["signs_top1"] == measured["signs_shown_wrong"] == pytest.approx(1 / 3)
    assert measured["signs_found"] == pytest.approx(2 / 3)
    assert -0.2 <= measured["signs_final_after_p95"] <= 0.25


def test_a_stream_file_of_another_format_is_refused_in_a_sentence(tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", frames=np.zeros((2, 42, 4)), label=np.array(["a"]))
    with pytest.raises(ValueError, match="must hold"):
        sign_evaluation.load_streams(tmp_path / "s.npz")


def test_a_higher_threshold_shows_fewer_wrong_and_refuses_more_right() -> None:
    rows = sign_evaluation.threshold_table(np.array([0.2, 0.55, 0.95], np.float32), np.array([False, True, True]))
    wrong, refused = [float(row[1]) for row in rows], [float(row[2]) for row in rows]
    assert wrong == sorted(wrong, reverse=True)
    assert refused == sorted(refused)
    assert wrong[0] > 0 == refused[0]


def test_three_takes_teach_a_sign_that_lies_apart_from_others() -> None:
    chance = np.random.default_rng(0)
    middles = np.eye(4, 16)
    labels = [name for name in "abcd" for _ in range(8)]
    units = np.repeat(middles, 8, 0) + chance.normal(0, 0.1, (32, 16))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    vectors: Float = np.stack([units, units], 1).astype(np.float32)
    assert sign_evaluation.measure_teaching(vectors, labels) == {"teach_top1": 1.0}
    shuffled = sign_evaluation.measure_teaching(vectors[chance.permutation(len(vectors))], labels)
    assert shuffled["teach_top1"] < 0.6
    assert sign_evaluation.measure_teaching(vectors[:3], labels[:3]) == {}


def test_the_description_of_a_motion_does_not_depend_on_place_and_size() -> None:
    teacher = Teacher(ScriptedSignModel(), ScriptedClassifier())
    seconds: Float = np.linspace(0, 0.4, 5, dtype=np.float32)
    near = np.repeat(TEMPLATES["b"][None], 5, 0)
    far = (near * 0.3 + 2).astype(np.float32)
    assert np.allclose(
        sign_evaluation.described(teacher, near, seconds), sign_evaluation.described(teacher, far, seconds), atol=1e-4
    )
