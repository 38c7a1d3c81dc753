"""Facts said in words that a translation must not change: numbers, places in a row, months, weekdays, units of time, "not".

Each is looked for in both languages by lists of word forms; a word that may mean something else ("second", "may") counts only
where it is needed, never as one too many.
"""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

import re
from collections.abc import Mapping
from typing import Final

from okienko_translation.languages import Language
from okienko_translation.text import bounds

_WORD = re.compile(r"[^\W\d_]+(?:['’]t)?")
_FIGURE = re.compile(r"(?<![\d.,])\d+(?![\d]|[.,]\d)")
_FIGURE_AND_UNIT = re.compile(r"(?<![\w.,])\d+(?:[ \u00a0-]|[–-]\d+ )([^\W\d_]+)")

Forms = Mapping[str, str]


def _forms(*lines: str) -> dict[str, str]:
    """Return form → name for lines of "name: forms"."""
    return {
        form: name.strip()
        for name, _, forms in (line.partition(":") for line in lines)
        for form in forms.lower().split()
    }


_MONTHS: Final[dict[Language, Forms]] = {
    "pl": _forms(
        "1: styczeń stycznia styczniu styczniem",
        "2: luty lutego lutym",
        "3: marzec marca marcu marcem",
        "4: kwiecień kwietnia kwietniu kwietniem",
        "5: maj maja maju majem",
        "6: czerwiec czerwca czerwcu czerwcem",
        "7: lipiec lipca lipcu lipcem",
        "8: sierpień sierpnia sierpniu sierpniem",
        "9: wrzesień września wrześniu wrześniem",
        "10: październik października październiku październikiem",
        "11: listopad listopada listopadzie listopadem",
        "12: grudzień grudnia grudniu grudniem",
    ),
    "en": _forms(
        "1: january",
        "2: february",
        "3: march",
        "4: april",
        "5: may",
        "6: june",
        "7: july",
        "8: august",
        "9: september",
        "10: october",
        "11: november",
        "12: december",
    ),
}
_WEEKDAYS: Final[dict[Language, Forms]] = {
    "pl": _forms(
        "1: poniedziałek poniedziałku poniedziałki poniedziałkiem poniedziałków",
        "2: wtorek wtorku wtorki wtorkiem wtorków",
        "3: środa środę środy środzie środą",
        "4: czwartek czwartku czwartki czwartkiem czwartków",
        "5: piątek piątku piątki piątkiem piątków",
        "6: sobota sobotę soboty sobocie sobotą",
        "7: niedziela niedzielę niedziele niedzieli niedzielą",
    ),
    "en": _forms(
        "1: monday mondays",
        "2: tuesday tuesdays",
        "3: wednesday wednesdays",
        "4: thursday thursdays",
        "5: friday fridays",
        "6: saturday saturdays",
        "7: sunday sundays",
    ),
}
_CARDINALS: Final[dict[Language, Forms]] = {
    "pl": _forms(
        "2: dwa dwie dwóch dwoje dwojga dwojgiem dwom dwoma dwiema dwu oba obie obu oboje obojga obydwa obydwie dwukrotnie "
        "dwójka dwójki dwójkę dwójką",
        "3: trzy trzech trzem trzema troje trojga trojgiem trójka trójki trójkę trójką",
        "4: cztery czterech czterem czterema czworo czworga czworgiem czwórka czwórki czwórkę czwórką",
        "5: pięć pięciu pięcioma pięcioro pięciorga",
        "6: sześć sześciu sześcioma sześcioro",
        "7: siedem siedmiu siedmioma",
        "8: osiem ośmiu ośmioma",
        "9: dziewięć dziewięciu",
        "10: dziesięć dziesięciu",
        "11: jedenaście jedenastu",
        "12: dwanaście dwunastu",
        "14: czternaście czternastu",
        "15: piętnaście piętnastu",
        "20: dwadzieścia dwudziestu",
        "30: trzydzieści trzydziestu",
        "40: czterdzieści",
        "50: pięćdziesiąt",
        "60: sześćdziesiąt",
        "100: sto stu",
        "1000: tysiąc tysiące tysięcy",
    ),
    "en": _forms(
        "2: two both twice",
        "3: three",
        "4: four",
        "5: five",
        "6: six",
        "7: seven",
        "8: eight",
        "9: nine",
        "10: ten",
        "11: eleven",
        "12: twelve",
        "14: fourteen fortnight",
        "15: fifteen",
        "20: twenty",
        "30: thirty",
        "40: forty",
        "50: fifty",
        "60: sixty",
        "100: hundred",
        "1000: thousand thousands",
    ),
}
_ORDINALS: Final[dict[Language, Forms]] = {
    "pl": _forms(
        "1: pierwszy pierwsza pierwsze pierwszego pierwszej pierwszym pierwszą",
        "3: trzeci trzecia trzecie trzeciego trzeciej trzecim trzecią",
        "4: czwarty czwarta czwarte czwartego czwartej czwartym czwartą",
        "5: piąty piąta piąte piątego piątej piątym piątą",
        "6: szósty szósta szóste szóstego szóstej szóstym szóstą",
        "7: siódmy siódma siódme siódmego siódmej siódmym siódmą",
        "8: ósmy ósma ósme ósmego ósmej ósmym ósmą",
        "9: dziewiąty dziewiąta dziewiąte dziewiątego dziewiątej dziewiątym dziewiątą",
        "10: dziesiąty dziesiąta dziesiąte dziesiątego dziesiątej dziesiątym dziesiątą",
    ),
    "en": _forms(
        "1: first",
        "3: third",
        "4: fourth",
        "5: fifth",
        "6: sixth",
        "7: seventh",
        "8: eighth",
        "9: ninth",
        "10: tenth",
    ),
}
_UNITS: Final[dict[Language, Forms]] = {
    "pl": _forms(
        "day: dzień dnia dni dniach dniom dniu dniami",
        "week: tydzień tygodnia tygodnie tygodni tygodniach",
        "month: miesiąc miesiąca miesiące miesięcy miesiącach miesięczny miesięczna",
        "year: rok roku lata lat latach latami letni letnia letniego roczny roczna",
        "hour: godzina godziny godzin godzinę godzinach godzinami",
        "minute: minuta minuty minut minutę minutach",
    ),
    "en": _forms(
        "day: day days",
        "week: week weeks",
        "month: month months monthly",
        "year: year years",
        "hour: hour hours",
        "minute: minute minutes",
    ),
}
_NEGATIONS: Final[dict[Language, frozenset[str]]] = {
    "pl": frozenset("nie nigdy nikt nikogo nikomu nic niczego żaden żadna żadne żadnego żadnej bez ani".split()),
    "en": frozenset(
        """not no never nobody nothing none neither nor cannot without
        don't doesn't didn't can't couldn't won't wouldn't isn't aren't wasn't weren't hasn't haven't hadn't shouldn't
        mustn't needn't""".split()
    ),
}
_NEGATED_WORD: Final[dict[Language, re.Pattern[str]]] = {
    "pl": re.compile(
        r"nie(?!c[ho]|dz|dł|ja|jed|m[aci]|raz|st[ae]|tyl|któ|sp[eo])[^\W\d_]{3,}|brak\w*|zagin\w*|zgub\w*|słabo|trudno|chyba"
    ),
    "en": re.compile(
        r"(?:lack|miss|fail|wish|except|wrong)\w*|hardly|barely|unless|out|gone|(?:un|in|im|dis|non|il|ir)[^\W\d_]{3,}|[^\W\d_]{2,}(?:less|free)|only|instead|free|outside"
    ),
}
# What one prefix turns into its contrary: the word, and whatever says the same. The shipped models write "podpisany" for "unsigned", since
# the grammar inflected "niepodpisany" as its contrary when they were trained.
_CONTRARY_WORDS: Final[tuple[dict[Language, tuple[str, str]], ...]] = (
    {
        "en": ("unsigned", r"signature|(?:not|never|\w+n't) (?:\w+ ){0,2}sign"),
        "pl": ("niepodpisan", r"podpisu|nie (?:\w+ ){0,2}podpis"),
    },
    {
        "en": ("uncleared", r"(?:not|never|\w+n't) (?:\w+ ){0,2}clear"),
        "pl": ("nieodśnieżon", r"(?:nie|bez) (?:\w+ ){0,2}odśnież"),
    },
    {
        "en": ("unpaid", r"arrears|overdue|outstanding|(?:not|never|\w+n't) (?:\w+ ){0,2}pa(?:y|id)"),
        "pl": (r"nie(?:zapła|opła|uiszcz)\w+", r"zaleg|bezpłatn|nie (?:\w+ ){0,2}(?:za|o|wy)?płac"),
    },
)
_CONTRARIES: Final = [
    {
        language: (re.compile(rf"\b(?:{word})", re.IGNORECASE), re.compile(rf"\b(?:{word}|{same})", re.IGNORECASE))
        for language, (word, same) in of_both.items()
    }
    for of_both in _CONTRARY_WORDS
]
# "Which may also mean something else": never one too many.
_AMBIGUOUS = frozenset(
    {
        "may",
        "march",
        "maja",
        "both",
        "twice",
        "dwukrotnie",
        "oba",
        "obie",
        "obu",
        "oboje",
        "first",
        "pierwszy",
        "lata",
        "lat",
    }
)
# "Not in any" is "w żadnym", never "w każdym".
_NOT_ANY = re.compile(r"(?:\bnot|n['’]t|\bnever|\bnobody) .*\bany\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:każd\w+|wszystki\w+)", re.IGNORECASE)
_CLOCK = re.compile(r"\d ?(?:[ap]\.? ?m\b|o.clock)", re.IGNORECASE)


