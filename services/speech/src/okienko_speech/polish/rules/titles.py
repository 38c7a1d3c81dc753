"""Titles of persons and saints: "św. Barbary", "ul. gen. Andersa", "p. Nowak"."""

import re

from okienko_speech.polish.dictionary import Form, adjectives, forms, inflect, nouns
from okienko_speech.polish.government import cases_after, owner_before
from okienko_speech.polish.numerals import Case, Gender, decline
from okienko_speech.polish.rules.agreement import ORDER as _ORDER
from okienko_speech.polish.rules.agreement import abbreviated, agree_behind
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_TITLES = {
    "ks.": "ksiądz", "gen.": "generał", "płk": "pułkownik", "płk.": "pułkownik", "ppłk.": "podpułkownik", "mjr": "major", "mjr.": "major", "mgr.": "magister", "abp.": "arcybiskup", "kmdr.": "komandor", "kpt.": "kapitan", "por.": "porucznik",
    "ppłk": "podpułkownik", "rtm.": "rotmistrz", "bp": "biskup", "bp.": "biskup", "abp": "arcybiskup", "kard.": "kardynał", "insp.": "inspektor", "nadkom.": "nadkomisarz", "podkom.": "podkomisarz", "podinsp.": "podinspektor",
    "nadinsp.": "nadinspektor", "sierż.": "sierżant", "kpr.": "kapral", "ppor.": "podporucznik", "chor.": "chorąży", "kmdr": "komandor",
    "wicedyr.": "wicedyrektor", "wiceprzew.": "wiceprzewodniczący", "wych.": "wychowawca", "sekr.": "sekretarz", "spec.": "specjalista",
    "burm.": "burmistrz", "prez.": "prezydent", "pos.": "poseł", "sen.": "senator", "min.": "minister", "not.": "notariusz", "doc.": "docent", "hm.": "harcmistrz",
    "dr": "doktor", "dr.": "doktor", "mgr": "magister", "inż.": "inżynier", "prof.": "profesor", "lek.": "lekarz",
    "mec.": "mecenas", "adw.": "adwokat", "marsz.": "marszałek", "red.": "redaktor", "asp.": "aspirant", "o.": "ojciec",
    "dh": "druh", "dh.": "druh", "phm.": "podharcmistrz", "zast.": "zastępca", "pełn.": "pełnomocnik", "z-ca": "zastępca", "z-cy": "zastępca", "kier.": "kierownik", "dyr.": "dyrektor", "przew.": "przewodniczący",
}  # fmt: skip
# Something else where no man's name follows.
_AMBIGUOUS = frozenset({"por.", "o.", "red.", "gen.", "min.", "not.", "pos.", "spec.", "doc."})
_OFFICES = frozenset({"zast.", "pełn.", "z-ca", "z-cy", "kier.", "dyr.", "przew.", "wicedyr.", "wiceprzew."})
_ADJECTIVES = {"św.": "święty", "śś.": "święty", "bł.": "błogosławiony", "śp.": "świętej pamięci"}
_OF_PERSONS: tuple[Gender, ...] = ("f", "m1", "m2", "m3", "n")
_STREETS = frozenset({"ul.", "al.", "pl.", "os.", "ulica", "ulicy", "ulicę", "aleja", "alei", "plac", "placu", "osiedle", "osiedlu",
                      "imienia", "im.", "pw.", "p.w.", "wezwaniem", "wezwanie", "figura", "ołtarz", "obraz", "relikwie", "odpust", "kaplica", "parafia", "parafii", "kościół", "kościele", "kościoła", "rondo", "skwer", "szkoła", "dzień",
                      "pomnik", "patronat", "szpital", "szpitala", "szpitalu", "liceum", "wspomnienie", "gabinet", "wniosek"})  # fmt: skip
_NAME = re.compile(r"(?:\s?(?:[^\W\d_]{1,6}\.|(?:dr|mgr|płk|hab)\b)){0,4}\s{0,3}(?P<name>[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]+)")


def _order(place: Place) -> tuple[Case, ...]:
    left = place.left()
    asked = cases_after(left)
    if not asked and ((left[-1:] and left[-1] in _STREETS) or owner_before(place.before(), left)):
        # "rocznica śmierci bp. Jana"
        asked = ("gen",)
    return (*asked, *(case for case in _ORDER if case not in asked))


def _is_asked(case: Case, place: Place) -> bool:
    return case in cases_after(place.left())


