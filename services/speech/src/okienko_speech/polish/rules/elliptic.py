"""Numbers whose noun was said before: "7 ofert, z czego 2 odrzucono", "syn jest w 3. klasie, córka w 1."."""

import re

from okienko_speech.polish.dictionary import Form, adjectives, nouns, verbs
from okienko_speech.polish.government import MONTHS, PREPOSITIONS, cases_after
from okienko_speech.polish.numerals import Case, Gender, cardinal, collective, ordinal
from okienko_speech.polish.rules.amounts import NUMBER, digits
from okienko_speech.polish.rules.counted import LIKELIEST, NUMBERED, ORDER_OF_GENDERS, count
from okienko_speech.polish.rules.owned import CHILD, is_action
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_EARLIER = re.compile(
    r"\d\s(?:(?P<first>[^\W\d_]+(?:ych|ich|owe|ne|ni|wi))\s)?(?P<noun>[^\W\d_]{3,}|os\.|szt\.)(?=[^.;]*$)"
)
_SHORT = {"os.": "osób", "szt.": "sztuk"}
_PARTS_OF = re.compile(
    r"\b(?:z czego|w tym|z nich|z których)\s(?:\d+\s(?:ze?|we?|na|od|spoza)\s[^\d.;]*(?:,|i|oraz)\s)*$"
)
_CLAUSE_END = re.compile(
    r"\s*(?:$|[.,;!?])(?!\d)|\s[–—-]\s(?!\d)|\s\"?(?:przeciw|za)\"?(?!\w)|\s(?:i|lub)\s(?:więcej|mniej)\b"
)


def _earlier(place: Place) -> str:
    """Return the noun that an earlier number of the sentence counts, past "14 uschło"; empty where there is none."""
    for match in reversed([*_EARLIER.finditer(place.before())]):
        noun = _SHORT.get(match["noun"], match["noun"])
        # "12 radnych było": what looks like an adjective is counted itself.
        word = noun if nouns(noun) or not match["first"] else match["first"]
        if nouns(word) or not verbs(word):
            return word
    return ""


def _is_of_genitive(place: Place) -> bool:
    """Tell whether the earlier number stands in the genitive: "udzielił 64 ślubów, w tym 5 w plenerze"."""
    before = place.before()
    earlier = [*_EARLIER.finditer(before)]
    number = re.search(rf"{NUMBER}$", before[: earlier[-1].start() + 1]) if earlier else None
    value = digits(number[0]) if number else None
    if number is None or value is None:
        return False
    start = place.start - len(before)
    return count(value, Place(place.text, start + number.start(), start + number.end())) == cardinal(value, "gen")


def elliptic_part(value: int, place: Place) -> str:
    """Read "8 gmin, w tym 2 miejskie": an adjective describes some of what was counted; empty for all else."""
    following = next(iter(place.right_words(1)), "")
    found = nouns(_earlier(place)) if _PARTS_OF.search(place.before()) else ()
    shown = adjectives(following)
    gender = _gender(found)
    if gender is None or not shown or nouns(following):
        return ""
    return cardinal(value, "nom", gender)


def _gender(found: tuple[Form, ...]) -> Gender | None:
    """Return the gender of counted things: "gmin" are communes before it is the common people."""
    several = [form for form in found if form.number == "pl"] or found
    return next((each for each in ORDER_OF_GENDERS if several and each in several[0].genders), None)


def elliptic_count(value: int, place: Place) -> str:
    """Read a number of what an earlier one counts, "7 ofert, z czego 2 odrzucono", "wybrano 1"; empty for all else."""
    out_of = _OUT_OF.match(place.text, place.end)
    if out_of:
        asked = cases_after(place.left()) or (("gen",) if is_action("".join(place.left()[-1:])) else ())
        return _some_of(value, out_of["noun"], asked)
    earlier = _earlier(place)
    found = nouns(earlier) if earlier.islower() and earlier not in MONTHS else ()
    gender = _gender(found)
    is_part = bool(_PARTS_OF.search(place.before()))
    if gender is None or place.left()[-1:] == ["spod"] or not (is_part or _stands_alone(place)):
        return ""
    left, asked = place.left(), cases_after(place.left())
    are_children = any(form.lemma == CHILD for form in found) and value > 1
    if len(asked) > 1 and re.search(rf"\b{left[-1]}\s\d+\s{earlier}\b", place.before(), re.IGNORECASE):
        # "w 2 przypadkach odmówiono, w 8 przyznano"
        shown = {case for form in found for case in form.cases}
        asked = tuple(case for case in asked if case in shown)
    if asked and not is_part and left[-1] in PREPOSITIONS and left[-1] not in _VOTES:
        # "po 2 latach" counts those, "do 5" anything.
        spoken = collective(value, asked[0]) if are_children else cardinal(value, asked[0], gender)
        return spoken if len(asked) == 1 and asked != ("dat",) else ""
    if are_children:
        return collective(value)
    following = next(iter(place.right_words(1)), "")
    case: Case = (
        "acc" if _is_object(value, left, following) or (is_part and _IS_OBJECT.search(place.before(120))) else "nom"
    )
    follows_genitive = is_part and gender != "m1" and not verbs(following) and _is_of_genitive(place)
    if follows_genitive or (
        following == "nie" and any(form.part == "imps" for form in verbs(place.right_words(2)[-1]))
    ):
        # "14 uschło, a 3 nie odnaleziono"
        case = "gen"
    return cardinal(value, case, gender)


