"""Reading a content pack from its folder: town.yaml, places.yaml, topics.yaml, entries/*.yaml."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from okienko_faq.content.checks import Problem, check
from okienko_faq.content.model import Entry, Pack, Place, Topic, Town
from okienko_faq.content.schemas import complaints
from okienko_faq.content.yaml_lines import Document, PackSyntaxError, read


class PackInvalidError(ValueError):
    """A pack that cannot be published; the message lists every problem, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """A pack's files, read but not yet understood."""

    town: Document
    topics: Document
    places: Document
    entries: tuple[Document, ...]


def validate(folder: Path, icons: frozenset[str] | None = None) -> list[Problem]:
    """Return everything that is wrong with the pack in `folder`; empty when it can be published.

    Args:
        folder: the pack.
        icons: names of the pictures that the front end has; None leaves them unchecked.
    """
    files, problems = _read_files(folder)
    if files is None:
        return problems
    problems += _check_schemas(files)
    # Cross references are only worth checking once every file has the right shape.
    return problems or check(_understand(files), files.entries, files.town, folder, icons)


def load(folder: Path) -> Pack:
    """Read the pack in `folder`.

    Raises:
        PackInvalidError: the pack has problems; all of them are listed.
    """
    problems = validate(folder)
    if problems:
        raise PackInvalidError(problems)
    files, _ = _read_files(folder)
    assert files is not None
    return _understand(files).sorted()


def content_hash(folder: Path) -> str:
    """Return a hash of all files of a pack, names included."""
    digest = hashlib.sha256()
    for path in _paths(folder):
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _paths(folder: Path) -> list[Path]:
    return [
        folder / "town.yaml",
        folder / "topics.yaml",
        folder / "places.yaml",
        *sorted((folder / "entries").glob("*.yaml")),
    ]


def _read_files(folder: Path) -> tuple[PackFiles | None, list[Problem]]:
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in _paths(folder):
        try:
            documents.append(read(path))
        except PackSyntaxError as error:
            problems.append(Problem(error.path, error.line, error.problem))
    if problems:
        return None, problems
    if not documents[3:]:
        return None, [Problem(folder / "entries", 0, "there are no entries here; add at least one .yaml file.")]
    return PackFiles(documents[0], documents[1], documents[2], tuple(documents[3:])), []


def _check_schemas(files: PackFiles) -> list[Problem]:
    named = [("town", files.town), ("topics", files.topics), ("places", files.places)]
    named += [("entry", document) for document in files.entries]
    return [
        Problem(document.path, document.line(where), sentence, where)
        for schema, document in named
        for where, sentence in complaints(document, schema)
    ]


def _understand(files: PackFiles) -> Pack:
    return Pack(
        town=Town.model_validate(files.town.value),
        topics=tuple(Topic.model_validate(item) for item in files.topics.value),
        places=tuple(Place.model_validate(item) for item in files.places.value),
        entries=tuple(Entry.model_validate(document.value) for document in files.entries),
    )
