"""The store's answers as the API gives them: one language, every form with its origin."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from okienko.faq.v1 import faq_pb2

from okienko_gateway.languages import Language
from okienko_gateway.opening import Calendar, open_state
from okienko_gateway.schemas import (
    Answer,
    Choice,
    ClosedDay,
    Forms,
    FormState,
    Hours,
    Interpreter,
    Office,
    Origin,
    Place,
    Source,
    TextForm,
)

TEXT_FIELDS = ("title", "question", "short_text", "cost", "duration")
LIST_FIELDS = ("easy_text", "steps", "documents")
PUBLIC_NAMES = {"short_text": "short", "easy_text": "easy"}


def text_in(texts: Iterable[Any], language: str) -> Any:
    """Return the item with the language, else the Polish one, else the first.

    Raises:
        ValueError: there is none at all.
    """
    by_language = {text.language_code: text for text in reversed(list(texts))}
    if not by_language:
        raise ValueError("The store sent a text in no language; run `make validate-content`.")
    return by_language.get(language) or by_language.get("pl") or next(iter(by_language.values()))


def segments(text: faq_pb2.AnswerText) -> dict[str, str]:
    """Return what may need translation: the field's public name, or name and position for a list item, to its text."""
    named = {PUBLIC_NAMES.get(field, field): getattr(text, field) for field in TEXT_FIELDS}
    for field in LIST_FIELDS:
        name = PUBLIC_NAMES.get(field, field)
        named |= {f"{name}.{index}": item for index, item in enumerate(getattr(text, field))}
    return {name: segment for name, segment in named.items() if segment}


def hours(items: Iterable[faq_pb2.OpeningHours]) -> list[Hours]:
    """Return opening hours, Monday first."""
    return [Hours(day=item.day, opens=item.opens, closes=item.closes) for item in items]


def place(source: faq_pb2.Place, language: str) -> Place:
    """Return a place in one language."""
    text = text_in(source.texts, language)
    return Place(
        id=source.place_id,
        name=text.name,
        note=text.note,
        address=source.address,
        phone=source.phone,
        email=source.email,
        text_message_number=source.text_message_number,
        website=source.website,
        hours=hours(source.hours),
    )


def office(source: faq_pb2.GetOfficeResponse, language: str, now: datetime | None = None) -> Office:
    """Return the office in one language, and whether it is open `now` (with a zone; absent: this moment)."""
    local = (now or datetime.now(UTC)).astimezone(ZoneInfo(source.time_zone or "Europe/Warsaw"))
    closed = [
        ClosedDay(date=day.date, name=name_in(day.names, language), is_own=day.is_own) for day in source.closed_days
    ]
    calendar = Calendar.of(closed, own_office=True)
    found = place(source.office, language)
    interpreter = Interpreter(url=source.interpreter_url, hours=hours(source.interpreter_hours))
    return Office(
        town=source.town,
        office=found,
        interpreter=interpreter,
        time_zone=source.time_zone,
        closed_days=closed,
        open_now=open_state(found.hours, calendar, local) if found.hours else None,
        interpreter_now=open_state(interpreter.hours, calendar, local) if interpreter.hours else None,
    )


def name_in(names: Iterable[faq_pb2.LocalizedName], language: str) -> str:
    """Return the name in the language, else the first; empty when there is none."""
    found = {item.language_code: item.name for item in names}
    return found.get(language) or next(iter(found.values()), "")


def choices(items: Sequence[faq_pb2.Choice]) -> list[Choice]:
    """Return choices as they are; a group goes by its phrase's identifier."""
    return [
        Choice(
            id=item.answer_id or item.choice_id,
            title=item.title,
            language=item.language_code,
            icon=item.icon,
            kind="answer" if item.answer_id else "group",
        )
        for item in items
    ]


def answer(
    source: faq_pb2.Answer,
    language: Language,
    translated: dict[str, str],
    origin: Origin,
) -> Answer:
    """Put an answer together.

    Args:
        source: the store's answer.
        language: the language asked for.
        translated: segments translated from Polish, by the names of `segments`.
        origin: where the text comes from.
    """
    original = segments(text_in(source.texts, language))
    text = original | translated
    names = [PUBLIC_NAMES.get(field, field) for field in LIST_FIELDS]
    lists = {name: [text[key] for key in original if key.startswith(f"{name}.")] for name in names}
    return Answer(
        id=source.answer_id,
        topic=source.topic_id,
        icon=source.icon,
        language=language,
        title=text["title"],
        question=text["question"],
        short=text["short"],
        easy=lists["easy"],
        steps=lists["steps"],
        documents=lists["documents"],
        cost=text.get("cost", ""),
        duration=text.get("duration", ""),
        forms=Forms(
            text=TextForm(origin=origin, language=language),
            sign=FormState(available=True),
            speech=FormState(available=True),
        ),
        places=[place(item, language) for item in source.places],
        online=source.online_url,
        sources=[
            Source(title=item.title, provision=item.provision, published=item.published, url=item.url)
            for item in source.sources
        ],
        checked=source.checked_date,
        related=choices(source.related),
        pjm=source.pjm,
        revision=source.revision,
        untranslated=[] if origin == "town" else [name for name in original if name not in translated],
    )


_SPOKEN_LABELS = {"pl": ("Przygotuj", "Krok", "Koszt", "Czas"), "en": ("What you need", "Step", "Cost", "Time")}


def spoken_text(source: Answer) -> str:
    """Return what is read aloud: title, answer, documents, steps, cost and duration, one paragraph each."""
    documents, step, cost, duration = _SPOKEN_LABELS[source.language]
    labelled = [
        (f"{documents}:", "; ".join(source.documents)),
        *((f"{step} {number}.", text) for number, text in enumerate(source.steps, 1)),
        (f"{cost}:", source.cost),
        (f"{duration}:", source.duration),
    ]
    parts = [source.title, source.short, *(f"{label} {text}" for label, text in labelled if text)]
    return "\n".join(part if part[-1] in ".!?" else f"{part}." for part in parts)
