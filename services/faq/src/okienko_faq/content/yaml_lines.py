"""YAML read as plain values, with the line of every value kept for messages."""

import re
from pathlib import Path
from typing import Any

import yaml

Where = tuple[str | int, ...]
"""Keys and positions that lead from the top of a document to a value."""


class PackSyntaxError(ValueError):
    """A file that cannot be read; the message names the file, the line and what was expected."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        """Build the sentence from the file, the 1-based line (0: unknown) and the problem."""
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")
        self.path, self.line, self.problem = path, line, problem


class _PlainLoader(yaml.CSafeLoader):
    """Reads dates and times as the text they are: `08:00` is not 480, `2026-11-24` is not a date object."""


_PlainLoader.yaml_implicit_resolvers = {}
for _kind, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    ("merge", r"^<<$", "<"),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), list(_first))


class Document:
    """One YAML file: its value and where each part of it stands."""

    def __init__(self, path: Path, value: Any, lines: dict[Where, int]) -> None:
        """Keep the parsed `value` and the 1-based `lines`."""
        self.path = path
        self.value = value
        self._lines = lines

    def line(self, where: Where) -> int:
        """Return the 1-based line of the value at `where`, or of its nearest ancestor."""
        while where and where not in self._lines:
            where = where[:-1]
        return self._lines.get(where, 1)


def read(path: Path) -> Document:
    """Read one YAML file.

    Raises:
        PackSyntaxError: the file is missing, is not UTF-8, is not YAML, or holds a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PackSyntaxError(path, 0, "this file is missing; create it, its schema is in content/schema.") from error
    except UnicodeDecodeError as error:
        raise PackSyntaxError(path, 0, "this file is not UTF-8 text; save it as UTF-8.") from error
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise PackSyntaxError(path, 1, "this file is empty; expected an entry.")
        lines: dict[Where, int] = {}
        _collect(node, (), lines, path)
        return Document(path, loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise PackSyntaxError(path, line, f"this is not valid YAML: {error.problem or error}.") from error
    finally:
        loader.dispose()


def _collect(node: yaml.Node, where: Where, lines: dict[Where, int], path: Path) -> None:
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise PackSyntaxError(path, key.start_mark.line + 1, f"the key '{key.value}' stands here twice.")
            seen.add(key.value)
            _collect(value, (*where, key.value), lines, path)
            lines[(*where, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _collect(item, (*where, position), lines, path)
