"""Catalogues of services as tables: CSV of any common separator and encoding, and XLSX."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from okienko_faq.catalogue import columns
from okienko_faq.catalogue.source import CatalogueError, FieldName, Item, Language

_LONGEST_CELL = 50_000
"""Characters; an XLSX cell holds at most 32,767."""
_MOST_ROWS = 20_000
_LARGEST_UNPACKED = 200 * 1024 * 1024
"""Bytes of an XLSX once unpacked: a small file that swells beyond this is not a catalogue."""


def read_csv(path: Path) -> Iterator[Item]:
    """Yield the rows of a CSV file in UTF-8 or Windows-1250, separated by `;`, `,`, a tab or `|`.

    Raises:
        CatalogueError: the file is no such table, or its headings mean nothing.
        OSError: the file cannot be read.
    """
    text = _decode(path)
    try:
        dialect = csv.Sniffer().sniff(text.partition("\n")[0], delimiters=";,\t|")
        separator = dialect.delimiter
    except csv.Error:
        separator = ";"
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from _items(path, rows)
    except csv.Error as error:
        raise CatalogueError(f"{path}, line {rows.line_num}: this is not CSV ({error}); export it again.") from error


def read_xlsx(path: Path) -> Iterator[Item]:
    """Yield the rows of the first sheet of an XLSX file that has any; formulas count as their last result.

    Raises:
        CatalogueError: the file is no such table, or its headings mean nothing.
        OSError: the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST_UNPACKED:
                raise CatalogueError(f"{path} unpacks to more than 200 MB; export only the catalogue of services.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        if isinstance(error, CatalogueError):
            raise
        raise CatalogueError(f"{path} is not an XLSX file; save it as .xlsx or .csv.") from error
    try:
        filled = (sheet for sheet in book.worksheets if sheet.max_row or 0)
        sheet = next(filled, None)
        if sheet is None:
            raise CatalogueError(f"{path} has no sheet with cells; expected headings in the first row.")
        yield from _items(path, ([_written(cell) for cell in row] for row in sheet.iter_rows(values_only=True)))
    finally:
        book.close()


def _decode(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CatalogueError(f"{path} is not text in UTF-8 or Windows-1250; export it as CSV in UTF-8.")


def _written(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _items(path: Path, rows: Iterable[list[str]]) -> Iterator[Item]:
    numbered = enumerate(rows, start=1)
    start, headings = next(((number, row) for number, row in numbered if any(map(str.strip, row))), (0, []))
    meanings = [columns.understand(heading) for heading in headings]
    if not {name for name, _ in filter(None, meanings)} & {"title", "question"}:
        raise CatalogueError(
            f"{path}: no heading of the first row says which column is the name of the service or the question; "
            f"name the columns, e.g. {columns.expected()}."
        )
    for number, row in numbered:
        if number - start > _MOST_ROWS:
            raise CatalogueError(f"{path} has more than {_MOST_ROWS} rows; split the catalogue.")
        item = _item(f"row {number}", headings, meanings, row)
        if item.texts:
            yield item


def _item(place: str, headings: list[str], meanings: list[tuple[FieldName, Language] | None], row: list[str]) -> Item:
    texts: dict[tuple[FieldName, Language], str] = {}
    ignored: dict[str, str] = {}
    for heading, meaning, cell in zip(headings, meanings, row, strict=False):
        text = cell.strip()
        if not text:
            continue
        if len(text) > _LONGEST_CELL:
            raise CatalogueError(f"{place}: '{heading}' has {len(text)} characters; at most {_LONGEST_CELL}.")
        if meaning is None:
            ignored[heading.strip()] = text
        else:
            texts[meaning] = f"{texts[meaning]}\n{text}" if meaning in texts else text
    return Item(place, texts, ignored)
