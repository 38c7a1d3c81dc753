"""Words cut short before a vowel, as Polish abbreviates: "zewn.", "odpow.", "admin.", "ze wzgl."; any cut of a word will do.

Which word is meant is looked up among the words of office Polish, then among the abbreviations that Morfeusz knows. An
adjective takes the form of the noun beside it, a noun the case of its place.
"""

# ruff: noqa: SIM905 - lists of words read better as text

import re
from collections import defaultdict
from dataclasses import replace
from typing import Literal

from okienko_speech.polish.dictionary import Form, adjectives, expansions, forms, inflect, nouns
from okienko_speech.polish.government import PREPOSITIONS, cases_after
from okienko_speech.polish.numerals import CASES, Case, Gender, decline, plural_case
from okienko_speech.polish.rules.abbreviations import SHORT_NOUNS
from okienko_speech.polish.rules.units import unit_behind
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

# Where two words share a cut, the likelier one comes first.
_NOUNS = (
    "negocjacja doświadczenie termin odległość nauczyciel rodzina rodzic opiekun kandydat wykonawca oferent przetarg zapytanie gwarancja wartość wyposażenie komputer"
    " oprogramowanie licencja aktualizacja wodociąg przyłącze oświetlenie nawierzchnia chodnik gatunek obwód średnica pojazd członek"
    " pielęgniarka szczepienie skierowanie badanie wystawa warsztat głosowanie zagospodarowanie warunek lokalizacja inwestor"
    " rozbiórka rozbudowa nadbudowa termomodernizacja dofinansowanie wniosek wnioskodawca beneficjent stypendium potwierdzenie"
    " opracowanie oświadczenie upoważnienie oryginał kserokopia podpis pieczęć obsługa otwarcie zamknięcie zniżka wizyta podstawa obywatelstwo wojewoda kategoria technik inwentaryzacja zameldowanie"
    " wymeldowanie dziennik dyżur głębokość grubość objętość prędkość stopień"
    "adres administracja akademia analiza archiwum autobus bezpieczeństwo biblioteka biuro blok budynek budownictwo budowa budżet"
    " cena centrum data decyzja deklaracja delegatura departament dokument dostawa działalność dzielnica dział edukacja"
    " egzemplarz egzamin energia ewidencja faktura filia formularz fundacja fundusz gabinet gospodarka gospodarstwo grunt hektar"
    " identyfikator informacja instalacja instytut instytucja inspekcja inspektorat instrukcja inwestycja jednostka kancelaria"
    " kanalizacja kierunek komenda komisariat komisja kondygnacja komunikacja konsultacja kultura kwalifikacja kwota laboratorium"
    " legitymacja lokal"
    " małżeństwo nagroda wyróżnienie dodatek odjazd metoda miejscowość miejsce mieszkanie mieszkaniec ministerstwo modernizacja nadzór nazwa nazwisko nieruchomość"
    " obiekt obręb obszar obywatel ochrona organ podmiot realizacja organizator specjalista koordynator dyrekcja kwartał parking odcinek oddział odpowiedź odbiór odpad ogłoszenie ogród okręg okres opłata opakowanie"
    " orzeczenie organizacja ośrodek pełnomocnictwo podatek pomoc pojemnik pojemność pomieszczenie porozumienie poradnia posesja"
    " przekroczenie sprawa niepełnosprawność postanowienie postępowanie poświadczenie pracownia pracownik program projekt protokół przebudowa przepis przedsiębiorstwo przedszkole przychodnia przykład"
    " przystanek rachunek referat rejestr rejestracja rejon remont rodzaj rolnictwo rozdział rozporządzenie rysunek samochód samorząd sekretariat sektor semestr skrytka"
    " skrzyżowanie służba sołectwo specjalność spółdzielnia stacja stanowisko starosta starostwo stowarzyszenie szczegół szerokość szkoła szpital"
    " środowisko świadczenie świadectwo świetlica tabela tabletka technikum temperatura teren termin towarzystwo transport ubezpieczenie"
    " uchwała umowa uprawnienie urząd ustawa uzasadnienie województwo wykaz wydział wykształcenie wynagrodzenie wyrok wzgląd zabudowa"
    " zadanie zakład zakres zamówienie zarządzenie zaświadczenie zasiłek zatrudnienie zbiornik zdanie zebranie zespół zezwolenie"
    " zgłoszenie zieleń zobowiązanie źródło żłobek żywność wskaźnik współczynnik współpraca właściciel użytkownik"
).split()
_ADJECTIVES = (
    "przeliczeniowy kalendarzowy konferencyjny parafialny fabryczny roboczy stacjonarny jednolity jednokierunkowy dwukierunkowy całodobowy obywatelski podstawowy świąteczny wolny nocny zbiorowy walny zwyczajny porządkowy wyborczy obwodowy uzupełniający planistyczny przestrzenny"
    " jednostkowy ryczałtowy ofertowy wodociągowy ściekowy deszczowy parkingowy ciężarowy dopuszczalny chirurgiczny stomatologiczny"
    " okulistyczny dziecięcy plastyczny muzyczny teatralny taneczny zasadniczy licealny ogrodniczy odrębny telekomunikacyjny sieciowy"
    " wielkogabarytowy segregowany zmieszany biodegradowalny niebezpieczny"
    "administracyjny architektoniczny archiwalny artystyczny bezpłatny bezpośredni bieżący budowlany całkowity centralny cywilny"
    " czynny dodatkowy dolny dorosły dowolny drogowy dwustronny działkowy dzielnicowy dzienny ekologiczny ekonomiczny"
    " elektryczny elektroniczny europejski ewentualny ewidencyjny finansowy fizyczny gazowy geodezyjny główny gminny"
    " górny gospodarczy gruntowy handlowy historyczny indywidualny informacyjny jednorodzinny wielorodzinny nadliczbowy inwestycyjny kanalizacyjny kolejny kolejowy"
    " komunalny komórkowy komunikacyjny krajowy kulturalny kwalifikowany lekarski leśny lokalny maksymalny medyczny miejski"
    " miejscowy miesięczny międzynarodowy mieszkaniowy mieszkalny minimalny nadzwyczajny narodowy nieodpłatny niepełnosprawny normalny"
    " obecny obowiązkowy odpowiedni ogólny ogólnokształcący organizacyjny naczelny ogólnopolski okręgowy określony osobisty osobowy państwowy pielęgnacyjny"
    " gimnastyczny sztuczny celowy półfinałowy finałowy skrócony czasowy wahadłowy zastępczy pisemny planowany pocztowy podatkowy podstawowy pojedynczy pomocniczy powiatowy powszechny położony poszczególny prawny produkcyjny"
    " projektowany prywatny przemysłowy przeciwpożarowy przyszły publiczny regionalny rehabilitacyjny rejestracyjny rejonowy remontowy roczny rodzinny"
    " rolny rolniczy sądowy samodzielny samorządowy sanitarny skarbowy specjalny społeczny sportowy spożywczy stały stołeczny"
    " studencki szkolny szczególny średni techniczny technologiczny telefoniczny teleinformatyczny tekstowy tygodniowy tymczasowy ubezpieczeniowy ulgowy"
    " umysłowy urzędowy użytkowy wewnętrzny właściwy wodny wojewódzki wojskowy wspólny wymieniony zabytkowy zabudowany zagraniczny zamieszkały"
    " zameldowany zastępczy zawodowy zdrowotny zewnętrzny związkowy zwykły załączony żywnościowy angielski francuski łaciński matematyczny niemiecki polski"
).split()
_BEFORE_THEIR_NOUN = frozenset(
    "bieżący dodatkowy ewentualny kolejny maksymalny minimalny obecny odpowiedni określony poszczególny przyszły właściwy wymieniony"
    " zwykły załączony szczególny następny ostatni pozostały planowany projektowany ogólny różny".split()
)
# Participles that follow their noun, and what they are behind "data", "adres".
_BEHIND_ONLY = {
    "położony": "położenia",
    "zamieszkały": "zamieszkania",
    "zameldowany": "zameldowania",
    "urodzony": "urodzenia",
}
_TAKE_PLURAL = frozenset(
    "świadczenie zamówienie inwestycja nieruchomość opłata odpad podatek organizacja zasiłek dotacja".split()
)
_UNCHANGING = (
    "bezpośrednio codziennie dodatkowo łącznie maksymalnie najmniej następnie obecnie odpowiednio ostatecznie prawdopodobnie"
    " przeciętnie szczególnie średnio tymczasowo względnie wyłącznie zwłaszcza"
).split()
_WHOLE = frozenset(
    {"subst", "adj", "adv", "fin", "praet", "impt", "inf", "num", "prep", "conj", "comp", "part", "ppron3", "pred"}
)
_VOWELS = frozenset("aąeęioóuy")
_SHORTEST = 3
_ORDER: tuple[Case, ...] = ("nom", "gen", "loc", "acc", "inst", "dat")
_GENDERS: tuple[Gender, ...] = ("m3", "m1", "n", "f", "m2")


