"""Opening the store's database: a SQLite file, or PostgreSQL by URL."""

import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from okienko_faq.store.migrating import lock, migrate

_BUSY_SECONDS = 10
_CONNECT_SECONDS = 5
_CLOSE_SECONDS = 2.0


class StoreUnavailableError(OSError):
    """The database cannot be used; the message says why and what to do."""


class _Users:
    """Counts who works with a database, so that it is closed behind the last of them and nobody begins later."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._is_over = False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one.

        Raises:
            StoreUnavailableError: it is closed.
        """
        with self._changed:
            if self._is_over:
                raise StoreUnavailableError("The database was closed, because the service ends. Start it again.")
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def end(self, seconds: float) -> None:
        """Let nobody begin from now on, and wait so long at most until all have ended."""
        with self._changed:
            self._is_over = True
            self._changed.wait_for(lambda: not self._count, seconds)


class Database:
    """One database, brought up to date; safe to share between threads.

    A SQLite file is opened for each piece of work, so that any number of processes may share it. What is deleted from it
    is overwritten with zeros, so that nothing deleted can be read from the disk.
    """

    def __init__(self, location: str | Path) -> None:
        """Open the database and bring its tables up to date; a SQLite file is created where it is missing.

        Args:
            location: path of a SQLite file, or `postgresql://user:password@host/name`.

        Raises:
            StoreUnavailableError: there is no such database, or it cannot be written.
        """
        url = _url(str(location))
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._url = url
        self._where = url.render_as_string(hide_password=True)
        self._schema = ""
        self._users = _Users()
        try:
            if self.is_sqlite and url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            self._engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
            self._bring_up_to_date()
        except (ImportError, NoSuchModuleError) as error:
            raise StoreUnavailableError(
                f"The database {self._where} needs the package psycopg; install okienko-faq[postgresql]."
            ) from error
        except OSError as error:
            raise StoreUnavailableError(
                f"The database {self._where} cannot be made ({error.strerror}). Name another with OKIENKO_FAQ_DATABASE."
            ) from error
        except DBAPIError as error:
            raise StoreUnavailableError(
                f"The database {self._where} cannot be used: {_first_line(error)}. Mend it, or name another with "
                "OKIENKO_FAQ_DATABASE."
            ) from error

    def of_town(self, town: str) -> Self:
        """Return the database of one of many towns: a file beside this one, or a schema in the same PostgreSQL.

        What one town has kept is nowhere near another's, and goes with one file or one `DROP SCHEMA`. Towns share the
        connections to PostgreSQL.

        Args:
            town: identifier of the town, lower-case words with hyphens.

        Raises:
            StoreUnavailableError: it cannot be made, or not be written.
        """
        if self.is_sqlite:
            path = Path(self._url.database or "faq.sqlite")
            return type(self)(path.with_name(f"{path.stem}-{town}{path.suffix}"))
        found = copy.copy(self)
        found._schema = f"t_{town.replace('-', '_')}"  # noqa: SLF001 - a copy of this very object
        try:
            found._bring_up_to_date()  # noqa: SLF001 - likewise
        except DBAPIError as error:
            raise StoreUnavailableError(
                f"The town {town} has no place in the database {self._where}: {_first_line(error)}. Run "
                "`okienko-faq publish` once as a user who may create schemas."
            ) from error
        return found

    def _bring_up_to_date(self) -> None:
        self._writing = threading.Lock()
        with self.write() as connection:
            if self._schema and self._schema not in inspect(connection).get_schema_names():
                lock(connection)
                connection.execute(CreateSchema(self._schema, if_not_exists=True))
            migrate(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to read with."""
        with (
            self._users.one(),
            self._engine.connect().execution_options(okienko_schema=self._schema) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together at the end, or not at all."""
        # SQLite's own waiting is a matter of luck among many writers; threads of one process take turns. The right to
        # write is taken at the start, so that it cannot be lost halfway.
        with (
            self._users.one(),
            self._writing,
            self._engine.connect().execution_options(okienko_writes=True, okienko_schema=self._schema) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Close what is open; a town's database leaves the connections that it shares alone."""
        if self._schema:
            return
        # A thread whose caller was cancelled may still be at work, or only begin: a connection that is in use then is never closed.
        self._users.end(_CLOSE_SECONDS)
        self._engine.dispose()


def dialect_insert(connection: Connection, table: Table) -> Any:
    """Return an INSERT that may say what to do where the row is there already; both databases write it alike."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _url(location: str) -> URL:
    if "://" not in location:
        return URL.create("sqlite", database=location)
    try:
        url = make_url(location)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in {"postgresql", "sqlite"}:
        raise StoreUnavailableError(
            "OKIENKO_FAQ_DATABASE is neither a path nor an address that begins with postgresql://; expected e.g. "
            "postgresql://okienko:secret@database/okienko."
        )
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver's own BEGIN comes late and leaves out statements that change tables.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("okienko_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    # One connection reads or writes content, one the counts and the mail; more are opened when both are busy.
    engine = create_engine(
        url,
        pool_size=2,
        max_overflow=4,
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "okienko-faq"},
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        schema = connection.get_execution_options().get("okienko_schema", "")
        if schema:
            # For this transaction alone: the next one on the connection may be another town's.
            connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')

    return engine


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")
