"""From a row of a catalogue to a draft of an answer: what it says goes into the fields, what it does not say stays out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from okienko_faq.catalogue.source import FieldName, Item, Language
from okienko_faq.content.model import Pack
from okienko_faq.content.schemas import complaints
from okienko_faq.content.yaml_lines import Document
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.retrieval.words import clean, fold, key

_LONGEST_ID = 60
_LONGEST_QUESTION = 400
_RELATED = 3
_SAME_FROM = 0.9
"""Confidence of the search from which an item is taken for one that the pack answers already."""
_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–•*])\s+")
_BETWEEN_ALIASES = re.compile(r"[;\n,|]")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer as far as the source knows it."""

    item: Item
    entry_id: str
    value: Mapping[str, Any]
    """As an entry of a pack, incomplete."""
    same_as: str
    """Id of the answer that the pack has for it already; "" where it has none."""
    confidence: float
    """How sure the search is of `same_as`, or of the nearest answer, 0 to 1."""
    missing: tuple[str, ...]
    """What an editor still has to write or put right, as sentences."""


class Drafter:
    """Makes drafts for one pack."""

    def __init__(self, pack: Pack, search: Retriever) -> None:
        """Learn the pack's places, topics and answers, so that drafts can name them."""
        self._search = search
        self._entries = {entry.id: entry for entry in pack.entries}
        self._icons = {topic.id: topic.icon for topic in pack.topics}
        self._topics = {key(name): topic.id for topic in pack.topics for name in (topic.id, topic.pl, topic.en)}
        self._places = {key(name): place.id for place in pack.places for name in (place.id, place.pl.name)}
        self._taken = set(self._entries)

    def draft(self, item: Item) -> Draft:
        """Return the draft of one item; its id differs from those of all answers and earlier drafts."""
        asked, language = item.asked
        asked = asked[:_LONGEST_QUESTION]
        found = self._search.search(clean(asked), language)
        ranked = [self._search.index.entries[place].entry_id for place in found.ranking.order]
        is_answered = found.decided.outcome is Outcome.ANSWER and found.ranking.confidence >= _SAME_FROM
        exact = item.get("id") if item.get("id") in self._entries else ""
        same = exact or (ranked[0] if is_answered else "")
        entry_id = self._new_id(item.get("id") or item.get("title") or asked)
        value = self._value(item, entry_id, ranked)
        confidence = 1.0 if exact else found.ranking.confidence
        return Draft(item, entry_id, value, same, confidence, tuple(_missing(value)))

    def _new_id(self, name: str) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", fold(name.casefold())).strip("-") or "odpowiedz"
        stem = words[: _LONGEST_ID - 3].rstrip("-")
        found, number = stem, 2
        while found in self._taken:
            found, number = f"{stem}-{number}", number + 1
        self._taken.add(found)
        return found

    def _value(self, item: Item, entry_id: str, ranked: Sequence[str]) -> dict[str, Any]:
        nearest = self._entries[ranked[0]]
        topic = self._topics.get(key(item.get("topic"))) or nearest.topic
        value: dict[str, Any] = {"id": entry_id, "topic": topic, "icon": self._icons[topic]}
        if checked := _day(item.get("checked")):
            value["checked"] = checked
        if law := item.get("law"):
            value["sources"] = [{"title": line} for line in _lines(law)]
            if (url := item.get("url")).startswith("https://"):
                value["sources"][0]["url"] = url
        if place := self._places.get(key(item.get("place"))):
            value["places"] = [place]
        value["related"] = list(ranked[:_RELATED])
        value |= {language: text for language in _LANGUAGES if (text := _text(item, language))}
        notes = [f"Szkic z importu ({item.place}); nieporównany z prawem, temat i powiązania dobrane automatycznie."]
        if "places" not in value and item.get("place"):
            notes.append(f"Miejsce w źródle: {item.get('place')}")
        if item.get("url") and not item.get("law"):
            notes.append(f"Adres w źródle: {item.get('url')}")
        notes += [f"{heading}: {text}" for heading, text in item.ignored.items()]
        value["editor_notes"] = "\n".join(notes)
        return value


_LANGUAGES: tuple[Language, ...] = ("pl", "en")
_LISTS: tuple[FieldName, ...] = ("steps", "documents")
_SENTENCES: tuple[FieldName, ...] = ("cost", "duration")


def _text(item: Item, language: Language) -> dict[str, Any]:
    def get(name: FieldName) -> str:
        return _TAG.sub(" ", item.get(name, language))

    text: dict[str, Any] = {}
    if question := get("question") or get("title"):
        text["question"] = question
    if title := get("title") or (question if len(question) <= 80 else ""):
        text["title"] = title
    if answer := get("answer"):
        text["short"] = " ".join(_lines(answer))
    text |= {name: lines for name in _LISTS if (lines := _lines(get(name)))}
    text |= {name: " ".join(words.split()) for name in _SENTENCES if (words := get(name))}
    if aliases := [alias.strip() for alias in _BETWEEN_ALIASES.split(get("aliases")) if alias.strip()]:
        text["aliases"] = list(dict.fromkeys(aliases))
    return text


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := " ".join(_LIST_MARK.sub("", raw).split()))]


def _day(text: str) -> str:
    match = re.search(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    if not match:
        return ""
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _missing(value: dict[str, Any]) -> list[str]:
    document = Document(Path(f"{value['id']}.yaml"), value, {})
    # The schema complains of each missing key, with one sentence about all of them.
    found = (
        f"{'.'.join(map(str, where))}: {sentence}" if where else sentence
        for where, sentence in complaints(document, "entry")
    )
    return list(dict.fromkeys(found))


def write(draft: Draft, folder: Path, source: str) -> Path:
    """Write a draft as YAML into `folder`, with what it still lacks above it; never over a file that is there.

    Raises:
        FileExistsError: the file is there already.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{draft.entry_id}.yaml"
    head = [f"Draft from {source}, {draft.item.place}. Move it to entries/ when nothing below is missing:"]
    head += draft.missing
    text = "".join(f"# {line}\n" for line in head)
    text += yaml.dump(dict(draft.value), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return path


class _Writer(yaml.SafeDumper):
    """Indents lists as the packs do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's call
        """Indent lists, too."""
        super().increase_indent(flow, indentless=False)
