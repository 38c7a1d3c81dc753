"""Bare numbers: what they count or number is found in the words that follow, and shows case and gender."""

# ruff: noqa: SIM905 - lists of words read better as text

import re
from collections.abc import Sequence

from okienko_speech.polish.dictionary import Form, adjectives, forms, inflect, nouns, verbs
from okienko_speech.polish.government import PREPOSITIONS, cases_after
from okienko_speech.polish.numerals import Case, Gender, cardinal, collective, ordinal, plural_case
from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.polish.rules.amounts import NUMBER, amount_case, decimal, digits, is_age, units_counted
from okienko_speech.polish.rules.roman import NUMBERED_IN_ORDER
from okienko_speech.polish.rules.units import UNIT, UNITS
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

# Where several cases are possible and nothing before the number decides.
_LIKELIEST: tuple[Case, ...] = ("nom", "acc", "loc", "inst", "dat", "gen")
_ORDER_OF_GENDERS: tuple[Gender, ...] = ("m3", "f", "n", "m2", "m1")
# Words that carry a number as a name: the cardinal stays in the nominative.
_NUMBERED = frozenset("numer nr numerem numeru numerze pokój pokoju pok. okienko okienku okienka stanowisko stanowisku"
                      " strona str. punkt wariant typ wersja linia linii autobus tramwaj sala sali lokal lok. druk"
                      " formularz załącznik załączniku skrytka budynek klasa stopień grupa kod".split())  # fmt: skip
_SHORT_NOUNS = {"str.": "strona", "s.": "strona", "kl.": "klasa", "rozdz.": "rozdział"}
_ACTIONS = frozenset("dostawa zakup sprzedaż budowa przebudowa rozbudowa remont montaż demontaż wymiana naprawa wycinka produkcja"
                     " likwidacja modernizacja zbiórka najem dzierżawa wynajem druk organizacja".split())  # fmt: skip
_CHILDREN = "dziecko"
_PEOPLE = frozenset({"dziecko", "osoba", "kobieta", "rodzina"})


def _counted_noun(place: Place) -> tuple[str, tuple[Form, ...]]:
    """Return the noun that follows, past adjectives, and its readings."""
    like_a_noun: tuple[str, tuple[Form, ...]] = "", ()
    words = _words_behind(place)
    for at, word in enumerate(words):
        lower = word.lower()
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


_MEN = {2: "dwaj", 3: "trzej", 4: "czterej"}


def _count(value: int, place: Place) -> str | None:
    """Read "2 zdjęcia", "z 3 osobami", "do 26 lat": the noun's form and the preposition fix the case."""
    word, found = _counted_noun(place)
    if not found:
        return None
    if adjectives(word) and any(form.genders == {"m1"} for form in found):
        # "21 radnych", "5 chorych": persons, men unless the form says otherwise.
        found = tuple(form for form in found if form.genders == {"m1"})
    asked = cases_after(place.left()) or _shown_before(place.left()) or _attribute(place.left(), found)
    order = (*asked, *(case for case in _LIKELIEST if case not in asked))
    if word.startswith("dzie") and any(form.lemma == _CHILDREN for form in found) and value > 1:
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
        for gender in _ORDER_OF_GENDERS:
            needed = "gen" if gender == "m1" and value > 1 and case in {"nom", "acc"} else noun_case
            if any(form.number == number and needed in form.cases and gender in form.genders for form in found):
                return cardinal(value, case, gender)
    # "112 działa": a verb that looks like a noun is not numbered.
    return None if verbs(word) else _ordinal_before(value, found, order)


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


