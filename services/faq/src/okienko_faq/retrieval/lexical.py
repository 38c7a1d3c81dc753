"""Words in common between a question and the store: BM25, coverage and phrase overlap on lemmas."""

import math
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from okienko_faq.retrieval.documents import SearchEntry
from okienko_faq.retrieval.lemmas import Lemmatiser
from okienko_faq.retrieval.stopwords import FUNCTION
from okienko_faq.retrieval.synonyms import Synonyms
from okienko_faq.retrieval.words import fold, tokens

Floats = npt.NDArray[np.float32]
Terms = list[tuple[str, ...]]
"""The content words of a text, each as its possible lemmas."""

_K1, _B = 1.2, 0.6
_MUCH = 3
_PHRASE_WEIGHT = 3
"""Questions, titles and aliases count this many times against the answer's text (engines.md)."""
STOOD_IN = 0.6
"""What a synonym counts for, against the word itself. Cross-validated by entry on the development questions: .4 finds .880 first
and .965 in three, .6 .885 and .966, .75 .886 and .966; without synonyms .880 and .961. Out of scope answered: .053 each, .051
without."""


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """One value for each entry."""

    evidence: Floats
    """BM25 in units of three words that no other entry has: whatever the store's size, 1 is much."""
    coverage: Floats
    """Share of the question's weight that the entry's words cover, 0 to 1."""
    overlap: Floats
    """Weighted Dice overlap with the entry's nearest phrase, 0 to 1."""
    phrase: npt.NDArray[np.int64]
    """Index of that phrase among the entry's phrases of this language."""


def content_terms(text: str, language: str, lemmatiser: Lemmatiser) -> Terms:
    """Return the words of `text` that carry meaning, each as its folded possible lemmas."""
    words = [word for word in tokens(text) if word not in FUNCTION[language]]
    return [tuple(dict.fromkeys(fold(lemma) for lemma in lemmatiser.lemmas(word))) for word in words]


