"""What a bare number counts or numbers: the noun behind it, and the case and gender that it shows."""

# ruff: noqa: SIM905 - lists of words read better as text

import re
from collections.abc import Sequence

from okienko_speech.polish.dictionary import Form, adjectives, forms, nouns, verbs
from okienko_speech.polish.government import PREPOSITIONS, before_joined, cases_after
from okienko_speech.polish.numerals import Case, Gender, cardinal, collective, ordinal, plural_case
from okienko_speech.polish.rules.amounts import NUMBER
from okienko_speech.polish.rules.owned import CHILD, attribute
from okienko_speech.polish.rules.roman import NUMBERED_IN_ORDER
from okienko_speech.polish.rules.units import UNIT
from okienko_speech.scanner import Place

# Where several cases are possible and nothing before the number decides.
LIKELIEST: tuple[Case, ...] = ("nom", "acc", "loc", "inst", "dat", "gen")
ORDER_OF_GENDERS: tuple[Gender, ...] = ("m3", "f", "n", "m2", "m1")
# Words that carry a number as a name: the cardinal stays in the nominative.
NUMBERED = frozenset("blok bloku bl. numer nr numerem numeru numerze pokój pokoju pok. okienko okienku okienka stanowisko stanowisku"
                      " strona str. punkt wariant typ wersja linia linii autobus tramwaj sala sali lokal lok. druk"
                      " formularz załącznik załączniku skrytka budynek klasa stopień grupa kod".split())  # fmt: skip
_CHILDREN = frozenset({"dzieci", "dzieciom", "dziećmi", "dzieciach"})


def counted_noun(place: Place) -> tuple[str, tuple[Form, ...]]:
    """Return the noun that follows, past adjectives, and its readings."""
    like_a_noun: tuple[str, tuple[Form, ...]] = "", ()
    words = _words_behind(place)
    for at, word in enumerate(words):
        lower = word.lower()
        if lower in PREPOSITIONS or lower == "co":
            # "3 do 1": "do" is also a note. "linie 7 i 8 co 30 min"
            break
        found = nouns(word) or nouns(lower)
        kinds = {form.part for form in forms(lower)}
        if found and (lower in {"złoty", "złote", "złotych"} or not _belongs_to_next(lower, words[at + 1 : at + 2])):
            return lower, found
        if not like_a_noun[1]:
            # "3 radnych", "2 niepełnosprawne": what looks like an adjective is all that is counted.
            like_a_noun = lower, found or adjectives(lower)
        if not adjectives(lower) and not kinds & {"adj", "num", "ppas", "pact"}:
            break
    return like_a_noun


def _belongs_to_next(adjective: str, following: Sequence[str]) -> bool:
    """Tell whether what looks like an adjective belongs to the next word: "małych dzieci"; "turze wyborów" does not."""
    if not following or not nouns(following[0].lower()):
        return bool(adjectives(adjective)) and "subst" not in _first_part(adjective)
    return any(
        first.number == second.number and first.cases & second.cases and first.genders & second.genders
        for first in adjectives(adjective)
        for second in (*nouns(following[0]), *nouns(following[0].lower()))
    )


def _words_behind(place: Place) -> list[str]:
    """Return the words that follow; behind "2 lub 3 zdjęcia" those after the second number."""
    other = re.match(
        r"\s+(?:lub|i|albo)\s+(?:więcej|mniej)(?=\s)|(?:,?\s+(?:(?:i|oraz|lub|albo|czy|bądź|do|a)\s+)?\d{1,6}\.?){1,4}(?=\s)",
        place.text[place.end :],
    )
    return Place(place.text, place.start, place.end + other.end()).right_words(3) if other else place.right_words(3)


def _first_part(word: str) -> set[str]:
    """Return the part of speech of a word that is both adjective and noun: "robocze" is meant as an adjective."""
    known = forms(word)
    return {known[0].part} if known else set()


# "basen 25 m, 6 torów": a measure and what is counted are not joined.
_BEHIND_MEASURE = re.compile(rf"\d\s?(?:{UNIT}|zł|metr\w*),\s$")
_TAKES_OBJECT = re.compile(r"(?:[łl][aeiy]?(?:m|ś|śmy|ście)|[tn]o|ć)$")
_MEN = {2: "dwaj", 3: "trzej", 4: "czterej"}


