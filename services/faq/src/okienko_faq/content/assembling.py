"""From a town's files and the national ones to one pack: overlays laid, hidden answers left out, placeholders filled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from okienko_faq.content import placeholders
from okienko_faq.content.layers import Layer, base_of, is_national, read_layer
from okienko_faq.content.merging import overlay, overlay_by_id
from okienko_faq.content.placeholders import Fillings
from okienko_faq.content.problems import Problem
from okienko_faq.content.schemas import complaints
from okienko_faq.content.yaml_lines import Document, PackSyntaxError

DEFAULTS = ("emergency",)
"""Keys of town.yaml that a national pack may give."""
LAYERING = frozenset({"extends", "hide", "values"})
"""Keys of town.yaml and places.yaml that are used up when layers are put together."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """What the layers come to."""

    town: Document
    topics: Document
    places: Document
    entries: tuple[Document, ...]
    """Those that are whole."""
    faulty: frozenset[str]
    """Ids of those that are not."""
    fillings: Fillings


def assemble(folder: Path) -> tuple[Assembled | None, list[Problem]]:
    """Return the pack in `folder` with what it extends, and everything that keeps it from being published.

    What is faulty in one answer leaves the others to be checked; where anything else is, there is no pack.
    """
    try:
        base_folder = base_of(folder)
    except PackSyntaxError as error:
        return None, [Problem(error.path, error.line, error.problem)]
    if is_national(folder):
        return None, [Problem(folder, 0, "this is a national pack; name the folder of a town that extends it.")]
    town, problems = read_layer(folder, extends=base_folder is not None)
    base, base_problems = read_layer(base_folder, extends=False) if base_folder else (None, [])
    problems += base_problems
    if town is None or (base_folder and base is None):
        return None, problems
    shapes = check_shapes(base) if base else []
    if not shapes:
        town, shapes = _with_defaults(base, town)
        shapes += check_shapes(town)
    if shapes:
        return None, problems + shapes
    assembled, more = _put_together(base, town)
    return assembled, problems + more


def _with_defaults(base: Layer | None, town: Layer) -> tuple[Layer, list[Problem]]:
    """Return the town with what the national pack says for every town and this one does not."""
    if base is None or not isinstance(town.about.value, dict):
        return town, []
    given, own = (_only(document, DEFAULTS) for document in (base.about, town.about))
    merged, problems = overlay(given, own)
    about = town.about
    about = Document(about.path, about.value | merged.value, about.origins | merged.origins)
    return replace(town, about=about), problems


def _only(document: Document, keys: tuple[str, ...]) -> Document:
    origins = {where: origin for where, origin in document.origins.items() if where[:1] and where[0] in keys}
    return Document(document.path, {key: document.value[key] for key in keys if key in document.value}, origins)


def check_shapes(layer: Layer) -> list[Problem]:
    """Return what is wrong with the files of one layer that have to be whole before they are merged."""
    kind = "pack" if is_national(layer.folder) else "town"
    named = [(kind, layer.about), ("topics", layer.topics), ("places", layer.places)]
    problems = [problem for schema, document in named if document for problem in departures(document, schema)]
    return problems or [
        problem for document in (layer.topics, layer.places) if document for problem in _twice(document)
    ]


def _twice(document: Document) -> list[Problem]:
    ids = [item["id"] for item in document.value]
    return [
        Problem.at(document, (place,), f"the id '{name}' stands here twice.")
        for place, name in enumerate(ids)
        if name in ids[:place]
    ]


def departures(document: Document, schema: str) -> list[Problem]:
    """Return how `document` departs from a schema, each with the file and line that the value was written in."""
    return [Problem.at(document, where, sentence) for where, sentence in complaints(document, schema)]


def _put_together(base: Layer | None, town: Layer) -> tuple[Assembled, list[Problem]]:
    topics, problems = _lists(base.topics if base else None, town.topics)
    places, more = _lists(base.places if base else None, town.places)
    problems += more
    assert topics is not None, "one of the layers has to have topics"
    assert places is not None, "a town has to have places"
    fillings = Fillings(town.about, places)
    whole: list[Document] = []
    faulty = {*(base.unread if base else ()), *town.unread}
    problems += _misplaced(base, town)
    for entry, more in _entries(base, town):
        document, missing = placeholders.fill(entry, fillings)
        # An entry that lacks a value is not measured against its schema: the text is not what residents would read.
        found = more + missing or departures(document, "entry")
        problems += found
        if found:
            faulty.add(entry.path.stem)
        else:
            whole.append(document)
    used = _used_topics(base, topics, whole) if not faulty else topics
    return Assembled(town.about, used, places, tuple(whole), frozenset(faulty), fillings), problems


def _lists(base: Document | None, town: Document | None) -> tuple[Document | None, list[Problem]]:
    if base is None or town is None:
        return base or town, []
    return overlay_by_id(base, town)


def _entries(base: Layer | None, town: Layer) -> Iterator[tuple[Document, list[Problem]]]:
    """Yield the entries of both layers in the order of their ids, overlays laid, each with what does not fit."""
    national = base.entries if base else {}
    hidden = town.about.value.get("hide", [])
    own = {name: document for name, document in town.entries.items() if name not in national}
    for name in sorted({*national, *own} - set(hidden)):
        entry = own.get(name) or national[name]
        problems: list[Problem] = []
        if name in town.overlays and name in national:
            entry, problems = overlay(national[name], town.overlays[name])
        yield _without(entry, hidden), problems


def _misplaced(base: Layer | None, town: Layer) -> list[Problem]:
    national = {*base.entries, *base.unread} if base else set()
    hidden = town.about.value.get("hide", [])
    problems = []
    for place, name in enumerate(hidden):
        if name not in national:
            problems.append(Problem.at(town.about, ("hide", place), f"there is no national answer '{name}' to hide."))
    for name, over in town.overlays.items():
        if name not in national:
            sentence = (
                f"there is no national answer '{name}' to lay this over; a town's own answer belongs in entries/."
            )
            problems.append(Problem.at(over, (), sentence))
        elif name in hidden:
            problems.append(
                Problem.at(over, (), f"'{name}' is hidden in town.yaml; show it again or remove this file.")
            )
    for name, own in town.entries.items():
        if name in national:
            sentence = f"the national pack has '{name}'; write only what differs, in overlays/{name}.yaml."
            problems.append(Problem.at(own, (), sentence))
    return problems


def _without(entry: Document, hidden: list[str]) -> Document:
    """Return an entry that no longer points to hidden ones."""
    related = entry.value.get("related") if isinstance(entry.value, dict) else None
    if not hidden or not isinstance(related, list) or not set(map(str, related)) & set(hidden):
        return entry
    value = entry.value | {"related": [name for name in related if name not in hidden]}
    return Document(entry.path, value, entry.origins)


def _used_topics(base: Layer | None, topics: Document, entries: list[Document]) -> Document:
    """Return the topics without those national ones whose answers the town has all hidden."""
    if base is None:
        return topics
    used = {entry.value["topic"] for entry in entries}
    national = {item["id"] for item in (base.topics.value if base.topics else [])}
    kept: list[Any] = [item for item in topics.value if item["id"] in used or item["id"] not in national]
    return Document(topics.path, kept, {})
