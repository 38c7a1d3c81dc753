"""The words a model was trained on, and which names stand for which: what it has never seen it can only invent."""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

import bisect
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+")
_PLAIN = str.maketrans("łŁ", "lL")
# Polish inflects: a form not seen is known by its stem. Endings have up to three letters ("mandat", "mandatami").
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3
STEM = 5
FUNCTION_WORDS = frozenset(
    """albo bardzo bedzie beda byla bylo byly byli ktora ktore ktory ktorego ktorej ktorych ktorym ktorzy jako jest jestem
    jestes jesli jezeli kiedy lub maja masz mamy macie moga moge mozna moze mozesz mozemy mozecie musi musisz musze musza
    musimy nalezy oraz oni ponadto powinien powinna przed przez przy pani pana panu panstwo panstwa sobie swoj swoja swoje
    swojego swojej takze takie taki taka tego tych tylko trzeba twoj twoja twoje twojego twojej wiec wszystkie zeby gdzie
    juz tutaj jeszcze prosze prosimy
    about also and another anyone because been before being both cannot could does doing down each from have having here
    into itself just like made make more most much must need only other ours over please shall should some such than that
    their them then there these they this those through under until upon very want were what when where which while whom
    whose will with within without would your yours yourself have has had""".split()
)


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


class Dictionary:
    """Which stems of one language are likely translations of which of the other, as a model's training showed them.

    Args:
        pairs: stems of the source and of the target.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._targets: dict[str, set[str]] = {}
        self._sources: dict[str, set[str]] = {}
        for source, target in pairs:
            self._targets.setdefault(source, set()).add(target)
            self._sources.setdefault(target, set()).add(source)

    def targets(self, stem: str) -> set[str]:
        """Return the stems of the target that a stem of the source goes with."""
        return self._targets.get(stem, set())

    def sources(self, stem: str) -> set[str]:
        """Return the stems of the source that a stem of the target goes with."""
        return self._sources.get(stem, set())

    def unmatched(self, source: str, target: str) -> tuple[float, float]:
        """Return how much of `source` has no counterpart in `target`, and the other way round, both from 0 to 1."""
        given, written = content_stems(source), content_stems(target)
        return _share(given, written, self._targets), _share(written, given, self._sources)


def _share(stems: frozenset[str], others: frozenset[str], known: Mapping[str, set[str]]) -> float:
    missing = sum(stem not in others and not known.get(stem, set()) & others for stem in stems)
    return missing / len(stems) if stems else 0.0


def content_stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words of a text that carry meaning: of four or more letters, no function words."""
    words = (plain(word) for word in WORD.findall(text))
    return frozenset(word[:STEM] for word in words if len(word) >= _SHORTEST_STEM and word not in FUNCTION_WORDS)


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """Return the word in lower case without diacritics."""
    bare = unicodedata.normalize("NFD", word.lower().translate(_PLAIN))
    return "".join(character for character in bare if not unicodedata.combining(character))


def looks_alike(one: str, two: str) -> bool:
    """Return whether two words begin alike, as a name does in both languages and in its cases (Krakowie, Kraków)."""
    first, second = plain(one), plain(two)
    shared = min(3, len(first), len(second))
    return first[:shared] == second[:shared]
