"""Roman numerals: "na II piętrze", "w XXI wieku", "Jana Pawła II", "rozdział III"."""

# ruff: noqa: SIM905 - lists of words read better as text

import re

from okienko_speech.polish.dictionary import Form, adjectives, forms, inflect, nouns
from okienko_speech.polish.government import PREPOSITIONS, cases_after, owner_before
from okienko_speech.polish.numerals import Case, Gender, cardinal, ordinal
from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.polish.rules.weekdays import DAY_NAMES
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

NUMERAL = r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ORDER: tuple[Case, ...] = ("nom", "gen", "loc", "inst", "acc", "dat")
GENDERS: tuple[Gender, ...] = ("m3", "m1", "n", "f", "m2")
# Acronyms and letters that are also numerals.
_NOT_NUMERALS = frozenset({"CV", "DM", "MM", "CD", "C", "D", "M", "L", "CC", "MC", "DI"})
# Abbreviations before a numeral, with the noun whose gender it takes.
SHORT: dict[str, Gender] = {"kl.": "f", "rozdz.": "m3", "t.": "m3", "cz.": "f", "sem.": "m3", "gr.": "f", "ks.": "f", "wyd.": "n",
                             "st.": "m3", "dz.": "m3", "wydz.": "m3"}  # fmt: skip
_BEFORE = frozenset("rozdział rozdziale rozdziału część części tom tomie księga dział dziale załącznik klasa stopień"
                    " stopnia etap etapie grupa grupy wydział wydziale".split())  # fmt: skip


# What is numbered rather than counted. "I piętro" at the start of a sentence; before other words a lone I is the conjunction.
NUMBERED_IN_ORDER = frozenset("piętro dziecko połowa liceum rata półrocze kwartał semestr etap wojna stopień grupa klasa instancja część tura"
                         " termin zmiana komisariat oddział urząd wydział komisja liga nagroda miejsce strona rozdział punkt artykuł ustęp paragraf strefa runda kadencja sesja edycja".split())  # fmt: skip


def value(numeral: str) -> int:
    """Return the value of a well-formed Roman numeral."""
    numbers = [_VALUES[letter] for letter in numeral]
    return sum(-n if n < after else n for n, after in zip(numbers, [*numbers[1:], 0], strict=True))


def _agree(found: tuple[Form, ...], asked: tuple[Case, ...]) -> tuple[Case, Gender] | None:
    """Return case and gender of the noun in the singular, in a case that is asked for if its form allows."""
    # "turze" is a round, which is numbered, before it is an aurochs.
    found = tuple(form for form in found if form.lemma in NUMBERED_IN_ORDER) or found
    for case in (*asked, *_ORDER):
        fitting = {gender for form in found if form.number == "sg" and case in form.cases for gender in form.genders}
        if fitting:
            return case, next(gender for gender in GENDERS if gender in fitting)
    return None


_LISTED = re.compile(rf"\s?(?:,|i|oraz|lub|albo)\s(?:{NUMERAL})\b")
_JOINED_BEFORE = re.compile(rf"(?:\b(?:{NUMERAL})(?:\s[A-Z]{{2,3}})?\s?(?:,|i|oraz|lub|albo)\s)+$")
_JOINED = re.compile(rf"\s(?:i|oraz|lub|albo|a|czy|do)\s(?:(?:na|w|z|po)\s)?(?:{NUMERAL})\.?(?=\s)")


_EARLIER = re.compile(
    r"(?:\b(?P<before>[^\W\d_]{3,})\s)?\b[IVXL]+\b(?:\s(?P<behind>[^\W\d_]{3,}))?[^.;]*$",
)


def _behind_others(place: Place) -> Place:
    """Return the place behind the last of joined numerals: "z przełomu XIX i XX wieku"."""
    other = _JOINED.match(place.text, place.end)
    return Place(place.text, place.start, other.end()) if other else place


def _is_persons(left: list[str]) -> bool:
    """Tell whether a person stands right before, whose class follows in the genitive: "uczeń kl. VIII"."""
    return bool(left) and any("m1" in form.genders for form in nouns(left[-1]))


