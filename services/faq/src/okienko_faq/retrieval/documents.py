"""What the search knows of an entry: phrases that ask for it and texts that answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from okienko_faq.content.model import Entry, Text

Kind = Literal["question", "title", "alias", "gloss"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to ask for an entry."""

    text: str
    language: str
    """ "pl" or "en"; glosses are "pl"."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """An entry as the search sees it."""

    entry_id: str
    topic_id: str
    phrases: tuple[Phrase, ...]
    bodies: Mapping[str, str]
    """Answer text by language."""
    details: Mapping[str, str] = field(default_factory=dict)
    """More of the answer by language (easy text, documents), which words are found in and meaning is not: embedding it, too,
    made the first start half as long again and found no more."""

    facets: Mapping[str, str] = field(default_factory=dict)
    """What an editor says of who, what and where, as identifiers of phrases ("who-child"); for the rest the dialogue reads the
    titles."""

    @property
    def languages(self) -> frozenset[str]:
        """Languages in which the entry is written."""
        return frozenset(self.bodies)

    def written(self, language: str) -> str:
        """Return everything that answers in `language`; empty where it is not written in it."""
        return f"{self.bodies.get(language, '')} {self.details.get(language, '')}".strip()

    def question(self, language: str) -> str:
        """Return its question in `language` where there is one, else in any language."""
        return self._first("question", language)

    def title(self, language: str) -> str:
        """Return its title in `language` where there is one, else in any language; its question where it has none."""
        return self._first("title", language) or self.question(language)

    def _first(self, kind: Kind, language: str) -> str:
        own = {phrase.language: phrase.text for phrase in self.phrases if phrase.kind == kind}
        return own.get(language) or next(iter(own.values()), "")


def from_pack_entry(entry: Entry) -> SearchEntry:
    """Return the search's view of one entry of a content pack."""
    phrases = [phrase for language, text in entry.texts().items() for phrase in _phrases(language, text)]
    phrases += [Phrase(gloss, "pl", "gloss") for gloss in entry.gloss_aliases]
    bodies = {language: _body(text) for language, text in entry.texts().items()}
    details = {language: " ".join([*text.easy, *text.documents]) for language, text in entry.texts().items()}
    return SearchEntry(entry.id, entry.topic, tuple(phrases), bodies, details, _facets(entry))


def _phrases(language: str, text: Text) -> Sequence[Phrase]:
    return [
        Phrase(text.question, language, "question"),
        Phrase(text.title, language, "title"),
        *(Phrase(alias, language, "alias") for alias in text.aliases),
    ]


def _facets(entry: Entry) -> Mapping[str, str]:
    own = {"who": entry.facets.who, "what": entry.facets.what, "where": entry.facets.where}
    return {facet: f"{facet}-{value}" for facet, value in own.items() if value}


def _body(text: Text) -> str:
    return " ".join([text.short, *text.steps])
