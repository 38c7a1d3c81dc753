"""What a Polish office writes in English, and how it is said."""

import re

from okienko_speech.english.numerals import cardinal, digits, ordinal, year
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_MONTH = "|".join(_MONTHS)
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_NUMBER = r"(?:\d{1,3}(?:[ \u00a0,]\d{3})+|\d{1,12})(?!\d)"
_PHRASES = {
    "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "approx.": "approximately", "tel.": "telephone",
    "no.": "number", "art.": "article", "sec.": "section", "para.": "paragraph", "dz.u.": "Journal of Laws", "dept.": "department",
    "max.": "maximum", "min.": "minimum", "incl.": "including", "vs.": "versus", "mon.": "Monday", "tue.": "Tuesday",
    "wed.": "Wednesday", "thu.": "Thursday", "fri.": "Friday", "sat.": "Saturday", "sun.": "Sunday", "mon": "Monday",
    "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
}  # fmt: skip
_POLISH_PHRASES = {"ul.": "ulica", "al.": "aleja", "os.": "osiedle", "pl.": "plac"}
# Acronyms that Poles read as words, spelt so that the Polish rules say them right.
_POLISH_ACRONYMS = {"PESEL": "pesel", "ZUS": "zus", "NIP": "nip", "REGON": "regon", "MOPS": "mops", "PUP": "pup", "PSZOK": "pszok",
                    "ePUAP": "epuap", "RODO": "rodo", "KRUS": "krus"}  # fmt: skip
_UNITS = {"km/h": "kilometres per hour", "m²": "square metres", "m2": "square metres", "m³": "cubic metres", "km": "kilometres",
          "kg": "kilograms", "cm": "centimetres", "mm": "millimetres", "m": "metres", "ha": "hectares", "min": "minutes",
          "h": "hours", "%": "percent", "kW": "kilowatts", "°C": "degrees Celsius", "MB": "megabytes"}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_WEB_SIGNS = {".": "dot", "@": "at", "/": "slash", "-": "hyphen", "_": "underscore", ":": "colon", "?": "question mark",
              "=": "equals", "&": "and", "#": "hash", "+": "plus", "%": "percent", "~": "tilde"}  # fmt: skip


