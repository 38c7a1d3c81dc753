"""Streets and house numbers: "przy ul. Długiej 3/14", "al. Jana Pawła II 12a", "os. Słoneczne 7 m. 3"."""

# ruff: noqa: SIM905 - lists of words read better as text

import re

from okienko_speech.polish.dictionary import adjectives, inflect, nouns, verbs
from okienko_speech.polish.government import MONTHS, cases_after, owner_before
from okienko_speech.polish.numerals import CASES, Case, Gender, cardinal, ordinal
from okienko_speech.polish.rules.acronyms import spell
from okienko_speech.polish.rules.weekdays import DAY_WORD
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import SpokenWord, spread

_KINDS = {"ul": "ulica", "al": "aleja", "os": "osiedle", "pl": "plac", "sk": "skwer", "rondo": "rondo"}
# The name of a street ends here: "ul. Leśna zamknięta na odcinku 350 m", "ul. Mostowej w dniach 7–11 kwietnia".
_WHERE = r"(?-i:\s(?:w|we|na|o|po|przez|za|ponad|około)\s)"
_STREET_WORD = re.compile(
    rf"(?:(?<![-\d])\b(?:ul|al|os|pl)\.|\b(?:ulic\w+|alej\w*|osiedl\w+|plac\w*|rynek|rynku))(?:(?!{_WHERE})[^\d\n.;:()]|(?<=\b[^\W\d_])\.|(?<=\b[^\W\d_]{{2}})\.|(?<=\b[^\W\d_]{{3}})\.){{1,40}}$",
    re.IGNORECASE,
)
_ENDS_NAME = re.compile(rf"(?:{DAY_WORD})$|czynn|otwart|godz", re.IGNORECASE)
_HOUSE = r"(?P<house>\d{1,4})(?P<letter>[a-zA-Z])?"


def _is_behind_street(place: Place) -> bool:
    """Tell whether a street's name stands right before, and not what is said of it: "przy ul. Kościelnej jest 1 200"."""
    street = _STREET_WORD.search(place.before(48))
    words = re.findall(r"[^\W\d_]+\.?", street[0])[1:] if street else []
    if street and street[0].lower().startswith("os.") and words and words[0].isalpha() and words[0].islower():
        # "na os. brak 2 znaków"
        return False
    return bool(street) and not any(_ENDS_NAME.match(word) or _is_verb(word) for word in words)


def _is_verb(word: str) -> bool:
    return word.islower() and bool(verbs(word)) and not nouns(word) and not adjectives(word)


@rule(
    "kind of street",
    r"(?P<kind>[Uu][Ll]|[Aa][Ll]|[Oo][Ss]|[Pp][Ll])\.(?=\s?(?:[A-ZĄĆĘŁŃÓŚŹŻ0-9\"„]|(?:św|ks|gen|bp|prof|dr|płk|mjr|kpt|kard|marsz|im)\b))",
    closes=False,
)
def _street(match: re.Match[str], place: Place) -> Reading | None:
    lemma = _KINDS[match["kind"].lower()]
    if (
        match["kind"].lower() == "os"
        and place.text[match.end() :].lstrip()[:1].isdigit()
        and "-lec" not in place.text[match.end() : match.end() + 9]
    ):
        return None
    following = place.right_words(1)
    shown = adjectives(following[0].lower()) if following else ()
    asked = _asked(place)
    if lemma == "aleja" and shown and all(form.number == "pl" for form in shown):
        # "Al. Jerozolimskie"
        case = next((case for case in asked if any(case in form.cases for form in shown)), "nom")
        return spread(inflect(lemma, case, "pl"), *match.span())
    return spread(inflect(lemma, _case(lemma, asked, place)), *match.span())


# "ul. Polna i ul. Lipowa", "na rogu ul. 3 Maja i al. Niepodległości": one word governs both.
_OTHER_STREET = re.compile(
    r"\b(?P<kind>(?:ul|al|os|pl)\.|rond\w+|ulic\w*|alej?i?|plac\w*|osiedl\w+|most\w*)\s?(?:[^.;:()\n]|(?<=św)\.|(?<=ks)\.|(?<=gen)\.|(?<=bp)\.|(?<=\b[A-Z])\.){2,40}?,?\s(?:i|oraz|a|lub|albo)\s$",
    re.IGNORECASE,
)
_NO_HEADS = frozenset({"adres", "siedziba", "lokalizacja", "miejsce"})
_WAYS = frozenset(
    "jechać pojechać biec pobiec przebiegać iść pójść przejść przejechać prowadzić poprowadzić kursować wracać dojechać objechać"
    " ruszyć spacerować płynąć poruszać".split()
)
_WITHOUT_OBJECT = frozenset("być znajdować mieścić".split())
_ROUTES = frozenset({"objazd", "przejazd", "przejście", "przemarsz"})


