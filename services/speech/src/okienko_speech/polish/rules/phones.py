"""Telephone numbers and post codes: "tel. 22 443 10 25", "+48 600 123 456", "00-950"."""

import re

from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.polish.rules.counts import read_digits
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_ANNOUNCED = re.compile(
    r"(?:\b(?:tel|fax|faks|kom|telefonu?|telefonem|telefonicznie|numer(?:u|em)?|infolini\w+|nr|zadzwoń|dzwoń|sms|wew)\b\.?[^\d\n]{0,12})$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\d+")
_NOT_A_COUNT = r"(?![\d]|[.,:]\d|\s?(?:zł|gr|EUR|PLN|%|osób|lat|mieszkańc|m²|km|tys|mln))"


def _read(match: re.Match[str]) -> Reading:
    words: list[SpokenWord] = []
    text = match[0]
    base = match.start()
    if "+" in text:
        words += spread("plus", base + text.index("+"), base + text.index("+") + 1)
    groups = list(_GROUP.finditer(text))
    for group in groups:
        # A short pause between groups lets people write along.
        pause = "," if group is not groups[-1] else ""
        words += spread(read_digits(group[0]) + pause, base + group.start(), base + group.end())
    return words


@rule("international number", r"(?:\+|00)\d{2}[ -]?(?:\d{2,3}[ -]?){2,4}\d{2,3}(?!\d)")
def _international(match: re.Match[str], _place: Place) -> Reading | None:
    return _read(match) if match[0].startswith("+") else None


@rule(
    "announced number",
    rf"(?:\(\d{{2}}\)\s?|\d{{2}}/(?=\d{{3}})|0[ -])?\d{{2,3}}(?:[ -]\d{{2,4}}){{1,4}}{_NOT_A_COUNT}|\d{{2,3}}(?:[ -]\d{{1,3}}){{2,4}}{_NOT_A_COUNT}|\d{{2}}[ -]\d{{7}}{_NOT_A_COUNT}|\d{{7,9}}{_NOT_A_COUNT}|\d{{2}}[ ]\d{{3}}{_NOT_A_COUNT}",
)
def _announced(match: re.Match[str], place: Place) -> Reading | None:
    return _read(match) if _ANNOUNCED.search(place.before(40)) else None


@rule(
    "number by its shape",
    rf"116[ ]?\d{{3}}{_NOT_A_COUNT}|\d{{2}}[ ]\d{{3}}[ ]\d{{2}}[ ]\d{{2}}{_NOT_A_COUNT}|\(\d{{2}}\)\s?\d{{3}}[ -]\d{{2}}[ -]\d{{2}}{_NOT_A_COUNT}|\d{{3}}(?:[ ]\d{{2}}){{3}}{_NOT_A_COUNT}|\d{{3}}[ -]\d{{3}}[ -]\d{{3}}{_NOT_A_COUNT}",
)
def _shaped(match: re.Match[str], _place: Place) -> Reading:
    return _read(match)


@rule("post code", r"\d{2}-\d{3}(?![\d-]|\s?(?:zł|dni|osób|lat))")
def _post_code(match: re.Match[str], _place: Place) -> Reading:
    return _read_code(match)


def _read_code(match: re.Match[str]) -> Reading:
    return (
        *spread(read_digits(match[0][:2]), match.start(), match.start() + 2),
        *spread(read_digits(match[0][3:]), match.start() + 3, match.end()),
    )


@rule("bank account", r"(?:PL\s?)?\d{2}(?:[ ]\d{4}){6}(?!\d)")
def _account(match: re.Match[str], _place: Place) -> Reading:
    words: list[SpokenWord] = list(spell("PL", match.start(), match.start() + 2)) if match[0].startswith("PL") else []
    for group in _GROUP.finditer(match[0]):
        halves = [group[0][at : at + 2] for at in range(0, len(group[0]), 2)]
        spoken = " ".join(read_digits(half) for half in halves)
        words += spread(spoken + ",", match.start() + group.start(), match.start() + group.end())
    return words


RULES = (_account, _international, _announced, _shaped, _post_code)