@rule("saint", rf"(?P<word>{abbreviated(_ADJECTIVES)})(?=\s?[A-ZĄĆĘŁŃÓŚŹŻ])", flags=re.IGNORECASE, closes=False)
def _saint(match: re.Match[str], place: Place) -> Reading:
    lemma = _ADJECTIVES[match["word"].lower()]
    if " " in lemma:
        return spread(lemma, *match.span())
    name = place.right_words(1)[0]
    if name.islower() and place.left():
        # "msza św. o godz. 10", but "jakie św. przysługują"
        spoken = agree_behind(lemma, place.left())
        if spoken or _shown_several(place.left()):
            return spread(spoken or inflect("świadczenie", "nom", "pl"), *match.span())
    found = [form for form in nouns(name) if form.number == "sg"]
    is_pair = match["word"].lower() == "śś." or bool(re.match(r"\s?\w+\s(?:i|oraz)\s[A-ZŁŚŻ]", place.text[place.end :]))
    for case in _order(place):
        # "Barbary" is a woman's name before it is a man's surname.
        for gender in _OF_PERSONS:
            # "Jan" is no woman's name, though it is a woman's surname.
            if any(
                case in form.cases and gender in form.genders and (gender != "f" or form.lemma.endswith("a"))
                for form in found
            ):
                return spread(decline(lemma, case, gender, plural=is_pair), *match.span())
    return spread(decline(lemma, _order(place)[0], "f" if name.endswith("y") else "m1", plural=is_pair), *match.span())


def _shown_several(left: list[str]) -> bool:
    """Tell whether a word before shows several things of neuter gender: "jakie"."""
    return any(form.number == "pl" and "n" in form.genders for form in adjectives(left[-1]))


_NEXT_NAME = re.compile(r"[^.;:]{0,40}?(?:\bp\.\s)?\b(?P<name>[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż]{2,})\s[A-ZĄĆĘŁŃÓŚŹŻ]")


def _is_woman(place: Place) -> bool:
    """Tell whether a woman's first name is the next one: "przew. rady, p. Ewa Żak"."""
    named = _NEXT_NAME.match(place.text, place.end)
    found = nouns(named["name"]) if named else ()
    return bool(found) and all(form.genders == {"f"} for form in found)


