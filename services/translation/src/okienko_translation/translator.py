"""From texts to translations: the memory for the whole text, then sentence by sentence, then the machine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from okienko_common.language_detection import detect

from okienko_translation.glossary.glossary import Applied, Glossary
from okienko_translation.languages import Language, Pair, other
from okienko_translation.machine import Machine
from okienko_translation.memory.memory import EXACT, Match, TranslationMemory
from okienko_translation.outcomes import Outcome, Sentence
from okienko_translation.protection import rendering
from okienko_translation.reasons import Reason
from okienko_translation.text import markup
from okienko_translation.text.sentences import split
from okienko_translation.text.spans import find

# Sentences of a request for which something like them is searched in the memory; 5 ms each.
_MOST_ALIKE = 128
# Those for which a template is searched; 2 ms each.
_MOST_TEMPLATES = 256


class Origin(Enum):
    """Where a translation came from, as in the contract."""

    MEMORY = "memory"
    MEMORY_SENTENCES = "memory sentences"
    TEMPLATE = "template"
    MACHINE = "machine"
    WITHHELD = "withheld"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Job:
    """Texts to translate.

    Args:
        texts: any number.
        source: None where each text's language is to be detected.
        target: into which language.
        phrases: to be left as they are.
        is_published: whether the town published all of them; only then their translations may be kept on the disk.
    """

    texts: tuple[str, ...]
    source: Language | None
    target: Language
    phrases: tuple[str, ...] = ()
    is_published: bool = False


@dataclass(frozen=True)
class Result:
    """One translation.

    Args:
        text: empty where it is withheld.
        source: BCP 47 tag of the source; "und" for neither Polish nor English.
        origin: where it came from.
        quality: 0 to 1; None where not estimated.
        is_cached: whether every sentence that a machine translated was remembered.
        withheld_reason: a sentence in the target language; empty where nothing is withheld.
        terms: terms of the glossary that both sides have.
    """

    text: str
    source: str
    origin: Origin
    quality: float | None = None
    is_cached: bool = False
    withheld_reason: str = ""
    terms: tuple[Applied, ...] = ()


@dataclass(frozen=True)
class Dressed:
    """A sentence with markup.

    Args:
        marked: the sentence without it.
        body: the plain sentence's translation, or the sentence for the machine.
        inner: the same of what each element encloses, which tells where it belongs in the translation.
    """

    marked: markup.Marked
    body: "str | Match | Sentence"
    inner: Mapping[str, "str | Match | Sentence"]


@dataclass(frozen=True)
class Draft:
    """A text on its way: its parts in order, each finished or still a sentence for the machine."""

    source: Language
    parts: tuple["str | Match | Sentence | Dressed", ...]


@dataclass(frozen=True)
class Plan:
    """What the memory could do for a job, what is remembered, and what only the machine can do."""

    job: Job
    drafts: tuple[Result | Draft, ...]
    known: Mapping[Sentence, Outcome]
    pending: tuple[Sentence, ...]
    glossary: Glossary


class _Lookup:
    """The memory during one job; a job of thousands of new sentences must not search for something like each."""

    def __init__(self, memory: TranslationMemory) -> None:
        self._memory = memory
        self._left = _MOST_ALIKE

    def find(self, text: str, source: Language) -> Match | None:
        match = self._memory.find(text, source)
        if match or not self._left:
            return match
        self._left -= 1
        return self._memory.find_alike(text, source)


def plan(job: Job, memory: TranslationMemory, machine: Machine) -> Plan:
    """Translate from memory and cache; what is left is pending. Takes milliseconds, never asks a model."""
    glossary = machine.glossary
    lookup = _Lookup(memory)
    drafts = tuple(
        _draft(text, replace(job, phrases=(*job.phrases, *glossary.names(text))), lookup) for text in job.texts
    )
    known: dict[Sentence, Outcome] = {}
    pending: dict[Sentence, None] = {}
    for place, sentence in enumerate(dict.fromkeys(_sentences(drafts))):
        found = machine.by_template(sentence) if place < _MOST_TEMPLATES else None
        outcome = found or machine.recall(sentence, is_published=job.is_published)
        if outcome:
            known[sentence] = outcome
        else:
            pending[sentence] = None
    return Plan(job, drafts, known, tuple(pending), glossary)


def finish(prepared: Plan, translated: Mapping[Sentence, Outcome]) -> list[Result]:
    """Put the parts together, in the order of the texts.

    Args:
        prepared: the plan.
        translated: what the machine made of its pending sentences.
    """
    outcomes = {**prepared.known, **translated}
    fresh = frozenset(translated)
    target = prepared.job.target
    results = [
        draft if isinstance(draft, Result) else _assemble(draft, target, outcomes, fresh, prepared.glossary)
        for draft in prepared.drafts
    ]
    return [
        _with_terms(text, result, target, prepared.glossary)
        for text, result in zip(prepared.job.texts, results, strict=True)
    ]


def _with_terms(text: str, result: Result, target: Language, glossary: Glossary) -> Result:
    if not result.text or result.origin is Origin.UNCHANGED:
        return result
    return replace(result, terms=glossary.applied(text, result.text, (other(target), target)))


def _sentences(drafts: Sequence[Result | Draft]) -> Iterator[Sentence]:
    for draft in drafts:
        for part in draft.parts if isinstance(draft, Draft) else ():
            every = (part.body, *part.inner.values()) if isinstance(part, Dressed) else (part,)
            yield from (one for one in every if isinstance(one, Sentence))


def _draft(text: str, job: Job, memory: _Lookup) -> Result | Draft:
    detected = job.source or detect(text)
    if detected == "und":
        reason = Reason.OTHER_LANGUAGE.sentence(job.target)
        return Result("", "und", Origin.WITHHELD, withheld_reason=reason)
    # A text whose words do not tell is taken to need the translation that was asked for.
    source = detected or other(job.target)
    if source == job.target or _is_left_alone(text, source, job.phrases):
        return Result(text, source, Origin.UNCHANGED, 1.0)
    pair = (source, job.target)
    body = text.strip()
    match = _recall(body, pair, job.phrases, memory)
    if match:
        start = text.index(body)
        whole = text[:start] + match.text + text[start + len(body) :]
        return Result(whole, source, Origin.MEMORY, match.quality)
    return Draft(source, tuple(_parts(text, pair, job.phrases, memory)))


def _parts(text: str, pair: Pair, phrases: tuple[str, ...], memory: _Lookup) -> list[str | Match | Sentence | Dressed]:
    parts: list[str | Match | Sentence | Dressed] = []
    done: dict[str, str | Match | Sentence | Dressed] = {}
    for piece in split(text, pair[0]):
        if not piece.is_sentence:
            parts.append(piece.text)
            continue
        if piece.text not in done:
            done[piece.text] = _dressed(piece.text, pair, phrases, memory)
        parts.append(done[piece.text])
    return parts


def _dressed(text: str, pair: Pair, phrases: tuple[str, ...], memory: _Lookup) -> str | Match | Sentence | Dressed:
    """Return a sentence's translation or the sentence for the machine, its markup apart."""
    marked = markup.parse(text)
    if marked is None or _is_left_alone(text, pair[0], phrases):
        return _part(text, pair, phrases, memory)
    inner = {one: _part(one, pair, phrases, memory) for one in marked.texts()}
    return Dressed(marked, _part(marked.plain, pair, phrases, memory), inner)


