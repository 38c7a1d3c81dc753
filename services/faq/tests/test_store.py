import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from okienko_faq.content.loading import PackInvalidError, load
from okienko_faq.store.database import Store
from okienko_faq.store.importing import import_changed
from okienko_faq.store.revision import revisions

WritePack = Callable[..., Path]


def _cheaper(town: Any, topics: Any, places: Any, entries: Any) -> None:
    entries["dowod-osobisty"]["pl"]["cost"] = "5 zł"


def test_reads_back_the_pack_that_was_imported(write_pack: WritePack, tmp_path: Path) -> None:
    folder = write_pack()
    stored, changed = import_changed(folder, Store(tmp_path / "data" / "faq.sqlite"))
    assert changed
    assert stored.pack == load(folder)


def test_imports_only_when_the_files_changed(write_pack: WritePack, tmp_path: Path) -> None:
    path = tmp_path / "faq.sqlite"
    import_changed(write_pack(), Store(path))
    assert import_changed(write_pack(), Store(path))[1] is False
    stored, changed = import_changed(write_pack(_cheaper), Store(path))
    assert changed
    assert next(entry for entry in stored.pack.entries if entry.id == "dowod-osobisty").pl.cost == "5 zł"


def test_a_faulty_pack_leaves_the_published_one(write_pack: WritePack, tmp_path: Path) -> None:
    store = Store(tmp_path / "faq.sqlite")
    before, _ = import_changed(write_pack(), store)
    with pytest.raises(PackInvalidError):
        import_changed(write_pack(lambda t, o, p, e: t.update(office="nic")), store)
    assert store.read() == before


def test_an_import_that_fails_halfway_changes_nothing(write_pack: WritePack, tmp_path: Path) -> None:
    store = Store(tmp_path / "faq.sqlite")
    before, _ = import_changed(write_pack(), store)
    broken = load(write_pack(_cheaper))
    # A topic that is not there is refused by the database in the middle of the import.
    broken = broken.model_copy(update={"topics": broken.topics[1:]})
    with pytest.raises(sqlite3.IntegrityError):
        store.replace(broken, "other")
    assert store.read() == before


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="import a content pack first"):
        Store(tmp_path / "faq.sqlite").read()


def test_migrations_run_once(tmp_path: Path) -> None:
    path = tmp_path / "faq.sqlite"
    Store(path)
    Store(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM schema_migrations").fetchall() == [("0001_initial.sql",)]
    connection.close()


def test_revision_follows_what_residents_see(write_pack: WritePack) -> None:
    before = revisions(load(write_pack()))

    def note(town: Any, topics: Any, places: Any, entries: Any) -> None:
        entries["dowod-osobisty"]["editor_notes"] = "sprawdzić"

    def move(town: Any, topics: Any, places: Any, entries: Any) -> None:
        places[0]["address"] = "Rynek 2, 00-000 Miasteczko"

    assert revisions(load(write_pack(note))) == before
    cheaper = revisions(load(write_pack(_cheaper)))
    assert {name for name in before if before[name] != cheaper[name]} == {"dowod-osobisty"}
    moved = revisions(load(write_pack(move)))
    assert all(before[name] != moved[name] for name in before)