@rule("title", rf"(?P<word>{abbreviated(_TITLES)})", flags=re.IGNORECASE, closes=False)
def _title(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    lemma = _TITLES[written]
    if written in _OFFICES:
        asked = cases_after(place.left())
        case: Case = asked[0] if asked else "gen" if written == "z-cy" else "nom"
        if written == "przew." and _is_woman(place):
            lemma = "przewodnicząca"
        return spread(inflect(lemma, case), *match.span())
    named = _NAME.match(place.text, place.end)
    found = [form for form in forms(named["name"]) if form.number == "sg"] if named else []
    is_man = any("m1" in form.genders for form in found)
    if (match["word"].isupper() and len(written) == 2) or (written in _AMBIGUOUS and not is_man):
        return None
    return spread(inflect(lemma, _title_case(found, place), gender="m1") if named else lemma, *match.span())


_DOCTORS = {"stom.": "stomatolog", "dent.": "dentysta", "arch.": "architekt"}
_FIRST_NAMES = {"Wł.": "Władysław", "Kaz.": "Kazimierz", "St.": "Stanisław", "Zygm.": "Zygmunt", "Tad.": "Tadeusz", "Jul.": "Juliusz",
                "Fr.": "Franciszek", "Józ.": "Józef", "Ign.": "Ignacy"}  # fmt: skip


@rule(
    "first name",
    rf"(?P<name>{'|'.join(re.escape(each) for each in _FIRST_NAMES)})(?=\s[A-ZŁŚŻ][a-ząćęłńóśźż]+)",
    closes=False,
)
def _first_name(match: re.Match[str], place: Place) -> Reading | None:
    """Read "ul. Wł. Jagiełły"."""
    if place.left()[-1:] == [] or place.left()[-1] not in _STREETS:
        return None
    return spread(inflect(_FIRST_NAMES[match["name"]], "gen", gender="m1"), *match.span())


@rule("with a second doctorate", r"hab\.", closes=False)
def _habilitated(match: re.Match[str], place: Place) -> Reading:
    """Read "u dr hab. Anny Król"."""
    named = _NAME.match(place.text, place.end)
    found = [form for form in forms(named["name"]) if form.number == "sg"] if named else []
    asked = cases_after(place.left()[:-1])
    for case in (*asked, *_ORDER):
        for gender in ("m1", "f"):
            if any(
                case in form.cases and gender in form.genders and (gender != "f" or form.lemma.endswith("a"))
                for form in found
            ):
                return spread(decline("habilitowany", case, gender, plural=False), *match.span())
    return spread("habilitowany", *match.span())


@rule("very or former", r"b\.(?=\s[a-ząćęłńóśźż]{3})", closes=False)
def _very(match: re.Match[str], place: Place) -> Reading | None:
    """Read "stan b. dobry", "z b. wójtem"."""
    following = place.right_words(1)[0]
    if {form.part for form in forms(following)} & {"adj", "adv"}:
        return spread("bardzo", *match.span())
    for case in _order(place):
        form = next((each for each in nouns(following) if case in each.cases and "m1" in each.genders), None)
        if form:
            return spread(decline("były", case, "m1", plural=form.number == "pl"), *match.span())
    return None


@rule("kind of a doctor", r"(?P<kind>stom|dent|arch)\.(?=\s[A-ZĄĆĘŁŃÓŚŹŻ])", closes=False)
def _doctor(match: re.Match[str], place: Place) -> Reading | None:
    """Read "lek. stom. A. Wójcik" in the case of the name."""
    if place.left()[-1:] not in (["lek."], ["inż."], ["mgr"]):
        return None
    named = _NAME.match(place.text, place.end)
    found = [form for form in forms(named["name"]) if form.number == "sg"] if named else []
    before = Place(place.text, place.start - len(place.left()[-1]) - 1, place.end)
    return spread(inflect(_DOCTORS[match[0]], _title_case(found, before), gender="m1"), *match.span())


def _title_case(found: list[Form], place: Place) -> Case:
    """Return the case that the name shows; a woman's title stays in the nominative: "u doktor Nowak"."""
    for case in _order(place):
        if any(case in form.cases and "m1" in form.genders for form in found):
            return case
        if _is_asked(case, place) and any(case in form.cases and "f" in form.genders for form in found):
            return "nom"
    return "nom" if found else _order(place)[0]


@rule("doing the duties", r"p\.\s?o\.(?=\s)", flags=re.IGNORECASE, closes=False)
def _acting(match: re.Match[str], place: Place) -> Reading:
    asked = cases_after(place.left())
    return spread(decline("pełniący", asked[0] if asked else "nom", "m1", plural=False) + " obowiązki", *match.span())


@rule("Mr and Mrs", r"p\.(?=\s[^\W\d_]{3})", closes=False)
def _person(match: re.Match[str], place: Place) -> Reading | None:
    name = place.right_words(1)[0]
    found = [form for form in forms(name) if form.number == "sg"]
    if name.islower():
        found = [form for form in found if form.lemma.islower()]
    if name.islower() and not any("m1" in form.genders for form in found):
        # Only an office is written small: "p. prezes".
        return None
    asked = cases_after(place.left())
    for case in (*asked, *(case for case in _ORDER if case not in asked)):
        for gender, lemma in (
            (("f", "pani"), ("m1", "pan"))
            if place.right_words(1)[0].endswith(("a", "ej", "ą"))
            else (("m1", "pan"), ("f", "pani"))
        ):
            if any(case in form.cases and gender in form.genders for form in found):
                return spread(inflect(lemma, case), *match.span())
    return spread(inflect("pan", asked[0] if asked else "nom"), *match.span())


_GRADES = {"st.": "starszy", "mł.": "młodszy"}


@rule(
    "grade before a rank",
    r"(?P<word>[Ss]t\.|[Mm]ł\.)(?=\s(?:[a-z]{3,7}\.|sierż|kpt|bryg|ogn|referent|inspektor|specjalista|sekretarz|aspirant))",
    closes=False,
)
def _grade(match: re.Match[str], place: Place) -> Reading:
    named = _NAME.match(place.text, place.end)
    found = [form for form in forms(named["name"]) if form.number == "sg"] if named else []
    lemma = _GRADES[match["word"].lower()]
    for case in _order(place):
        for gender in ("m1", "f"):
            if any(
                case in form.cases and gender in form.genders and (gender != "f" or form.lemma.endswith("a"))
                for form in found
            ):
                # "z młodszą aspirant Anną"
                return spread(decline(lemma, case, gender, plural=False), *match.span())
    return spread(decline(lemma, _order(place)[0], "m1", plural=False), *match.span())


RULES = (
    _acting,
    _grade,
    _person,
    _first_name,
    _habilitated,
    _very,
    _saint,
    _doctor,
    _title,
)
