"""Groups questions that are after the same thing."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from okienko_faq.engines import Embedder
from okienko_faq.retrieval.stopwords import FUNCTION_EN, FUNCTION_PL
from okienko_faq.retrieval.words import fold, tokens

_SAME_MEANING = 0.91
_SAME_WORDS = 0.5
_STEM = 5


def group(texts: Sequence[str], embedder: Embedder | None) -> list[list[int]]:
    """Return groups of positions; each text joins the first group whose first text it is nearest to, or begins one.

    The order counts: give the most asked first, so that they begin the groups.

    Args:
        texts: masked questions.
        embedder: compares meanings; without one, words are compared.
    """
    if not texts:
        return []
    near = _meanings(texts, embedder) if embedder else _shared_words(texts)
    least = _SAME_MEANING if embedder else _SAME_WORDS
    leaders: list[int] = []
    groups: list[list[int]] = []
    for position in range(len(texts)):
        nearest = int(np.argmax(near[position, leaders])) if leaders else -1
        if leaders and near[position, leaders[nearest]] >= least:
            groups[nearest].append(position)
        else:
            leaders.append(position)
            groups.append([position])
    return groups


def _meanings(texts: Sequence[str], embedder: Embedder) -> npt.NDArray[np.float32]:
    """Return (n, n) cosines."""
    vectors = np.concatenate([embedder.embed_queries([text.lower()]) for text in texts])
    cosines: npt.NDArray[np.float32] = vectors @ vectors.T
    return cosines


def _shared_words(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return (n, n) shares of common words among all words, each cut to its first letters."""
    own = [
        {fold(word)[:_STEM] for word in tokens(text.lower()) if word not in FUNCTION_PL | FUNCTION_EN} for text in texts
    ]
    return np.array([[len(one & other) / max(1, len(one | other)) for other in own] for one in own], dtype=np.float32)
