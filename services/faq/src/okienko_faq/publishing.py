"""From the store to what answers questions, at the start and whenever something new is published."""

import asyncio
import contextlib
import ctypes
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from okienko_common.logs import get_logger
from okienko_common.troubles import Troubles
from sqlalchemy.exc import SQLAlchemyError

from okienko_faq.content.loading import PackInvalidError, content_hash, load
from okienko_faq.content.model import Pack
from okienko_faq.engines import Embedder
from okienko_faq.messages import Catalogue
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.store import vectors
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import Store, StoredPack
from okienko_faq.store.revision import revisions

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """One version of the content, ready to answer from."""

    version: int
    catalogue: Catalogue
    retriever: Retriever
    embedder: Embedder | None = None


class Publisher:
    """Publishes folders and prepares what is published."""

    def __init__(
        self, database: Database, embedder: Embedder | None, vector_cache: Path, remembered_queries: int = 2048
    ) -> None:
        """Work on one database; see `Retriever` for the other arguments."""
        self._database = database
        self._store = Store(database)
        self._embedder = embedder
        self._cache = vector_cache
        self._remembered = remembered_queries

    @property
    def store(self) -> Store:
        """The content's versions."""
        return self._store

    def publish(self, folder: Path) -> Published | None:
        """Publish the pack in `folder` and return it, prepared; None where it was imported last already.

        The search is prepared before anything is published, so that a pack that cannot be searched never is, and the
        replicas find its embeddings in the database.

        Raises:
            PackInvalidError: the pack has problems; what was published before stays.
        """
        found = content_hash(folder)
        if self._store.folder_hash() == found:
            return None
        pack = load(folder)
        if self._embedder:
            # A Job begins without a cache, and most of the texts are those of the version before.
            vectors.fetch(self._cache, self._database)
        retriever = self._prepare(pack)
        if self._embedder:
            vectors.share(self._cache, self._database)
        version = self._store.publish(pack, found)
        log.info("content published", pack=pack.town.id, answers=len(pack.entries), version=version)
        return Published(version, Catalogue(StoredPack(pack, revisions(pack), version)), retriever, self._embedder)

    def open(self, folder: Path | None) -> Published:
        """Publish what is new in `folder`, if one is given, and return what is published.

        Raises:
            PackInvalidError: the folder has problems and nothing was published before.
            StoreContentError: no folder is given and nothing is published yet.
        """
        if folder is None:
            return self.load()
        try:
            return self.publish(folder) or self.load()
        except PackInvalidError as error:
            if self._store.version() is None:
                raise
            log.error("the content pack has problems; answering from what was published before", problems=str(error))  # noqa: TRY400 - the sentences say all
            return self.load()

    def load(self) -> Published:
        """Return what is published, prepared: about 1 s CPU for 150 answers, less when most of it was loaded before.

        Raises:
            StoreContentError: nothing is published yet.
        """
        return self.prepare(self._store.read())

    def prepare(self, stored: StoredPack) -> Published:
        """Return what was read from the store, prepared."""
        if self._embedder:
            vectors.fetch(self._cache, self._database)
        return Published(stored.version, Catalogue(stored), self._prepare(stored.pack), self._embedder)

    def _prepare(self, pack: Pack) -> Retriever:
        entries = [from_pack_entry(entry) for entry in pack.entries]
        return Retriever(entries, weights.load(), self._embedder, self._cache, self._remembered)


async def follow(
    publisher: Publisher, published: Published, swap: Callable[[Published], None], poll_seconds: float
) -> None:
    """Watch for another version than `published`, prepare it beside the one that answers, and `swap` it in; never ends.

    Where no answer was removed, the new texts are swapped in at once, still found by the search before; the new search
    follows. What cannot be read or prepared leaves what answers; a database that is away is looked for again.
    """
    refused: int | None = None
    troubles = Troubles("the database is away; answering from what was published last")
    while True:
        await asyncio.sleep(poll_seconds)
        found: int | None = None
        try:
            found = await asyncio.to_thread(publisher.store.version)
            troubles.over()
            if found in {published.version, refused, None}:
                continue
            started = time.monotonic()
            stored = await asyncio.to_thread(publisher.store.read)
            catalogue = Catalogue(stored)
            if set(published.catalogue.answer_ids) <= set(catalogue.answer_ids):
                swap(replace(published, version=stored.version, catalogue=catalogue))
            shown = time.monotonic() - started
            prepared = await asyncio.to_thread(publisher.prepare, stored)
            swap(prepared)
            published = prepared
        except SQLAlchemyError as error:
            troubles.tell(error)
        except Exception as error:
            if found is None:
                # There is no version yet that could be refused.
                troubles.tell(error)
                continue
            refused = found
            swap(published)
            log.exception(
                "a new version cannot be used; answering from the one before", version=found, error=str(error)
            )
        else:
            refused = None
            await asyncio.to_thread(_give_memory_back)
            searched = time.monotonic() - started
            log.info("new version", version=stored.version, shown=round(shown, 2), searched=round(searched, 2))


def _give_memory_back() -> None:
    """Hand what the index before has left to the system: 313 MB become 286 (glibc keeps it otherwise)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
