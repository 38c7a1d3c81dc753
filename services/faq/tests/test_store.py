"""The store, on SQLite and on PostgreSQL alike."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from okienko_faq.content.loading import load
from okienko_faq.content.model import Pack
from okienko_faq.retrieval.embeddings import read_cache, write_cache
from okienko_faq.store import connecting, vectors
from okienko_faq.store.connecting import Database, StoreUnavailableError
from okienko_faq.store.database import Store, StoreContentError
from okienko_faq.store.migrating import head
from okienko_faq.store.revision import revisions
from okienko_faq.store.tables import METADATA
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

WritePack = Callable[..., Path]


def priced(pack: Pack, cost: str) -> Pack:
    """Return the pack with another price in its first answer."""
    first, *others = pack.entries
    changed = first.model_copy(update={"pl": first.pl.model_copy(update={"cost": cost})})
    return pack.model_copy(update={"entries": (changed, *others)})


def _rows(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(METADATA.tables[table])).scalar_one())


def test_reads_back_what_was_published(database: Database, pack: Pack) -> None:
    store = Store(database)
    assert store.version() is None
    assert store.publish(pack, "hash") == 1
    stored = store.read()
    assert (stored.pack, stored.version, stored.revisions) == (pack, 1, revisions(pack))
    assert (store.version(), store.folder_hash()) == (1, "hash")


def test_another_version_adds_only_what_changed(database: Database, pack: Pack) -> None:
    store = Store(database)
    store.publish(pack, "first")
    before = _rows(database, "documents")
    store.publish(priced(pack, "5 zł"), "second")
    assert _rows(database, "documents") == before + 1
    assert store.read().version == 2


def test_goes_back_to_an_earlier_version_until_the_folder_changes(database: Database, pack: Pack) -> None:
    store = Store(database)
    store.publish(pack, "first")
    store.publish(priced(pack, "5 zł"), "second")
    store.restore(1)
    assert store.read().pack == pack
    assert [(item.version, item.is_current) for item in store.history()] == [(2, False), (1, True)]
    assert store.folder_hash() == "second", "a start must not undo what was restored"
    with pytest.raises(StoreContentError, match="no version 3"):
        store.restore(3)


def test_keeps_twenty_versions_and_what_they_need(database: Database, pack: Pack) -> None:
    store = Store(database)
    for number in range(23):
        store.publish(priced(pack, f"{number} zł"), f"hash {number}")
    assert [item.version for item in store.history()] == list(range(23, 3, -1))
    assert _rows(database, "documents") == _rows(database, "items") / 20 + 19


def test_a_publication_that_fails_halfway_changes_nothing(database: Database, pack: Pack) -> None:
    store = Store(database)
    store.publish(pack, "first")
    before, documents = store.read(), _rows(database, "documents")
    broken = priced(pack, "5 zł")
    # Two answers of one name are refused by the database when all documents are written already.
    broken = broken.model_copy(update={"entries": (*broken.entries, broken.entries[0])})
    with pytest.raises(IntegrityError):
        store.publish(broken, "second")
    assert (store.read(), _rows(database, "documents")) == (before, documents)


def test_publishers_at_the_same_time_take_turns_and_readers_see_whole_versions(location: str, pack: Pack) -> None:
    packs = [priced(pack, f"{number} zł") for number in range(4)]
    first = Database(location)
    Store(first).publish(packs[0], "0")
    failures: list[Exception] = []

    def publish(number: int) -> None:
        # A connection of its own, as another replica would have it.
        database = Database(location)
        try:
            for _ in range(3):
                Store(database).publish(packs[number], str(number))
                assert Store(database).read().pack in packs
        except Exception as error:  # noqa: BLE001 - shown below, in the test's own thread
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Store(first).version() == 13
    first.close()


def test_embeddings_come_to_a_replica_through_the_database(database: Database, tmp_path: Path) -> None:
    own, other = tmp_path / "own.npz", tmp_path / "other.npz"
    held = {name * 32: np.full(8, number, dtype=np.float32) for number, name in enumerate("abc")}
    write_cache(own, held)
    vectors.share(own, database)
    write_cache(other, {"d" * 32: np.zeros(8, dtype=np.float32)})
    vectors.fetch(other, database)
    found = read_cache(other)
    assert sorted(name[0] for name in found) == ["a", "b", "c", "d"]
    assert all(np.array_equal(found[name], vector) for name, vector in held.items())
    write_cache(own, {"a" * 32: held["a" * 32]})
    vectors.share(own, database)
    assert _rows(database, "vectors") == 1, "what no published text needs any more is removed"


def test_an_empty_store_says_what_to_do(database: Database) -> None:
    with pytest.raises(StoreContentError, match="run `okienko-faq publish` first"):
        Store(database).read()


def test_migrations_make_the_tables_that_the_code_expects_and_run_once(location: str) -> None:
    Database(location).close()
    database = Database(location)
    with database.read() as connection:
        inspector = inspect(connection)
        for table in METADATA.tables.values():
            columns = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}, table.name
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [head()]
    database.close()


def test_a_database_is_closed_behind_the_last_who_works_with_it_and_for_nobody_later(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_CLOSE_SECONDS", 60.0)
    database = Database(location)
    reads, may_end, closed = threading.Event(), threading.Event(), threading.Event()

    def read() -> None:
        with database.read() as connection:
            reads.set()
            assert may_end.wait(30)
            connection.execute(select(1))

    def close() -> None:
        database.close()
        closed.set()

    threads = [threading.Thread(target=work) for work in (read, close)]
    threads[0].start()
    assert reads.wait(30)
    threads[1].start()
    with pytest.raises(StoreUnavailableError, match="Start it again"):
        while True:
            _rows(database, "documents")
    was_closed = closed.is_set()
    may_end.set()
    for thread in threads:
        thread.join(30)
    assert closed.is_set()
    assert not was_closed


def test_a_file_of_the_former_kind_is_taken_over(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "faq.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE topics (topic_id TEXT PRIMARY KEY); CREATE TABLE answers (answer_id TEXT REFERENCES topics);"
        "CREATE TABLE pack (only INTEGER); INSERT INTO topics VALUES ('x'); INSERT INTO answers VALUES ('x');"
    )
    connection.close()
    store = Store(Database(path))
    store.publish(pack, "hash")
    assert store.read().pack == pack


def test_deleted_content_cannot_be_read_from_the_file(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "faq.sqlite"
    store = Store(Database(path))
    for number in range(22):
        store.publish(priced(pack, f"{number} krokodyli" if number == 0 else f"{number} zł"), str(number))
    assert b"krokodyli" not in path.read_bytes()


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("mysql://host/name", "expected e.g. postgresql://"),
        ("postgresql://okienko:geheim@127.0.0.1:1/okienko", "cannot be used: .*Mend it, or name another"),
        ("{tmp}/text.sqlite", "file is not a database.*OKIENKO_FAQ_DATABASE"),
        ("{tmp}/text.sqlite/below/faq.sqlite", "cannot be made .*OKIENKO_FAQ_DATABASE"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_with_a_sentence(tmp_path: Path, where: str, sentence: str) -> None:
    (tmp_path / "text.sqlite").write_text("Dzień dobry, to nie jest baza danych. " * 100)
    with pytest.raises(StoreUnavailableError, match=sentence) as raised:
        Database(where.format(tmp=tmp_path))
    assert "geheim" not in str(raised.value)


def test_revision_follows_what_residents_see(write_pack: WritePack) -> None:
    before = revisions(load(write_pack()))

    def note(town: Any, topics: Any, places: Any, entries: Any) -> None:
        entries["dowod-osobisty"]["editor_notes"] = "sprawdzić"

    def move(town: Any, topics: Any, places: Any, entries: Any) -> None:
        places[0]["address"] = "Rynek 2, 00-000 Miasteczko"

    assert revisions(load(write_pack(note))) == before
    cheaper = revisions(priced(load(write_pack()), "5 zł"))
    assert {name for name in before if before[name] != cheaper[name]} == {"dowod-osobisty"}
    moved = revisions(load(write_pack(move)))
    assert all(before[name] != moved[name] for name in before)
