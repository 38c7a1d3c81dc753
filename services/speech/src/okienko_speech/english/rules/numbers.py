"""Money, measures, parts and bare numbers: “4.40 zł”, “€50”, “35 × 45 mm”, “3/4 of the fee”."""

import re

from okienko_speech.english.numerals import cardinal, digits, ordinal, year
from okienko_speech.polish.rules.roman import NUMERAL
from okienko_speech.polish.rules.roman import value as roman_value
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_NUMBER = r"(?:\d{1,3}(?:[ \u00a0,]\d{3})+|\d{1,12})(?!\d)"
_UNITS = {"km/h": "kilometres per hour", "m²": "square metres", "m2": "square metres", "m³": "cubic metres", "km": "kilometres",
          "kg": "kilograms", "cm": "centimetres", "mm": "millimetres", "m": "metres", "ha": "hectares", "min": "minutes",
          "h": "hours", "%": "percent", "kW": "kilowatts", "°C": "degrees Celsius", "MB": "megabytes", "l": "litres", "GB": "gigabytes",
          "kWh": "kilowatt hours", "g": "grams", "t": "tonnes", "V": "volts", "dB": "decibels", "m/s": "metres per second", "ml": "millilitres",
          "cm²": "square centimetres", "km²": "square kilometres", "kB": "kilobytes", "sq m": "square metres", "hrs": "hours",
          "mins": "minutes", "°": "degrees", "mg": "milligrams", "µg": "micrograms", "μg": "micrograms", "‰": "per mille", "pp": "percentage points", "MW": "megawatts", "Mb/s": "megabits per second", "km2": "square kilometres",
          "m3": "cubic metres", "°F": "degrees Fahrenheit", "hPa": "hectopascals", "TB": "terabytes", "W": "watts", "kcal": "kilocalories"}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_CURRENCIES = {"PLN": ("zloty", "zlotys", "groszy"), "zł": ("zloty", "zlotys", "groszy"), "EUR": ("euro", "euros", "cents"), "€": ("euro", "euros", "cents"), "$": ("dollar", "dollars", "cents"), "£": ("pound", "pounds", "pence"),
               "USD": ("dollar", "dollars", "cents"), "GBP": ("pound", "pounds", "pence"), "CHF": ("franc", "francs", "centimes")}  # fmt: skip
_SCALES = {"thousand": "thousand", "million": "million", "billion": "billion", "mln": "million", "bn": "billion", "m": "million",
           "k": "thousand", "tys.": "thousand"}  # fmt: skip
