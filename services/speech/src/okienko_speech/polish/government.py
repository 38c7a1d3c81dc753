"""Which case a phrase stands in, told by the words before it.

Prepositions and their cases after Słownik poprawnej polszczyzny; the nouns and verbs are those of office Polish after
which an amount, a date or a period follows in the genitive: "w wysokości 300 zł", "nie przekracza 5 osób".
"""

# ruff: noqa: SIM905 - lists of words read better as text

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from okienko_speech.polish.dictionary import forms, nouns, verbs
from okienko_speech.polish.numerals import Case

MONTHS = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
          "listopada", "grudnia")  # fmt: skip
# The likelier case of an amount, hour or period comes first.
PREPOSITIONS: dict[str, tuple[Case, ...]] = {
    "bez": ("gen",), "dla": ("gen",), "do": ("gen",), "od": ("gen",), "ode": ("gen",), "u": ("gen",), "obok": ("gen",),
    "około": ("gen",), "ok.": ("gen",), "ok": ("gen",), "~": ("gen",), "powyżej": ("gen",), "poniżej": ("gen",), "oprócz": ("gen",),
    "spośród": ("gen",), "według": ("gen",), "wg": ("gen",), "wobec": ("gen",), "podczas": ("gen",), "mimo": ("gen",),
    "zamiast": ("gen",), "wzdłuż": ("gen",), "niedaleko": ("gen",), "blisko": ("gen",), "koło": ("gen",),
    "dotyczy": ("gen",), "dot.": ("gen",), "ds.": ("gen",), "pow.": ("gen",), "wśród": ("gen",), "naprzeciwko": ("gen",), "sprzed": ("gen",), "√": ("gen",), "pośród": ("gen",), "naprzeciw": ("gen",), "w ciągu": ("gen",),
    "spod": ("gen",), "znad": ("gen",), "zza": ("gen",), "prócz": ("gen",), "wskutek": ("gen",), "wokół": ("gen",), "pomimo": ("gen",),
    "nieopodal": ("gen",), "względem": ("gen",), "poza": ("inst", "acc"),
    "ku": ("dat",), "dzięki": ("dat",), "przeciw": ("dat",), "wbrew": ("dat",), "przeciwko": ("dat",),
    "przez": ("acc",), "ponad": ("acc", "inst"), "poprzez": ("acc",),
    "przed": ("inst", "acc"), "nad": ("inst", "acc"), "pod": ("inst", "acc"), "między": ("inst", "acc"),
    "pomiędzy": ("inst", "acc"), "za": ("acc", "inst"),
    "w": ("loc", "acc"), "we": ("loc", "acc"), "na": ("loc", "acc"), "o": ("loc", "acc"), "po": ("loc", "acc"),
    "przy": ("loc",),
    "z": ("gen", "inst"), "ze": ("gen", "inst"),
}  # fmt: skip

