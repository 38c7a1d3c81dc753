"""Characters that look alike made alike, with a way back to the caller's offsets."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from okienko_speech.words import SpokenWord

_SAME = {"\u2010": "-", "\u2011": "-", "\u2212": "-", "„": '"', "”": '"', "“": '"'}
# Control characters, emoji and other pictures, joiners: silent.
_SILENT = frozenset({"Cc", "Cf", "So", "Sk", "Cn", "Co", "Cs"})
_SPOKEN_PICTURES = frozenset("°©№")


def unified(text: str) -> tuple[str, list[int]]:
    """Return the text with composed letters and unified spaces, hyphens and quotes, and where each character came from.

    The list holds, for each character of the result and for its end, the offset in `text`.
    """
    characters: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        if unicodedata.combining(character) and characters:
            composed = unicodedata.normalize("NFC", characters[-1] + character)
            if len(composed) == 1:
                characters[-1] = composed
                continue
        characters.append(_simple(character))
        origins.append(at)
    return "".join(characters), [*origins, len(text)]


def moved_back(words: Iterable[SpokenWord], origins: list[int]) -> list[SpokenWord]:
    """Return the words with the offsets of the text that `unified` was given."""
    return [replace(word, start=origins[word.start], end=origins[word.end]) for word in words]


def _simple(character: str) -> str:
    if character == "\n" or character in _SPOKEN_PICTURES:
        return character
    if character.isspace() or unicodedata.category(character) in _SILENT:
        return " "
    return _SAME.get(character, character)
