"""What editors run on a pack: `validate`, `report`, `new-town`."""

# ruff: noqa: T201 - a command line prints

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from okienko_common.reports import print_table

from okienko_faq.content import report
from okienko_faq.content.advice import advice, strays
from okienko_faq.content.icons import known_icons
from okienko_faq.content.layers import base_of, is_national, read_layer
from okienko_faq.content.loading import PackInvalidError, load_assembled, validate
from okienko_faq.content.model import Entry
from okienko_faq.content.new_town import write_new_town
from okienko_faq.content.problems import Problem
from okienko_faq.content.schemas import SCHEMAS
from okienko_faq.content.yaml_lines import Document, PackSyntaxError
from okienko_faq.desk import place_of, vectors_of
from okienko_faq.engines.choosing import choose_embedder
from okienko_faq.jobs.book import JobBook
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.settings import REPOSITORY, FaqSettings
from okienko_faq.store.connecting import Database
from okienko_faq.towns import town_folders

Command = Callable[[argparse.Namespace, FaqSettings], int]
PICTURES = REPOSITORY / "frontend/src/icons/pictures.ts"


def add_commands(commands: Any) -> None:
    """Add `validate`, `report` and `new-town` to the parser's `commands`."""
    path = {"type": Path, "nargs": "?", "help": "folder of the pack; default: that of the settings"}
    validating = commands.add_parser(
        "validate", aliases=["validate-content"], help="check a content pack and list what has to be put right"
    )
    validating.add_argument("path", **path)
    validating.add_argument(
        "--search", action="store_true", help="ask every alias, too, and name those that stray (slow)"
    )
    validating.add_argument(
        "--errors-only", action="store_true", help="leave out what does not keep it from publishing"
    )
    validating.add_argument("--strict", action="store_true", help="fail for that, too")
    reporting = commands.add_parser("report", help="list the forms of answers that are missing")
    reporting.add_argument("path", **path)
    reporting.add_argument("--csv", type=Path, help="write one line for each answer into this file, too")
    reporting.add_argument(
        "--recorded",
        type=Path,
        help="file with the output of `python -m okienko_signing list-recordings`, - for a pipe: which answers have films",
    )
    reporting.add_argument(
        "--readings", action="store_true", help="look into the store for the readings that have been made"
    )
    beginning = commands.add_parser("new-town", help="write the files with which a town's pack begins")
    beginning.add_argument("path", type=Path, help="folder to make; its name is the town's id")
    beginning.add_argument("--extends", default="polska", help="national pack, default: polska")


def of_each_town(command: Command) -> Command:
    """Return a command that, where no folder is named and there are many towns, does its work for each of them.

    It returns 1 where it did for one of them; a pack that cannot be read is named, and the next one's turn comes.
    """

    def run(chosen: argparse.Namespace, settings: FaqSettings) -> int:
        if chosen.path or not settings.towns:
            return command(chosen, settings)
        if getattr(chosen, "csv", None):
            print("A file for each town needs a town: name its folder before --csv.", file=sys.stderr)
            return 1
        failed = 0
        for town, folder in town_folders(settings.towns).items():
            print(f"# {town}")
            try:
                failed |= command(argparse.Namespace(**{**vars(chosen), "path": folder}), settings)
            except PackInvalidError as error:
                print(f"{folder}: the pack has problems:\n{error}", file=sys.stderr)
                failed = 1
        return failed

    return run


def begin_town(chosen: argparse.Namespace) -> int:
    """Write the beginnings of a town's pack; return 1 when they cannot be written."""
    base = SCHEMAS.parent / str(chosen.extends)
    layer, problems = read_layer(base, extends=False)
    if layer is None:
        _print(problems, "")
        return 1
    try:
        write_new_town(layer, chosen.path)
    except OSError as error:
        print(f"{chosen.path} cannot be made ({error.strerror}); name a folder that is not there yet.", file=sys.stderr)
        return 1
    print(f"{chosen.path}: fill in town.yaml and places.yaml; `validate {chosen.path}` names what is still empty.")
    return 0