def _attribute(left: list[str], found: tuple[Form, ...]) -> tuple[Case, ...]:
    """Tell whether counted people belong to a noun right before them: "rodzice trojga dzieci", "grupa piętnastu osób"."""
    head = left[-1] if left else ""
    are_people = any(form.lemma in _PEOPLE or form.genders == {"m1"} for form in found)
    heads = [form for form in nouns(head) if form.lemma.islower()] if head.isalpha() else []
    # "sołtysi czternastu wsi": people belong to what is counted, as counted people belong to anything.
    heads = [
        form
        for form in heads
        if ("nom" in form.cases if are_people else form.genders == {"m1"} and form.number == "pl")
    ]
    if _is_action(head):
        # "dostawa czterdziestu laptopów", "posadzenie dwóch drzew"
        return ("gen",) if any("gen" in form.cases for form in found) else ()
    is_free = (
        heads
        and ("subst" in _first_part(head) or {form.part for form in forms(head)} <= {"subst", "adj"})
        and not (len(left) > 1 and left[-2] in PREPOSITIONS)
    )
    return ("gen",) if is_free and any("gen" in form.cases for form in found) else ()


def _is_action(word: str) -> bool:
    """Tell whether a word is a noun of an action, done to what is counted."""
    found = nouns(word)
    return any(form.lemma in _ACTIONS for form in found) or (
        bool(found) and all(form.lemma.endswith(("ć", "c")) and form.genders == {"n"} for form in found)
    )


def _children(value: int, word: str, asked: tuple[Case, ...], *, is_choice: bool) -> str:
    case: Case = {"dzieciom": "dat", "dziećmi": "inst", "dzieciach": "loc"}.get(word, "nom")  # type: ignore[assignment]
    if case == "inst":
        # "z trojgiem dzieci" would change the noun that is written.
        return cardinal(value, case)
    if case == "nom":
        # "rodzina z 3 dzieci" is read "z trojgiem dzieci".
        case = "inst" if asked == ("gen", "inst") and not is_choice else next(iter(asked), "nom")
    return collective(value, case)


def _ordinal_before(value: int, found: tuple[Form, ...], order: tuple[Case, ...]) -> str | None:
    """Read "na 2 piętrze": a noun in the singular after a number above one is numbered, not counted."""
    # "turze" is a round, which is numbered, before it is an aurochs.
    found = tuple(form for form in found if form.lemma in NUMBERED_IN_ORDER) or found
    for case in order:
        for form in found:
            if form.number == "sg" and case in form.cases:
                return ordinal(value, case, next(g for g in _ORDER_OF_GENDERS if g in form.genders))
    return None


_MINUS = frozenset("-–−")


def _bare(place: Place) -> Case:
    left = place.left()
    if left[-1:] and left[-1] in _MINUS:
        left.pop()
    asked = cases_after(left)
    if left[-1:] in (["lat"], ["miesięcy"], ["dni"]):
        # "do lat 3": the number follows what it counts.
        return next(iter(cases_after(left[:-1])), "nom")
    if left[-1:] == ["z"] and left[-2:-1] and left[-2].isdigit():
        # "strona 1 z 10"
        return "gen"
    # "o 5", "na 2" may be anything; "przy 3 przeciw" is one case.
    return asked[0] if len(asked) == 1 and asked != ("dat",) and left[-1] in PREPOSITIONS else "nom"


