"""Abbreviations that take the case of their place."""

import re

from okienko_speech.polish.dictionary import Form, adjectives, inflect, nouns
from okienko_speech.polish.government import PREPOSITIONS, cases_after, owner_before
from okienko_speech.polish.numerals import Case
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

# Nouns that are inflected by their place, with their dictionary form.
SHORT_NOUNS = {
    "nr": "numer", "nr.": "numer", "tel.": "telefon", "fax": "faks", "kom.": "komórka", "pok.": "pokój", "pkt": "punkt",
    "poz.": "pozycja", "str.": "strona", "s.": "strona", "lok.": "lokal", "godz.": "godzina",
    "woj.": "województwo", "pow.": "powiat", "gm.": "gmina", "m.": "mieszkanie", "art.": "artykuł", "ust.": "ustęp",
    "lit.": "litera", "zał.": "załącznik", "ul.": "ulica", "pl.": "plac", "al.": "aleja",
    "wyd.": "wydanie", "kl.": "klasa", "rozdz.": "rozdział", "t.": "tom", "cz.": "część", "sem.": "semestr", "ha": "hektar", "wydz.": "wydział", "temp.": "temperatura", "wys.": "wysokość", "szer.": "szerokość", "gosp.": "gospodarstwo", "zad.": "zadanie", "ćw.": "ćwiczenie",
    "poł.": "połowa", "dz.": "działka", "kw.": "kwartał", "skr.": "skrytka", "tyg.": "tydzień", "tydz.": "tydzień", "mies.": "miesiąc",
    "dł.": "długość", "poj.": "pojemność", "tel": "telefon", "st.": "stopień", "przyp.": "przypis",
    "post.": "postanowienie",
    "jęz.": "język", "przedst.": "przedstawiciel",
    "pyt.": "pytanie", "pocz.": "początek", "gł.": "głębokość", "kat.": "kategoria", "gr.": "grupa", "kol.": "kolumna", "j.": "język", "sygn.": "sygnatura",
}  # fmt: skip
_AREA = re.compile(
    r"\s?(?:uż|zabud|całk|ogóln|lok|mieszk|dział|grunt)|\s?(?:ok\.\s?)?\d[\d ,]*\s?(?:m|km|ha|a)(?![a-ząćęłńóśźż])"
)
_ADDRESS_BEFORE = re.compile(r"\b(?:ul|al|pl|os)\.\s[^.;()\n]*\d[a-zA-Z]?,\s$|\b(?:I|II|III|IV)\sp(?:\.|iętro),\s$")
# "s. B" of a cinema
_LETTER = re.compile(r"\s[A-H](?=[\s,:;)]|$)")
_NEEDS_NUMBER = frozenset(
    {
        "gł.",
        "skr.",
        "kol.",
        "gr.",
        "ćw.",
        "post.",
        "wyd.",
        "s.",
        "m.",
        "kom.",
        "pkt",
        "t.",
        "cz.",
        "sem.",
        "kl.",
        "rozdz.",
    }
)


def pattern(entries: dict[str, str]) -> str:
    """Return a pattern of abbreviations with or without spaces, longest first."""
    longest_first = sorted(entries, key=len, reverse=True)
    return "|".join(
        re.sub(r"\\\.(?=.)", r"\\.\\s?", re.escape(entry)).replace(r"\ ", r"\s?")
        + ("" if entry.endswith(".") else r"(?!\w)")
        for entry in longest_first
    )


@rule("mobile", r"(?P<phone>tel\.)\s?(?P<kind>kom\.)", flags=re.IGNORECASE, closes=False)
def _mobile(match: re.Match[str], _place: Place) -> Reading:
    return (*spread("telefon", *match.span("phone")), *spread("komórkowy", *match.span("kind")))


_ESTATE = re.compile(r"\b(?:wjazd|wjeździ|dojazd|mieszka|blok|ulic|plac|dróg|drog|sklep)\w*\sna\s$")
_COUNTED = {"os.": "osoba", "godz.": "godzina"}


@rule("noun without a number", r"(?P<word>os\.|godz\.)(?=\s[a-ząćęłńóśźż])", closes=False)
def _plural(match: re.Match[str], place: Place) -> Reading | None:
    """Read "os. niepełnosprawne", "w godz. pracy": the adjective shows number and case, else it is a plural."""
    if re.search(r"\d\s?$", place.before()):
        return None
    lemma = _COUNTED[match["word"]]
    asked = cases_after(place.left())
    if re.search(r"(?:zł|gr|kg|l|m²|m³|m2|m3|złotych)\sna\s$", place.before()):
        # "823 zł na os. w rodzinie"
        return spread(inflect(lemma, "acc"), *match.span())
    following = next(iter(place.right_words(1)), "")
    if match["word"] == "os." and _ESTATE.search(place.before()):
        # "przy wjeździe na os."
        return spread(inflect("osiedle", "acc" if "acc" in asked[:1] else "loc"), *match.span())
    shown = [form for form in adjectives(following) if form.number == "pl" or "f" in form.genders]
    for case in (*asked, "nom", "gen", "dat", "inst", "loc", "acc") if shown else ():
        for number in ("pl", "sg"):
            if any(form.number == number and case in form.cases for form in shown):
                return spread(inflect(lemma, case, number), *match.span())
    return spread(inflect(lemma, asked[0] if asked else "nom", "pl"), *match.span())


