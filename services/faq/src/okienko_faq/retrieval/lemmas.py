"""Dictionary forms of words: Morfeusz for Polish, a suffix rule for English."""

from collections.abc import Iterable
from typing import Protocol

from okienko_faq.retrieval.morphology import analyse, generate

_CACHED_WORDS = 20_000
_CACHED_LEMMAS = 20_000
_FORMS: dict[str, tuple[str, ...]] = {}
"""Forms by lemma, kept for the next lexicon: generating them is four fifths of the time that a new index takes. The
lexicon holds the same strings, so keeping them costs about 1 MB for 150 answers."""


class Lemmatiser(Protocol):
    """Turns a word into the dictionary forms that it may come from."""

    def lemmas(self, word: str) -> tuple[str, ...]:
        """Return the possible dictionary forms of a lower-case word; the word itself when it is unknown."""

    def knows(self, word: str) -> bool:
        """Say whether the dictionary holds this lower-case word."""


class PolishLemmatiser:
    """Morfeusz 2 with its built-in dictionary (SGJP); safe to call from several threads."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._cache: dict[str, tuple[tuple[str, ...], bool]] = {}

    def lemmas(self, word: str) -> tuple[str, ...]:
        """Return the possible dictionary forms of `word`, lower-case, in Morfeusz's order."""
        return self._look_up(word)[0]

    def knows(self, word: str) -> bool:
        """Say whether Morfeusz knows `word`."""
        return self._look_up(word)[1]

    def forms(self, lemma: str) -> tuple[str, ...]:
        """Return the inflected forms of `lemma`, lower-case, without negated and superlative ones.

        Negated gerunds and participles ("niezameldowanie") would be two thirds of a verb's forms and would draw
        misspelt words to them.
        """
        hit = _FORMS.get(lemma)
        if hit is None:
            generated: Iterable[tuple[str, str, str, object, object]] = generate(lemma)
            kept = (
                form.lower()
                for form, _, tag, _, _ in generated
                if not tag.endswith((":neg", ":sup")) and ":" not in form and form.isalpha()
            )
            hit = tuple(dict.fromkeys(kept))
            if len(_FORMS) < _CACHED_LEMMAS:
                _FORMS[lemma] = hit
        return hit

    def _look_up(self, word: str) -> tuple[tuple[str, ...], bool]:
        hit = self._cache.get(word)
        if hit is None:
            hit = self._analyse(word)
            if len(self._cache) >= _CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = hit
        return hit

    def _analyse(self, word: str) -> tuple[tuple[str, ...], bool]:
        analyses = analyse(word)
        # A word cut into several segments ("byłem" → "był" + "em") is represented by its first segment.
        first = [reading for start, _, reading in analyses if start == 0]
        known = bool(first) and all(tag != "ign" for _, _, tag, _, _ in first)
        found = dict.fromkeys(lemma.split(":")[0].lower() for _, lemma, _, _, _ in first) if known else {}
        return (tuple(found) or (word,)), known


class EnglishStemmer:
    """A suffix rule: enough for plurals and verb endings in short questions."""

    def lemmas(self, word: str) -> tuple[str, ...]:
        """Return the stem of `word` as the only form."""
        return (_english_stem(word),)

    def knows(self, word: str) -> bool:
        """Say True: there is no dictionary to be outside of."""
        return bool(word)


def _english_stem(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    for suffix, replacement in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(suffix) and len(word) > len(suffix) + 1:
            return word[: -len(suffix)] + replacement
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for suffix in ("ing", "ed"):
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) >= 3 and any(vowel in stem for vowel in "aeiouy"):
            doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz"
            return stem[:-1] if doubled else stem.removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word
