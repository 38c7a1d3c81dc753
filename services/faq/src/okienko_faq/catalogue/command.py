"""`python -m okienko_faq import-catalogue`: shows what an import would make, and with `--write` makes it."""

# ruff: noqa: T201 - a command line prints

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from okienko_common.reports import print_table

from okienko_faq.catalogue.drafts import Draft, Drafter, write
from okienko_faq.catalogue.faq_page import read_faq_page
from okienko_faq.catalogue.source import LARGEST_FILE, CatalogueError, Item
from okienko_faq.catalogue.table import read_csv, read_xlsx
from okienko_faq.content.loading import load
from okienko_faq.desk import vectors_of
from okienko_faq.engines.choosing import choose_embedder
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.settings import FaqSettings

_READERS = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".json": read_faq_page,
    ".jsonld": read_faq_page,
    ".html": read_faq_page,
    ".htm": read_faq_page,
}


def add_command(commands: Any) -> None:
    """Add `import-catalogue` to the parser's `commands`."""
    importing = commands.add_parser(
        "import-catalogue",
        help="make drafts of answers from a catalogue of services (CSV, XLSX) or a FAQ page (schema.org, JSON-LD or HTML)",
    )
    importing.add_argument("source", type=Path, help="the file; a web page has to be saved first")
    importing.add_argument("--pack", type=Path, help="folder of the town's pack; default: that of the settings")
    importing.add_argument(
        "--write", action="store_true", help="write the drafts into the pack's drafts/, not only show them"
    )
    importing.add_argument("--all", action="store_true", help="make drafts, too, of what the pack answers already")
    importing.add_argument("--csv", type=Path, help="write the report, one line for each item, into this file, too")


def import_catalogue(chosen: argparse.Namespace, settings: FaqSettings) -> int:
    """Show, and with `--write` write, the drafts that a catalogue gives; return 1 when it cannot be read.

    Raises:
        PackInvalidError: the pack has problems.
    """
    folder: Path = chosen.pack or settings.content
    try:
        items = read_items(chosen.source)
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{chosen.source} cannot be read ({error.strerror}); name another file.", file=sys.stderr)
        return 1
    pack = load(folder)
    entries = [from_pack_entry(entry) for entry in pack.entries]
    search = Retriever(entries, weights.load(), choose_embedder(settings), vectors_of(settings, folder))
    drafter = Drafter(pack, search)
    drafts = [drafter.draft(item) for item in items]
    chosen_drafts = [draft for draft in drafts if chosen.all or not draft.same_as]
    print_table(["where", "asks", "becomes", "lacks"], [_row(draft, all_of_them=chosen.all) for draft in drafts])
    _print_totals(drafts, chosen_drafts)
    try:
        if chosen.csv:
            _write_report(drafts, chosen.csv)
            print(f"{chosen.csv}: {len(drafts)} items.")
        if not chosen.write:
            print("Nothing was written; add --write to put the drafts into drafts/ of the pack.")
            return 0
        return _write_drafts(chosen_drafts, folder / "drafts", chosen.source.name)
    except OSError as error:
        print(f"{error.filename} cannot be written ({error.strerror}); the files before it are whole.", file=sys.stderr)
        return 1


def read_items(path: Path) -> list[Item]:
    """Return what a file holds, by its ending.

    Raises:
        CatalogueError: it is of no known kind, too large, or holds nothing.
        OSError: it cannot be read.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise CatalogueError(f"{path}: expected a file that ends in {', '.join(_READERS)}.")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise CatalogueError(f"{path} has {size // 1_000_000} MB; at most 20 MB can be imported, so split it.")
    items = list(reader(path))
    if not items:
        raise CatalogueError(f"{path} has headings but nothing under them.")
    return items


def _row(draft: Draft, *, all_of_them: bool) -> list[str]:
    asks, _ = draft.item.asked
    if draft.same_as and not all_of_them:
        return [draft.item.place, asks, f"– (the pack has {draft.same_as}, {draft.confidence:.2f})", ""]
    return [draft.item.place, asks, draft.entry_id, str(len(draft.missing))]


def _print_totals(drafts: Sequence[Draft], made: Sequence[Draft]) -> None:
    ignored = Counter(heading for draft in drafts for heading in draft.item.ignored)
    print(f"{len(drafts)} items: {len(made)} drafts, {len(drafts) - len(made)} answered by the pack already.")
    if ignored:
        columns = ", ".join(f"'{heading}' ({count})" for heading, count in ignored.most_common())
        print(f"No field of an answer takes these columns; they go into editor_notes: {columns}.")


def _write_drafts(drafts: Sequence[Draft], folder: Path, source: str) -> int:
    kept = []
    for draft in drafts:
        try:
            write(draft, folder, source)
        except FileExistsError as error:
            kept.append(Path(error.filename).name)
    print(f"{folder}: {len(drafts) - len(kept)} drafts written. Complete each, move it to entries/ and run `validate`.")
    if kept:
        print(f"There already and left as they were: {', '.join(kept)}. Remove them to have them made anew.")
    return 0


def _write_report(drafts: Sequence[Draft], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["where", "id", "answered by", "confidence", "missing"])
        for draft in drafts:
            confidence = f"{draft.confidence:.2f}"
            writer.writerow([draft.item.place, draft.entry_id, draft.same_as, confidence, "; ".join(draft.missing)])
