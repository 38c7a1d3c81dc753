"""Translating by templates: a sentence that the grammar knows, with the same checks that a model's output has to pass."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from okienko_common.logs import get_logger

from okienko_translation.cache import Cache
from okienko_translation.languages import LANGUAGES, Pair
from okienko_translation.memory.keys import adapt, exact_key
from okienko_translation.outcomes import Sentence
from okienko_translation.protection import lost, rendering
from okienko_translation.quality import find_fault
from okienko_translation.rewording import rewordings
from okienko_translation.templates.grammar import Grammar, GrammarError, load
from okienko_translation.templates.parser import Parser
from okienko_translation.templates.writing import say
from okienko_translation.text.clauses import cut, join
from okienko_translation.text.spans import find

log = get_logger(__name__)
_REMEMBERED = 4096
_LONGEST = 400
_GENDERED_COST = 20


class Templates:
    """Translates what the grammar knows; calls come from several threads.

    Args:
        path: the file of productions, read at the first use; None knows nothing. Where it cannot be used that is said once in the log.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = Lock()
        self._known: Cache[tuple[str, ...]] = Cache(_REMEMBERED)

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
        return self._whole(grammar, sentence) or self._by_clauses(grammar, sentence)

    def _whole(self, grammar: Grammar, sentence: Sentence) -> list[str]:
        source, target = sentence.pair
        for text in (sentence.text, *rewordings(sentence.text, source)):
            # From English nobody's gender is known, so what Polish says alike for everybody is better by two wordings.
            readings = sorted(
                Parser(grammar, text, source).readings(),
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
        if found is None:
            return []
        first = self._whole(grammar, replace(sentence, text=found.first))
        second = self._whole(grammar, replace(sentence, text=found.second)) if first else []
        written = [join(one, found.joint, other) for one in first for other in second]
        return written if written and _passes(sentence, sentence.text, written[0]) else []


def _passes(sentence: Sentence, source: str, written: str) -> bool:
    pair: Pair = sentence.pair
    spans = find(source, pair[0], sentence.phrases)
    kept = [part for span in spans for part in (span.text, rendering(span, pair))]
    return not lost(source, written, pair, sentence.phrases) and find_fault(source, written, pair, kept) is None
