"""Which words are translations of which: IBM model 1 on stems, for the service's check that nothing was left out or invented.

P. F. Brown, S. A. Della Pietra, V. J. Della Pietra, R. L. Mercer: The mathematics of statistical machine translation, 1993.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from okienko_translation.memory.tmx import Unit
from okienko_translation.text.lexicon import content_stems

_ROUNDS = 5
# A stem seen less often says little about what it goes with.
_LEAST_SEEN = 3
_LEAST_LIKELY = 0.04

Numbers = npt.NDArray[np.int64]


def stem_pairs(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Return Polish and English stems of which one is a likely translation of the other."""
    polish = [content_stems(unit.pl) for unit in units]
    english = [content_stems(unit.en) for unit in units]
    vocabularies = [_vocabulary(polish), _vocabulary(english)]
    coded = [_coded(polish, vocabularies[0]), _coded(english, vocabularies[1])]
    links = _links(*coded)
    sizes = [len(vocabulary) for vocabulary in vocabularies]
    forth = _likelihoods(links[0], links[1], links[2], sizes)
    back = {(a, b) for b, a in _likelihoods(links[1], links[0], links[3], sizes[::-1])}
    names = [list(vocabulary) for vocabulary in vocabularies]
    return sorted((names[0][a], names[1][b]) for a, b in forth | back)


def _vocabulary(sentences: Sequence[frozenset[str]]) -> dict[str, int]:
    seen = Counter(stem for sentence in sentences for stem in sentence)
    return {stem: number for number, stem in enumerate(sorted(s for s, count in seen.items() if count >= _LEAST_SEEN))}


def _coded(sentences: Sequence[frozenset[str]], vocabulary: dict[str, int]) -> list[list[int]]:
    return [[vocabulary[stem] for stem in sentence if stem in vocabulary] for sentence in sentences]


def _links(polish: Sequence[list[int]], english: Sequence[list[int]]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return, for every pair of stems in one sentence pair, both, and a number for the word of either side it hangs on."""
    first: list[int] = []
    second: list[int] = []
    by_english: list[int] = []
    by_polish: list[int] = []
    words = 0
    for one, other in zip(polish, english, strict=True):
        for place, stem in enumerate(one):
            first += [stem] * len(other)
            second += other
            by_polish += [words + place] * len(other)
            by_english += range(words + len(one), words + len(one) + len(other))
        words += len(one) + len(other)
    return np.array(first), np.array(second), np.array(by_english), np.array(by_polish)


def _likelihoods(source: Numbers, target: Numbers, word: Numbers, sizes: Sequence[int]) -> set[tuple[int, int]]:
    """Return source and target stems with a probability of the target given the source above the least."""
    keys, kind = np.unique(source * sizes[1] + target, return_inverse=True)
    of_source = keys // sizes[1]
    likely = np.ones(len(keys))
    for _ in range(_ROUNDS):
        share = likely[kind]
        share /= np.bincount(word, share)[word]
        counts = np.bincount(kind, share, minlength=len(keys))
        likely = counts / np.bincount(of_source, counts)[of_source]
    kept = keys[(likely >= _LEAST_LIKELY) & (np.bincount(kind, share, minlength=len(keys)) >= 1)]
    return set(zip((kept // sizes[1]).tolist(), (kept % sizes[1]).tolist(), strict=True))
