"""Abbreviations of phrases that never change: "m.in.", "z późn. zm.", "k.p.a."."""

import re

from okienko_speech.polish.dictionary import inflect, nouns
from okienko_speech.polish.government import cases_after, owner_before
from okienko_speech.polish.numerals import Case, decline
from okienko_speech.polish.rules.abbreviations import pattern
from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

# Written form without spaces, then what is said. Longer ones are tried first.
_PHRASES = {
    "m.in.": "między innymi", "tj.": "to jest", "t.j.": "tekst jednolity", "tzn.": "to znaczy", "np.": "na przykład",
    "itd.": "i tak dalej", "itp.": "i tym podobne",
    "ok.": "około", "wg": "według", "ds.": "do spraw", "d/s": "do spraw",
    "z późn. zm.": "z późniejszymi zmianami", "ze zm.": "ze zmianami", "sp. z o.o.": "spółka z ograniczoną odpowiedzialnością", "sp. z o. o.": "spółka z ograniczoną odpowiedzialnością", "s.a.": "spółka akcyjna", "sp. j.": "spółka jawna",
    "sp. k.": "spółka komandytowa", "s.c.": "spółka cywilna",
    "kpa": "ka pe a", "p.n.e.": "przed naszą erą",
    "n.e.": "naszej ery", "b.d.": "brak danych", "j.w.": "jak wyżej", "jw.": "jak wyżej", "cd.": "ciąg dalszy",
    "cdn.": "ciąg dalszy nastąpi", "zob.": "zobacz", "prod.": "produkcji", "bryg.": "brygady", "dyw.": "dywizji", "c.d.n.": "ciąg dalszy nastąpi", "c.d.": "ciąg dalszy", "f-ra": "faktura", "n.p.": "na przykład", "i in.": "i inni", "bdb": "bardzo dobry", "ew.": "ewentualnie", "ewent.": "ewentualnie",
    "maks.": "maksymalnie", "max.": "maksymalnie", "max": "maksymalnie", "min.": "minimum", "pn.": "pod nazwą",
    "im.": "imienia", "ur.": "urodzony", "zm.": "zmarły", "tel./faks": "telefon i faks",
    "tel./fax": "telefon i faks", "nt.": "na temat", "m.p.": "monitor polski", "rez.": "rezerwy", "ppsa": "pe pe es a", "ksh": "ka es ha", "kks": "ka ka es", "udip": "u de i pe", "pzp": "pe zet pe",
    "r.ż.": "roku życia", "św.": "świętego",
    "por.": "porównaj",
    "i/lub": "i lub", "z/s": "z siedzibą", "i kol.": "i kolejne", "uż.": "użytkowej", "rodz. zast.": "rodzina zastępcza",
    "woj.": "województwo",
    "pow.": "powiat", "gm.": "gmina", "wew.": "wewnętrzny",
    "tys.": "tysięcy", "mln": "milionów", "mld": "miliardów", "zł": "złotych", "gr": "groszy", "proc.": "procent",
    "wym.": "wymieniony", "ust.": "ustęp", "pt.": "pod tytułem",
    "szt.": "sztuk", "godz.": "godzin", "os.": "osób", "r.": "roku",
    "ws.": "w sprawie", "z up.": "z upoważnienia", "kk": "ka ka", "kpk": "ka pe ka", "kc": "ka ce", "kpc": "ka pe ce", "kp": "ka pe", "kro": "ka er o", "med.": "medycyny", "wet.": "weterynarii", "w zw. z": "w związku z", "w zb. z": "w zbiegu z", "r.pr.": "radca prawny", "r. pr.": "radca prawny", "ctrl": "kontrol", "n.p.m.": "nad poziomem morza",
    "jw": "jak wyżej", "itd": "i tak dalej", "itp": "i tym podobne", "tzn": "to znaczy", "tj": "to jest",
    "o.o.": "ograniczoną odpowiedzialnością", "lic.": "licencjat", "l.p.": "liczba porządkowa", "lp.": "liczba porządkowa",
    "wł.": "włącznie", "włącz.": "włącznie", "śr.": "średnio", "wg.": "według", "dz.urz.": "dziennik urzędowy",
    "dz. urz.": "dziennik urzędowy", "sz.p.": "szanowni państwo", "sz. p.": "szanowni państwo", "ob.": "obecnie", "daw.": "dawniej",
    "m.b.": "metrów bieżących", "mkw.": "metrów kwadratowych", "etc.": "et cetera", "vs": "kontra",
    "vs.": "kontra",
}  # fmt: skip
# These also stand at the end of sentences, where their full stop is the sentence's.
_LAST_WORDS = frozenset({"itd.", "itp.", "z późn. zm.", "ze zm.", "sp. z o.o.", "sp. z o. o.", "s.a.", "s.c.", "p.n.e.",
                         "n.e.", "b.d.", "j.w.", "jw.", "cdn.", "n.p.m.", "etc.", "wł.", "włącz.", "r.ż.", "proc.", "tys.",
                         "szt.", "godz.", "os.", "r."})  # fmt: skip
_CLOSING = {written: spoken for written, spoken in _PHRASES.items() if written in _LAST_WORDS}