def count(value: int, place: Place) -> str | None:
    """Read "2 zdjęcia", "z 3 osobami", "do 26 lat": the noun's form and the preposition fix the case."""
    word, found = counted_noun(place)
    left = place.left()
    if not found or (not nouns(word) and bool(left) and _names(left[-1])):
        # "kasa 1 i 2 nieczynne"
        return None
    if adjectives(word) and any(form.genders == {"m1"} for form in found):
        # "21 radnych", "5 chorych": persons, men unless the form says otherwise.
        found = tuple(form for form in found if form.genders == {"m1"})
    asked = _asked(value, found, place)
    order = (*asked, *(case for case in LIKELIEST if case not in asked))
    if word in _CHILDREN and value > 1:
        # "jedno z 5 dzieci" are five of whom one is meant.
        return _children(
            value, word, asked, is_choice=place.left()[-2:-1] in (["jedno"], ["każde"], ["żadne"], ["troje"], ["dwoje"])
        )
    paired = _paired(value, word, found, order)
    if paired:
        return paired
    if value % 1000 == 0 and place.left()[-1:] in (["o"], ["na"], ["po"]):
        # "o 1000 lat": the noun does not show the case, and "o tysiącu lat" is rarer.
        order = ("acc", *order)
    persons = [form for form in found if form.genders == {"m1"} and form.number == "pl"]
    if value in _MEN and persons and not asked and all(form.cases <= {"nom"} for form in persons):
        # "2 kandydaci" is written for "dwaj kandydaci".
        return _MEN[value]
    for case in order:
        number, noun_case = plural_case(value, case)
        for gender in _genders(value, found):
            needed = "gen" if gender == "m1" and value > 1 and case in {"nom", "acc"} else noun_case
            if any(form.number == number and needed in form.cases and gender in form.genders for form in found):
                return cardinal(value, case, gender)
    # "112 działa": a verb that looks like a noun is not numbered.
    return None if verbs(word) else ordinal_before(value, found, order)


def _is_subject(place: Place) -> bool:
    """Tell whether a sentence begins with many who do something: "pierwszych 100 osób dostanie"."""
    verb = "".join(place.right_words(2)[1:])
    return len(place.left()) == 1 and any(form.part in {"fin", "praet"} for form in verbs(verb))


def _asked(value: int, found: tuple[Form, ...], place: Place) -> tuple[Case, ...]:
    """Return the cases that a preposition, an adjective, an owner or a verb before asks for."""
    left = place.left()
    asked = cases_after(left) or (() if _is_subject(place) else _shown_before(left))
    if not asked and value and not _BEHIND_MEASURE.search(place.before()):
        asked = attribute(before_joined(left), found)
    if not asked and left and _TAKES_OBJECT.search(left[-1]) and verbs(left[-1]):
        # "dostałem 1 odpowiedź"
        return ("acc",)
    return asked


_JOINED_NEXT = re.compile(r"\s(?:i|lub|oraz|albo)\s\d")


def _genders(value: int, found: tuple[Form, ...]) -> tuple[Gender, ...]:
    """Return the genders in which a number is tried: "1 psycholog" is a man's word, though women bear it unchanged."""
    of_both = (
        value == 1
        and any("m1" in form.genders and "nom" in form.cases for form in found)
        and not any(form.genders == {"f"} and form.lemma.endswith("a") for form in found)
    )
    return ("m3", "m1", "f", "n", "m2") if of_both else ORDER_OF_GENDERS


def is_group(word: str, place: Place) -> bool:
    """Tell whether people are counted behind "grupa" or "klasa", instead of a number that names it."""
    _, found = counted_noun(place) if word.startswith(("grup", "klas")) else ("", ())
    return any(form.number == "pl" and (form.lemma == CHILD or form.genders == {"m1"}) for form in found)


def _names(word: str) -> bool:
    """Tell whether a noun in the nominative singular stands before a number that names it."""
    found = forms(word)
    return {form.part for form in found} == {"subst"} and all(
        form.number == "sg" and "nom" in form.cases for form in found
    )


def first_of_two(value: int, place: Place) -> str:
    """Read the first number of "na 1 i 2 piętrze", which numbers as the second does; empty for all else."""
    if value != 1 or not _JOINED_NEXT.match(place.text, place.end):
        return ""
    found = counted_noun(place)[1]
    if not all(form.number == "sg" for form in found):
        # "1 i 2 dziecko" are numbered, "1 i 2 piętra" may be.
        found = tuple(form for form in found if form.lemma in NUMBERED_IN_ORDER)
    asked = cases_after(place.left())
    return ordinal_before(value, found, (*asked, *LIKELIEST)) or ""


