"""Words of a question: cleaning, cutting, folding. Pure text, no language knowledge."""

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*\+?|[^\W\d_]+(?:['’][^\W\d_]+)?")
_PLUS = re.compile(r"(\d+)\s*(?:plus|\+)(?!\w)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_WITHOUT_DECOMPOSITION = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "đ": "d", "ß": "ss"})


def clean(text: str) -> str:
    """Return `text` in NFC with single spaces; "800 plus" and "800 +" become "800+"."""
    composed = unicodedata.normalize("NFC", text)
    return _PLUS.sub(r"\1+", _SPACES.sub(" ", composed)).strip()


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
