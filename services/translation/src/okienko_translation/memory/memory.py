"""The translation memory: a text as it stands, but for small differences, or but for its numbers."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from okienko_translation.languages import LANGUAGES, Language, other
from okienko_translation.memory.alignment import trusted
from okienko_translation.memory.fuzzy import FuzzyIndex
from okienko_translation.memory.keys import adapt, exact_key, loose_key
from okienko_translation.memory.slots import exchange, frame
from okienko_translation.memory.tmx import Unit

# Quality as reported: people wrote it for this very text; for one with another full stop; for one with other numbers; for one
# that is nearly this.
EXACT, LOOSE, NUMBERS, ALIKE = 1.0, 0.98, 0.95, 0.93
_MOST_CANDIDATES = 8


@dataclass(frozen=True)
class Match:
    """A translation from the memory; `quality` from 0 to 1."""

    text: str
    quality: float


class TranslationMemory:
    """Finds what people translated; never changes after it is made.

    Args:
        units: texts in both languages, those that do not fit left out; of two translations of one text the earlier wins.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._exact: dict[tuple[Language, str], Unit] = {}
        self._loose: dict[tuple[Language, str], Unit] = {}
        self._frames: dict[tuple[Language, str], list[Unit]] = {}
        self._fuzzy: dict[Language, FuzzyIndex] = {}
        self._fuzzy_lock = threading.Lock()
        kept = trusted(units)
        self._units = kept
        self.segments = len(kept)
        for unit in kept:
            for language in LANGUAGES:
                self._add(unit, language)

    def _add(self, unit: Unit, language: Language) -> None:
        text = unit.text(language)
        self._exact.setdefault((language, exact_key(text)), unit)
        self._loose.setdefault((language, loose_key(text)), unit)
        shape = frame(text, language)
        if shape.slots:
            candidates = self._frames.setdefault((language, shape.key), [])
            if len(candidates) < _MOST_CANDIDATES:
                candidates.append(unit)

    def find(self, text: str, source: Language) -> Match | None:
        """Return what people wrote for `text`, in the other language, or None."""
        target = other(source)
        unit = self._exact.get((source, exact_key(text)))
        if unit:
            return Match(unit.text(target), EXACT)
        unit = self._loose.get((source, loose_key(text)))
        if unit:
            return Match(adapt(unit.text(target), unit.text(source), exact_key(text)), LOOSE)
        return self._with_other_numbers(text, source)

    def find_alike(self, text: str, source: Language) -> Match | None:
        """Return what people wrote for a text like this one, with what differs carried over, or None; takes milliseconds."""
        found = self._index(source).find(exact_key(text))
        if found is None:
            return None
        unit, translation, likeness = found
        return Match(adapt(translation, unit.text(source), exact_key(text)), min(ALIKE, likeness))

    def _index(self, language: Language) -> FuzzyIndex:
        # Made at the first question: it takes a second for 5,600 units.
        with self._fuzzy_lock:
            if language not in self._fuzzy:
                self._fuzzy[language] = FuzzyIndex(self._units, language)
            return self._fuzzy[language]

    def _with_other_numbers(self, text: str, source: Language) -> Match | None:
        wanted = frame(text, source)
        if not wanted.slots:
            return None
        for unit in self._frames.get((source, wanted.key), ()):
            translation = exchange(unit, wanted, source)
            if translation is not None:
                return Match(adapt(translation, unit.text(source), exact_key(text)), NUMBERS)
        return None
