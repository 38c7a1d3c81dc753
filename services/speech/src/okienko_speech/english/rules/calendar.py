"""Hours, days, months and years: “8:00-16:00”, “31 March 2025”, “the 1990s”."""

import re

from okienko_speech.english.numerals import cardinal, ordinal, year
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
# "Sept." before "Sep."; May is never cut short.
_MONTH = "|".join([*_MONTHS, *(rf"{cut}\.?" for cut in ("Sept", *(month[:3] for month in _MONTHS if month != "May")))])
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_POINTED_CLOCK = r"(?:[01]?\d|2[0-4])\.[0-5]\d"
_YEAR = r"(?:19|20)\d\d"


def _month(written: str) -> str:
    return next(month for month in _MONTHS if month.startswith(written.rstrip(".")[:3]))


def _clock(written: str) -> str:
    hours, minutes = (int(part) for part in re.split("[:.]", written))
    if not minutes and hours in {0, 12, 24}:
        return "noon" if hours == 12 else "midnight"
    half = "AM" if hours % 24 < 12 else "PM"
    hour = cardinal(hours % 12 or 12)
    return f"{hour} {'oh ' if 0 < minutes < 10 else ''}{cardinal(minutes) + ' ' if minutes else ''}{half}"


@rule(
    "hours",
    rf"(?P<first>{_CLOCK})\s?[-–]\s?(?P<last>{_CLOCK})(?!\d)(?:\s?[ap]\.?m\b\.?)?|(?P<first_pointed>{_POINTED_CLOCK})\s?[-–]\s?(?P<last_pointed>{_POINTED_CLOCK})(?![\d.]|\s?\w)",
)
def _hours(match: re.Match[str], place: Place) -> Reading:
    lead = "" if place.left()[-1:] in (["from"], ["between"], ["at"]) else "from "
    first, last = ("first", "last") if match["first"] else ("first_pointed", "last_pointed")
    return (
        *spread(lead + _clock(match[first]), *match.span(first)),
        *spread("to " + _clock(match[last]), *match.span(last)),
    )


_AT = frozenset({"at", "from", "until", "till", "before", "after", "by", "to", "between"})


@rule(
    "hour with a point",
    rf"{_POINTED_CLOCK}(?!\d|[.,]\d|%|\s?[ap]\.?m|\s?(?:zł|PLN|EUR|€|%|m\b|km|kg|million|billion|to\s\d+[.,]?\d*\s?(?:zł|PLN|EUR|€|%)))",
    flags=re.IGNORECASE,
)
def _pointed(match: re.Match[str], place: Place) -> Reading | None:
    """Read "at 10.00"."""
    return spread(_clock(match[0]), *match.span()) if place.left()[-1:] and place.left()[-1] in _AT else None


@rule("hour", rf"(?P<time>{_CLOCK})(?!\d)(?!\s?[ap]\.?m)", flags=re.IGNORECASE)
def _hour(match: re.Match[str], _place: Place) -> Reading:
    return spread(_clock(match["time"]), *match.span())


@rule("hour of twelve", r"(?P<hour>1?\d)(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?", flags=re.IGNORECASE)
def _twelve(match: re.Match[str], place: Place) -> Reading:
    lead = "to " if re.search(r"[ap]\.?m\.?\s?[-–]\s?$", place.before(8), re.IGNORECASE) else ""
    minutes = int(match["minute"] or 0)
    spoken = cardinal(int(match["hour"])) + (f" {'oh ' if minutes < 10 else ''}{cardinal(minutes)}" if minutes else "")
    return spread(f"{lead}{spoken} {match['half'].upper()}M", *match.span())


@rule("numeric date", r"(?P<day>[0-3]?\d)[./](?P<month>[01]?\d)[./](?P<year>(?:19|20)\d\d)\b(?:\s?r\.)?")
def _numeric_date(match: re.Match[str], place: Place) -> Reading | None:
    """Read as a Polish office means it: the day first."""
    lead = "to " if re.search(r"\d\s?[-–]\s?$", place.before(4)) else ""
    return _date(match, int(match["day"]), int(match["month"]), lead)


