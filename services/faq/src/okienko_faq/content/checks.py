"""What a schema cannot check: references between files, ways of asking that two answers share."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from okienko_faq.content.model import Entry, Pack
from okienko_faq.content.yaml_lines import Document, Where
from okienko_faq.retrieval.words import key


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an editor has to put right."""

    path: Path
    line: int
    """1-based; 0 when unknown."""
    sentence: str
    where: Where = ()

    def __str__(self) -> str:
        """Return "file:line: where: what was expected"."""
        line = f":{self.line}" if self.line else ""
        where = f" {'.'.join(str(part) for part in self.where)}:" if self.where else ""
        return f"{self.path}{line}:{where} {self.sentence}"


def check(
    pack: Pack, entries: Sequence[Document], town: Document, folder: Path, icons: frozenset[str] | None
) -> list[Problem]:
    """Return the problems between the files of a pack whose files are each well-formed."""
    problems = [*_check_town(pack, town, folder), *_check_lists(pack, folder), *_check_aliases(pack, entries)]
    for entry, document in zip(pack.entries, entries, strict=True):
        found = [*_check_entry(entry, pack, document)]
        if icons is not None and entry.icon not in icons:
            found.append((("icon",), f"the front end has no picture '{entry.icon}'; expected one of {_listed(icons)}."))
        problems += [Problem(document.path, document.line(where), sentence, where) for where, sentence in found]
    if icons is not None:
        for topic in pack.topics:
            if topic.icon not in icons:
                sentence = f"the front end has no picture '{topic.icon}' (topic '{topic.id}'); expected one of {_listed(icons)}."
                problems.append(Problem(folder / "topics.yaml", 0, sentence))
    return problems


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _check_town(pack: Pack, document: Document, folder: Path) -> Iterator[Problem]:
    def problem(where: Where, sentence: str) -> Problem:
        return Problem(document.path, document.line(where), sentence, where)

    if pack.town.id != folder.resolve().name:
        yield problem(("id",), f"'{pack.town.id}' is not the name of the folder; expected '{folder.resolve().name}'.")
    if pack.town.office not in {place.id for place in pack.places}:
        yield problem(("office",), f"there is no place '{pack.town.office}' in places.yaml.")
    try:
        ZoneInfo(pack.town.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield problem(("time_zone",), f"'{pack.town.time_zone}' is no IANA time zone; expected e.g. 'Europe/Warsaw'.")


def _check_lists(pack: Pack, folder: Path) -> Iterator[Problem]:
    for name, ids in (("topics", [topic.id for topic in pack.topics]), ("places", [place.id for place in pack.places])):
        for repeated in _repeated(ids):
            yield Problem(folder / f"{name}.yaml", 0, f"the id '{repeated}' stands here twice.")
    for place in pack.places:
        for hours in place.hours:
            if hours.opens >= hours.closes:
                sentence = (
                    f"'{place.id}' closes at {hours.closes} on day {hours.day}, not after {hours.opens} when it opens."
                )
                yield Problem(folder / "places.yaml", 0, sentence)
    used = {entry.topic for entry in pack.entries}
    for topic in pack.topics:
        if topic.id not in used:
            yield Problem(
                folder / "topics.yaml", 0, f"the topic '{topic.id}' has no answers; add one or remove the topic."
            )


def _check_entry(entry: Entry, pack: Pack, document: Document) -> Iterator[tuple[Where, str]]:
    if entry.id != document.path.stem:
        yield ("id",), f"'{entry.id}' is not the name of the file; expected '{document.path.stem}'."
    if entry.topic not in {topic.id for topic in pack.topics}:
        yield ("topic",), f"there is no topic '{entry.topic}' in topics.yaml."
    yield from _check_references(entry, pack)
    if _not_a_day(entry.checked):
        yield ("checked",), f"'{entry.checked}' is not a day; expected e.g. '2026-11-24'."
    for language, text in entry.texts().items():
        for repeated in _repeated([key(alias) for alias in text.aliases]):
            yield (language, "aliases"), f"'{repeated}' stands here twice (capitals and diacritics do not count)."


def _check_references(entry: Entry, pack: Pack) -> Iterator[tuple[Where, str]]:
    places = {place.id for place in pack.places}
    for number, place in enumerate(entry.places):
        if place not in places:
            yield ("places", number), f"there is no place '{place}' in places.yaml."
    others = {other.id for other in pack.entries}
    for number, related in enumerate(entry.related):
        if related not in others:
            yield ("related", number), f"there is no answer '{related}' in entries/."
        elif related == entry.id:
            yield ("related", number), "an answer cannot be related to itself."


def _check_aliases(pack: Pack, documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield every way of asking that belongs to two answers: the search could not choose between them."""
    owners: dict[str, list[tuple[int, Where, str]]] = defaultdict(list)
    for number, entry in enumerate(pack.entries):
        seen: set[str] = set()
        for where, phrase in _phrases(entry):
            if key(phrase) not in seen:
                owners[key(phrase)].append((number, where, phrase))
                seen.add(key(phrase))
    for claims in owners.values():
        (first, _, _), *others = claims
        for number, where, phrase in others:
            document = documents[number]
            sentence = f"'{phrase}' also belongs to '{pack.entries[first].id}'; leave it to one answer."
            yield Problem(document.path, document.line(where), sentence, where)


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