def _cuts() -> dict[str, list[str]]:
    """Return every beginning that ends with a consonant, best before a vowel, and the words that it is cut from."""
    found = defaultdict(list)
    for lemma in (*_NOUNS, *_ADJECTIVES, *_UNCHANGING):
        for end in range(2, len(lemma) - 1):
            # Two letters are enough where none of them is a vowel: "bl."
            is_long = end >= _SHORTEST or not _VOWELS & set(lemma[:end])
            # Within a cluster people cut too: "przedsz."
            if lemma[end - 1] not in _VOWELS and is_long and (lemma[end] in _VOWELS or end > _SHORTEST):
                found[lemma[:end]].append(lemma)
    return dict(found)


_CUTS = _cuts()
_IS_ADJECTIVE = frozenset(_ADJECTIVES)
_IS_NOUN = frozenset(_NOUNS)


@rule("suspended word", r"(?P<word>[A-ZĄĆĘŁŃÓŚŹŻ]?[a-ząćęłńóśźż]{2,14})\.(?=\s*\S|$)", closes=True)
def _suspended(match: re.Match[str], place: Place) -> Reading | None:
    written = match["word"].lower()
    goes_on = re.match(r"\s?[a-ząćęłńóśźż\d,;)(/-]|[?!:]|\s?[A-Z](?=[,;.)]|$)", place.text[place.end :])
    before = "".join(place.left()[-1:])
    follows_another = before.endswith(".") or before in SHORT_NOUNS
    if not goes_on and not follows_another and _is_whole(written) and not _stands_beside(written, before):
        # The last word of a sentence, not of "instal. elektr."
        return None
    candidates = [*_CUTS.get(written, ()), *expansions(written)]
    named = [each for each in candidates if each in _IS_NOUN or (nouns(each) and not _is_adjective(each))]
    described = _described(place)
    if described and any(form.number == "pl" for form in described):
        # "odp. wielkogabarytowych" is waste, of which there is much.
        named.sort(key=lambda each: each not in _TAKE_PLURAL)
    spoken = "" if described and named else _adjective(candidates, place)
    if not spoken and _IN_BRACKETS.search(place.before(8)) and re.match(r"\s?(?:\)|\d)", place.text[place.end :]):
        # "bilety: 25 zł (norm.), 60 zł (rodz. 2+2)"
        spoken = next((each for each in candidates if each in _IS_ADJECTIVE), "")
    spoken = spoken or next((_noun(each, place) for each in named), "")
    if not spoken and candidates:
        spoken = (
            candidates[0] if candidates[0] in _IS_ADJECTIVE or not nouns(candidates[0]) else _noun(candidates[0], place)
        )
    return spread(spoken, *match.span()) if spoken else None


