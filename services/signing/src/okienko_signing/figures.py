"""What is signed for a date, a time, an amount, a share, a place in an order and a telephone number.

| written | signed |
|---|---|
| `5.06.2024`, `2024-06-05`, `5.06` | 5 CZERWIEC 2024, 5 CZERWIEC |
| `8:30`, `8:00` | GODZINA 8 30, GODZINA 8 |
| `8:00-16:00` | OD 8 DO 16 |
| `17zł`, `31,50zł` | 17 ZŁOTY, 31 ZŁOTY 50 GROSZ |
| `2,5` | 2 PRZECINEK 5 |
| `60%` | 60 PROCENT |
| `2.` | DRUGI; from the tenth on the plain number |
| `44-000-01-00` | its digits, group by group |
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MONTHS: Final = (
    "STYCZEŃ", "LUTY", "MARZEC", "KWIECIEŃ", "MAJ", "CZERWIEC", "LIPIEC", "SIERPIEŃ", "WRZESIEŃ", "PAŹDZIERNIK",
    "LISTOPAD", "GRUDZIEŃ",
)  # fmt: skip
ORDINALS: Final = (
    "PIERWSZY", "DRUGI", "TRZECI", "CZWARTY", "PIĄTY", "SZÓSTY", "SIÓDMY", "ÓSMY", "DZIEWIĄTY",
)  # fmt: skip
"""For higher ones no source was at hand; the number alone is signed."""
_LEAP_YEAR: Final = 2024


class FigureError(ValueError):
    """A date or time that does not exist; the message says what is expected."""


@dataclass(frozen=True)
class Part:
    """A gloss or number, in signing order."""

    text: str
    digit_wise: bool = False


def is_figure(word: str) -> bool:
    """Return whether `word` is written like one of the figures above (and is more than plain digits)."""
    return any(pattern.fullmatch(word) for pattern, _ in _READERS)


def spoken(word: str) -> tuple[Part, ...]:
    """Return what is signed for a figure.

    Raises:
        FigureError: the date or time does not exist.
        ValueError: `word` is no figure; ask `is_figure` before.

    """
    for pattern, read in _READERS:
        if match := pattern.fullmatch(word):
            return read(match)
    msg = f"'{word}' is no date, time, amount or other figure."
    raise ValueError(msg)


def _date(match: re.Match[str]) -> tuple[Part, ...]:
    day, month, year = (match[name] for name in ("day", "month", "year"))
    is_month = 1 <= int(month) <= len(MONTHS)
    if not is_month or not 1 <= int(day) <= monthrange(int(year or 0) or _LEAP_YEAR, int(month))[1]:
        msg = f"'{match[0]}' is no date; write day.month.year, such as 5.06.2024, or day.month."
        raise FigureError(msg)
    return (Part(str(int(day))), Part(MONTHS[int(month) - 1]), *((Part(year),) if year else ()))


def _clock(hour: str, minute: str, written: str) -> tuple[Part, ...]:
    if int(hour) > 24 or int(minute) > 59 or (int(hour) == 24 and int(minute)):
        msg = f"'{written}' is no time of day; write hours:minutes between 0:00 and 24:00, such as 8:30."
        raise FigureError(msg)
    return (Part(str(int(hour))), *((Part(str(int(minute))),) if int(minute) else ()))


def _time(match: re.Match[str]) -> tuple[Part, ...]:
    return (Part("GODZINA"), *_clock(match["hour"], match["minute"], match[0]))


def _hours(match: re.Match[str]) -> tuple[Part, ...]:
    start = _clock(match["hour"], match["minute"], match[0])
    end = _clock(match["last_hour"], match["last_minute"], match[0])
    return (Part("OD"), *start, Part("DO"), *end)


def _amount(match: re.Match[str]) -> tuple[Part, ...]:
    whole, cents = match["whole"], match["part"] or ""
    grosze = int(cents.ljust(2, "0")) if cents else 0
    zlote = (Part(whole), Part("ZŁOTY")) if int(whole) or not grosze else ()
    return (*zlote, *((Part(str(grosze)), Part("GROSZ")) if grosze else ()))


def _decimal(match: re.Match[str]) -> tuple[Part, ...]:
    return (Part(match["whole"]), Part("PRZECINEK"), Part(match["part"]))


def _share(match: re.Match[str]) -> tuple[Part, ...]:
    return (*(_decimal(match) if match["part"] else (Part(match["whole"]),)), Part("PROCENT"))


def _ordinal(match: re.Match[str]) -> tuple[Part, ...]:
    value = int(match["value"])
    return (Part(ORDINALS[value - 1] if 1 <= value <= len(ORDINALS) else str(value)),)


def _phone(match: re.Match[str]) -> tuple[Part, ...]:
    return tuple(Part(group, digit_wise=True) for group in match[0].lstrip("+").split("-"))


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Part, ...]]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})(?:\.(?P<year>[0-9]{4})?)?", _date),
        (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", _date),
        (r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})", _time),
        (r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})[-–](?P<last_hour>[0-9]{1,2}):(?P<last_minute>[0-9]{2})", _hours),
        (r"(?P<whole>[0-9]+)(?:,(?P<part>[0-9]{1,2}))?(?:zł|złoty|złote|złotych)", _amount),
        (r"(?P<whole>[0-9]+),(?P<part>[0-9]+)", _decimal),
        (r"(?P<whole>[0-9]+)(?:,(?P<part>[0-9]+))?%", _share),
        (r"(?P<value>[0-9]{1,6})\.", _ordinal),
        (r"\+?[0-9]{2,4}(?:-[0-9]{2,4}){2,5}", _phone),
    )
)
