"""The forms that every answer should have, and which are missing."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from okienko_faq.content.assembling import Assembled
from okienko_faq.content.layers import is_national
from okienko_faq.content.model import Entry
from okienko_faq.content.yaml_lines import Document

FORMS = ("text", "easy text", "PJM", "English", "easy English", "audio made", "audio made, English", "human video")
"""Forms of an answer. A machine speaks any text when it is asked to; audio that is made needs nobody to wait for it."""

Readings = frozenset[tuple[str, str]]
"""Answer id and language of each finished reading."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer's forms."""

    entry_id: str
    layer: str
    """"national", "national + town" or "town": whose editors add what is missing."""
    has: tuple[bool | None, ...]
    """As FORMS; None where it is not known."""


def rows(files: Assembled, recorded: frozenset[str] | None, readings: Readings | None) -> list[Row]:
    """Return the forms of every answer.

    Args:
        files: the pack.
        recorded: ids of the answers that have a signer's film; None when nobody has said.
        readings: those that have been made; None when nobody has said.
    """
    return [_row(document, Entry.model_validate(document.value), recorded, readings) for document in files.entries]


def _row(document: Document, entry: Entry, recorded: frozenset[str] | None, readings: Readings | None) -> Row:
    has = (
        bool(entry.pl.short),
        bool(entry.pl.easy),
        bool(entry.pjm),
        entry.en is not None,
        bool(entry.en and entry.en.easy),
        None if readings is None else (entry.id, "pl") in readings,
        None if readings is None else (entry.id, "en") in readings,
        None if recorded is None else entry.id in recorded,
    )
    return Row(entry.id, _layer(document), has)


def _layer(document: Document) -> str:
    folders = {path.parent.parent for path, _ in document.origins.values()}
    national = {is_national(folder) for folder in folders}
    if national == {True, False}:
        return "national + town"
    return "national" if national == {True} else "town"


def missing(found: Sequence[Row]) -> list[list[str]]:
    """Return a table row for every answer that lacks a form: id, layer, what is missing."""
    table = []
    for row in found:
        lacking = [form for form, there in zip(FORMS, row.has, strict=True) if there is False]
        if lacking:
            table.append([row.entry_id, row.layer, ", ".join(lacking)])
    return table


def totals(found: Sequence[Row]) -> list[list[str]]:
    """Return a table row for every form: form, how many answers have it, how many lack it ("?" when not known)."""
    table = []
    for place, form in enumerate(FORMS):
        states = [row.has[place] for row in found]
        known = None not in states
        table.append([form, str(states.count(True)) if known else "?", str(states.count(False)) if known else "?"])
    return table


def write_csv(found: Sequence[Row], path: Path) -> None:
    """Write one line for each answer: id, layer, then "yes", "no" or "?" for each form.

    Raises:
        OSError: the file cannot be written.
    """
    words = {True: "yes", False: "no", None: "?"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["answer", "layer", *FORMS])
        writer.writerows([row.entry_id, row.layer, *(words[there] for there in row.has)] for row in found)
