"""From English text to spoken words that remember where they stand in the text."""

from okienko_speech.characters import moved_back, unified
from okienko_speech.english.rules import ALL
from okienko_speech.scanner import scan
from okienko_speech.words import SpokenWord


def normalise(text: str) -> list[SpokenWord]:
    """Return the words of an English text as they are spoken, each with its range of characters of `text`."""
    clean, origins = unified(text)
    return moved_back(scan(clean, ALL), origins)
