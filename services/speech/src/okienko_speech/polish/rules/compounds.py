"""Numbers grown together with a word: "2-osobowy", "5-latek", "100-lecie", "3-go", "lata 90.", "5- i 6-latki"."""

import re

from okienko_speech.polish.dictionary import nouns, verbs
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, Gender, cardinal, collective, decline, ordinal
from okienko_speech.polish.rules.agreement import GENDERS, ORDER, agree_behind
from okienko_speech.polish.rules.roman import NUMERAL, value
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_LETTER = "a-ząćęłńóśźż"
_SMALL = {1: "jedno", 2: "dwu", 3: "trzy", 4: "cztero"}
_HUNDREDS = ("sto", "dwustu", "trzystu", "czterystu", "pięćset", "sześćset", "siedemset", "osiemset", "dziewięćset")
_JUBILEES = {100: "stu", 1000: "tysiąc"}
_LARGEST = 9999
# Endings of ordinals as people write them behind a number, with what stands before the ending of declension.
_ONSETS = r"(?:t|sz|c|g|m|ci|sz|gi)?"
_ORDINAL_TAIL = rf"{_ONSETS}(?:ego|emu|ych|ich|ymi|imi|ym|im|ej|go|mu|gi|ci|ty|szy|my|sty|y|a|e|ą|i)"
_UNGLUED = r"(?:tego|ciego|szego|giego|mego|ego|go|temu|emu|mu|tej|ciej|szej|giej|mej|ej|tych|ych|gich|cich|gi|ci|ty|szy|sza|sze|ym)"
_DECADES = frozenset({"lata", "lat", "latach", "latami", "latom"})
_DECADE_CASES: dict[str, Case] = {"lata": "nom", "lat": "gen", "latach": "loc", "latami": "inst", "latom": "dat"}
_MONTHS = {"m-c": "miesiąc", "m-ca": "miesiąca", "m-cy": "miesięcy", "m-ce": "miesiące", "m-cu": "miesiącu"}


