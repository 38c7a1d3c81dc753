"""The file of productions that `models/translation/grammar/serving.py` writes, read once."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from okienko_translation.languages import LANGUAGES, Language

FRAMES = "S"
# Categories of what may stand before or behind any sentence ("We inform you that", "on Saturday").
OPENING = "Opening"
ENDINGS = ("Ending", "EndingTime")
_WHOLE = (FRAMES, OPENING, *ENDINGS)
BUILTIN = "@"
_BEGINS_SLOT = "{"
# The forms of Polish frames: by the speaker's gender and that of the person spoken to.
SPOKEN = ("~mm", "~fm", "~mf", "~ff")
_LARGEST = 64 * 1024 * 1024
_PIECE = re.compile(r"\{([^|{}]+)\|([^|{}]+)\|([^|{}]*)\}|[^{}]+")
# The category and the form of a slot that productions fill.
_FILLED = re.compile(r"\{[^|{}]+\|(?!@)([^|{}#]+)(?:#[^|{}]*)?\|([^|{}]*)\}")
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")
# The grammar's mark for a or an before a word that it does not know yet.
ARTICLE = "\x01"
# An English sentence may have another of them than the grammar, or none.
ARTICLES = frozenset({"a", "the"})
# With more slots at one place, which 23 of 83,000 places have, it is kept which of them a word begins.
_MANY_SLOTS = 50
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
        return self.symbol.startswith(BUILTIN)


@dataclass(frozen=True)
class Production:
    """A frame or an entry of the lexicon.

    Args:
        agreement: its class, by which other words agree with it.
        forms: its wordings by side and form, "pl acc": the first is the commonest.
    """

    agreement: str
    forms: Mapping[str, Sequence[str]]

    @property
    def is_gendered(self) -> bool:
        """Return whether a Polish frame is another for a man than for a woman who speaks or is spoken to."""
        found = {tuple(self.forms.get(f"pl {one}", ())) for one in SPOKEN} - {()}
        return len(found) > 1

    def wordings(self, language: Language, form: str) -> Sequence[str]:
        """Return its wordings in a form, none where it has none."""
        return self.forms.get(f"{language} {form}", ())


@dataclass(frozen=True)
class Token:
    """A word of a text as it is compared, and where it stands, in characters."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Opening:
    """What the wordings of a slot may begin with.

    Args:
        words: or what may be read as one of them.
        builtins: categories of dates, amounts and the like.
    """

    words: frozenset[str]
    builtins: frozenset[str]

    def is_begun(self, words: tuple[str, str], builtins: frozenset[str]) -> bool:
        """Return whether one of two words or of some builtin categories begins one of them."""
        return words[0] in self.words or words[1] in self.words or not builtins.isdisjoint(self.builtins)


@dataclass(slots=True, eq=False)
class Trie:
    """Wordings by their words; where one ends, the number of its production.

    Wordings without slots of all categories are in one, where `phrases` has the numbers by category and form.
    """

    # Most places lack most of these; a shared empty one instead of an own one each saves a fifth of the memory.
    words: dict[str, "Trie"] = field(default_factory=lambda: _NO_WORDS)
    slots: dict[Slot, "Trie"] = field(default_factory=lambda: _NO_SLOTS)
    ends: tuple[int, ...] = ()
    phrases: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=lambda: _NO_PHRASES)
    openings: tuple[tuple[Slot, "Trie", Opening], ...] | None = None
    begun: dict[str, list[int]] | None = None

    def past_word(self, word: str) -> "Trie":
        """Return the place behind a word, which is made where there is none."""
        if not self.words:
            self.words = {}
        found = self.words.get(word)
        if found is None:
            found = self.words[word] = Trie()
        return found

    def past_slot(self, slot: Slot) -> "Trie":
        """Return the place behind a slot, which is made where there is none."""
        if not self.slots:
            self.slots = {}
        found = self.slots.get(slot)
        if found is None:
            found = self.slots[slot] = Trie()
        return found