_SINGLE = {"szt.": "sztuka", "egz.": "egzemplarz", "opak.": "opakowanie"}


@rule("thing that is priced", r"(?P<word>szt\.|egz\.|opak\.)", closes=True)
def _priced(match: re.Match[str], place: Place) -> Reading | None:
    """Read "po 2 zł za szt."."""
    left = place.left()
    if left[-1:] not in (["za"], ["na"], ["od"]):
        return None
    return spread(inflect(_SINGLE[match["word"]], "gen" if left[-1] == "od" else "acc"), *match.span())


_ENDS_OR_BEGINS = re.compile(
    r"(?:wygas|traci|straci|wchodz|wejd|wesz|obowiązuj|rozpocz|kończ|zakończ|likwid|rezygn|rozwiąz|ustaj|upływ|zmieni|przesta)\w*(?:\s\w+){0,2}$"
)


@rule("day", r"(?P<word>dn\.)(?=\s?\S)", closes=False)
def _day(match: re.Match[str], place: Place) -> Reading:
    left = place.left()
    asked = cases_after(left)
    if left[-1:] == ["z"] and (len(left) == 1 or _ENDS_OR_BEGINS.search(" ".join(left[-4:-1]))):
        # "umowa wygasa z dn. 31.12", but "pismo z dn. 31.12"
        asked = ("inst",)
    # "w dn. roboczych"
    are_many = next(iter(place.right_words(1)), "").endswith("ych") or bool(
        re.match(r"\s?\d{1,2}\.?(?:\d\d\.?)?\s?(?:[-–]|i\s|oraz\s|,\s\d)|\sod\s\d", place.text[place.end :])
    )
    return spread(
        inflect("dzień", asked[0] if asked else "gen", "pl" if are_many else "sg", gender="m3"), *match.span()
    )


@rule("electronic mail", r"(?<![.\w])e-?mail(?P<ending>[a-ząćęłńóśźż]{0,5})(?![\w@.-]*@)", flags=re.IGNORECASE)
def _mail(match: re.Match[str], _place: Place) -> Reading:
    return spread("imejl" + match["ending"].lower(), *match.span())


@rule("register of a notary", r"rep\.(?=\s?A\b)", flags=re.IGNORECASE, closes=False)
def _register(match: re.Match[str], _place: Place) -> Reading:
    return spread("repertorium", *match.span())


_NEXT = frozenset({"nast.", "kol.", "ost.", "poprz."})


def _shown_before(left: list[str], lemma: str) -> tuple[Case, ...]:
    """Return the case that an adjective right before shows, "w pierwszym kw."; not one of another word's gender."""
    genders = {gender for form in nouns(lemma) for gender in form.genders}
    # "za każdą nast. godz."
    left = [each for each in left if each not in _NEXT]
    found = adjectives(left[-1]) if left and left[-1].isalpha() else ()
    shown = [form for form in found if form.number == "sg" and form.genders & genders]
    before = left[:-1]
    while before and before[-1] not in PREPOSITIONS and adjectives(before[-1]):
        # "po każdej pełnej godz."
        before.pop()
    asked = cases_after(before)
    for case in (*asked, "nom", "acc", "gen", "loc", "inst", "dat") if shown else ():
        if any(case in form.cases for form in shown):
            return (case,)
    return ()


