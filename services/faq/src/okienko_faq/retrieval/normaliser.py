"""Repairs Polish questions: lost diacritics, slips of the finger and of the finger alphabet.

Words are repaired only towards a closed lexicon, the inflected forms of the words that the store itself uses, so a
repair can never lead away from the store's subject. Measured gain on recall@1: +.32 without diacritics, +.22 on
glosses, +.06 on typos (engines.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations, product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from okienko_faq.retrieval.lemmas import PolishLemmatiser
from okienko_faq.retrieval.sounds import ACCENTS, sound
from okienko_faq.retrieval.stopwords import FUNCTION_PL, GENERIC_PL
from okienko_faq.retrieval.words import fold, lower_if_shouted, tokens

_SHORTEST_REPAIRED = 4
_SHORTEST_PART = 3
_SHORTEST_HEARD = 5
_LONGEST_PARTED = 40
_TWO_SLIPS_FROM = 7
_MOST_REPAIRED = 12
"""Different unknown words of one question that are repaired; more than that is no Polish question."""
_MOST_ACCENTS = 6
"""Only the last letters that may carry a diacritic are tried: at most 6 + 15 + 20 places, twice that for z."""
_CACHED_WORDS = 20_000
_UNSEEN_FORM = 1000
"""A form that the store does not use weighs this many times less than the one it does."""


class Normaliser:
    """Holds the lexicon; safe to call from several threads."""

    def __init__(self, lemmatiser: PolishLemmatiser, texts: Iterable[tuple[str, float]]) -> None:
        """Collect the lexicon.

        Args:
            lemmatiser: gives lemmas and their inflected forms.
            texts: Polish texts of the store with their weight (questions weigh more than answers); among several
                repairs the heavier word wins.
        """
        self._lemmatiser = lemmatiser
        self._weights = _weigh(lemmatiser, texts)
        self._by_fold: dict[str, str] = {}
        for form in sorted(self._weights, key=lambda form: (-self._weights[form], form)):
            self._by_fold.setdefault(fold(form), form)
        self._by_length: Mapping[int, list[str]] = defaultdict(list)
        for folded in self._by_fold:
            self._by_length[len(folded)].append(folded)
        self._by_sound: dict[str, str] = {}
        for form in self._by_fold.values():
            self._by_sound.setdefault(sound(form), form)
        self._cache: dict[str, str] = {}

    @property
    def folded_forms(self) -> Mapping[str, str]:
        """The lexicon: its heaviest form by folded form."""
        return self._by_fold

    def knows(self, word: str) -> bool:
        """Say whether a lower-case word stands in the dictionary or, whatever its diacritics, in the store."""
        return self._lemmatiser.knows(word) or fold(word) in self._by_fold

    def repair(self, question: str) -> str:
        """Return `question` in lower case with repairable words repaired; others stay as they are.

        Of more than a dozen words that nobody knows, the rest is left out.
        """
        words = tokens(lower_if_shouted(question))
        strange = [
            word for word in dict.fromkeys(words) if word not in self._weights and not self._lemmatiser.knows(word)
        ]
        left = frozenset(strange[_MOST_REPAIRED:])
        return " ".join(self.repair_word(word) for word in words if word not in left)

    def repair_word(self, word: str) -> str:
        """Return the lexicon's form nearest to one lower-case `word`, or `word` itself; two words where one was run together."""
        hit = self._cache.get(word)
        if hit is None:
            hit = self._nearest(word)
            if len(self._cache) >= _CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = hit
        return hit

    def _nearest(self, word: str) -> str:
        if not word.isalpha() or word in self._weights or word in FUNCTION_PL:
            return word
        folded = fold(word)
        known = self._lemmatiser.knows(word)
        if folded in self._by_fold and (folded == word or not known):
            return self._by_fold[folded]
        if known or len(word) < _SHORTEST_REPAIRED:
            return word
        return self._accented(word) or self._sounding(folded) or self._misspelt(folded) or self._parted(folded) or word

    def _accented(self, word: str) -> str:
        """Return the dictionary's word that differs in diacritics only ("uzyskac": "uzyskać"), fewest first."""
        places = [place for place, letter in enumerate(word) if letter in ACCENTS][-_MOST_ACCENTS:]
        for count in range(1, min(len(places), 3) + 1):
            for chosen in combinations(places, count):
                for accents in product(*(ACCENTS[word[place]] for place in chosen)):
                    letters = list(word)
                    for place, accent in zip(chosen, accents, strict=True):
                        letters[place] = accent
                    if self._lemmatiser.knows("".join(letters)):
                        return "".join(letters)
        return ""

    def _sounding(self, folded: str) -> str:
        """Return the store's word that sounds alike ("dowut": "dowód")."""
        return self._by_sound.get(sound(folded), "") if len(folded) >= _SHORTEST_HEARD else ""

    def _misspelt(self, folded: str) -> str:
        slips = 2 if len(folded) >= _TWO_SLIPS_FROM else 1
        for allowed in range(1, slips + 1):
            near = self._within(folded, allowed)
            if near:
                return self._by_fold[max(near, key=lambda form: (form[0] == folded[0], self._weight(form), form))]
        return ""

    def _parted(self, folded: str) -> str:
        """Return the two or three words that were written or spelled as one ("prawojazdy"), or nothing."""
        if len(folded) > _LONGEST_PARTED:
            return ""
        for end in range(len(folded) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head, tail = self._by_fold.get(folded[:end]), folded[end:]
            if head is None:
                continue
            rest = self._by_fold.get(tail) or (self._parted(tail) if len(tail) >= 2 * _SHORTEST_PART else "")
            if rest:
                return f"{head} {rest}"
        return ""

    def _within(self, folded: str, slips: int) -> list[str]:
        candidates: list[str] = []
        for length in range(len(folded) - slips, len(folded) + slips + 1):
            if length >= _SHORTEST_REPAIRED - 1:
                candidates += self._by_length.get(length, [])
        found = process.extract(folded, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [form for form, _, _ in found]

    def _weight(self, folded: str) -> float:
        return self._weights[self._by_fold[folded]]


def _weigh(lemmatiser: PolishLemmatiser, texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Weigh every inflected form of every word: seen forms by their count, unseen ones by a trace of their lemma's."""
    seen: dict[str, float] = defaultdict(float)
    for text, weight in texts:
        for word in tokens(text):
            if word.isalpha():
                seen[word] += weight
    for word in FUNCTION_PL | GENERIC_PL:
        # Their forms without diacritics stand in the lists too and must not become targets of repair.
        if lemmatiser.knows(word):
            seen[word] += 5.0
    weights = {word: weight for word, weight in seen.items() if lemmatiser.knows(word)}
    for word, weight in list(weights.items()):
        for form in {form for lemma in lemmatiser.lemmas(word) for form in lemmatiser.forms(lemma)}:
            weights[form] = max(weights.get(form, 0.0), weight / _UNSEEN_FORM)
    # An alias typed without diacritics ("smieci") is no word of its own, else all who type so would find that answer alone.
    typed = {fold(form) for form in weights}
    return weights | {word: weight for word, weight in seen.items() if word not in weights and word not in typed}
