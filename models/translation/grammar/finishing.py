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


_WRITTEN_ARTICLE = re.compile(r"(?<![\w-])(an?) (?=([^\W\d_]\S*))|^(An?) (?=([^\W\d_]\S*))")
_TWICE = re.compile(r"(?<!\w)([^\W\d_]+(?: [^\W\d_]+){0,2}),? \1(?!\w)", re.IGNORECASE)


def says_twice(text: str) -> bool:
    """Return whether a word or two or three stand twice in a row, as chance sometimes puts them."""
    return _TWICE.search(text) is not None


def with_articles(text: str) -> str:
    """Return an English text whose `a` and `an` fit the words after them."""

    def fitting(match: re.Match[str]) -> str:
        article = english_forms.article(match[2] or match[4])
        return (article.capitalize() if match[3] else article) + " "

    return _WRITTEN_ARTICLE.sub(fitting, text)


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
    return with_articles(_capitalised(text))