def _stands_beside(written: str, before: str) -> bool:
    """Tell whether letters that are also a noun could only stand beside the noun before: "pobyt czas.", not "remont dróg."."""
    found, head = nouns(written), forms(before)
    return (
        any(each in _IS_ADJECTIVE for each in _CUTS.get(written, ()))
        and bool(found and head)
        and {form.part for form in head} == {"subst"}
        and all(form.cases <= {"nom", "acc"} and form.number == "sg" for form in found)
    )


_IN_BRACKETS = re.compile(r"(?:zł|gr)\s\($")


def _is_whole(written: str) -> bool:
    """Tell whether the letters are also a word; a plural of three letters is none: "dni rob.", but "remont dróg"."""
    found = [form for form in forms(written) if form.part in _WHOLE and form.lemma[0].islower()]
    if written in _CUTS:
        found = [form for form in found if form.part != "impt" and (len(written) > _SHORTEST or form.lemma == written)]
    return bool(found)


def _adjective(candidates: list[str], place: Place) -> str:
    """Return the adjective among the candidates in the form of the noun behind or before it; empty where none agrees."""
    lemma = next((each for each in candidates if each in _IS_ADJECTIVE or _is_adjective(each)), "")
    if not lemma:
        return ""
    left = place.left()
    is_noun = any(each in _IS_NOUN for each in candidates)
    while not is_noun and len(left) > 2 and left[-1] in {"i", "oraz", "lub"} and left[-2].endswith("."):
        # "schody zewn. i wewn."
        del left[-2:]
    following = next(iter(place.right_words(1)), "")
    if len(following) == 1 or (following in _CUTS and re.match(rf"\s{following}\.", place.text[place.end :])):
        following = ""
    asked = cases_after(left) or cases_after(left[:-1])
    if left[-1:] == ["ds."]:
        return decline(lemma, "gen", "f", plural=True)
    if lemma == "niepełnosprawny" and left and not _is_of_persons(left):
        # "stopień niepełnospr.", "orzeczenie o niepełnospr."
        return ""
    if lemma in _BEHIND_ONLY:
        if left and any(form.lemma in {"adres", "miejsce", "data", "rok", "akt"} for form in nouns(left[-1])):
            return _BEHIND_ONLY[lemma]
        following = ""
    counted: tuple[Case, ...] = ("gen",) if re.fullmatch(r"\d*(?:1[0-9]|[05-9])", "".join(left[-2:-1])) else ()
    owner = left[:-2] if "".join(left[-2:-1]).isdigit() else left[:-1]
    before = _agreeing(lemma, _noun_before(left), counted or cases_after(owner))
    behind = _agreeing(lemma, nouns(unit_behind(place.text, place.end) or following), asked)
    # "brak odpow. dokumentów", but "nr ewid. działki".
    if lemma in _BEFORE_THEIR_NOUN:
        return behind or ("" if is_noun else before)
    # "wpis do rej. zabytków": a noun that something belongs to comes before an adjective of this place.
    return before or ("" if is_noun else behind)


