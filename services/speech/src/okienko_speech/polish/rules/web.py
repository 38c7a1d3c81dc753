"""Addresses of pages and mailboxes: "urzad@miasto.pl", "https://www.gov.pl/ceidg"."""

import re

from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.polish.rules.counts import read_digits
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_LABELS = {"com": "kom", "www": "wu wu wu", "biz": "biz", "info": "info", "org": "org", "gov": "gov", "edu": "edu",
           "net": "net", "mail": "mejl", "online": "onlajn"}  # fmt: skip
_SIGNS = {".": "kropka", "@": "małpa", "/": "ukośnik", "-": "myślnik", "_": "podkreślnik", "?": "pytajnik",
          "=": "równa się", "&": "et", "#": "krzyżyk", "%": "procent", "+": "plus", ":": "dwukropek", "~": "tylda"}  # fmt: skip
_TOP_LEVEL = "pl|example|com|eu|org|net|gov|edu|info|biz|uk|de|io|tv|ly|app|dev|ua|fr|cz|sk|gl|shop|store"
_PART = re.compile(r"[^\W\d_]+|\d+|[.@/_?=&#%+:~-]")


def _read(match: re.Match[str]) -> Reading:
    words: list[SpokenWord] = []
    for part in _PART.finditer(match["address"]):
        start, end = match.start("address") + part.start(), match.start("address") + part.end()
        text = part[0]
        if text in _SIGNS:
            words += spread(_SIGNS[text], start, end)
        elif text.isdecimal():
            words += spread(read_digits(text), start, end)
        elif text.lower() in _LABELS:
            words += spread(_LABELS[text.lower()], start, end)
        elif len(text) <= 2 or not re.search("[aeiouyąęó]", text.lower()):
            words += spell(text, start, end)
        else:
            words += spread(text.lower(), start, end)
    return words


@rule("at sign for an a", r"(?P<before>[^\W\d_]{2,})@(?P<after>[^\W\d_]{2,})(?!-|\.?\w)")
def _at_for_a(match: re.Match[str], _place: Place) -> Reading:
    # The portal "Emp@tia".
    return (SpokenWord(f"{match['before']}a{match['after']}".lower(), *match.span()),)


@rule("mailbox", r"(?P<address>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})")
def _mailbox(match: re.Match[str], _place: Place) -> Reading:
    return _read(match)


@rule(
    "page",
    rf"(?:https?://)?(?P<address>(?:www\.)?[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,6}}\.(?:{_TOP_LEVEL})\b(?:/[\w./?=&#%+~-]*[\w])?)/?",
    flags=re.IGNORECASE,
)
def _page(match: re.Match[str], _place: Place) -> Reading:
    return _read(match)


@rule(
    "page with a scheme", r"https?://(?P<address>[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}(?::\d+)?(?:/[\w./?=&#%+~-]*\w)?)/?"
)
def _any_page(match: re.Match[str], _place: Place) -> Reading:
    return _read(match)


@rule(
    "file",
    r"(?P<address>[\w-]{1,60}\.(?:pdf|docx?|xlsx?|odt|ods|jpe?g|png|gif|zip|txt|csv|xml|html?|mp3|mp4|exe))(?![\w.@/-])",
    flags=re.IGNORECASE,
)
def _file(match: re.Match[str], _place: Place) -> Reading:
    return _read(match)


RULES = (_file, _at_for_a, _mailbox, _any_page, _page)