# Forms that take the genitive of an amount or a period right behind them, also where they could be a nominative.
_GENITIVE_HEADS = frozenset("brak okres okresu limit limitu równowartość rzędu".split())
# Nouns that take it whenever their form shows that they are no nominative: "karę 500 zł", "w promieniu 2 km". In the
# nominative the amount stands beside them: "opłata 17 zł".
_MEASURED = frozenset(
    "frekwencja stopa stężenie odcinek dystans wysokość ciąg termin upływ ukończyć ukończenie okres wartość wymiar liczba odległość długość szerokość powierzchnia"
    " przekroczenie równowartość limit suma wiek przebieg udział granica stawka kara grzywna dopłata opłata kwota zasiłek"
    " świadczenie dodatek dotacja stypendium kaucja zaliczka dochód przychód wynagrodzenie pensja emerytura renta rata nagroda"
    " ulga dofinansowanie składka odszkodowanie kredyt pożyczka wpłata wypłata koszt cena premia budżet kapitał rabat zniżka"
    " zadłużenie dług promień średnica głębokość grubość prędkość pojemność moc temperatura waga masa ciężar obwód zasięg pułap poziom"
    " minimum maksimum odstęp rozmiar napięcie zużycie produkcja staż liczebność nakład ilość pomoc podwyżka obniżka większość".split()
)
# What they measure stands beside them: "mieć wymiary 35 mm na 45 mm".
_LISTED = frozenset({"wymiary", "rozmiary"})
_COMPARISONS = frozenset("<>")
_DASHES = frozenset("-–—")
_SHORT_MEASURES = frozenset({"pow.", "wys.", "dł.", "szer.", "gł.", "głęb.", "odl.", "temp.", "poj.", "term."})
_GENITIVE_VERBS = frozenset(
    "brakować zabraknąć wymagać potrzebować dotyczyć sięgać sięgnąć żądać zażądać udzielić udzielać dożyć dokonać dokonywać"
    " oczekiwać pilnować dostarczyć unikać dochodzić doczekać".split()
)
_DONE_TO = frozenset(
    {"dokonać", "dokonywać", "udzielić", "udzielać", "wymagać", "potrzebować", "żądać", "zażądać", "dożyć", "doczekać"}
)
# Verbs whose nominative follows them as readily as another's object: "nie działa pięć wind".
_WITHOUT_OBJECT = frozenset(
    "działać przyjść przychodzić wystarczyć wystarczać minąć mijać upłynąć upływać wpłynąć wpływać trwać być pozostać".split()
)
# "Zaświadczenie o niezaleganiu 21 zł" costs that.
_AROUND_ACTIONS = frozenset({"po", "przed", "przy", "do", "od", "bez"})
_GERUND_ENDINGS = ("niu", "ciu", "niem", "ciem", "nia", "cia")
_NEGATION_WINDOW = 4
# "dla 2 dorosłych mieszkańców i"; a number and its full stop
_LONGEST_COUNTED = 2
_LONGEST_AMOUNT = 2
# Words that may stand between the governing word and the numeral without a case of their own.
_TRANSPARENT = frozenset(
    "co najmniej nawet - – + maks. max max. min. minimalnie tylko aż jeszcze łącznie średnio minimum maksymalnie tych wszystkich wyłącznie razem kwoty"
    " najpóźniej każdych tego już prawie mi mu jej im nam wam ci".split()
)
# Behind these "z" is "with": "zgodnie z art. 5", "wraz z zał.".
_WITH = frozenset(
    "zgodnie niezgodnie zw. związku zb. zbiegu sprzeczne sprzeczny wraz razem łącznie porównaniu kontakt kontakcie współpracy"
    " spotkanie spotkania rozmowa rozmowy umowa umowę umowy zapoznać".split()
)
# Nouns that are a preposition together with the word before them: "w sprawie 21 drzew", "z udziałem 40 osób".
_WITH_NOUNS = frozenset(
    (preposition, noun)
    for preposition, listed in {
        "w": "sprawie sprawach wyniku ramach celu przypadku przypadkach razie czasie trakcie pobliżu imieniu składzie gronie zakresie"
        " obecności miejsce postaci formie oparciu cenie skład obrębie granicach rejonie otoczeniu towarzystwie ilości liczbie sile",
        "z": "powodu udziałem okazji pomocą tytułu inicjatywy terenu wyjątkiem obszaru użyciem wykorzystaniem braku winy",
        "ze": "strony skutkiem",
        "na": "podstawie podst. rzecz temat terenie obszarze koszt potrzeby wniosek skutek prośbę cześć mocy",
        "za": "pomocą zgodą sprawą pośrednictwem",
        "przy": "pomocy użyciu udziale",
        "pod": "kątem nieobecność kierunkiem",
        "dla": "potrzeb dobra",
        "do": "spraw",
    }.items()
    for noun in listed.split()
)
# What leads to something: behind it "na" and "w" have the accusative, "zapraszamy na plac", "powołał się na artykuł".
_AIMED = frozenset(
    "zapraszać zaprosić zaproszenie wejść wchodzić wejście wjechać wjeżdżać wjazd przyjść przyjechać pojechać jechać iść pójść"
    " przenieść przeprowadzić skręcić skręcać wysłać wysyłać wyjść wychodzić dojechać dojazd udać wrócić bilet zapis zapisać wezwać powołać powoływać wskazać wskazywać odpowiedzieć odpowiedź czekać zgoda zgodzić wpłynąć wpłacić wpłata"
    " zamienić zamiana zmienić głosować skarga skarżyć zażalenie pozwolić zezwolić przeznaczyć podzielić podział wpłynąć".split()
)
_LONGEST_WAY = 4
_SHORTEST_CLAUSE = 2
_COORDINATORS = frozenset({"i", "oraz", "lub", "albo", "a", "bądź"})
_VERBAL = frozenset({"fin", "praet", "inf", "imps"})
_NUMBER = re.compile(r"\d+|[ivxlc]+")


