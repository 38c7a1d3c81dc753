"""The roles of deploy/postgresql: who serves can change no table, and where a Job publishes, no answer either."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from okienko_common.capacity import ModelPool
from okienko_faq import versions
from okienko_faq.__main__ import main
from okienko_faq.desk import Desk, place_of
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.publishing import Publisher
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database, StoreUnavailableError
from okienko_faq.towns import Towns, town_folders
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

SQL = Path(__file__).resolve().parents[3] / "deploy/postgresql"
NAME = "roles"


@pytest.fixture
def location(postgresql: str) -> Iterator[Callable[[str], str]]:
    """Return the address of a new database for a role; the database and the roles go with the test."""

    def connect(name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=postgresql, user="okienko", dbname=name, autocommit=True)

    def run(connection: psycopg.Connection[Any], file: str) -> None:
        # As psql does: one statement after the other.
        connection.execute((SQL / file).read_text().encode())

    with connect("postgres") as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    with connect(NAME) as connection:
        for _ in range(2):
            run(connection, "roles.sql")
        yield lambda role: f"postgresql://{role}@/{NAME}?host={postgresql}"
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'okienko_%'")
    with connect("postgres") as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
        connection.execute("DROP ROLE okienko_migrator")
        connection.execute("DROP ROLE okienko_server")


def opened(location: str) -> Iterator[Database]:
    database = Database(location)
    yield database
    database.close()


@pytest.fixture
def migrated(location: Callable[[str], str]) -> Iterator[Database]:
    yield from opened(location("okienko_migrator"))


@pytest.fixture
def serving(migrated: Database, location: Callable[[str], str]) -> Iterator[Database]:
    yield from opened(location("okienko_server"))


def publisher(database: Database, tmp_path: Path) -> Publisher:
    return Publisher(database, HashingEmbedder(), tmp_path / "vectors.npz")


def refused(database: Database, statement: str) -> bool:
    with pytest.raises(DBAPIError) as caught, database.write() as connection:
        connection.execute(text(statement))
    return isinstance(caught.value.orig, psycopg.errors.InsufficientPrivilege)


def count_a_rating(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("INSERT INTO ratings VALUES ('2026-11-27', 'dowod', 'pl', 1, 0)"))
        connection.execute(text("UPDATE ratings SET helpful = 2"))
        connection.execute(text("DELETE FROM ratings"))


def test_the_service_publishes_and_counts_with_the_lesser_role(
    serving: Database, tmp_path: Path, write_pack: Callable[..., Path]
) -> None:
    assert publisher(serving, tmp_path).publish(write_pack())
    count_a_rating(serving)


def test_the_service_can_change_no_table_and_reach_no_file(serving: Database) -> None:
    for statement in (
        "CREATE TABLE more (x int)",
        "DROP TABLE ratings",
        "ALTER TABLE ratings ADD COLUMN x int",
        "TRUNCATE ratings",
        "CREATE SCHEMA more",
        "CREATE TEMPORARY TABLE more (x int)",
        "CREATE ROLE more",
        "COPY ratings TO PROGRAM 'id'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
        "SET ROLE okienko_migrator",
    ):
        assert refused(serving, statement), statement


def test_nobody_without_a_role_gets_in(location: Callable[[str], str], postgresql: str) -> None:
    with psycopg.connect(host=postgresql, user="okienko", dbname=NAME, autocommit=True) as connection:
        connection.execute("CREATE ROLE visitor LOGIN")
        try:
            with pytest.raises(StoreUnavailableError, match="permission denied for database"):
                Database(location("visitor"))
        finally:
            connection.execute("DROP ROLE visitor")


def test_a_further_towns_tables_are_made_by_the_one_and_used_by_the_other(
    migrated: Database, serving: Database
) -> None:
    with pytest.raises(StoreUnavailableError, match="user who may create schemas"):
        serving.of_town("nowe")
    migrated.of_town("nowe")
    count_a_rating(serving.of_town("nowe"))


@pytest.fixture
def by_a_job(location: Callable[[str], str], postgresql: str) -> Callable[[], None]:
    """Return a function that leaves publishing to a Job."""

    def leave() -> None:
        with psycopg.connect(host=postgresql, user="okienko", dbname=NAME, autocommit=True) as connection:
            for _ in range(2):
                connection.execute((SQL / "published_by_a_job.sql").read_text().encode())

    return leave


CHANGES = (
    "UPDATE documents SET body = ''",
    "DELETE FROM items",
    "INSERT INTO versions VALUES (9, '', '', 0)",
    "UPDATE publication SET folder_hash = ''",
    "UPDATE alembic_version SET version_num = ''",
)


def test_where_a_job_publishes_the_service_can_change_no_answer(
    migrated: Database,
    serving: Database,
    tmp_path: Path,
    write_pack: Callable[..., Path],
    by_a_job: Callable[[], None],
) -> None:
    publisher(migrated, tmp_path).publish(write_pack())
    by_a_job()
    assert publisher(serving, tmp_path).open(None).version == 1
    count_a_rating(serving)
    for statement in CHANGES:
        assert refused(serving, statement), statement


async def test_a_town_that_comes_later_is_published_by_the_job_and_served_with_the_lesser_role(
    migrated: Database,
    serving: Database,
    tmp_path: Path,
    write_pack: Callable[..., Path],
    by_a_job: Callable[[], None],
    location: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_a_job()
    folder = tmp_path / "towns" / "nowe"
    folder.parent.mkdir()
    shutil.move(write_pack(lambda town, topics, places, entries: town.update(id="nowe")), folder)
    settings = FaqSettings(
        towns=folder.parent,
        database=location("okienko_server"),
        vectors=tmp_path / "vectors.npz",
        retrieval="lexical-only",
        publish_at_start=False,
    )
    pool = ModelPool(2, 8)
    towns = Towns(lambda path: Desk(settings, place_of(settings, path, serving), pool, None), "nowe")
    await towns.look(town_folders(folder.parent))
    assert not towns.desks, "nobody has published it yet"
    for name in ("TOWNS", "VECTORS", "RETRIEVAL"):
        monkeypatch.setenv(f"OKIENKO_FAQ_{name}", str(getattr(settings, name.lower())))
    monkeypatch.setenv("OKIENKO_FAQ_DATABASE", location("okienko_migrator"))
    monkeypatch.setattr(versions, "REST_SECONDS", 0)
    assert await asyncio.to_thread(main, ["publish", "--changed"]) == 0
    await towns.look(town_folders(folder.parent))
    assert list(towns.desks) == ["nowe"]
    own = serving.of_town("nowe")
    count_a_rating(own)
    for statement in CHANGES:
        assert refused(own, statement), statement
    await towns.close()
    pool.close()
