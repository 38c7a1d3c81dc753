"""What stands around an answer in an e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Headings and sentences of one language."""

    cost: str
    duration: str
    documents: str
    steps: str
    easy: str
    sources: str
    phone: str
    text_message: str
    hours: str
    page: str
    film: str
    online: str
    checked: str
    machine: str
    polish_only: str
    why: str


WORDINGS: Mapping[str, Wording] = {
    "pl": Wording(
        cost="Koszt",
        duration="Czas",
        documents="Co zabrać",
        steps="Krok po kroku",
        easy="Prostymi słowami",
        sources="Skąd to wiemy",
        phone="Telefon: ",
        text_message="SMS: ",
        hours="Godziny otwarcia: ",
        page="Ta odpowiedź na stronie urzędu",
        film="Film w polskim języku migowym (PJM)",
        online="Załatw to przez internet",
        checked="Urząd sprawdził tę odpowiedź: {date}",
        machine="Tekst przetłumaczono automatycznie. Mogą być w nim błędy; ważny jest tekst polski.",
        polish_only="Tej odpowiedzi nie ma w Twoim języku, dlatego jest po polsku.",
        why="Ktoś poprosił na stronie urzędu ({town}), żeby wysłać tę odpowiedź na ten adres. Jeśli to nie Ty, nie musisz nic robić. "
        "Nie zachowaliśmy tego adresu. Na tę wiadomość nie trzeba odpowiadać.",
    ),
    "en": Wording(
        cost="Cost",
        duration="Time",
        documents="What to bring",
        steps="Step by step",
        easy="In easy words",
        sources="How we know",
        phone="Phone: ",
        text_message="Text message: ",
        hours="Opening hours: ",
        page="This answer on the office's page",
        film="Video in Polish Sign Language (PJM)",
        online="Do it online",
        checked="The office checked this answer: {date}",
        machine="This text was translated automatically. There may be mistakes; the Polish text is the one that counts.",
        polish_only="There is no English text of this answer yet, so it is in Polish.",
        why="Somebody asked on the office's page ({town}) to send this answer to this address. If it was not you, there is nothing to do. "
        "We have not kept the address. There is no need to reply.",
    ),
}
DAYS: Mapping[str, tuple[str, ...]] = {
    "pl": ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
