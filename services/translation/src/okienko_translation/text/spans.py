"""Finding the parts of a text that no machine may change: names, codes, amounts, dates, addresses, references."""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from okienko_translation.languages import Language
from okienko_translation.text import dates
from okienko_translation.text.numbers import has_digits


class Kind(StrEnum):
    """What a protected part is."""

    PHRASE = "phrase"
    MARKUP = "markup"
    EMAIL = "e-mail address"
    URL = "web address"
    ACCOUNT = "account number"
    STATUTE = "statute"
    ARTICLE = "article"
    MONTH_DATE = "date in words"
    DATE = "date"
    TIME = "time"
    POSTCODE = "post code"
    AMOUNT = "amount"
    PHONE = "phone number"
    ADDRESS = "street address"
    CASE_NUMBER = "case number"
    CODE = "form code"
    ACRONYM = "acronym"


@dataclass(frozen=True)
class Span:
    """A protected part; `start` and `end` in characters, `text` as written."""

    start: int
    end: int
    text: str
    kind: Kind


_CURRENCY = r"(?:zł(?:otych|ote|oty)?|gr(?:osz(?:y|e))?|PLN|EUR|USD|GBP|€|\$|£)"
_FIGURE = r"\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_CLOCK = r"\d{1,2}(?::|\.)\d{2}"
_CAPITALISED = r"[A-ZĄĆĘŁŃÓŚŹŻ0-9][\w.]*"
_UNIT = r"(?:art|ust|pkt|lit|poz|par|Art|Ust|Pkt|Poz)\.|pkt|§|[Aa]rticles?|[Pp]aragraphs?|[Ss]ections?"
_ANY_DIGIT = None
# With what must stand in a text before it is searched, which spares most texts most searches: a string, "" being in all, or any digit.
# Earlier patterns win where two overlap. Repetitions are bounded, or begin where no earlier one could have: a text of
# 5000 characters made to be slow must not take seconds.
_PATTERNS: tuple[tuple[Kind, str | None, re.Pattern[str]], ...] = (
    (Kind.MARKUP, "<", re.compile(r"</?[A-Za-z][^<>]{0,200}>")),
    (Kind.EMAIL, "@", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    (Kind.URL, "", re.compile(r"(?:https?://|www\.)[^\s<>\"'„”]*[\w/]")),
    (
        Kind.URL,
        ".",
        re.compile(
            r"(?<![\w.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.(?:gov\.pl|com\.pl|pl|eu|com|org)\b(?:/[\w./-]*[\w/])?"
        ),
    ),
    (Kind.ACCOUNT, _ANY_DIGIT, re.compile(r"(?<!\d)(?:PL ?)?\d{2}(?: ?\d{4}){6}(?!\d)")),
    (Kind.STATUTE, "Dz.", re.compile(r"Dz\. ?U\.(?: z)?(?: \d{4}(?: r\.)?)?(?: ?,?(?: nr \d+))?(?: ?,? poz\. \d+)?")),
    (
        Kind.ARTICLE,
        _ANY_DIGIT,
        re.compile(rf"(?<!\w)(?:{_UNIT}) ?\d+[a-z]{{0,3}}(?!\w)(?:,? (?:{_UNIT}) ?(?:\d+[a-z]{{0,3}}|[a-z])(?!\w))*"),
    ),
    (Kind.DATE, _ANY_DIGIT, re.compile(r"(?<![\d.])(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2})(?!\d)")),
    (
        Kind.AMOUNT,
        _ANY_DIGIT,
        re.compile(
            rf"(?<![\w.,])(?:(?:PLN|EUR|USD|GBP|€|\$|£) ?(?:{_FIGURE})|(?:{_FIGURE})[ \u00a0]?(?:{_CURRENCY}(?!\w)|%))"
        ),
    ),
    (
        Kind.TIME,
        _ANY_DIGIT,
        re.compile(
            rf"(?<![\d.,:-])(?:\d{{1,2}}:\d{{2}}(?: ?[-–] ?\d{{1,2}}:\d{{2}})?|(?<=godz\. ){_CLOCK}(?: ?[-–] ?{_CLOCK})?)(?![\d:])"
        ),
    ),
    (
        Kind.PHONE,
        _ANY_DIGIT,
        re.compile(
            r"(?<![\d-])(?:\+48[ -]?|\(?0-?)?(?:\(?\d{2}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}|\d{3}[ -]\d{3}[ -]\d{3}|\+\d{8,12})(?![\d-])"
        ),
    ),
    (Kind.POSTCODE, _ANY_DIGIT, re.compile(r"(?<![\d-])\d{2}-\d{3}(?![\d-])")),
    (
        Kind.ADDRESS,
        ". ",
        re.compile(rf"(?<!\w)(?:ul|al|pl|os)\. (?:{_CAPITALISED}|\d+)(?: {_CAPITALISED}){{0,3}}(?:/\d+)?(?<!\.)"),
    ),
    (
        Kind.CASE_NUMBER,
        _ANY_DIGIT,
        re.compile(r"(?<!\w)[A-Z]{1,5}(?:[-.]?[IVX]+)?\.\d{2,6}(?:\.\d{1,6})+(?:\.[A-Z]{1,4})?(?!\w)"),
    ),
    (
        Kind.CODE,
        "",
        re.compile(
            # "W 2024 r.", "Z 3 dzieci": a preposition that begins a sentence is no code's letter.
            r"(?<![\w-])(?:(?![AIKOUWZ] )[A-ZĄĆĘŁŃÓŚŹŻ]{1,6}(?:-[A-Z]{1,3})?[-/ ]?\d{1,4}[A-Za-z]?(?:/[A-Z0-9]{1,4}){0,3}"
            r"|[A-Z]{2,6}(?:[-/][A-Z0-9]{1,4})+|\d{3,4}\+"
            # PESEL, REGON, a telephone number without spaces, NIP.
            r"|\d{7,14}|\d{3}-\d{2,3}-\d{2}-\d{2,3})(?![\w-])"
        ),
    ),
)
_ACRONYM = re.compile(r"(?<![\w-])(?:[A-ZĄĆĘŁŃÓŚŹŻ]{2,8}|ePUAP|mObywatel|eDO|mDowód|Emp@tia)(?![\w-])")
# Capitals that have a translation of their own or only raise the voice.
_TRANSLATED = frozenset(
    """AM PM ID OK TV UK US EU UE ONZ UN NATO RP NO NOT DO ALL ANY AND OR MUST ONLY NEVER YES FREE NIE TAK LUB ORAZ
    ALBO TYLKO ALE JAK GDZIE CO KTO II III IV VI VII VIII IX XI XII XX XXI""".split()
)


def find(text: str, language: Language, phrases: Sequence[str] = ()) -> list[Span]:
    """Return the protected parts of `text`, in order and apart from one another.

    Args:
        text: a sentence.
        language: its language.
        phrases: names given by the caller; they come first, the longest before the shorter.
    """
    spans: list[Span] = []
    standing = sorted({phrase for phrase in phrases if phrase in text}, key=lambda phrase: (-len(phrase), phrase))
    if standing:
        any_phrase = "|".join(map(re.escape, standing))
        spans += _free(spans, re.compile(rf"(?<!\w)(?:{any_phrase})(?!\w)"), text, Kind.PHRASE)
    with_digits = has_digits(text)
    for kind, needed, pattern in _PATTERNS:
        if not (with_digits if needed is _ANY_DIGIT else needed in text):
            continue
        if kind is Kind.DATE:
            found = dates.find(text, language)
            months = [Span(one.start, one.end, text[one.start : one.end], Kind.MONTH_DATE) for one in found]
            spans += [span for span in months if not _overlaps(span, spans)]
        spans += _free(spans, pattern, text, kind)
    acronyms = [one for one in _free(spans, _ACRONYM, text, Kind.ACRONYM) if one.text not in _TRANSLATED]
    if acronyms and not _is_loud(text, spans):
        spans += acronyms
    return sorted(spans, key=lambda span: span.start)


def _free(taken: Sequence[Span], pattern: re.Pattern[str], text: str, kind: Kind) -> list[Span]:
    found = [Span(match.start(), match.end(), match.group(), kind) for match in pattern.finditer(text)]
    return [span for span in found if not _overlaps(span, taken)]


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(other.start < span.end and span.start < other.end for other in others)


def _is_loud(text: str, taken: Sequence[Span]) -> bool:
    """Return whether most words outside `taken` are in capitals, so that capitals mean nothing."""
    for span in taken:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    found = re.findall(r"[^\W\d_]{2,}", text)
    return len(found) > 2 and sum(word.isupper() for word in found) * 2 > len(found)
