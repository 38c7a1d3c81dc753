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


_BRACE_FIRST = re.compile(r"(?:- |: )\{")
_QUOTES = "; a text that begins with '{' has to stand in quotes"


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


Origin = tuple[Path, int]
"""The file that a value was written in and its 1-based line."""


class Document:
    """One YAML file, or several laid over one another: the value and where each part of it was written."""

    def __init__(self, path: Path, value: Any, origins: dict[Where, Origin]) -> None:
        """Keep the parsed `value` and the `origins` of its parts."""
        self.path = path
        self.value = value
        self.origins = origins

    def origin(self, where: Where) -> Origin:
        """Return file and line of the value at `where`, or of its nearest ancestor."""
        while where and where not in self.origins:
            where = where[:-1]
        return self.origins.get(where, (self.path, 1))


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
        origins: dict[Where, Origin] = {}
        _collect(node, (), origins, path)
        return Document(path, loader.construct_document(node), origins)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        faulty = text.splitlines()[max(line - 1, 0) : line]
        hint = _QUOTES if any(map(_BRACE_FIRST.search, faulty)) else ""
        raise PackSyntaxError(path, line, f"this is not valid YAML: {error.problem or error}{hint}.") from error
    finally:
        loader.dispose()


def _collect(node: yaml.Node, where: Where, origins: dict[Where, Origin], path: Path) -> None:
    origins[where] = path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise PackSyntaxError(path, key.start_mark.line + 1, f"the key '{key.value}' stands here twice.")
            seen.add(key.value)
            _collect(value, (*where, key.value), origins, path)
            origins[(*where, key.value)] = path, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _collect(item, (*where, position), origins, path)
