"""The SQLite file: migrations, atomic import of a pack, reading it back. Holds no question, ever."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from okienko_faq.content.model import Entry, Pack, Place, Topic, Town
from okienko_faq.store.revision import revisions

_FORMAT = "1"
"""Part of the stored hash; raise it when the documents change shape, so that packs are imported anew."""


@dataclass(frozen=True, slots=True)
class StoredPack:
    """What the store publishes."""

    pack: Pack
    revisions: Mapping[str, str]
    """Revision by answer id."""


class Store:
    """One SQLite file; opened for each piece of work, so that any number of processes may share it."""

    def __init__(self, path: Path) -> None:
        """Create the file where it is missing and bring its tables up to date.

        Raises:
            OSError: the folder cannot be created.
            sqlite3.DatabaseError: the file is not a SQLite database or cannot be written.
        """
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._transaction() as connection:
            _migrate(connection)

    def content_hash(self) -> str | None:
        """Return the hash of the pack that was imported last, or None."""
        with self._transaction() as connection:
            row = connection.execute("SELECT content_hash FROM pack").fetchone()
        return str(row[0]).removeprefix(f"{_FORMAT}:") if row and str(row[0]).startswith(f"{_FORMAT}:") else None

    def replace(self, pack: Pack, content_hash: str) -> None:
        """Publish `pack` instead of what was there: readers see the old one or the new one, never a mixture."""
        revision = revisions(pack)
        with self._transaction() as connection:
            for table in ("answer_places", "answers", "topics", "places", "pack"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a name from the line above
            connection.execute(
                "INSERT INTO pack VALUES (1, ?, ?)", (f"{_FORMAT}:{content_hash}", pack.town.model_dump_json())
            )
            topics = [(topic.id, at, topic.model_dump_json()) for at, topic in enumerate(pack.topics)]
            connection.executemany("INSERT INTO topics VALUES (?, ?, ?)", topics)
            places = [(place.id, at, place.model_dump_json()) for at, place in enumerate(pack.places)]
            connection.executemany("INSERT INTO places VALUES (?, ?, ?)", places)
            answers = [
                (entry.id, entry.topic, at, revision[entry.id], entry.checked, entry.model_dump_json())
                for at, entry in enumerate(pack.entries)
            ]
            connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", answers)
            used = [(entry.id, place, at) for entry in pack.entries for at, place in enumerate(entry.places)]
            connection.executemany("INSERT INTO answer_places VALUES (?, ?, ?)", used)

    def read(self) -> StoredPack:
        """Return what is published.

        Raises:
            LookupError: nothing has been imported yet.
        """
        with self._transaction() as connection:
            town = connection.execute("SELECT town FROM pack").fetchone()
            topics = connection.execute("SELECT document FROM topics ORDER BY position").fetchall()
            places = connection.execute("SELECT document FROM places ORDER BY position").fetchall()
            answers = connection.execute(
                "SELECT document, answer_id, revision FROM answers ORDER BY position"
            ).fetchall()
        if town is None:
            raise LookupError("The store is empty; import a content pack first.")
        pack = Pack(
            town=Town.model_validate_json(town[0]),
            topics=tuple(Topic.model_validate_json(row[0]) for row in topics),
            places=tuple(Place.model_validate_json(row[0]) for row in places),
            entries=tuple(Entry.model_validate_json(row[0]) for row in answers),
        )
        return StoredPack(pack, {row[1]: row[2] for row in answers})

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()


def _migrate(connection: sqlite3.Connection) -> None:
    """Run the numbered SQL files that this database has not seen, in order."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY)")
    done = {row[0] for row in connection.execute("SELECT name FROM schema_migrations")}
    folder = files("okienko_faq.store") / "migrations"
    for migration in sorted(folder.iterdir(), key=lambda item: item.name):
        if migration.name.endswith(".sql") and migration.name not in done:
            for statement in _statements(migration.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute("INSERT INTO schema_migrations VALUES (?)", (migration.name,))


def _statements(script: str) -> Iterator[str]:
    # executescript() would commit the transaction that keeps a migration whole.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
