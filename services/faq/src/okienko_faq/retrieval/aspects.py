"""Which part of an answer a question is about: its cost, its place, the documents."""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

import re
from collections.abc import Sequence
from enum import Enum

from okienko_faq.retrieval.stopwords import FUNCTION, GENERIC
from okienko_faq.retrieval.words import fold, key, tokens


class Field(Enum):
    """Parts of an answer that residents ask for."""

    COST = "cost"
    DURATION = "duration"
    PLACE = "place"
    DOCUMENTS = "documents"
    STEPS = "steps"
    HOURS = "hours"
    CONTACT = "contact"
    ONLINE = "online"
    LEGAL_BASIS = "legal_basis"


# All patterns meet folded text: lower-case, no diacritics, no punctuation. Glosses are read with them, too ("ILE PIENIĄDZE").
_PATTERNS = tuple(
    (field, re.compile(rf"\b(?:{pattern})\b"))
    for field, pattern in (
        (
            Field.COST,
            (
                r"(ile|co) (\w+ )?(kosztuj\w*|kosztowac|zaplac\w*|plac\w*|wynosi|pieni\w+|zlot\w*)|(placi\w*|kosz\w*|pieni\w+|cena|oplat\w*) ile|"
                r"koszt\w*|cen[aey]|oplat[aey]|platn[aey]|za darmo|bezplatn\w*|darmow\w*|drogo|"
                r"(trzeba|musze|czy) (\w+ )?(zaplacic|placic|place)|how much|costs?|price|fees?|charges?|free( of charge)?|do i (have to )?pay|expensive"
            ),
        ),
        (
            Field.DURATION,
            (
                r"jak dlugo|ile (\w+ )?(czasu|trwa|czeka\w*|dni|tygodni|potrwa)|(czeka\w*|czas|dni|dzien|trwac) ile|kiedy (\w+ )?(bedzie|dostane|"
                r"gotow\w*|odbiore|moge odebrac|przyjdzie)|termin\w*|do kiedy|jak szybko|dlugo|kiedy|how long|how many days|"
                r"(by )?when|deadline|how (fast|quick\w*|soon)|wait(ing)?( time)?|duration"
            ),
        ),
        (
            Field.PLACE,
            r"gdzie|dokad|adres\w*|pok[oó]j|pokoj\w*|okienk\w+|pietr\w+|w ktorym (miejscu|urzedzie)|ktory urzad|do kogo|where|address|room|which (office|place|floor)",
        ),
        (
            Field.DOCUMENTS,
            (
                r"dokument\w*|papier\w*|zalacznik\w*|formularz\w*|wniosek|co (\w+ )?(wziac|zabrac|przyniesc|potrzeb\w+|przygotowac|miec)|"
                r"(wziac|zabrac|przyniesc|potrzebny) co|potrzebn[eay] (jest|sa|zdjecie)|jakie (sa )?potrzebne|zdjeci[ea]|"
                r"documents?|papers?|forms?|what (\w+ ){0,3}(bring|need|take)|photos?|paperwork|attachments?"
            ),
        ),
        (
            Field.ONLINE,
            (
                r"online|on line|internet\w*|przez siec|zdalnie|elektroniczn\w*|bez wychodzenia|epuap|mobywatel\w*|"
                r"from home|electronically|web( ?site)?"
            ),
        ),
        (
            Field.HOURS,
            (
                r"(w jakich |o ktorej |jakie )?godzin\w*|o ktorej|otwart\w*|czynn\w*|zamkniet\w*|otwiera\w*|zamyka\w*|dzis(iaj)? (otwart\w*|czynn\w*)|"
                r"opening( hours)?|hours|open|closed?|what time"
            ),
        ),
        (
            Field.CONTACT,
            r"telefon\w*|numer telefonu|zadzwon\w*|dzwonic|e ?mail\w*|mail\w*|kontakt\w*|sms|phone( number)?|telephone|call|contact|text message",
        ),
        (
            Field.LEGAL_BASIS,
            r"podstaw\w* prawn\w*|ustaw\w*|przepis\w*|artykul\w*|paragraf\w*|na jakiej podstawie|legal basis|which (law|act)|law|regulations?",
        ),
        (
            Field.STEPS,
            (
                r"krok\w*( po kroku)?|po kolei|jak (to )?(\w+ )?(zrobic|zalatwic|zlozyc|wyglada|przebiega)|co (\w+ )?(zrobic|robic)|jak|"
                r"steps?|how do i( do)?|how to|procedure|what do i do|how"
            ),
        ),
    )
)
_WEAK = frozenset({Field.STEPS})
"""What nearly every question names ("jak…"); it counts only alone."""