@rule(
    "range",
    rf"(?P<first>{NUMBER})\s?[-–]\s?(?P<last>{NUMBER})(?![\d/]|[.,]\d|\w)(?:[ \u00a0]?(?P<unit>{UNIT})(?![\w²³/])|[ \u00a0](?P<noun>[^\W\d_]{{3,}}))?",
)
def _range(match: re.Match[str], place: Place) -> Reading | None:
    first, last = digits(match["first"]), digits(match["last"])
    if first is None or last is None or first >= last or match["last"].startswith("0"):
        return None
    if re.search(r"[A-Z][-–]$", place.before(2)):
        # Groups of a longer code, "PL-12345-67890".
        return None
    noun = match["noun"] or ""
    found = tuple(form for form in nouns(noun.lower()) if form.number == "pl")
    if last == first + 1 and _is_followed_by_plural(found, place):
        # "w 2–3 dni robocze": the adjective stays as it is written.
        counted: Gender = next((g for g in _ORDER_OF_GENDERS if g in found[0].genders), "m3")
        return (
            *spread(cardinal(first, "acc", counted), *match.span("first")),
            *spread(cardinal(last, "acc", counted), *match.span("last")),
            *spread(noun.lower(), *match.span("noun")),
        )
    gender: Gender = next((g for g in _ORDER_OF_GENDERS if found and g in found[0].genders), "m3")
    if match["unit"]:
        gender = UNITS[match["unit"]][1]
    left = place.left()
    lemma = _SHORT_NOUNS.get(left[-1], left[-1]) if left else ""
    numbered = [form for form in nouns(lemma) if form.lemma in NUMBERED_IN_ORDER] if left and not found else []
    if numbered:
        # "klasy 1-3", "na stronach 4-6".
        gender = next(g for g in _ORDER_OF_GENDERS if g in numbered[0].genders)
        return (
            *spread("od " + ordinal(first, "gen", gender), *match.span("first")),
            *spread("do " + ordinal(last, "gen", gender), *match.span("last")),
            *(spread(noun.lower(), *match.span("noun")) if noun else ()),
        )
    asked = cases_after(left)
    # "na 3-12 miesięcy" is "na trzy do dwunastu miesięcy": two prepositions do not meet.
    case: Case = "gen" if not asked or asked[0] == "gen" else "acc"
    if left[-1:] == ["co"]:
        case = "acc"
    lead = "" if left[-1:] == ["co"] or (asked and not left[-1].startswith("wiek")) else "od "
    words = [
        *spread(lead + cardinal(first, case, gender), *match.span("first")),
        *spread("do " + cardinal(last, "gen", gender), *match.span("last")),
    ]
    years = "lat" if match["unit"] == "l" and is_age(place) else ""
    if match["unit"]:
        words += spread(years or units_counted(match["unit"]), *match.span("unit"))
    if noun:
        # "2-3 tygodnie" becomes "od dwóch do trzech tygodni".
        is_genitive = not found or any("gen" in form.cases for form in found)
        words += spread(noun.lower() if is_genitive else inflect(found[0].lemma, "gen", "pl"), *match.span("noun"))
    return words


def _is_followed_by_plural(found: tuple[Form, ...], place: Place) -> bool:
    """Tell whether an adjective behind the counted noun shows the accusative plural."""
    shown = adjectives(next(iter(place.right_words(1)), ""))
    return bool(found and shown) and "acc" in found[0].cases and all("gen" not in form.cases for form in shown)


@rule("from … to", rf"(?P<first>{NUMBER})(?=\s+(?:do|na)\s+\d)")
def _from(match: re.Match[str], place: Place) -> Reading | None:
    """Read "od 5 do 10", "z 30 do 36 zł"."""
    value = digits(match["first"])
    left = [each for each in place.left()[-2:] if each not in _MINUS]
    if value is None or left[-1:] not in (["od"], ["z"]):
        return None
    return spread(cardinal(value, "gen"), match.start(), match.end())


@rule("and more", rf"(?P<value>{NUMBER})\s?(?P<sign>\+|plus\b)(?!\d)")
def _plus(match: re.Match[str], _place: Place) -> Reading | None:
    value = digits(match["value"])
    if value is None:
        return None
    return (*spread(cardinal(value), *match.span("value")), *spread("plus", *match.span("sign")))