def between(value: int, place: Place) -> str:
    """Read the first number of "między 5 a 10 proc."; empty for all else."""
    stands_between = place.left()[-1:] in (["między"], ["pomiędzy"]) and _OTHER_END.match(place.text, place.end)
    return cardinal(value, "inst") if stands_between else ""


def _paired(value: int, word: str, found: tuple[Form, ...], order: Sequence[Case]) -> str:
    """Read "1 drzwi", "2 skrzypiec": what has no singular; empty for everything else."""
    found = tuple(form for form in found if form.number == "pl") if value > 1 else found
    if not found or not all(form.is_paired for form in found) or not 1 <= value <= 10:
        return ""
    cases = {case for form in found for case in form.cases}
    if value == 1:
        shown: Case = next((case for case in order if case in cases), "nom")
        return {"nom": "jedne", "acc": "jedne", "dat": "jednym", "inst": "jednymi"}.get(shown, "jednych")
    return collective(value, order[0]) if "gen" in cases and (order[0] != "inst" or not word.endswith("mi")) else ""


def _shown_before(left: list[str]) -> tuple[Case, ...]:
    """Return the cases of a number behind an adjective that shows them: "ostatnich pięciu lat"."""
    if not left or not left[-1].endswith(("ych", "ich")) or not adjectives(left[-1]):
        return ()
    return cases_after(left[:-1]) or ("gen",)


def _children(value: int, word: str, asked: tuple[Case, ...], *, is_choice: bool) -> str:
    case: Case = {"dzieciom": "dat", "dziećmi": "inst", "dzieciach": "loc"}.get(word, "nom")  # type: ignore[assignment]
    if case == "inst":
        # "z trojgiem dzieci" would change the noun that is written.
        return cardinal(value, case)
    if case == "nom":
        # "rodzina z 3 dzieci" is read "z trojgiem dzieci".
        asked = ("acc",) if set(asked) == {"loc", "acc"} else asked
        case = "inst" if asked == ("gen", "inst") and not is_choice else next(iter(asked), "nom")
    return collective(value, case)


def ordinal_before(value: int, found: tuple[Form, ...], order: tuple[Case, ...]) -> str | None:
    """Read "na 2 piętrze": a noun in the singular after a number above one is numbered, not counted."""
    # "turze" is a round, which is numbered, before it is an aurochs.
    found = tuple(form for form in found if form.lemma in NUMBERED_IN_ORDER) or found
    for case in order:
        for form in found:
            if form.number == "sg" and case in form.cases:
                return ordinal(value, case, next(g for g in ORDER_OF_GENDERS if g in form.genders))
    return None


_OTHER_END = re.compile(rf"\s(?:a|i)\s{NUMBER}(?:,\d+)?\s?(?:%|proc|zł|gr|tys|mln|{UNIT})(?!\w)")
_OUT_OF = re.compile(r"\s(?:z|ze|na)\s\d")
MINUS = frozenset("-–−")


def bare(place: Place) -> Case:
    """Return the case of a number behind which nothing shows one."""
    left = place.left()
    if left[-1:] and left[-1] in MINUS:
        left.pop()
    if left[-1:] == ["spod"]:
        # "sąsiad spod 14" is the one of number fourteen.
        return "nom"
    asked = cases_after(left)
    if left[-1:] in (["lat"], ["miesięcy"], ["dni"]):
        # "do lat 3": the number follows what it counts.
        return next(iter(cases_after(left[:-1])), "nom")
    if left[-1:] == ["z"] and left[-2:-1] and left[-2].isdigit():
        # "strona 1 z 10"
        return "gen"
    if asked and left[-1] in PREPOSITIONS and _OUT_OF.match(place.text, place.end):
        # "w 3 z 5 próbek"
        return asked[0]
    if left[-1:] == ["w"] and place.text[place.start : place.end] == "1" and "".join(left[-2:-1]).isdigit():
        # "zestaw 3 w 1"
        return "loc"
    # "o 5", "na 2" may be anything; "przy 3 przeciw" is one case.
    return asked[0] if len(asked) == 1 and asked != ("dat",) and left[-1] in PREPOSITIONS else "nom"