def _part(text: str, pair: Pair, phrases: tuple[str, ...], memory: _Lookup) -> "str | Match | Sentence":
    if _is_left_alone(text, pair[0], phrases):
        return text
    standing = tuple(phrase for phrase in phrases if phrase in text)
    return _recall(text, pair, phrases, memory) or Sentence(text, pair, standing)


def _recall(text: str, pair: Pair, phrases: Sequence[str], memory: _Lookup) -> Match | None:
    """Look a text up; what people wrote does not serve where it translates a phrase that the caller wants left."""
    match = memory.find(text, pair[0])
    if match and all(match.text.count(phrase) >= text.count(phrase) for phrase in phrases):
        # Of this very text people decided where its markup goes; of one like it they had no occasion to.
        return match if match.quality == EXACT or markup.tokens(text) == markup.tokens(match.text) else None
    return None


def _is_left_alone(text: str, language: Language, phrases: Sequence[str]) -> bool:
    """Return whether nothing is left to translate once the protected parts are taken out."""
    rest, position = [], 0
    for span in find(text, language, phrases):
        rest.append(text[position : span.start])
        position = span.end
    return not any(character.isalpha() for part in [*rest, text[position:]] for character in part)


def _assemble(
    draft: Draft, target: Language, outcomes: Mapping[Sentence, Outcome], fresh: frozenset[Sentence], glossary: Glossary
) -> Result:
    written: list[str] = []
    weights: list[tuple[float | None, int]] = []
    bodies = [part.body if isinstance(part, Dressed) else part for part in draft.parts]
    sentences = [body for body in bodies if isinstance(body, Sentence)]
    machined = [sentence for sentence in sentences if not outcomes[sentence].is_template]
    for part, body in zip(draft.parts, bodies, strict=True):
        said = _said(body, outcomes)
        text: str | None = said.text
        if isinstance(part, Dressed) and not said.reason:
            text = _put_back(part, said.text, (draft.source, target), outcomes, glossary)
        if said.reason or text is None:
            reason = said.reason or Reason.MARKUP
            return Result(
                "",
                draft.source,
                Origin.WITHHELD,
                is_cached=body in sentences and body not in fresh and reason is not Reason.NO_MODEL,
                withheld_reason=reason.sentence(target),
            )
        written.append(text)
        if not isinstance(body, str):
            weights.append((said.confidence, len(said.text)))
    origin = Origin.MACHINE if machined else Origin.TEMPLATE if sentences else Origin.MEMORY_SENTENCES
    is_cached = bool(machined) and not any(sentence in fresh for sentence in machined)
    return Result("".join(written), draft.source, origin, _mean(weights), is_cached)


def _said(part: "str | Match | Sentence", outcomes: Mapping[Sentence, Outcome]) -> Outcome:
    """Return what is written for a part, with its quality, or why nothing is."""
    if isinstance(part, Sentence):
        return outcomes[part]
    return Outcome(part) if isinstance(part, str) else Outcome(part.text, part.quality)


def _put_back(
    part: Dressed, text: str, pair: Pair, outcomes: Mapping[Sentence, Outcome], glossary: Glossary
) -> str | None:
    """Return a translation with its source's markup, or None where it is not certain what belongs into it."""
    terms = glossary.applied(part.marked.plain, text, pair)

    def counterparts(inner: str) -> Iterator[str]:
        yield from (rendering(span, pair) for span in find(inner, pair[0]) if span.text == inner)
        yield from (term.target_text for term in terms if term.source_text == inner)
        yield _said(part.inner[inner], outcomes).text

    return markup.place(part.marked, text, counterparts)


def _mean(weights: Sequence[tuple[float | None, int]]) -> float | None:
    """Return the mean quality by length; None where one sentence's is unknown."""
    total = sum(length for _, length in weights)
    known = [(quality, length) for quality, length in weights if quality is not None]
    if len(known) < len(weights) or not total:
        return None
    return sum(quality * length for quality, length in known) / total
