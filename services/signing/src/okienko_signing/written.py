"""Reads written Polish: sentences, words, figures, and where they stand; every reading of a word by Morfeusz.

Letters may come decomposed ("o" and an acute): words are read composed, places are counted in the text as it came.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import morfeusz2

from okienko_signing.figures import FigureError, is_figure, spoken

_CLOCK: Final = r"[0-9]{1,2}:[0-9]{2}"
_FIGURE: Final = (
    rf"{_CLOCK}(?![\d:])"
    r"|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(?![\d.])|[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\d-])"
    r"|[0-9]{1,3}(?:[ \u00a0][0-9]{3})+,[0-9]{2}[ \u00a0]?zł\b|[0-9]+,[0-9]{2}[ \u00a0]?zł\b|[0-9]+(?:,[0-9]+)?[ \u00a0]?%"
    r"|[0-9]{2,3}(?:[ \u00a0-][0-9]{2,3}){2,3}(?!,?\d|[ \u00a0]\d|[ \u00a0]?(?:zł|%))"
    r"|[0-9]{1,3}\.(?=[ \u00a0]+[a-ząćęłńóśźż])"
)
_PHONE_DIGITS: Final = 9
_SHORT: Final = {"ul.": "ulica", "al.": "aleja", "pl.": "plac", "nr": "numer", "godz.": "godzina", "tel.": "telefon"}
"""Abbreviations, whose full stop ends no sentence."""
_TOKEN: Final = re.compile(
    rf"(?<![\d:.,])(?i:(?:\bod\s+)?(?P<opens>{_CLOCK})\s*(?:[-–—]|do)\s*(?P<closes>{_CLOCK}))(?![\d:])"
    rf"|(?<!\w)(?P<short>(?i:{'|'.join(map(re.escape, _SHORT))}))(?!\w)"
    rf"|(?<![\d.,])(?:{_FIGURE})|[0-9]+(?:[ \u00a0][0-9]{{3}}(?!\d))*(?:[.,][0-9]+)*|[^\W\d_]+(?:-[^\W\d_]+)*"
    r"|(?P<end>[.!?\n])"
)


@dataclass(frozen=True)
class Written:
    """A word or figure of a text."""

    text: str
    """Composed; abbreviations in full, hours as `8:00-16:00`."""
    start: int
    """First character (code point) in the text as it came."""
    end: int
    """One past the last."""

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit."""
        return self.text[0].isdecimal()


@dataclass(frozen=True)
class Reading:
    """One reading of a word."""

    lemma: str
    tag: str
    is_name: bool
    """Whether the dictionary marks it as a name."""


def sentences_of(text: str) -> tuple[tuple[Written, ...], ...]:
    """Return the words and figures of each sentence that has any."""
    composed, places = _composed(text)
    sentences: list[list[Written]] = [[]]
    for match in _TOKEN.finditer(composed):
        if match["end"]:
            sentences.append([])
            continue
        word = f"{match['opens']}-{match['closes']}" if match["opens"] else match.group()
        word = _SHORT[word.lower()] if match["short"] else word
        sentences[-1].append(Written(word, places[match.start()], places[match.end()]))
    return tuple(tuple(sentence) for sentence in sentences if sentence)


def _composed(text: str) -> tuple[str, list[int]]:
    """Return the text with composed letters, and for each of its characters and its end the place in `text`."""
    composed: list[str] = []
    places: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = unicodedata.normalize("NFC", text[start:end])
        composed.append(cluster)
        places += [start] * len(cluster)
        start = end
    return "".join(composed), [*places, len(text)]


def figure_of(word: str) -> str:
    """Return a date, time, amount, share, order or telephone number as gloss lines write it; empty if it is none."""
    spaced = re.sub(r"[ \u00a0]", "-", word)
    is_phone = re.fullmatch(r"[\d-]+", spaced) and sum(map(str.isdecimal, spaced)) == _PHONE_DIGITS
    written = spaced if is_phone else spaced.replace("-", "") if spaced != word else word
    try:
        return written if is_figure(written) and spoken(written) else ""
    except FigureError:
        return ""


def numbers_of(word: str) -> list[str]:
    """Return the whole numbers of something that is written in digits but no figure."""
    return [part for part in re.split(r"[.,:-]", re.sub(r"[ \u00a0]", "", word)) if part]


@cache
def _morfeusz() -> morfeusz2.Morfeusz:
    return morfeusz2.Morfeusz(expand_tags=False)


def readings_of(word: str) -> tuple[Reading, ...]:
    """Return the dictionary's readings of a word. Not for several threads at once: Morfeusz is no such library."""
    return tuple(
        Reading(str(base).split(":")[0], str(tag), bool(labels))
        for _, _, (_, base, tag, labels, _) in _morfeusz().analyse(word)
        if not str(tag).startswith("aglt")
    )
