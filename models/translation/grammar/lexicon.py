"""The lexicon: categories and frames, read from the data files."""

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from entries import (
    AdjectiveEntry,
    ComposedEntry,
    Entry,
    InventedEntry,
    NounEntry,
    NumberEntry,
    PhraseEntry,
    VerbEntry,
    same_slots,
)
from invented import INVENTED
from template_parser import parse, person_of
from templates import Scope, Template, Value
from values import LexiconError

_FLAGS = re.compile(r" ?\[([a-z0-9,]+)\]$")
_KEEPS_CAPITAL = re.compile(
    r"(?:I|I'm|I've|I'd)\b|[A-ZĄĆĘŁŃÓŚŹŻ]{2}|PIT|Karta Duż|Karty Duż|Kartę Duż|Large Family|Wigil|Alarm|Czyste|Polish|Polsk|EU\b|European"
)


def _lowered(sentence: str) -> str:
    """Return a sentence as it stands inside another, with a small letter where none is a name's."""
    start = re.match(r"<?<?", sentence)
    assert start is not None
    rest = sentence[start.end() :]
    if _KEEPS_CAPITAL.match(rest):
        return sentence
    lowered = rest[:1].lower() + rest[1:]
    if start[0]:
        lowered = re.sub(r"^([^|>]*\|)(\w)", lambda match: match[1] + match[2].lower(), lowered)
    return start[0] + lowered


@dataclass(frozen=True)
class Frame:
    """A sentence pair with slots."""

    polish: Template
    english: Template
    person: str
    topic: str
    text: str


class Lexicon:
    """All categories and frames of a folder of data files.

    Args:
        folder: holds `words` and `frames`.
        serving: whether to read what is recognised but never drawn, too: the headings with "serve". Its frames are `served`;
            those with "last" too are `wide`, said only where nothing else is as likely.
    """

    def __init__(self, folder: Path, *, serving: bool = False) -> None:
        self._serving = serving
        self.entries: dict[str, list[Entry]] = {name: [InventedEntry(name)] for name in INVENTED}
        self._includes: dict[str, list[str]] = {}
        self.frames: list[Frame] = []
        self.served: list[Frame] = []
        self.wide: list[Frame] = []
        for path in sorted((folder / "words").glob("*.txt")):
            self._read(path)
        for path in sorted((folder / "frames").glob("*.txt")):
            self._read(path)
        for name, others in self._includes.items():
            for other in others:
                self.entries[name] += self.entries[other]
        self._check_references()
        self._capacities: dict[str, float] = {}

    def _read(self, path: Path) -> None:
        heading: tuple[str, str, list[str]] | None = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                if line.startswith("%"):
                    heading = self._heading(line)
                elif heading:
                    self._line(line, *heading)
            except (ValueError, LookupError) as error:
                raise LexiconError(f"{path.name}, line {number}: {error}") from error

    def _heading(self, line: str) -> tuple[str, str, list[str]] | None:
        """Return kind, name and marks of what follows; None where it is not to be read."""
        kind, name, *marks = line[1:].split()
        if kind not in {"np", "vp", "ph", "adj", "num", "frames"}:
            raise LexiconError(f"'%{kind}' is no kind of category.")
        if "serve" in marks and not self._serving:
            return None
        if kind != "frames":
            self.entries.setdefault(name, [])
            included = [one for one in marks if one != "serve"]
            if included:
                self._includes.setdefault(name, []).extend(included)
        return kind, name, marks

    def _line(self, line: str, kind: str, name: str, marks: list[str]) -> None:
        if kind != "frames":
            self.entries[name].append(self._entry(kind, line))
            return
        of_kind = self.wide if "last" in marks else self.served if "serve" in marks else self.frames
        of_kind.append(self._frame(line, name))
        if "say" in marks:
            self._reuse(line)

    def _reuse(self, line: str) -> None:
        """Let a whole sentence be part of longer ones: a question as `Ask`, another as `Say`."""
        polish, english = (side.strip() for side in line.split(" = "))
        category = {".": "Say", "?": "Ask"}.get(polish[-1:])
        if category and polish[-1] == english[-1] and not re.search(r"[.?!] ", polish.replace("{", " ")):
            entry = PhraseEntry(_lowered(polish[:-1]), _lowered(english[:-1]), None)
            self.entries.setdefault(category, []).append(entry)

    @staticmethod
    def _frame(line: str, topic: str) -> Frame:
        polish, mark, english = line.partition(" = ")
        if not mark:
            raise LexiconError("a frame is 'Polish = English'.")
        templates = parse(polish.strip(), english=False), parse(english.strip(), english=True)
        same_slots(*templates, line)
        return Frame(*templates, person_of(english) or "your", topic, line)

    @staticmethod
    def _entry(kind: str, line: str) -> Entry:
        flags: frozenset[str] = frozenset()
        if kind in {"np", "num"} and (match := _FLAGS.search(line)):
            flags, line = frozenset(match[1].split(",")), line[: match.start()]
        if kind == "np" and line.startswith("+ "):
            return ComposedEntry(*line[2:].split())
        parts = [part.strip() for part in line.split(" = ")]
        if len(parts) < 2:
            raise LexiconError("an entry is 'Polish = English'.")
        if kind == "np":
            return NounEntry(parts[0], parts[1], flags)
        if kind == "num":
            return NumberEntry(parts[0], parts[1], parts[2], flags)
        if kind == "adj":
            return AdjectiveEntry(parts[0], parts[1])
        if kind == "vp":
            return VerbEntry(parts[0], parts[1])
        return PhraseEntry(parts[0], parts[1], parts[2] if len(parts) > 2 else None)

    def _check_references(self) -> None:
        for name, entries in self.entries.items():
            for entry in entries:
                self._check_slots(entry.slots, f"category {name}")
        for frame in [*self.frames, *self.served, *self.wide]:
            self._check_slots(frame.polish.slots(), frame.text)

    def _check_slots(self, slots: Iterable[str], where: str) -> None:
        for slot in slots:
            if not self.entries.get(slot.rstrip("0123456789")):
                raise LexiconError(f"{where}: there is no category '{slot}', or it is empty.")

    def draw(self, category: str, scope: Scope) -> Value:
        """Return a random value of a category."""
        return scope.rng.choice(self.entries[category]).draw(scope)

    def capacity(self, slots: Iterable[str], depth: int = 0) -> float:
        """Return about how many fillings a set of slots has, capped at 1e9."""
        product = 1.0
        for slot in slots:
            product = min(1e9, product * self._of_category(slot.rstrip("0123456789"), depth))
        return product

    def _of_category(self, name: str, depth: int) -> float:
        if name in INVENTED:
            return 50.0
        if depth > 6:
            return 1.0
        known = self._capacities.get(name)
        if known is None:
            known = sum(self.capacity(entry.slots, depth + 1) for entry in self.entries[name])
            known = min(1e9, known)
            self._capacities[name] = known
        return known


def scope_for(rng: random.Random, lexicon: Lexicon, frame: Frame) -> Scope:
    """Return a scope with a speaker and an addressee drawn by chance."""
    return Scope(rng, lexicon, rng.choice(("m1", "f")), rng.choice(("m1", "f")), frame.person)
