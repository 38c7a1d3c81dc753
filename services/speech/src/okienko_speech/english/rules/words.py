"""Addresses, abbreviations, acronyms, Polish names and ordinary words."""

import re
from dataclasses import replace

from okienko_speech.english.numerals import cardinal, digits
from okienko_speech.english.rules.numbers import letters
from okienko_speech.polish.government import MONTHS
from okienko_speech.polish.numerals import ordinal
from okienko_speech.polish.rules.acronyms import AS_WORD
from okienko_speech.polish.rules.words import MARKUP
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_PHRASES = {
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "approx.": "approximately", "tel.": "telephone", "cf.": "compare",
    "no.": "number", "nos.": "numbers", "art.": "article", "arts.": "articles", "sec.": "section", "para.": "paragraph", "paras.": "paragraphs",
    "p.": "page", "pp.": "pages", "fig.": "figure", "vol.": "volume", "ch.": "chapter", "reg.": "regulation", "dz.u.": "Journal of Laws",
    "dept.": "department", "max.": "maximum", "min.": "minimum", "ext.": "extension", "incl.": "including", "excl.": "excluding",
    "vs.": "versus", "ave.": "avenue", "rd.": "road", "sq.": "square", "blvd.": "boulevard", "apt.": "apartment", "bldg.": "building",
    "rm.": "room", "fl.": "floor", "temp.": "temperature", "avg.": "average", "est.": "established", "asst.": "assistant", "govt.": "government",
    "hrs.": "hours", "mins.": "minutes", "wk.": "week", "yr.": "year", "yrs.": "years", "a.k.a.": "also known as", "ref.": "reference",
    "jan.": "January", "feb.": "February", "mar.": "March", "apr.": "April", "jun.": "June", "jul.": "July", "aug.": "August",
    "sep.": "September", "sept.": "September", "oct.": "October", "nov.": "November", "dec.": "December", "ltd.": "limited", "inc.": "incorporated", "jr.": "junior", "sr.": "senior", "ca.": "circa", "c.": "circa",
}  # fmt: skip
# "No.", "sat." and "ref." also end sentences: they are short for something before a number only, or with a capital.
_BEFORE_NUMBERS = frozenset(
    {"no.", "nos.", "art.", "arts.", "sec.", "para.", "paras.", "p.", "pp.", "fig.", "vol.", "ch.", "rm.", "apt."}
)
_CAPITALISED = frozenset({"dec.", "mar.", "jun.", "jul.", "fl.", "reg.", "sq.", "ave.", "rd."})
# As they stand in names of streets.
_POLISH_PHRASES = {
    "św.": "świętego",
    "gen.": "generała",
    "ks.": "księdza",
    "im.": "imienia",
    "ul.": "ulica",
    "al.": "aleja",
    "os.": "osiedle",
    "pl.": "plac",
}
# Said as words, of English or international origin; Polish ones are those that Polish says as words.
_SAID_AS_WORDS = {"PIN": "pin", "SIM": "sim", "NATO": "nato", "UNICEF": "unicef", "UNESCO": "unesco", "COVID": "covid", "GIF": "gif",
                  "AIDS": "aids", "NASA": "nasa", "FIFA": "fifa", "UEFA": "uefa", "RAM": "ram", "LAN": "lan", "ASAP": "asap"}  # fmt: skip
_POLISH_ACRONYMS = {"ePUAP": "epuap"} | {
    word.upper(): said for word, said in AS_WORD.items() if said == word and word.upper() not in _SAID_AS_WORDS
}
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
        elif part[0].isdecimal():
            words += spread(digits(part[0]), start, end)
        elif len(part[0]) <= 2 or not re.search("[aeiouy]", part[0].lower()):
            words += letters(part[0], start, end)
        else:
            words.append(SpokenWord(part[0], start, end))
    return words


@rule(
    "file",
    r"(?P<address>[\w-]{1,60}\.(?:pdf|docx?|xlsx?|odt|jpe?g|png|zip|txt|csv|xml))(?![\w@/-])",
    flags=re.IGNORECASE,
)
def _file(match: re.Match[str], place: Place) -> Reading | None:
    return _web.read(match, place)


@rule("case number", r"(?P<sign>[A-Z][A-Za-z]{0,5}(?:-[A-Z]{1,5})*)(?:\.\d{1,6}){2,6}(?:\.[A-Z]{1,4})?(?![\w/])")
def _case(match: re.Match[str], _place: Place) -> Reading:
    """Read "GN.6845.7.2025.MK"."""
    words: list[SpokenWord] = []
    for part in re.finditer(r"[^\W\d_]+|\d+|\.", match[0]):
        at = match.start() + part.start(), match.start() + part.end()
        if part[0].isalpha():
            words += letters(part[0], *at)
        else:
            words += spread("dot" if part[0] == "." else _number(part[0]), *at)
    return words


