"""Meanings in common: vectors of the store's texts, kept on disk by content; vectors of questions, kept in memory."""

import hashlib
import os
import secrets
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from okienko_faq import metrics
from okienko_faq.engines import Embedder
from okienko_faq.retrieval.documents import SearchEntry
from okienko_faq.retrieval.metric import Metric, metric_for
from okienko_faq.retrieval.words import lower_if_shouted

Floats = npt.NDArray[np.float32]

_WHOLE_UP_TO = 5_000
"""Answers up to which every phrase and the answer itself have a vector. Beyond, each has one, of its question: 50,000
answers with all of theirs would take hours of one core to embed and 0.8 GB to hold."""
_FLOOR, _SPAN = 0.80, 0.15
"""Cosines of multilingual-e5-small are compressed: unrelated texts are near .80, paraphrases near .95 (engines.md)."""
_LEARNT_SPAN = 0.70
"""By the learnt cosine unrelated texts are near 0, close paraphrases near this."""
_BLOCK = 1_024
"""Vectors that fit the processor's second cache, 1.5 MB."""
_NEXT = 3
"""Beside an entry's nearest text the mean of this many next ones counts, half and half: by meaning alone this raised
recall@1 from .777 to .858 on the development questions, and one lucky alias no longer decides."""


class EmbeddingIndex:
    """One vector for each phrase, and for each question with its answer."""

    def __init__(
        self, entries: Sequence[SearchEntry], embedder: Embedder, cache: Path | None, metric: Metric | None = None
    ) -> None:
        """Embed what the cache does not hold (about 0.5 ms CPU a token) and write the cache anew if that was anything.

        Args:
            entries: the store.
            embedder: the engine.
            cache: an `.npz` file of vectors by text hash; None keeps them in memory only.
            metric: what counts as near; None is what was learnt for this engine.
        """
        chosen = _texts if len(entries) <= _WHOLE_UP_TO else _question
        texts = [chosen(entry) for entry in entries]
        vectors = _embed_cached([text for own in texts for text in own], embedder, cache)
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self._metric = metric or metric_for(embedder.name)
        self._lengths = self._metric.lengths(self._vectors) if self._metric else None
        sizes = [len(own) for own in texts]
        self._rows = _rows(sizes) if max(sizes, default=0) > 1 else None

    def score(self, query: Floats) -> Floats:
        """Return for each entry how near its texts are to a question's vector: 0 is unrelated, 1 a close paraphrase.

        The mean of the model's own cosine and the learnt one, where there is one. On 183 answers, cross-validated, both
        together found .893 first and .973 among three, either alone .889 and .964, .883 and .965.
        """
        if self._metric is None or self._lengths is None:
            near = (self._vectors @ query - _FLOOR) / _SPAN
        else:
            probe, shift = self._metric.probe(query)
            own, learnt = _two_products(self._vectors, query, probe)
            near = ((own - _FLOOR) / _SPAN + (learnt - shift) / self._lengths / _LEARNT_SPAN) / 2
        if self._rows is None:
            # One text each: it is the nearest, and no other counts beside it.
            return near
        near = np.append(near, np.float32(np.nan))
        # The missing texts of entries with few are NaN, which sorts to the end of the negated row.
        nearest = -np.sort(-near[self._rows], axis=1)[:, : 1 + _NEXT]
        first = nearest[:, 0]
        others = np.where(np.isnan(nearest[:, 1:]), first[:, None], nearest[:, 1:]).mean(axis=1)
        scores: Floats = (first + others) / 2
        return scores


def _two_products(vectors: Floats, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Return both matrix products, reading each block once: 8.8 ms for 50,000 vectors where one after the other took 13.8."""
    pair = np.empty((2, len(vectors)), dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK]
        np.matmul(block, first, out=pair[0, start : start + _BLOCK])
        np.matmul(block, second, out=pair[1, start : start + _BLOCK])
    return pair[0], pair[1]


def _rows(sizes: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return (entries, texts of the longest entry, at least four): numbers of each entry's vectors, then -1."""
    rows = np.full((len(sizes), max(*sizes, 1 + _NEXT)), -1, dtype=np.int64)
    start = 0
    for row, size in zip(rows, sizes, strict=True):
        row[:size] = np.arange(start, start + size)
        start += size
    return rows


def _texts(entry: SearchEntry) -> list[str]:
    asked = [lower_if_shouted(phrase.text) for phrase in entry.phrases]
    answered = [f"{entry.question(language)} {body}" for language, body in sorted(entry.bodies.items())]
    return list(dict.fromkeys([*asked, *answered]))


def _question(entry: SearchEntry) -> list[str]:
    return [lower_if_shouted(entry.question("pl"))]


def _embed_cached(texts: Sequence[str], embedder: Embedder, cache: Path | None) -> Floats:
    keys = [hashlib.blake2b(f"{embedder.name}\n{text}".encode(), digest_size=16).hexdigest() for text in texts]
    known = read_cache(cache) if cache else {}
    missing = [number for number, name in enumerate(keys) if name not in known]
    if missing:
        # Texts of like length share a batch.
        missing.sort(key=lambda number: len(texts[number]))
        # Rounded as the file rounds them, so that the first start and every later one score alike.
        fresh = embedder.embed_passages([texts[number] for number in missing]).astype(np.float16).astype(np.float32)
        known |= {keys[number]: vector for number, vector in zip(missing, fresh, strict=True)}
    if cache and (missing or len(known) > len(set(keys))):
        write_cache(cache, {name: known[name] for name in keys})
    return np.stack([known[name] for name in keys])


def read_cache(cache: Path) -> dict[str, Floats]:
    """Return the vectors of a cache file by the hash of engine and text; none where it is missing or damaged."""
    if not cache.exists():
        return {}
    try:
        with np.load(cache, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        # A damaged cache costs time, nothing else.
        return {}


def write_cache(cache: Path, vectors: dict[str, Floats]) -> None:
    """Write a cache file anew, as float16; whoever reads it meanwhile reads the old one."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    # Replicas may share the file.
    partial = cache.with_suffix(f".{os.getpid()}.partial.npz")
    np.savez(partial, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())).astype(np.float16))
    partial.replace(cache)


class QueryEmbeddings:
    """Embeds questions and remembers the latest ones, in memory only.

    Questions are remembered under a keyed hash whose key dies with the process, so that not even a memory dump of the
    table holds one.
    """

    def __init__(self, embedder: Embedder, remembered: int) -> None:
        """Remember at most this many vectors (1.5 KB each)."""
        self._embedder = embedder
        self._remembered = remembered
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._vectors: OrderedDict[bytes, Floats] = OrderedDict()

    def embed(self, text: str) -> Floats:
        """Return the vector of one question, (dimension,)."""
        name = hashlib.blake2b(text.encode(), key=self._secret, digest_size=16).digest()
        with self._lock:
            vector = self._vectors.get(name)
        metrics.EMBEDDINGS.labels("model" if vector is None else "memory").inc()
        if vector is None:
            vector = self._embedder.embed_queries([text])[0]
        with self._lock:
            self._vectors[name] = vector
            self._vectors.move_to_end(name)
            while len(self._vectors) > self._remembered:
                self._vectors.popitem(last=False)
        return vector
