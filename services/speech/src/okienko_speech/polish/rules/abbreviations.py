"""Abbreviations: unchanging phrases, and nouns that take the case of their place."""

import re

from okienko_speech.polish.dictionary import inflect
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import Case
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

# Written form without spaces, then what is said. Longer ones are tried first.
_PHRASES = {
    "m.in.": "między innymi", "tj.": "to jest", "t.j.": "tekst jednolity", "tzn.": "to znaczy", "np.": "na przykład",
    "itd.": "i tak dalej", "itp.": "i tym podobne", "ww.": "wyżej wymienione", "w/w": "wyżej wymienione",
    "tzw.": "tak zwana", "ok.": "około", "wg": "według", "dot.": "dotyczy", "ds.": "do spraw", "d/s": "do spraw",
    "z późn. zm.": "z późniejszymi zmianami", "ze zm.": "ze zmianami", "sp. z o.o.": "spółka z ograniczoną odpowiedzialnością",
    "sp. z o. o.": "spółka z ograniczoną odpowiedzialnością", "s.a.": "spółka akcyjna", "sp. j.": "spółka jawna",
    "sp. k.": "spółka komandytowa", "s.c.": "spółka cywilna", "m.st.": "miasto stołeczne", "m. st.": "miasto stołeczne",
    "k.p.a.": "ka pe a", "kpa": "ka pe a", "k.c.": "ka ce", "k.r.o.": "ka er o", "p.n.e.": "przed naszą erą",
    "n.e.": "naszej ery", "b.d.": "brak danych", "j.w.": "jak wyżej", "jw.": "jak wyżej", "cd.": "ciąg dalszy",
    "cdn.": "ciąg dalszy nastąpi", "zob.": "zobacz", "por.": "porównaj", "ew.": "ewentualnie", "ewent.": "ewentualnie",
    "maks.": "maksymalnie", "max.": "maksymalnie", "max": "maksymalnie", "min.": "minimum", "pn.": "pod nazwą",
    "im.": "imienia", "ur.": "urodzony", "zam.": "zamieszkały", "zm.": "zmarły", "tel./faks": "telefon i faks",
    "tel./fax": "telefon i faks", "nt.": "na temat", "m.p.": "monitor polski", "br.": "bieżącego roku", "bm.": "bieżącego miesiąca",
    "ub.r.": "ubiegłego roku", "ub. r.": "ubiegłego roku", "r.ż.": "roku życia", "św.": "świętego", "ks.": "ksiądz",
    "dr": "doktor", "mgr": "magister", "inż.": "inżynier", "prof.": "profesor", "hab.": "habilitowany",
    "lek.": "lekarz", "mec.": "mecenas", "nr tel.": "numer telefonu", "nr konta": "numer konta", "i/lub": "i lub",
    "e-mail": "imejl", "e-maila": "imejla", "e-mailem": "imejlem", "e-mailowy": "imejlowy", "woj.": "województwo",
    "pow.": "powiat", "gm.": "gmina", "wew.": "wewnętrzny", "oprac.": "opracowanie", "red.": "redakcja",
    "tys.": "tysięcy", "mln": "milionów", "mld": "miliardów", "zł": "złotych", "gr": "groszy", "proc.": "procent",
    "wym.": "wymieniony", "ust.": "ustęp", "kol.": "kolejny", "kat.": "kategorii", "sygn.": "sygnatura", "pt.": "pod tytułem",
    "szt.": "sztuk", "godz.": "godzin", "mies.": "miesięcy", "tyg.": "tygodni", "os.": "osób", "r.": "roku",
}  # fmt: skip
# Nouns that are inflected by their place, with their dictionary form.
_NOUNS = {
    "nr": "numer", "nr.": "numer", "tel.": "telefon", "fax": "faks", "kom.": "komórka", "pok.": "pokój", "pkt": "punkt",
    "poz.": "pozycja", "str.": "strona", "s.": "strona", "lok.": "lokal", "bud.": "budynek", "godz.": "godzina",
    "woj.": "województwo", "pow.": "powiat", "gm.": "gmina", "m.": "miasto", "art.": "artykuł", "ust.": "ustęp",
    "lit.": "litera", "zał.": "załącznik", "egz.": "egzemplarz", "ul.": "ulica", "pl.": "plac", "al.": "aleja",
    "rozp.": "rozporządzenie", "ha": "hektar", "wydz.": "wydział", "ref.": "referat", "tab.": "tabela", "rys.": "rysunek",
}  # fmt: skip
# These also stand at the end of sentences, where their full stop is the sentence's.
_LAST_WORDS = frozenset({"itd.", "itp.", "z późn. zm.", "ze zm.", "sp. z o.o.", "sp. z o. o.", "s.a.", "s.c.", "k.p.a.", "p.n.e.",
                         "n.e.", "b.d.", "j.w.", "jw.", "cdn.", "br.", "bm.", "ub.r.", "ub. r.", "r.ż.", "proc.", "tys.",
                         "szt.", "godz.", "mies.", "tyg.", "os.", "r."})  # fmt: skip
