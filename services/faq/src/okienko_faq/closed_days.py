"""Days on which offices are closed whatever their hours: Polish public holidays and the town's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from okienko_faq.content.model import Town

_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day, and why everything is closed."""

    day: date
    pl: str
    en: str
    is_own: bool
    """Whether only the town's own office is closed; else it is a public holiday."""


def closed_days(town: Town, today: date) -> Sequence[ClosedDay]:
    """Return the closed days from `today` on, for a year, in order; a public holiday counts before the town's own."""
    own = {
        day: ClosedDay(day, item.pl, item.en or item.pl, is_own=True)
        for item in town.closed_days
        if today <= (day := date.fromisoformat(item.date)) <= today + _AHEAD
    }
    public = {
        day: ClosedDay(day, *names, is_own=False)
        for year in (today.year, today.year + 1)
        for day, names in public_holidays(year).items()
        if today <= day <= today + _AHEAD
    }
    return [found for _, found in sorted((own | public).items())]


@lru_cache(maxsize=8)
def public_holidays(year: int) -> Mapping[date, tuple[str, str]]:
    """Return the Polish public holidays of a year with their Polish and English names."""
    # Loading the calendars of the whole world's package takes a third of a second: not for every command.
    from holidays import country_holidays

    polish, english = (country_holidays("PL", years=year, language=language) for language in ("pl", "en_US"))
    return {day: (str(polish[day]), str(english[day])) for day in sorted(polish)}
