"""Addresses, abbreviations, acronyms, Polish names and ordinary words."""

import re

from okienko_speech.english.numerals import digits
from okienko_speech.english.rules.numbers import letters
from okienko_speech.polish.rules.words import MARKUP
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_PHRASES = {
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "approx.": "approximately", "tel.": "telephone",
    "no.": "number", "art.": "article", "sec.": "section", "para.": "paragraph", "dz.u.": "Journal of Laws", "dept.": "department",

     "max.": "maximum", "ext.": "extension", "jan.": "January", "feb.": "February", "aug.": "August", "sept.": "September",
    "oct.": "October", "nov.": "November", "dec.": "December",     "pp.": "pages", "min.": "minimum", "incl.": "including", "vs.": "versus", "mon.": "Monday", "tue.": "Tuesday",
    "wed.": "Wednesday", "thu.": "Thursday", "fri.": "Friday", "sat.": "Saturday", "sun.": "Sunday", "mon": "Monday",
    "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
}  # fmt: skip
_POLISH_PHRASES = {"ul.": "ulica", "al.": "aleja", "os.": "osiedle", "pl.": "plac"}
_POLISH_ACRONYMS = {"PESEL": "pesel", "ZUS": "zus", "NIP": "nip", "REGON": "regon", "MOPS": "mops", "PUP": "pup", "PSZOK": "pszok",
                    "ePUAP": "epuap", "RODO": "rodo", "KRUS": "krus"}  # fmt: skip
_WEB_SIGNS = {".": "dot", "@": "at", "/": "slash", "-": "hyphen", "_": "underscore", ":": "colon", "?": "question mark",
              "=": "equals", "&": "and", "#": "hash", "+": "plus", "%": "percent", "~": "tilde"}  # fmt: skip


@rule(
    "page or mailbox",
    r"(?:https?://)?(?P<address>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}|(?:www\.)?[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.(?:pl|com|eu|org|net|gov|edu)\b(?:/[\w./?=&#%+~-]*\w)?)",
)
def _web(match: re.Match[str], _place: Place) -> Reading:
    words: list[SpokenWord] = []
    for part in re.finditer(r"[^\W\d_]+|\d+|[.@/_:?=&#%+~-]", match["address"]):
        start, end = match.start("address") + part.start(), match.start("address") + part.end()
        if part[0] in _WEB_SIGNS:
            words += spread(_WEB_SIGNS[part[0]], start, end)
        elif part[0].isdigit():
            words += spread(digits(part[0]), start, end)
        elif len(part[0]) <= 2 or part[0] == "www":
            words += letters(part[0], start, end)
        else:
            words.append(SpokenWord(part[0], start, end))
    return words


@rule(
    "abbreviation",
    "(?P<word>"
    + "|".join(
        re.escape(each) for each in sorted((*_PHRASES, *_POLISH_PHRASES), key=len, reverse=True) if each.endswith(".")
    )
    + ")",
    flags=re.IGNORECASE,
    closes=False,
)
def _abbreviation(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    if written in _POLISH_PHRASES:
        return (SpokenWord(_POLISH_PHRASES[written], *match.span(), is_foreign=True),)
    # "No." and "sat." end sentences too: only before a number, or a day's capital, are they short for something.
    if written in {"no.", "art.", "sec.", "para."} and not re.match(r"\s?\d", place.text[place.end :]):
        return None
    if written[:3] in {"mon", "sat", "sun", "wed", "dec"} and not match["word"][0].isupper():
        return None
    return spread(_PHRASES[written], *match.span())


_TITLES = {"mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor", "st": "saint"}


@rule("title", r"(?P<title>Mr|Mrs|Ms|Dr|Prof|St)\.?(?=\s[A-ZŁŚŻ])", closes=False)
def _title(match: re.Match[str], _place: Place) -> Reading:
    return spread(_TITLES[match["title"].lower()], *match.span())


@rule("days", r"(?P<first>Mon|Tue|Wed|Thu|Fri|Sat)\.?\s?[-–]\s?(?P<last>Tue|Wed|Thu|Fri|Sat|Sun)\b\.?")
def _days(match: re.Match[str], _place: Place) -> Reading:
    names = {**_PHRASES, "sun": "Sunday"}
    return (
        *spread(names[match["first"].lower()], *match.span("first")),
        *spread("to " + names[match["last"].lower()], *match.span("last")),
    )


@rule("Polish acronym", "(?P<word>" + "|".join(_POLISH_ACRONYMS) + r")(?!\w)")
def _acronym(match: re.Match[str], _place: Place) -> Reading:
    return (SpokenWord(_POLISH_ACRONYMS[match["word"]], *match.span(), is_foreign=True),)


@rule("spelt acronym", r"(?P<letters>[A-ZĄĆĘŁŃÓŚŹŻ]{2,5})(?!\w)")
def _spelt(match: re.Match[str], place: Place) -> Reading | None:
    around = place.text[max(0, place.start - 20) : place.end + 20]
    if match["letters"] != "CEIDG" and (
        not re.search(r"[a-z]", around) or (len(match["letters"]) > 4 and re.search(r"[AEIOU]", match["letters"]))
    ):
        return None
    return letters(match["letters"], *match.span())


@rule("mObywatel", r"m(?P<word>[A-ZŁŚŻ][a-ząćęłńóśźż]{2,})")
def _m_word(match: re.Match[str], _place: Place) -> Reading:
    return (
        *letters("m", match.start(), match.start() + 1),
        SpokenWord(match["word"], *match.span("word"), is_foreign=True),
    )


@rule("sign", r"[&+=%@€$£]|zł\b|§")
def _sign(match: re.Match[str], _place: Place) -> Reading:
    spoken = {"&": "and", "+": "plus", "=": "equals", "%": "percent", "@": "at", "€": "euros", "$": "dollars", "£": "pounds",
              "zł": "zlotys", "§": "section"}  # fmt: skip
    return spread(spoken[match[0]], *match.span())


@rule("word", r"[^\W\d_]+(?:['’][^\W\d_]+)*")
def _word(match: re.Match[str], _place: Place) -> Reading:
    word = match[0].replace("’", "'")
    return (SpokenWord(word, *match.span(), is_foreign=bool(re.search("[ąćęłńśźżĄĆĘŁŃŚŹŻ]", word))),)


ADDRESSES = (_web,)
RULES = (_title, _days, _abbreviation, _acronym, _m_word, _spelt, MARKUP, _sign, _word)