_NEEDS_NUMBER = frozenset({"s.", "m.", "kom.", "pkt"})


def _pattern(entries: dict[str, str]) -> str:
    longest_first = sorted(entries, key=len, reverse=True)
    return "|".join(
        re.escape(entry).replace(r"\ ", r"\s?") + ("" if entry.endswith(".") else r"(?!\w)") for entry in longest_first
    )


@rule("noun", rf"(?P<word>{_pattern(_NOUNS)})", flags=re.IGNORECASE, closes=False)
def _noun(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    if written in _NEEDS_NUMBER and not re.match(r"\s?\d", place.text[place.end :]):
        return None
    if written == "ha" and not match["word"].islower():
        return None
    left = place.left()
    asked = cases_after(left)
    case: Case = asked[0] if asked else "nom"
    if left[-1:] and left[-1] in {"nr", "numer", "numeru", "numerem"}:
        # "nr tel." is "numer telefonu".
        case = "gen"
    elif asked == ("inst", "acc"):
        case = "acc" if written.startswith("nr") else "inst"
    elif asked and asked[0] == "loc" and left[-1] == "na" and written.startswith(("nr", "tel")):
        case = "acc"
    elif asked == ("gen", "inst") and written.startswith("nr"):
        case = "inst"
    return spread(inflect(_NOUNS[written], case), *match.span())


_CLOSING = {written: spoken for written, spoken in _PHRASES.items() if written in _LAST_WORDS}


@rule("phrase at the end", rf"(?P<word>{_pattern(_CLOSING)})", flags=re.IGNORECASE)
def _last(match: re.Match[str], place: Place) -> Reading | None:
    written = re.sub(r"\s+", " ", match["word"].lower())
    if written == "r." and not re.search(r"\d\s?$", place.text[: place.start]):
        return None
    return spread(_by_letters(written) or "", *match.span())


@rule("phrase", rf"(?P<word>{_pattern(_PHRASES)})", flags=re.IGNORECASE, closes=False)
def _phrase(match: re.Match[str], place: Place) -> Reading | None:
    written = re.sub(r"\s+", " ", match["word"].lower())
    spoken = _by_letters(written)
    if spoken is None:
        return None
    if written == "dr" and match["word"].isupper():
        return None
    if written == "tzw.":
        spoken = _so_called(place)
    return spread(spoken, *match.span())


def _by_letters(written: str) -> str | None:
    squeezed = written.replace(" ", "")
    return next((spoken for entry, spoken in _PHRASES.items() if entry.replace(" ", "") == squeezed), None)


def _so_called(place: Place) -> str:
    from okienko_speech.polish.dictionary import adjectives, nouns

    asked = cases_after(place.left())
    case: Case = asked[0] if asked else "nom"
    for word in place.right_words(2):
        found = [form for form in (*nouns(word.lower()), *adjectives(word.lower())) if case in form.cases]
        if found:
            form = found[0]
            ending = {"nom": ("y", "a", "e", "e"), "gen": ("ego", "ej", "ego", "ych"), "dat": ("emu", "ej", "emu", "ym"),
                      "acc": ("y", "ą", "e", "e"), "inst": ("ym", "ą", "ym", "ymi"), "loc": ("ym", "ej", "ym", "ych")}[case]  # fmt: skip
            kind = 3 if form.number == "pl" else 1 if "f" in form.genders else 2 if form.genders == {"n"} else 0
            return "tak zwan" + ending[kind]
    return "tak zwane"


RULES = (_noun, _last, _phrase)
