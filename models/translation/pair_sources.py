"""Sentence pairs to train on: the grammar's, the content packs' and Tatoeba's; never one of the held-out sentences."""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "services/common/src"))
sys.path.insert(0, str(HERE.parents[1] / "services/translation/src"))

from okienko_translation.memory.alignment import trusted  # noqa: E402  (found through the lines above)
from okienko_translation.memory.tmx import Unit, read  # noqa: E402
from okienko_translation.text.spelled import same_numbers  # noqa: E402

HELD_OUT = (
    HERE.parents[1] / "services/translation/evaluation/office_sentences.tsv",
    HERE / "dev.tsv",
    HERE / "dev_offices.tsv",
    HERE / "dev_offices2.tsv",
)
LOCALES = HERE.parents[1] / "frontend/src/locales"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Source:
    """Pairs of one origin and how often each is shown to the network in a pass."""

    name: str
    pairs: tuple[Unit, ...]
    copies: int


def grammar_pairs(path: Path) -> list[Unit]:
    """Return the pairs that the grammar wrote to a file, `pl<TAB>en` a line."""
    return _lines(path, polish=0)


def memory_pairs(folder: Path) -> list[Unit]:
    """Return the trusted pairs of the content packs, texts and sentences, from the `.tmx` files of a folder."""
    return trusted(unit for path in sorted(folder.glob("*.tmx")) for unit in read(path))


def interface_pairs(folder: Path) -> list[Unit]:
    """Return the sentences of Okienko's own page in both languages, those with places to fill in left out."""
    polish, english = (
        dict(_flat(json.loads((folder / f"{language}.json").read_text(encoding="utf-8")))) for language in ("pl", "en")
    )
    pairs = [Unit(polish[key], english[key]) for key in polish if key in english]
    return [unit for unit in dict.fromkeys(pairs) if "{" not in unit.pl + unit.en]


def open_pairs(path: Path) -> list[Unit]:
    """Return the pairs of the Tatoeba export, `en<TAB>pl` a line."""
    return _lines(path, polish=1)


def without_held_out(pairs: Iterable[Unit], held_out: frozenset[str]) -> Iterator[Unit]:
    """Leave out pairs of which a side is a held-out sentence, and those whose numbers differ."""
    for pair in pairs:
        if (
            fingerprint(pair.pl) not in held_out
            and fingerprint(pair.en) not in held_out
            and same_numbers(*_sides(pair))
        ):
            yield pair


def held_out_fingerprints(paths: Iterable[Path] = HELD_OUT) -> frozenset[str]:
    """Return the fingerprints of both sides of the sentences that only measuring may see."""
    return frozenset(
        fingerprint(side)
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        for side in line.split("\t")
    )


def fingerprint(text: str) -> str:
    """Return a digest of the words of a text: case, punctuation and spacing do not matter."""
    return hashlib.sha256(" ".join(_WORD.findall(text.lower())).encode()).hexdigest()[:24]


def _flat(messages: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, message in messages.items():
        if isinstance(message, str):
            yield prefix + key, message
        elif isinstance(message, dict):
            yield from _flat(message, f"{prefix}{key}.")


def _sides(pair: Unit) -> tuple[str, str]:
    return pair.pl, pair.en


def _lines(path: Path, polish: int) -> list[Unit]:
    pairs: dict[Unit, None] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        sides = [side.strip() for side in line.split("\t")]
        if len(sides) == 2 and all(sides):
            pairs[Unit(sides[polish], sides[1 - polish])] = None
    return list(pairs)
