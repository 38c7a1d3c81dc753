"""Finding terms in sentences, whether a translation uses them, and putting them right."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from okienko_translation.glossary.entry import Entry
from okienko_translation.glossary.forms import Form, forms, same_place
from okienko_translation.languages import LANGUAGES, Language, Pair

_WORD = re.compile(r"\w+(?:[-'’+.@]\w+)*\+?")


@dataclass(frozen=True)
class Found:
    """A term in a text; `start` and `end` in characters, `entries` are those that have a form like it."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    form: Form


@dataclass(frozen=True)
class Applied:
    """A term of the source that the translation has as the glossary wants it.

    Args:
        source: the glossary's term.
        target: the term that stands for it.
        source_text: as it stands in the source.
        target_text: as it stands in the translation.
    """

    source: str
    target: str
    source_text: str
    target_text: str


class Glossary:
    """Entries that a person approved; never changes after it is made.

    Args:
        entries: all entries; of two for one term both are right, the earlier is preferred.
        revision: changes with the content.
    """

    def __init__(self, entries: Iterable[Entry] = (), revision: str = "") -> None:
        self.entries = tuple(entry for entry in dict.fromkeys(entries) if entry.reviewed)
        self.revision = revision
        self._names = sorted({e.pl[0] for e in self.entries if e.is_name}, key=lambda name: (-len(name), name))
        self._index: dict[Language, dict[str, list[tuple[Entry, Form, bool]]]] = {
            language: {} for language in LANGUAGES
        }
        for entry in self.entries:
            if entry.is_name:
                continue
            for language in LANGUAGES:
                for rank, term in enumerate(entry.terms(language)):
                    for form in forms(term, language):
                        self._index[language].setdefault(_key(form.text), []).append((entry, form, rank == 0))
        self._longest = {
            language: max((key.count(" ") + 1 for key in self._index[language]), default=0) for language in LANGUAGES
        }

    def names(self, text: str) -> tuple[str, ...]:
        """Return the names of the glossary that stand in `text` and stay as they are."""
        return tuple(name for name in self._names if name in text)

    def find(self, text: str, language: Language) -> list[Found]:
        """Return the preferred terms in a text, the longest where several begin at one word, none over another."""
        found: list[Found] = []
        for one in self._everything(text, language, only_preferred=True):
            if not found or one.start >= found[-1].end:
                found.append(one)
        return found

    def _everything(self, text: str, language: Language, *, only_preferred: bool = False) -> list[Found]:
        """Return every term in a text, also those within longer ones; by their beginning, the longest first."""
        words = list(_WORD.finditer(text))
        index = self._index[language]
        found: list[Found] = []
        for first, word in enumerate(words):
            for size in range(min(self._longest[language], len(words) - first), 0, -1):
                start, end = word.start(), words[first + size - 1].end()
                hits = [hit for hit in index.get(_key(text[start:end]), ()) if hit[2] or not only_preferred]
                if hits:
                    entries = tuple(dict.fromkeys(entry for entry, _, _ in hits))
                    found.append(Found(start, end, text[start:end], entries, hits[0][1]))
        return found

    def applied(self, source: str, output: str, pair: Pair) -> tuple[Applied, ...]:
        """Return the terms of `source` that `output` has as the glossary wants them."""
        wanted = self.find(source, pair[0])
        present = self._everything(output, pair[1]) if wanted else []
        matches = ((term, _match(term, present)) for term in wanted)
        return tuple(dict.fromkeys(_applied(term, match, pair) for term, match in matches if match))

    def enforce(self, source: str, output: str, pair: Pair, render: Callable[[str], str] | None = None) -> str | None:
        """Return `output` with every term of `source` as the glossary wants it, or None where one is missing.

        A missing one is put right where that is safe.

        It is safe where the output has, once, what the engine writes for the term alone, and the glossary's term fits in its
        place.

        Args:
            source: a sentence.
            output: its translation.
            pair: from which language to which.
            render: returns what the engine writes for a term alone; without it nothing is put right.
        """
        wanted = self.find(source, pair[0])
        present = self._everything(output, pair[1]) if wanted else []
        for term in wanted:
            match = _match(term, present)
            if match is None:
                corrected = _put_right(term, output, pair, present, render) if render else None
                output = corrected or output
                present = self._everything(output, pair[1])
                match = _match(term, present)
            if match is None:
                return None
        return output


def _match(term: Found, present: Sequence[Found]) -> Found | None:
    return next((one for one in present if set(one.entries) & set(term.entries)), None)


def _applied(term: Found, match: Found, pair: Pair) -> Applied:
    entry = next(one for one in term.entries if one in match.entries)
    return Applied(entry.terms(pair[0])[0], entry.terms(pair[1])[0], term.text, match.text)


def _put_right(
    term: Found, output: str, pair: Pair, present: Sequence[Found], render: Callable[[str], str]
) -> str | None:
    entry = term.entries[0]
    written = render(entry.terms(pair[0])[0]).strip(" .")
    wrong = re.sub(r"^(?:an?|the) ", "", written, flags=re.IGNORECASE)
    if not wrong or len(wrong) > len(output):
        return None
    for form in forms(wrong[:1].lower() + wrong[1:], pair[1]):
        places = list(re.finditer(rf"(?<!\w){re.escape(form.text)}(?!\w)", output, re.IGNORECASE))
        right = same_place(entry.terms(pair[1])[0], form, pair[1])
        if not places or right is None:
            continue
        start, end = places[0].span()
        if len(places) > 1 or any(one.start < end and start < one.end for one in present):
            return None
        new = right.text[:1].upper() + right.text[1:] if output[start].isupper() else right.text
        before = output[:start]
        if pair[1] == "en":
            before = re.sub(r"\b([Aa])n? $", rf"\1{'n' if right.text[:1].lower() in 'aeio' else ''} ", before)
        return before + new + output[end:]
    return None


def _key(text: str) -> str:
    return " ".join(text.lower().split())
