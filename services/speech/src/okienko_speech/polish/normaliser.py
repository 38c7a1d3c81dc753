"""From Polish text to spoken words that remember where they stand in the text."""

import unicodedata

from okienko_speech.polish.rules import ALL
from okienko_speech.polish.scanner import scan
from okienko_speech.words import SpokenWord


def normalise(text: str) -> list[SpokenWord]:
    """Return the words of a Polish text as they are spoken.

    Numbers, amounts, dates, hours, abbreviations, acronyms and addresses are written out in the case that their place
    asks for. Each word carries the range of characters (Unicode code points) of `text` that it reads; the ranges never
    overlap except where several words read the same characters, and then they are equal.
    """
    return scan(_same_length(text), ALL)


def _same_length(text: str) -> str:
    """Compose letters and unify spaces without moving a character, so that offsets stay the caller's."""
    composed = "".join(_simple(character) for character in text)
    return composed if len(composed) == len(text) else text


def _simple(character: str) -> str:
    if character.isspace() and character != "\n":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "So", "Cn", "Co", "Cs"} and character != "\n":
        # Control characters, emoji and joiners are silent.
        return " "
    return {"\u2010": "-", "\u2011": "-", "\u2212": "-", "„": '"', "”": '"', "“": '"'}.get(character, character)
