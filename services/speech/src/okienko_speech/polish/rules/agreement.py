"""Words cut short that agree with a neighbour: "drogi pow. i gm.", "wiatr pn.-zach.", "ww. wniosek", "Gorzów Wlkp."."""

import re

from okienko_speech.polish.dictionary import adjectives, inflect, nouns
from okienko_speech.polish.government import cases_after, owner_before
from okienko_speech.polish.numerals import CASES, Case, Gender, decline
from okienko_speech.polish.rules.units import unit_behind
from okienko_speech.polish.rules.weekdays import AMOUNT
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
    "wł.": "własny",
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


_OWN = frozenset({"wkład", "środek", "praca", "dochód", "udział", "koszt"})
_BEHIND_NUMBER = frozenset({"ew.", "rej."})
_ALSO_NOUNS = frozenset({"pow.", "gm.", "woj.", "św."})


@rule("adjective behind its noun", rf"(?P<word>{abbreviated(_BEHIND_NOUNS)})", flags=re.IGNORECASE)
def _short_adjective(match: re.Match[str], place: Place) -> Reading | None:
    """Read "drogi pow. i gm.", "dziecko ur. w Łodzi"."""
    left = place.left()
    if left[-1:] in (["i"], ["oraz"], ["lub"]) and left[-2:-1] and left[-2] in _BEHIND_NOUNS:
        # "dróg pow. i gm."
        left = left[:-2]
    if match["word"] == "wł." and not any(form.lemma in _OWN for form in nouns("".join(left[-1:]))):
        # "do 15 marca wł."
        return None
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


_AGREEING = {"ww.": ("wyżej ", "wymieniony"), "w/w": ("wyżej ", "wymieniony"), "tzw.": ("tak ", "zwany"),
             "tzw": ("tak ", "zwany"), "pozost.": ("", "pozostały"), "dot.": ("", "dotyczący"), "ost.": ("", "ostatni"), "ub.": ("", "ubiegły"), "nast.": ("", "następny"), "poprz.": ("", "poprzedni"),
             "tut.": ("", "tutejszy"), "śr.": ("", "średni"), "nw.": ("niżej ", "wymieniony"), "n/w": ("niżej ", "wymieniony")}  # fmt: skip
_REGIONS = {"wlkp.": "wielkopolski", "śl.": "śląski", "maz.": "mazowiecki", "podl.": "podlaski", "pom.": "pomorski",
            "młp.": "małopolski", "kuj.": "kujawski", "opol.": "opolski", "lubel.": "lubelski", "święt.": "świętokrzyski",
            "płn.": "północny", "płd.": "południowy", "wsch.": "wschodni", "zach.": "zachodni", "gł.": "główny", "fabr.": "fabryczny", "centr.": "centralny"}  # fmt: skip


@rule("word that agrees with the next", rf"(?P<word>{abbreviated(_AGREEING)})", flags=re.IGNORECASE, closes=False)
def _agreeing(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    # "ub. r." and "śr. 10 min" have rules of their own.
    is_year = written == "ub." and not re.match(r"\s[a-ząćęłńóśźż]{3}", place.text[place.end :])
    if is_year or (written == "śr." and AMOUNT.match(place.text, place.end)):
        return None
    head, lemma = _AGREEING[written]
    if lemma == "dotyczący":
        return spread(_about(place), *match.span())
    return spread(head + (_of_education(lemma, place) or _agreed(lemma, place)), *match.span())


def _of_education(lemma: str, place: Place) -> str:
    """Read "wykształcenie min. śr."; empty for all else."""
    left = place.left()
    found = (*nouns("".join(left[-2:-1])), *nouns("".join(left[-1:]))) if lemma == "średni" else ()
    education = next((form for form in found if form.lemma == "wykształcenie"), None)
    return (
        decline(lemma, next(each for each in CASES if each in education.cases), "n", plural=False) if education else ""
    )


def _agreed(lemma: str, place: Place) -> str:
    """Return the adjective in the form of the next noun that fits the place."""
    left = place.left()
    asked = cases_after(left) or (("gen",) if owner_before(place.before(), left) else ())
    if not asked and left[-2:-1] == ["za"]:
        # "za każdą nast. godz."
        asked = ("acc",)
    unit = nouns(unit_behind(place.text, place.end))
    if unit:
        gender = next(each for each in GENDERS if each in unit[0].genders)
        return decline(lemma, asked[0] if asked else "nom", gender, plural=False)
    for case in (*asked, *(case for case in ORDER if case not in asked)):
        for word in place.right_words(2):
            for form in (*nouns(word.lower()), *adjectives(word.lower()), *nouns(word)):
                if case in form.cases:
                    gender = next(each for each in GENDERS if each in form.genders)
                    return decline(lemma, case, gender, plural=form.number == "pl")
    return decline(lemma, "nom", "n", plural=False)


def _about(place: Place) -> str:
    """Read "wniosek dot. …": a participle that agrees with the noun before, or a verb where none stands."""
    left = place.left()
    found = nouns(left[-1]) if left else ()
    if not found:
        return "dotyczy"
    asked = cases_after(left[:-1])
    for case in (*asked, *ORDER):
        for form in found:
            if case in form.cases:
                gender = next(each for each in GENDERS if each in form.genders)
                return decline("dotyczący", case, gender, plural=form.number == "pl")
    return "dotyczący"


@rule("region behind a town", rf"(?P<word>{abbreviated(_REGIONS)})", flags=re.IGNORECASE)
def _region(match: re.Match[str], place: Place) -> Reading | None:
    if not match["word"][0].isupper():
        return None
    before = re.search(r"([^\W\d_]+)\s$", place.before())
    lemma = _REGIONS[match["word"].lower()]
    asked = cases_after(place.left()[:-1])
    for case in (*asked, *ORDER):
        for form in nouns(before[1]) if before else ():
            if case in form.cases:
                gender = next(each for each in GENDERS if each in form.genders)
                return spread(decline(lemma, case, gender, plural=form.number == "pl"), *match.span())
    return spread(lemma, *match.span())


RULES = (_side, _of_an_office, _short_adjective, _agreeing, _region)
