"""A town's file laid over the national one: what is written replaces, `+` adds, `-` removes, `~` rewords."""

from collections.abc import Callable, Mapping
from typing import Any

from okienko_faq.content.problems import Problem
from okienko_faq.content.yaml_lines import Document, Origin, Where

_Item = tuple[Any, dict[Where, Origin]]
"""A value and the origins of its parts, relative to it."""


def overlay(base: Document, over: Document) -> tuple[Document, list[Problem]]:
    """Return `base` with the changes of `over`, and what in `over` does not fit `base`.

    A mapping is merged key by key. Anything else replaces what stood there; an empty value (`key:`) removes it. A key
    with a sign changes what stands there instead: `key+` adds items to a list or a sentence to a text, `key-` removes
    items, `key~` holds a list of `was` and `is` and rewords items or parts of a text.
    """
    if not isinstance(over.value, dict) or not isinstance(base.value, dict):
        return base, [Problem.at(over, (), "expected keys with values.")]
    merge = _Merge(over)
    value, origins = merge.mapping((base.value, base.origins), over.value, ())
    return Document(over.path, value, origins), merge.problems


def overlay_by_id(base: Document, over: Document) -> tuple[Document, list[Problem]]:
    """Return the list of `base` with the items of `over`: those with a known `id` are merged, others follow behind."""
    items = {item["id"]: _part((base.value, base.origins), place) for place, item in enumerate(base.value)}
    merge = _Merge(over)
    for place, item in enumerate(over.value):
        known = items.get(item["id"])
        own = _part((over.value, over.origins), place)
        items[item["id"]] = merge.mapping(known, item, (place,)) if known else own
    value, origins = _joined(list(items.values()))
    return Document(over.path, value, origins), merge.problems


class _Merge:
    """One overlay being laid; collects what does not fit."""

    def __init__(self, over: Document) -> None:
        self._over = over
        self.problems: list[Problem] = []

    def mapping(self, base: _Item, changes: Mapping[str, Any], at: Where) -> _Item:
        """Return `base`, a mapping, with `changes`, which stand at `at` in the overlay."""
        parts = {key: _part(base, key) for key in base[0]}
        for key, change in changes.items():
            here = (*at, key)
            own = (change, _below(self._over.origins, here))
            name, sign = (key[:-1], key[-1]) if key[-1:] in _SIGNS else (key, "")
            old = parts.get(name)
            if sign and old is None:
                self._refuse(here, f"the national text has no '{name}' to change; write '{name}' without '{sign}'.")
            elif sign:
                parts[name] = _SIGNS[sign](self, parts[name], own, here)
            elif change is None:
                if parts.pop(name, None) is None:
                    self._refuse(here, f"the national text has no '{name}' to remove; delete this line.")
            elif old is not None and isinstance(change, dict) and isinstance(old[0], dict):
                parts[name] = self.mapping(old, change, here)
            else:
                parts[name] = own
        origins: dict[Where, Origin] = {(): self._over.origin(at)}
        for name, (_, below) in parts.items():
            origins |= {(name, *where): origin for where, origin in below.items()}
        return {name: value for name, (value, _) in parts.items()}, origins

    def _add(self, old: _Item, own: _Item, here: Where) -> _Item:
        if isinstance(old[0], list) and isinstance(own[0], list):
            return _joined([*_parts(old), *_parts(own)])
        if isinstance(old[0], str) and isinstance(own[0], str):
            return f"{old[0]} {own[0]}", own[1]
        return self._keep(old, here, "'+' adds a list to a list, or a text to a text.")

    def _remove(self, old: _Item, own: _Item, here: Where) -> _Item:
        if not isinstance(old[0], list) or not isinstance(own[0], list):
            return self._keep(old, here, "'-' needs a list of the items to remove, and a list to remove them from.")
        for place, item in enumerate(own[0]):
            if item not in old[0]:
                self._refuse((*here, place), f"the national list has no item '{item}'; compare it with the original.")
        return _joined([part for part in _parts(old) if part[0] not in own[0]])

    def _reword(self, old: _Item, own: _Item, here: Where) -> _Item:
        if not isinstance(own[0], list) or not all(isinstance(c, dict) and set(c) == {"was", "is"} for c in own[0]):
            return self._keep(old, here, "'~' needs a list in which each item has 'was' and 'is'.")
        for place, change in enumerate(own[0]):
            at, new = (*here, place), _part(_part(own, place), "is")
            if isinstance(old[0], list):
                old = self._reword_item(old, change["was"], new, at)
            else:
                old = self._reword_text(old, change["was"], new, at)
        return old

    def _reword_item(self, old: _Item, was: Any, new: _Item, at: Where) -> _Item:
        if was not in old[0]:
            return self._keep(old, at, f"the national list has no item '{was}'; compare it with the original.")
        place = old[0].index(was)
        parts = _parts(old)
        return _joined([*parts[:place], *(_parts(new) if isinstance(new[0], list) else [new]), *parts[place + 1 :]])

    def _reword_text(self, old: _Item, was: Any, new: _Item, at: Where) -> _Item:
        if not isinstance(was, str) or not isinstance(old[0], str) or old[0].count(was) != 1:
            return self._keep(old, at, f"'{was}' does not stand exactly once in the national text '{old[0]}'.")
        return old[0].replace(was, str(new[0])), new[1]

    def _keep(self, old: _Item, at: Where, sentence: str) -> _Item:
        self._refuse(at, sentence)
        return old

    def _refuse(self, at: Where, sentence: str) -> None:
        self.problems.append(Problem.at(self._over, at, sentence))


_SIGNS: Mapping[str, Callable[[_Merge, _Item, _Item, Where], _Item]] = {
    "+": _Merge._add,  # noqa: SLF001 - the table stands outside only because the methods have to exist first
    "-": _Merge._remove,  # noqa: SLF001 - likewise
    "~": _Merge._reword,  # noqa: SLF001 - likewise
}


def _below(origins: Mapping[Where, Origin], at: Where) -> dict[Where, Origin]:
    return {where[len(at) :]: origin for where, origin in origins.items() if where[: len(at)] == at}


def _part(whole: _Item, key: str | int) -> _Item:
    return whole[0][key], _below(whole[1], (key,))


def _parts(whole: _Item) -> list[_Item]:
    return [_part(whole, place) for place in range(len(whole[0]))]


def _joined(items: list[_Item]) -> _Item:
    origins = {(place, *where): origin for place, (_, below) in enumerate(items) for where, origin in below.items()}
    return [value for value, _ in items], origins
