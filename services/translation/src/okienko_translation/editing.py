"""Editing the memory and the glossary: one file of each that Okienko writes itself, in a folder that all replicas read.

A change is made under a lock that other processes respect, written beside the file, and put in its place in one step once it is on the
disk: readers see the file before or after it, and a process that is killed leaves one of the two.
"""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from okienko_translation.glossary.entry import Entry
from okienko_translation.glossary.folder import parse as parse_glossary
from okienko_translation.glossary.tbx import write_tbx
from okienko_translation.memory import tmx
from okienko_translation.memory.tmx import Unit
from okienko_translation.watching import Watched

MOST_ITEMS = 100_000


class Item(Protocol):
    """A unit or an entry."""

    @property
    def identity(self) -> str:
        """Return its name."""

    @property
    def reviewed(self) -> bool:
        """Return whether a person approved it."""


T = TypeVar("T", bound=Item)


class EditingError(ValueError):
    """A change that cannot be made: a reason for programs, a sentence in Polish and in English for people."""

    def __init__(self, reason: str, pl: str, en: str) -> None:
        super().__init__(en)
        self.reason = reason
        self.pl = pl
        self.en = en


class NotFoundError(EditingError):
    """There is nothing of that name."""


@dataclass(frozen=True)
class Listed(Generic[T]):
    """A unit or an entry.

    Args:
        item: as the first file has it.
        is_own: whether that is the file that is written here.
        is_others: whether it stands in another file too, or only there.
    """

    item: T
    is_own: bool
    is_others: bool


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What is edited.

    Args:
        file: name of the file that is written.
        suffixes: of the files that are read.
        read: returns what stands in a file; raises a ValueError with a sentence.
        write: returns a file.
        texts: what a search looks through.
        refused: returns the same item, marked as not to be used.
    """

    file: str
    suffixes: frozenset[str]
    read: Callable[[bytes, str], list[T]]
    write: Callable[[Iterable[T]], bytes]
    texts: Callable[[T], tuple[str, ...]]
    refused: Callable[[T], T]


class Editor(Generic[T]):
    """Lists everything and changes the file of its own; blocking.

    Args:
        kind: what is edited.
        folder: where its own file is; made at the first change.
        others: folders, or files, that are only read.
    """

    def __init__(self, kind: Kind[T], folder: Path, others: Sequence[Path]) -> None:
        self._kind = kind
        self._folder = folder
        self._path = folder / kind.file
        self._everything: Watched[list[Listed[T]]] = Watched((folder, *others), kind.suffixes, self._list)

    def find(self, query: str) -> list[Listed[T]]:
        """Return what has every word of `query`, the file of its own first."""
        words = query.lower().split()
        return [
            one
            for one in self._everything.current()
            if all(any(word in text.lower() for text in self._kind.texts(one.item)) for word in words)
        ]

    def put(self, item: T, replaces: str = "") -> T:
        """Add an item, in the place of another where `replaces` names one.

        Raises:
            NotFoundError: there is none of that name.
            EditingError: the file cannot be written, or is full.
        """
        replaced = self._named(replaces) if replaces else None
        self._change([item], replaced)
        return item

    def delete(self, identity: str) -> None:
        """Take an item out of use.

        Raises:
            NotFoundError: there is none of that name.
            EditingError: the file cannot be written.
        """
        self._change([], self._named(identity))

    def take_in(self, content: bytes, name: str) -> int:
        """Add everything of a file and return how many there were; all of it or nothing.

        Raises:
            EditingError: the file cannot be read, or this one cannot be written.
        """
        try:
            items = self._kind.read(content, name)
        except ValueError as error:
            raise EditingError(
                "FILE_UNREADABLE", f"Nie można odczytać pliku ({error}). Popraw go.", str(error)
            ) from error
        self._change(items, None)
        return len(items)

    def everything(self) -> list[T]:
        """Return all items, each once, for a file."""
        return [one.item for one in self._everything.current()]

    def _named(self, identity: str) -> Listed[T]:
        found = next((one for one in self._everything.current() if one.item.identity == identity), None)
        if found is None:
            raise NotFoundError(
                "NOT_FOUND",
                "Nie ma takiego wpisu. Może ktoś już go zmienił: odśwież listę.",
                "There is no such entry. Somebody may have changed it already: reload the list.",
            )
        return found

    def _change(self, added: Sequence[T], removed: Listed[T] | None) -> None:
        new: dict[str, T] = {item.identity: item for item in added}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._locked():
                own = self._kind.read(self._path.read_bytes(), self._path.name) if self._path.exists() else []
                gone = {*new, *([removed.item.identity] if removed else [])}
                kept = [item for item in own if item.identity not in gone]
                # What stands in a file of others is refused here, which outweighs it there.
                is_refused = removed is not None and removed.is_others and removed.item.identity not in new
                refused = [self._kind.refused(removed.item)] if removed and is_refused else []
                items: list[T] = [*new.values(), *kept, *refused]
                if len(items) > MOST_ITEMS:
                    raise EditingError(
                        "TOO_MANY",
                        f"Plik może mieć najwyżej {MOST_ITEMS} wpisów. Usuń niepotrzebne.",
                        f"The file may hold at most {MOST_ITEMS} entries. Remove those that are not needed.",
                    )
                self._replace(self._kind.write(items))
        except OSError as error:
            raise EditingError(
                "FOLDER_UNUSABLE",
                "Nie można zapisać zmiany. Administrator: sprawdź folder OKIENKO_TRANSLATION_EDITED_FOLDER.",
                f"The change cannot be stored ({error.strerror}). Administrator: see OKIENKO_TRANSLATION_EDITED_FOLDER.",
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep every other process and thread from changing the file; the lock ends with the process that holds it."""
        with (self._folder / f".{self._kind.file}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _replace(self, content: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=f".{self._kind.file}-", delete=False) as partial:
            path = Path(partial.name)
            try:
                partial.write(content)
                partial.flush()
                os.fsync(partial.fileno())
                path.chmod(0o644)
                path.replace(self._path)
            except OSError:
                path.unlink(missing_ok=True)
                raise
        directory = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def _list(self, files: Sequence[Path], _revision: str) -> list[Listed[T]]:
        found: dict[str, Listed[T]] = {}
        for path in files:
            try:
                items = self._kind.read(path.read_bytes(), path.name)
            except (ValueError, OSError):
                # The memory and the glossary name it in the log.
                continue
            for item in items:
                known = found.get(item.identity)
                is_own = path == self._path
                if known is None:
                    found[item.identity] = Listed(item, is_own, not is_own)
                elif known.is_own and not is_own:
                    found[item.identity] = replace(known, is_others=True)
        return list(found.values())


MEMORY: Kind[Unit] = Kind(
    "memory.tmx",
    frozenset({".tmx"}),
    tmx.parse,
    tmx.write,
    lambda unit: (unit.pl, unit.en),
    lambda unit: replace(unit, reviewed=False),
)
GLOSSARY: Kind[Entry] = Kind(
    "glossary.tbx",
    frozenset({".tbx", ".csv"}),
    parse_glossary,
    write_tbx,
    lambda entry: (*entry.pl, *entry.en, entry.domain),
    lambda entry: replace(entry, reviewed=False),
)
