"""A pack's files: the town's own, and those of the national pack that it extends, each read but not yet understood."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from okienko_faq.content.problems import Problem
from okienko_faq.content.schemas import SCHEMAS
from okienko_faq.content.yaml_lines import Document, PackSyntaxError, read

NATIONAL = "pack.yaml"
"""The file that marks a national pack; a town has town.yaml instead."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder of a pack."""

    folder: Path
    about: Document
    """town.yaml or pack.yaml."""
    topics: Document | None
    places: Document | None
    entries: Mapping[str, Document]
    """By id, which is the name of the file."""
    overlays: Mapping[str, Document]
    unread: frozenset[str] = frozenset()
    """Ids of files that are there but cannot be read."""


def is_national(folder: Path) -> bool:
    """Say whether `folder` holds a national pack."""
    return (folder / NATIONAL).exists()


def base_of(folder: Path) -> Path | None:
    """Return the folder of the pack that the town in `folder` extends; None where it extends none.

    It stands beside the town's, or else among the packs that come with Okienko.

    Raises:
        PackSyntaxError: town.yaml cannot be read, or there is no such pack.
    """
    if is_national(folder):
        return None
    about = read(folder / "town.yaml")
    name = about.value.get("extends") if isinstance(about.value, dict) else None
    if name is None:
        return None
    for base in (folder.resolve().parent / str(name), SCHEMAS.parent / str(name)):
        if is_national(base):
            return base
    path, line = about.origin(("extends",))
    raise PackSyntaxError(path, line, f"there is no pack '{name}' beside this folder; expected e.g. 'polska'.")


def paths(folder: Path) -> list[Path]:
    """Return the files of one layer that are there, in a fixed order."""
    about = NATIONAL if is_national(folder) else "town.yaml"
    named = [folder / about, folder / "topics.yaml", folder / "places.yaml"]
    return [path for path in named if path.exists()] + [
        path for part in ("entries", "overlays") for path in sorted((folder / part).glob("*.yaml"))
    ]


def read_layer(folder: Path, *, extends: bool) -> tuple[Layer | None, list[Problem]]:
    """Read one folder; a pack that `extends` another may leave out topics.yaml and entries/.

    A file of an answer that cannot be read leaves the others readable, so that many people may write at once.
    """
    reader = _Reader()
    about = reader.read(folder / (NATIONAL if is_national(folder) else "town.yaml"))
    needs_topics, needs_places = not extends, not is_national(folder)
    topics = reader.read(folder / "topics.yaml", needed=needs_topics)
    places = reader.read(folder / "places.yaml", needed=needs_places)
    if about is None or reader.problems:
        return None, reader.problems
    entries = dict(reader.read_all(folder / "entries"))
    overlays = dict(reader.read_all(folder / "overlays"))
    unread = frozenset(problem.path.stem for problem in reader.problems)
    if overlays and not extends:
        reader.problems.append(
            Problem(folder / "overlays", 0, "overlays need a pack to lie on; add 'extends: polska' to town.yaml.")
        )
    if not entries and not extends and not unread:
        reader.problems.append(
            Problem(folder / "entries", 0, "there are no entries here; add at least one .yaml file.")
        )
    return Layer(folder, about, topics, places, entries, overlays, unread), reader.problems


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, path: Path, *, needed: bool = True) -> Document | None:
        if not needed and not path.exists():
            return None
        try:
            return read(path)
        except PackSyntaxError as error:
            self.problems.append(Problem(error.path, error.line, error.problem))
            return None

    def read_all(self, folder: Path) -> Iterator[tuple[str, Document]]:
        for path in sorted(folder.glob("*.yaml")):
            document = self.read(path)
            if document is not None:
                yield path.stem, document
