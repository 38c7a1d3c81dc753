"""Embeddings of published texts, shared through the database, so that a replica need not compute what another has."""

from pathlib import Path

import numpy as np
from sqlalchemy import delete, insert, select

from okienko_faq.retrieval.embeddings import read_cache, write_cache
from okienko_faq.store.connecting import Database
from okienko_faq.store.tables import vectors


def share(cache: Path, database: Database) -> None:
    """Put into the database what the cache file holds, instead of what was there."""
    held = read_cache(cache)
    with database.write() as connection:
        known = set(connection.execute(select(vectors.c.digest)).scalars())
        if known == held.keys():
            return
        connection.execute(delete(vectors))
        if held:
            rows = [{"digest": name, "vector": vector.astype("<f2").tobytes()} for name, vector in held.items()]
            connection.execute(insert(vectors), rows)


def fetch(cache: Path, database: Database) -> None:
    """Add to the cache file what the database holds beside."""
    held = read_cache(cache)
    with database.read() as connection:
        missing = set(connection.execute(select(vectors.c.digest)).scalars()) - held.keys()
        if not missing:
            return
        rows = connection.execute(select(vectors)).all()
    found = {
        row.digest: np.frombuffer(row.vector, dtype="<f2").astype(np.float32) for row in rows if row.digest in missing
    }
    write_cache(cache, held | found)