@rule("phrase at the end", rf"(?P<word>{pattern(_CLOSING)})", flags=re.IGNORECASE)
def _last(match: re.Match[str], place: Place) -> Reading | None:
    written = re.sub(r"\s+", " ", match["word"].lower())
    if written == "r." and not match["word"].islower():
        # "orzeczenie 05-R."
        return None
    if written == "szt." and place.left()[-1:] in (["z"], ["ze"], ["o"]):
        return None
    if written == "r." and not re.search(r"\d\s?$", place.before()):
        return None
    return spread(_in_case(_by_letters(written), place) or "", *match.span())


@rule("phrase", rf"(?P<word>{pattern(_PHRASES)})", flags=re.IGNORECASE, closes=False)
def _phrase(match: re.Match[str], place: Place) -> Reading | None:
    written = re.sub(r"\s+", " ", match["word"].lower())
    spoken = _in_case(_by_letters(written), place)
    if spoken is None or (written in {"r.", "lp.", "pt.", "zm."} and match["word"].isupper()):
        return None
    if written == "szt." and place.left()[-1:] in (["z"], ["ze"], ["o"]):
        # "boisko ze szt. nawierzchnią"
        return None
    if written == "max" and match["word"].istitle() and not re.match(r"\s?\d", place.text[place.end :]):
        return None
    return spread(spoken, *match.span())


_COMPANY = "spółka "


def _in_case(spoken: str | None, place: Place) -> str | None:
    """Return a phrase, that of a company in the case of its place: "dla sp. z o.o."."""
    if spoken is None or not spoken.startswith(_COMPANY):
        return spoken
    case = _case(place)
    kind = spoken.removeprefix(_COMPANY)
    # "jawna" is declined, "z ograniczoną odpowiedzialnością" is not.
    declined = kind if " " in kind else decline(f"{kind[:-1]}y", case, "f", plural=False)
    return f"{inflect('spółka', case)} {declined}"


def _case(place: Place) -> Case:
    left = place.left()
    return next(iter(cases_after(left)), "gen" if owner_before(place.before(), left) else "nom")


_SCIENCES = ("medyczny", "humanistyczny", "techniczny", "prawny", "ekonomiczny", "rolniczy", "weterynaryjny", "społeczny",
             "przyrodniczy", "farmaceutyczny", "biologiczny", "chemiczny", "fizyczny", "matematyczny", "leśny", "teologiczny",
             "wojskowy", "ścisły")  # fmt: skip


@rule("field of a doctor", r"n\.\s?(?P<field>[a-ząćęłńóśźż]{3,6})\.", closes=False)
def _field(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "dr n. med."."""
    science = next((each for each in _SCIENCES if each.startswith(match["field"])), "")
    return spread(f"nauk {decline(science, 'gen', 'f', plural=True)}", *match.span()) if science else None


@rule("address of a letter", r"[Ss]z\.\s?[Pp]\.(?=\s(?P<name>[A-ZŁŚŻ][a-ząćęłńóśźż]+))", closes=False)
def _address(match: re.Match[str], _place: Place) -> Reading | None:
    """Read "Sz. P. Burmistrzu", "Sz. P. Anna Wrona"."""
    genders = {gender for form in nouns(match["name"]) + nouns(match["name"].lower()) for gender in form.genders}
    if not genders & {"m1", "f"}:
        return None
    if "m1" not in genders:
        return spread("szanowna pani", *match.span())
    return spread("szanowny panie" if match["name"].endswith(("u", "ie", "e")) else "szanowny pan", *match.span())


@rule("abstained", r"wstrz(?:ym)?\.(?:\ssię)?", closes=False)
def _abstained(match: re.Match[str], place: Place) -> Reading:
    """Read "4 przeciw, 1 wstrz."."""
    return spread("wstrzymał się" if place.left()[-1:] == ["1"] else "wstrzymało się", *match.span())


@rule("company", r"sp\.(?=\s(?:jawn|cywiln|komandyt|akcyjn|partner|wodn))", closes=False)
def _company(match: re.Match[str], place: Place) -> Reading:
    """Read "wspólnik sp. jawnej"."""
    return spread(inflect("spółka", _case(place)), *match.span())


@rule("citizen", r"ob\.(?=\s[A-ZŁŚŻ])", closes=False)
def _citizen(match: re.Match[str], place: Place) -> Reading:
    """Read "mąż jest ob. Ukrainy"."""
    is_said = place.left()[-1:] in (["jest"], ["był"], ["była"], ["będąc"])
    return spread(inflect("obywatel", "inst" if is_said else _case(place)), *match.span())


@rule("running a firm", r"[Pp]row\.(?=\s[a-z])", closes=False)
def _running(match: re.Match[str], place: Place) -> Reading:
    """Read "Prow. firmę": what somebody does has its object in the accusative."""
    is_object = place.right_words(1)[0].endswith("ę")
    return spread("prowadzę" if is_object else inflect("prowadzenie", _case(place)), *match.span())


@rule("code of law", r"k\.(?:[a-z]\.){1,3}(?!\w)|k\.r\.o\b")
def _code(match: re.Match[str], _place: Place) -> Reading:
    """Read "k.r.o.": codes are called by their letters."""
    return spell(re.sub(r"\W", "", match[0]), *match.span())


def _by_letters(written: str) -> str | None:
    squeezed = written.replace(" ", "")
    return next((spoken for entry, spoken in _PHRASES.items() if entry.replace(" ", "") == squeezed), None)


RULES = (_field, _code, _citizen, _running, _company, _address, _abstained, _last, _phrase)
