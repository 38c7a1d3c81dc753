"""Finds what a question is after: the whole search, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from okienko_faq.engines import Embedder
from okienko_faq.retrieval import emergency
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.decision import ANSWER_FROM, Decision, Outcome, decide
from okienko_faq.retrieval.documents import SearchEntry
from okienko_faq.retrieval.embeddings import Floats, QueryEmbeddings
from okienko_faq.retrieval.finding import Finding, Reading, report
from okienko_faq.retrieval.glosses import join_spelled
from okienko_faq.retrieval.language import detect
from okienko_faq.retrieval.multi import parts
from okienko_faq.retrieval.ranking import Ranking, Signals, put_first, rank
from okienko_faq.retrieval.stopwords import FUNCTION, GENERIC
from okienko_faq.retrieval.store_index import StoreIndex
from okienko_faq.retrieval.weights import Model
from okienko_faq.retrieval.words import clean, key, lower_if_shouted, tokens

_EXACT_CONFIDENCE = 0.98
_FOLLOW_UP_CONFIDENCE = 0.80
_OFFERED_BOOST = 0.25
_FOLLOW_UP_WORDS = 3
_NOT_VAGUE = 99
_WHOLLY_COVERED = 0.85
"""A question whose words one answer covers so far asks one thing."""
_PART_AMONG = 8
"""What answers a part must be among this many best for the whole."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a resident asks."""

    text: str
    language: str | None = None
    """The resident's language where known; the question itself may be in the other one."""
    context: Context = field(default_factory=Context)


class Retriever:
    """Searches one store; safe to call from several threads."""

    def __init__(
        self,
        entries: Sequence[SearchEntry],
        model: Model,
        embedder: Embedder | None,
        vector_cache: Path | None = None,
        remembered_queries: int = 2048,
    ) -> None:
        """Prepare the store for searching; see `StoreIndex` for how long that takes.

        Raises:
            ValueError: there are no entries.
        """
        if not entries:
            raise ValueError("There are no answers to search; add at least one entry to the content pack.")
        self._index = StoreIndex(entries, embedder, vector_cache)
        self._model = model
        self._queries = QueryEmbeddings(embedder, remembered_queries) if embedder else None

    @property
    def mode(self) -> str:
        """Either "hybrid", or "lexical-only" without an embedding model."""
        return "hybrid" if self._queries else "lexical-only"

    def find(self, question: Question) -> Finding:
        """Find the answer to a question of 1 to 500 characters; never raises for its content."""
        text = join_spelled(clean(question.text))
        reading = self.read(text, question.language)
        ranking, decided = self._search(text, reading, question.context)
        danger = emergency.detect(text) or emergency.detect(reading.repaired)
        return report(self._index, question.language, reading, ranking, decided, danger)

    def nearest(self, text: str, language: str) -> str:
        """Return the answer that words and meaning are nearest to, without looking the very wording up."""
        ranking = self._rank(self.read(join_spelled(clean(text)), language), Context())
        return self._index.entries[ranking.order[0]].entry_id

    def _search(self, text: str, reading: Reading, context: Context) -> tuple[Ranking, Decision]:
        index = self._index
        exact = index.exact.get(key(text)) or index.exact.get(key(reading.repaired))
        if exact is not None:
            ranking = put_first(self._rank_by_words(reading, context), exact, _EXACT_CONFIDENCE)
            # A word or two stay vague where an editor made them an alias, not where they are an answer's title.
            words = _NOT_VAGUE if index.is_title(exact, text) else len(reading.terms)
            return ranking, decide(ranking, words, self._rivals(reading))
        earlier = [index.position[entry] for entry in context.answered if entry in index.position]
        if earlier and self._is_follow_up(reading):
            ranking = put_first(self._rank_by_words(reading, context), earlier[0], _FOLLOW_UP_CONFIDENCE)
            return ranking, decide(ranking, _NOT_VAGUE, frozenset())
        ranking = self._rank(reading, context)
        decided = decide(ranking, len(reading.terms), self._rivals(reading))
        if decided.outcome is Outcome.ANSWER:
            decided = replace(decided, answers=(*decided.answers, *self._further(text, reading, ranking)))
        return ranking, decided

    def _further(self, text: str, reading: Reading, ranking: Ranking) -> list[int]:
        """Return answers to other parts of a question that asks several things."""
        if reading.words.coverage[ranking.order[0]] > _WHOLLY_COVERED:
            return []
        found: list[int] = []
        for part in parts(text, reading.language):
            # By words only: an embedding for each part would triple the cost of such questions.
            own = self._rank_by_words(self.read(part, reading.language), Context())
            place = own.order[0]
            if own.confidence >= ANSWER_FROM and place in ranking.order[1:_PART_AMONG] and place not in found:
                found.append(place)
        return found

    def _is_follow_up(self, reading: Reading) -> bool:
        words = [word for word in tokens(reading.repaired) if word not in FUNCTION[reading.language]]
        return all(word in GENERIC[reading.language] for word in words)

    def _rivals(self, reading: Reading) -> frozenset[int]:
        return frozenset(self._index.lexical[reading.language].entries_with_all(reading.terms).tolist())

    def read(self, text: str, language: str | None) -> Reading:
        """Read a cleaned question: find its language, repair it, score its words and letters."""
        index = self._index
        detected = detect(text, index.normaliser.folded_forms, index.english_words) or language or "pl"
        raw = lower_if_shouted(text)
        repaired = index.normaliser.repair(text) if detected == "pl" else raw.lower()
        terms = index.lexical[detected].terms(repaired)
        words = index.lexical[detected].score(terms)
        return Reading(detected, raw, repaired, terms, words, index.chargrams[detected].score(repaired))

    def signals(self, reading: Reading, *, with_meaning: bool) -> Signals:
        """Return what each part of the search says of every entry; meaning costs 16 ms CPU."""
        e5 = None
        if with_meaning and self._queries is not None and self._index.meaning is not None:
            # The repaired text only: embedding the raw one, too, doubled the cost and changed no recall (.868, .868).
            e5 = self._index.meaning.score(self._queries.embed(reading.repaired))
        return Signals(e5, reading.words.coverage, reading.words.overlap, reading.char)

    def lacking(self, reading: Reading) -> npt.NDArray[np.bool_]:
        """Return which entries are not written in the question's language."""
        return self._index.lacking[reading.language]

    def _rank(self, reading: Reading, context: Context) -> Ranking:
        by_words = self._rank_by_words(reading, context)
        if self._queries is None or by_words.confidence >= self._model.skip_embedding_from:
            return by_words
        signals = self.signals(reading, with_meaning=True)
        return rank(signals, self._model.hybrid, self.lacking(reading), self._boost(reading, context))

    def _rank_by_words(self, reading: Reading, context: Context) -> Ranking:
        signals = self.signals(reading, with_meaning=False)
        return rank(signals, self._model.lexical, self.lacking(reading), self._boost(reading, context))

    def _boost(self, reading: Reading, context: Context) -> Floats | None:
        """Prefer what was offered just before when a short question follows the offer."""
        offered = [self._index.position[entry] for entry in context.offered if entry in self._index.position]
        if not offered or len(reading.terms) > _FOLLOW_UP_WORDS:
            return None
        boost = np.zeros(len(self._index.entries), dtype=np.float32)
        boost[offered] = _OFFERED_BOOST
        return boost
