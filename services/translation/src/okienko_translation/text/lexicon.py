"""The words a model was trained on, and which names stand for which: what it has never seen it can only invent."""

import bisect
import re
import unicodedata
from collections.abc import Iterable, Mapping

WORD = re.compile(r"[^\W\d_]+")
_PLAIN = str.maketrans("łŁ", "lL")
# Polish inflects: a form not seen is known by its stem. Endings have up to three letters ("mandat", "mandatami").
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3


class Lexicon:
    """Words of one language that a model has seen.

    Args:
        words: in lower case, or with a capital where they were never seen without one: names.
    """

    def __init__(self, words: Iterable[str]) -> None:
        everything = list(words)
        self._names = frozenset(plain(word) for word in everything if not word.islower())
        self._common = frozenset(plain(word) for word in everything if word.islower())
        self._sorted = sorted(self._common | self._names)

    def knows(self, word: str) -> bool:
        """Return whether the word, or one with its stem, was seen; case and diacritics do not matter."""
        bare = plain(word)
        if bare in self._common or bare in self._names:
            return True
        stem = bare[: max(_SHORTEST_STEM, len(bare) - _LONGEST_ENDING)]
        if len(bare) < _SHORTEST_STEM:
            return False
        at = bisect.bisect_left(self._sorted, stem)
        return at < len(self._sorted) and self._sorted[at].startswith(stem)

    def is_name(self, word: str) -> bool:
        """Return whether the word was seen with a capital only, or neither it nor its stem was seen at all."""
        bare = plain(word)
        return bare not in self._common and (bare in self._names or not self.knows(word))


class Names:
    """Which words of the target a word of the source stands for, where one of them is a name and they do not look alike.

    Args:
        pairs: word of the source in lower case without diacritics, to the target's in the same form.
    """

    def __init__(self, pairs: Mapping[str, frozenset[str]]) -> None:
        self._pairs = pairs

    def of(self, word: str) -> frozenset[str]:
        """Return the target's words for a source word."""
        return self._pairs.get(plain(word), frozenset())


def plain(word: str) -> str:
    """Return the word in lower case without diacritics."""
    bare = unicodedata.normalize("NFD", word.lower().translate(_PLAIN))
    return "".join(character for character in bare if not unicodedata.combining(character))


def looks_alike(one: str, two: str) -> bool:
    """Return whether two words begin alike, as a name does in both languages and in its cases (Krakowie, Kraków)."""
    first, second = plain(one), plain(two)
    shared = min(3, len(first), len(second))
    return first[:shared] == second[:shared]
