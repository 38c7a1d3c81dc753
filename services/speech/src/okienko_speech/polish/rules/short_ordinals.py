"""Numbers before nouns cut short, and floors: "w XIX w.", "II p.", "za 2 i 3 kw.", "bud. B, p. II"."""

import re

from okienko_speech.polish.dictionary import adjectives, inflect
from okienko_speech.polish.government import cases_after, owner_before
from okienko_speech.polish.numerals import Case, Gender, cardinal, ordinal
from okienko_speech.polish.rules.roman import NUMERAL, value
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

BEHIND = {
    "w.": "wiek",
    "p.": "piętro",
    "kw.": "kwartał",
    "kl.": "klasa",
    "sem.": "semestr",
    "st.": "stopień",
    "wiek.": "wiek",
    "poł.": "połowa",
    "tyg.": "tydzień",
    "mies.": "miesiąc",
    "godz.": "godzina",
    "ćw.": "ćwierć",
    "gr.": "grupa",
    "nagr.": "nagroda",
}


@rule(
    "Roman numeral and a short noun",
    rf"(?P<numeral>{NUMERAL}|[1-9]\d?\.?)\s(?P<noun>w\.|kw\.|sem\.|gr\.|nagr\.|kl\.(?!\s?\d)|poł\.|ćw\.(?=\s[IVX])|tyg\.|mies\.|godz\.|(?:p|st)\.(?!\s?(?:\d|n\.)))",
)
def _before_noun(match: re.Match[str], place: Place) -> Reading | None:
    """Read "w XIX w.", "II p."; an Arabic number only before a floor."""
    numeral, short = match["numeral"], match["noun"]
    is_roman = numeral[0].isalpha()
    if (
        not is_roman
        and short not in {"p.", "ćw."}
        and not (short == "kw." and _is_quarter(place))
        and not (numeral.endswith(".") and short in {"kw.", "sem.", "poł.", "ćw.", "tyg.", "mies."})
    ):
        return None
    lemma = BEHIND[short]
    left = place.left()
    asked = cases_after(left)
    # "lata 60. XX w.": whose sixties.
    shown = [form for form in adjectives(next(iter(place.right_words(1)), "")) if form.number == "sg"] if asked else []
    # "z I gr. inwalidzką"
    asked = tuple(case for case in asked if any(case in form.cases for form in shown)) or asked
    case: Case = (
        asked[0] if asked else "gen" if (left and short == "w.") or owner_before(place.before(), left) else "nom"
    )
    gender: Gender = {
        "piętro": "n",
        "połowa": "f",
        "klasa": "f",
        "grupa": "f",
        "nagroda": "f",
        "godzina": "f",
        "ćwierć": "f",
    }.get(lemma, "m3")  # type: ignore[assignment]
    number = value(numeral) if is_roman else int(numeral.rstrip("."))
    return (
        *spread(ordinal(number, case, gender), *match.span("numeral")),
        *spread(inflect(lemma, case), *match.span("noun")),
    )


def _is_quarter(place: Place) -> bool:
    """Tell whether a quarter is numbered: "2 kw. 2026", "w 2 kw.", "za 2 i 3 kw."."""
    has_year = re.match(r"\s(?:20\d\d|br\.)", place.text[place.end :])
    is_second = re.search(r"\b[1-3]\.?\s(?:i|oraz|lub|do)\s$", place.before(8))
    return bool(has_year or is_second or place.left()[-1:] in (["w"], ["za"], ["do"], ["od"], ["po"]))


@rule("quarter before another", r"(?P<numeral>[1-3])\.?(?=\s(?:i|oraz|lub|do)\s[2-4]\.?\skw\.)")
def _first_quarter(match: re.Match[str], place: Place) -> Reading:
    """Read the first number of "za 2 i 3 kw."."""
    return spread(ordinal(int(match["numeral"]), next(iter(cases_after(place.left())), "nom")), *match.span())


@rule("floor", rf"(?P<word>p\.)\s?(?:(?P<numeral>{NUMERAL})\b(?![\w-])|(?P<number>\d{{1,3}})(?![\w.:/]))", closes=False)
def _floor(match: re.Match[str], place: Place) -> Reading | None:
    """Read "bud. B, p. II, pok. 214": a floor; behind a floor, and where no room is named, an Arabic number is a room."""
    if not re.search(r"[,(]\s?$", place.before(2)):
        return None
    if match["numeral"]:
        return (
            *spread("piętro", *match.span("word")),
            *spread(ordinal(value(match["numeral"]), "nom", "n"), *match.span("numeral")),
        )
    if not match["number"]:
        return None
    number = int(match["number"])
    if _ROOM.search(place.around()):
        return (*spread("piętro", *match.span("word")), *spread(ordinal(number, "nom", "n"), *match.span("number")))
    return (*spread("pokój", *match.span("word")), *spread(cardinal(number), *match.span("number")))


_ROOM = re.compile(r"\bpok(?:\.|[óo]j)")


RULES = (_floor, _first_quarter, _before_noun)
