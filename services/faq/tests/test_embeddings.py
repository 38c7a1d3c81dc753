from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.retrieval.documents import Phrase, SearchEntry
from okienko_faq.retrieval.embeddings import EmbeddingIndex, QueryEmbeddings


class Counting(HashingEmbedder):
    """Counts what it embeds."""

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.passages: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.queries += texts
        return super().embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.passages += texts
        return super().embed_passages(texts)


def entry(name: str, question: str, *aliases: str) -> SearchEntry:
    phrases = [Phrase(question, "pl", "question"), *(Phrase(alias, "pl", "alias") for alias in aliases)]
    return SearchEntry(name, "", tuple(phrases), {"pl": "odpowiedź"})


ENTRIES = [entry("a", "jak wyrobić dowód", "nowy dowód"), entry("b", "ile kosztuje bilet")]


def test_the_nearest_text_of_an_entry_counts(tmp_path: Path) -> None:
    embedder = Counting()
    index = EmbeddingIndex(ENTRIES, embedder, None)
    first, second = index.score(embedder.embed_queries(["nowy dowód"])[0])
    assert first > second


def test_a_second_start_embeds_nothing_and_scores_the_same(tmp_path: Path) -> None:
    cache = tmp_path / "data" / "vectors.npz"
    query = HashingEmbedder().embed_queries(["dowód albo bilet"])[0]
    before = EmbeddingIndex(ENTRIES, Counting(), cache).score(query)
    again = Counting()
    after = EmbeddingIndex(ENTRIES, again, cache).score(query)
    assert again.passages == []
    assert np.array_equal(before, after)


def test_only_changed_texts_are_embedded_anew(tmp_path: Path) -> None:
    cache = tmp_path / "vectors.npz"
    EmbeddingIndex(ENTRIES, Counting(), cache)
    again = Counting()
    EmbeddingIndex([entry("a", "jak wyrobić dowód", "dowód dla dziecka"), ENTRIES[1]], again, cache)
    assert again.passages == ["dowód dla dziecka"]


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    cache = tmp_path / "vectors.npz"
    cache.write_bytes(b"not an archive")
    embedder = Counting()
    EmbeddingIndex(ENTRIES, embedder, cache)
    assert embedder.passages
    again = Counting()
    EmbeddingIndex(ENTRIES, again, cache)
    assert again.passages == []


def test_vectors_of_another_engine_are_not_taken(tmp_path: Path) -> None:
    cache = tmp_path / "vectors.npz"
    EmbeddingIndex(ENTRIES, Counting(), cache)
    other = Counting()
    other.name = "hashing-2"
    EmbeddingIndex(ENTRIES, other, cache)
    assert other.passages


def test_an_entry_with_one_text_is_scored_by_it() -> None:
    lone = SearchEntry("a", "", (Phrase("nowy dowód", "pl", "question"),), {})
    (score,) = EmbeddingIndex([lone], Counting(), None).score(HashingEmbedder().embed_queries(["nowy dowód"])[0])
    assert score == pytest.approx((1 - 0.80) / 0.15, abs=0.01)


def test_a_remembered_question_is_not_embedded_again() -> None:
    embedder = Counting()
    queries = QueryEmbeddings(embedder, remembered=2)
    first = queries.embed("dowód")
    assert np.array_equal(queries.embed("dowód"), first)
    assert embedder.queries == ["dowód"]


def test_the_oldest_question_is_forgotten() -> None:
    embedder = Counting()
    queries = QueryEmbeddings(embedder, remembered=2)
    for text in ("a", "b", "a", "c", "b"):
        queries.embed(text)
    assert embedder.queries == ["a", "b", "c", "b"]


def test_remembered_questions_are_not_kept_as_text() -> None:
    queries = QueryEmbeddings(HashingEmbedder(), remembered=10)
    queries.embed("moja tajna sprawa")
    assert "tajna" not in repr(vars(queries))
