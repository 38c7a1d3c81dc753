"""The learnt nearness beside the model's own."""

import numpy as np
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.retrieval.documents import Phrase, SearchEntry
from okienko_faq.retrieval.embeddings import EmbeddingIndex
from okienko_faq.retrieval.metric import Metric, metric_for


def test_the_probe_gives_the_cosine_of_mapped_vectors() -> None:
    random = np.random.default_rng(1)
    metric = Metric(*(random.standard_normal(shape).astype(np.float32) for shape in ((8,), (8, 8))))
    stored, query = (random.standard_normal(shape).astype(np.float32) for shape in ((5_000, 8), (8,)))
    mapped, asked = (stored - metric.mean) @ metric.matrix, (query - metric.mean) @ metric.matrix
    cosines = mapped @ asked / np.linalg.norm(mapped, axis=1) / np.linalg.norm(asked)
    probe, shift = metric.probe(query)
    assert np.allclose((stored @ probe - shift) / metric.lengths(stored), cosines, atol=1e-4)


def test_a_vector_at_the_mean_is_near_to_nothing() -> None:
    metric = Metric(np.ones(4, np.float32), np.eye(4, dtype=np.float32))
    probe, shift = metric.probe(np.ones(4, np.float32))
    assert np.isfinite(
        (np.ones((1, 4), np.float32) @ probe - shift) / metric.lengths(np.ones((1, 4), np.float32))
    ).all()


def test_was_learnt_for_the_engine_that_ships_and_for_no_other() -> None:
    learnt = metric_for(MultilingualE5.name)
    assert learnt is not None
    assert learnt.matrix.shape == (len(learnt.mean), len(learnt.mean)) == (384, 384)
    assert metric_for(HashingEmbedder.name) is None


def test_a_direction_that_says_nothing_of_the_matter_counts_less() -> None:
    # The second half of the letters says how something is asked; what is learnt leaves it out.
    embedder = HashingEmbedder()
    entries = [
        SearchEntry(name, "", (Phrase(text, "pl", "question"),), {})
        for name, text in (("a", "bardzo proszę o dowód"), ("b", "bilet"))
    ]
    query = embedder.embed_queries(["bardzo proszę o bilet"])[0]
    how = embedder.embed_queries(["bardzo proszę o"])[0]
    matrix = (np.eye(embedder.dimension) - np.outer(how, how) / float(how @ how)).astype(np.float32)
    plain = EmbeddingIndex(entries, embedder, None).score(query)
    learnt = EmbeddingIndex(entries, embedder, None, Metric(np.zeros_like(how), matrix)).score(query)
    assert learnt[1] - learnt[0] > plain[1] - plain[0]