_SCALE = "|".join(re.escape(scale) for scale in _SCALES)
_CURRENCY = "|".join(re.escape(sign) for sign in _CURRENCIES)
_PARTS = {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters")}
_LARGEST_DENOMINATOR = 20
_SINGLE_PARTS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
_NUMBERED = frozenset(
    [
        "war",
        "module",
        "chapter",
        "part",
        "section",
        "volume",
        "title",
        "class",
        "category",
        "annex",
        "appendix",
        "phase",
        "stage",
        "level",
        "type",
        "article",
        "group",
    ]
)
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_PLURAL = re.compile(r"s(?=$| per | Celsius| Fahrenheit)")
_CALLED = re.compile(
    r"\b(?:call|dial|ring|phone|telephone|tel\.|text|sms|emergency number|helpline|hotline|infoline|fax|contact)\s?:?\s(?:on\s|to\s)?(?:\d{3},?\s(?:(?:and|or)\s)?)*$",
    re.IGNORECASE,
)
_PER = {"m²": "square metre", "m2": "square metre", "m³": "cubic metre", "h": "hour", "hour": "hour", "day": "day", "week": "week",
        "month": "month", "year": "year", "person": "person", "km": "kilometre", "kg": "kilogram", "l": "litre", "kWh": "kilowatt hour",
        "t": "tonne", "pc.": "piece", "page": "page", "child": "child", "km/h": "kilometre per hour"}  # fmt: skip
_PER_PATTERN = "|".join(re.escape(unit) for unit in sorted(_PER, key=len, reverse=True))
_NOT_NAMES = frozenset(["the", "your", "our", "this", "that", "these", "and", "for", "form", "tax"])


def _value(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def letters(text: str, start: int, end: int) -> tuple[SpokenWord, ...]:
    """Return the names of letters, all of them reading the same characters of the caller's text."""
    return tuple(SpokenWord(letter.upper(), start, end, is_letter=True) for letter in text)


@rule(
    "money",
    rf"""(?P<before>{_CURRENCY})\s?(?P<amount>{_NUMBER})(?:[.,](?P<coins>\d\d?)(?!\d))?(?:\s?[-–]\s?(?P<upto>{_NUMBER})(?![.,]?\d))?
            (?:\s?(?P<size>{_SCALE})(?!\w))?
        |(?P<whole>{_NUMBER})(?:[.,](?P<part>\d\d?)(?!\d))?(?:\s?(?P<scale>{_SCALE})(?!\w))?\s?(?P<unit>{_CURRENCY}|zlot(?:y|ys|ych|e)|złot(?:y|ych|e))(?!\w)""",
)
def _money(match: re.Match[str], _place: Place) -> Reading:
    """Read "€50", "PLN 2.3 million", "200–400 zł"."""
    is_before = bool(match["before"])
    number, small, size = ("amount", "coins", "size") if is_before else ("whole", "part", "scale")
    scale = _SCALES[match[size]] if match[size] else ""
    one, many, coin = _CURRENCIES.get(match["before"] or match["unit"], _CURRENCIES["zł"])
    whole = _value(match[number])
    coins = int(match[small].ljust(2, "0")) if match[small] and not scale else 0
    unit = match.span("unit") if match["unit"] else match.span()
    at = match.span() if is_before else match.span(number)
    upto = f"to {cardinal(_value(match['upto']))}" if match["upto"] else ""
    point = f"point {digits(match[small])}" if match[small] and scale else ""
    return [
        *spread(f"{cardinal(whole)} {point} {upto} {scale}", *at),
        *spread(one if whole == 1 and not scale else many, *unit),
        *(spread(f"{cardinal(coins)} {coin}", *(at if is_before else match.span(small))) if coins else ()),
    ]


@rule("groszy", rf"(?P<whole>{_NUMBER})\s?(?P<unit>gr)(?!\w)")
def _groszy(match: re.Match[str], _place: Place) -> Reading:
    coin = "grosz" if _value(match["whole"]) == 1 else "groszy"
    return (*spread(cardinal(_value(match["whole"])), *match.span("whole")), *spread(coin, *match.span("unit")))


@rule("round the clock, or half and half", r"(?P<first>24(?=/7(?!\d))|50(?=/50(?!\d)))/(?P<last>\d{1,2})(?![\w/])")
def _idiom(match: re.Match[str], _place: Place) -> Reading:
    return (
        *spread(cardinal(int(match["first"])), *match.span("first")),
        *spread(cardinal(int(match["last"])), *match.span("last")),
    )


def _part(upper: int, lower: int) -> str:
    one, many = _PARTS.get(lower, (ordinal(lower), f"{ordinal(lower)}s"))
    return f"{cardinal(upper)} {one if upper == 1 else many}"


@rule("fraction in one sign", rf"(?:(?P<whole>\d{{1,4}})\s?)?(?P<sign>[{''.join(_SINGLE_PARTS)}])")
def _sign(match: re.Match[str], place: Place) -> Reading:
    """Read "3½ hours", "¾ of the fee", "two ½-hour sessions"."""
    upper, lower = _SINGLE_PARTS[match["sign"]]
    part = _part(upper, lower)
    if match["whole"]:
        # "three and a half", "two and three quarters"
        part = "and " + (part.replace("one", "a", 1) if upper == 1 else part)
        return (*spread(cardinal(int(match["whole"])), *match.span("whole")), *spread(part, *match.span("sign")))
    is_joined = place.text[place.end : place.end + 1] == "-"
    return spread(part.removeprefix("one ") if is_joined else part, *match.span("sign"))


@rule("fraction", r"(?P<upper>\d{1,2})/(?P<lower>\d{1,2})(?![\w/]|[.,]\d)")
def _fraction(match: re.Match[str], place: Place) -> Reading | None:
    upper, lower = int(match["upper"]), int(match["lower"])
    following = place.right_words(1)
    # A house and its flat follow a name and are followed by none: "ul. Polna 3/14".
    is_part = not place.left() or place.left()[-1] == "(" or (following and following[0][0].islower())
    if not 0 < upper < lower <= _LARGEST_DENOMINATOR or not is_part or place.left()[-1:] in (["no."], ["number"]):
        return None
    return spread(_part(upper, lower), *match.span())


@rule("minus", r"-(?=\d)")
def _minus(match: re.Match[str], place: Place) -> Reading | None:
    before = place.before()
    apart = not before or before[-1] in " (\n"
    return spread("minus", *match.span()) if apart and not before.rstrip()[-1:].isdigit() else None


@rule("times or by", r"[x×](?=\s?\d)")
def _times(match: re.Match[str], place: Place) -> Reading | None:
    if not re.search(r"\d\s?$", place.before()):
        return None
    size = re.match(r"\s?\d+(?:\.\d+)?\s?(?:[x×]\s?\d+\s?)*(?:mm|cm|m|km|px)\b", place.text[place.end :])
    return spread("by" if size else "times", *match.span())


@rule("unit without a number", r"(?P<unit>m²|m2|m³|km²|km|kg|kWh|ha)(?![\w²³])")
def _lone(match: re.Match[str], _place: Place) -> Reading:
    """Read "per m³"."""
    return spread(_PER.get(match["unit"]) or _UNITS[match["unit"]].removesuffix("s"), *match.span())


@rule("for each", rf"/(?P<per>{_PER_PATTERN})(?!\w)")
def _each(match: re.Match[str], place: Place) -> Reading | None:
    """Read "1.19 zł/m²", "50 EUR/month"."""
    return spread("per " + _PER[match["per"]], *match.span()) if re.search(r"[\w€$£%]$", place.before(1)) else None


@rule("long number", r"\d{9,}(?!\d|[.,]\d)")
def _long(match: re.Match[str], _place: Place) -> Reading:
    return spread(digits(match[0]), *match.span())


@rule("Roman numerals", rf"(?P<first>{NUMERAL})\s?[-–]\s?(?P<last>{NUMERAL})(?![\w'’-])")
def _romans(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "grades I–III"."""
    if not match["first"] or roman_value(match["first"]) >= roman_value(match["last"]):
        return None
    return (
        *spread(cardinal(roman_value(match["first"])), *match.span("first")),
        *spread("to " + cardinal(roman_value(match["last"])), *match.span("last")),
    )


@rule("Roman numeral", rf"(?P<numeral>{NUMERAL})(?![\w'’-])")
def _roman(match: re.Match[str], place: Place) -> Reading | None:
    before = re.findall(r"[^\W\d_]+", place.before(30))
    if len(match["numeral"]) == 1 and match["numeral"] not in "IVX":
        return None
    named = before[-1] if before else ""
    if named.lower() in _NUMBERED:
        return spread(cardinal(roman_value(match["numeral"])), *match.span())
    # "John Paul II" is a person; a lone I behind a name is the pronoun.
    if named.istitle() and len(named) > 2 and len(match["numeral"]) > 1 and named.lower() not in _NOT_NAMES:
        return spread(f"the {ordinal(roman_value(match['numeral']))}", *match.span())
    return None


@rule("number of a document", r"(?P<letters>[A-Z]{2,3})\s?(?P<number>\d{6,7})(?!\w)")
def _document(match: re.Match[str], _place: Place) -> Reading:
    """Read "ABC 123456"."""
    return (*letters(match["letters"], *match.span("letters")), *spread(digits(match["number"]), *match.span("number")))


@rule("number in groups", r"(?:PL\s?)?\d{2}(?:\s\d{4}){6}(?!\d)|\d{3}(?:-\d{2,3}){3}(?![\d-])")
def _groups(match: re.Match[str], _place: Place) -> Reading:
    """Read an account and a tax number."""
    words = list(letters("PL", match.start(), match.start() + 2)) if match[0].startswith("PL") else []
    for group in re.finditer(r"\d+", match[0]):
        words += spread(digits(group[0]) + ",", match.start() + group.start(), match.start() + group.end())
    return words


@rule("phone", r"\+?(?:\(\d{2,3}\)|\d{2,3})(?:[ -]\d{2,4}){1,5}(?![\d,.]*\d|\s?(?:zł|PLN|%))")
def _phone(match: re.Match[str], place: Place) -> Reading | None:
    written = match[0]
    announced = re.search(r"(?:tel|phone|call|on|number|at|fax|line)\W{0,3}$", place.before(12).lower())
    shaped = re.fullmatch(r"\(?\d{2}\)? \d{3} \d{2} \d{2}|\d{3}[ -]\d{3}[ -]\d{3}|\d{3}(?: \d{2}){3}", written)
    if not (announced or shaped or written.startswith("+")):
        return None
    words = list(spread("plus", match.start(), match.start() + 1)) if written.startswith("+") else []
    for group in re.finditer(r"\d+", written):
        words += spread(digits(group[0]) + ",", match.start() + group.start(), match.start() + group.end())
    words[-1] = SpokenWord(words[-1].text, words[-1].start, words[-1].end)
    return words


@rule("post code", r"\d{2}-\d{3}(?![\d-])")
def _post_code(match: re.Match[str], _place: Place) -> Reading:
    return spread(f"{digits(match[0][:2])}, {digits(match[0][3:])}", *match.span())


@rule("range", rf"(?P<first>{_NUMBER})(?:\.(?P<part>\d+))?(?P<dash>\s?[-–])\s?(?={_NUMBER}(?![\d/]))")
def _range(match: re.Match[str], _place: Place) -> Reading:
    """Read the beginning of "10-14 days", "200–400 zł"; the rest is for other rules."""
    first = cardinal(_value(match["first"])) + (f" point {digits(match['part'])}" if match["part"] else "")
    return (*spread(first, match.start("first"), match.start("dash")), *spread("to", *match.span("dash")))


@rule("proportion", rf"(?P<first>\d{{1,3}}):(?P<last>{_NUMBER})(?![\d:])")
def _proportion(match: re.Match[str], _place: Place) -> Reading:
    """Read "1:500", "3:2"."""
    return (
        *spread(cardinal(int(match["first"])), *match.span("first")),
        *spread("to " + cardinal(_value(match["last"])), *match.span("last")),
    )


@rule("school year", r"(?P<first>20\d\d)/(?P<last>(?:20)?\d\d)(?![\w/])")
def _school_year(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "2024/2025", "2025/26"."""
    first, last = int(match["first"]), int(match["last"])
    if (first + 1) % 100 != last % 100:
        return None
    return (
        *spread(year(first), *match.span("first")),
        *spread(year(last) if last > 99 else cardinal(last), *match.span("last")),
    )


@rule("number of a year", r"(?P<first>\d{1,5})(?P<sign>/)(?P<last>\d{1,5})(?![\w/])")
def _of_a_year(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "case no. 12/2026", "(EU) 2016/679"."""
    if not (_A_YEAR.fullmatch(match["first"]) or _A_YEAR.fullmatch(match["last"])):
        return None
    first, last = (
        year(int(each)) if _A_YEAR.fullmatch(each) else cardinal(int(each)) for each in (match["first"], match["last"])
    )
    return (
        *spread(first, *match.span("first")),
        *spread("slash", *match.span("sign")),
        *spread(last, *match.span("last")),
    )


@rule(
    "number of an act",
    rf"(?:\d{{1,5}}|{NUMERAL})(?:/\d{{1,5}}){{2,4}}(?![\w/])|(?=[IVXLC]){NUMERAL}/\d{{1,5}}(?![\w/])",
)
def _act(match: re.Match[str], _place: Place) -> Reading:
    """Read "resolution no. VII/58/2024"."""
    words: list[SpokenWord] = []
    for part in re.finditer(r"\d+|[A-Z]+", match[0]):
        at = match.start() + part.start(), match.start() + part.end()
        words += spread("slash", at[0] - 1, at[0]) if words else ()
        if part[0].isalpha():
            words += spread(cardinal(roman_value(part[0])), *at)
        else:
            words += spread(year(int(part[0])) if _A_YEAR.fullmatch(part[0]) else cardinal(int(part[0])), *at)
    return words


@rule("number to call", r"\d{3,6}(?!\d|[.,-]\d|\s\d)")
def _to_call(match: re.Match[str], place: Place) -> Reading | None:
    """Read "call 112"."""
    return spread(digits(match[0]), *match.span()) if _CALLED.search(place.before(30)) else None


@rule(
    "measure",
    rf"(?P<whole>{_NUMBER})(?:(?:\.|,(?=\d\d?(?!\d)))(?P<part>\d+))?\s?(?P<unit>{_UNIT})(?![\w²³]|/(?!(?:{_PER_PATTERN})(?!\w)))",
)
def _measure(match: re.Match[str], _place: Place) -> Reading:
    unit = _UNITS[match["unit"]]
    singular = _value(match["whole"]) == 1 and not match["part"]
    return (
        *_decimal(match),
        *spread(_PLURAL.sub("", unit, count=1) if singular else unit, *match.span("unit")),
    )


@rule("house and flat", r"(?P<house>\d{1,4})(?P<letter>[a-zA-Z])?/(?P<flat>\d{1,4})(?![\w/])")
def _house(match: re.Match[str], _place: Place) -> Reading:
    letter = letters(match["letter"], *match.span("letter")) if match["letter"] else ()
    return (
        *spread(cardinal(int(match["house"])), *match.span("house")),
        *letter,
        *spread("flat " + cardinal(int(match["flat"])), *match.span("flat")),
    )


@rule("number", rf"(?P<whole>{_NUMBER})(?:\.(?P<part>\d+))?(?P<tail>st|nd|rd|th|\+)?(?!\d)")
def _number(match: re.Match[str], _place: Place) -> Reading:
    if match["tail"] and match["tail"] != "+":
        return spread(ordinal(_value(match["whole"])), *match.span())
    if match["whole"].startswith("0") and len(match["whole"]) > 1:
        return spread(digits(match["whole"]), *match.span())
    return (*_decimal(match), *(spread("plus", *match.span("tail")) if match["tail"] else ()))


@rule("digits", r"\d+")
def _digits(match: re.Match[str], _place: Place) -> Reading:
    return spread(digits(match[0]), *match.span())


def _decimal(match: re.Match[str]) -> list[SpokenWord]:
    words = [*spread(cardinal(_value(match["whole"])), *match.span("whole"))]
    return [*words, *spread("point " + digits(match["part"]), *match.span("part"))] if match["part"] else words


MONEY = (_money, _groszy)
SHAPES = (
    _each,
    _lone,
    _document,
    _groups,
    _phone,
    _to_call,
    _post_code,
    _long,
    _minus,
    _times,
    _idiom,
    _sign,
    _fraction,
    _school_year,
    _act,
    _of_a_year,
    _range,
    _proportion,
    _measure,
)
PLAIN = (_house, _romans, _roman, _number, _digits)
