"""Words spelled letter by letter and numbers said in words: names and numbers that no pattern of whole words finds."""

import re

from okienko_faq.retrieval.glosses import join_spelled

_LETTER = r"(?:[crs]z|ch|d[zźż]|[^\W\d_])"
_SEPARATED = re.compile(
    rf"(?<![^\W_]){_LETTER}(?P<between>\s|\s?(?:[^\w\s]|_)\s?){_LETTER}(?:(?P=between){_LETTER}(?![^\W_]))+",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]+")

_POLISH = (
    r"zer[oa]?|jed(?:en|n[aąeyo]\w{0,3})|dw(?:a|ie|[óo]ch|[óo]m|oma)|trz(?:y|ech|em)|czter(?:y|ech|em)|dwoje|troje|"
    r"(?:pi[ęe]|sze[śs]|dziewi[ęe]|dziesi[ęe])[ćc](?:iu|ioma)?|siedem|siedmiu|osiem|o[śs]miu|"
    r"(?:jede|dwa|trzy|czter|pi[ęe]t|szes|siedem|osiem|dziewi[ęe]t)na[śs](?:cie|tu|t\w{1,3})|"
    r"(?:dwa|trzy|czter)dzie[śs](?:ci|cia|tu|t\w{1,3})|(?:pi[ęe][ćc]|sze[śs][ćc]|siedem|osiem|dziewi[ęe][ćc])dziesi[ąa]t\w{0,3}|"
    r"st[ou]|dwie[śs]cie|(?:trzy|cztery)sta|(?:pi[ęe][ćc]|sze[śs][ćc]|siedem|osiem|dziewi[ęe][ćc])set|"
    r"tysi[ąa]c\w{0,3}|tysi[ęe]cy|milion\w{0,3}|"
    r"(?:pierwsz|drug|trzec|czwart|pi[ąa]t|sz[óo]st|si[óo]dm|[óo]sm|dziewi[ąa]t|dziesi[ąa]t)\w{1,4}"
)
_ENGLISH = (
    r"oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|"
    r"double|triple|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|twentie|thirtie)th"
)
_NUMBER = rf"(?:{_POLISH}|{_ENGLISH}|\d{{1,4}})"
_NUMBERS = re.compile(
    rf"(?<!\w){_NUMBER}(?:(?:[\W_]{{1,3}}(?:(?:i|and|plus)\s+)?){_NUMBER}(?!\w)){{2,}}", re.IGNORECASE
)
"""Three at least: "dwadzieścia pięć" is an age, "dwa tysiące" an amount, and both help an editor."""


def join_letters(text: str) -> tuple[str, frozenset[str]]:
    """Return `text` with its spelled words joined, and these words in lower case.

    Letters may stand apart by spaces or any one mark, the same throughout a word; three at least are a word.
    """
    joined = join_spelled(_SEPARATED.sub(lambda found: _SEPARATORS.sub("", found[0]), text))
    return joined, _words(joined) - _words(text)


def replace_spoken_numbers(text: str, mask: str) -> str:
    """Put `mask` for three or more numbers in a row of which one at least is a word ("osiem pięć zero", "five 5 oh")."""
    return _NUMBERS.sub(lambda found: f" {mask} " if _WORD.search(found[0]) else found[0], text)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