@rule(
    "ordinal with a point",
    r"(?P<value>\d{1,4})\.(?=(?:,?\s+(?:(?:i|oraz|lub|albo|do|a)\s+)?\d{1,3}\.){0,4}\s+(?:[^\W\d_]{3,}|r\.\s?ż))",
)
def _pointed(match: re.Match[str], place: Place) -> Reading | None:
    _, found = _counted_noun(place)
    asked = cases_after(place.left())
    order = (*asked, *(case for case in _LIKELIEST if case not in asked))
    if not place.left() and len(_MARKER.findall(place.text)) > 1:
        return None
    if next(iter(place.right_words(1)), "").istitle() and not (
        asked and any(set(asked) & form.cases for form in found)
    ):
        # A name in the case that is asked for, "na 15. Festiwal", or else the beginning of the next sentence.
        return None
    if re.match(r"\s+r\.\s?ż", place.text[place.end :]):
        return spread(ordinal(int(match["value"]), asked[0] if asked else "gen"), *match.span("value"))
    spoken = _ordinal_before(int(match["value"]), found, order) if found else None
    if found and spoken is None:
        # "na 18. urodziny": a noun without a singular.
        spoken = next(
            (
                ordinal(int(match["value"]), case, plural=True)
                for case in order
                if any(case in form.cases for form in found)
            ),
            None,
        )
    if not found and place.left():
        # "a 3. dostaniesz gratis": nothing is named, something of masculine gender is the best guess.
        spoken = ordinal(int(match["value"]))
    return spread(spoken, *match.span("value")) if spoken else None


_MARKER = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)


_JOINED_NUMBERS = re.compile(r"(?:\d{1,2}\.?\s?(?:,|i|oraz|lub|albo)\s)+$")


@rule(
    "number of a class",
    r"(?P<value>\d{1,2})(?:(?P<letter>[a-h])(?!\w)|\.?(?=\s*(?:$|[.,;)]|(?:i|oraz|lub|albo|w|do|o)\s)(?!,\d)))",
)
def _class(match: re.Match[str], place: Place) -> Reading | None:
    """Read "do klas 1. i 4.", "w klasie 3b": the number stands behind what it numbers."""
    joined = _JOINED_NUMBERS.search(place.before())
    left = Place(place.text, place.start - len(joined[0]), place.end).left() if joined else place.left()
    found = [form for form in nouns(left[-1]) if form.lemma == "klasa"] if left else []
    asked = cases_after(left[:-1])
    for case in (*asked, *_LIKELIEST):
        for form in found:
            if case in form.cases:
                number = ordinal(int(match["value"]), case, "f", plural=form.number == "pl")
                letter = spell(match["letter"], *match.span("letter")) if match["letter"] else ()
                return (*spread(number, *match.span("value")), *letter)
    return None


@rule("how many times", r"(?P<value>\d{1,3})\.?(?![\w,])")
def _times(match: re.Match[str], place: Place) -> Reading | None:
    """Read "po raz 5."."""
    if place.left()[-2:] != ["po", "raz"]:
        return None
    return spread(ordinal(int(match["value"])), *match.span("value"))


@rule("item of a list", r"(?P<value>\d{1,2})[.)](?=\s+\S)")
def _item(match: re.Match[str], place: Place) -> Reading | None:
    if place.before().rsplit("\n", 1)[-1].strip():
        return None
    title = next(iter(place.right_words(1)), "").lower()
    if int(match["value"]) > 12 and match[0].endswith(".") and nouns(title):
        # "50. Rajd Polski" is no item of a list of fifty.
        return spread(
            _ordinal_before(int(match["value"]), nouns(title), _LIKELIEST) or ordinal(int(match["value"])),
            *match.span("value"),
        )
    return spread("po " + ordinal(int(match["value"]), "nom", "n") + ",", *match.span("value"))


@rule("decimal", rf"(?P<whole>{NUMBER}),(?P<part>\d+)(?![\d])")
def _decimal(match: re.Match[str], place: Place) -> Reading | None:
    whole = digits(match["whole"])
    if whole is None or len(match["part"]) > 6:
        return None
    _, found = _counted_noun(place)
    # Of what is counted a part stands in the genitive: "półtorej godziny", "półtora litra".
    parts = [form for form in found if form.number == "sg" and "gen" in form.cases] or found
    gender: Gender = next((each for each in _ORDER_OF_GENDERS if any(each in form.genders for form in parts)), "m3")
    return spread(decimal(whole, match["part"], gender, amount_case(place)), match.start(), match.end())


