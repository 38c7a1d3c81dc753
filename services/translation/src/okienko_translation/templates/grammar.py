"""The file of productions that `models/translation/grammar/serving.py` writes, read once."""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from okienko_translation.languages import LANGUAGES, Language

FRAMES = "S"
# The forms of Polish frames: by the speaker's gender and that of the person spoken to.
SPOKEN = ("~mm", "~fm", "~mf", "~ff")
_LARGEST = 64 * 1024 * 1024
_PIECE = re.compile(r"\{([^|{}]+)\|([^|{}]+)\|([^|{}]*)\}|[^{}]+")
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")
# The grammar's mark for a or an before a word that it does not know yet.
ARTICLE = "\x01"
# What says nothing about which sentence it is.
_PASSED_OVER = frozenset(',.!"„”“»«')
_SAME = {"we": "w", "ze": "z", "an": "a", ARTICLE: "a"}


class GrammarError(ValueError):
    """The file cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True)
class Slot:
    """A place in a wording: its name, the category (and class) of what fills it, and the form that it stands in."""

    name: str
    symbol: str
    form: str

    @property
    def is_builtin(self) -> bool:
        """Return whether dates, amounts and the like fill it."""
        return self.symbol.startswith("@")


@dataclass(frozen=True)
class Production:
    """A frame or an entry of the lexicon.

    Args:
        agreement: its class, by which other words agree with it.
        forms: its wordings by side and form, "pl acc": the first is the commonest.
    """

    agreement: str
    forms: Mapping[str, Sequence[str]]

    def wordings(self, language: Language, form: str) -> Sequence[str]:
        """Return its wordings in a form, none where it has none."""
        return self.forms.get(f"{language} {form}", ())


@dataclass(frozen=True)
class Token:
    """A word of a text as it is compared, and where it stands, in characters."""

    word: str
    start: int
    end: int


@dataclass
class Trie:
    """Wordings by their words; where one ends, the number of its production."""

    words: dict[str, "Trie"] = field(default_factory=dict)
    slots: dict[Slot, "Trie"] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


class Grammar:
    """All productions, and the wordings of each form by their words.

    Args:
        categories: productions by category.
        synonyms: other wordings and what they stand for, by language.
    """

    def __init__(
        self,
        categories: Mapping[str, Sequence[Production]],
        synonyms: Mapping[Language, Sequence[tuple[str, str]]],
    ) -> None:
        self.categories = categories
        self._tries: dict[tuple[Language, str, str], Trie] = {}
        self.synonyms = {language: _both_ways(synonyms.get(language, ())) for language in LANGUAGES}

    def trie(self, language: Language, symbol: str, form: str) -> Trie:
        """Return the wordings of a category, or of a class of it, in a form."""
        key = language, symbol, form
        found = self._tries.get(key)
        if found is None:
            category, _, agreement = symbol.partition("#")
            found = Trie()
            for number, production in enumerate(self.categories.get(category, ())):
                if not agreement or production.agreement == agreement:
                    # One for every speaker: most frames are alike for all.
                    for one in SPOKEN if symbol == FRAMES and language == "pl" else (form,):
                        for wording in production.wordings(language, one):
                            _insert(found, wording, number)
            self._tries[key] = found
        return found


def load(path: Path) -> Grammar:
    """Read a file of productions.

    Raises:
        GrammarError: it is missing, damaged or none.
    """
    try:
        with gzip.open(path) as file:
            content = json.loads(file.read(_LARGEST))
        categories = {
            category: [Production(agreement, forms) for agreement, forms in productions]
            for category, productions in content["categories"].items()
        }
        synonyms = {language: [(one, other) for one, other in content["synonyms"][language]] for language in LANGUAGES}
    except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
        raise GrammarError(
            f"{path.name} is missing or damaged, so no sentence is translated by templates. "
            "Write it again with: python models/translation/grammar/serving.py"
        ) from error
    return Grammar(categories, synonyms)


def pieces(wording: str) -> list[str | Slot]:
    """Split a wording into its texts and its slots."""
    return [Slot(match[1], match[2], match[3]) if match[1] else match[0] for match in _PIECE.finditer(wording)]


def tokens(text: str) -> list[Token]:
    """Return the words of a text; commas, quotes and full stops say nothing about which sentence it is."""
    return [
        Token(_SAME.get(word, word), match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if (word := match.group().lower().replace("’", "'")) not in _PASSED_OVER
    ]


def _insert(trie: Trie, wording: str, number: int) -> None:
    for piece in pieces(wording):
        if isinstance(piece, Slot):
            trie = trie.slots.setdefault(piece, Trie())
        else:
            for token in tokens(piece.replace(ARTICLE, " a ")):
                trie = trie.words.setdefault(token.word, Trie())
    if number not in trie.ends:
        trie.ends.append(number)


def _both_ways(synonyms: Sequence[tuple[str, str]]) -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return what may be read as what, by the first word."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for one, other in dict.fromkeys([*synonyms, *((other, one) for one, other in synonyms)]):
        first, second = (tuple(token.word for token in tokens(side)) for side in (one, other))
        if first != second:
            found.setdefault(first[0], []).append((first, second))
    return found
