"""Placeholders of national texts, `{place.field}` and `{town.value}`, filled from the town's own data."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from okienko_faq.content.hours_text import in_words
from okienko_faq.content.problems import Problem
from okienko_faq.content.yaml_lines import Document, Where

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z][a-z_]*")
_GLOSSES = frozenset({"gloss_aliases", "pjm", "title_pjm"})
TOWN = "town"


@dataclass
class Fillings:
    """What a town knows of itself; notes what was asked for."""

    town: Document
    places: Document
    used: set[tuple[str, str]] = field(default_factory=set)
    """Owner ("town" or a place's id) and name of every value of the town's own that a text took."""

    def find(self, owner: str, name: str, language: str) -> str | None:
        """Return a value in "pl", "en" or "pjm"; None where the town does not give it.

        What an editor wrote under `values` wins over what is worked out from address, numbers and hours.
        """
        data = self._data(owner)
        if data is None:
            return None
        own = data.get("values", {}).get(name)
        if own is not None:
            self.used.add((owner, name))
            if isinstance(own, dict):
                return own.get(language)
            return _glossed(str(own)) if language == "pjm" else str(own)
        if owner == TOWN:
            return _TOWN_FIELDS[name](data) if name in _TOWN_FIELDS and language != "pjm" else None
        worked_out = _FIELDS.get(name)
        return (worked_out(data, language) or None) if worked_out else None

    def unused(self) -> Iterator[Problem]:
        """Yield a problem for every value that no text takes."""
        for where, owner, values in self._own_values():
            for name in values:
                if (owner, name) not in self.used:
                    document = self.town if owner == TOWN else self.places
                    sentence = f"no text takes '{{{owner}.{name}}}'; remove it or correct its name."
                    yield Problem.at(document, (*where, "values", name), sentence)

    def _own_values(self) -> Iterator[tuple[Where, str, Mapping[str, Any]]]:
        yield (), TOWN, self.town.value.get("values", {})
        for place, item in enumerate(self.places.value):
            yield (place,), item["id"], item.get("values", {})

    def _data(self, owner: str) -> Mapping[str, Any] | None:
        items: list[Mapping[str, Any]] = [self.town.value] if owner == TOWN else self.places.value
        return next((item for item in items if owner in {TOWN, item["id"]}), None)

    def expected(self, owner: str, name: str, language: str, entry: str) -> str:
        """Return what an editor has to add for `{owner.name}`."""
        if owner != TOWN and self._data(owner) is None:
            return f"the place '{owner}' in {self.places.path}; add it, or reword the text in overlays/{entry}.yaml."
        file = self.town.path if owner == TOWN else self.places.path
        of = "" if owner == TOWN else f" of '{owner}'"
        worked_out = owner != TOWN and name in _FIELDS and language != "pjm"
        kind = f"'{_KEYS.get(name, name)}'" if worked_out else f"'values: {name}' for '{language}'"
        return f"{kind}{of} in {file}; add it, or reword the text in overlays/{entry}.yaml."


def fill(document: Document, fillings: Fillings) -> tuple[Document, list[Problem]]:
    """Return an entry with its placeholders filled, and those that could not be, each with the line of its text."""
    problems: list[Problem] = []
    entry = document.path.stem

    def fill_one(text: str, where: Where) -> str:
        language = _language(where)

        def value(match: re.Match[str]) -> str:
            name = match[1] or ""
            if not _NAME.fullmatch(name):
                problems.append(Problem.at(document, where, _NOT_ONE.format(match[0])))
                return match[0]
            owner, _, wanted = name.partition(".")
            found = fillings.find(owner, wanted, language)
            if found is None:
                expected = fillings.expected(owner, wanted, language, entry)
                problems.append(Problem.at(document, where, f"'{match[0]}' cannot be filled: expected {expected}"))
            return match[0] if found is None else found

        return _BRACES.sub(value, text)

    return Document(document.path, _walk(document.value, (), fill_one), document.origins), problems


def asked(document: Document) -> Iterator[tuple[Where, str, str, str]]:
    """Yield where an entry asks for a value, whose (a place's id or "town"), which, and in which language."""
    found: list[tuple[Where, str, str, str]] = []

    def look(text: str, where: Where) -> str:
        for match in _BRACES.finditer(text):
            if _NAME.fullmatch(match[1] or ""):
                owner, _, name = match[1].partition(".")
                found.append((where, owner, name, _language(where)))
        return text

    _walk(document.value, (), look)
    yield from found


def faults(document: Document) -> list[Problem]:
    """Return the braces of an entry that are no placeholders."""
    problems: list[Problem] = []

    def look(text: str, where: Where) -> str:
        wrong = [match[0] for match in _BRACES.finditer(text) if not _NAME.fullmatch(match[1] or "")]
        problems.extend(Problem.at(document, where, _NOT_ONE.format(braces)) for braces in wrong)
        return text

    _walk(document.value, (), look)
    return problems


_NOT_ONE = "'{}' is no placeholder; expected {{place.field}} or {{town.value}}, e.g. {{usc.phone}}."


def _walk(value: Any, where: Where, change: Callable[[str, Where], str]) -> Any:
    if isinstance(value, str):
        return change(value, where)
    if isinstance(value, list):
        return [_walk(item, (*where, place), change) for place, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _walk(item, (*where, key), change) for key, item in value.items()}
    return value


def _language(where: Where) -> str:
    if where and where[0] in _GLOSSES:
        return "pjm"
    return "en" if where and where[0] == "en" else "pl"


def _glossed(text: str) -> str:
    """Return a number as gloss lines write it: 44-000-01-00."""
    return text.replace(" ", "-")


def _name(place: Mapping[str, Any], language: str) -> str:
    return str(place.get(language, place["pl"])["name"]) if language != "pjm" else ""


def _number(key: str) -> Callable[[Mapping[str, Any], str], str]:
    def find(place: Mapping[str, Any], language: str) -> str:
        number = str(place.get(key, ""))
        return _glossed(number) if language == "pjm" else number

    return find


def _written(key: str) -> Callable[[Mapping[str, Any], str], str]:
    return lambda place, language: "" if language == "pjm" else str(place.get(key, ""))


def _street(place: Mapping[str, Any], language: str) -> str:
    street = str(place["address"]).split(",")[0]
    if language != "pjm":
        return street
    # "ul. Lipowa 12" is spelled as its name and its number; names of squares keep their word.
    *words, number = street.removeprefix("ul. ").upper().split()
    return f"#{'-'.join(words)} {number}" if words else f"#{number}"


_KEYS = {"sms": "text_message_number", "site": "website"}
"""Where places.yaml calls a field otherwise than texts do; only optional fields can be missing."""
_TOWN_FIELDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "name": lambda town: str(town["name"]),
    "interpreter": lambda town: str(town["interpreter"]["url"]).removeprefix("https://"),
}
_FIELDS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "name": _name,
    "address": _written("address"),
    "street": _street,
    "street_in_full": lambda place, language: (
        "" if language == "pjm" else _street(place, language).replace("ul. ", "ulica ")
    ),
    "phone": _number("phone"),
    "sms": _number("text_message_number"),
    "email": _written("email"),
    "website": _written("website"),
    "site": lambda place, language: _written("website")(place, language).removeprefix("https://"),
    "hours": lambda place, language: in_words(place["hours"], language),
    "hours_easy": lambda place, language: in_words(place["hours"], language, easy=True),
}
FIELDS = (frozenset(_FIELDS), frozenset(_TOWN_FIELDS))
"""Names that are worked out: of a place, of the town. Any other has to stand under `values`."""