# Their number is an ordinal also behind them: "z peronu 4", "na torze 2".
_PLACES_IN_ORDER = frozenset({"peron", "tor", "piętro"})
# "numer alarmowy 112", "pod numerem telefonu 112"
_NUMERED_KIND = re.compile(r"(?:^|\s)(?:numer\w*|nr\.?)(?:\s(?!o$|do$|od$|i$|z$|na$|w$)\w+)?$")


_EARLIER = re.compile(r"\d\s(?P<noun>[^\W\d_]{3,})[^\d.;]*\b(?:z czego|w tym|z nich|z których)\s$")


def _gender_of_earlier(place: Place) -> Gender:
    """Return the gender of what an earlier number counts: "7 ofert, z czego 2 odrzucono"."""
    earlier = _EARLIER.search(place.before())
    found = nouns(earlier["noun"]) if earlier else ()
    return next((each for each in _ORDER_OF_GENDERS if found and each in found[0].genders), "m3")


def _number_of_place(value: int, place: Place) -> str:
    """Read "odjedzie z toru 4"; empty behind anything else and where something is counted behind."""
    left = place.left()
    found = [form for form in nouns(left[-1]) if form.lemma in _PLACES_IN_ORDER and form.number == "sg"]
    following = next(iter(place.right_words(1)), "")
    if not found or any(form.number == "pl" for form in nouns(following.lower())):
        return ""
    case = next(case for case in (*cases_after(left[:-1]), *_LIKELIEST) if any(case in form.cases for form in found))
    return ordinal(value, case, "n" if found[0].lemma == "piętro" else "m3")


@rule("number", rf"(?P<value>{NUMBER})(?![\w]|[.,]\d)")
def _number(match: re.Match[str], place: Place) -> Reading | None:
    written = match["value"]
    value = digits(written)
    if value is None or (written.startswith("0") and len(written) > 1):
        return None
    left = place.left()
    if left and (left[-1] in _NUMBERED or _NUMERED_KIND.search(" ".join(left[-2:]))):
        return spread(cardinal(value), *match.span())
    numbered = _number_of_place(value, place) if left else ""
    if numbered:
        return spread(numbered, *match.span())
    spoken = _count(value, place)
    return spread(spoken or cardinal(value, _bare(place), _gender_of_earlier(place)), *match.span())


@rule("number and letters", r"(?P<value>\d{1,4})\s?(?P<letter>[A-Za-z])(?!\w)")
def _with_letter(match: re.Match[str], _place: Place) -> Reading | None:
    if match["value"].startswith("0") or " " in match[0]:
        return None
    return (
        *spread(cardinal(int(match["value"])), *match.span("value")),
        *spell(match["letter"], *match.span("letter")),
    )


@rule("digits", r"\d+")
def _digits(match: re.Match[str], _place: Place) -> Reading:
    """Read what is too long for a number, or starts with a zero, in small groups."""
    return spread(read_digits(match[0]), *match.span())


def read_digits(written: str) -> str:
    """Read a run of digits as people dictate it: zeros one by one, the rest in twos and threes."""
    zeros = len(written) - len(written.lstrip("0"))
    rest = written[zeros:]
    parts = ["zero"] * zeros
    size = 3 if len(rest) % 3 == 0 else 2
    while rest:
        group, rest = (rest, "") if len(rest) <= 3 else (rest[:size], rest[size:])
        parts.append(cardinal(int(group)) if not group.startswith("0") else read_digits(group))
    return " ".join(parts)


RULES = (_plus, _range, _from, _class, _times, _pointed, _item, _decimal, _number, _with_letter, _digits)