def _value(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def _letters(text: str, start: int, end: int) -> tuple[SpokenWord, ...]:
    return tuple(SpokenWord(letter.upper(), start, end, is_letter=True) for letter in text)


def _clock(written: str) -> str:
    hours, minutes = (int(part) for part in written.split(":"))
    if not minutes and hours in {0, 12, 24}:
        return "noon" if hours == 12 else "midnight"
    half = "AM" if hours % 24 < 12 else "PM"
    hour = cardinal(hours % 12 or 12)
    return f"{hour} {'oh ' if 0 < minutes < 10 else ''}{cardinal(minutes) + ' ' if minutes else ''}{half}"


@rule("hours", rf"(?P<first>{_CLOCK})\s?(?P<dash>[-–])\s?(?P<last>{_CLOCK})(?!\d)")
def _hours(match: re.Match[str], place: Place) -> Reading:
    lead = "" if place.left()[-1:] in (["from"], ["between"]) else "from "
    return (
        *spread(lead + _clock(match["first"]), *match.span("first")),
        *spread("to " + _clock(match["last"]), *match.span("last")),
    )


@rule("hour", rf"(?P<time>{_CLOCK})(?!\d)(?!\s?[ap]\.?m)", flags=re.IGNORECASE)
def _hour(match: re.Match[str], _place: Place) -> Reading:
    return spread(_clock(match["time"]), *match.span())


@rule("hour of twelve", r"(?P<hour>1?\d)(?::(?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?", flags=re.IGNORECASE)
def _twelve(match: re.Match[str], _place: Place) -> Reading:
    minutes = int(match["minute"] or 0)
    spoken = cardinal(int(match["hour"])) + (f" {'oh ' if minutes < 10 else ''}{cardinal(minutes)}" if minutes else "")
    return spread(f"{spoken} {match['half'].upper()}M", *match.span())


@rule("numeric date", r"(?P<day>[0-3]?\d)[./](?P<month>[01]?\d)[./](?P<year>(?:19|20)\d\d)\b")
def _numeric_date(match: re.Match[str], _place: Place) -> Reading | None:
    """Read as a Polish office means it: the day first."""
    return _date(match, int(match["day"]), int(match["month"]))


@rule("ISO date", r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b")
def _iso_date(match: re.Match[str], _place: Place) -> Reading | None:
    return _date(match, int(match["day"]), int(match["month"]))


def _date(match: re.Match[str], day: int, month: int) -> Reading | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return spread(f"the {ordinal(day)} of {_MONTHS[month - 1]} {year(int(match['year']))}", *match.span())


@rule(
    "day month", rf"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})\b(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
)
def _day_month(match: re.Match[str], place: Place) -> Reading:
    lead = "" if place.left()[-1:] == ["the"] else "the "
    return (
        *spread(f"{lead}{ordinal(int(match['day']))} of", *match.span("day")),
        *spread(match["month"], *match.span("month")),
        *(spread(year(int(match["year"])), *match.span("year")) if match["year"] else ()),
    )


@rule("month day", rf"(?P<month>{_MONTH})\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?:,?\s(?P<year>(?:19|20)\d\d)\b)?")
def _month_day(match: re.Match[str], _place: Place) -> Reading:
    return (
        *spread(match["month"], *match.span("month")),
        *spread(f"the {ordinal(int(match['day']))}", *match.span("day")),
        *(spread(year(int(match["year"])), *match.span("year")) if match["year"] else ()),
    )


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


@rule("phone", r"\+?\d{2,3}(?:[ -]\d{2,4}){2,5}(?![\d,.]*\d|\s?(?:zł|PLN|%))")
def _phone(match: re.Match[str], place: Place) -> Reading | None:
    written = match[0]
    announced = re.search(
        r"(?:tel|phone|call|on|number|at|fax)\W{0,3}$", place.text[max(0, place.start - 12) : place.start].lower()
    )
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


@rule("year", r"(?:19|20)\d\d\b(?![.,]\d)")
def _year(match: re.Match[str], place: Place) -> Reading | None:
    announced = place.left()[-1:] and place.left()[-1] in {
        "in",
        "since",
        "of",
        "from",
        "until",
        "by",
        "year",
        "before",
        "after",
        "act",
    }
    return spread(year(int(match[0])), *match.span()) if announced else None


@rule("house and flat", r"(?P<house>\d{1,4})(?P<letter>[a-zA-Z])?/(?P<flat>\d{1,4})(?![\w/])")
def _house(match: re.Match[str], _place: Place) -> Reading:
    letter = _letters(match["letter"], *match.span("letter")) if match["letter"] else ()
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


@rule(
    "page or mailbox",
    r"(?:https?://)?(?P<address>[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:pl|com|eu|org|net|gov|edu)\b(?:/[\w./?=&#%+~-]*\w)?)",
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
            words += _letters(part[0], start, end)
        else:
            words.append(SpokenWord(part[0], start, end))
    return words


@rule(
    "abbreviation",
    "(?P<word>" + "|".join(re.escape(each) for each in (*_PHRASES, *_POLISH_PHRASES) if each.endswith(".")) + ")",
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
    if written[:3] in {"mon", "sat", "sun", "wed"} and not match["word"][0].isupper():
        return None
    return spread(_PHRASES[written], *match.span())


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
    if not re.search(r"[a-z]", around) or (
        len(match["letters"]) > 4 and re.search(r"[AEIOU]", match["letters"]) and match["letters"] != "CEIDG"
    ):
        return None
    return _letters(match["letters"], *match.span())


@rule("mObywatel", r"m(?P<word>[A-ZŁŚŻ][a-ząćęłńóśźż]{2,})")
def _m_word(match: re.Match[str], _place: Place) -> Reading:
    return (
        *_letters("m", match.start(), match.start() + 1),
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


ALL = (_web, _hours, _twelve, _hour, _iso_date, _numeric_date, _day_month, _month_day, _zlotys, _phone, _post_code, _range,
       _measure, _year, _house, _number, _digits, _days, _abbreviation, _acronym, _m_word, _spelt, _sign, _word)  # fmt: skip