@rule("Roman numeral and a letter", rf"(?P<numeral>{NUMERAL})\s?(?P<letter>[a-h])(?!\w)")
def _class(match: re.Match[str], place: Place) -> Reading | None:
    """Read "klasa IVb"."""
    left = place.left()
    if not left or not (left[-1] == "kl." or left[-1].startswith("klas")) or not match["numeral"]:
        return None
    agreed = _agree(nouns(left[-1]), cases_after(left[:-1]))
    case: Case = agreed[0] if agreed else next(iter(cases_after(left[:-1])), "gen" if _is_persons(left[:-1]) else "nom")
    return (
        *spread(ordinal(value(match["numeral"]), case, "f"), *match.span("numeral")),
        *spell(match["letter"], *match.span("letter")),
    )


def _announced(numeral: str, left: list[str], *, in_list: bool) -> str:
    """Read a numeral behind "kl.", "nr" or a plural, "uczniowie klas VII i VIII"; empty behind anything else."""
    several = [form for form in nouns(left[-1]) if form.lemma in NUMBERED_IN_ORDER] if left else []
    listed = [form for form in several if in_list and form.number == "pl" and "nom" in form.cases]
    if listed and not cases_after(left[:-1]):
        # "klasy V i VI"
        return ordinal(value(numeral), _ORDER[0], next(each for each in GENDERS if each in listed[0].genders))
    if several and all(form.number == "pl" for form in several):
        shown = next((case for case in (*cases_after(left[:-1]), *_ORDER) if case in several[0].cases), _ORDER[0])
        return ordinal(value(numeral), shown, plural=True)
    if left and left[-1] in SHORT:
        case = next(iter(cases_after(left[:-1])), "gen" if _is_persons(left[:-1]) else "nom")
        return ordinal(value(numeral), case, SHORT[left[-1]])
    return cardinal(value(numeral)) if left and left[-1] in {"nr", "numer", "numeru"} else ""


def _is_event(following: list[str]) -> bool:
    """Tell whether a name in the plural follows: "Igrzyska"."""
    found = nouns(following[0].lower()) if following and following[0].istitle() else ()
    if found and all(form.number == "pl" for form in found):
        return True
    return any(form.number == "pl" and "nom" in form.cases for form in found) and not any(
        form.number == "sg" and "nom" in form.cases for form in found
    )


def _noun_behind(place: Place) -> list[str]:
    """Return the word that the numeral numbers: "wieku" of "XIX i XX w."."""
    behind = _behind_others(place)
    if behind.end != place.end and re.match(r"\s?w\.", place.text[behind.end :]):
        return ["wieku"]
    following = behind.right_words(1)
    if following and following[0] in DAY_NAMES:
        # "w I i III pon. miesiąca"
        case = next((each for each in cases_after(place.left()) if each != "loc"), _ORDER[0])
        return [inflect(DAY_NAMES[following[0]], case)]
    return following


def _named(word: str, asked: tuple[Case, ...], *, is_name: bool) -> tuple[Case, Gender] | None:
    """Return case and gender of what a numeral stands behind: "Pawła II", "przy peronie II", "Wisła II"."""
    # "Pawła" is a man's name in the genitive before it is a woman's surname in the nominative.
    likely: tuple[Case, ...] = ("gen",) if is_name and word.endswith("a") and not asked else ()
    readings = (nouns(word) if is_name else ()) or nouns(word.lower())
    things = tuple(form for form in nouns(word.lower()) if form.lemma in NUMBERED_IN_ORDER)
    men = tuple(form for form in readings if "m1" in form.genders)
    if is_name and word.endswith("a") and not any("gen" in form.cases for form in men):
        # "Wisła II" is a team before it is a man.
        men = tuple(form for form in readings if form.genders == {"f"}) or men
    return _agree(things or men or readings, (*asked, *likely)) or (_guessed(word) if is_name else None)


def _guessed(name: str) -> tuple[Case, Gender] | None:
    """Return case and gender of a name that the dictionary lacks: "z Tarnovią II"."""
    ends: tuple[tuple[str, Case], ...] = (("ą", "inst"), ("ę", "acc"), ("a", "nom"))
    return next(((case, "f") for end, case in ends if name.endswith(end)), None)


def is_numbered(word: str) -> bool:
    """Tell whether a word is a thing that is numbered rather than counted."""
    return any(form.lemma in NUMBERED_IN_ORDER for form in nouns(word.lower()))


def _may_have_number(word: str) -> bool:
    """Tell whether a word is a thing, of which there can be a second."""
    found = forms(word)
    return {form.part for form in found} <= {"subst", "adj"} and any(
        form.part == "subst" and form.number == "sg" and "m1" not in form.genders for form in found
    )


