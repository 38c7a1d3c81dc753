"""Recognising a sentence: which frame it is an instance of, and what fills its slots."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from okienko_translation.languages import Language
from okienko_translation.templates.builtins import Builtins
from okienko_translation.templates.grammar import (
    ARTICLES,
    ENDINGS,
    FRAMES,
    OPENING,
    Grammar,
    Production,
    Slot,
    Token,
    Trie,
    tokens,
)
from okienko_translation.text.clauses import WITH_COMMA

# Readings of the same words that are kept, the likeliest first; more would hardly ever be the right one.
_MOST_READINGS = 3
# Polish has no articles, and hardly says whose document or child it is where that is the speaker's.
_PASSED_OVER = ARTICLES | {"my", "your"}
_SHORTEST, _LONGEST, _LONG_WORD = 2, 40, 4
_SUBORDINATING = WITH_COMMA | {"if", "when", "because"}


@dataclass(frozen=True)
class Reading:
    """What a run of words is.

    Args:
        production: the frame or entry.
        fillings: of its slots by name: readings, or what a builtin is in the other language.
        cost: the fewer productions and synonyms it takes, the likelier.
    """

    production: Production
    fillings: Mapping[str, "Reading | str"]
    cost: int


@dataclass(frozen=True)
class Addition:
    """What stands before or behind a sentence of its own.

    Args:
        reading: what it is.
        rest: the sentence without it.
        is_opening: whether it stands before it.
        is_time: whether it tells when.
    """

    reading: Reading
    rest: str
    is_opening: bool
    is_time: bool


class _State(NamedTuple):
    """A place in a wording: what was read so far, and up to which word."""

    trie: Trie
    position: int
    fillings: tuple[tuple[str, "Reading | str"], ...]
    cost: int


_SYNONYM_COST, _ARTICLE_COST, _PRODUCTION_COST = 10, 5, 1


class Parser:
    """Reads one sentence.

    Args:
        grammar: the productions.
        text: the sentence.
        language: its language.
    """

    def __init__(self, grammar: Grammar, text: str, language: Language) -> None:
        self._grammar = grammar
        self._text = text
        self._language = language
        self._tokens: Sequence[Token] = tokens(text)
        self._words = tuple(token.word for token in self._tokens)
        self._builtins = Builtins(text, language)
        self._known: dict[tuple[str, str, int], list[tuple[int, Reading]]] = {}
        self._phrases: dict[int, list[_State]] = {}
        self._beginnings: dict[int, tuple[tuple[str, str], frozenset[str]]] = {}
        self._synonyms: dict[int, list[tuple[int, Sequence[str]]]] = {}

    def readings(self) -> list[Reading]:
        """Return the readings of the whole sentence, the likeliest first; equals in the order of the grammar."""
        words = self._words
        # A word alone or said twice ("podatek podatek") is hardly a sentence; commas, which would tell a list, are passed over.
        is_doubled = any(one == next_ and len(one) >= _LONG_WORD for one, next_ in itertools.pairwise(words))
        if not _SHORTEST <= len(words) <= _LONGEST or is_doubled:
            return []
        whole = [reading for end, reading in self._read(FRAMES, "", 0) if end == len(self._tokens)]
        return sorted(whole, key=lambda one: one.cost)

    def additions(self) -> Iterator[Addition]:
        """Yield what stands before or behind a sentence, the longest first."""
        if not self._tokens:
            return
        mark = self._text[-1:] if self._text.endswith((".", "?", "!")) else ""
        last = len(self._tokens) - sum(token.word in {"?", "!"} for token in self._tokens[-1:])
        for end, reading in sorted(self._read(OPENING, "", 0), key=lambda one: -one[0]):
            if last - end >= _SHORTEST:
                rest = self._text[self._tokens[end].start :]
                yield Addition(reading, rest[:1].upper() + rest[1:], is_opening=True, is_time=False)
        for start in range(_SHORTEST, last):
            for category in ENDINGS:
                for end, reading in self._read(category, "", start):
                    before = self._text[: self._tokens[start].start].rstrip()
                    # "In person, by post or online": a list, whose parts belong together.
                    is_listed = before.endswith(",") and self._tokens[start].word not in _SUBORDINATING
                    if end == last and not is_listed:
                        rest = before.rstrip(" ,")
                        yield Addition(reading, rest + mark, is_opening=False, is_time=category != ENDINGS[0])

    def _read(self, symbol: str, form: str, start: int) -> list[tuple[int, Reading]]:
        """Return where productions of a symbol that begin at a word may end, and what they are."""
        key = symbol, form, start
        known = self._known.get(key)
        if known is not None:
            return known
        # A symbol that begins with itself is not read again at the same word.
        self._known[key] = []
        category, _, agreement = symbol.partition("#")
        productions = self._grammar.categories.get(category, ())
        best: dict[int, list[tuple[int, int, Reading]]] = {}
        for state, number in self._begun(symbol, category, form, start):
            production = productions[number]
            if not agreement or production.agreement == agreement:
                reading = Reading(production, dict(state.fillings), state.cost + _PRODUCTION_COST)
                best.setdefault(state.position, []).append((reading.cost, number, reading))
        # Of equals the one that the grammar's authors wrote first.
        known = self._known[key] = [
            (end, reading)
            for end, found in best.items()
            for _, _, reading in sorted(found, key=lambda one: one[:2])[:_MOST_READINGS]
        ]
        return known

    def _begun(self, symbol: str, category: str, form: str, start: int) -> list[tuple[_State, int]]:
        """Return the places where wordings of a symbol that begin at a word end, and the numbers of their productions.

        Phrases are those of its whole category.
        """
        key = category, form
        found = [(state, number) for state in self._phrases_at(start) for number in state.trie.phrases.get(key, ())]
        if self._grammar.may_begin(self._language, symbol, form, *self._first(start)):
            root = _State(self._grammar.trie(self._language, symbol, form), start, (), 0)
            found += [(state, number) for state in self._walk(root) for number in state.trie.ends]
        return found

    def _phrases_at(self, start: int) -> list[_State]:
        """Return the places where wordings without slots, of whatever category, that begin at a word end."""
        known = self._phrases.get(start)
        if known is None:
            root = _State(self._grammar.phrases(self._language), start, (), 0)
            known = self._phrases[start] = [state for state in self._walk(root) if state.trie.phrases]
        return known

    def _walk(self, state: _State) -> Iterator[_State]:
        """Yield every place that the sentence leads to in some wordings."""
        waiting = [state]
        while waiting:
            now = waiting.pop()
            yield now
            waiting += self._next(now)

    def _next(self, now: _State) -> list[_State]:
        trie, position, fillings, cost = now
        if position >= len(self._words):
            return []
        found = self._past_article(now) if self._language == "en" else []
        if trie.words:
            after = trie.words.get(self._words[position])
            if after:
                found.append(_State(after, position + 1, fillings, cost))
            for end, meant in self._meant(position):
                after = _follow(trie, meant)
                if after:
                    found.append(_State(after, end, fillings, cost + _SYNONYM_COST))
        if trie.slots:
            found += self._through_slots(now)
        return found

    def _meant(self, position: int) -> list[tuple[int, Sequence[str]]]:
        """Return what the words from a place on may stand for as well, and where they end."""
        known = self._synonyms.get(position)
        if known is None:
            known = self._synonyms[position] = [
                (position + len(written), meant)
                for written, meant in self._grammar.synonyms[self._language].get(self._words[position], ())
                if self._words[position : position + len(written)] == written
            ]
        return known

    def _through_slots(self, now: _State) -> Iterator[_State]:
        for slot, after in self._grammar.begun_by(self._language, now.trie, *self._first(now.position)):
            for end, filling, cost in self._fill(slot, now.position):
                if all(name != slot.name or filling == other for name, other in now.fillings):
                    yield _State(after, end, (*now.fillings, (slot.name, filling)), now.cost + cost)

    def _first(self, position: int) -> tuple[tuple[str, str], frozenset[str]]:
        """Return the word at a place, the first from there on that counts, and the categories of dates and the like that begin with it."""
        known = self._beginnings.get(position)
        if known is None:
            counting, end = position, len(self._words) - 1
            while self._language == "en" and counting < end and self._words[counting] in _PASSED_OVER:
                counting += 1
            words = self._words[position], self._words[counting]
            known = self._beginnings[position] = words, self._builtins.begun(self._tokens[counting].start)
        return known

    def _past_article(self, now: _State) -> list[_State]:
        """Return the places where an English sentence has another article than the grammar, or only one of them any."""
        word, words = self._words[now.position], now.trie.words
        found = []
        if word in _PASSED_OVER:
            found.append(_State(now.trie, now.position + 1, now.fillings, now.cost + _ARTICLE_COST))
        if words:
            found += [
                _State(words[article], now.position, now.fillings, now.cost + _ARTICLE_COST)
                for article in ARTICLES
                if article != word and article in words
            ]
        return found

    def _fill(self, slot: Slot, position: int) -> Iterator[tuple[int, "Reading | str", int]]:
        if not slot.is_builtin:
            for end, reading in self._read(slot.symbol, slot.form, position):
                yield end, reading, reading.cost
            return
        filling = self._builtins.at(slot.symbol[1:], self._tokens[position].start)
        after = self._after(filling.end) if filling else None
        if filling and after is not None:
            yield after, filling.text, _PRODUCTION_COST

    def _after(self, character: int) -> int | None:
        """Return the first word at or behind a character; None where a word reaches across it."""
        for index, token in enumerate(self._tokens):
            if token.start >= character:
                return index
            if token.end > character:
                return None
        return len(self._tokens)


def _follow(trie: Trie, words: Sequence[str]) -> Trie | None:
    for word in words:
        if word not in trie.words:
            return None
        trie = trie.words[word]
    return trie
