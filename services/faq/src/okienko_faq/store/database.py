"""Published content in versions: atomic publishing, going back, reading. Holds no question, ever."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, delete, func, insert, select, update

from okienko_faq.content.model import Entry, Pack, Place, Topic, Town
from okienko_faq.store.connecting import Database
from okienko_faq.store.revision import revisions
from okienko_faq.store.tables import documents, items, publication, versions

_FORMAT = "2"
"""Part of the stored hash; raise it when the documents change shape, so that packs are imported anew."""
_KEPT = 20
"""Versions that can be gone back to; older ones are removed."""
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredPack:
    """What the store publishes."""

    pack: Pack
    revisions: Mapping[str, str]
    """Revision by answer id."""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the content that was published."""

    version: int
    published_at: str
    """UTC, ISO 8601."""
    answers: int
    is_current: bool


class StoreContentError(LookupError):
    """What is asked for is not in the store; the message says what to do."""


class Store:
    """The content in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int | None:
        """Return the number of the published version, or None; cheap enough to ask twice a second."""
        with self._database.read() as connection:
            found: int | None = connection.execute(select(publication.c.version)).scalar()
        return found

    def folder_hash(self) -> str | None:
        """Return the hash of the folder that was imported last, or None."""
        with self._database.read() as connection:
            stored = str(connection.execute(select(publication.c.folder_hash)).scalar_one())
        return stored.removeprefix(f"{_FORMAT}:") if stored.startswith(f"{_FORMAT}:") else None

    def publish(self, pack: Pack, content_hash: str) -> int:
        """Publish `pack` instead of what was there: readers see the old one or the new one, never a mixture.

        Returns:
            The new version's number.
        """
        named = [(kind, item_id, at, value) for kind, values in _values(pack) for at, (item_id, value) in values]
        bodies = {(kind, item_id): value.model_dump_json() for kind, item_id, _, value in named}
        digests = {name: hashlib.sha256(body.encode()).hexdigest() for name, body in bodies.items()}
        revision = revisions(pack)
        folder_hash = f"{_FORMAT}:{content_hash}"
        with self._database.write() as connection:
            # The row that replicas look at also makes publishers take turns.
            connection.execute(select(publication.c.id).with_for_update()).all()
            version = (connection.execute(select(func.max(versions.c.version))).scalar() or 0) + 1
            now = datetime.now(UTC).isoformat(timespec="seconds")
            row = {"version": version, "content_hash": folder_hash, "published_at": now, "answers": len(pack.entries)}
            connection.execute(insert(versions), row)
            _add_documents(connection, {digests[name]: body for name, body in bodies.items()})
            connection.execute(
                insert(items),
                [
                    {
                        "version": version,
                        "kind": kind,
                        "item_id": item_id,
                        "position": at,
                        "digest": digests[kind, item_id],
                        "revision": revision[item_id] if kind == "answer" else "",
                    }
                    for kind, item_id, at, _ in named
                ],
            )
            connection.execute(update(publication).values(version=version, folder_hash=folder_hash))
            _remove_old(connection)
        return version

    def restore(self, version: int) -> None:
        """Publish an earlier version again, until the folder changes or another is restored.

        Raises:
            StoreContentError: it is not there.
        """
        with self._database.write() as connection:
            known = connection.execute(select(versions.c.version).where(versions.c.version == version)).scalar()
            if known is None:
                raise StoreContentError(f"There is no version {version}; `okienko-faq versions` lists what there is.")
            connection.execute(update(publication).values(version=version))

    def history(self) -> list[Version]:
        """Return the versions that are kept, newest first."""
        with self._database.read() as connection:
            current = connection.execute(select(publication.c.version)).scalar()
            rows = connection.execute(select(versions).order_by(versions.c.version.desc())).all()
        return [Version(row.version, row.published_at, row.answers, row.version == current) for row in rows]

    def read(self) -> StoredPack:
        """Return what is published.

        Raises:
            StoreContentError: nothing has been imported yet.
        """
        published = (
            # One statement, so that a version that is published meanwhile cannot be half of it.
            select(items.c.kind, items.c.item_id, items.c.revision, items.c.version, documents.c.body)
            .join(publication, publication.c.version == items.c.version)
            .join(documents, documents.c.digest == items.c.digest)
            .order_by(items.c.position)
        )
        with self._database.read() as connection:
            rows = connection.execute(published).all()
        bodies: dict[str, list[str]] = {"town": [], "topic": [], "place": [], "answer": []}
        for row in rows:
            bodies[row.kind].append(row.body)
        if not bodies["town"]:
            raise StoreContentError("The store is empty; run `okienko-faq publish` first.")
        pack = Pack(
            town=Town.model_validate_json(bodies["town"][0]),
            topics=tuple(Topic.model_validate_json(body) for body in bodies["topic"]),
            places=tuple(Place.model_validate_json(body) for body in bodies["place"]),
            entries=tuple(Entry.model_validate_json(body) for body in bodies["answer"]),
        )
        return StoredPack(pack, {row.item_id: row.revision for row in rows if row.kind == "answer"}, rows[0].version)


_Numbered = Iterator[tuple[int, tuple[str, BaseModel]]]


def _values(pack: Pack) -> Sequence[tuple[str, _Numbered]]:
    return (
        ("town", enumerate([(pack.town.id, pack.town)])),
        ("topic", enumerate((topic.id, topic) for topic in pack.topics)),
        ("place", enumerate((place.id, place) for place in pack.places)),
        ("answer", enumerate((entry.id, entry) for entry in pack.entries)),
    )


def _add_documents(connection: Connection, bodies: Mapping[str, str]) -> None:
    known: set[str] = set()
    digests = list(bodies)
    for start in range(0, len(digests), _ASKED_AT_ONCE):
        some = digests[start : start + _ASKED_AT_ONCE]
        known |= set(connection.execute(select(documents.c.digest).where(documents.c.digest.in_(some))).scalars())
    new: list[dict[str, Any]] = [
        {"digest": digest, "body": body} for digest, body in bodies.items() if digest not in known
    ]
    if new:
        connection.execute(insert(documents), new)


def _remove_old(connection: Connection) -> None:
    kept = connection.execute(select(versions.c.version).order_by(versions.c.version.desc()).limit(_KEPT)).scalars()
    removed = connection.execute(delete(versions).where(versions.c.version.not_in(kept.all()))).rowcount
    if removed:
        connection.execute(delete(documents).where(documents.c.digest.not_in(select(items.c.digest))))
