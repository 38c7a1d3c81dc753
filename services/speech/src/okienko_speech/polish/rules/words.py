"""What is left: ordinary words, signs that are read, signs that are not."""

import re

from okienko_speech.polish.dictionary import is_word
from okienko_speech.polish.government import is_bound
from okienko_speech.polish.numerals import cardinal
from okienko_speech.polish.rules.acronyms import LETTERS, spell
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_SIGNS = {"&": "i", "+": "plus", "=": "równa się", "%": "procent", "@": "małpa", "°": "stopni", "€": "euro",
          "$": "dolarów", "×": "razy", "±": "plus minus", "©": "copyright", "№": "numer", "√": "pierwiastek z", "≤": "mniejsze lub równe", "≥": "większe lub równe", "÷": "dzielone przez", "∞": "nieskończoność", "£": "funtów", "‰": "promili", "<": "mniejsze niż", ">": "większe niż"}  # fmt: skip


_POWERS = {"²": "do kwadratu", "³": "do sześcianu"}
_GREEK = {
    "π": "pi",
    "α": "alfa",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "Δ": "delta",
    "λ": "lambda",
    "Ω": "omega",
    "ω": "omega",
    "σ": "sigma",
    "Ø": "fi",
    "ø": "fi",
}


@rule("power", r"(?P<base>[A-Za-z]|\d{1,6})(?P<power>[²³])")
def _power(match: re.Match[str], _place: Place) -> Reading:
    base = match["base"]
    spoken = cardinal(int(base)) if base.isdecimal() else LETTERS[base.lower()]
    return (*spread(spoken, *match.span("base")), *spread(_POWERS[match["power"]], *match.span("power")))


@rule("Greek letter", f"[{''.join(_GREEK)}](?!\\w)")
def _greek(match: re.Match[str], _place: Place) -> Reading:
    return spread(_GREEK[match[0]], *match.span())


_LOWERED = "₀₁₂₃₄₅₆₇₈₉"


@rule("formula", rf"(?=[A-Za-z]*[{_LOWERED}])(?:[A-Z][a-z]?[{_LOWERED}]*)+")
def _formula(match: re.Match[str], _place: Place) -> Reading:
    """Read "H₂O" by letters and numbers."""
    spoken = " ".join(LETTERS.get(each.lower()) or cardinal(_LOWERED.index(each)) for each in match[0])
    return spread(spoken, *match.span())


@rule("factor of blood", r"Rh\s?(?P<sign>[+-])?")
def _rhesus(match: re.Match[str], _place: Place) -> Reading:
    sign = {"+": "plus", "-": "minus", None: ""}[match["sign"]]
    return spread(f"er ha {sign}", *match.span())


_HAS_VOWEL = re.compile("[aeiouyąęóéáíúüöä]")
_LONGEST_SPELT = 5


@rule("word", r"[^\W\d_]+(?:['’][^\W\d_]+)*")
def _word(match: re.Match[str], place: Place) -> Reading:
    lower = match[0].lower()
    if len(lower) == 1 and lower not in "aiouwzeąęó" and lower in LETTERS:
        return tuple(SpokenWord(part, *match.span(), is_letter=True) for part in LETTERS[lower].split())
    if 1 < len(lower) <= _LONGEST_SPELT and not _HAS_VOWEL.search(lower) and not is_word(lower):
        if place.text[place.end : place.end + 1] == ".":
            # A first name cut short: "Cz. Miłosz".
            return (SpokenWord(lower, *match.span()),)
        # "www": nobody can say it as a word.
        return spell(lower, *match.span())
    return (SpokenWord(lower.replace("’", "").replace("'", ""), *match.span()),)


@rule("markup", r"</?[A-Za-z][^<>]{0,200}>|<!--[^<>]{0,200}-->|<[!?][^<>]{0,200}>")
def _markup(_match: re.Match[str], _place: Place) -> Reading:
    """Stay silent at tags: no voice takes orders in SSML or HTML from a text."""
    return ()


_BOUNDS = {"<": "poniżej", ">": "powyżej"}


@rule("two signs", r"(?P<sign>>=|<=)(?=\s?\d)")
def _two_signs(match: re.Match[str], _place: Place) -> Reading:
    return spread({">=": "co najmniej", "<=": "co najwyżej"}[match["sign"]], *match.span())


@rule("sign", "[" + re.escape("".join(_SIGNS)) + "]")
def _sign(match: re.Match[str], place: Place) -> Reading:
    if match[0] in _BOUNDS and is_bound(place.left()) and re.match(r"\s?\d", place.text[place.end :]):
        return spread(_BOUNDS[match[0]], *match.span())
    return spread(_SIGNS[match[0]], *match.span())


@rule("hashtag", r"\#(?=[^\W_])")
def _hashtag(match: re.Match[str], _place: Place) -> Reading:
    return spread("hasztag", *match.span())


RULES = (_formula, _power, _greek, _rhesus, _word, _markup, _hashtag, _two_signs, _sign)
MARKUP = _markup
