"""Words of a question: cleaning, cutting, folding. Pure text, no language knowledge."""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*\+?|[^\W\d_]+(?:['’][^\W\d_]+)?")
_PLUS = re.compile(r"(\d+)\s*(?:plus|\+)(?!\w)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
"""Marks that nobody sees: soft hyphens, spaces without width, directions of writing, variants of a picture."""
_WITHOUT_DECOMPOSITION = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "đ": "d", "ß": "ss"})
# Cyrillic and Greek letters that look like Latin ones (Unicode Technical Standard 39, the pairs that Polish text can hide in).
_LOOKALIKES = str.maketrans(
    "асеіјорѕухԁһӏԛԝАВЕЅІЈКМНОРСТУХαερτυχνκιοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aceijopsuxdhlqwABESIJKMHOPCTYXaeptuxvkioABEZHIKMNOPTYX"
)
_LAST_LATIN = "\u024f"
_LONGEST_WORD = 40
_MOST_WORDS = 40
"""Of a longer question the first and the last half of these many words are read: 500 random letters cost 1,100 ms CPU without
such limits, a question of 40 words 70 ms."""


def clean(text: str) -> str:
    """Return `text` in NFC with single spaces and without disguised letters or marks that nobody sees; "800 plus" and "800 +" become "800+"."""
    composed = unicodedata.normalize("NFC", text if text.isascii() else _UNSEEN.sub("", text))
    spaced = _SPACES.sub(" ", composed if composed.isascii() else _unmasked(composed))
    return _PLUS.sub(r"\1+", spaced).strip()


def _unmasked(text: str) -> str:
    """Return full-width letters as ordinary ones, and look-alikes of other alphabets as Latin where a word mixes alphabets."""
    wide = "".join(
        unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character
        for character in text
    )
    # Every letter up to this one is Latin; asking the names of all others costs a fifth of a new index.
    return " ".join(
        word.translate(_LOOKALIKES) if word and max(word) > _LAST_LATIN and _mixes_alphabets(word) else word
        for word in wide.split(" ")
    )


def _mixes_alphabets(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    return 0 < latin < len(letters)


def shortened(text: str) -> str:
    """Return `text` without repetitions, and of a very long one its beginning and its end."""
    words = [word[:_LONGEST_WORD] for word, _ in groupby(text.split(" "))]
    if len(words) <= _MOST_WORDS:
        return " ".join(words)
    words = list(dict.fromkeys(words))
    half = _MOST_WORDS // 2
    return " ".join(words if len(words) <= _MOST_WORDS else words[:half] + words[-half:])


def lower_if_shouted(text: str) -> str:
    """Lower-case `text` when most of its letters are capitals, as in glosses ("DOWÓD OSOBISTY GDZIE").

    The embedding model is cased: shouted text loses about .2 recall@1 when embedded as typed.
    """
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return text.lower() if letters and capitals > len(letters) / 2 else text


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return `word` in lower case without diacritics: "Żółć" → "zolc"."""
    decomposed = unicodedata.normalize("NFD", word.lower().translate(_WITHOUT_DECOMPOSITION))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def tokens(text: str) -> list[str]:
    """Cut `text` into lower-case words and numbers; hyphens separate, "800+" stays whole."""
    return _TOKEN.findall(clean(text).lower())


def key(text: str) -> str:
    """Return the form under which two spellings of one question are the same: folded words, single spaces."""
    return " ".join(fold(token) for token in tokens(text))