def cases_after(left: Sequence[str], *, is_amount: bool = False) -> tuple[Case, ...]:
    """Return the cases that the words before a phrase ask for, likeliest first; empty when they ask for none.

    Args:
        left: Lower-case words and punctuation of the same sentence before the phrase, in the order of the text.
        is_amount: Whether the phrase shows no case itself: then it joins another number only, not what that counts. "Powyżej
            1 ha albo 332 zł" are two things.
    """
    words = list(left)
    while words:
        word = words[-1]
        asked = _asked_by_preposition(words)
        if asked is not None:
            return asked
        if (not is_amount and subject_follows(words)) or _object_precedes(words):
            return ()
        if _takes_genitive(word, words[:-1]):
            return ("gen",)
        if word in _DASHES and words[-2:-1] and words[-2] in {"za", "przeciw"}:
            # "przeciw – 26,6%" are votes.
            return ()
        joined = _joined(words)
        if joined and not (is_amount and joined > _LONGEST_AMOUNT):
            del words[-joined:]
        elif word in _TRANSPARENT:
            words.pop()
        else:
            return ()
    return ()


def _asked_by_preposition(words: Sequence[str]) -> tuple[Case, ...] | None:
    """Return the cases that a preposition at the end asks for; None where none stands there."""
    word, before = words[-1], words[-2] if len(words) > 1 else ""
    if word in {"z", "ze"} and before in _WITH:
        return ("inst",)
    if (before, word) in _WITH_NOUNS:
        return ("gen",)
    if word in {"na", "w", "we"} and _is_aimed(words):
        return ("acc", "loc")
    if word in _COMPARISONS:
        return ("gen",) if is_bound(words[:-1]) else ()
    return PREPOSITIONS.get(word)


def _is_aimed(words: Sequence[str]) -> bool:
    """Tell whether a verb not far before the last word or a noun right before it leads somewhere."""
    way = list(words[-_LONGEST_WAY - 1 : -1])
    if "," in way:
        # "do I grupy zapisano 12 dzieci, w II jest 5"
        way = way[len(way) - way[::-1].index(",") :]
    return any(_kinds(each).is_aimed and (each == words[-2] or bool(verbs(each))) for each in way)


def is_bound(left: Sequence[str]) -> bool:
    """Tell whether < or > behind these words bounds something, "dochód > 900 zł", instead of comparing numbers."""
    return left[-1:] == ["("] or (len("".join(left[-1:])) > 1 and left[-1].rstrip(".").isalpha())


def subject_follows(left: Sequence[str]) -> bool:
    """Tell whether a verb and its object stand right before: "udział wzięło", "egzamin zdało" say what a number did.

    Many who did something have the verb in the neuter singular: "egzamin zdało dziesięć osób", "wzięło udział pięć".
    """
    words = [each for each in left[-_LONGEST_WAY:] if each != "się"]
    if len(words) < _SHORTEST_CLAUSE or not words[-1].isalpha() or not nouns(words[-1]):
        return False
    verb = words[-2]
    return bool(verbs(verb)) and (verb.endswith("ło") or (words[-1] == "udział" and _kinds(verb).takes_part))


def _object_precedes(words: Sequence[str]) -> bool:
    """Tell whether a verb has its genitive before it: in "wpłat dokonało" many are still to be named who did it."""
    if not words[-1].endswith("ło") or not any(form.lemma in _DONE_TO for form in verbs(words[-1])):
        return False
    return any("gen" in form.cases for form in nouns("".join(words[-2:-1])))