def _numbered_before(before: str, asked: tuple[Case, ...]) -> tuple[Case, Gender] | None:
    """Return case and gender of what an earlier numeral numbers: "ratę I do marca, a IV do maja"."""
    earlier = _EARLIER.search(before)
    words = (earlier["behind"] or "", earlier["before"] or "") if earlier else ()
    return next((_agree(nouns(word.lower()), asked) for word in words if is_numbered(word)), None)


_SCHOOLS = frozenset({"LO", "SLO", "OSP"})


def _owned_school(following: list[str], place: Place) -> tuple[Case, ...]:
    """Tell whether a school belongs to the noun before it: "absolwenci III LO"."""
    return ("gen",) if _SCHOOLS & set(following[:1]) and owner_before(place.before(), place.left()) else ()


@rule("size of clothes", r"[SMLX]{1,4}(?!\w)")
def _size(match: re.Match[str], place: Place) -> Reading | None:
    return spell(match[0], *match.span()) if _SIZES.search(place.before(24)) else None


@rule("Roman numeral", rf"(?P<numeral>{NUMERAL})\b\.?(?![-\w])")
def _roman(match: re.Match[str], place: Place) -> Reading | None:
    numeral = match["numeral"]
    if numeral in _NOT_NUMERALS or not numeral or re.search(r"[A-ZŁŚŻ][./]$", place.before(2)):
        return None
    joined = _JOINED_BEFORE.search(place.before(40))
    first = place.from_start_of(joined)
    left = first.left()
    before = re.findall(r"[^\W\d_]+", first.before(40))
    # "do" is also a note.
    following = [each for each in _noun_behind(place) if each not in PREPOSITIONS]
    announced = _announced(numeral, left, in_list=bool(joined or _LISTED.match(place.text, place.end)))
    if announced:
        return spread(announced, *match.span("numeral"))
    if (
        numeral == "I"
        and not left
        and not _LISTED.match(place.text, place.end)
        and not (following and following[0].lower() in NUMBERED_IN_ORDER)
    ):
        return None
    asked = cases_after(left) or _owned_school(following, first)
    # A name before it decides first: "Jana Pawła II 12", "Jana III Sobieskiego".
    stands_before = bool(before and left) and left[-1] == before[-1].lower()
    is_name = (
        stands_before
        and left[-1] not in PREPOSITIONS
        and before[-1][0].isupper()
        and (len(left) > 1 or not nouns(left[-1]))
    )
    # "przy peronie II", "rury typu III": any thing may have a number behind it.
    named = stands_before and (is_name or left[-1] in _BEFORE or _may_have_number(left[-1]))
    chosen: tuple[Case, Gender] | None = None
    ordered_before = (
        named
        and not is_name
        and is_numbered(left[-1])
        and following
        and not is_numbered(following[0])
        and "wiek" not in following[0]
    )
    # "za pontyfikatu Piusa XI parafią kierował": a person's number comes before anything but a century.
    is_king = is_name and any("m1" in form.genders for form in nouns(before[-1]))
    by_name = is_king and bool(following) and not is_numbered(following[0]) and "wiek" not in following[0]
    if (
        following
        and not ordered_before
        and not by_name
        and (following[0][0].islower() or (not is_name and is_numbered(following[0])))
    ):
        chosen = _agree(nouns(following[0].lower()) or adjectives(following[0].lower()), asked)
    if chosen is None and named:
        chosen = _named(before[-1], cases_after(left[:-1]), is_name=is_name)
    if chosen is None and following and not named:
        chosen = _agree(nouns(following[0].lower()) or adjectives(following[0].lower()), asked)
    if chosen is None and not named:
        chosen = _numbered_before(first.before(), asked)
    if not named and _is_event(following):
        # "XXXIII Igrzyska", "w ramach VIII Dni Seniora"
        cases = {each for form in nouns(following[0].lower()) for each in form.cases}
        shown: Case = next((each for each in asked if each in cases), "nom")
        return spread(ordinal(value(numeral), shown, plural=True), *match.span("numeral"))
    if chosen is None and numeral in {"I", "V", "X"}:
        return None
    case, gender = chosen or (asked[0] if asked else "nom", "m3")
    return spread(ordinal(value(numeral), case, gender), *match.span("numeral"))


_SIZES = re.compile(r"\b(?:rozmia\w+|rozm\.)(?:\s?:)?\s(?:(?:[SMLX]{1,4}),?\s(?:(?:i|oraz|lub)\s)?)*$")


RULES = (_size, _class, _roman)
