"""A content pack: one town's answers, places and topics, as frozen values."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

LANGUAGES = ("pl", "en")
"""Languages in which a pack may be written, the town's own first."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hours(_Frozen):
    """Opening hours of one day, local time."""

    day: int = Field(ge=1, le=7, description="ISO 8601: 1 is Monday.")
    opens: str
    closes: str


class PlaceText(_Frozen):
    """A place's name in one language."""

    name: str
    note: str = ""


class Place(_Frozen):
    """Somewhere to go."""

    id: str
    pl: PlaceText
    en: PlaceText | None = None
    address: str
    phone: str
    email: str
    text_message_number: str = ""
    website: str = ""
    hours: tuple[Hours, ...] = ()


class Topic(_Frozen):
    """A group of answers."""

    id: str
    icon: str
    pl: str
    en: str = ""


class Interpreter(_Frozen):
    """The town's sign-language interpreter."""

    url: str
    hours: tuple[Hours, ...]


class SupportLine(_Frozen):
    """Somebody who helps by telephone in a crisis."""

    number: str
    pl: str
    en: str
    url: str = ""
    dangers: tuple[Literal["fire", "medical", "suicide", "domestic", "crime", "any"], ...]


class Emergency(_Frozen):
    """Where help in an emergency is found."""

    number: str
    ambulance: str = ""
    fire_service: str = ""
    police: str = ""
    app: str = ""
    app_url: str = ""
    support: tuple[SupportLine, ...] = ()
    pl: str
    en: str


class ClosedDay(_Frozen):
    """A day on which the town's own office is closed."""

    date: str
    pl: str
    en: str = ""


class Theme(_Frozen):
    """A town's colours, "#rrggbb"."""

    header: str
    accent: str
    link: str


class Limits(_Frozen):
    """What all residents of a town together may use of one gateway; 0 sets no limit."""

    questions_per_minute: int = 0
    heavy_calls_per_minute: int = 0
    content_calls_per_minute: int = 0
    sockets: int = 0


class Site(_Frozen):
    """How a town is reached and what it allows."""

    hosts: tuple[str, ...] = ()
    address: str = ""
    theme: Theme | None = None
    learning: Literal["off", "counts", "questions"] | None = None
    question_days: int | None = None
    count_days: int | None = None
    limits: Limits = Limits()

    @property
    def public_address(self) -> str:
        """Address of the page without a slash at the end; empty where the town names none."""
        return self.address.rstrip("/") or (f"https://{self.hosts[0]}" if self.hosts else "")


class Town(_Frozen):
    """The town itself."""

    id: str
    name: str
    time_zone: str
    office: str
    interpreter: Interpreter
    emergency: Emergency
    closed_days: tuple[ClosedDay, ...] = ()
    site: Site = Site()


class Source(_Frozen):
    """An act, a resolution or an official page."""

    title: str
    provision: str = ""
    published: str = ""
    url: str = ""


class Text(_Frozen):
    """An answer in one language."""

    question: str
    title: str
    short: str
    easy: tuple[str, ...]
    steps: tuple[str, ...]
    documents: tuple[str, ...] = ()
    cost: str
    duration: str = ""
    aliases: tuple[str, ...]


class Facets(_Frozen):
    """Who an answer is for, what is to be done, where, as an editor says it; empty where it is read off the answer."""

    who: str = ""
    what: str = ""
    where: str = ""


class Entry(_Frozen):
    """One answer."""

    id: str
    topic: str
    icon: str
    featured: int | None = None
    checked: str
    editor_notes: str = ""
    sources: tuple[Source, ...]
    places: tuple[str, ...]
    online: str = ""
    related: tuple[str, ...]
    facets: Facets = Facets()
    pl: Text
    en: Text | None = None
    gloss_aliases: tuple[str, ...]
    pjm: str
    title_pjm: str = ""

    def texts(self) -> dict[str, Text]:
        """Return the texts that the town has written, by language."""
        return {"pl": self.pl} | ({"en": self.en} if self.en else {})

    def title(self, language: str) -> tuple[str, str]:
        """Return the title and its language: `language` where the town has written it, else Polish."""
        texts = self.texts()
        return (texts[language].title, language) if language in texts else (self.pl.title, "pl")


class Pack(_Frozen):
    """Everything that one town publishes."""

    town: Town
    topics: tuple[Topic, ...]
    places: tuple[Place, ...]
    entries: tuple[Entry, ...]

    def sorted(self) -> Self:
        """Return the pack with its entries by topic order, then id; places and topics stay as written."""
        order = {topic.id: position for position, topic in enumerate(self.topics)}
        entries = sorted(self.entries, key=lambda entry: (order.get(entry.topic, len(order)), entry.id))
        return self.model_copy(update={"entries": tuple(entries)})
