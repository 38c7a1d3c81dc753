"""Everything the search prepares of a store: lexicon, words, letters, exact questions, meanings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from okienko_faq.engines import Embedder
from okienko_faq.retrieval import synonyms
from okienko_faq.retrieval.chargrams import CharGramIndex
from okienko_faq.retrieval.documents import SearchEntry
from okienko_faq.retrieval.embeddings import EmbeddingIndex
from okienko_faq.retrieval.lemmas import EnglishStemmer, PolishLemmatiser
from okienko_faq.retrieval.lexical import LexicalIndex
from okienko_faq.retrieval.normaliser import Normaliser
from okienko_faq.retrieval.words import key, tokens

_QUESTION_WEIGHT = 3
_LANGUAGES = ("pl", "en")


class StoreIndex:
    """The prepared store; read-only once built."""

    def __init__(self, entries: Sequence[SearchEntry], embedder: Embedder | None, vector_cache: Path | None) -> None:
        """Build all indexes: about 1 s for 100 entries when their vectors are cached."""
        self.entries = tuple(entries)
        lemmatiser = PolishLemmatiser()
        self.normaliser = Normaliser(lemmatiser, _polish_texts(entries))
        self.english_words = frozenset(
            word for entry in entries for text in _texts(entry, "en") for word in tokens(text) if word.isalpha()
        )
        stand_ins = synonyms.load()
        self.lexical = {
            "pl": LexicalIndex(self._repaired(), "pl", lemmatiser, stand_ins["pl"]),
            "en": LexicalIndex(entries, "en", EnglishStemmer(), stand_ins["en"]),
        }
        self.chargrams = {
            language: CharGramIndex([_phrases(entry, language) for entry in entries]) for language in _LANGUAGES
        }
        self.lacking = {
            language: np.array([language not in entry.languages for entry in entries]) for language in _LANGUAGES
        }
        self.exact = _exact_questions(entries)
        self.meaning = EmbeddingIndex(entries, embedder, vector_cache) if embedder else None
        self.position = {entry.entry_id: place for place, entry in enumerate(entries)}

    def _repaired(self) -> list[SearchEntry]:
        """Return the entries with their Polish phrases as a question is read: an alias may be typed without diacritics, too."""
        return [
            replace(
                entry,
                phrases=tuple(
                    replace(phrase, text=self.normaliser.repair(phrase.text)) if phrase.language == "pl" else phrase
                    for phrase in entry.phrases
                ),
            )
            for entry in self.entries
        ]

    def is_title(self, place: int, text: str) -> bool:
        """Say whether `text` is the entry's own title or question, whatever its capitals and diacritics."""
        own = {key(phrase.text) for phrase in self.entries[place].phrases if phrase.kind in {"title", "question"}}
        return key(text) in own

    def nearest_phrase(self, place: int, language: str, nearest: npt.NDArray[np.int64] | None) -> str:
        """Return the entry's phrase that shared most words with the question.

        Its question instead, when that phrase is a gloss or when the question was in another language (`nearest` is
        None).
        """
        entry = self.entries[place]
        own = [phrase for phrase in entry.phrases if phrase.language == language]
        if nearest is None or not own:
            return entry.question(language)
        phrase = own[int(nearest[place])]
        return entry.question(language) if phrase.kind == "gloss" else phrase.text


def _phrases(entry: SearchEntry, language: str) -> list[str]:
    return [phrase.text for phrase in entry.phrases if phrase.language == language]


def _texts(entry: SearchEntry, language: str) -> list[str]:
    return [*_phrases(entry, language), entry.written(language)]


def _polish_texts(entries: Sequence[SearchEntry]) -> list[tuple[str, float]]:
    asked: list[tuple[str, float]] = [
        (phrase.text, _QUESTION_WEIGHT) for entry in entries for phrase in entry.phrases if phrase.language == "pl"
    ]
    return [*asked, *((entry.written("pl"), 1) for entry in entries)]


def _exact_questions(entries: Sequence[SearchEntry]) -> dict[str, int]:
    """Return the owner of every phrase that belongs to one entry only, under the phrase's folded key."""
    own = [{key(phrase.text) for phrase in entry.phrases} - {""} for entry in entries]
    shared = Counter(name for names in own for name in names)
    return {name: place for place, names in enumerate(own) for name in names if shared[name] == 1}
