"""Drafts glosses from Polish text by rules: lemmas by Morfeusz, function words dropped, time first, question word last.

A draft helps an editor and serves free text; it is always labelled as such.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from okienko_signing.written import Written, figure_of, numbers_of, readings_of, sentences_of

_DROPPED_CLASSES: Final = ("prep", "conj", "comp", "qub", "part", "interp", "siebie", "aglt", "interj", "xxx")
_VERBS: Final = ("fin", "inf", "impt", "praet", "imps")
WORD_FORMS: Final = {"lub": "LUB", "lat": "ROK", "lata": "ROK", "latach": "ROK"}
"""Forms that would be read as others: "lub" as "like!", "lat" as "of summers"."""
KEPT_PREPOSITIONS: Final = {"przed": "PRZED", "po": "PO"}
_DROPPED_LEMMAS: Final = frozenset(
    {
        *("być", "zostać", "się", "ten", "tamten", "który", "to", "taki", "on", "swój", "można", "należeć", "bardzo"),
        *("też", "od", "do", "czy"),
    }
)
_TIME: Final = frozenset(
    {
        *("DZIŚ", "JUTRO", "WCZORAJ", "TERAZ"),
        *("PONIEDZIAŁEK", "WTOREK", "ŚRODA", "CZWARTEK", "PIĄTEK", "SOBOTA", "NIEDZIELA"),
    }
)
_QUESTION: Final = frozenset(["GDZIE", "KIEDY", "CO", "JAK", "ILE", "KTO", "DLACZEGO", "JAKI", "PO-CO"])
SYNONYMS: Final = {
    "dzisiaj": "DZIŚ", "auto": "SAMOCHÓD", "pojazd": "SAMOCHÓD", "opłacić": "PŁACIĆ", "zapłacić": "PŁACIĆ",
    "wyrobić": "ZROBIĆ", "otrzymać": "DOSTAĆ", "złożyć": "DAĆ", "składać": "DAĆ", "podać": "DAĆ", "przyjść": "PRZYJŚĆ",
    "przynosić": "PRZYNIEŚĆ", "iść": "IŚĆ", "pójść": "IŚĆ", "móc": "MÓC", "musieć": "MUSIEĆ", "trzeba": "MUSIEĆ",
    "bezpłatny": "DARMO", "bezpłatnie": "DARMO", "darmowy": "DARMO", "zgubić": "ZGUBIĆ", "utracić": "ZGUBIĆ",
    "ukraść": "UKRAŚĆ", "zł": "ZŁOTY", "złoty": "ZŁOTY", "fotografia": "ZDJĘCIE", "małżonka": "ŻONA",
    "małżonek": "MĄŻ", "cudzoziemiec": "OBCOKRAJOWIEC", "odpad": "ŚMIECI", "śmieć": "ŚMIECI", "senior": "STARSZY",
    "formularz": "WNIOSEK", "podanie": "WNIOSEK", "zamieszkać": "MIESZKAĆ", "dokumenty": "DOKUMENT", "kupić": "KUPIĆ",
    "pan": "", "pani": "", "proszę": "PROSZĘ", "dziękować": "DZIĘKUJĘ", "odpowiedzieć": "ODPOWIEDŹ", "mama": "MATKA",
    "tata": "OJCIEC", "jeśli": "JEŻELI", "gdy": "JEŻELI", "odbierać": "ODEBRAĆ", "mail": "EMAIL",
    "dziś": "DZIŚ", "pomóc": "POMAGAĆ", "pociecha": "DZIECKO", "potrzebować": "POTRZEBNY", "wysyłać": "WYSŁAĆ",
    "kraść": "UKRAŚĆ", "wyciąć": "OBCIĄĆ", "ściąć": "OBCIĄĆ", "przeprowadzka": "PRZEPROWADZIĆ", "darmo": "DARMO",
    "zgłaszać": "ZGŁOSIĆ", "zarejestrować": "REJESTROWAĆ", "zadzwonić": "DZWONIĆ", "wybierać": "WYBRAĆ", "pieniądz": "PIENIĄDZE", "wybór": "WYBORY", "zapytać": "PYTAĆ", "wziąć": "WZIĄĆ", "zabrać": "WZIĄĆ",
}  # fmt: skip
PHRASES: Final = {
    ("dowód", "osobisty"): "DOWÓD",
    ("prawo", "jazda"): "PRAWO-JAZDY",
    ("dzień", "dobry"): "DZIEŃ-DOBRY",
    ("nie", "wiedzieć"): "NIE-WIEM",
    ("nie", "mieć"): "NIE-MA",
    ("nie", "móc"): "NIE-MÓC",
    ("nie", "wolno"): "NIE-WOLNO",
    ("nie", "chcieć"): "NIE-CHCIEĆ",
    ("nie", "rozumieć"): "NIE-ROZUMIEĆ",
    ("straż", "miejski"): "STRAŻ-MIEJSKA",
    ("straż", "pożarny"): "STRAŻ-POŻARNA",
    ("aparat", "słuchowy"): "APARAT-SŁUCHOWY",
    ("tak", "samo"): "TAK-SAMO",
}


@dataclass(frozen=True)
class Draft:
    """A gloss line and the characters of the text from which each of its words came."""

    line: str
    spans: tuple[tuple[int, int], ...]
    """First code point and one past the last, for each word of the line; '|' is none."""


@dataclass(frozen=True)
class _Word:
    lemma: str
    kind: str
    surface: str
    is_name: bool
    start: int
    end: int


@dataclass(frozen=True)
class _Gloss:
    text: str
    start: int
    end: int


def draft(text: str, known: Collection[str], longest: int = 2000) -> Draft:
    """Return a gloss line for Polish text; words without a sign stay as glosses, to be fingerspelled.

    Args:
        text: plain Polish.
        known: glosses of the lexicon; a lemma that is one of them is preferred among readings.
        longest: characters of the line; what goes beyond is left out at a word's border.

    """
    sentences = [glosses for words in sentences_of(text) if (glosses := _sentence(words, known))]
    line = " | ".join(" ".join(gloss.text for gloss in glosses) for glosses in sentences)
    if len(line) > longest:
        line = line[:longest].rsplit(" ", 1)[0].rstrip(" |")
    spans = [(gloss.start, gloss.end) for glosses in sentences for gloss in glosses]
    return Draft(line, tuple(spans[: sum(word != "|" for word in line.split())]))


def _sentence(words: tuple[Written, ...], known: Collection[str]) -> list[_Gloss]:
    read = [_read(word, known, is_first=index == 0) for index, word in enumerate(words)]
    glosses: list[_Gloss] = []
    index = 0
    while index < len(read):
        pair = (read[index].lemma, read[index + 1].lemma) if index + 1 < len(read) else None
        if pair in PHRASES:
            glosses.append(_Gloss(PHRASES[pair], read[index].start, read[index + 1].end))
            index += 2
            continue
        word = read[index]
        glosses += [_Gloss(gloss, word.start, word.end) for gloss in _glosses(word, known)]
        index += 1
    time = [gloss for gloss in glosses if gloss.text in _TIME]
    question = [gloss for gloss in glosses if gloss.text in _QUESTION]
    denied = [gloss for gloss in glosses if gloss.text == "NIE"]
    rest = [gloss for gloss in glosses if gloss not in time and gloss not in question and gloss.text != "NIE"]
    return time + rest + denied + question


def _glosses(word: _Word, known: Collection[str]) -> list[str]:
    if word.kind == "figure":
        return [word.surface]
    if word.kind == "number":
        return numbers_of(word.surface)
    fixed = WORD_FORMS.get(word.surface.lower()) or {**KEPT_PREPOSITIONS, **SYNONYMS, "nie": "NIE"}.get(word.lemma)
    if fixed is not None:
        return [fixed] if fixed else []
    gloss = word.lemma.upper()
    is_known = gloss in known
    if word.lemma in _DROPPED_LEMMAS or (not is_known and word.kind.startswith(_DROPPED_CLASSES)):
        return []
    if is_known:
        return [gloss]
    return [f"#{word.surface.upper()}"] if word.is_name else [gloss]


def _read(written: Written, known: Collection[str], *, is_first: bool) -> _Word:
    word = written.text
    read = _Word(word.lower(), "ign", word, is_name=False, start=written.start, end=written.end)
    if written.is_number:
        figure = figure_of(word)
        return replace(read, kind="figure" if figure else "number", surface=figure or word)
    readings = readings_of(word)
    # "mam" is rather "I have" than "of mothers": verbs first.
    for reading in sorted(readings, key=lambda reading: not reading.tag.startswith(_VERBS)):
        lemma = reading.lemma
        if lemma.lower() in SYNONYMS or lemma.upper() in known or lemma.lower() in KEPT_PREPOSITIONS:
            return replace(read, lemma=lemma.lower(), kind=reading.tag)
    if readings:
        read = replace(read, lemma=readings[0].lemma.lower(), kind=readings[0].tag)
    is_capital = word[0].isupper() and not is_first
    is_marked = not readings or readings[0].tag == "ign" or readings[0].is_name
    return replace(read, is_name=(word.isupper() and len(word) > 1) or (is_capital and is_marked))
