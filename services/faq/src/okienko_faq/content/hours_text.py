"""Opening hours as words, for texts that name them: in Polish, in English, and as glosses."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

_Group = tuple[int, int, tuple[tuple[str, str], ...]]
"""First day, last day (1 is Monday), and from when to when."""

_ON = {
    "pl": ["w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę"],
    "en": [f"on {day}" for day in "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()],  # noqa: SIM905
    "pjm": ["PONIEDZIAŁEK", "WTOREK", "ŚRODA", "CZWARTEK", "PIĄTEK", "SOBOTA", "NIEDZIELA"],
}
_FROM = ["poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli"]
_DAILY = {"pl": "codziennie", "en": "every day", "pjm": "CODZIENNIE"}
_DAY_AND_NIGHT = {"pl": "całą dobę", "en": "day and night", "pjm": "DZIEŃ NOC"}
_LAST = 7
_ALWAYS: list[_Group] = [(1, _LAST, (("00:00", "24:00"),))]


def in_words(hours: Sequence[Any], language: str, *, easy: bool = False) -> str:
    """Return `hours`, items of places.yaml, in "pl", "en" or "pjm"; "" when there are none.

    Days in a row with the same hours are named together: "w poniedziałek 8:00–18:00, od wtorku do piątku 8:00–15:00".
    `easy` gives each group a sentence: "w poniedziałek od 8 do 18. Od wtorku do piątku, od 8 do 15".
    """
    groups = _groups(hours)
    if groups == _ALWAYS:
        return _DAY_AND_NIGHT[language]
    if language == "pjm":
        return _glossed(groups)
    if easy:
        spoken = [_spoken(first, last, times, language) for first, last, times in groups]
        return ". ".join([spoken[0], *(part[0].upper() + part[1:] for part in spoken[1:])]) if spoken else ""
    parts = [f"{_days(first, last, language)} {_times(times, language)}" for first, last, times in groups]
    if language == "en" and len(parts) > 1:
        return f"{', '.join(parts[:-1])} and {parts[-1]}"
    return ", ".join(parts)


def _groups(hours: Sequence[Any]) -> list[_Group]:
    by_day: dict[int, list[tuple[str, str]]] = {}
    for item in sorted(hours, key=lambda item: (item["day"], item["opens"])):
        by_day.setdefault(item["day"], []).append((item["opens"], item["closes"]))
    groups: list[_Group] = []
    for day, times in by_day.items():
        if groups and groups[-1][1] == day - 1 and groups[-1][2] == tuple(times):
            groups[-1] = groups[-1][0], day, tuple(times)
        else:
            groups.append((day, day, tuple(times)))
    return groups


def _days(first: int, last: int, language: str) -> str:
    if (first, last) == (1, _LAST):
        return _DAILY[language]
    if first == last:
        return _ON[language][first - 1]
    if language == "en":
        return f"{_ON['en'][first - 1]} to {_ON['en'][last - 1]}".replace("on ", "")
    return f"od {_FROM[first - 1]} do {_FROM[last - 1]}"


def _times(times: Sequence[tuple[str, str]], language: str) -> str:
    return _AND[language].join(f"{_short(opens)}–{_short(closes)}" for opens, closes in times)


def _spoken(first: int, last: int, times: Sequence[tuple[str, str]], language: str) -> str:
    days = _days(first, last, language)
    if language == "en" and 1 <= last - first < _LAST - 1:
        days = f"from {days}"
    between = _AND[language].join(_BETWEEN[language].format(_whole(a), _whole(b)) for a, b in times)
    hour = " o'clock" if language == "en" and all(time.endswith(":00") for pair in times for time in pair) else ""
    return f"{days}{' ' if first == last else ', '}{between}{hour}"


_AND = {"pl": " i ", "en": " and "}
_BETWEEN = {"pl": "od {} do {}", "en": "from {} to {}"}


def _whole(time: str) -> str:
    return _short(time).removesuffix(":00")


def _short(time: str) -> str:
    return time.removeprefix("0")


def _glossed(groups: Sequence[_Group]) -> str:
    def days(first: int, last: int, *, follows: bool) -> str:
        until = f"DO {_ON['pjm'][last - 1]}"
        if (first, last) == (1, _LAST):
            return _DAILY["pjm"]
        if first == last:
            return _ON["pjm"][first - 1]
        return f"POTEM {until}" if follows else f"{_ON['pjm'][first - 1]} {until}"

    follows = [False, *(after[0] == before[1] + 1 for before, after in pairwise(groups))]
    return " | ".join(
        f"{days(first, last, follows=after)} {' '.join(f'{_short(a)}-{_short(b)}' for a, b in times)}"
        for (first, last, times), after in zip(groups, follows, strict=True)
    )
