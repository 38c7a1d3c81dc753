"""YAML values that remember their line, so that every message can say where the mistake is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


class LexiconError(Exception):
    """A mistake in a lexicon file; reads "file:line: what was found and what was expected"."""


@dataclass(frozen=True)
class Node:
    """A YAML value with its file and line."""

    path: Path
    node: yaml.Node

    def error(self, message: str) -> LexiconError:
        """Return the error that points at this value."""
        return LexiconError(f"{self.where()}: {message}")

    def where(self) -> str:
        """Return `file:line`, lines from 1."""
        return f"{self.path.name}:{self.node.start_mark.line + 1}"

    def mapping(self, allowed: Iterable[str] | None = None) -> dict[str, "Node"]:
        """Return the entries of a mapping; raise LexiconError on other values, double or unknown keys."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("A mapping (key: value) was expected here.")
        known = None if allowed is None else set(allowed)
        entries: dict[str, Node] = {}
        for key_node, value_node in self.node.value:
            key = str(key_node.value)
            where = Node(self.path, key_node)
            if key in entries:
                raise where.error(f"The key '{key}' is here twice.")
            if known is not None and key not in known:
                raise where.error(f"The key '{key}' is unknown; expected one of {', '.join(sorted(known))}.")
            entries[key] = Node(self.path, value_node)
        return entries

    def items(self) -> Iterator["Node"]:
        """Return the members of a list; raise LexiconError on other values."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("A list was expected here.")
        return (Node(self.path, child) for child in self.node.value)

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    def text(self, choices: Iterable[str] | None = None) -> str:
        """Return the scalar as text; raise LexiconError on other values or when it is none of `choices`."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("A single word was expected here.")
        value = str(self.node.value)
        if choices is not None and value not in (known := set(choices)):
            raise self.error(f"'{value}' is unknown; expected one of {', '.join(sorted(known))}.")
        return value

    def number(self, low: float, high: float) -> float:
        """Return the scalar as a number between `low` and `high`; raise LexiconError on other values."""
        try:
            value = float(self.text())
        except ValueError:
            raise self.error(f"'{self.text()}' is no number.") from None
        if not low <= value <= high:
            raise self.error(f"{value:g} is out of range; expected {low:g} to {high:g}.")
        return value


def read_yaml(path: Path) -> Node:
    """Read one file.

    Raises:
        LexiconError: the file cannot be read, is empty, or is no YAML.

    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        msg = f"{path}: The file cannot be read ({error.strerror}). Check the lexicon folder."
        raise LexiconError(msg) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        msg = f"{path.name}:{line}: This is no valid YAML ({error.problem})."
        raise LexiconError(msg) from error
    if node is None:
        msg = f"{path.name}:1: The file is empty."
        raise LexiconError(msg)
    return Node(path, node)