def combining(number: int) -> str:
    """Return the form of a number in front of another word: "dwu", "dwudziestopięcio", "stu".

    Args:
        number: 1 to 9999.
    """
    if number in _JUBILEES:
        return _JUBILEES[number]
    thousands, rest = divmod(number, 1000)
    parts = [f"{combining(thousands)}tysiąc" if thousands > 1 else "tysiąc"] if thousands else []
    hundreds, rest = divmod(rest, 100)
    if hundreds:
        parts.append("stu" if hundreds == 1 else _HUNDREDS[hundreds - 1])
    if rest in _SMALL:
        parts.append(_SMALL[rest])
    elif rest:
        tens, unit = (rest // 10 * 10, rest % 10) if rest >= 20 else (0, rest)
        parts += [cardinal(each, "gen")[:-1] + "o" for each in (tens, unit) if each >= 5]
        parts += [_SMALL[unit]] if unit in _SMALL else []
    return "".join(parts)


@rule("short for month", "(?P<word>m-c(?:a|y|e|u)?)(?!\\w)")
def _month(match: re.Match[str], _place: Place) -> Reading:
    return spread(_MONTHS[match["word"]], *match.span())


@rule("half and a word", rf"(?P<whole>\d{{1,2}}),5-(?P<word>[{_LETTER}]{{3,}})")
def _half(match: re.Match[str], _place: Place) -> Reading:
    whole = int(match["whole"])
    head = "pół" if not whole else "półtora" if whole == 1 else f"{combining(whole)}ipół"
    return (SpokenWord(head + match["word"], *match.span()),)


@rule(
    "hyphen that waits for its word",
    r"(?P<number>\d{1,4})-(?=,?\s+(?:i\s|lub\s|oraz\s|albo\s|do\s|\d)[^.]{0,30}?\d-[a-z])",
)
def _waiting(match: re.Match[str], _place: Place) -> Reading | None:
    number = int(match["number"])
    return (SpokenWord(combining(number), *match.span()),) if number else None


@rule("range and a word", rf"(?P<first>\d{{1,3}})[-–](?P<last>\d{{1,3}})[-–](?P<word>[{_LETTER}]{{4,}})")
def _range(match: re.Match[str], _place: Place) -> Reading | None:
    first, last = int(match["first"]), int(match["last"])
    if not first or not last:
        return None
    return (
        SpokenWord(combining(first), *match.span("first")),
        SpokenWord(combining(last) + match["word"], match.start("last"), match.end()),
    )


@rule("ordinal with its ending", rf"(?P<number>\d{{1,4}})(?:-(?P<tail>{_ORDINAL_TAIL})|(?P<glued>{_UNGLUED}))(?![\w-])")
def _ordinal(match: re.Match[str], place: Place) -> Reading:
    tail = match["tail"] or match["glued"]
    if place.left()[-1:] and place.left()[-1] in _DECADES:
        return spread(ordinal(int(match["number"]), _DECADE_CASES[place.left()[-1]], plural=True), *match.span())
    case, gender, plural = _declension(tail)
    return spread(ordinal(int(match["number"]), case, gender, plural=plural), *match.span())


def _declension(tail: str) -> tuple[Case, Gender, bool]:
    """Return case, gender and whether it is a plural of an ordinal that is written as a number with an ending."""
    if tail.endswith(("ych", "ich")):
        return "gen", "m3", True
    if tail.endswith("mi"):
        return "inst", "m3", True
    if tail.endswith("ej"):
        return "gen", "f", False
    singular: tuple[tuple[str, Case, Gender], ...] = (
        ("go", "gen", "m3"), ("mu", "dat", "m3"), ("ym", "loc", "m3"), ("im", "loc", "m3"), ("ą", "inst", "f"),
        ("a", "nom", "f"), ("e", "nom", "n"),
    )  # fmt: skip
    return next(((case, gender, False) for end, case, gender in singular if tail.endswith(end)), ("nom", "m3", False))


@rule("Roman ordinal with its ending", rf"(?P<number>{NUMERAL})-(?P<tail>{_ORDINAL_TAIL})(?![\w-])")
def _roman_ordinal(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "II-gi"."""
    if not match["number"]:
        return None
    case, gender, plural = _declension(match["tail"])
    return spread(ordinal(value(match["number"]), case, gender, plural=plural), *match.span())


@rule("Roman century and a word", rf"(?P<number>{NUMERAL})-(?P<word>(?:wieczn|leci)[a-ząęó]+)")
def _century(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "XVII-wieczny"."""
    if not match["number"]:
        return None
    number = value(match["number"])
    head = combining(number) if number <= 20 else ordinal(number)[:-1].replace("y ", "o") + "o"
    return (SpokenWord(head + match["word"], *match.span()),)


@rule(
    "number with its linking vowel",
    rf"(?P<number>\d{{1,4}})-?(?:cio|mio|sto|ścio|ro|o)[-\s]?(?P<word>(?:letn|osobow|dniow|godzinn|miesięczn|lec|latk)[{_LETTER}]+)",
)
def _linked(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "10-cio letni" as one word."""
    number = int(match["number"])
    return (SpokenWord(combining(number) + match["word"], *match.span()),) if 0 < number <= _LARGEST else None


# Endings of cardinals behind a number: "5-ciu", "3-ech", "4-ma", "2-óm", "5-cioro".
_CARDINAL_TAILS: tuple[tuple[str, Case], ...] = (
    ("ch", "gen"),
    ("u", "gen"),
    ("ma", "inst"),
    ("em", "dat"),
    ("óm", "dat"),
)


@rule(
    "cardinal with its ending",
    r"(?P<number>\d{1,4})-?(?P<tail>(?:[óoe])?ch|(?:dziest|ci|mi|st|t|dzi)?u|(?:[oe]|cio|mio)?ma|em|óm|(?:ci|mi|w)?o?ro|oje)(?![\w-])",
)
def _cardinal(match: re.Match[str], _place: Place) -> Reading:
    number, tail = int(match["number"]), match["tail"]
    case = next((case for end, case in _CARDINAL_TAILS if tail.endswith(end)), None)
    return spread(cardinal(number, case) if case else collective(number), *match.span())


_GROWN = {"min": "minutowy", "proc": "procentowy", "litr": "litrowy", "metr": "metrowy", "os": "osobowy", "osob": "osobowy", "pok": "pokojowy", "godz": "godzinny", "dn": "dniowy", "mies": "miesięczny", "tyg": "tygodniowy",
          "kl": "klasowy", "rodz": "rodzinny", "let": "letni", "stron": "stronicowy"}  # fmt: skip


# "rodz. 2-os."
_HEADS = {"rodz.": "rodzina", "gosp.": "gospodarstwo", "mieszk.": "mieszkanie"}
_MEASURED_BY = frozenset({"wysokość", "wymiar", "okres", "równowartość", "kwota"})


@rule(
    "adjective grown with a number and cut short",
    rf"(?P<number>\d{{1,3}})-(?P<kind>{'|'.join(_GROWN)})\.",
    closes=False,
)
def _grown(match: re.Match[str], place: Place) -> Reading:
    """Read "bilet 20-min.", "2-os. pokój"."""
    left, lemma = place.left(), _GROWN[match["kind"]]
    # "w wysokości 2-mies. wynagrodzenia" measures by what follows.
    is_measure = any(form.lemma in _MEASURED_BY for form in nouns("".join(left[-1:])))
    if left[-1:] and left[-1] in _HEADS:
        left[-1] = _HEADS[left[-1]]
    spoken = agree_behind(lemma, left) if left and not is_measure and not verbs(left[-1]) else ""
    following = next(iter(place.right_words(1)), "")
    for case in (*cases_after(left), *ORDER) if not spoken else ():
        form = next((each for each in nouns(following.lower()) if case in each.cases), None)
        if form:
            spoken = decline(
                lemma, case, next(each for each in GENDERS if each in form.genders), plural=form.number == "pl"
            )
            break
    return spread(combining(int(match["number"])) + (spoken or lemma), *match.span())


@rule("number and a word", rf"(?P<number>\d{{1,4}})-(?P<word>[{_LETTER}]{{3,}})")
def _compound(match: re.Match[str], _place: Place) -> Reading | None:
    number = int(match["number"])
    if not 0 < number <= _LARGEST:
        return None
    head = "sto" if number == 100 and match["word"].startswith("krot") else combining(number)
    return (SpokenWord(head + match["word"], *match.span()),)


@rule("decade", r"(?P<number>[1-9]0)(?P<point>\.?)(?!\d|[.,-]\d)")
def _decade(match: re.Match[str], place: Place) -> Reading | None:
    left = place.left()
    while left and (left[-1] in {".", ",", "i", "oraz", "a", "lub"} or left[-1].isdigit()):
        left.pop()
    following = place.right_words(1)
    if not left or left[-1] not in _DECADES or (not match["point"] and following):
        return None
    case = _DECADE_CASES[left[-1]]
    if left[-1] == "lata" and left[-2:-1] in (["w"], ["na"], ["przez"], ["o"], ["za"]):
        case = "acc"
    return spread(ordinal(int(match["number"]), case, plural=True), *match.span())


RULES = (
    _month,
    _half,
    _waiting,
    _range,
    _century,
    _linked,
    _ordinal,
    _roman_ordinal,
    _cardinal,
    _grown,
    _compound,
    _decade,
)
