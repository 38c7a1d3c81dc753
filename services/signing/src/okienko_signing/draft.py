"""Drafts glosses from Polish text by rules: lemmas by Morfeusz, function words dropped, time first, question word last.

A draft helps an editor and serves free text; it is always labelled as such.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

import morfeusz2

from okienko_signing.figures import FigureError, is_figure, spoken

_CLOCK: Final = r"[0-9]{1,2}:[0-9]{2}"
_HOURS: Final = re.compile(rf"(?<![\d:])(?:od\s+)?({_CLOCK})\s*(?:[-–—]|do)\s*({_CLOCK})(?![\d:])", re.IGNORECASE)
_FIGURE: Final = (
    rf"{_CLOCK}(?:-{_CLOCK})?(?![\d:])"
    r"|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(?![\d.])|[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\d-])"
    r"|[0-9]{1,3}(?:[ \u00a0][0-9]{3})+,[0-9]{2}[ \u00a0]?zł\b|[0-9]+,[0-9]{2}[ \u00a0]?zł\b|[0-9]+(?:,[0-9]+)?[ \u00a0]?%"
    r"|[0-9]{2,3}(?:[ \u00a0-][0-9]{2,3}){2,3}(?!,?\d|[ \u00a0]\d|[ \u00a0]?(?:zł|%))"
    r"|[0-9]{1,3}\.(?=[ \u00a0]+[a-ząćęłńóśźż])"
)
_PHONE_DIGITS: Final = 9
_TOKEN: Final = re.compile(
    rf"(?<![\d.,])(?:{_FIGURE})|[0-9]+(?:[ \u00a0][0-9]{{3}}(?!\d))*(?:[.,][0-9]+)*|[^\W\d_]+(?:-[^\W\d_]+)*|[.!?\n]"
)
_DROPPED_CLASSES: Final = ("prep", "conj", "comp", "qub", "part", "interp", "siebie", "aglt", "interj", "xxx")
_VERBS: Final = ("fin", "inf", "impt", "praet", "imps")
_SHORT: Final = {"ul.": "ulica", "al.": "aleja", "pl.": "plac", "nr": "numer", "godz.": "godzina", "tel.": "telefon"}
"""Abbreviations, whose full stop ends no sentence."""
_WORD_FORMS: Final = {"lub": "LUB", "lat": "ROK", "lata": "ROK", "latach": "ROK"}
"""Forms that would be read as others: "lub" as "like!", "lat" as "of summers"."""
_KEPT_PREPOSITIONS: Final = {"przed": "PRZED", "po": "PO"}
_DROPPED_LEMMAS: Final = frozenset(
    {
        *("być", "zostać", "się", "ten", "tamten", "który", "to", "taki", "on", "swój", "można", "należeć", "bardzo"),
        *("też", "od", "do", "czy"),
    }
)
_TIME: Final = frozenset(
    [
        "DZIŚ",
        "JUTRO",
        "WCZORAJ",
        "TERAZ",
        "ROK",
        "MIESIĄC",
        "TYDZIEŃ",
        "DZIEŃ",
        "GODZINA",
        "PONIEDZIAŁEK",
        "WTOREK",
        "ŚRODA",
        "CZWARTEK",
        "PIĄTEK",
        "SOBOTA",
        "NIEDZIELA",
    ]
)
_QUESTION: Final = frozenset(["GDZIE", "KIEDY", "CO", "JAK", "ILE", "KTO", "DLACZEGO", "JAKI", "PO-CO"])
_SYNONYMS: Final = {
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
_PHRASES: Final = {
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
class _Word:
    lemma: str
    kind: str
    surface: str
    is_name: bool


@cache
def _morfeusz() -> morfeusz2.Morfeusz:
    return morfeusz2.Morfeusz(expand_tags=False)


def draft_glosses(text: str, known: Collection[str], longest: int = 2000) -> str:
    """Return a gloss line for Polish text; words without a sign stay as glosses, to be fingerspelled.

    Args:
        text: plain Polish.
        known: glosses of the lexicon; a lemma that is one of them is preferred among readings.
        longest: characters of the line; what goes beyond is left out at a word's border.

    """
    sentences: list[str] = []
    words: list[str] = []
    for short, full in _SHORT.items():
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, text, flags=re.IGNORECASE)
    text = _HOURS.sub(r"\1-\2", text)
    for match in _TOKEN.finditer(text):
        found = match.group()
        if found in ".!?\n":
            _close(words, sentences, known)
            words = []
        else:
            words.append(found)
    _close(words, sentences, known)
    line = " | ".join(sentences)
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0].rstrip(" |")


def _close(words: list[str], sentences: list[str], known: Collection[str]) -> None:
    glosses = _sentence(words, known)
    if glosses:
        sentences.append(" ".join(glosses))


def _sentence(words: list[str], known: Collection[str]) -> list[str]:
    read = [_read(word, known, is_first=index == 0) for index, word in enumerate(words)]
    glosses: list[str] = []
    index = 0
    while index < len(read):
        pair = (read[index].lemma, read[index + 1].lemma) if index + 1 < len(read) else None
        if pair in _PHRASES:
            glosses.append(_PHRASES[pair])
            index += 2
            continue
        glosses += _gloss(read[index], known)
        index += 1
    time = [
        gloss for gloss in glosses if gloss in _TIME and gloss not in {"DZIEŃ", "ROK", "MIESIĄC", "GODZINA", "TYDZIEŃ"}
    ]
    question = [gloss for gloss in glosses if gloss in _QUESTION]
    denied = [gloss for gloss in glosses if gloss == "NIE"]
    rest = [gloss for gloss in glosses if gloss not in time and gloss not in question and gloss != "NIE"]
    return time + rest + denied + question


def _gloss(word: _Word, known: Collection[str]) -> list[str]:
    if word.kind == "figure":
        return [word.surface]
    if word.kind == "number":
        whole = re.sub(r"[ \u00a0]", "", word.surface)
        return [part for part in re.split(r"[.,:-]", whole) if part]
    fixed = _WORD_FORMS.get(word.surface.lower()) or {**_KEPT_PREPOSITIONS, **_SYNONYMS, "nie": "NIE"}.get(word.lemma)
    if fixed is not None:
        return [fixed] if fixed else []
    gloss = word.lemma.upper()
    is_known = gloss in known
    if word.lemma in _DROPPED_LEMMAS or (not is_known and word.kind.startswith(_DROPPED_CLASSES)):
        return []
    if is_known:
        return [gloss]
    return [f"#{word.surface.upper()}"] if word.is_name else [gloss]


def _figure(word: str) -> str:
    """Return a date, time, amount, share, order or telephone number as gloss lines write it; empty if it is none."""
    spaced = re.sub(r"[ \u00a0]", "-", word)
    is_phone = re.fullmatch(r"[\d-]+", spaced) and sum(map(str.isdecimal, spaced)) == _PHONE_DIGITS
    written = spaced if is_phone else spaced.replace("-", "") if spaced != word else word
    try:
        return written if is_figure(written) and spoken(written) else ""
    except FigureError:
        return ""


def _read(word: str, known: Collection[str], *, is_first: bool) -> _Word:
    if word[0].isdecimal():
        figure = _figure(word)
        return _Word(word, "figure" if figure else "number", figure or word, is_name=False)
    analyses = _morfeusz().analyse(word)
    readings = [
        (str(base).split(":")[0], str(tag), labels)
        for _, _, (_, base, tag, labels, _) in analyses
        if not str(tag).startswith("aglt")
    ]
    is_capital = word[0].isupper() and not is_first
    # "mam" is rather "I have" than "of mothers": verbs first.
    for lemma, tag, _ in sorted(readings, key=lambda reading: not reading[1].startswith(_VERBS)):
        if lemma.lower() in _SYNONYMS or lemma.upper() in known or lemma.lower() in _KEPT_PREPOSITIONS:
            return _Word(lemma.lower(), tag, word, is_name=False)
    lemma, tag, labels = readings[0] if readings else (word, "ign", [])
    is_name = (word.isupper() and len(word) > 1) or (is_capital and (tag == "ign" or bool(labels)))
    return _Word(lemma.lower(), tag, word, is_name=is_name)
