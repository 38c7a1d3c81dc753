"""Reading a content pack: a town's folder and the national pack that it extends."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from okienko_faq.content import layers, placeholders
from okienko_faq.content.assembling import LAYERING, Assembled, assemble, check_shapes, departures
from okienko_faq.content.checks import check, check_national
from okienko_faq.content.model import Entry, Pack, Place, Topic, Town
from okienko_faq.content.problems import Problem
from okienko_faq.content.yaml_lines import PackSyntaxError


class PackInvalidError(ValueError):
    """A pack that cannot be published; the message lists every problem, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def validate(folder: Path, icons: frozenset[str] | None = None) -> list[Problem]:
    """Return everything that is wrong with the pack in `folder`; empty when it can be published.

    A national pack is checked by itself; a town together with the pack that it extends.

    Args:
        folder: the pack.
        icons: names of the pictures that the front end has; None leaves them unchecked.
    """
    if layers.is_national(folder):
        return _validate_national(folder, icons)
    assembled, problems = assemble(folder)
    return problems + (_check(assembled, folder, icons) if assembled else [])


def load(folder: Path) -> Pack:
    """Read the pack of the town in `folder`, what it extends included.

    Raises:
        PackInvalidError: the pack has problems; all of them are listed.
    """
    pack, _ = load_assembled(folder)
    return pack


def load_assembled(folder: Path) -> tuple[Pack, Assembled]:
    """Read the pack as `load` does, and return with it the documents that it was put together from.

    Raises:
        PackInvalidError: the pack has problems; all of them are listed.
    """
    assembled, problems = assemble(folder)
    problems += _check(assembled, folder, None) if assembled else []
    if assembled is None or problems:
        raise PackInvalidError(problems)
    return _understand(assembled).sorted(), assembled


def content_hash(folder: Path) -> str:
    """Return a hash of all files of a pack and of the pack that it extends, names included."""
    digest = hashlib.sha256()
    for layer in _folders(folder):
        for path in layers.paths(layer):
            content = path.read_bytes()
            name = f"{layer.resolve().name}/{path.relative_to(layer)}"
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def changed_at(folder: Path) -> float:
    """Return when a file of a pack, or of the pack that it extends, was last written, copied, renamed or removed.

    Seconds since 1970. A copy that keeps the files' own times counts from when it was made.
    """
    return max(path.stat().st_ctime for layer in _folders(folder) for path in (layer, *layer.rglob("*")))


def _folders(folder: Path) -> list[Path]:
    try:
        base = layers.base_of(folder)
    except PackSyntaxError:
        # The town's own files still tell whether anything changed; loading them says what is wrong.
        base = None
    return [base, folder] if base else [folder]


def _check(assembled: Assembled, folder: Path, icons: frozenset[str] | None) -> list[Problem]:
    return check(_understand(assembled), assembled, folder, icons)


def _validate_national(folder: Path, icons: frozenset[str] | None) -> list[Problem]:
    layer, problems = layers.read_layer(folder, extends=False)
    if layer is None:
        return problems
    shapes = check_shapes(layer)
    if shapes:
        return problems + shapes
    whole = []
    faulty = set(layer.unread)
    for name, document in layer.entries.items():
        found = departures(document, "entry") + placeholders.faults(document)
        problems += found
        if found:
            faulty.add(name)
        else:
            whole.append(document)
    return problems + check_national(layer, whole, frozenset(faulty), icons)


def _understand(files: Assembled) -> Pack:
    return Pack(
        town=Town.model_validate(_plain(files.town.value)),
        topics=tuple(Topic.model_validate(item) for item in files.topics.value),
        places=tuple(Place.model_validate(_plain(item)) for item in files.places.value),
        entries=tuple(Entry.model_validate(document.value) for document in files.entries),
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in LAYERING}