# "przyjęto 45 osób, w tym 1 z Gruzji"
_IS_OBJECT = re.compile(r"\w{3}[tn]o\s\d+\s[^;\n]*$")
# "przeciw 4, wstrzymało się 2" counts the voters.
_VOTES = frozenset({"przeciw", "przeciwko"})
_OUT_OF = re.compile(rf"\s(?:z|ze\swszystkich|na)\s{NUMBER}\s(?:[^\W\d_]+(?:ych|ich)\s)?(?P<noun>[^\W\d_]{{3,}})")


def _some_of(value: int, noun: str, asked: tuple[Case, ...]) -> str:
    """Read the first number of "poparło 13 z 15 radnych", "w 2 z 5 szkół", "3 na 4 ankietowanych"."""
    found = nouns(noun)
    several = [form for form in (found or adjectives(noun)) if form.number == "pl" and "gen" in form.cases]
    if not several or (verbs(noun) and not found):
        return ""
    genders: tuple[Gender, ...] = ORDER_OF_GENDERS if found else ("m1",)
    gender = next(each for each in genders if each in several[0].genders)
    return cardinal(value, asked[0] if asked else "nom", gender)


_BEFORE_VERBS = frozenset({"nie", "się", "już", "jeszcze", "też"})
_COUNTED_BEFORE = re.compile(r"\d\s(?:[^\W\d_]+(?:ych|ich|owe|ne|ni|wi)\s)?[^\W\d_]{3,}\s$")


def _stands_alone(place: Place) -> bool:
    """Tell whether a verb follows or nothing, and no noun stands before that the number could name."""
    before = "".join(place.left()[-1:])
    following = next((word for word in place.right_words(3) if word not in _BEFORE_VERBS), "")
    # "na 40 osób 3 nie przyszły": the noun right before is the counted one.
    is_named = (
        before.isalpha() and bool(nouns(before)) and not verbs(before) and not _COUNTED_BEFORE.search(place.before())
    )
    return not is_named and (bool(verbs(following)) or bool(_CLAUSE_END.match(place.text, place.end)))


def _is_object(value: int, left: list[str], following: str) -> bool:
    """Tell by the verb beside a number whether it is its object: "wybrano jedną", "jedną odrzucili"; "jedna odpadła"."""
    before = "".join(left[-1:])
    if any(form.part in {"imps", "fin"} for form in verbs(before)):
        return True
    if verbs(before) and value == 1:
        return not before.endswith("ła")
    found = verbs(following)
    by_many = following.endswith(("li", "ły")) or any(form.part in {"imps", "fin"} for form in found)
    return bool(found) and (by_many or (value == 1 and not following.endswith(("ł", "ła", "ło"))))


_EARLIER_ORDINAL = re.compile(
    r"\b\d{1,3}(?P<point>\.?)\s(?P<words>[^\W\d_]{3,}(?:\s[^\W\d_]{3,})?)(?:[^.;]|(?<=\d)\.)*$"
)


@rule(
    "ordinal of what an earlier one numbers",
    r"(?P<value>\d{1,3})\.(?=\s*(?:$|[,;)]|[A-ZŁŚŻ])|\s(?:[–—-]|i|oraz|lub)\s|(?<=\b[wz]\s\d\.)\s\d|\s(?P<next>[a-ząćęłńóśźż]{3,}))",
)
def elliptic_ordinal(match: re.Match[str], place: Place) -> Reading | None:
    """Read the last number of "syn jest w 3. klasie, córka w 1."."""
    if match["next"] and (nouns(match["next"]) or not verbs(match["next"])):
        return None
    earlier = _EARLIER_ORDINAL.search(place.before())
    words = earlier["words"].split() if earlier and earlier["words"].islower() else []
    found = next((nouns(word) for word in words if nouns(word) and not adjectives(word)), ())
    if earlier and not earlier["point"] and not any(form.lemma == CHILD and form.number == "sg" for form in found):
        # "4 kandydatek" are counted, "2 dziecko" is numbered.
        found = ()
    asked = cases_after(place.left())
    if not asked:
        asked = cases_after(place.from_start_of(earlier).left())
        shown = {case for form in found for case in form.cases if form.number == "sg"}
        asked = (*(case for case in asked if case in shown), *(case for case in LIKELIEST if case in shown))
    gender = _gender(found)
    is_named = "".join(place.left()[-1:]) in NUMBERED or re.search(r"[A-ZŁŚŻ]{2,}\s$", place.before(12))
    if gender is None or is_named:
        return None
    return spread(ordinal(int(match["value"]), asked[0] if asked else "nom", gender), *match.span("value"))
