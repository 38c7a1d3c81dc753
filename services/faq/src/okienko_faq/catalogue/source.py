"""One service or question as another system wrote it, before anything is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FieldName = Literal[
    "id",
    "title",
    "question",
    "answer",
    "steps",
    "documents",
    "cost",
    "duration",
    "place",
    "law",
    "url",
    "topic",
    "aliases",
    "checked",
]
Language = Literal["pl", "en"]

NEUTRAL: frozenset[FieldName] = frozenset({"id", "place", "law", "url", "topic", "checked"})
"""Fields that no language has of its own."""

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes; a catalogue of 2,000 services with whole texts has about 5 MB."""


class CatalogueError(ValueError):
    """A file that cannot be imported; the sentence says what is wrong and what was expected."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row or question."""

    place: str
    """Where it stands, as an editor would look for it: "row 3", "question 2"."""
    texts: Mapping[tuple[FieldName, Language], str]
    """Text without markup, line breaks kept; nothing that is empty."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Columns that no field of an answer takes, with their text."""

    def get(self, name: FieldName, language: Language = "pl") -> str:
        """Return the text of a field, "" where there is none."""
        return self.texts.get((name, "pl" if name in NEUTRAL else language), "")

    @property
    def asked(self) -> tuple[str, Language]:
        """What it asks or is called, and in which language: Polish before English, a question before a name."""
        named: tuple[tuple[FieldName, Language], ...] = (
            ("question", "pl"),
            ("title", "pl"),
            ("question", "en"),
            ("title", "en"),
        )
        return next(((text, where[1]) for where in named if (text := self.get(*where))), ("", "en"))
