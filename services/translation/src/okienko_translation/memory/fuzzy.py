"""Texts that are nearly one of the memory: its translation serves when all that differs can be carried over.

What may differ: numbers, dates, codes and amounts, which are exchanged as in `slots`; names that stand in the translation as they are;
and the spelling of a word that is none as typed ("zlozyc", "wnoisek"). Any other word that differs rules the translation out.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from okienko_translation.languages import Language, other
from okienko_translation.memory.keys import exact_key
from okienko_translation.memory.slots import exchange, frame
from okienko_translation.memory.tmx import Unit
from okienko_translation.text.lexicon import plain
from okienko_translation.text.polish import readings

# Of 1; names and numbers taken out.
LEAST_LIKE = 0.9
_LONGEST, _MOST_CANDIDATES = 400, 5
_SHORTEST_TYPO = 6
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_NAME_GAP = "\ue001"


class FuzzyIndex:
    """Finds units whose text in one language is like another text; never changes after it is made.

    Args:
        units: of two for one text the earlier wins.
        language: of the texts that are looked for.
    """

    def __init__(self, units: Sequence[Unit], language: Language) -> None:
        self._language = language
        self._units = [unit for unit in units if len(unit.text(language)) <= _LONGEST]
        self._keys = [_masked(unit.text(language), language) for unit in self._units]

    def find(self, text: str) -> tuple[Unit, str, float] | None:
        """Return the likest unit that serves, its translation with what differs carried over, and how alike the two are."""
        if len(text) > _LONGEST:
            return None
        near = process.extract(
            _masked(text, self._language),
            self._keys,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_LIKE * 100,
            limit=_MOST_CANDIDATES,
        )
        for _, score, index in near:
            translation = carry_over(self._units[index], text, self._language)
            if translation is not None:
                return self._units[index], translation, score / 100
        return None


def carry_over(unit: Unit, text: str, language: Language) -> str | None:
    """Return the unit's translation for `text`, or None where something differs that cannot be carried over."""
    target = other(language)
    stored, wanted = frame(unit.text(language), language), frame(text, language)
    one, two = _TOKEN.findall(stored.key), _TOKEN.findall(wanted.key)
    if len(one) != len(two) or len(stored.slots) != len(wanted.slots):
        return None
    names: dict[str, str] = {}
    for index, (old, new) in enumerate(zip(one, two, strict=True)):
        if old == new or _is_misspelt(new, old, language):
            continue
        if not index or not _is_person_or_place(old, new) or names.setdefault(old, new) != new:
            return None
    translation = exchange(unit, wanted, language) if wanted.slots else exact_key(unit.text(target))
    if translation is None:
        return None
    # A name that stays itself beside one that changes must not be taken for it, nor one that is explained: "MOPS (the welfare centre)".
    if any(one.count(old) != _WORD.findall(translation).count(old) or f"{old} (" in translation for old in names):
        return None
    return _WORD.sub(lambda match: names.get(match.group(), match.group()), translation)


def _masked(text: str, language: Language) -> str:
    """Return a text without its numbers and, but for the first word, its names; in lower case, without diacritics."""
    first, *rest = frame(text, language).key.split(" ")
    masked = [_WORD.sub(lambda match: _NAME_GAP if _is_name(match.group()) else match.group(), word) for word in rest]
    return plain(" ".join([first, *masked]))


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.isalpha()


def _is_person_or_place(old: str, new: str) -> bool:
    return _is_name(old) and _is_name(new) and not old.isupper() and not new.isupper()


def _is_misspelt(new: str, old: str, language: Language) -> bool:
    """Return whether `new` is no word and can only be `old`, typed without its marks or with one slip."""
    if not new.isalpha() or not old.isalpha():
        return False
    if new.lower() == old.lower():
        return True
    # English has no list of words here that tells a slip from another word.
    if language != "pl" or readings(new.lower()) or _is_name(new):
        return False
    if plain(new) == plain(old):
        return True
    return len(new) >= _SHORTEST_TYPO and OSA.distance(plain(new), plain(old), score_cutoff=1) <= 1
