"""Searches the store for one question: the whole search, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from okienko_faq.engines import Embedder
from okienko_faq.retrieval import second_reader
from okienko_faq.retrieval.decision import Decision, Outcome, decide
from okienko_faq.retrieval.documents import SearchEntry
from okienko_faq.retrieval.embeddings import Floats, QueryEmbeddings
from okienko_faq.retrieval.emergency import Emergency
from okienko_faq.retrieval.finding import Reading
from okienko_faq.retrieval.glosses import join_spelled
from okienko_faq.retrieval.language import detect
from okienko_faq.retrieval.ranking import Ranking, Signals, put_first, rank
from okienko_faq.retrieval.store_index import StoreIndex
from okienko_faq.retrieval.weights import Model
from okienko_faq.retrieval.words import clean, key, lower_if_shouted

_EXACT_CONFIDENCE = 0.98
_OFFERED_BOOST = 0.25
_SHORT_WORDS = 3
_NOT_VAGUE = 99


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found, before anything of a conversation is regarded."""

    reading: Reading
    ranking: Ranking
    decided: Decision
    rule: str
    """ "exact" when the very wording is stored, else "search"."""
    signals: Signals


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
        reader = second_reader.load()
        self._reader = reader if embedder is not None and embedder.name == reader.engine else None

    @property
    def mode(self) -> str:
        """Either "hybrid", or "lexical-only" without an embedding model."""
        return "hybrid" if self._queries else "lexical-only"

    @property
    def index(self) -> StoreIndex:
        """The prepared store."""
        return self._index

    def knows(self, word: str) -> bool:
        """Say whether a lower-case word is spelled right, as far as dictionary and store know."""
        return self._index.normaliser.knows(word) or word in self._index.english_words

    def search(
        self,
        text: str,
        language: str | None,
        offered: Sequence[str] = (),
        *,
        words_only: bool = False,
        reading: Reading | None = None,
    ) -> Search:
        """Search for a question of any length; never raises for its content.

        Args:
            text: the question, cleaned.
            language: the resident's where known; the question itself may be in the other one.
            offered: entries that were offered just before; they are preferred by a short question.
            words_only: whether to do without meaning, which costs about 8 ms CPU.
            reading: what `read` made of the same text, where that is known.
        """
        index = self._index
        reading = reading or self.read(text, language)
        exact = index.exact.get(key(text)) if reading.language == "en" else self._exact(text, reading)
        if exact is None:
            ranking, signals = self._rank(reading, offered, words_only=words_only)
            return Search(
                reading, ranking, decide(ranking, len(reading.terms), self.rivals(reading)), "search", signals
            )
        ranking, signals = self._rank(reading, offered, words_only=True)
        ranking = put_first(ranking, exact, _EXACT_CONFIDENCE)
        # A word or two stay vague where an editor made them an alias, not where they are an answer's title.
        words = _NOT_VAGUE if index.is_title(exact, text) else len(reading.terms)
        return Search(reading, ranking, decide(ranking, words, self.rivals(reading), is_stored=True), "exact", signals)

    def danger(self, found: Search) -> Emergency | None:
        """Read for danger, by meaning, what the search is not sure of; None where it is sure or meaning was not asked."""
        vector = found.signals.vector
        if self._reader is None or vector is None or found.decided.outcome is Outcome.ANSWER:
            return None
        return self._reader.read(vector)

    def nearest(self, text: str, language: str) -> str:
        """Return the answer that words and meaning are nearest to, without looking the very wording up."""
        ranking, _ = self._rank(self.read(join_spelled(clean(text)), language), ())
        return self._index.entries[ranking.order[0]].entry_id

    def _exact(self, text: str, reading: Reading) -> int | None:
        found = self._index.exact.get(key(text))
        return self._index.exact.get(key(reading.repaired)) if found is None else found

    def rivals(self, reading: Reading) -> frozenset[int]:
        """Return the entries that have one phrase with every word of the question that carries meaning."""
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
        """Return what each part of the search says of every entry; meaning costs about 8 ms CPU."""
        e5 = vector = None
        if with_meaning and self._queries is not None and self._index.meaning is not None:
            # The repaired text only: embedding the raw one, too, doubled the cost and changed no recall (.868, .868).
            vector = self._queries.embed(reading.repaired)
            e5 = self._index.meaning.score(vector)
        return Signals(e5, reading.words.coverage, reading.words.overlap, reading.char, reading.words.evidence, vector)

    def lacking(self, reading: Reading) -> npt.NDArray[np.bool_]:
        """Return which entries are not written in the question's language."""
        return self._index.lacking[reading.language]

    def _rank(self, reading: Reading, offered: Sequence[str], *, words_only: bool = False) -> tuple[Ranking, Signals]:
        lacking, boost = self.lacking(reading), self._boost(reading, offered)
        signals = self.signals(reading, with_meaning=False)
        ranking = rank(signals, self._model.lexical, lacking, boost)
        if words_only or self._queries is None or ranking.confidence >= self._model.skip_embedding_from:
            return ranking, signals
        signals = self.signals(reading, with_meaning=True)
        return rank(signals, self._model.hybrid, lacking, boost), signals

    def _boost(self, reading: Reading, offered: Sequence[str]) -> Floats | None:
        """Prefer what was offered just before when a short question follows the offer."""
        places = [self._index.position[entry] for entry in offered if entry in self._index.position]
        if not places or len(reading.terms) > _SHORT_WORDS:
            return None
        boost = np.zeros(len(self._index.entries), dtype=np.float32)
        boost[places] = _OFFERED_BOOST
        return boost
