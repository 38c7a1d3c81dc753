"""Numbers that name instead of counting: PESEL, NIP, REGON, accounts, case numbers, numbers of resolutions."""

import re

from okienko_speech.polish.numerals import cardinal, ordinal
from okienko_speech.polish.rules.acronyms import LETTERS, spell
from okienko_speech.polish.rules.counts import read_digits
from okienko_speech.polish.rules.roman import NUMERAL, value
from okienko_speech.polish.rules.units import UNIT
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_NAMED = re.compile(
    r"\b(?:pesel\w*|nip|nip-u|regon\w*|krs|krs-u|kont\w+|rachun\w+|iban|seri\w+|ewidencyjn\w+|identyfikator\w*|dow[oó]d\w*(?:\s\w+)*"
    r"|zgłoszeni\w+|spraw\w+|wniosk\w+|paszport\w*)\b(?:\s(?:nr|numer))?[\s:]{0,3}(?:[A-Z]{2,3}\s?)?$",
    re.IGNORECASE,
)
_SHORTEST_UNBROKEN = 9
_DATE = re.compile(r"[0-3]?\d/[01]?\d/(?:19|20)\d\d")
_VERSION = re.compile(
    r"\b(?:wersj\w+|wer\.|tabel\w+|tab\.|rysun\w+|rys\.|rozdzia\w+|rozdz\.|podpunk\w+|punk\w+)\s$", re.IGNORECASE
)
_POINTED_DATE = re.compile(r"[0-3]?\d\.[01]?\d\.(?:\d\d|(?:1[5-9]|20)\d\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_MONTH = re.compile(r"(?:0[1-9]|1[0-2])/20\d\d")
_NUMBER_SIGN = re.compile(r"\bn(?:r|umer\w*)\.?\s$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ACT = re.compile(r"(?:№|\b(?:nr|numer\w*|uchwał\w+|zarządzeni\w+|sygn\.|sygnatur\w+|rozporządzeni\w+|dyrektyw\w+|UE\)?|WE\)?|akt|poz\.))\s?:?\s?$",
                  re.IGNORECASE)  # fmt: skip


