"""Adjectives cut short that agree with the noun before them: "drogi pow. i gm.", "msza św.", "wiatr pn.-zach."."""

import re

from okienko_speech.polish.dictionary import inflect, nouns
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case, Gender, decline
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

ORDER: tuple[Case, ...] = ("nom", "gen", "dat", "acc", "inst", "loc")
GENDERS: tuple[Gender, ...] = ("m3", "m1", "m2", "f", "n")


def abbreviated(entries: dict[str, str] | dict[str, tuple[str, str]]) -> str:
    """Return a pattern of abbreviations, longest first."""
    return "|".join(
        re.escape(entry) + ("" if entry.endswith(".") else r"(?!\w)")
        for entry in sorted(entries, key=len, reverse=True)
    )


_BEHIND_NOUNS = {
    "pow.": "powiatowy",
    "gm.": "gminny",
    "woj.": "wojewódzki",
    "ur.": "urodzony",
    "ew.": "ewidencyjny",
    "rej.": "rejestracyjny",
    "św.": "święty",
}


@rule("adjective of an office", r"(?P<word>Pow|Gm|Woj)\.(?=\s[A-ZŁŚŻ][a-ząćęłńóśźż]+)", closes=False)
def _of_an_office(match: re.Match[str], place: Place) -> Reading | None:
    """Read "Pow. Urząd Pracy"; "Gm. Wieliczka" is named after a town."""
    found = [form for form in nouns(place.right_words(1)[0].lower()) if form.lemma.islower() and form.number == "sg"]
    for case in (*cases_after(place.left()), *ORDER):
        for form in found:
            if case in form.cases:
                gender = next(each for each in GENDERS if each in form.genders)
                lemma = _BEHIND_NOUNS[match[0].lower()]
                return spread(decline(lemma, case, gender, plural=False), *match.span())
    return None


_BEHIND_NUMBER = frozenset({"ew.", "rej."})
_ALSO_NOUNS = frozenset({"pow.", "gm.", "woj.", "św."})


@rule("adjective behind its noun", rf"(?P<word>{abbreviated(_BEHIND_NOUNS)})", flags=re.IGNORECASE)
def _short_adjective(match: re.Match[str], place: Place) -> Reading | None:
    """Read "drogi pow. i gm.", "dziecko ur. w Łodzi"."""
    left = place.left()
    if left[-1:] in (["i"], ["oraz"], ["lub"]) and left[-2:-1] and left[-2] in _BEHIND_NOUNS:
        # "dróg pow. i gm."
        left = left[:-2]
    if match["word"] in _BEHIND_NUMBER:
        if left[-1:] != ["nr"]:
            return None
        left[-1] = inflect("numer", next(iter(cases_after(left[:-1])), "nom"))
    # "droga woj. nr 871" is of no region, unlike "Brzesko woj. małopolskie".
    stands_last = re.match(r"\s*(?:$|[,;.)]|(?:i|oraz|lub|nr)\s)", place.text[place.end :])
    if not left or not match["word"].islower() or (match["word"] in _ALSO_NOUNS and not stands_last):
        return None
    spoken = agree_behind(_BEHIND_NOUNS[match["word"]], left)
    return spread(spoken, *match.span()) if spoken else None


_SIDES = {"pn.": "północno", "płn.": "północno", "pd.": "południowo", "płd.": "południowo"}
_ENDS = {"wsch.": "wschodni", "zach.": "zachodni"}


@rule("side of the world", r"(?P<side>pn\.|płn\.|pd\.|płd\.)-(?P<end>wsch\.|zach\.)")
def _side(match: re.Match[str], place: Place) -> Reading | None:
    """Read "wiatr pn.-zach."."""
    left = place.left()
    lemma = _ENDS[match["end"]]
    return (
        *spread(_SIDES[match["side"]], *match.span("side")),
        *spread((left and agree_behind(lemma, left)) or lemma, *match.span("end")),
    )


def agree_behind(lemma: str, left: list[str]) -> str:
    """Return the adjective in the form of the noun right before; empty where no noun stands there."""
    if lemma == "urodzony" and left[-1].startswith(("dat", "miejsc", "rok")):
        return "urodzenia"
    if not left[-1].isalpha():
        return ""
    for case in (*cases_after(left[:-1]), *ORDER):
        for form in nouns(left[-1]):
            if case in form.cases:
                gender = next(each for each in GENDERS if each in form.genders)
                return decline(lemma, case, gender, plural=form.number == "pl")
    return ""


RULES = (_side, _of_an_office, _short_adjective)
