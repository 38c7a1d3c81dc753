"""Letters in common: cosine of character n-grams, blind to diacritics and forgiving of slips and endings."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from okienko_faq.retrieval.words import key

_SIZES = (3, 4, 5)


class CharGramIndex:
    """TF-IDF of character 3- to 5-grams within words, one vector for each phrase, best phrase for each entry."""

    def __init__(self, phrases: Sequence[Sequence[str]]) -> None:
        """Index the phrases of each entry; an entry without phrases scores 0."""
        counts = [Counter(_grams(text)) for entry in phrases for text in (entry or [""])]
        lengths = [max(len(entry), 1) for entry in phrases]
        self._starts = np.cumsum([0, *lengths[:-1]]) if lengths else np.zeros(0, dtype=np.int64)
        self._size = len(counts)
        spread = Counter(gram for count in counts for gram in count)
        self._idf = {gram: math.log((1 + self._size) / (1 + found)) + 1 for gram, found in spread.items()}
        postings: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for number, count in enumerate(counts):
            norm = math.sqrt(sum((times * self._idf[gram]) ** 2 for gram, times in count.items())) or 1.0
            for gram, times in count.items():
                postings[gram][0].append(number)
                postings[gram][1].append(times * self._idf[gram] / norm)
        self._postings = {
            gram: (np.array(at, dtype=np.int32), np.array(values, dtype=np.float32))
            for gram, (at, values) in postings.items()
        }
        self._unseen_idf = math.log(1 + self._size) + 1

    def score(self, question: str) -> npt.NDArray[np.float32]:
        """Return for each entry the cosine, 0 to 1, with its nearest phrase."""
        scores = np.zeros(self._size, dtype=np.float32)
        squares = 0.0
        for gram, times in Counter(_grams(question)).items():
            weight = times * self._idf.get(gram, self._unseen_idf)
            squares += weight * weight
            if gram in self._postings:
                at, values = self._postings[gram]
                scores[at] += np.float32(weight) * values
        scores /= np.float32(math.sqrt(squares) or 1.0)
        return np.maximum.reduceat(scores, self._starts)


def _grams(text: str) -> Iterator[str]:
    for word in key(text).split():
        bounded = f" {word} "
        for size in _SIZES:
            if len(bounded) <= size:
                yield bounded
                break
            for start in range(len(bounded) - size + 1):
                yield bounded[start : start + size]