_BARE_PL = """ale czekac czekam czas darmo drogo dlugo dlugi szybko dzien dni tygodni pieniadze pieniadz pieniedzy zlotych kosztowac kosztuja
    placi place zaplace zaplaci zaplacic wynosi potrzebny potrzebna potrzebne potrzebuje wziac zabrac przyniesc przygotowac dokument dokumenty
    dokumenty dokumentow papier papiery papierow zdjecie zdjecia wniosek formularz zalaczniki gotowy gotowe gotowa dostane bedzie odbiore
    odebrac okienko okienka pokoj pokoju pietro pietrze urzad urzedzie urzedu miejsce miejscu isc przyjsc pojsc jechac zadzwonic dzwonic
    telefonu email mail sms kontaktowac dzis dzisiaj jutro otwarte czynne zamkniete otwieraja zamykaja godzin godzinach krok kroku kroki
    kolei zrobic robic zalatwic zlozyc wyglada przebiega podstawa podstawie prawna prawnej ustawa ustawie przepis przepisy artykul domu
    wychodzenia zdalnie elektronicznie siec osobiscie musze trzeba mozna wolno sprawa sprawie sprawy dokladnie wlasciwie razem wszystko
    tyle takiego taka to tego tej temu tym tam tamto ono ona on zatem wiec powiedz prosze napisz chce wiedziec konkretnie ewentualnie
    ktora ktory ktorej ktorym ktorych pytanie kto jakich jakim jaka zalatwia czasu platne platny platna otwieracie zamykacie pracujecie czynni jeszcze raz swoje swoja online internet internetu przez sie wysylka wyslac poczta poczty nowy nowa nowe nowego nowej""".split()
_BARE_EN = """and but then also cost costs price fee fees pay paid free charge money expensive long time take takes wait waiting days weeks day
    ready when soon fast quickly deadline duration where address room floor office place go come which documents document papers form
    forms photo photos bring need needed take paperwork attachments online internet web website home electronically open opening closed close
    hours today tomorrow phone telephone number call contact email mail text message sms steps step procedure do how legal basis law act
    regulation please tell exactly there it that this one them they person in-person send post apply new""".split()
_BARE = {
    "pl": {fold(word) for word in FUNCTION["pl"] | GENERIC["pl"]} | set(_BARE_PL),
    "en": {fold(word) for word in FUNCTION["en"] | GENERIC["en"]} | set(_BARE_EN),
}


def asked(text: str) -> tuple[Field, ...]:
    """Return the parts of an answer that a question names, in the order of the question."""
    folded = key(text)
    found = {field: match.start() for field, pattern in _PATTERNS if (match := pattern.search(folded))}
    # "How long" and "how much" are no question for the steps; "jak" and "how" alone are.
    strong = {field: place for field, place in found.items() if field not in _WEAK}
    kept = strong or found
    return tuple(sorted(kept, key=lambda field: kept[field]))


def is_bare(text: str, language: str) -> bool:
    """Say whether a question names parts of an answer and nothing that an answer is about ("a ile to kosztuje?")."""
    words = [fold(word) for word in tokens(text)]
    return bool(words) and all(word in _BARE[language] for word in words)


def without_bare(text: str, language: str) -> Sequence[str]:
    """Return the words that name what an answer is about."""
    return [word for word in tokens(text) if fold(word) not in _BARE[language]]
