"""Is the store whole after a power cut? Kills publishing processes and looks; see `okienko_faq.trial`."""

import os
import random
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, text

from okienko_faq.content.model import Pack
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import Store
from okienko_faq.store.tables import documents, items, versions


@dataclass
class Kills:
    """What was seen after the kills."""

    tries: int = 0
    torn: int = 0
    """Stores that were not whole; has to be 0."""
    in_the_middle: int = 0
    """Kills that left a half-written transaction behind, which had to be undone (SQLite only)."""
    seen: set[str] = field(default_factory=set)


def marked(pack: Pack, mark: str) -> Pack:
    """Return the pack with `mark` at the end of every answer's text, so that a mixture of two would show."""
    changed = (
        entry.model_copy(update={"pl": entry.pl.model_copy(update={"short": f"{entry.pl.short} {mark}"})})
        for entry in pack.entries
    )
    return pack.model_copy(update={"entries": tuple(changed)})


def kill_publishers(location: str, pack: Pack, tries: int) -> Kills:
    """Kill `tries` processes that publish two packs in turns, and look at the store after each."""
    packs = {mark: marked(pack, mark) for mark in ("A", "B")}
    database = Database(location)
    started = time.monotonic()
    for mark in ("A", "B"):
        Store(database).publish(packs[mark], mark)
    seconds = (time.monotonic() - started) / 2
    database.close()
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    kills = Kills()
    journal = Path(f"{location}-journal")
    for _ in range(tries):
        _publish_and_kill(location, packs, chance.uniform(0, 2.5 * seconds))
        kills.tries += 1
        kills.in_the_middle += journal.exists()
        database = Database(location)
        found = Store(database).read().pack
        mark = next((mark for mark, whole in packs.items() if whole == found), "")
        kills.seen.add(mark)
        kills.torn += not mark or not _is_whole(database, len(pack.entries))
        database.close()
    return kills


def _publish_and_kill(location: str, packs: dict[str, Pack], seconds: float) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        store = Store(Database(location))
        os.write(writing, b"!")
        while True:
            for mark, pack in packs.items():
                store.publish(pack, mark)
    os.read(reading, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)


def _is_whole(database: Database, answers: int) -> bool:
    """Say whether the database is sound and every version has all its answers, and nothing lies about."""
    with database.read() as connection:
        if database.is_sqlite and connection.execute(text("PRAGMA integrity_check")).scalar() != "ok":
            return False
        counted = connection.execute(
            select(func.count()).select_from(items).where(items.c.kind == "answer").group_by(items.c.version)
        ).scalars()
        kept = connection.execute(select(func.count()).select_from(versions)).scalar_one()
        strays = connection.execute(
            select(func.count()).where(documents.c.digest.not_in(select(items.c.digest)))
        ).scalar_one()
        counts = counted.all()
    return len(counts) == kept and set(counts) == {answers} and strays == 0