@rule("noun", rf"(?P<word>{pattern(SHORT_NOUNS)})", flags=re.IGNORECASE, closes=False)
def _noun(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    if _is_other(written, match["word"], place):
        return None
    lemma = SHORT_NOUNS[written]
    if written == "gr." and re.match(r"\s?\d[\d,]*\s?(?:mm|cm|m)\b", place.text[place.end :]):
        lemma = "grubość"
    if written == "s." and (_ADDRESS_BEFORE.search(place.before()) or _LETTER.match(place.text, place.end)):
        # "ul. Szkolna 1, s. 12"
        lemma = "sala"
    if written == "gosp." and place.left()[-1:] == ["ds."]:
        lemma = "gospodarka"
    if written == "pow." and _AREA.match(place.text, place.end):
        lemma = "powierzchnia"
    elif written == "pow." and re.match(r"\s?\d", place.text[place.end :]):
        # "pow. 65 lat"
        return spread("powyżej", *match.span())
    if written == "mies." and re.search(r"(?:zł|gr|godz\.|h)\s$", place.before()):
        return spread("miesięcznie", *match.span())
    if written == "dz." and place.left()[-1:] in (["x"], ["×"], ["razy"]):
        # "lek 2 x dz."
        return spread("dziennie", *match.span())
    is_owned = written in _OWNED and not cases_after(place.left()) and owner_before(place.before(), place.left())
    # "1 m² pow. użytkowej"
    is_part = lemma == "powierzchnia" and place.before().rstrip().endswith(("m²", "m2", "ha", "km²"))
    case = "gen" if is_owned or is_part else _noun_case(written, place.left())
    following = adjectives(next(iter(place.right_words(1)), ""))
    if case == "nom" and following and not cases_after(place.left()):
        case = _shown_behind(lemma, following)
    # "kl. IV–VI", "str. 4-6"
    are_many = (
        written in _IN_RANGES and re.match(r"\s?(?:\d+\s?[-–]\s?\d|[IVXL]+\s?[-–]\s?[IVXL])", place.text[place.end :])
    ) or (written == "kat." and _are_many(lemma, following))
    return spread(inflect(lemma, case, "pl" if are_many else "sg"), *match.span())


def _are_many(lemma: str, following: tuple[Form, ...]) -> bool:
    """Tell whether an adjective behind shows several: "kat. wiekowe"."""
    genders = {gender for form in nouns(lemma) for gender in form.genders}
    fitting = [form for form in following if form.genders & genders]
    return bool(fitting) and all(form.number == "pl" for form in fitting)


def _shown_behind(lemma: str, following: tuple[Form, ...]) -> Case:
    """Return the case that an adjective behind shows: "w woj. małopolskim i pow. tarnowskim"."""
    genders = {gender for form in nouns(lemma) for gender in form.genders}
    shown = {case for form in following if form.number == "sg" and form.genders & genders for case in form.cases}
    order: tuple[Case, ...] = ("nom", "gen", "loc", "inst", "acc", "dat")
    return next((case for case in order if case in shown), "nom")


def _is_other(written: str, as_written: str, place: Place) -> bool:
    """Tell whether the letters are short for something else here."""
    rest = place.text[place.end :]
    if written == "gr." and re.match(r"\s[A-H]\b", rest):
        return False
    if written == "s." and _LETTER.match(rest):
        return False
    if written == "kom.":
        # "kom. 600 100 200", but "mieszkanie kom. 38 m²"
        return not re.match(r"\s?(?:\+|\d{3})", rest)
    if written in _NEEDS_NUMBER:
        return not re.match(r"\s?(?:\d|[IVXL]+[a-h]?\b)", rest)
    if written in {"st.", "j."}:
        is_described = bool(adjectives(next(iter(place.right_words(1)), "")))
        # "znacznego st."
        return not as_written.islower() or not (is_described or _shown_before(place.left(), SHORT_NOUNS[written]))
    return (
        (written == "dz." and bool(re.match(r"\s?urz\b", rest, re.IGNORECASE)))  # "dziennik urzędowy"
        or (written == "ha" and not as_written.islower())
        or (written == "poł." and not cases_after(place.left()))  # "działka poł. w Krakowie"
    )


def _noun_case(written: str, left: list[str]) -> Case:
    before = left[-1] if left else ""
    # Behind a comma something else begins: "około 50 kg, tel. 112".
    asked = () if before == "," else cases_after(left) or _shown_before(left, SHORT_NOUNS[written])
    if (
        before in _OF
        or before in _PARTS
        or (written == "kl." and not asked and any("m1" in form.genders for form in nouns(before)))
    ):
        return "gen"
    if before == "co" or (before == "na" and written in {"kw.", "tyg.", "mies.", "sem."}):
        # "co godz.", "raz na kw."
        return "acc"
    if asked == ("inst", "acc"):
        # One calls "pod numer"; what one learns is "pod numerem".
        return "acc" if written.startswith("nr") and any(_CALL.match(word) for word in left) else "inst"
    if asked and asked[0] == "loc" and before == "na" and written.startswith(("nr", "tel")):
        return "acc"
    if asked == ("gen", "inst") and written.startswith("nr"):
        return "inst"
    return asked[0] if asked else "nom"


_PARTS = frozenset({"pół", "półtora", "półtorej", "ćwierć"})
_CALL = re.compile(r"(?:za)?(?:dzwo[nń]|telefon[ou]w)|połącz|wyślij|wysłać|wysyła|sms")
_IN_RANGES = frozenset({"kl.", "str.", "s.", "rozdz.", "cz.", "sem."})
# "wójt gm. Zabierzów", "starosta pow. krakowskiego"
_OWNED = frozenset({"gm.", "pow.", "woj.", "kat."})
# What a noun in the genitive follows: "numer telefonu", "do spraw gospodarki", "kierownik referatu", "uczeń klasy".
_OF = frozenset({"nr.", "nr", "numer", "numeru", "numerem", "ds.", "kier.", "dyr.", "zast.", "nacz.", "prac.", "urz."})
RULES = (_priced, _mobile, _plural, _day, _mail, _register, _noun)