@rule("ISO date", r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b")
def _iso_date(match: re.Match[str], _place: Place) -> Reading | None:
    return _date(match, int(match["day"]), int(match["month"]))


def _date(match: re.Match[str], day: int, month: int, lead: str = "") -> Reading | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return spread(f"{lead}the {ordinal(day)} of {_MONTHS[month - 1]} {year(int(match['year']))}", *match.span())


@rule(
    "day month",
    rf"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})(?!\w)(?:,?\s(?P<year>(?:19|20)\d\d)\b)?",
)
def _day_month(match: re.Match[str], place: Place) -> Reading:
    lead = "" if place.left()[-1:] == ["the"] else "the "
    return (
        *spread(f"{lead}{ordinal(int(match['day']))} of", *match.span("day")),
        *spread(_month(match["month"]), *match.span("month")),
        *(spread(year(int(match["year"])), *match.span("year")) if match["year"] else ()),
    )


@rule("month day", rf"(?P<month>{_MONTH})\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?:,?\s(?P<year>(?:19|20)\d\d)\b)?")
def _month_day(match: re.Match[str], _place: Place) -> Reading:
    return (
        *spread(_month(match["month"]), *match.span("month")),
        *spread(f"the {ordinal(int(match['day']))}", *match.span("day")),
        *(spread(year(int(match["year"])), *match.span("year")) if match["year"] else ()),
    )


@rule("decade", r"(?:(?P<century>1[5-9]|20)|[’'])(?P<tens>[1-9]0)[’']?s(?!\w)")
def _decade(match: re.Match[str], _place: Place) -> Reading:
    tens = cardinal(int(match["tens"]))
    many = "tens" if tens == "ten" else tens[:-1] + "ies"
    century = cardinal(int(match["century"])) if match["century"] else ""
    return spread(f"{century} {many}", *match.span())


@rule("many of one age", r"(?P<number>\d{1,3})s(?!\w)")
def _ages(match: re.Match[str], _place: Place) -> Reading:
    """Read "under 18s"."""
    number = cardinal(int(match["number"]))
    many = number[:-1] + "ies" if number.endswith("y") else number + ("es" if number.endswith("x") else "s")
    return spread(many, *match.span())


@rule("days month", rf"(?P<first>[0-3]?\d)\s?[-–]\s?(?P<last>[0-3]?\d)\s(?P<month>{_MONTH})(?!\w)")
def _days_month(match: re.Match[str], place: Place) -> Reading:
    lead = "" if place.left()[-1:] == ["the"] else "the "
    return (
        *spread(lead + ordinal(int(match["first"])), *match.span("first")),
        *spread("to the " + ordinal(int(match["last"])) + " of", *match.span("last")),
        *spread(_month(match["month"]), *match.span("month")),
    )


@rule(
    "first day of two",
    rf"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?=(?:,\s[0-3]?\d)*,?\s(?:and|or|to)\s(?:the\s)?[0-3]?\d(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})(?!\w))",
)
def _first_day(match: re.Match[str], place: Place) -> Reading:
    """Read the first days of "on 3, 4 and 5 May"."""
    lead = "" if place.left()[-1:] == ["the"] else "the "
    return spread(lead + ordinal(int(match["day"])), *match.span())


@rule("years", rf"(?P<first>{_YEAR})\s?[-–]\s?(?P<last>{_YEAR})(?![\d,.]\d|\s?(?:zł|PLN|EUR))")
def _years(match: re.Match[str], _place: Place) -> Reading:
    return (
        *spread(year(int(match["first"])), *match.span("first")),
        *spread("to " + year(int(match["last"])), *match.span("last")),
    )


_OF_A_YEAR = frozenset({"in", "since", "from", "until", "before", "after", "year", "by", "c.", "est."})


@rule("year", r"(?:1[1-9]|20)\d\d\b(?![.,]\d)")
def _year(match: re.Match[str], place: Place) -> Reading | None:
    left = place.left()
    following = place.right_words(1)
    # Offices write large counts with a comma; what is counted follows in the plural.
    is_count = bool(left[-1:] and left[-1] in {"no.", "no", "number", "room", "nr", "item", "poz."}) or (
        bool(following)
        and following[0].endswith("s")
        and following[0].islower()
        and following[0] not in {"was", "is", "has"}
    )
    is_count = is_count or (match[0] < "1900" and not (left and left[-1] in _OF_A_YEAR))
    return None if is_count else spread(year(int(match[0])), *match.span())


RULES = (
    _hours,
    _twelve,
    _hour,
    _pointed,
    _years,
    _iso_date,
    _numeric_date,
    _days_month,
    _first_day,
    _day_month,
    _month_day,
    _decade,
    _ages,
)
YEARS = (_year,)