@rule(
    "court case",
    rf"(?P<division>{NUMERAL})\s(?P<register>[A-Z][A-Za-z]{{0,3}})(?:/(?P<town>[A-Z][a-z]{{1,2}}))?\s(?P<number>\d{{1,5}})/(?P<year>\d\d(?:\d\d)?)(?!\d)",
)
def _court(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "II SA/Wa 123/24", "I C 45/23": the division, then the register."""
    if not match["division"]:
        return None
    words = [*spread(ordinal(value(match["division"])), *match.span("division"))]
    words += spell(match["register"], *match.span("register"))
    if match["town"]:
        words += spread(f"łamane przez {match['town'].lower()}", *match.span("town"))
    words += spread(cardinal(int(match["number"])), *match.span("number"))
    return (*words, *spread(f"łamane przez {cardinal(int(match['year']))}", *match.span("year")))


@rule("land register", r"(?P<court>[A-Z]{2}\d[A-Z])/(?P<number>\d{8})/(?P<check>\d)(?![\w/])")
def _land(match: re.Match[str], _place: Place) -> Reading:
    court = " ".join(cardinal(int(each)) if each.isdecimal() else LETTERS[each.lower()] for each in match["court"])
    return (
        *spread(court, *match.span("court")),
        *spread(f"łamane przez {read_digits(match['number'])}", *match.span("number")),
        *spread(f"łamane przez {cardinal(int(match['check']))}", *match.span("check")),
    )


@rule("number of a book", r"97[89](?:-\d{1,7}){3}-\d(?![\d-])")
def _book(match: re.Match[str], _place: Place) -> Reading:
    return _groups(match[0], match.start(), r"\d+")


@rule("number of a European project", r"[A-Z]{4}(?:\.\d\d){1,3}-(?:[A-Z]{2}\.)?\d\d-\d{3,4}/\d\d(?![\w/])")
def _project(match: re.Match[str], _place: Place) -> Reading:
    """Read "FEMP.05.04-IZ.00-0012/24": its hyphens are pauses."""
    words: list[SpokenWord] = []
    for part in re.finditer(r"[A-Z]+|\d+|[./]", match[0]):
        at = match.start() + part.start(), match.start() + part.end()
        if part[0].isalpha():
            words += spell(part[0], *at)
        elif part[0].isdecimal():
            words += spread(read_digits(part[0]), *at)
        else:
            words += spread({".": "kropka", "/": "łamane przez"}[part[0]], *at)
    return words


@rule("number of an invoice", r"(?P<letters>[A-Z]{2,4})/(?=\d{1,6}/(?:\d{1,4}/)?(?:\d\d|20\d\d)(?![\w/]))")
def _invoice(match: re.Match[str], _place: Place) -> Reading | None:
    if _is_numeral(match["letters"]):
        return None
    return (*spell(match["letters"], *match.span("letters")), *spread("łamane przez", match.end() - 1, match.end()))


@rule("number with hyphens", r"\d{3}-\d{3}-\d{2}-\d{2}(?![\d-])|\d{3}-\d{2}-\d{2}-\d{3}(?![\d-])")
def _tax(match: re.Match[str], _place: Place) -> Reading:
    return _groups(match[0], match.start(), r"\d+")


@rule("account without spaces", r"(?:PL\s?)?\d{26}(?!\d)")
def _account(match: re.Match[str], _place: Place) -> Reading:
    words = list(spell("PL", match.start(), match.start() + 2)) if match[0].startswith("PL") else []
    return [*words, *_groups(match[0], match.start(), r"\d{2}")]


@rule("long number", r"\d{6,14}(?![\d]|[.,]\d|\s?(?:zł|PLN|EUR|%|tys|mln|os\.|osób|mieszk))")
def _long(match: re.Match[str], place: Place) -> Reading | None:
    if len(match[0]) < _SHORTEST_UNBROKEN and not _NAMED.search(place.before()):
        return None
    if match[0].startswith("000"):
        return spread(read_digits(match[0]), *match.span())
    # As people dictate it: in threes where they come out even, else in twos and a last three.
    pattern = r"\d{3}" if len(match[0]) % 3 == 0 else r"\d{3}$|\d{2}"
    return [word for group in re.findall(pattern, match[0]) for word in spread(read_digits(group), *match.span())]


@rule(
    "case number",
    r"(?P<sign>[A-ZŁŚŻĆŃÓ][A-Za-zŁŚŻĆŃÓłśżćńó]{0,5}(?:[.-][A-Z]{1,5}){0,3})(?P<numbers>(?:\.\d{1,6}){2,6}(?:\.[A-Z]{1,4})?)(?![\w/])",
)
def _case(match: re.Match[str], _place: Place) -> Reading:
    words: list[SpokenWord] = []
    for part in re.finditer(r"[^\W\d_]+|\d+|\.", match[0]):
        start, end = match.start() + part.start(), match.start() + part.end()
        if part[0] == ".":
            words += spread("kropka", start, end)
        elif match.string[start - 1] == "-" and _is_numeral(part[0]) and len(part[0]) > 1:
            # "SO-III.5343"
            words += spread(cardinal(value(part[0])), start, end)
        elif part[0].isdecimal():
            words += spread(cardinal(int(part[0])) if not part[0].startswith("0") else read_digits(part[0]), start, end)
        else:
            words += spell(part[0], start, end)
    return words


@rule("number of a document", r"(?P<letters>[A-Z]{2,3})\s?(?P<number>\d{6,7})(?!\w)")
def _document(match: re.Match[str], _place: Place) -> Reading:
    """Read "CBA123456"."""
    return (
        *spell(match["letters"], *match.span("letters")),
        *_groups(match["number"], match.start("number"), r"\d{3}(?!\d$)|\d{2}"),
    )


@rule("numbers with points", r"\d{1,6}(?:\.\d{1,6}){1,6}(?![\w/]|[.,]\d|\s?[-–]\s?\d)")
def _pointed(match: re.Match[str], place: Place) -> Reading | None:
    """Read "0050.12.2024", "wersja 2.1"; a date and a sum in thousands have rules of their own."""
    is_short = re.fullmatch(r"\d{1,2}\.\d", match[0]) and not re.match(
        rf"\s?(?:{UNIT}|zł|%|mln|tys)(?!\w)", place.text[place.end :]
    )
    if match[0].count(".") == 1 and not is_short and not _VERSION.search(place.before(20)):
        return None
    if (_POINTED_DATE.fullmatch(match[0]) and not _VERSION.search(place.before(20))) or _THOUSANDS.fullmatch(match[0]):
        return None
    words: list[SpokenWord] = []
    for part in re.finditer(r"\d+", match[0]):
        start, end = match.start() + part.start(), match.start() + part.end()
        words += spread("kropka", start - 1, start) if words else ()
        words += spread(read_digits(part[0]) if part[0].startswith("0") else cardinal(int(part[0])), start, end)
    return words


@rule(
    "number of an act",
    rf"(?P<first>\d{{1,6}}|{NUMERAL})(?P<others>(?:/(?:\d{{1,5}}|{NUMERAL}|[A-Z]{{1,3}})){{1,5}})(?![\w/]|\s?(?:zł|gr|%|dni|lat|w\.))",
)
def _act(match: re.Match[str], place: Place) -> Reading | None:
    is_roman = match["first"].isalpha()
    if is_roman and re.search(r"\d\s$", place.before(2)):
        # "24 V/2 A"
        return None
    is_announced = bool(_ACT.search(place.before()))
    is_behind_letters = bool(re.search(r"\b[A-Z]{1,4}/$", place.before(6)))
    is_announced = is_announced or is_behind_letters
    if (_DATE.fullmatch(match[0]) and not is_behind_letters and not _NUMBER_SIGN.search(place.before())) or (
        not is_announced and _MONTH.fullmatch(match[0])
    ):
        return None
    is_of_a_year = not _YEAR.fullmatch(match["first"]) and bool(_YEAR.fullmatch(match["others"][1:]))
    if not match["first"] or not (is_roman or match[0].count("/") > 1 or is_of_a_year or is_announced):
        return None
    words: list[SpokenWord] = []
    for part in re.finditer(r"\d+|[A-Z]+", match[0]):
        start, end = match.start() + part.start(), match.start() + part.end()
        if words:
            words += spread("łamane przez", start - 1, start)
        if part[0].isdecimal():
            words += spread(cardinal(int(part[0])), start, end)
        else:
            words += (
                spread(cardinal(value(part[0])), start, end) if _is_numeral(part[0]) else spell(part[0], start, end)
            )
    return words


def _is_numeral(written: str) -> bool:
    return bool(re.fullmatch(NUMERAL, written))


def _groups(written: str, base: int, pattern: str) -> Reading:
    words: list[SpokenWord] = []
    groups = list(re.finditer(pattern, written))
    for group in groups:
        pause = "," if group is not groups[-1] else ""
        words += spread(read_digits(group[0]) + pause, base + group.start(), base + group.end())
    return words


RULES = (_project, _court, _land, _book, _invoice, _tax, _account, _document, _long, _case, _pointed, _act)
