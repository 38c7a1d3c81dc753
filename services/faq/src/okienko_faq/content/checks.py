"""What a schema cannot check: references between files, ways of asking that two answers share."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from okienko_faq.content import links
from okienko_faq.content.assembling import Assembled
from okienko_faq.content.contrast import unreadable
from okienko_faq.content.layers import Layer
from okienko_faq.content.model import Entry, Pack
from okienko_faq.content.placeholders import TOWN, asked
from okienko_faq.content.problems import Problem
from okienko_faq.content.yaml_lines import Document, Where
from okienko_faq.retrieval.words import key


def check(pack: Pack, files: Assembled, folder: Path, icons: frozenset[str] | None) -> list[Problem]:
    """Return the problems between the files of a pack, as far as they are each well-formed."""
    places = {place.id for place in pack.places}
    problems = [*_check_town(pack, files.town, folder), *_check_hours(pack, folder)]
    problems += _check_addresses(files.town, _town_addresses(files.town.value))
    websites = (((number, "website"), place.get("website", "")) for number, place in enumerate(files.places.value))
    problems += _check_addresses(files.places, websites)
    if not files.faulty:
        problems += _check_topics(pack, folder)
    topics = [topic.id for topic in pack.topics]
    problems += _check_entries(pack.entries, files.entries, files.faulty, topics, icons)
    for entry, document in zip(pack.entries, files.entries, strict=True):
        for number, place in enumerate(entry.places):
            if place not in places:
                problems.append(Problem.at(document, ("places", number), _no_place(place, entry, document, folder)))
    if icons is not None:
        problems += _check_topic_icons([(topic.id, topic.icon) for topic in pack.topics], files.topics.path, icons)
    return problems


def check_national(
    layer: Layer, documents: Sequence[Document], faulty: frozenset[str], icons: frozenset[str] | None
) -> list[Problem]:
    """Return the problems between the files of a national pack; `documents` are the entries that are well-formed."""
    topics = layer.topics.value if layer.topics else []
    entries = [Entry.model_validate(document.value) for document in documents]
    problems = [*_check_id(layer.about, layer.folder)]
    problems += _check_addresses(layer.about, _town_addresses(layer.about.value))
    problems += _check_entries(entries, documents, faulty, [topic["id"] for topic in topics], icons)
    places = layer.about.value["places"]
    for document in documents:
        problems += [
            Problem.at(document, where, f"there is no place '{place}' in pack.yaml.")
            for where, place in _places_named(document)
            if place not in places
        ]
    if icons is not None:
        problems += _check_topic_icons(
            [(topic["id"], topic["icon"]) for topic in topics], layer.folder / "topics.yaml", icons
        )
    return problems


def _places_named(document: Document) -> Iterator[tuple[Where, str]]:
    yield from ((("places", number), place) for number, place in enumerate(document.value["places"]))
    yield from ((where, owner) for where, owner, _, _ in asked(document) if owner != TOWN)


def _check_entries(
    entries: Sequence[Entry],
    documents: Sequence[Document],
    faulty: frozenset[str],
    topics: Sequence[str],
    icons: frozenset[str] | None,
) -> list[Problem]:
    problems = [*_check_aliases(entries, documents)]
    ids = faulty | {entry.id for entry in entries}
    for entry, document in zip(entries, documents, strict=True):
        found = [*_check_entry(entry, ids, topics, document)]
        if icons is not None and entry.icon not in icons:
            found.append((("icon",), f"the front end has no picture '{entry.icon}'; expected one of {_listed(icons)}."))
        problems += [Problem.at(document, where, sentence) for where, sentence in found]
    return problems


def _no_place(place: str, entry: Entry, document: Document, folder: Path) -> str:
    if folder.resolve() in document.origin(("places",))[0].resolve().parents:
        return f"there is no place '{place}' in places.yaml."
    return (
        f"there is no place '{place}' in {folder / 'places.yaml'}; add it, name another one in "
        f"overlays/{entry.id}.yaml, or hide the answer."
    )


def _check_topic_icons(topics: Sequence[tuple[str, str]], path: Path, icons: frozenset[str]) -> Iterator[Problem]:
    for topic, icon in topics:
        if icon not in icons:
            sentence = f"the front end has no picture '{icon}' (topic '{topic}'); expected one of {_listed(icons)}."
            yield Problem(path, 0, sentence)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _check_town(pack: Pack, document: Document, folder: Path) -> Iterator[Problem]:
    yield from _check_id(document, folder)
    if pack.town.office not in {place.id for place in pack.places}:
        yield Problem.at(document, ("office",), f"there is no place '{pack.town.office}' in places.yaml.")
    try:
        ZoneInfo(pack.town.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        sentence = f"'{pack.town.time_zone}' is no IANA time zone; expected e.g. 'Europe/Warsaw'."
        yield Problem.at(document, ("time_zone",), sentence)
    theme = pack.town.site.theme
    for name, sentence in unreadable(theme) if theme else ():
        yield Problem.at(document, ("site", "theme", name), sentence)


def _check_id(about: Document, folder: Path) -> Iterator[Problem]:
    own, expected = about.value["id"], folder.resolve().name
    if own != expected:
        yield Problem.at(about, ("id",), f"'{own}' is not the name of the folder; expected '{expected}'.")


def _check_hours(pack: Pack, folder: Path) -> Iterator[Problem]:
    for place in pack.places:
        for hours in place.hours:
            if hours.opens >= hours.closes:
                sentence = (
                    f"'{place.id}' closes at {hours.closes} on day {hours.day}, not after {hours.opens} when it opens."
                )
                yield Problem(folder / "places.yaml", 0, sentence)


def _check_topics(pack: Pack, folder: Path) -> Iterator[Problem]:
    used = {entry.topic for entry in pack.entries}
    for topic in pack.topics:
        if topic.id not in used:
            yield Problem(
                folder / "topics.yaml", 0, f"the topic '{topic.id}' has no answers; add one or remove the topic."
            )


def _check_entry(
    entry: Entry, others: frozenset[str], topics: Sequence[str], document: Document
) -> Iterator[tuple[Where, str]]:
    if entry.id != document.path.stem:
        yield ("id",), f"'{entry.id}' is not the name of the file; expected '{document.path.stem}'."
    if entry.topic not in topics:
        yield ("topic",), f"there is no topic '{entry.topic}' in topics.yaml."
    for number, related in enumerate(entry.related):
        if related not in others:
            yield ("related", number), f"there is no answer '{related}' in entries/."
        elif related == entry.id:
            yield ("related", number), "an answer cannot be related to itself."
    if _not_a_day(entry.checked):
        yield ("checked",), f"'{entry.checked}' is not a day; expected e.g. '2026-11-24'."
    yield from _check_links(entry)
    for language, text in entry.texts().items():
        for repeated in _repeated([key(alias) for alias in text.aliases]):
            yield (language, "aliases"), f"'{repeated}' stands here twice (capitals and diacritics do not count)."


def _check_links(entry: Entry) -> Iterator[tuple[Where, str]]:
    for number, source in enumerate(entry.sources):
        if source.url and (fault := links.fault(source.url)):
            yield ("sources", number, "url"), fault
    if entry.online and (fault := links.fault(entry.online)):
        yield ("online",), fault
    for language, text in entry.texts().items():
        for name, value in (("short", text.short), ("cost", text.cost), ("duration", text.duration)):
            yield from (((language, name), fault) for fault in links.faults_in(value))
        for name, items in (("easy", text.easy), ("steps", text.steps), ("documents", text.documents)):
            for number, item in enumerate(items):
                yield from (((language, name, number), fault) for fault in links.faults_in(item))


def _check_addresses(document: Document, addresses: Iterable[tuple[Where, str]]) -> Iterator[Problem]:
    for where, address in addresses:
        if address and (fault := links.fault(address)):
            yield Problem.at(document, where, fault)


def _town_addresses(about: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """Yield what town.yaml links to; pack.yaml has help in an emergency only."""
    yield ("interpreter", "url"), about.get("interpreter", {}).get("url", "")
    emergency = about.get("emergency", {})
    yield ("emergency", "app_url"), emergency.get("app_url", "")
    for number, line in enumerate(emergency.get("support", [])):
        yield ("emergency", "support", number, "url"), line.get("url", "")


def _check_aliases(entries: Sequence[Entry], documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield every way of asking that belongs to two answers: the search could not choose between them."""
    owners: dict[str, list[tuple[int, Where, str]]] = defaultdict(list)
    for number, entry in enumerate(entries):
        seen: set[str] = set()
        for where, phrase in _phrases(entry):
            if key(phrase) not in seen:
                owners[key(phrase)].append((number, where, phrase))
                seen.add(key(phrase))
    for claims in owners.values():
        (first, _, _), *others = claims
        for number, where, phrase in others:
            sentence = f"'{phrase}' also belongs to '{entries[first].id}'; leave it to one answer."
            yield Problem.at(documents[number], where, sentence)


def _phrases(entry: Entry) -> Iterator[tuple[Where, str]]:
    for language, text in entry.texts().items():
        yield (language, "question"), text.question
        yield from (((language, "aliases", number), alias) for number, alias in enumerate(text.aliases))
    yield from ((("gloss_aliases", number), gloss) for number, gloss in enumerate(entry.gloss_aliases))


def _repeated(values: Sequence[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _not_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return True
    return False
