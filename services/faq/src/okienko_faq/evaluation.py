"""`python -m okienko_faq.evaluation`: measures the search on questions by path, on the shipped pack or any content.

Prints a table and writes `reports/faq.json`, metric to number.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from okienko_common.reports import print_table, write_report

from okienko_faq.content.loading import PackInvalidError, load
from okienko_faq.content.plain import PlainFileError, read_content, read_lines
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.dialogues import Held, hold, measure_dialogues, read_dialogues
from okienko_faq.engines import Embedder, EmbedderUnavailableError
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.measures import Asked, Result, measure
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import SearchEntry, from_pack_entry
from okienko_faq.retrieval.glosses import join
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.settings import REPOSITORY, FaqSettings

HELD_OUT = REPOSITORY / "services/faq/evaluation/held_out.jsonl"
DIALOGUES = REPOSITORY / "services/faq/evaluation/dialogues.jsonl"
_LANGUAGES = ("pl", "en", "gloss")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m okienko_faq.evaluation", description=__doc__)
    parser.add_argument("--questions", type=Path, default=HELD_OUT, help="JSON lines: text, language, expected, kind")
    parser.add_argument(
        "--dialogues",
        type=Path,
        help="JSON lines: kind, turns, expected, …; default: our own, for the shipped pack only",
    )
    parser.add_argument("--content", type=Path, help="JSON lines: id, question, answer, …; default: the shipped pack")
    parser.add_argument(
        "--vectors", type=Path, help="cache of embeddings; default: that of the settings, for the pack only"
    )
    parser.add_argument("--lexical-only", action="store_true", help="search without the embedding model")
    parser.add_argument("--show-failures", action="store_true", help="list the questions that went wrong")
    parser.add_argument("--report", default="faq", help="name of the report in reports/")
    chosen = parser.parse_args(arguments)
    settings = FaqSettings()
    try:
        asked = read_questions(chosen.questions)
        dialogues = chosen.dialogues or (None if chosen.content else DIALOGUES)
        conversations = read_dialogues(dialogues) if dialogues else []
        entries = read_content(chosen.content) if chosen.content else _pack_entries(settings.content)
        embedder = None if chosen.lexical_only else _embedder()
    except (PackInvalidError, PlainFileError, EmbedderUnavailableError) as error:
        print(error, file=sys.stderr)
        return 1
    vectors = chosen.vectors or (None if chosen.content else settings.vectors)
    retriever = Retriever(entries, weights.load(), embedder, vectors, remembered_queries=0)
    results, milliseconds = ask_all(retriever, asked)
    if chosen.show_failures:
        _show_failures(results)
    held = hold(Dialogue(retriever), conversations)
    if chosen.show_failures:
        _show_wrong_turns(held)
    metrics = measure(results) | (measure_dialogues(held) if held else {})
    metrics |= {
        "milliseconds_p50": float(np.median(milliseconds)),
        "milliseconds_p95": float(np.quantile(milliseconds, 0.95)),
    }
    print_table(["metric", "value"], [[name, _figure(name, value)] for name, value in metrics.items()])
    print(
        f"{chosen.questions} on {chosen.content or settings.content} ({retriever.mode}): {write_report(chosen.report, metrics)}"
    )
    return 0


def read_questions(path: Path) -> list[Asked]:
    """Return the questions of a file of JSON lines.

    Raises:
        PlainFileError: the file is missing or empty, or a line lacks a field.
    """
    asked: list[Asked] = []
    for number, value in read_lines(path):
        text, language, expected = value.get("text"), value.get("language"), value.get("expected")
        if not isinstance(text, str) or not text.strip():
            raise PlainFileError(f'{path}:{number}: "text" is missing; expected the question.')
        if language not in _LANGUAGES:
            raise PlainFileError(
                f'{path}:{number}: "language" is {language!r}; expected one of {", ".join(_LANGUAGES)}.'
            )
        if not isinstance(expected, list):
            raise PlainFileError(
                f'{path}:{number}: "expected" is missing; expected a list of ids, empty when out of scope.'
            )
        asked.append(Asked(text, str(language), frozenset(map(str, expected)), str(value.get("kind") or "other")))
    if not asked:
        raise PlainFileError(f"{path}: there are no questions; expected one JSON object a line.")
    return asked


def ask_all(retriever: Retriever, asked: Sequence[Asked]) -> tuple[list[Result], list[float]]:
    """Ask every question; return what came back and how long each took, in milliseconds."""
    dialogue = Dialogue(retriever)
    results: list[Result] = []
    milliseconds: list[float] = []
    for question in asked:
        started = time.perf_counter()
        finding = dialogue.find(to_question(question))
        milliseconds.append((time.perf_counter() - started) * 1000)
        results.append(Result(question, finding))
    return results, milliseconds


def to_question(asked: Asked) -> Question:
    """Return the question as the service would make it from a call."""
    if asked.language == "gloss":
        return Question(join(asked.text.split()), "pl")
    return Question(asked.text, asked.language)


def _pack_entries(folder: Path) -> list[SearchEntry]:
    return [from_pack_entry(entry) for entry in load(folder).entries]


def _embedder() -> Embedder:
    return MultilingualE5()


def _figure(name: str, value: float) -> str:
    if name.startswith(("questions_", "dialogues")):
        return f"{value:.0f}"
    return f"{value:.1f}" if name.startswith("milliseconds") else f"{value:.3f}"


def _show_failures(results: Sequence[Result]) -> None:
    rows = []
    for result in results:
        wrong = not result.resolved if result.asked.expected else result.answered
        if wrong or (result.asked.expected and not result.right):
            finding = result.finding
            rows.append(
                [
                    result.asked.kind,
                    result.asked.text[:60],
                    " ".join(sorted(result.asked.expected)) or "-",
                    finding.outcome.value,
                    f"{finding.confidence:.2f}",
                    " ".join(finding.ranked[:3]),
                ]
            )
    print_table(["kind", "question", "expected", "outcome", "confidence", "ranked"], rows)


def _show_wrong_turns(held: Sequence[Held]) -> None:
    rows = [
        [
            item.asked.kind,
            item.text[:80],
            item.finding.outcome.value,
            " ".join(item.finding.answers or item.finding.choices),
        ]
        for item in held
        if not item.right
    ]
    print_table(["kind", "conversation", "outcome", "got"], rows)


if __name__ == "__main__":
    raise SystemExit(main())
