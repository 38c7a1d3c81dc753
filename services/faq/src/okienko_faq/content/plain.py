"""Another town's questions and answers from a file of JSON lines, for evaluations."""

import json
from pathlib import Path
from typing import Any

from okienko_faq.retrieval.documents import Phrase, SearchEntry
from okienko_faq.retrieval.language import detect


class PlainFileError(ValueError):
    """A line that cannot be used; the message names the file, the line and what was expected."""


def read_lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects of a file of JSON lines with their 1-based line numbers.

    Raises:
        PlainFileError: the file is missing or a line is not a JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise PlainFileError(f"{path}: there is no such file; give the path of a .jsonl file.") from error
    found: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise PlainFileError(
                f"{path}:{number}: this is not JSON ({error.msg}); expected one object a line."
            ) from error
        if not isinstance(value, dict):
            raise PlainFileError(f'{path}:{number}: expected an object like {{"id": …}}.')
        found.append((number, value))
    return found


def read_content(path: Path) -> list[SearchEntry]:
    """Return the entries of a file with `{"id", "question", "answer", "question_en"?, "answer_en"?, "aliases"?}` lines.

    Raises:
        PlainFileError: the file is missing, a line is no such object, or two lines share an id.
    """
    entries: dict[str, SearchEntry] = {}
    for number, value in read_lines(path):
        try:
            entry = _entry(value)
        except (KeyError, TypeError) as error:
            expected = '"id", "question" and "answer" as text, "aliases" as a list of texts'
            raise PlainFileError(
                f"{path}:{number}: {error} is missing or of the wrong kind; expected {expected}."
            ) from error
        if entry.entry_id in entries:
            raise PlainFileError(f"{path}:{number}: the id '{entry.entry_id}' stands in an earlier line, too.")
        entries[entry.entry_id] = entry
    if not entries:
        raise PlainFileError(f"{path}: there are no entries; expected one JSON object a line.")
    return list(entries.values())


def _entry(value: dict[str, Any]) -> SearchEntry:
    phrases = [Phrase(_text(value, "question"), "pl", "question")]
    bodies = {"pl": _text(value, "answer")}
    if value.get("question_en"):
        phrases.append(Phrase(_text(value, "question_en"), "en", "question"))
        bodies["en"] = _text(value, "answer_en") if value.get("answer_en") else ""
    aliases = value.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise TypeError("aliases")
    phrases += [Phrase(alias, _alias_language(alias), "alias") for alias in aliases]
    return SearchEntry(str(value["id"]), "", tuple(phrases), bodies)


def _alias_language(alias: str) -> str:
    return detect(alias, frozenset(), frozenset()) or "pl"


def _text(value: dict[str, Any], name: str) -> str:
    text = value[name]
    if not isinstance(text, str) or not text.strip():
        raise TypeError(name)
    return text