_NO_WORDS: dict[str, Trie] = {}
_NO_SLOTS: dict[Slot, Trie] = {}
_NO_PHRASES: dict[tuple[str, str], tuple[int, ...]] = {}


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
        self._unsorted: dict[tuple[Language, str, str], Sequence[tuple[int, Production, str]]] = {}
        self._phrases: dict[Language, Trie] = {}
        self._begin_phrases: dict[tuple[Language, str, str], set[str]] = {}
        self._openings: dict[tuple[Language, str, str], Opening] = {}
        self._slotted: dict[tuple[Language, str, str], Opening] = {}
        self.synonyms = {language: _both_ways(synonyms.get(language, ())) for language in LANGUAGES}
        self._read_as = {language: _begun_otherwise(self.synonyms[language]) for language in LANGUAGES}

    def trie(self, language: Language, symbol: str, form: str) -> Trie:
        """Return the wordings with slots of a category, or of a class of it, in a form."""
        key = language, symbol, form
        found = self._tries.get(key)
        if found is None:
            category, _, agreement = symbol.partition("#")
            found = Trie()
            for number, production, wording in self._with_slots(language, category, form):
                if not agreement or production.agreement == agreement:
                    _insert(found, wording, number)
            self._tries[key] = found
        return found

    def phrases(self, language: Language) -> Trie:
        """Return the wordings without slots of every category and form that sentences may need."""
        # One walk finds what begins at a word, whatever it is; with one for each category and form an English sentence took 7 % longer.
        found = self._phrases.get(language)
        if found is None:
            found = Trie()
            waiting = [(category, "") for category in _WHOLE]
            seen = set(waiting)
            while waiting:
                category, form = waiting.pop()
                for number, production, wording in self._wordings(language, category, form):
                    if _BEGINS_SLOT not in wording:
                        self._insert_phrase(found, language, (category, form), production.agreement, wording, number)
                        continue
                    new = set(_FILLED.findall(wording)) - seen
                    seen |= new
                    waiting += new
            self._phrases[language] = found
        return found

    def _wordings(self, language: Language, category: str, form: str) -> Iterator[tuple[int, Production, str]]:
        """Yield the wordings of a category in a form, each with its production and that one's number."""
        # One for every speaker: most frames are alike for all.
        forms = SPOKEN if category in _WHOLE and language == "pl" else (form,)
        for number, production in enumerate(self.categories.get(category, ())):
            for one in forms:
                for wording in production.wordings(language, one):
                    yield number, production, wording

    def _with_slots(self, language: Language, category: str, form: str) -> Sequence[tuple[int, Production, str]]:
        # Kept until all are sorted: those of each class of a category are picked out of them.
        key = language, category, form
        found = self._unsorted.get(key)
        if found is None:
            found = [one for one in self._wordings(language, category, form) if _BEGINS_SLOT in one[2]]
            self._unsorted[key] = found
        return found

    def _insert_phrase(
        self, trie: Trie, language: Language, key: tuple[str, str], agreement: str, wording: str, number: int
    ) -> None:
        words = _words(wording)
        for word in words:
            trie = trie.past_word(word)
        if not trie.phrases:
            trie.phrases = {}
        numbers = trie.phrases.get(key, ())
        if number not in numbers:
            trie.phrases[key] = (*numbers, number)
        category, form = key
        for symbol in (category, f"{category}#{agreement}"):
            begin = self._begin_phrases.setdefault((language, symbol, form), set())
            begin.update(words[: 2 if words[:1] and words[0] in ARTICLES else 1])

    def sort(self, language: Language) -> None:
        """Sort every wording of a language by its words now, which takes a second, and not at its first use."""
        self.phrases(language)
        waiting, seen = [self.trie(language, one, "") for one in _WHOLE], set[tuple[str, str]]()
        while waiting:
            trie = waiting.pop()
            waiting += trie.words.values()
            for slot, after, _ in self.slots(language, trie):
                waiting.append(after)
                if not slot.is_builtin and (slot.symbol, slot.form) not in seen:
                    seen.add((slot.symbol, slot.form))
                    waiting.append(self.trie(language, slot.symbol, slot.form))
        self._unsorted.clear()

    def slots(self, language: Language, trie: Trie) -> tuple[tuple[Slot, Trie, Opening], ...]:
        """Return the slots at a place in a wording, what follows each, and what may fill it begins with."""
        # Trying only what the next word may begin is what makes reading cheap: 2.0 ms a sentence without, 0.4 with.
        if trie.openings is None:
            trie.openings = tuple(
                (slot, after, self._opening(language, slot.symbol, slot.form)) for slot, after in trie.slots.items()
            )
        return trie.openings

    def begun_by(
        self, language: Language, trie: Trie, words: tuple[str, str], builtins: frozenset[str]
    ) -> list[tuple[Slot, Trie]]:
        """Return the slots at a place in a wording that one of two words or of some builtin categories may begin, and what follows."""
        slots = self.slots(language, trie)
        if len(slots) > _MANY_SLOTS:
            if trie.begun is None:
                trie.begun = _by_beginning(slots)
            beginnings = (*words, *(BUILTIN + one for one in builtins))
            numbers = {number for one in beginnings for number in trie.begun.get(one, ())}
            return [slots[number][:2] for number in sorted(numbers)]
        # `is_begun` written out: called for each slot it took a tenth of reading a sentence.
        return [
            (slot, after)
            for slot, after, opening in slots
            if words[0] in opening.words or words[1] in opening.words or not builtins.isdisjoint(opening.builtins)
        ]

    def may_begin(
        self, language: Language, symbol: str, form: str, words: tuple[str, str], builtins: frozenset[str]
    ) -> bool:
        """Return whether one of two words or of some builtin categories may begin a wording with slots of a category."""
        key = language, symbol, form
        opening = self._slotted.get(key)
        if opening is None:
            places = _beginnings(self.trie(language, symbol, form))
            opening = self._slotted[key] = self._find_opening(language, _slots(places), places)
        return opening.is_begun(words, builtins)

    def _opening(self, language: Language, symbol: str, form: str) -> Opening:
        """Return what the wordings of a category in a form begin with."""
        key = language, symbol, form
        known = self._openings.get(key)
        if known is None:
            known = self._openings[key] = self._find_opening(language, {(symbol, form)}, [])
        return known

    def _find_opening(self, language: Language, symbols: set[tuple[str, str]], places: Sequence[Trie]) -> Opening:
        """Return what begins the wordings of some categories, and what the words at some places begin."""
        self.phrases(language)
        words = {word for place in places for word in place.words}
        builtins: set[str] = set()
        waiting, seen = list(symbols), set(symbols)
        while waiting:
            symbol, form = waiting.pop()
            if symbol.startswith(BUILTIN):
                builtins.add(symbol[1:])
                continue
            inner = _beginnings(self.trie(language, symbol, form))
            words |= self._begin_phrases.get((language, symbol, form), set())
            words |= {word for place in inner for word in place.words}
            new = _slots(inner) - seen
            seen |= new
            waiting += new
        words |= {other for word in words for other in self._read_as[language].get(word, ())}
        return Opening(frozenset(words), frozenset(builtins))


