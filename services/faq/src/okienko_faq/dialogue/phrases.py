"""What the service says in its own words: questions to the resident, names of choices, replies to small talk."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence or name in Polish, English and PJM glosses."""

    phrase_id: str
    icon: str
    pl: str
    en: str
    pjm: str


_ALL = (
    # Questions to the resident.
    Phrase("ask-who", "family", "Dla kogo?", "Who is it for?", "SPRAWA KTO"),
    Phrase("ask-what", "question", "Co chcesz zrobić?", "What do you want to do?", "TY CHCIEĆ ZROBIĆ CO"),
    Phrase("ask-where", "pin", "Gdzie?", "Where?", "GDZIE"),
    Phrase("ask-which", "question", "O którą sprawę chodzi?", "Which of these do you mean?", "SPRAWA KTÓRY"),
    Phrase(
        "ask-about",
        "question",
        "O jaką sprawę chodzi? Wybierz albo napisz jej nazwę.",
        "What is it about? Choose, or write its name.",
        "SPRAWA JAKI | WYBRAĆ ALBO PISAĆ",
    ),
    # Who.
    Phrase("who-child", "school", "Dla dziecka", "For a child", "DZIECKO"),
    Phrase("who-adult", "id-card", "Dla osoby dorosłej", "For an adult", "DOROSŁY"),
    Phrase("who-family", "family", "Dla rodziny", "For a family", "RODZINA"),
    Phrase("who-senior", "heart", "Dla osoby starszej", "For an older person", "STARSZY OSOBA"),
    Phrase(
        "who-disabled",
        "wheelchair",
        "Dla osoby z niepełnosprawnością",
        "For a disabled person",
        "NIEPEŁNOSPRAWNY OSOBA",
    ),
    Phrase("who-foreigner", "letter", "Dla cudzoziemca", "For a foreigner", "OBCOKRAJOWIEC"),
    Phrase("who-business", "briefcase", "Dla firmy", "For a business", "FIRMA"),
    Phrase("who-other", "hands", "Dla kogoś innego", "For somebody else", "INNY OSOBA"),
    # What.
    Phrase("what-change", "signature", "Wymienić albo zmienić", "Renew or change", "ZMIENIĆ"),
    Phrase("what-lost", "search-box", "Zgłosić, że zginęło", "Report a loss", "ZGUBIĆ ALBO UKRAŚĆ"),
    Phrase("what-collect", "clock", "Sprawdzić albo odebrać", "Check or collect", "SPRAWDZIĆ ALBO ODEBRAĆ"),
    Phrase("what-end", "lock", "Zakończyć", "Close or end", "KONIEC"),
    Phrase("what-pay", "receipt", "Zapłacić", "Pay", "PŁACIĆ"),
    Phrase("what-money", "money", "Dostać pieniądze", "Get money", "PIENIĄDZE DOSTAĆ"),
    Phrase(
        "what-paper", "book", "Dostać zaświadczenie albo odpis", "Get a certificate or copy", "ZAŚWIADCZENIE DOSTAĆ"
    ),
    Phrase("what-permit", "shield", "Dostać pozwolenie", "Get a permit", "POZWOLENIE DOSTAĆ"),
    Phrase("what-report", "letter", "Zgłosić", "Report", "ZGŁOSIĆ"),
    Phrase("what-find", "pin", "Znaleźć adres lub godziny", "Find an address or hours", "ADRES ALBO GODZINA SZUKAĆ"),
    Phrase("what-get", "id-card", "Załatwić po raz pierwszy", "Do it for the first time", "PIERWSZY ZAŁATWIĆ"),
    Phrase("what-other", "info", "Coś innego", "Something else", "INNY"),
    # Where.
    Phrase("where-abroad", "map-plan", "Za granicą", "Abroad", "ZAGRANICA"),
    Phrase("where-poland", "home", "W Polsce", "In Poland", "POLSKA"),
    # Small talk.
    Phrase(
        "talk-greeting",
        "hands",
        "Dzień dobry! Napisz lub zamigaj, jaką sprawę chcesz załatwić.",
        "Hello! Write or sign what you want to get done.",
        "DZIEŃ-DOBRY | TY PISAĆ ALBO MIGAĆ | SPRAWA JAKI",
    ),
    Phrase(
        "talk-thanks",
        "heart",
        "Proszę bardzo! Możesz zapytać o coś jeszcze.",
        "You are welcome! You can ask something else.",
        "PROSZĘ | TY MÓC PYTAĆ JESZCZE",
    ),
    Phrase(
        "talk-goodbye",
        "hands",
        "Do widzenia! Wróć, kiedy chcesz.",
        "Goodbye! Come back any time.",
        "TY WRÓCIĆ MÓC ZAWSZE",
    ),
    Phrase(
        "talk-who",
        "info",
        "Jestem Okienko – program urzędu miasta, nie człowiek. Znam odpowiedzi, które przygotował urząd. Gdy czegoś nie wiem, "
        "mówię to i podaję kontakt do ludzi.",
        "I am Okienko, a program of the town hall, not a human. I know the answers that the town hall has prepared. When I do "
        "not know something, I say so and show how to reach people.",
        "JA KOMPUTER | JA CZŁOWIEK NIE | URZĄD ODPOWIEDŹ PRZYGOTOWAĆ | JA POMAGAĆ",
    ),
    Phrase(
        "talk-help",
        "question",
        "Pomagam w sprawach urzędowych: dokumenty, meldunek, podatki, dzieci, śmieci, samochód i inne. Napisz, zamigaj albo "
        "wybierz obrazek.",
        "I help with the town hall's business: documents, registering, taxes, children, waste, cars and more. Write, sign or "
        "choose a picture.",
        "JA POMAGAĆ | SPRAWA URZĄD | TY PISAĆ ALBO MIGAĆ ALBO WYBRAĆ",
    ),
    Phrase(
        "talk-well",
        "heart",
        "Dziękuję, wszystko działa. W czym mogę pomóc?",
        "Thank you, everything is working. How can I help?",
        "DZIĘKUJĘ DOBRZE | POMAGAĆ CO",
    ),
    Phrase(
        "talk-insult",
        "hands",
        "Przykro mi, że coś poszło źle. Chcę pomóc. Napisz, o jaką sprawę chodzi, albo porozmawiaj z człowiekiem: kontakt "
        "jest niżej.",
        "I am sorry that something went wrong. I want to help. Write what it is about, or talk to a human: the contact is "
        "below.",
        "PRZYKRO | JA CHCIEĆ POMAGAĆ | PISAĆ SPRAWA JAKI | ALBO CZŁOWIEK ROZMAWIAĆ",
    ),
    Phrase(
        "talk-human",
        "hands",
        "Kontakt do ludzi w urzędzie i do tłumacza PJM jest niżej.",
        "How to reach the people of the town hall and the sign-language interpreter is below.",
        "URZĘDNIK ALBO TŁUMACZ ROZMAWIAĆ MÓC | ADRES TU",
    ),
)
PHRASES: Mapping[str, Phrase] = {phrase.phrase_id: phrase for phrase in _ALL}
"""All phrases by identifier."""