def _number(written: str) -> str:
    return digits(written) if written.startswith("0") else cardinal(int(written))


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
    if written in _BEFORE_NUMBERS and not re.match(r"\s?(?:\d|[IVX]+\b|[A-Z]{2,3}\s?\d)", place.text[place.end :]):
        return None
    if written in _CAPITALISED and not match["word"][0].isupper():
        return None
    return spread(_PHRASES[written], *match.span())


_TITLES = {"mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor", "st": "saint"}


@rule("street behind its name", r"(?<=[a-zł]\s)St(?:\.|(?=\s\d|,|$))(?!\s?[A-ZŁŚŻ])", closes=True)
def _street(match: re.Match[str], place: Place) -> Reading | None:
    """Read "Long St."."""
    name = re.search(r"(\w+)\s$", place.before(30))
    return spread("street", *match.span()) if name and name[1].istitle() else None


_POLISH_MONTHS = "|".join(month.capitalize() for month in MONTHS)


@rule("date in a Polish name", rf"(?P<day>[0-3]?\d)\s(?P<month>{_POLISH_MONTHS})(?!\w)")
def _polish_date(match: re.Match[str], _place: Place) -> Reading:
    """Read "ul. 11 Listopada"."""
    words = [
        *spread(ordinal(int(match["day"]), "gen"), *match.span("day")),
        SpokenWord(match["month"], *match.span("month")),
    ]
    return [replace(word, is_foreign=True) for word in words]


@rule("hashtag", r"\#(?=[^\W_])")
def _hashtag(match: re.Match[str], place: Place) -> Reading:
    return spread("number" if place.text[place.end].isdigit() else "hashtag", *match.span())


@rule("title", r"(?P<title>Mr|Mrs|Ms|Dr|Prof|St)\.?(?=\s[A-ZŁŚŻ])", closes=False)
def _title(match: re.Match[str], _place: Place) -> Reading:
    return spread(_TITLES[match["title"].lower()], *match.span())


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = "Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun"


def _day(written: str) -> str:
    return next(day for day in _DAYS if day.startswith(written[:3]))


@rule("days", rf"(?P<first>{_DAY})\.?\s?[-–]\s?(?P<last>{_DAY})\b\.?")
def _days(match: re.Match[str], _place: Place) -> Reading:
    return (
        *spread(_day(match["first"]), *match.span("first")),
        *spread("to " + _day(match["last"]), *match.span("last")),
    )


@rule("day of the week", rf"(?P<day>{_DAY})(?!\w)\.?", closes=True)
def _one_day(match: re.Match[str], place: Place) -> Reading | None:
    """Read "on Sat.", "Wed 10:00"; "Sun" and "Sat" alone are words."""
    is_short = match[0].endswith(".") or re.match(r",?\s(?:\d|and\b|or\b|&)", place.text[place.end :])
    return spread(_day(match["day"]), *match.span()) if is_short else None


@rule("Polish acronym", "(?P<word>" + "|".join(_POLISH_ACRONYMS) + r")(?!\w)")
def _acronym(match: re.Match[str], _place: Place) -> Reading:
    return (SpokenWord(_POLISH_ACRONYMS[match["word"]], *match.span(), is_foreign=True),)


@rule("acronym said as a word", "(?:" + "|".join(_SAID_AS_WORDS) + r")(?!\w)")
def _said(match: re.Match[str], _place: Place) -> Reading:
    return (SpokenWord(_SAID_AS_WORDS[match[0]], *match.span()),)


_LONGEST_SPELT = 4


@rule("spelt acronym", r"(?P<letters>PhD|[A-ZĄĆĘŁŃÓŚŹŻ]{2,5})(?!\w)")
def _spelt(match: re.Match[str], place: Place) -> Reading | None:
    others = [word for word in re.findall(r"[^\W\d_]{4,}", place.text) if word != match["letters"]]
    is_heading = bool(others) and all(word.isupper() for word in others)
    has_vowel = bool(re.search(r"[AEIOUY]", match["letters"]))
    if match["letters"] != "CEIDG" and has_vowel and (is_heading or len(match["letters"]) > _LONGEST_SPELT):
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


ADDRESSES = (_file, _case, _web, _polish_date)
RULES = (
    _street,
    _hashtag,
    _title,
    _days,
    _one_day,
    _abbreviation,
    _acronym,
    _said,
    _m_word,
    _spelt,
    MARKUP,
    _sign,
    _word,
)