def _is_of_persons(left: list[str]) -> bool:
    """Tell whether the word before names persons: "osób niepełnospr.", "dla dzieci niepełnospr."."""
    return any(form.lemma in {"osoba", "dziecko"} or "m1" in form.genders for form in _noun_before(left))


def _noun_before(left: list[str]) -> tuple[Form, ...]:
    """Return the readings of the noun right before, in the case of its place if it is itself cut short."""
    if not left or left[-1] in PREPOSITIONS.keys() - {"pow."}:
        return ()
    if not left[-1].endswith("."):
        return nouns(left[-1]) if left[-1].isalpha() else ()
    further = _noun_before(left[:-1]) if any(each in _IS_ADJECTIVE for each in _CUTS.get(left[-1][:-1], ())) else ()
    if further:
        # "zabud. mieszk. jednorodz."
        return further
    lemma = _lemma_of(left[-1])
    number: Literal["sg", "pl"] = "pl" if _is_plural(lemma, left[:-1]) else "sg"
    found = tuple(form for form in nouns(lemma) if form.lemma == lemma)
    return tuple(replace(form, number=number, cases=frozenset({_case(left[:-1])})) for form in found)


def _is_plural(lemma: str, left: list[str]) -> bool:
    """Tell whether an office for a matter is one for many, "ds. świadczeń", and hours are many."""
    return lemma == "godzina" or (left[-1:] == ["ds."] and lemma in _TAKE_PLURAL)