class LexicalIndex:
    """The store's words in one language."""

    def __init__(
        self, entries: Sequence[SearchEntry], language: str, lemmatiser: Lemmatiser, synonyms: Synonyms | None = None
    ) -> None:
        """Index the phrases and bodies written in `language`."""
        self._synonyms = synonyms or {}
        self._language = language
        self._lemmatiser = lemmatiser
        self._size = len(entries)
        counts: list[Counter[str]] = []
        phrase_terms: list[Terms] = []
        starts: list[int] = []
        for entry in entries:
            starts.append(len(phrase_terms))
            own = [
                content_terms(phrase.text, language, lemmatiser)
                for phrase in entry.phrases
                if phrase.language == language
            ]
            phrase_terms += own or [[]]
            body = content_terms(entry.written(language), language, lemmatiser)
            counts.append(_count([*(own * _PHRASE_WEIGHT), body]))
        self._starts = np.array(starts, dtype=np.int64)
        self._sizes = np.diff(self._starts, append=len(phrase_terms))
        self._idf = _inverse_frequencies(counts)
        self._rarest = math.log(1 + (self._size + 0.5) / 0.5)
        self._bm25 = self._weigh_entries(counts)
        self._postings, self._phrase_weights = self._post_phrases(phrase_terms)

    def terms(self, question: str) -> Terms:
        """Return the content words of a question."""
        return content_terms(question, self._language, self._lemmatiser)

    def score(self, terms: Terms) -> LexicalScores:
        """Score every entry against the content words of a question."""
        bm25 = np.zeros(self._size, dtype=np.float32)
        covered = np.zeros(self._size, dtype=np.float32)
        shared = np.zeros(len(self._phrase_weights), dtype=np.float32)
        total = 0.0
        asked = frozenset(lemma for term in terms for lemma in term)
        for term in dict.fromkeys(terms):
            others = self._stand_ins(term, asked)
            weight = self._term_weight((*term, *others))
            total += weight
            best = self._best_values(term)
            phrases = self._phrases_with(term)
            shared[phrases] += weight
            found = best > 0
            covered += weight * found
            if others:
                second = np.where(found, np.float32(0), np.float32(STOOD_IN) * self._best_values(others))
                best += second
                covered += np.float32(STOOD_IN * weight) * (second > 0)
                shared[self._lacking(phrases, self._phrases_with(others))] += STOOD_IN * weight
            bm25 += best
        overlap = 2 * shared / np.maximum(self._phrase_weights + total, 1e-6)
        best = np.maximum.reduceat(overlap, self._starts)
        return LexicalScores(
            evidence=bm25 / np.float32(_MUCH * self._rarest),
            coverage=covered / np.float32(max(total, 1e-6)),
            overlap=best.astype(np.float32),
            phrase=self._best_phrases(overlap, best),
        )

    def stood_in(self, terms: Terms, place: int) -> tuple[tuple[str, str], ...]:
        """Return the words of a question that the entry at `place` lacks, each with its synonym that it has; folded lemmas."""
        asked = frozenset(lemma for term in terms for lemma in term)
        found = []
        for term in dict.fromkeys(terms):
            other = next((other for other in self._stand_ins(term, asked) if self._has(other, place)), None)
            if other and not any(self._has(lemma, place) for lemma in term):
                found.append((term[0], other))
        return tuple(found)

    def _has(self, lemma: str, place: int) -> bool:
        places = self._bm25[lemma][0] if lemma in self._bm25 else np.zeros(0, dtype=np.int32)
        at = int(np.searchsorted(places, place))
        return at < len(places) and int(places[at]) == place

    def entries_with_all(self, terms: Terms) -> npt.NDArray[np.int64]:
        """Return the entries that have one phrase with every one of these words."""
        common: npt.NDArray[np.int32] | None = None
        for term in terms:
            phrases = self._phrases_with(term)
            common = phrases if common is None else np.intersect1d(common, phrases, assume_unique=True)
        found = np.zeros(0, dtype=np.int32) if common is None else common
        return np.unique(np.searchsorted(self._starts, found, side="right") - 1)

    def _stand_ins(self, term: tuple[str, ...], asked: Container[str]) -> tuple[str, ...]:
        """Return the store's synonyms of a word, but for those that the question has besides."""
        if not any(lemma in self._synonyms for lemma in term):
            return ()
        others = (other for lemma in term for other in self._synonyms.get(lemma, ()))
        return tuple(dict.fromkeys(other for other in others if other in self._idf and other not in asked))

    def _lacking(self, phrases: npt.NDArray[np.int32], among: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Return those of `among` that are none of `phrases`."""
        has = np.zeros(len(self._phrase_weights), dtype=np.bool_)
        has[phrases] = True
        return among[~has[among]]

    def _best_values(self, lemmas: Sequence[str]) -> Floats:
        """Return of each entry the highest BM25 of these lemmas."""
        best = np.zeros(self._size, dtype=np.float32)
        for lemma in lemmas:
            if lemma in self._bm25:
                places, values = self._bm25[lemma]
                best[places] = np.maximum(best[places], values)
        return best

    def _phrases_with(self, lemmas: Sequence[str]) -> npt.NDArray[np.int32]:
        """Return the phrases that have one of these lemmas."""
        own = [self._postings[lemma] for lemma in lemmas if lemma in self._postings]
        if not own:
            return np.zeros(0, dtype=np.int32)
        return np.unique(np.concatenate(own)) if len(own) > 1 else own[0]

    def _term_weight(self, term: tuple[str, ...]) -> float:
        # An ambiguous word ("mam": mieć, mama, mamić) weighs what its commonest reading weighs.
        known = [self._idf[lemma] for lemma in term if lemma in self._idf]
        return min(known) if known else self._rarest

    def _weigh_entries(self, counts: Sequence[Counter[str]]) -> Mapping[str, tuple[npt.NDArray[np.int32], Floats]]:
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        mean = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
        found: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for place, count in enumerate(counts):
            room = _K1 * (1 - _B + _B * lengths[place] / mean)
            for lemma, times in count.items():
                found[lemma][0].append(place)
                found[lemma][1].append(self._idf[lemma] * times * (_K1 + 1) / (times + room))
        return {
            lemma: (np.array(at, dtype=np.int32), np.array(values, dtype=np.float32))
            for lemma, (at, values) in found.items()
        }

    def _post_phrases(self, phrase_terms: Sequence[Terms]) -> tuple[Mapping[str, npt.NDArray[np.int32]], Floats]:
        postings: dict[str, list[int]] = defaultdict(list)
        weights = np.zeros(len(phrase_terms), dtype=np.float32)
        for number, terms in enumerate(phrase_terms):
            for term in dict.fromkeys(terms):
                weights[number] += self._term_weight(term)
                for lemma in term:
                    postings[lemma].append(number)
        return {lemma: np.array(sorted(set(at)), dtype=np.int32) for lemma, at in postings.items()}, weights

    def _best_phrases(self, overlap: Floats, best: Floats) -> npt.NDArray[np.int64]:
        """Return of each entry the first phrase with its best overlap; a loop over 50,000 entries took 50 ms."""
        places = np.flatnonzero(overlap == np.repeat(best, self._sizes))
        return places[np.searchsorted(places, self._starts)] - self._starts


def _count(texts: Sequence[Terms]) -> Counter[str]:
    return Counter(lemma for terms in texts for term in terms for lemma in term)


def _inverse_frequencies(counts: Sequence[Counter[str]]) -> Mapping[str, float]:
    spread = Counter(lemma for count in counts for lemma in count)
    size = len(counts)
    return {lemma: math.log(1 + (size - found + 0.5) / (found + 0.5)) for lemma, found in spread.items()}
