"""Measures teaching on films given by path: how often a taught sign is named, by whom it was taught and by strangers, and how often wrongly.

    python -m okienko_recognition.teaching_evaluation --lessons .local/lessons.npz --signs .local/signs-unseen.npz

LESSONS is written by models/recognition/write_lessons.py: streams as in `sign_evaluation.py` and `role` (k,), the number of a teacher,
-1 for a stranger's film of the sign alone and -2 in a sentence. SIGNS holds films of trained signs.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from okienko_common.reports import print_table, write_report

from okienko_recognition.engines.onnx_hands import OnnxHandClassifier
from okienko_recognition.engines.onnx_signs import OnnxSignModel
from okienko_recognition.lessons import NoHandError, Take, Teacher
from okienko_recognition.reading import Reader, Reading
from okienko_recognition.recogniser import StreamOptions, StreamRecogniser
from okienko_recognition.sign_evaluation import Stream, load_streams
from okienko_recognition.taught import FEWEST_TAKES, TaughtSign, TaughtSigns

WEIGHTS = Path("models/fingerspelling/weights")
SIGN_WEIGHTS = Path("models/recognition/weights")
ALONE, IN_SENTENCE = -1, -2


class Listener:
    """Reads streams as the service does.

    Args:
        classifier: The letters' models.
        model: The sign model.
    """

    def __init__(self, classifier: OnnxHandClassifier, model: OnnxSignModel) -> None:
        self._classifier, self._model = classifier, model
        self._reader = Reader(classifier.shapes, classifier.card.limits)

    def named(self, stream: Stream, taught: TaughtSigns) -> set[str]:
        """Return the taught signs that were named in a stream."""
        recogniser = StreamRecogniser(
            self._classifier, self._reader, StreamOptions(), signs=self._model, taught=lambda: taught
        )
        said: list[Reading] = []
        for seconds, frame in stream.played():
            said += [one for one in recogniser.push(seconds, frame) if isinstance(one, Reading) and one.is_final]
        said += recogniser.finish()
        glosses = {one.sign.text for one in taught.signs}
        return {one.alternatives[0].letter.text for one in said if one.alternatives} & glosses


def measure(
    listener: Listener, teacher: Teacher, lessons: Sequence[Stream], roles: NDArray[np.int64], trained: Sequence[Stream]
) -> dict[str, float]:
    """Let each teacher teach the first takes of every sign, and score the later ones, strangers, and trained signs."""
    rows: dict[str, list[bool]] = {name: [] for name in ("teacher", "alone", "sentence", "other", "trained")}
    for who in sorted({int(role) for role in roles if role >= 0}):
        takes: dict[str, list[Stream]] = {}
        for stream, role in zip(lessons, roles, strict=True):
            if role == who:
                takes.setdefault(stream.label, []).append(stream)
        taught = TaughtSigns([sign for gloss, films in takes.items() if (sign := _taught(teacher, gloss, films))])
        asked = [("teacher", one) for films in takes.values() for one in films[FEWEST_TAKES:]]
        asked += [("alone", one) for one, role in zip(lessons, roles, strict=True) if role == ALONE]
        asked += [("sentence", one) for one, role in zip(lessons, roles, strict=True) if role == IN_SENTENCE]
        for name, stream in asked:
            named = listener.named(stream, taught)
            rows[name].append(stream.label in named)
            rows["other"].append(bool(named - {stream.label}))
        rows["trained"] += [bool(listener.named(stream, taught)) for stream in trained]
    return {f"teach_{name}": float(np.mean(values)) for name, values in rows.items() if values}


def _taught(teacher: Teacher, gloss: str, films: Sequence[Stream]) -> TaughtSign | None:
    """Return what the first takes teach; None where the invented camera has lost the hand, which the signing service would refuse."""
    try:
        return teacher.lesson(gloss, [_take(one) for one in films[:FEWEST_TAKES]])
    except NoHandError:
        return None


def _take(stream: Stream) -> Take:
    return Take("", tuple(stream.played()), stream.start, stream.end)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Measure teaching on films.")
    parser.add_argument("--lessons", type=Path, default=Path(".local/lessons.npz"), help="films of new signs (.npz)")
    parser.add_argument("--signs", type=Path, default=Path(".local/signs-unseen.npz"), help="films of trained signs")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder with the finger-alphabet models")
    parser.add_argument("--sign-weights", type=Path, default=SIGN_WEIGHTS, help="folder with the sign model")
    parser.add_argument("--taught", type=int, default=20, help="signs that are taught at once")
    parser.add_argument("--every", type=int, default=10, help="take every so-manieth film of trained signs")
    chosen = parser.parse_args()
    if not chosen.lessons.is_file():
        raise SystemExit(f"{chosen.lessons} is not there. models/recognition/write_lessons.py writes it.")
    with np.load(chosen.lessons, allow_pickle=False) as stored:
        roles = stored["role"]
    lessons = load_streams(chosen.lessons)
    glosses = list(dict.fromkeys(stream.label for stream in lessons))[: chosen.taught]
    kept = [k for k, stream in enumerate(lessons) if stream.label in glosses]
    trained = load_streams(chosen.signs)[:: chosen.every] if chosen.signs.is_file() else ()
    classifier, model = OnnxHandClassifier(chosen.weights), OnnxSignModel(chosen.sign_weights)
    metrics = measure(
        Listener(classifier, model), Teacher(model, classifier), [lessons[k] for k in kept], roles[kept], trained
    )
    metrics["teach_signs"] = float(len(glosses))
    print_table(("metric", "value"), [(name, round(value, 4)) for name, value in metrics.items()])
    write_report("recognition-teaching", metrics)


if __name__ == "__main__":
    main()