def validate_pack(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Print what is wrong with a pack and each of its layers, then what editors should look after.

    Returns:
        1 when the pack cannot be published, or with `--strict` when there is anything to look after; else 0.
    """
    folder: Path = chosen.path or settings.content
    icons = known_icons(PICTURES)
    problems: dict[str, Problem] = {}
    for layer in _layers(folder):
        problems |= {str(problem): problem for problem in validate(layer, icons)}
    _print(list(problems.values()), "")
    if problems:
        print(f"{folder}: {len(problems)} problems; none of the pack can be published until they are solved.")
        return 1
    entries, notes = _sound_entries(folder)
    today = date.today()  # noqa: DTZ011 - the editor's day
    notes = [] if chosen.errors_only else notes + advice(entries, today, settings.stale_after_days)
    if chosen.search:
        searched = [from_pack_entry(Entry.model_validate(document.value)) for document in entries]
        retriever = Retriever(searched, weights.load(), choose_embedder(settings), vectors_of(settings, folder))
        notes += strays(entries, retriever)
    _print(notes, "note: ")
    also = " Check a town that extends it, too." if is_national(folder) else ""
    print(f"{folder}: {len(entries)} answers, no problems{f', {len(notes)} notes' if notes else ''}.{also}")
    return 1 if notes and chosen.strict else 0


def _sound_entries(folder: Path) -> tuple[Sequence[Document], list[Problem]]:
    """Return the entries of a pack without problems, and a note for each value of the town's that no text takes."""
    if is_national(folder):
        layer, _ = read_layer(folder, extends=False)
        return list(layer.entries.values()) if layer else [], []
    _, files = load_assembled(folder)
    return files.entries, [*files.fillings.unused()]


def report_forms(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Print which forms are missing of which answer, and totals.

    Raises:
        PackInvalidError: the pack has problems.
        StoreUnavailableError: the database cannot be used.
    """
    folder: Path = chosen.path or settings.content
    _, files = load_assembled(folder)
    try:
        recorded = _recorded(chosen.recorded)
    except OSError as error:
        print(f"{chosen.recorded} cannot be read ({error.strerror}); name another file.", file=sys.stderr)
        return 1
    readings = _readings(folder, settings) if chosen.readings else None
    found = report.rows(files, recorded, readings)
    missing = report.missing(found)
    if missing:
        print_table(["answer", "layer", "missing"], missing)
    print_table(["form", "there", "missing"], report.totals(found))
    if recorded is None:
        print("Whether there are films is not known: pipe `python -m okienko_signing list-recordings` to --recorded -.")
    if readings is None:
        print("Which readings have been made is not known: --readings looks into the store.")
    if chosen.csv:
        try:
            report.write_csv(found, chosen.csv)
        except OSError as error:
            print(f"{chosen.csv} cannot be written ({error.strerror}); name another file.", file=sys.stderr)
            return 1
        print(f"{chosen.csv}: {len(found)} answers.")
    return 0


def _recorded(path: Path | None) -> frozenset[str] | None:
    if path is None:
        return None
    text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    versions = (line.split() for line in text.splitlines())
    return frozenset(words[0] for words in versions if words[2:3] == ["published"])


def _readings(folder: Path, settings: FaqSettings) -> report.Readings:
    database = Database(settings.database)
    try:
        town = place_of(settings, folder, database).database
        book = JobBook(town, time.time, settings.job_lease_seconds)
        done = book.list("done", 0, sum(book.counts().values()))
    finally:
        database.close()
    return frozenset((job.answer_id, job.language) for job in done if job.kind == "reading")


def _layers(folder: Path) -> list[Path]:
    try:
        base = base_of(folder)
    except PackSyntaxError:
        return [folder]
    return [base, folder] if base else [folder]


def _print(problems: Sequence[Problem], prefix: str) -> None:
    for problem in problems:
        print(f"{prefix}{problem}")
