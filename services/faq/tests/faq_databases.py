"""A database of each kind for tests: a SQLite file, and PostgreSQL from a private server in a temporary folder."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from okienko_faq.store.connecting import Database

_START_SECONDS = 120.0
# Nothing has to outlive a test; it listens on a socket in its folder, and on no port.
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c shared_buffers=16MB -c max_connections=40 -c unix_socket_directories="
)


def _programs() -> Path | None:
    """Return the folder of Debian's newest PostgreSQL server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a server and return the folder of its socket."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed; `apt-get install postgresql` lets this test run.")
    # Under pytest's own folder, which only root may enter, the server's user would find nothing.
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/okienko-pg-XXXXXX"], text=True).strip())
    # The server refuses to run as root.
    as_user: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **as_user}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "okienko", "-A", "trust", "-N", "--no-locale", "-E", "UTF8"],
        check=True,
        **quiet,
    )
    options = f"{_OPTIONS}{folder}"
    server = subprocess.Popen([programs / "postgres", "-D", data, *options.replace("'", "").split()], **quiet)
    try:
        _await(folder, server)
        yield str(folder)
    finally:
        # At once: nothing of it is needed again, and at SIGTERM it would wait for every client to leave.
        server.send_signal(signal.SIGQUIT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _await(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        with contextlib.suppress(psycopg.OperationalError), _connect(str(folder)):
            return
        assert server.poll() is None, "The PostgreSQL server ended at its start."
        assert time.monotonic() < deadline, "The PostgreSQL server does not start."
        time.sleep(0.05)


def _connect(folder: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(host=folder, user="okienko", dbname="postgres", autocommit=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a database of its own is, once of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "data" / "faq.sqlite")
    folder: str = request.getfixturevalue("postgresql")
    with _connect(folder) as connection:
        # One database for all tests, emptied before each: making one costs 7 MB of files.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'okienko-faq'"
        )
        towns = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%'").fetchall()
        for schema in ("public", *(name for (name,) in towns)):
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
        connection.execute("CREATE SCHEMA public")
    return f"postgresql://okienko@/postgres?host={folder}"


@pytest.fixture
def database(location: str) -> Iterator[Database]:
    """Return an empty database, brought up to date."""
    opened = Database(location)
    yield opened
    opened.close()
