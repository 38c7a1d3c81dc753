"""What is left: ordinary words, signs that are read, signs that are not."""

import re

from okienko_speech.polish.rules.acronyms import LETTERS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_SIGNS = {"&": "i", "+": "plus", "=": "równa się", "%": "procent", "@": "małpa", "°": "stopni", "€": "euro",
          "$": "dolarów", "×": "razy", "±": "plus minus", "©": "copyright", "№": "numer", "£": "funtów", "‰": "promili", "<": "mniejsze niż", ">": "większe niż"}  # fmt: skip


@rule("word", r"[^\W\d_]+(?:['’][^\W\d_]+)*")
def _word(match: re.Match[str], _place: Place) -> Reading:
    lower = match[0].lower()
    if len(lower) == 1 and lower not in "aiouwzeąęó" and lower in LETTERS:
        return tuple(SpokenWord(part, *match.span(), is_letter=True) for part in LETTERS[lower].split())
    return (SpokenWord(lower.replace("’", "").replace("'", ""), *match.span()),)


@rule("markup", r"</?[A-Za-z][^<>]{0,200}>|<!--[^<>]{0,200}-->|<[!?][^<>]{0,200}>")
def _markup(_match: re.Match[str], _place: Place) -> Reading:
    """Stay silent at tags: no voice takes orders in SSML or HTML from a text."""
    return ()


@rule("sign", "[" + re.escape("".join(_SIGNS)) + "]")
def _sign(match: re.Match[str], _place: Place) -> Reading:
    return spread(_SIGNS[match[0]], *match.span())


@rule("hashtag", r"\#(?=[^\W_])")
def _hashtag(match: re.Match[str], _place: Place) -> Reading:
    return spread("hasztag", *match.span())


RULES = (_word, _markup, _hashtag, _sign)
MARKUP = _markup
