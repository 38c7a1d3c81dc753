"""From Polish text to spoken words that remember where they stand in the text."""

from okienko_speech.characters import moved_back, unified
from okienko_speech.polish.rules import ALL
from okienko_speech.scanner import scan
from okienko_speech.words import SpokenWord


def normalise(text: str) -> list[SpokenWord]:
    """Return the words of a Polish text as they are spoken.

    Numbers, amounts, dates, hours, abbreviations, acronyms and addresses are written out in the case that their place
    asks for. Each word carries the range of characters (Unicode code points) of `text` that it reads; the ranges never
    overlap except where several words read the same characters, and then they are equal.
    """
    clean, origins = unified(text)
    return moved_back(scan(clean, ALL), origins)
