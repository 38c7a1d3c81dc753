"""Texts that differ only in numbers, amounts, dates and codes: a stored translation serves with those exchanged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from okienko_translation.languages import Language, other
from okienko_translation.memory.keys import exact_key, loose_key
from okienko_translation.memory.tmx import Unit
from okienko_translation.text import dates, numbers
from okienko_translation.text.numbers import Number
from okienko_translation.text.spans import Kind, find

# These are copied as they are; what stands in them is not a number to be written anew.
_COPIED = frozenset(
    {Kind.EMAIL, Kind.URL, Kind.ACCOUNT, Kind.STATUTE, Kind.ARTICLE, Kind.DATE, Kind.TIME, Kind.PHONE, Kind.POSTCODE}
    | {Kind.CASE_NUMBER, Kind.CODE}
)
_GAP = "\ue000"
# Polish after which, or before which, a figure governs no noun: nothing has to agree with it.
_NO_NOUN_AFTER = re.compile(r"[ \u00a0]?(?:zł\b|gr\b|PLN\b|EUR\b|%|r\.|km\b|cm\b|kg\b|m\b|tys\.|[.,;:!?)\-–/]|$)")
_NO_NOUN_BEFORE = re.compile(
    r"(?:\b(?:nr|pok\.|pokój|pokoju|art\.|ust\.|pkt|poz\.|godz\.|tel\.|PLN|w|roku)|[€$£])[ \u00a0]?$"
)
_ARTICLE = re.compile(r"\b(an?) $", re.IGNORECASE)


@dataclass(frozen=True)
class Slot:
    """An exchangeable part. `value` is a number's value, a date's day, month and year, or the text itself."""

    start: int
    end: int
    value: object
    number: Number | None


@dataclass(frozen=True)
class Frame:
    """A text with its exchangeable parts taken out: texts with one key differ only in those."""

    key: str
    slots: tuple[Slot, ...]


# A memory is built of the same texts again whenever one of its files changes; one that has more of them than this gains nothing.
@lru_cache(maxsize=65_536)
def frame(text: str, language: Language) -> Frame:
    """Take the exchangeable parts out of `text`."""
    text = exact_key(text)
    found = slots(text, language)
    parts, position = [], 0
    for slot in found:
        # The kind stays in the key: a date never stands in for an amount.
        kind = "n" if slot.number else "d" if isinstance(slot.value, tuple) else "c"
        parts += [text[position : slot.start], _GAP, kind]
        position = slot.end
    return Frame(loose_key("".join([*parts, text[position:]])), tuple(found))


def slots(text: str, language: Language) -> list[Slot]:
    """Return the exchangeable parts of `text` in order."""
    found = [Slot(date.start, date.end, date.value, None) for date in dates.find(text, language)]
    for span in find(text, language):
        if span.kind in _COPIED and not _taken(found, span.start, span.end):
            found.append(Slot(span.start, span.end, span.text, None))
    for number in numbers.find(text):
        glued = text[number.start - 1 : number.start].isalpha() or re.match(
            r"[^\W\d_]|\+|\. ?[a-ząćęłńóśźż]", text[number.end :]
        )
        if not glued and not _taken(found, number.start, number.end):
            found.append(Slot(number.start, number.end, number.value, number))
    return sorted(found, key=lambda slot: slot.start)


def exchange(unit: Unit, wanted: Frame, source: Language) -> str | None:
    """Return the unit's translation with the parts of `wanted`, or None where that would not be right.

    It is not where the two sides of the unit do not have the same parts, where equal parts of the unit become unequal, or
    where a noun would have to change with its number (5 lat, 2 lata).
    """
    target = other(source)
    stored = slots(exact_key(unit.text(source)), source)
    translation = exact_key(unit.text(target))
    places = slots(translation, target)
    if not _same_values(stored, places) or len(stored) != len(wanted.slots):
        return None
    new: dict[object, Slot] = {}
    for old, slot in zip(stored, wanted.slots, strict=True):
        if new.setdefault(old.value, slot).value != slot.value:
            return None
    parts, position = [], 0
    for place in places:
        written = _write(place, new[place.value], translation, target)
        if written is None:
            return None
        parts += [translation[position : place.start], written]
        position = place.end
    return "".join([*parts, translation[position:]])


def _write(place: Slot, new: Slot, translation: str, target: Language) -> str | None:
    if isinstance(new.value, tuple):
        return dates.write(new.value, target)
    if new.number is None or place.number is None:
        return str(new.value)
    before, after = translation[: place.start], translation[place.end :]
    written = numbers.rewrite(new.number, place.number, target)
    if target == "en":
        article = _ARTICLE.search(before)
        agrees = not article or _sounds_open(written) == (article[1].lower() == "an")
        free = bool(re.match(r"[ \u00a0]?%|[.,;:!?)]|$", after)) or before.endswith(("PLN ", "€", "$", "£"))
    else:
        agrees = True
        free = bool(_NO_NOUN_AFTER.match(after) or _NO_NOUN_BEFORE.search(before))
    same = numbers.plural_category(new.number.value, target) == numbers.plural_category(place.number.value, target)
    return written if agrees and (free or same) else None


def _sounds_open(figure: str) -> bool:
    """Return whether an English figure begins with a vowel sound: 8, 11, 18, 80 and so on."""
    return figure.startswith(("8", "11,", "18,")) or figure in {"11", "18"}


def _same_values(one: Sequence[Slot], two: Sequence[Slot]) -> bool:
    return sorted(map(_comparable, {slot.value for slot in one})) == sorted(
        map(_comparable, {slot.value for slot in two})
    )


def _comparable(value: object) -> str:
    return repr(value)


def _taken(found: Sequence[Slot], start: int, end: int) -> bool:
    return any(slot.start < end and start < slot.end for slot in found)
