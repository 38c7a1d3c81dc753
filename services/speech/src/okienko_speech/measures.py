"""How readings are compared: canonical words and the character error rate."""

import itertools
import re
import unicodedata

from okienko_speech.english import normaliser as english
from okienko_speech.english.numerals import digits
from okienko_speech.polish import normaliser as polish
from okienko_speech.polish.phonemes import phonemes
from okienko_speech.polish.rules.acronyms import LETTERS
from okienko_speech.words import SpokenWord, plain

# A lone consonant and its name are the same reading: "14 b" and "czternaście be". Not w and z, which are words.
_NAMED = {letter: name for letter, name in LETTERS.items() if letter in "bcdfghjklmnpqrstvx"}


def canonical(spoken: str) -> str:
    """Return words in lower case, without punctuation, one space between them."""
    words = re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFC", spoken).lower()).split()
    return " ".join(_NAMED.get(word, word) for word in words)


def reading(written: str, language: str) -> str:
    """Return how the normaliser of "pl" or "en" reads a text, as `readings_of` writes readings."""
    if language == "en":
        return _canonical_announcement(plain(english.normalise(written)))
    return canonical(plain(polish.normalise(written)))


def alternatives(spoken: str) -> list[str]:
    """Return the readings that a table's second column allows: "a|b" for a whole one, "{a|b}" for a place in it."""
    readings = []
    for whole in re.split(r"\|(?![^{}]*\})", spoken):
        places = (
            each[1:-1].split("|") if each.startswith("{") else [each] for each in re.split(r"(\{[^{}]*\})", whole)
        )
        readings += [" ".join("".join(each).split()) for each in itertools.product(*places)]
    return readings


def readings_of(spoken: str, language: str) -> set[str]:
    """Return the readings of a table's second column that are equally right, see `alternatives`."""
    make = _canonical_announcement if language == "en" else canonical
    return {make(each) for each in alternatives(spoken)}


def _canonical_announcement(spoken: str) -> str:
    """Return English words in lower case; "one hundred and five" and "one hundred five" are the same reading."""
    words = " ".join(re.sub(r"[^\w\s']", " ", spoken.lower()).split())
    return words.replace("hundred and ", "hundred ")


def spoken_form(text: str, language: str) -> str:
    """Return what a perfect listener would write down, numbers in words.

    A recogniser writes "17" as readily as "seventeen"; both sides of a comparison go through this.
    """
    if language != "en":
        return canonical(plain(polish.normalise(text)))
    joined = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", text, flags=re.IGNORECASE)
    return canonical_english(plain(english.normalise(joined)))


def canonical_english(spoken: str) -> str:
    """Return English words in lower case; digits one by one, so that a dictated telephone number compares."""
    plain_words = re.sub(r"[^\w\s]", " ", spoken.lower())
    return " ".join(re.sub(r"\d+", lambda match: digits(match[0]), plain_words).split())


def edit_distance(first: str, second: str) -> int:
    """Return the Levenshtein distance."""
    row = list(range(len(second) + 1))
    for index, one in enumerate(first, start=1):
        before, row[0] = row[0], index
        for at, other in enumerate(second, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (one != other))
    return row[-1]


def polish_sounds(spoken: str) -> str:
    """Return the sounds of Polish words without stress and spaces: "urząd" and "użąd" are one, so is "za świadczenie"."""
    words = [SpokenWord(word, 0, 1) for word in spoken.split()]
    return "".join(phonemes(words)).replace("ˈ", "")


def error_rate(pairs: list[tuple[str, str]]) -> float:
    """Return the character error rate, 0 to 1 and above: edits over all characters of what was meant.

    Args:
        pairs: What was meant and what was heard.
    """
    characters = sum(len(meant) for meant, _ in pairs)
    return sum(edit_distance(meant, heard) for meant, heard in pairs) / characters if characters else 0.0
