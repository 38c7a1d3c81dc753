"""Words that mean the same in a town hall's matters, read from `synonyms.tsv`.

A word of the question that an entry lacks may be found by its synonym there, at a discount; see `LexicalIndex.score`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from okienko_faq.retrieval.lemmas import EnglishStemmer
from okienko_faq.retrieval.words import fold

Synonyms = Mapping[str, tuple[str, ...]]
"""Folded lemmas that may stand in for a folded lemma of the question."""

_FILE = "synonyms.tsv"


@cache
def load() -> Mapping[str, Synonyms]:
    """Return the shipped synonyms by language ("pl", "en")."""
    return parse(lines())


def lines() -> list[str]:
    """Return the shipped table."""
    return files("okienko_faq.retrieval").joinpath(_FILE).read_text(encoding="utf-8").splitlines()


def parse(table: Iterable[str]) -> Mapping[str, Synonyms]:
    """Return the synonyms of a table, by language.

    Args:
        table: lines of language, words as asked, and where these may be answered by others only, words as stored; parted by
            tabs, words by commas. Lines that begin with "#" are remarks.

    Raises:
        ValueError: a line has another shape or joins fewer than two words.
    """
    found: dict[str, dict[str, list[str]]] = {"pl": defaultdict(list), "en": defaultdict(list)}
    for number, line in enumerate(table, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        language, *columns = line.split("\t")
        groups = [[_lemma(word, language) for word in column.split(",")] for column in columns]
        if language not in found or len(groups) not in (1, 2) or not all(map(all, groups)) or sum(map(len, groups)) < 2:
            raise ValueError(
                f"{_FILE}:{number}: expected a language (pl, en), words that mean the same and, where they are answered by "
                "others only, these; parted by tabs, words by commas."
            )
        for asked in groups[0]:
            found[language][asked] += [stored for stored in groups[-1] if stored != asked]
    return {
        language: {asked: tuple(dict.fromkeys(own)) for asked, own in words.items()}
        for language, words in found.items()
    }


def _lemma(word: str, language: str) -> str:
    """Return a word of the table as the index holds it; Polish words are dictionary forms already."""
    word = word.strip()
    return fold(EnglishStemmer().lemmas(word)[0] if language == "en" and word else word)
