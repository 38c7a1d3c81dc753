"""Translating by templates: a sentence that the grammar knows, with the same checks that a model's output has to pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from okienko_common.logs import get_logger

from okienko_translation.cache import Cache
from okienko_translation.languages import LANGUAGES, Language, Pair
from okienko_translation.memory.keys import adapt, exact_key
from okienko_translation.outcomes import Sentence
from okienko_translation.protection import lost, rendering
from okienko_translation.quality import find_fault
from okienko_translation.rewording import rewordings
from okienko_translation.templates.grammar import Grammar, GrammarError, load
from okienko_translation.templates.parser import Parser
from okienko_translation.templates.writing import say, say_part
from okienko_translation.text.clauses import begin_with, cut, end_with, join
from okienko_translation.text.spans import find

log = get_logger(__name__)
_REMEMBERED = 4096
# Of a sentence, its other wordings, and what is left of each without what stands around it.
_PARSERS = 16
_LONGEST = 400
_GENDERED_COST = 20
_MOST_ADDITIONS = 2
_OF_ANOTHER = re.compile(r"(?:it|they)\b", re.IGNORECASE)
_AMBIGUOUS = re.compile(r"\b(?:is|are) (?:free|registered)\b(?! of charge)")
_YOURS = re.compile(r"\byour\b")
_SPEAKER = re.compile(r"\bI\b|\bmy\b")
_PERFECT = re.compile(r"\b(?:has|have) (?:(?:not|already|never) )?(?:\w+ed|been|lost|got|sent|paid|bought|found|had)\b")


class Templates:
    """Translates what the grammar knows; calls come from several threads.

    Args:
        path: the file of productions, read at the first use; None knows nothing. Where it cannot be used that is said once in the log.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = Lock()
        self._known: Cache[tuple[str, ...]] = Cache(_REMEMBERED)
        self._parsers: Cache[Parser] = Cache(_PARSERS)

    @cached_property
    def _grammar(self) -> Grammar | None:
        try:
            return load(self._path) if self._path else None
        except GrammarError as error:
            log.warning("no templates", reason=str(error))
            return None

    def prepare(self) -> None:
        """Read the file and sort its wordings now; blocking, 4 s of a processor."""
        grammar = self._grammar
        if grammar is None:
            return
        for language in LANGUAGES:
            with self._lock:
                grammar.sort(language)

    def translate(self, sentence: Sentence) -> str | None:
        """Return the translation of an instance of a template, None where it is none or a check fails."""
        if len(sentence.text) > _LONGEST:
            return None
        known = self._known.get(sentence)
        if known is None:
            # One at a time: the wordings of a form are sorted at their first use.
            with self._lock:
                known = tuple(self._find(sentence))
            self._known.put(sentence, known)
        return known[0] if known else None

    def _find(self, sentence: Sentence) -> list[str]:
        grammar = self._grammar
        if grammar is None:
            return []
        return (
            self._whole(grammar, sentence) or self._by_clauses(grammar, sentence) or self._with_more(grammar, sentence)
        )

    def _whole(self, grammar: Grammar, sentence: Sentence) -> list[str]:
        source, target = sentence.pair
        for text in (sentence.text, *rewordings(sentence.text, source)):
            # From English nobody's gender is known, so what Polish says alike for everybody is better by two wordings.
            readings = sorted(
                self._parser(grammar, text, source).readings(),
                key=lambda one: one.cost + (_GENDERED_COST if target == "pl" and one.production.is_gendered else 0),
            )
            for reading in readings:
                said = say(reading, target)
                written = adapt(said, said, exact_key(text)) if said else None
                if written and _passes(sentence, text, written):
                    return [written]
        return []

    def _by_clauses(self, grammar: Grammar, sentence: Sentence) -> list[str]:
        """Return the translation of two clauses that are instances of a template each."""
        found = cut(sentence.text, sentence.pair[0])
        # Of what "it" is Polish shows the gender.
        if found is None or (sentence.pair[0] == "en" and _OF_ANOTHER.match(found.second)):
            return []
        first = self._whole(grammar, replace(sentence, text=found.first))
        second = self._whole(grammar, replace(sentence, text=found.second)) if first else []
        written = [join(one, found.joint, other) for one in first for other in second]
        return written if written and _passes(sentence, sentence.text, written[0]) else []

    def divisions(self, sentence: Sentence) -> list["Division"]:
        """Return the ways to take off what may stand before or behind any sentence."""
        grammar = self._grammar
        if grammar is None or len(sentence.text) > _LONGEST:
            return []
        with self._lock:
            return list(self._divisions(grammar, sentence))

    def _with_more(self, grammar: Grammar, sentence: Sentence, most: int = _MOST_ADDITIONS) -> list[str]:
        """Return the translation of an instance of a template with what may stand before or behind any sentence."""
        for division in self._divisions(grammar, sentence):
            found = self._whole(grammar, division.rest) or self._by_clauses(grammar, division.rest)
            if not found and most > 1:
                found = self._with_more(grammar, division.rest, most - 1)
            for one in found:
                written = division.whole(one)
                if written and _passes(sentence, sentence.text, written):
                    return [written]
        return []

    def _divisions(self, grammar: Grammar, sentence: Sentence) -> Iterator["Division"]:
        source, target = sentence.pair
        for more in self._parser(grammar, sentence.text, source).additions():
            said = say_part(more.reading, target)
            if not said:
                continue
            yield Division(replace(sentence, text=more.rest), said, more.is_opening, more.is_time)
            if more.is_opening and more.rest.endswith("?"):
                statement = replace(sentence, text=more.rest.removesuffix("?") + ".")
                yield Division(statement, said, is_opening=True, is_time=False, is_asked=True)

    def _parser(self, grammar: Grammar, text: str, language: Language) -> Parser:
        """Return the parser of a text, which is asked for what it is and for what stands around it."""
        known = self._parsers.get((text, language))
        if known is None:
            known = Parser(grammar, text, language)
            self._parsers.put((text, language), known)
        return known


@dataclass(frozen=True)
class Division:
    """A sentence without what stands before or behind it, which is translated already.

    Args:
        rest: the sentence alone.
        said: what stood around it, in the other language.
        is_opening: whether it stood before it.
        is_time: whether it tells when.
        is_asked: whether it makes a question of what is a statement alone: "is it true that".
    """

    rest: Sentence
    said: str
    is_opening: bool
    is_time: bool
    is_asked: bool = False

    def whole(self, translated: str) -> str | None:
        """Return the translation of the rest with what belongs to it; None where the two do not fit."""
        is_english = self.rest.pair[1] == "en"
        # "The room is free on Monday" is about who uses it, not what it costs.
        if not is_english and _AMBIGUOUS.search(self.rest.text):
            return None
        # "The application has been considered yesterday."
        if is_english and self.is_time and _PERFECT.search(translated):
            return None
        # "After changing your surname" is "my" where the speaker is meant.
        said = _YOURS.sub("my", self.said) if is_english and _SPEAKER.search(translated) else self.said
        written = begin_with(said, translated) if self.is_opening else end_with(translated, said)
        return written.removesuffix(".") + "?" if self.is_asked else written


def _passes(sentence: Sentence, source: str, written: str) -> bool:
    pair: Pair = sentence.pair
    spans = find(source, pair[0], sentence.phrases)
    kept = [part for span in spans for part in (span.text, rendering(span, pair))]
    return not lost(source, written, pair, sentence.phrases) and find_fault(source, written, pair, kept) is None
