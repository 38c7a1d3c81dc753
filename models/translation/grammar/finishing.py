"""What is put right when a sentence is whole: articles, we and ze, capitals, spaces."""

import re

import english_forms
from templates import ARTICLE

_BEFORE_W = re.compile(r"\b([Ww]) (?=[wfWF][bcćdfghjklłmnńprsśtwzźż])")
_BEFORE_Z = re.compile(r"\b([Zz]) (?=(?:[szśźżSZŚŻ][bcćdfghjklłmnńprsśtwzźż]|[Ww]s[zp]|[Ww]sz))")
_SPACES = re.compile(r" {2,}")
_BEFORE_PUNCTUATION = re.compile(r" (?=[,.?!;:](?:\s|$))")
_ARTICLES = re.compile(ARTICLE + r" ?(\S+)")
_SENTENCE = re.compile(r"(?:^|(?<=[.?!] )|(?<=\n))([\"„“(]?)([a-ząćęłńóśźż])")
_ABBREVIATION = re.compile(r"\b(?:ul|al|pl|os|art|ust|pkt|poz|nr|godz|r|np|tel|pok|św|im|no|[A-Z]|Dz|U)\. $")


def _capitalised(text: str) -> str:
    """Return the text with capitals at the beginnings of sentences; `^` at its own beginning keeps that one small."""
    if text.startswith("^"):
        return text[1:]

    def raised(match: re.Match[str]) -> str:
        if match.start() and _ABBREVIATION.search(text[: match.start()]):
            return match[0]
        if text[match.start(2) :].startswith(("mObywatel", "ePUAP", "mDowód", "e-Doręcz")):
            return match[0]
        return match[1] + match[2].upper()

    return _SENTENCE.sub(raised, text)


def finish_polish(text: str) -> str:
    """Return a rendered text with the prepositions we and ze where they belong, and capitals at the beginnings."""
    text = _BEFORE_PUNCTUATION.sub("", _SPACES.sub(" ", text).strip()).replace("r..", "r.")
    return _capitalised(_BEFORE_Z.sub(r"\1e ", _BEFORE_W.sub(r"\1e ", text)))


def finish_english(text: str) -> str:
    """Return a rendered text with `a` or `an` as the next word asks, and capitals at the beginnings."""
    text = _BEFORE_PUNCTUATION.sub("", _SPACES.sub(" ", text).strip())
    text = _ARTICLES.sub(lambda match: f"{english_forms.article(match[1])} {match[1]}", text)
    return _capitalised(text)
