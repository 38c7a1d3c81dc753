"""How Polish letters sound: what is confused by ear, and which letters carry diacritics."""

import re

from okienko_faq.retrieval.words import fold

ACCENTS = {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź"}
"""Letters that are typed without their mark, with what they may stand for."""

_ALIKE = (
    ("ó", "u"),
    ("rz", "ż"),
    ("ch", "h"),
    ("sz", "ś"),
    ("cz", "ć"),
    ("dz", "c"),
    ("ą", "on"),
    ("ę", "en"),
    ("w", "f"),
    ("d", "t"),
    ("b", "p"),
    ("g", "k"),
    ("z", "s"),
)
_VOWEL_BEFORE_I = re.compile(r"i(?=[aeou])")


def sound(word: str) -> str:
    """Return a key that words share when they sound alike: voiced and voiceless, ó and u, rz and ż, ch and h."""
    key = word.lower()
    for written, heard in _ALIKE:
        key = key.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", _VOWEL_BEFORE_I.sub("", fold(key)))