def changed(source: str, output: str, language: Language, target: Language) -> bool:
    """Return whether a number, month, weekday or unit of time said in words, or a "not", differs between the two.

    Args:
        source: a sentence in `language`.
        output: its translation into `target`.
        language: of the source.
        target: of the output.
    """
    said, written = _words(source), _words(output)
    for forms in (_MONTHS, _WEEKDAYS, _ORDINALS, _CARDINALS):
        needed = _named(said - _AMBIGUOUS, forms[language]) - _named(written, forms[target])
        extra = _named(written - _AMBIGUOUS, forms[target]) - _named(said, forms[language])
        if forms in (_CARDINALS, _ORDINALS):
            # What one side says in words, the other may say in figures; whether those match is asked elsewhere. "Point three", "w
            # punkcie trzecim": each way of counting stands for the other.
            counted = _CARDINALS if forms is _ORDINALS else _ORDINALS
            needed = needed - _figures(output) - _named(written, counted[target])
            extra = extra - _figures(source) - _named(said, counted[language])
        if needed or extra:
            return True
    # Ages may do without: "od 5 lat" is "aged 5 or more".
    units = _named(written, _UNITS[target])
    if units and _units(source, language) - units:
        return True
    # "At 9 a.m." is no "o 9 lat".
    if _CLOCK.search(source) and _units(output, target) - _named(said, _UNITS[language]) - {"hour"}:
        return True
    english, polish = (output, source) if language == "pl" else (source, output)
    if _NOT_ANY.search(english) and _EVERY.search(polish):
        return True
    if any(_is_turned(source, output, one[language], one[target]) for one in _CONTRARIES):
        return True
    polarities = {_negates(said, language), _negates(written, target)}
    return polarities == {True, False} or bounds.changed(source, output, language, target)


