"""Whether a place is open: its hours, public holidays and its own closing days, at a moment that is passed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from okienko_gateway.schemas import ClosedDay, Hours, OpenState

_DAYS_AHEAD = 60
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which a place is closed whatever its hours."""

    closed: Mapping[date, ClosedDay]

    @classmethod
    def of(cls, days: Sequence[ClosedDay], *, own_office: bool) -> "Calendar":
        """Take public holidays, and for the town's own office its own closing days."""
        return cls({date.fromisoformat(day.date): day for day in days if own_office or not day.is_own})


def open_state(hours: Sequence[Hours], calendar: Calendar, now: datetime) -> OpenState:
    """Say whether it is open, until when, and when it opens next.

    Args:
        hours: opening hours of the week.
        calendar: closed days; a place that is open all week, such as a police station, knows none.
        now: local time with its zone.
    """
    closed = {} if len({item.day for item in hours}) == _WEEK else calendar.closed
    today = closed.get(now.date())
    reason = today.name if today else ""
    if not today:
        for item in hours:
            if item.day == now.isoweekday() and _time(item.opens) <= now.time() < _end(item.closes):
                return OpenState(is_open=True, closes=item.closes)
    for ahead in range(_DAYS_AHEAD):
        day = now.date() + timedelta(days=ahead)
        times = sorted(
            _time(item.opens)
            for item in hours
            if item.day == day.isoweekday() and (ahead > 0 or _time(item.opens) > now.time())
        )
        if times and day not in closed:
            return OpenState(
                is_open=False, opens_date=day.isoformat(), opens=f"{times[0]:%H:%M}", closed_because=reason
            )
    return OpenState(is_open=False, closed_because=reason)


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _end(text: str) -> time:
    return time.max if text == "24:00" else _time(text)
