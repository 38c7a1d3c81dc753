"""Glossaries as CSV: columns pl and en, and optionally domain, part_of_speech and reviewed; variants are parted by a bar."""

import csv
import io
from collections.abc import Iterable

from okienko_common.spreadsheets import harmless, plain

from okienko_translation.glossary.entry import Entry, GlossaryError

_COLUMNS = ("pl", "en", "domain", "part_of_speech", "reviewed")


def read_csv(content: bytes, name: str) -> list[Entry]:
    """Return the entries of a CSV file.

    Raises:
        GlossaryError: it is not UTF-8, has no columns pl and en, or a row is no entry.
    """
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        missing = [column for column in ("pl", "en") if column not in (rows.fieldnames or ())]
        if missing:
            raise GlossaryError(
                f"{name} has no column {' and '.join(missing)}. Write the columns' names in the first line."
            )
        return [_entry(row, name, rows.line_num) for row in rows if any(row.get(column) for column in ("pl", "en"))]
    except (UnicodeError, csv.Error) as error:
        raise GlossaryError(f"{name} is no readable CSV file ({error}). Save it as UTF-8 with commas.") from error


def write_csv(entries: Iterable[Entry]) -> bytes:
    """Return a CSV file of entries."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for entry in entries:
        reviewed = "yes" if entry.reviewed else "no"
        cells = ("|".join(entry.pl), "|".join(entry.en), entry.domain, entry.part_of_speech, reviewed)
        # What one editor writes, another opens in a spreadsheet.
        writer.writerow([harmless(cell) for cell in cells])
    return output.getvalue().encode()


def _entry(row: dict[str, str | None], name: str, line: int) -> Entry:
    values = {column: plain((row.get(column) or "").strip()) for column in _COLUMNS}
    try:
        return Entry(
            _variants(values["pl"]),
            _variants(values["en"]),
            values["domain"],
            values["part_of_speech"] or "noun",
            values["reviewed"].lower() not in {"no", "nie", "false", "0"},
        )
    except GlossaryError as error:
        raise GlossaryError(f"{name}, line {line}: {error}") from error


def _variants(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
