"""Whether two texts have the same numbers, in figures or, up to twelve, in words, and the same codes."""

import re
from collections import Counter
from decimal import Decimal

from okienko_translation.text import numbers

_WORD = re.compile(r"[^\W\d_]+")
# A figure with letters; not "3rd", "1990s", "8am", "15th", which another language writes otherwise.
_CODE = re.compile(r"(?<![^\W_])(?=[^\W\d_]+\d|\d+[^\W\d_])(?!\d+(?:st|nd|rd|th|s|am|pm)(?![^\W_]))[^\W_]+")
# What a fluent translation may use in place of figures, one list a value from 1 to 12.
_SPELLED = (
    "one once single a an jeden jedna jedno jednego jednej jednym jedną",
    "two twice both dwa dwie dwóch dwoje dwojga dwom dwoma dwiema dwu dwójka dwójki dwójkę dwójką",
    "three trzy trzech trzem trzema troje trojga trójka trójki trójkę trójką",
    "four cztery czterech czterem czterema czworo czwórka czwórki czwórkę czwórką",
    "five pięć pięciu pięcioma pięcioro",
    "six sześć sześciu sześcioma sześcioro",
    "seven siedem siedmiu siedmioma",
    "eight osiem ośmiu ośmioma",
    "nine dziewięć dziewięciu",
    "ten dziesięć dziesięciu",
    "eleven jedenaście jedenastu",
    "twelve dwanaście dwunastu",
)
_NUMBER_WORDS = {word: Decimal(value) for value, words in enumerate(_SPELLED, 1) for word in words.split()}


def same_numbers(one: str, two: str) -> bool:
    """Return whether every figure of each text stands in the other, as a figure or as a word."""
    left, right = numbers.values(one), numbers.values(two)
    return _are_spelled(left - right, two) and _are_spelled(right - left, one)


def same_codes(one: str, two: str) -> bool:
    """Return whether every figure with letters of each text ("3b" of "ZUS Z-3b", "5A") stands in the other as it is."""
    return Counter(_CODE.findall(one)) == Counter(_CODE.findall(two))


def _are_spelled(figures: Counter[Decimal], text: str) -> bool:
    if not figures:
        return True
    found = (_NUMBER_WORDS.get(word.lower()) for word in _WORD.findall(text))
    spelled = Counter(value for value in found if value is not None)
    return all(spelled[value] >= count for value, count in figures.items())