def owner_before(before: str, left: Sequence[str]) -> str:
    """Return the dictionary form of a noun right before a phrase that stands in its genitive; empty where none stands.

    "remont ulicy", "wójt gminy"; a name is no owner: "Kraków ul. Polna".

    Args:
        before: The text before the phrase as written.
        left: The same as lower-case words.
    """
    word = left[-1] if left else ""
    written = before.rstrip()[-len(word) :]
    if (
        not word.isalpha()
        or not (written.islower() or len(left) == 1)
        or not {form.part for form in forms(word)} <= {"subst", "adj"}
    ):
        return ""
    return next((form.lemma for form in nouns(word) if form.lemma.islower()), "")


def before_joined(left: Sequence[str]) -> list[str]:
    """Return the words before what is joined: "autor" of "autor 5 książek i"."""
    words = list(left)
    while words and _joined(words):
        del words[-_joined(words) :]
    return words


def _joined(words: Sequence[str]) -> int:
    """Return how many words lead back over another number and what it counts; 0 where none is joined.

    "w 2 i 3 klasie", "dla 2 dorosłych i 3 dzieci": the preposition before the first number governs both.
    """
    ends_range = words[-1] == "," and len(words) > _LONGEST_COUNTED and words[-3] == "do" and "od" in words[:-3]
    if ends_range or (words[-1] not in _COORDINATORS and words[-1] != ","):
        # Behind "od 16 do 21," something else begins.
        return 0
    for back in range(2, min(len(words), _LONGEST_COUNTED + 2) + 1):
        word = words[-back]
        if _NUMBER.fullmatch(word):
            return back
        if word != "." and (not word.isalpha() or word in PREPOSITIONS or word in MONTHS or verbs(word)):
            return 0
    return 0


def _takes_genitive(word: str, before: Sequence[str]) -> bool:
    """Tell whether an amount right behind the word stands in the genitive."""
    if word in _GENITIVE_HEADS or (word in _SHORT_MEASURES and before and before[-1] in PREPOSITIONS):
        return True
    if not word[-1:].isalpha() or word in _LISTED:
        return False
    kinds = _kinds(word)
    if kinds.is_plural_measure and not before:
        # "Opłaty 30 zł i 20 zł": nothing before it makes a genitive of it.
        return False
    if kinds.is_gerund and before and before[-1] in _AROUND_ACTIONS:
        # "po wpłaceniu 200 zł", "przed przejechaniem 5 km"
        return True
    if kinds.is_genitive_verb or kinds.is_measure or (kinds.may_be_measure and before and before[-1] in PREPOSITIONS):
        return True
    return kinds.is_verb and _is_negated(word, before)


def _is_negated(word: str, before: Sequence[str]) -> bool:
    """Tell whether a verb's object is a genitive of negation: "nie złożono dwunastu deklaracji"."""
    window = list(before[-_NEGATION_WINDOW:])
    if "nie" not in window:
        return False
    at = len(window) - 1 - window[::-1].index("nie")
    between = [each for each in window[at + 1 :] if each not in {"się", "już", "jeszcze", "też", "więcej"}]
    if not all(_kinds(each).is_verb for each in between):
        return False
    return not (_kinds(word).may_lack_object and at == 0 and len(before) <= _NEGATION_WINDOW)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What Morfeusz tells about one word that may govern an amount."""

    is_verb: bool
    is_genitive_verb: bool
    may_lack_object: bool
    is_measure: bool
    may_be_measure: bool
    is_plural_measure: bool
    is_gerund: bool
    is_aimed: bool
    takes_part: bool


@lru_cache(maxsize=4096)
def _kinds(word: str) -> _Kinds:
    finite = {form.lemma for form in forms(word) if form.part in _VERBAL}
    measures = [form for form in nouns(word) if form.lemma in _MEASURED]
    return _Kinds(
        is_aimed=any(form.lemma in _AIMED for form in forms(word)),
        is_gerund=word.endswith(_GERUND_ENDINGS)
        and bool(nouns(word))
        and all(form.lemma.endswith(("ć", "c")) for form in nouns(word)),
        takes_part=bool(finite & {"brać", "wziąć"}),
        is_verb=bool(finite),
        is_genitive_verb=bool(finite & _GENITIVE_VERBS),
        may_lack_object=bool(finite & _WITHOUT_OBJECT),
        may_be_measure=bool(measures),
        is_plural_measure=any("nom" in form.cases and form.number == "pl" for form in measures),
        is_measure=bool(measures) and not any("nom" in form.cases and form.number == "sg" for form in measures),
    )
