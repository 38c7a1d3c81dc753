"""Published values as messages of the contract."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from okienko.faq.v1 import faq_pb2

from okienko_faq.closed_days import ClosedDay, closed_days
from okienko_faq.content.model import Emergency, Entry, Hours, Place, Site, Text, Topic
from okienko_faq.content.model import Source as LegalSource
from okienko_faq.store.database import StoredPack


class Catalogue:
    """The published answers as messages, looked up by identifier."""

    def __init__(self, stored: StoredPack) -> None:
        """Index the pack."""
        self._pack = stored.pack
        self._revisions = stored.revisions
        self._entries = {entry.id: entry for entry in stored.pack.entries}
        self._places = {place.id: place for place in stored.pack.places}

    def __contains__(self, answer_id: str) -> bool:
        """Say whether there is such an answer."""
        return answer_id in self._entries

    @property
    def answer_ids(self) -> Sequence[str]:
        """All identifiers, in the town's order of topics."""
        return [entry.id for entry in self._pack.entries]

    def answer(self, answer_id: str, language: str) -> faq_pb2.Answer:
        """Return one answer; titles of related answers are in `language` where the town has written them."""
        entry = self._entries[answer_id]
        return faq_pb2.Answer(
            answer_id=entry.id,
            topic_id=entry.topic,
            icon=entry.icon,
            texts=[_text(code, text) for code, text in entry.texts().items()],
            places=[_place(self._places[place]) for place in entry.places],
            sources=[_source(source) for source in entry.sources],
            checked_date=entry.checked,
            related=self.choices(entry.related, language),
            pjm=entry.pjm,
            online_url=entry.online,
            revision=self._revisions[entry.id],
        )

    def revision(self, answer_id: str) -> str:
        """Return the revision of an answer."""
        return self._revisions[answer_id]

    def languages(self, answer_id: str) -> Sequence[str]:
        """Return the languages in which the town has written an answer, Polish first."""
        return list(self._entries[answer_id].texts())

    def choices(self, answer_ids: Sequence[str], language: str) -> list[faq_pb2.Choice]:
        """Return answers to choose from."""
        return [_choice(self._entries[answer_id], language) for answer_id in answer_ids]

    def topics(self, language: str) -> list[faq_pb2.Topic]:
        """Return the topics in the town's order, each with its answers, titled in `language` where it is written."""
        return [self._topic(topic, language) for topic in self._pack.topics]

    def featured(self) -> list[faq_pb2.FeaturedAnswer]:
        """Return the answers of the first screen in the town's order."""
        chosen = [entry for entry in self._pack.entries if entry.featured is not None]
        return [_featured(entry) for entry in sorted(chosen, key=lambda entry: (entry.featured or 0, entry.id))]

    @property
    def starters(self) -> Sequence[str]:
        """Identifiers of the first screen's answers, in the town's order."""
        return [answer.answer_id for answer in self.featured()]

    @property
    def emergency(self) -> Emergency:
        """Where help in an emergency is found."""
        return self._pack.town.emergency

    @property
    def town_name(self) -> str:
        """The town's name."""
        return self._pack.town.name

    @property
    def site(self) -> Site:
        """How the town is reached and what it allows."""
        return self._pack.town.site

    def office(self, retrieval_mode: str, now: datetime) -> faq_pb2.GetOfficeResponse:
        """Return the office itself; `now` says from which day on closed days are wanted."""
        town = self._pack.town
        return faq_pb2.GetOfficeResponse(
            town=town.name,
            office=_place(self._places[town.office]),
            interpreter_url=town.interpreter.url,
            interpreter_hours=_hours(town.interpreter.hours),
            time_zone=town.time_zone,
            retrieval_mode=retrieval_mode,
            closed_days=[_closed(day) for day in closed_days(town, now.astimezone(ZoneInfo(town.time_zone)).date())],
        )

    def _topic(self, topic: Topic, language: str) -> faq_pb2.Topic:
        own = [entry.id for entry in self._pack.entries if entry.topic == topic.id]
        names = {"pl": topic.pl} | ({"en": topic.en} if topic.en else {})
        return faq_pb2.Topic(
            topic_id=topic.id, icon=topic.icon, names=_names(names), answers=self.choices(own, language)
        )


def _choice(entry: Entry, language: str) -> faq_pb2.Choice:
    title, code = entry.title(language)
    return faq_pb2.Choice(answer_id=entry.id, title=title, language_code=code, icon=entry.icon)


def _featured(entry: Entry) -> faq_pb2.FeaturedAnswer:
    titles = {code: text.title for code, text in entry.texts().items()}
    return faq_pb2.FeaturedAnswer(answer_id=entry.id, icon=entry.icon, titles=_names(titles), pjm=entry.title_pjm)


def _names(names: Mapping[str, str]) -> list[faq_pb2.LocalizedName]:
    return [faq_pb2.LocalizedName(language_code=code, name=name) for code, name in names.items()]


def _text(code: str, text: Text) -> faq_pb2.AnswerText:
    return faq_pb2.AnswerText(
        language_code=code,
        question=text.question,
        title=text.title,
        short_text=text.short,
        easy_text=text.easy,
        steps=text.steps,
        documents=text.documents,
        cost=text.cost,
        duration=text.duration,
    )


def _place(place: Place) -> faq_pb2.Place:
    texts = {"pl": place.pl} | ({"en": place.en} if place.en else {})
    return faq_pb2.Place(
        place_id=place.id,
        texts=[faq_pb2.PlaceText(language_code=code, name=text.name, note=text.note) for code, text in texts.items()],
        address=place.address,
        phone=place.phone,
        email=place.email,
        text_message_number=place.text_message_number,
        hours=_hours(place.hours),
        website=place.website,
    )


def _closed(day: ClosedDay) -> faq_pb2.ClosedDay:
    return faq_pb2.ClosedDay(date=day.day.isoformat(), names=_names({"pl": day.pl, "en": day.en}), is_own=day.is_own)


def _hours(hours: Sequence[Hours]) -> list[faq_pb2.OpeningHours]:
    return [faq_pb2.OpeningHours(day=item.day, opens=item.opens, closes=item.closes) for item in hours]


def _source(source: LegalSource) -> faq_pb2.LegalSource:
    return faq_pb2.LegalSource(
        title=source.title, provision=source.provision, published=source.published, url=source.url
    )
