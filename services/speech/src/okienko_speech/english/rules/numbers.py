"""Money, measures, parts and bare numbers: “4.40 zł”, “€50”, “35 × 45 mm”, “3/4 of the fee”."""

import re

from okienko_speech.english.numerals import cardinal, digits, ordinal
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
          "mins": "minutes", "°": "degrees", "mg": "milligrams"}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_CURRENCIES = {"EUR": ("euro", "euros", "cents"), "€": ("euro", "euros", "cents"), "$": ("dollar", "dollars", "cents"), "£": ("pound", "pounds", "pence"),
               "USD": ("dollar", "dollars", "cents"), "GBP": ("pound", "pounds", "pence"), "CHF": ("franc", "francs", "centimes")}  # fmt: skip
_CURRENCY = "|".join(re.escape(sign) for sign in _CURRENCIES)
_PARTS = {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters")}
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
_NOT_NAMES = frozenset(["the", "your", "our", "this", "that", "these", "and", "for", "form", "tax"])


def _value(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def letters(text: str, start: int, end: int) -> tuple[SpokenWord, ...]:
    """Return the names of letters, all of them reading the same characters of the caller's text."""
    return tuple(SpokenWord(letter.upper(), start, end, is_letter=True) for letter in text)


@rule(
    "zlotys",
    rf"""(?:PLN\s?)?(?P<whole>{_NUMBER})(?:[.,](?P<part>\d\d)(?!\d))?\s?(?P<scale>thousand|million|billion|mln|tys\.)?\s?
        (?P<unit>zł(?:ot(?:y|ys|ych|e))?|PLN|zlot(?:y|ys|ych|e))(?!\w)|PLN\s?(?P<amount>{_NUMBER})(?:[.,](?P<coins>\d\d)(?!\d))?""",
    flags=re.IGNORECASE,
)
def _zlotys(match: re.Match[str], _place: Place) -> Reading:
    group = "whole" if match["whole"] else "amount"
    whole, coins = _value(match[group]), int(match["part" if match["whole"] else "coins"] or 0)
    scale = {"mln": "million", "tys.": "thousand"}.get(match["scale"] or "", match["scale"] or "")
    unit = match.span("unit") if match["unit"] else match.span()
    noun = "zloty" if whole == 1 and not scale else "zlotys"
    number = match.span(group) if match["unit"] else match.span()
    words = [*spread(f"{cardinal(whole)} {scale}", *number), *spread(noun, *unit)]
    return [
        *words,
        *(spread(f"{cardinal(coins)} groszy", *match.span("part" if match["part"] else group)) if coins else ()),
    ]


@rule(
    "money",
    rf"""(?:(?P<before>{_CURRENCY})\s?(?P<amount>{_NUMBER})(?:\.(?P<coins>\d\d)(?!\d))?(?:\s(?P<size>thousand|million|billion)\b)?
        |(?P<whole>{_NUMBER})(?:[.,](?P<part>\d\d)(?!\d))?(?:\s(?P<scale>thousand|million|billion))?\s?(?P<unit>{_CURRENCY})(?!\w))""",
)
def _money(match: re.Match[str], _place: Place) -> Reading:
    number = "amount" if match["before"] else "whole"
    small = "coins" if match["before"] else "part"
    scale = match["size" if match["before"] else "scale"] or ""
    one, many, coin = _CURRENCIES[match["before"] or match["unit"]]
    whole, coins = _value(match[number]), int(match[small] or 0)
    unit = match.span("unit") if match["unit"] else match.span(number)
    words = [
        *spread(f"{cardinal(whole)} {scale}", *match.span(number)),
        *spread(one if whole == 1 and not scale else many, *unit),
    ]
    return [*words, *(spread(f"{cardinal(coins)} {coin}", *match.span(small)) if coins else ())]


@rule("groszy", rf"(?P<whole>{_NUMBER})\s?(?P<unit>gr)(?!\w)")
def _groszy(match: re.Match[str], _place: Place) -> Reading:
    coin = "grosz" if _value(match["whole"]) == 1 else "groszy"
    return (*spread(cardinal(_value(match["whole"])), *match.span("whole")), *spread(coin, *match.span("unit")))


@rule("fraction", rf"(?P<upper>\d{{1,2}})/(?P<lower>\d{{1,2}})(?![\w/]|[.,]\d)|(?P<sign>[{''.join(_SINGLE_PARTS)}])")
def _fraction(match: re.Match[str], place: Place) -> Reading | None:
    upper, lower = _SINGLE_PARTS[match["sign"]] if match["sign"] else (int(match["upper"]), int(match["lower"]))
    following = place.right_words(1)
    if (upper, lower) == (24, 7):
        return spread("twenty four seven", *match.span())
    # A house and its flat follow a name and are followed by none: "ul. Polna 3/14".
    is_part = not place.left() or (following and following[0][0].islower())
    if not 0 < upper < lower <= 20 or not is_part or place.left()[-1:] in (["no."], ["number"]):
        return None
    one, many = _PARTS.get(lower, (ordinal(lower), f"{ordinal(lower)}s"))
    return spread(f"{cardinal(upper)} {one if upper == 1 else many}", *match.span())


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


@rule("long number", r"\d{9,}(?!\d|[.,]\d)")
def _long(match: re.Match[str], _place: Place) -> Reading:
    return spread(digits(match[0]), *match.span())


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


@rule("phone", r"\+?\d{2,3}(?:[ -]\d{2,4}){2,5}(?![\d,.]*\d|\s?(?:zł|PLN|%))")
def _phone(match: re.Match[str], place: Place) -> Reading | None:
    written = match[0]
    announced = re.search(r"(?:tel|phone|call|on|number|at|fax)\W{0,3}$", place.before(12).lower())
    shaped = re.fullmatch(r"\d{2} \d{3} \d{2} \d{2}|\d{3}[ -]\d{3}[ -]\d{3}", written)
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


@rule("range", rf"(?P<first>{_NUMBER})\s?[-–]\s?(?P<last>{_NUMBER})(?![\d/])")
def _range(match: re.Match[str], _place: Place) -> Reading:
    return (
        *spread(cardinal(_value(match["first"])), *match.span("first")),
        *spread("to " + cardinal(_value(match["last"])), *match.span("last")),
    )


@rule("measure", rf"(?P<whole>{_NUMBER})(?:\.(?P<part>\d+))?\s?(?P<unit>{_UNIT})(?![\w/²³])")
def _measure(match: re.Match[str], _place: Place) -> Reading:
    unit = _UNITS[match["unit"]]
    singular = _value(match["whole"]) == 1 and not match["part"]
    return (
        *_decimal(match),
        *spread(unit.removesuffix("s") if singular and " " not in unit else unit, *match.span("unit")),
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


MONEY = (_zlotys, _money, _groszy)
SHAPES = (_phone, _post_code, _long, _minus, _times, _fraction, _range, _measure)
PLAIN = (_house, _roman, _number, _digits)