def _is_turned(
    source: str,
    output: str,
    of_source: tuple[re.Pattern[str], re.Pattern[str]],
    of_output: tuple[re.Pattern[str], re.Pattern[str]],
) -> bool:
    """Return whether one side has a word that its other side does not say."""
    is_lost = of_source[0].search(source) and not of_output[1].search(output)
    return bool(is_lost or (of_output[0].search(output) and not of_source[1].search(source)))


def _figures(text: str) -> frozenset[str]:
    return frozenset(_FIGURE.findall(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower().replace("’", "'") for word in _WORD.findall(text))


def _named(words: frozenset[str], forms: Forms) -> frozenset[str]:
    return frozenset(forms[word] for word in words if word in forms)


def _units(text: str, language: Language) -> frozenset[str]:
    """Return the units of time that stand right after a figure."""
    found = (match[1].lower() for match in _FIGURE_AND_UNIT.finditer(text))
    return frozenset(_UNITS[language][word] for word in found if word in _UNITS[language])


def _negates(words: frozenset[str], language: Language) -> bool | None:
    """Return whether the words hold a clear "not", or None where only words such as "unpaid" or "free" may be one."""
    if words & _NEGATIONS[language]:
        return True
    return None if any(_NEGATED_WORD[language].fullmatch(word) for word in words) else False