def _asked(place: Place) -> tuple[Case, ...]:
    """Return the cases that a street stands in: asked for by a preposition, or the genitive behind what belongs to it."""
    left = place.left()
    other = _OTHER_STREET.search(place.before())
    if other:
        start = place.start - len(place.before()) + other.start()
        first = _asked(Place(place.text, start, start + 3))
        written = {case for form in nouns(other["kind"].lower()) if form.number == "sg" for case in form.cases}
        return tuple(case for case in (*first, *CASES) if case in written) if written else first
    # "na odcinku 200 m, ul. Jana z Kolna": behind a comma another street may follow, of anything else it is the end.
    is_apart = left[-1:] == [","] and not any(word.rstrip(".") in _KINDS or word.startswith("ulic") for word in left)
    asked = () if is_apart else cases_after(left)
    if asked or not left or not left[-1].isalpha() or left[-1] in _NO_HEADS:
        return asked
    # "remont ul. Mickiewicza", "objazd ul. Polną"
    owner = owner_before(place.before(), left)
    if not owner and verbs(left[-1]):
        # "ominą al. Solidarności", "pojedzie ul. Krótką"
        lemmas = {form.lemma for form in verbs(left[-1])}
        return ("inst",) if lemmas & _WAYS else () if lemmas & _WITHOUT_OBJECT else ("acc",)
    return (("inst",) if owner in _ROUTES else ("gen",)) if owner else ()


_GENDERS: dict[str, Gender] = {"ulica": "f", "aleja": "f", "osiedle": "n", "plac": "m3", "skwer": "m3", "rondo": "n"}


def _case(lemma: str, asked: tuple[Case, ...], place: Place) -> Case:
    following = place.right_words(1)
    shown = {
        case
        for form in (adjectives(following[0].lower()) if following else ())
        if form.number == "sg" and _GENDERS[lemma] in form.genders
        for case in form.cases
    }
    for case in asked:
        if not shown or case in shown:
            return case
    if asked:
        return asked[0]
    return "nom" if not shown or "nom" in shown else "loc" if "loc" in shown else "nom"


@rule(
    "house and flat",
    rf"{_HOUSE}\s?/\s?(?P<flat>\d{{1,4}})(?P<flat_letter>[a-zA-Z])?(?![\w/]|\s(?:l|kg|km|zł)\b|\sm\b(?!\.))",
)
def _house_and_flat(match: re.Match[str], place: Place) -> Reading | None:
    is_year = re.fullmatch(r"(?:19|20)\d\d", match["flat"])
    if is_year and not _is_behind_street(place):
        # "ważny do 12/2027" is a month.
        return None
    words = [*_house(match, "house", "letter"), *spread("przez", match.end("house"), match.start("flat"))]
    return [*words, *_house(match, "flat", "flat_letter")]


@rule("houses", rf"{_HOUSE}[-–](?P<other>\d{{1,4}})(?P<other_letter>[a-zA-Z])?(?![\w/-])")
def _houses(match: re.Match[str], place: Place) -> Reading | None:
    """Read "pl. Wszystkich Świętych 3-4"."""
    if not _is_behind_street(place):
        return None
    return [*_house(match, "house", "letter"), *_house(match, "other", "other_letter")]


@rule("house", rf"{_HOUSE}(?![\w/]|[.,:]\d|\s?(?:zł|%|[-–]\d)|\s(?:i|oraz|lub)\s\d{{1,2}}\s(?:{'|'.join(MONTHS)}))")
def _house_alone(match: re.Match[str], place: Place) -> Reading | None:
    if not _is_behind_street(place):
        return None
    if place.left()[-1:] in ([","], ["i"], ["od"], ["do"]):
        return None
    following = place.right_words(1)
    if following and not match["letter"] and following[0][0].isupper() and place.text[match.end()] == " ":
        if following[0].lower() in MONTHS:
            # "pl. Konstytucji 3 Maja"
            return spread(ordinal(int(match["house"]), "gen"), *match.span("house"))
        if _is_in_name(place):
            return _unit_of_name(match, following[0])
    return _house(match, "house", "letter")


def _unit_of_name(match: re.Match[str], word: str) -> Reading | None:
    """Read "ul. 5 Pułku Piechoty"."""
    found = [form for form in nouns(word.lower()) if form.number == "sg" and "gen" in form.cases]
    if not found:
        return None
    gender: Gender = "f" if "f" in found[0].genders else "m3"
    return spread(ordinal(int(match["house"]), "gen", gender), *match.span("house"))


def _is_in_name(place: Place) -> bool:
    """Tell whether the number stands right behind "ul.": "ul. 3 Maja" is part of the name."""
    return place.left()[-1:] in (["ul."], ["al."], ["os."], ["pl."], ["ulica"], ["ulicy"])


def _house(match: re.Match[str], number: str, letter: str) -> list[SpokenWord]:
    words = [*spread(cardinal(int(match[number])), *match.span(number))]
    if match[letter]:
        words += spell(match[letter], *match.span(letter))
    return words


@rule("flat", r"(?P<word>m\.|lok\.)(?=\s?\d)", closes=False)
def _flat(match: re.Match[str], place: Place) -> Reading | None:
    if match["word"] == "lok.":
        return spread("lokal", *match.span())
    return spread("mieszkania", *match.span()) if re.search(r"\d[a-zA-Z]?,?\s$", place.before()) else None


RULES = (_street, _house_and_flat, _houses, _house_alone, _flat)
