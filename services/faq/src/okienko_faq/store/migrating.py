"""Bringing a database's tables up to date."""

from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, inspect, text

_LOCK = 0x0C1E_4C0
"""Any number, the same in every replica: two of them must not migrate one PostgreSQL database at the same time."""
_FOLDER = Path(str(files("okienko_faq.store") / "migrations"))


def head() -> str:
    """Return the name of the newest migration, e.g. "0002"."""
    return max(path.name[:4] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def lock(connection: Connection) -> None:
    """Wait until no other replica changes tables, and keep others waiting until the transaction's end."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def migrate(connection: Connection) -> None:
    """Run, within the connection's transaction, the migrations that its database has not seen."""
    lock(connection)
    if _revision(connection) == head():
        return
    # Alembic costs 20 MB and half a second, which only the first start after an update has to pay.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