def _by_beginning(slots: Sequence[tuple[Slot, Trie, Opening]]) -> dict[str, list[int]]:
    """Return the numbers of the slots that each word and each builtin category, by its symbol, begins."""
    numbers: dict[str, list[int]] = {}
    for number, (_, _, opening) in enumerate(slots):
        for one in (*opening.words, *(BUILTIN + name for name in opening.builtins)):
            numbers.setdefault(one, []).append(number)
    return numbers


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
    return [_slot(match[1], match[2], match[3]) if match[1] else match[0] for match in _PIECE.finditer(wording)]


# 197,000 places of the shipped productions have one of 2,294.
_slot = cache(Slot)


def tokens(text: str) -> list[Token]:
    """Return the words of a text; commas, quotes and full stops say nothing about which sentence it is."""
    return [
        Token(_SAME.get(word, word), match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if (word := match.group().lower().replace("’", "'")) not in _PASSED_OVER
    ]


def _words(wording: str) -> list[str]:
    # As `tokens`, of which a start wants half a million and no places.
    found = _TOKEN.findall(wording.replace(ARTICLE, " a ").lower().replace("’", "'"))
    return [_SAME.get(word, word) for word in found if word not in _PASSED_OVER]


def _insert(trie: Trie, wording: str, number: int) -> None:
    for piece in pieces(wording):
        if isinstance(piece, Slot):
            trie = trie.past_slot(piece)
        else:
            for word in _words(piece):
                trie = trie.past_word(word)
    if number not in trie.ends:
        trie.ends = (*trie.ends, number)


def _beginnings(root: Trie) -> list[Trie]:
    """Return the places where wordings begin: an English one may lack its article."""
    return [root, *(root.words[article] for article in ARTICLES & root.words.keys())]


def _slots(places: Iterable[Trie]) -> set[tuple[str, str]]:
    return {(slot.symbol, slot.form) for place in places for slot in place.slots}


def _both_ways(synonyms: Sequence[tuple[str, str]]) -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return what may be read as what, by the first word."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for one, other in dict.fromkeys([*synonyms, *((other, one) for one, other in synonyms)]):
        first, second = (tuple(token.word for token in tokens(side)) for side in (one, other))
        if first != second:
            found.setdefault(first[0], []).append((first, second))
    return found


def _begun_otherwise(synonyms: Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]) -> dict[str, set[str]]:
    """Return by the first word of what is meant the first words of what may be written instead."""
    found: dict[str, set[str]] = {}
    for one, pairs in synonyms.items():
        for _, meant in pairs:
            found.setdefault(meant[0], set()).add(one)
    return found
