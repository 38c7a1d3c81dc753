"""`python -m okienko_translation.evaluation`: measures both directions on sentence pairs by path, `pl<TAB>en` a line.

Then come inputs on which translation programs are known to repeat themselves or invent text: what may be shown for each stands in a file.
Prints a table and writes `reports/translation.json`, metric to number. What is withheld is counted, not scored: chrF is of
what residents would see, 0 where they would see nothing. Beside that stands what the same models write alone, as Argos Translate shows it:
`plain_chrf_…` of the sentences that are shown, `plain_chrf_all_…`, and `plain_protected_intact` and `plain_other_numbers…` of all.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from okienko_common.reports import print_table, write_report

from okienko_translation import translator
from okienko_translation.engines import Engine, PairNotInstalledError
from okienko_translation.engines.installed import InstalledEngine
from okienko_translation.glossary.folder import GlossaryFolder
from okienko_translation.languages import PAIRS, Language, Pair, other
from okienko_translation.machine import Machine
from okienko_translation.memory.folder import MemoryFolder
from okienko_translation.memory.memory import TranslationMemory
from okienko_translation.memory.tmx import Unit
from okienko_translation.protection import lost
from okienko_translation.settings import TranslationSettings
from okienko_translation.templates.translating import Templates
from okienko_translation.text import numbers
from okienko_translation.text.spelled import same_numbers
from okienko_translation.translator import Job, Origin, Result

_FOLDER = Path(__file__).resolve().parents[2] / "evaluation"
DEFAULT = _FOLDER / "office_sentences.tsv"
CASES = _FOLDER / "reported_cases.tsv"
_MACHINE = (Origin.MACHINE,)
_MEMORY = (Origin.MEMORY, Origin.MEMORY_SENTENCES)


class SentencesError(ValueError):
    """A file of sentences that cannot be read; the sentence says what was expected."""


@dataclass(frozen=True)
class Translated:
    """A sentence, what became of it, and how people translated it."""

    source: str
    reference: str
    pair: Pair
    result: Result


@dataclass(frozen=True)
class Case:
    """An input that made programs invent text, and what may be shown for it besides the input itself."""

    language: Language
    text: str
    right: frozenset[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m okienko_translation.evaluation", description=__doc__)
    parser.add_argument("--sentences", type=Path, default=DEFAULT, help="one pair a line: Polish, tab, English")
    parser.add_argument("--memory", type=Path, help="folder of .tmx files; default: that of the settings")
    parser.add_argument(
        "--packages", type=Path, help="folder of .argosmodel files, measured alone; default: as serving"
    )
    parser.add_argument("--show", action="store_true", help="print every sentence and what became of it")
    parser.add_argument("--report", default="translation", help="name of the report in reports/")
    chosen = parser.parse_args(arguments)
    settings = TranslationSettings()
    try:
        units = read_sentences(chosen.sentences)
    except SentencesError as error:
        print(error, file=sys.stderr)
        return 1
    folders = (chosen.memory,) if chosen.memory else (settings.edited_folder, settings.memory_folder)
    memory = MemoryFolder(*folders).current()
    glossary = GlossaryFolder(settings.edited_folder, settings.glossary_folder, settings.shipped_glossary)
    # A folder given by hand is measured alone.
    folder, shipped = (
        (chosen.packages, None) if chosen.packages else (settings.packages_folder, settings.shipped_packages)
    )
    engine = InstalledEngine(folder, settings.model_threads, shipped)
    machine = Machine(
        engine,
        settings.remembered_sentences,
        settings.least_confidence,
        glossary.current,
        templates=Templates(settings.shipped_templates),
    )
    started = time.perf_counter()
    translated = translate_all(units, memory, machine)
    seconds = time.perf_counter() - started
    if chosen.show:
        print_table(
            ["origin", "source", "translation"],
            [
                [one.result.origin.value, one.source, one.result.text or one.result.withheld_reason]
                for one in translated
            ],
        )
    cases = read_cases(CASES)
    wrong = shown_wrong(cases, memory, machine)
    for case, text in wrong:
        print(f"shown wrong: {case.text} → {text}")
    metrics = {
        **measure(translated),
        **measure_plain(translated, engine),
        "sentences_per_second": len(translated) / seconds,
        "reported_cases": float(len(cases)),
        "reported_cases_shown_wrong": float(len(wrong)),
    }
    print_table(["metric", "value"], [[name, f"{value:.3f}"] for name, value in metrics.items()])
    models = [f"{source}-{target}" for (source, target), state in engine.pairs().items() if state.revision]
    print(
        f"{chosen.sentences}, {memory.segments} segments in the memory, "
        f"models: {', '.join(models) or 'none'}: {write_report(chosen.report, metrics)}"
    )
    return 0


def read_sentences(path: Path) -> list[Unit]:
    """Return the pairs of a file.

    Raises:
        SentencesError: the file is missing or empty, or a line is not a pair.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise SentencesError(f"{path} cannot be read as UTF-8 text: {error}. Give a file of sentence pairs.") from error
    units: list[Unit] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) != 2 or not all(parts):
            raise SentencesError(f"{path}:{number}: expected Polish, a tab, and English; found {len(parts)} parts.")
        units.append(Unit(parts[0], parts[1]))
    if not units:
        raise SentencesError(f"{path}: there are no sentences; expected one pair a line.")
    return units


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file: language, tab, text, tab, what may be shown, parted by bars."""
    cases: list[Case] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        language, text, right = line.split("\t")
        cases.append(Case("pl" if language == "pl" else "en", text, frozenset(map(_bare, right.split("|")))))
    return cases


def shown_wrong(cases: Sequence[Case], memory: TranslationMemory, machine: Machine) -> list[tuple[Case, str]]:
    """Return the cases for which something else than the input or a right translation is shown, with that text."""
    wrong: list[tuple[Case, str]] = []
    for case in cases:
        (result,) = _translate([case.text], (case.language, other(case.language)), memory, machine)
        is_shown = result.origin is not Origin.WITHHELD and _bare(result.text) != _bare(case.text)
        if is_shown and _bare(result.text) not in case.right:
            wrong.append((case, result.text))
    return wrong


def _bare(text: str) -> str:
    return text.strip().rstrip(".!").lower()


def translate_all(units: Sequence[Unit], memory: TranslationMemory, machine: Machine) -> list[Translated]:
    """Translate every pair both ways, as the service would."""
    translated: list[Translated] = []
    for pair in PAIRS:
        source, target = pair
        results = _translate([unit.text(source) for unit in units], pair, memory, machine)
        translated += [
            Translated(unit.text(source), unit.text(target), pair, result)
            for unit, result in zip(units, results, strict=True)
        ]
    return translated


def _translate(texts: Sequence[str], pair: Pair, memory: TranslationMemory, machine: Machine) -> list[Result]:
    plan = translator.plan(Job(tuple(texts), *pair), memory, machine)
    return translator.finish(plan, machine.translate(plan.pending))


def measure(translated: Sequence[Translated]) -> dict[str, float]:
    """Return the metrics; shares are from 0 to 1, chrF from 0 to 100."""
    shown = [one for one in translated if one.result.origin is not Origin.WITHHELD]
    metrics: dict[str, float] = {}
    for pair in PAIRS:
        metrics[f"chrf_{'_'.join(pair)}"] = _chrf([one for one in shown if one.pair == pair])
    metrics["withheld"] = 1 - len(shown) / len(translated)
    for pair in PAIRS:
        of_pair = [one for one in translated if one.pair == pair]
        withheld = sum(one.result.origin is Origin.WITHHELD for one in of_pair)
        metrics[f"withheld_{'_'.join(pair)}"] = withheld / len(of_pair)
    metrics["protected_intact"] = sum(map(_is_intact, shown)) / len(shown) if shown else 1.0
    metrics["other_numbers_than_reference"] = float(
        sum(not same_numbers(one.result.text, one.reference) for one in shown)
    )
    metrics["shown"] = float(len(shown))
    metrics["from_memory"] = sum(one.result.origin in _MEMORY for one in translated) / len(translated)
    metrics["from_templates"] = sum(one.result.origin is Origin.TEMPLATE for one in translated) / len(translated)
    metrics["from_machine"] = sum(one.result.origin in _MACHINE for one in translated) / len(translated)
    return metrics


def measure_plain(translated: Sequence[Translated], engine: Engine) -> dict[str, float]:
    """Return the metrics of the models alone: no memory, templates, glossary, placeholders or checks, and everything is shown."""
    metrics: dict[str, float] = {}
    plain: list[Translated] = []
    for pair in PAIRS:
        of_pair = [one for one in translated if one.pair == pair]
        try:
            texts = engine.translate([one.source for one in of_pair], pair)
        except PairNotInstalledError:
            continue
        alone = [
            replace(one, result=replace(one.result, text=made.text)) for one, made in zip(of_pair, texts, strict=True)
        ]
        name = "_".join(pair)
        metrics[f"plain_chrf_{name}"] = _chrf([one for one in alone if one.result.origin is not Origin.WITHHELD])
        metrics[f"plain_chrf_all_{name}"] = _chrf(alone)
        plain += alone
    if plain:
        intact = sum(not lost(one.source, one.result.text, one.pair) for one in plain)
        metrics["plain_protected_intact"] = intact / len(plain)
        metrics["plain_other_numbers_than_reference"] = float(
            sum(not same_numbers(one.result.text, one.reference) for one in plain)
        )
    return metrics


def _is_intact(one: Translated) -> bool:
    """Return whether what must survive did: in machine output every protected part, in what people wrote the numbers."""
    if one.result.origin is Origin.MACHINE:
        return not lost(one.source, one.result.text, one.pair)
    return not numbers.values(one.source) - numbers.values(one.result.text)


def _chrf(translated: Sequence[Translated]) -> float:
    if not translated:
        return 0.0
    # Imported here: only measuring needs it, and images are built without it.
    from sacrebleu.metrics.chrf import CHRF

    score = CHRF().corpus_score([one.result.text for one in translated], [[one.reference for one in translated]])
    return float(score.score)


if __name__ == "__main__":
    raise SystemExit(main())