def _lemma_of(abbreviation: str) -> str:
    known = "powierzchnia" if abbreviation == "pow." else SHORT_NOUNS.get(abbreviation, "")
    cut = abbreviation.rstrip(".")
    return known or next(
        (each for each in (*_CUTS.get(cut, ()), *expansions(cut)) if each in _IS_NOUN or nouns(each)), ""
    )


def _case(left: list[str]) -> Case:
    asked = cases_after(left)
    return asked[0] if asked else "gen" if _is_attribute(left) else "nom"


def _described(place: Place) -> tuple[Form, ...]:
    """Return the readings of a word behind that can only be an adjective: what stands before it is a noun."""
    following = next(iter(place.right_words(1)), "").lower()
    if re.match(rf"\s{re.escape(following)}\.", place.text[place.end :], re.IGNORECASE) and following:
        # "rejestr. telef."
        lemma = next((each for each in _CUTS.get(following, ()) if each in _IS_ADJECTIVE), "")
        return adjectives(lemma)
    return () if nouns(following) else adjectives(following)


def _is_adjective(lemma: str) -> bool:
    return lemma.endswith(("y", "i")) and any(form.part == "adj" for form in forms(lemma))


def _agreeing(lemma: str, found: tuple[Form, ...], asked: tuple[Case, ...]) -> str:
    for case in (*asked, *_ORDER):
        for form in found:
            if case in form.cases:
                gender = next(each for each in _GENDERS if each in form.genders)
                return decline(lemma, case, gender, plural=form.number == "pl")
    return ""


def _noun(lemma: str, place: Place) -> str:
    """Return the noun in the case of its place, in the number that an adjective behind it shows."""
    left = place.left()
    # Behind a comma something else begins.
    asked = () if left[-1:] == [","] else cases_after(left) or (("gen",) if _is_attribute(left) else ())
    if left[-1:] == ["na"] and left[-2:-1] in (["dni"], ["dzień"], ["tydzień"], ["tygodnie"], ["miesiąc"], ["czas"]):
        # "30 dni na rejestr."
        asked = ("acc",)
    shown = adjectives(next(iter(place.right_words(1)), "").lower())
    genders = {gender for form in nouns(lemma) for gender in form.genders}
    fitting = [form for form in shown if form.genders & genders and (not asked or form.cases & set(asked))]
    is_plural = bool(fitting) and all(form.number == "pl" for form in fitting)
    is_plural = is_plural or _is_plural(lemma, left)
    if left[-1:] and left[-1].isdigit():
        # "10 wyróżn."
        number, counted = plural_case(int(left[-1]), asked[0] if asked else "nom")
        return inflect(lemma, counted, number)
    case = next(
        (case for case in (asked or CASES) if not fitting or any(case in form.cases for form in fitting)), "nom"
    )
    return inflect(lemma, case, "pl" if is_plural else "sg")


def _is_attribute(left: list[str]) -> bool:
    """Tell whether a noun right before owns what follows: "kierownik ref.", "zmiana rozp."."""
    if left and (left[-1].endswith(".") or left[-1] in SHORT_NOUNS):
        return bool(_lemma_of(left[-1]))
    if not left or not left[-1].isalpha():
        return False
    kinds = {form.part for form in forms(left[-1])}
    return bool(nouns(left[-1])) and kinds <= {"subst", "ign"}


RULES = (_suspended,)
