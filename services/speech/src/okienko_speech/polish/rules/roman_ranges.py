"""Roman numerals from one to another: "klasy IV-VI", "czynne VI–VIII", "od X do IV", "z XVIII/XIX w."."""

import re

from okienko_speech.polish.dictionary import inflect, nouns
from okienko_speech.polish.government import MONTHS, PREPOSITIONS, cases_after
from okienko_speech.polish.numerals import Case, ordinal
from okienko_speech.polish.rules.roman import GENDERS, NUMBERED_IN_ORDER, NUMERAL, SHORT, is_numbered, value
from okienko_speech.polish.rules.short_ordinals import BEHIND
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_SEASONS = re.compile(
    r"(?:^|[:,;(]\s?|\b(?:czynn|otwart|sezon|okres|miesi[ąę]c|termin|nabór)\w*\s(?:od\s)?)$", re.IGNORECASE
)


_JOINED_RANGES = re.compile(r"(?:\b[IVXL]+\s?[-–]\s?[IVXL]+\s?(?:,|i|oraz|lub)\s)+$")


@rule(
    "range of Roman numerals",
    rf"(?P<first>{NUMERAL})\s?[-–]\s?(?P<last>{NUMERAL})(?![-\w])(?:\s(?P<noun>w\.|kw\.|sem\.))?",
)
def _roman_range(match: re.Match[str], place: Place) -> Reading | None:
    """Read "klasy IV-VI": ordinals in the gender of the noun before."""
    # "dla kl. I–III i IV–VIII"
    left = place.from_start_of(_JOINED_RANGES.search(place.before())).left()
    short = nouns(BEHIND[match["noun"]]) if match["noun"] else ()
    found = short or (nouns(left[-1]) if left else ())
    is_short = bool(left) and left[-1] in SHORT and not found
    first, last = value(match["first"]), value(match["last"])
    if not found and not is_short and 0 < first <= 12 and 0 < last <= 12 and _SEASONS.search(place.before(24)):
        # "czynne VI–VIII"
        return (
            *spread(f"od {MONTHS[first - 1]}", *match.span("first")),
            *spread(f"do {MONTHS[last - 1]}", *match.span("last")),
        )
    if not (found or is_short) or first >= last:
        return None
    found = tuple(form for form in found if form.lemma in NUMBERED_IN_ORDER) or found
    gender = SHORT[left[-1]] if is_short else next(each for each in GENDERS if each in found[0].genders)
    if short and left and left[-1] in PREPOSITIONS and left[-1] != "od":
        # "w XVI–XVII w.": two prepositions do not meet.
        case: Case = next(iter(cases_after(left)), "loc")
        return (
            *spread(ordinal(first, case, gender), *match.span("first")),
            *spread("i " + ordinal(last, case, gender), *match.span("last")),
            *spread(inflect(short[0].lemma, case), *match.span("noun")),
        )
    return (
        *spread("od " + ordinal(value(match["first"]), "gen", gender), *match.span("first")),
        *spread("do " + ordinal(value(match["last"]), "gen", gender), *match.span("last")),
        *(spread(inflect(short[0].lemma, "gen"), *match.span("noun")) if match["noun"] else ()),
    )


@rule("months from and to", rf"(?P<first>{NUMERAL})\sdo\s(?P<last>{NUMERAL})(?![-\w])")
def _months(match: re.Match[str], place: Place) -> Reading | None:
    """Read "od X do IV"; classes, floors and centuries have their noun before or behind."""
    left, following = place.left(), next(iter(place.right_words(1)), "")
    first, last = value(match["first"]), value(match["last"])
    if left[-1:] != ["od"] or not (0 < first <= _MONTHS_A_YEAR and 0 < last <= _MONTHS_A_YEAR):
        return None
    if (
        nouns(following)
        or re.match(r"\sw\.", place.text[place.end :])
        or is_numbered(next(iter(left[-2:-1]), ""))
        or "".join(left[-2:-1]) in SHORT
    ):
        return None
    return (
        *spread(MONTHS[first - 1], *match.span("first")),
        *spread("do", match.end("first") + 1, match.start("last") - 1),
        *spread(MONTHS[last - 1], *match.span("last")),
    )


_MONTHS_A_YEAR = 12


@rule("two centuries", rf"(?P<first>{NUMERAL})/(?P<last>{NUMERAL})\s(?P<noun>w\.)")
def _two_centuries(match: re.Match[str], place: Place) -> Reading | None:
    """Read "z XVIII/XIX w."."""
    if not match["first"] or not match["last"]:
        return None
    case: Case = next(iter(cases_after(place.left())), "nom")
    return (
        *spread(ordinal(value(match["first"]), case), *match.span("first")),
        *spread(ordinal(value(match["last"]), case), *match.span("last")),
        *spread(inflect("wiek", case), *match.span("noun")),
    )


RULES = (_months, _two_centuries, _roman_range)
