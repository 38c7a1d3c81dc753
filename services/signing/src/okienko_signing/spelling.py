"""Words as letters of the Polish finger alphabet."""

import unicodedata
from typing import Final

DIGRAPHS: Final = ("ch", "cz", "rz", "sz")
"""Letter pairs that the finger alphabet makes as one sign."""
_FOREIGN: Final = {"q": "k", "v": "w", "x": "ks"}
_POLISH: Final = frozenset("aąbcćdeęfghijklłmnńoóprsśtuwyzźż")


def letters_of(word: str) -> list[str]:
    """Return the letters and digits that spell `word`; what the alphabet lacks is replaced or left out.

    Digits come as single characters; q, v, x are spelled k, w, ks; other diacritics are dropped.
    """
    plain = "".join(_known(character) for character in word.lower())
    letters: list[str] = []
    index = 0
    while index < len(plain):
        pair = plain[index : index + 2]
        letters.append(pair if pair in DIGRAPHS else plain[index])
        index += len(letters[-1])
    return letters


def _known(character: str) -> str:
    if character in _POLISH or (character.isascii() and character.isdecimal()):
        return character
    if character in _FOREIGN:
        return _FOREIGN[character]
    base = unicodedata.normalize("NFKD", character)[:1]
    return base if base != character and base in _POLISH else _FOREIGN.get(base, "")
