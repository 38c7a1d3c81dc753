"""Letters in common: cosine of character n-grams, blind to diacritics and forgiving of slips and endings."""

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from okienko_faq.retrieval.words import key

_SIZES = (3, 4, 5)
_STEPS = 65_535
"""Weights, 0 to 1, are kept in steps of 16 bits: those of 400,000 phrases in 32 took 75 MB more."""


class CharGramIndex:
    """TF-IDF of character 3- to 5-grams within words, one vector for each phrase, best phrase for each entry."""

    def __init__(self, phrases: Sequence[Sequence[str]]) -> None:
        """Index the phrases of each entry; an entry without phrases scores 0."""
        lengths = [max(len(entry), 1) for entry in phrases]
        self._starts = np.cumsum([0, *lengths[:-1]]) if lengths else np.zeros(0, dtype=np.int64)
        self._size = sum(lengths)
        # Grams are counted twice rather than kept: those of 400,000 phrases (50,000 answers) would fill a gigabyte.
        spread = Counter(gram for text in _texts(phrases) for gram in set(_grams(text)))
        self._idf = {gram: math.log((1 + self._size) / (1 + found)) + 1 for gram, found in spread.items()}
        postings: dict[str, tuple[array[int], array[int]]] = {gram: (array("i"), array("H")) for gram in spread}
        for number, text in enumerate(_texts(phrases)):
            count = Counter(_grams(text))
            norm = math.sqrt(sum((times * self._idf[gram]) ** 2 for gram, times in count.items())) or 1.0
            for gram, times in count.items():
                places, values = postings[gram]
                places.append(number)
                values.append(round(times * self._idf[gram] / norm * _STEPS))
        self._postings = {
            gram: (np.array(places, dtype=np.int32), np.array(values, dtype=np.uint16))
            for gram, (places, values) in postings.items()
        }
        self._unseen_idf = math.log(1 + self._size) + 1

    def score(self, question: str) -> npt.NDArray[np.float32]:
        """Return for each entry the cosine, 0 to 1, with its nearest phrase."""
        weights = {
            gram: times * self._idf.get(gram, self._unseen_idf) for gram, times in Counter(_grams(question)).items()
        }
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        hits = [
            (self._postings[gram], weight / norm / _STEPS) for gram, weight in weights.items() if gram in self._postings
        ]
        if not hits:
            return np.zeros(len(self._starts), dtype=np.float32)
        # One count over all postings is four times as fast as adding them gram by gram.
        places = np.concatenate([at for (at, _), _ in hits])
        values = np.concatenate([values * np.float32(weight) for (_, values), weight in hits])
        scores = np.bincount(places, values, minlength=self._size).astype(np.float32)
        best: npt.NDArray[np.float32] = np.maximum.reduceat(scores, self._starts)
        return best


def _texts(phrases: Sequence[Sequence[str]]) -> Iterator[str]:
    return (text for entry in phrases for text in (entry or [""]))


def _grams(text: str) -> Iterator[str]:
    for word in key(text).split():
        bounded = f" {word} "
        for size in _SIZES:
            if len(bounded) <= size:
                yield bounded
                break
            for start in range(len(bounded) - size + 1):
                yield bounded[start : start + size]
