"""Whose a counted thing is: "rodzice trojga dzieci", "lista dwunastu projektów"."""

# ruff: noqa: SIM905 - lists of words read better as text

from okienko_speech.polish.dictionary import Form, forms, nouns, verbs
from okienko_speech.polish.government import MONTHS, PREPOSITIONS, subject_follows
from okienko_speech.polish.numerals import Case

CHILD = "dziecko"
_ACTIONS = frozenset("dostawa zakup sprzedaż budowa przebudowa rozbudowa remont montaż demontaż wymiana naprawa wycinka produkcja"
                     " likwidacja modernizacja zbiórka najem dzierżawa wynajem druk organizacja".split())  # fmt: skip


def attribute(left: list[str], found: tuple[Form, ...]) -> tuple[Case, ...]:
    """Tell whether what is counted belongs to a noun right before: "rodzice trojga dzieci", "lista dwunastu projektów"."""
    head = left[-1] if left else ""
    several = [form for form in found if form.number == "pl" and "gen" in form.cases]
    heads = [form for form in nouns(head) if form.lemma.islower()] if head.isalpha() else []
    if not several or not heads or subject_follows(left):
        return ()
    if is_action(head) or any(form.lemma in _COLLECTIONS for form in heads):
        # "dostawa czterdziestu laptopów", "posadzenie dwóch drzew", "na liście siedmiu ofert"
        return ("gen",)
    if (
        any(form.lemma in _TICKETS for form in heads)
        or any(form.lemma in _BESIDE for form in several)
        or head in _ADVERBS
        or head in MONTHS
    ):
        # "termin 14 dni" and "opłata 17 zł" stand side by side.
        return ()
    are_things = all(form.lemma != CHILD and form.genders != {"m1"} and form.lemma != "osoba" for form in several)
    is_counted = len(left) > _SHORTEST_COUNTED and left[-2].isdigit() and nouns(left[-3]) and not verbs(left[-3])
    if any(_is_person(form) and (form.number == "pl" or are_things) for form in heads) or (
        is_counted and any(_is_person(form) for form in several)
    ):
        # "z 40 mieszkańcami 5 osiedli", "wystawa 43 prac 12 artystek"
        return ("gen",)
    if verbs(head):
        return ()
    is_noun = "subst" in {form.part for form in forms(head)[:1]} or {form.part for form in forms(head)} <= {
        "subst",
        "adj",
    }
    may_stand_alone = any({"nom", "acc"} & form.cases for form in heads)
    return ("gen",) if is_noun and may_stand_alone and not _is_governed(left) else ()


def _is_person(form: Form) -> bool:
    """Tell whether a noun is a person: "autorem", "autorką"."""
    return form.genders == {"m1"} or (
        form.genders == {"f"} and form.lemma.endswith(("torka", "larka", "niczka", "stka", "cielka"))
    )


def _is_governed(left: list[str]) -> bool:
    """Tell whether a preposition or a number leads to the noun at the end: "w roku 2025 pięć szkół", "na terenie gminy"."""
    for word in reversed(left[-_LONGEST_LEAD - 1 : -1]):
        if word in PREPOSITIONS or word == "co" or word.isdigit():
            return True
        if not word.isalpha() or verbs(word):
            return False
    return False


_SHORTEST_COUNTED = 2
_LONGEST_LEAD = 4
_COLLECTIONS = frozenset(
    "lista wykaz zestaw zestawienie grupa zespół seria cykl pakiet komplet zbiór kolekcja para sieć szereg skład komisja połowa"
    " większość delegacja drużyna kadra załoga grono rejestr spis".split()
)
# What time and money amount to stands beside a noun.
_BESIDE = frozenset(
    "ar rok dzień miesiąc tydzień godzina minuta sekunda doba raz punkt procent złoty grosz euro metr kilometr litr tona hektar stopień"
    " kilogram gram".split()
)
# "karnet 5 wejść"
_TICKETS = frozenset({"karnet", "bilet", "abonament"})
_ADVERBS = frozenset("rano jutro dziś dzisiaj wczoraj razem łącznie plus minus minimum maksimum roku dnia".split())


def is_action(word: str) -> bool:
    """Tell whether a word is a noun of an action, done to what is counted."""
    found = nouns(word)
    return any(form.lemma in _ACTIONS for form in found) or (
        bool(found) and all(form.lemma.endswith(("ć", "c")) and form.genders == {"n"} for form in found)
    )
