"""The beginnings of a town's folder: everything that the national answers ask for, to be filled in."""

from pathlib import Path
from typing import Any

import yaml

from okienko_faq.content.layers import Layer
from okienko_faq.content.placeholders import FIELDS, TOWN, asked

_TOWN = """\
id: {id}
name:
extends: {base}
time_zone: Europe/Warsaw
office: {office}
interpreter:
  url:
  hours: []
"""


def write_new_town(base: Layer, folder: Path) -> None:
    """Write town.yaml and places.yaml with the keys that a town needs; `validate` then names each that is empty.

    Raises:
        OSError: `folder` is there already, or cannot be made.
    """
    folder.mkdir(parents=True)
    kinds: dict[str, Any] = base.about.value["places"]
    needed = _needed(base)
    office = next(place for place in kinds if place in needed)
    town = _TOWN.format(id=folder.resolve().name, base=base.folder.name, office=office)
    if needed.get(TOWN):
        town += yaml.safe_dump({"values": needed[TOWN]}, allow_unicode=True)
    (folder / "town.yaml").write_text(town.replace(": null", ":"), encoding="utf-8")
    places = [_place(name, kinds[name], needed[name]) for name in kinds if name in needed]
    text = yaml.safe_dump(places, allow_unicode=True, sort_keys=False, width=1000)
    (folder / "places.yaml").write_text(text.replace(": null", ":"), encoding="utf-8")


def _place(name: str, kind: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {"id": name, "pl": {"name": kind["pl"]}, "en": {"name": kind["en"]}}
    place |= {"address": None, "phone": None, "email": None}
    if values.pop("sms", False) is None:
        place["text_message_number"] = None
    place["hours"] = None
    return place | ({"values": values} if values else {})


def _needed(base: Layer) -> dict[str, dict[str, Any]]:
    """Return, for every place that an answer names and for the town, the values that texts take."""
    needed: dict[str, dict[str, Any]] = {}
    for document in base.entries.values():
        for place in document.value["places"]:
            needed.setdefault(place, {})
        for _, owner, name, language in asked(document):
            values = needed.setdefault(owner, {})
            if name == "sms":
                values["sms"] = None
            elif name not in FIELDS[owner == TOWN]:
                values.setdefault(name, {})[language] = None
    return needed
