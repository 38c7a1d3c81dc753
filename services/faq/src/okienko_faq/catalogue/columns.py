"""Which field of an answer a column's heading means, in Polish and English."""

import re

from okienko_faq.catalogue.source import NEUTRAL, FieldName, Language
from okienko_faq.retrieval.words import key

_HEADINGS: dict[FieldName, tuple[str, ...]] = {
    "id": ("id", "identyfikator", "kod", "kod uslugi", "symbol", "code"),
    "title": ("tytul", "nazwa", "nazwa uslugi", "nazwa sprawy", "usluga", "sprawa", "title", "name", "service"),
    "question": ("pytanie", "question"),
    "answer": (
        "odpowiedz",
        "opis",
        "opis uslugi",
        "opis sprawy",
        "krotki opis",
        "informacje ogolne",
        "answer",
        "description",
        "summary",
    ),
    "steps": ("kroki", "sposob zalatwienia", "jak zalatwic", "przebieg", "tryb postepowania", "steps", "procedure"),
    "documents": (
        "dokumenty",
        "wymagane dokumenty",
        "potrzebne dokumenty",
        "zalaczniki",
        "co przygotowac",
        "documents",
        "required documents",
    ),
    "cost": ("koszt", "oplata", "oplaty", "wysokosc oplaty", "oplata skarbowa", "cena", "cost", "fee", "fees"),
    "duration": ("czas", "termin", "termin zalatwienia", "czas realizacji", "czas trwania", "duration", "time"),
    "place": (
        "miejsce",
        "miejsce zalatwienia",
        "miejsce skladania",
        "gdzie zalatwic",
        "wydzial",
        "komorka",
        "jednostka",
        "jednostka odpowiedzialna",
        "place",
        "office",
        "department",
    ),
    "law": ("podstawa prawna", "podstawy prawne", "przepisy", "legal basis", "law"),
    "url": ("url", "link", "adres www", "strona", "adres strony", "web address", "website"),
    "topic": ("temat", "kategoria", "dziedzina", "grupa", "topic", "category"),
    "aliases": ("aliasy", "slowa kluczowe", "tagi", "inne pytania", "aliases", "keywords", "tags"),
    "checked": ("sprawdzono", "data aktualizacji", "aktualizacja", "ostatnia aktualizacja", "checked", "updated"),
}
_FIELD = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
_LANGUAGE = re.compile(r"[\s_(\[–-]+(pl|pol|polski|po polsku|en|eng|ang|angielski|po angielsku|english|polish)[)\]]?$")
_ENGLISH = {"en", "eng", "ang", "angielski", "po angielsku", "english"}


def understand(heading: str) -> tuple[FieldName, Language] | None:
    """Return the field and language that a heading means; None where it means none.

    "Opłata", "oplaty" and "Fee" mean the cost; "Tytuł (EN)", "title_en" and "tytuł angielski" the English title.
    """
    words = heading.strip().casefold().rstrip(":")
    match = _LANGUAGE.search(words)
    language: Language = "en" if match and match.group(1) in _ENGLISH else "pl"
    name = _FIELD.get(key(words[: match.start()] if match else words))
    if name is None:
        return None
    return name, "pl" if name in NEUTRAL else language


def expected() -> str:
    """Return the headings that a file may have, for messages."""
    return ", ".join(headings[0] for headings in _HEADINGS.values())
