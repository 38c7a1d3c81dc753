"""One sentence through the machine: protected, translated, restored, checked; else withheld with a reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from okienko_translation.cache import Cache
from okienko_translation.engines import Engine, EngineError, PairNotInstalledError, Rendering
from okienko_translation.glossary.glossary import Glossary
from okienko_translation.languages import Pair
from okienko_translation.outcomes import Outcome, Sentence
from okienko_translation.protection import Protected, lost, protect, rendering, restore
from okienko_translation.published import PublishedCache
from okienko_translation.quality import Fault, find_fault
from okienko_translation.reasons import FAULTS, Reason
from okienko_translation.rewording import rewordings
from okienko_translation.templates.translating import Templates
from okienko_translation.text.clauses import cut, join
from okienko_translation.text.spans import find
from okienko_translation.words import Training, is_unknown

# Argos models were trained on sentences of up to about 150 tokens; 800 characters are about 250.
LONGEST_SENTENCE = 800
# From here on the first translation is taken. At 0.6 the same tuning sentences are shown, chrF 79.2 / 74.0 and 80.2 / 83.5 instead of
# 78.7 / 74.6 and 79.9 / 83.9 (offices, others), for 18.7 ms of a processor each instead of 17.1.
SURE = 0.4
# As a memory whose numbers were exchanged: people wrote both sides of the template, and what fills it.
TEMPLATE_CONFIDENCE = 0.95
# Of 202 sentences written for tuning, 8 candidates showed 4 in 100 more than one did, and where both were shown the better one more
# often; sampling, a coverage penalty and other beams added nothing to that. Six show the same 141 of 175 as eight, one of them in other
# words, for a fifth less; five show two less, four three. Of other wordings four show one poor translation of 255 less, for a twentieth
# of everything.
_MOST_AGAIN, _MOST_IN_OTHER_WORDS = 6, 4
_REMEMBERED_TERMS = 1024
_TINY = 1e-9


@dataclass(frozen=True)
class Attempt:
    """One way of putting a sentence to a model.

    Args:
        sentence: what is to be translated.
        source: its wording, which may be another than the sentence's.
        asked: what the model sees.
        hidden: the placeholders in that; None where the model sees the parts as they are.
    """

    sentence: Sentence
    source: str
    asked: str
    hidden: Protected | None

    @cached_property
    def kept(self) -> list[str]:
        """Return the sentence's parts that are not translated, as either side writes them."""
        return _kept(self.sentence)


class _Checks:
    """The checks of what a model writes for some attempts, each text's done once.

    Args:
        attempts: in the order in which they are put to the model.
        check: returns the text to be shown, or why it cannot be shown.
    """

    def __init__(self, attempts: Sequence[Attempt], check: Callable[[Attempt, str], str | Reason]) -> None:
        self._attempts = attempts
        self._check = check
        self._done: dict[tuple[int, str], str | Reason] = {}

    def of(self, index: int, text: str) -> str | Reason:
        """Return what is to be shown of what a model wrote for the attempt with that index, or why nothing is."""
        if (index, text) not in self._done:
            self._done[index, text] = self._check(self._attempts[index], text)
        return self._done[index, text]

    def passes(self, index: int, text: str) -> bool:
        """Return whether anything of it may be shown."""
        return not isinstance(self.of(index, text), Reason)


class Machine:
    """Translates sentences by an engine, remembers what came out, and lets nothing wrong through.

    Args:
        engine: what translates.
        remembered: sentences kept in memory.
        least_confidence: below this a translation is withheld, 0 to 1.
        glossary: returns the terms that translations must use.
        published: keeps what was made of published texts; None keeps nothing on the disk.
        templates: what is translated without a model.
    """

    def __init__(
        self,
        engine: Engine,
        remembered: int = 4096,
        least_confidence: float = 0.2,
        glossary: Callable[[], Glossary] = Glossary,
        published: PublishedCache | None = None,
        templates: Templates | None = None,
    ) -> None:
        self._engine = engine
        self._cache: Cache[Outcome] = Cache(remembered)
        self._terms: Cache[str] = Cache(_REMEMBERED_TERMS)
        self._least_confidence = least_confidence
        self._glossary = glossary
        self._published = published
        self._templates = templates

    @property
    def glossary(self) -> Glossary:
        """Return the glossary as it is now."""
        return self._glossary()

    def by_template(self, sentence: Sentence) -> Outcome | None:
        """Return the translation of an instance of a template that has the glossary's terms, or None; takes milliseconds."""
        text = self._templates.translate(sentence) if self._templates else None
        if text is None or self.glossary.enforce(sentence.text, text, sentence.pair) != text:
            return None
        return Outcome(text, TEMPLATE_CONFIDENCE, is_template=True)

    def recall(self, sentence: Sentence, *, is_published: bool = False) -> Outcome | None:
        """Return what is known of a sentence without asking the engine: remembered, too long, or without a model.

        Args:
            sentence: what to translate.
            is_published: whether it stands in a published text; only then the disk is looked at.
        """
        revision = self._revision(sentence.pair)
        if not revision:
            return Outcome("", reason=Reason.NO_MODEL)
        if len(sentence.text) > LONGEST_SENTENCE:
            return Outcome("", reason=Reason.TOO_LONG)
        key = self._key(sentence, revision)
        known = self._cache.get(key)
        if known is None and is_published and self._published:
            known = self._published.get((*key, self._least_confidence))
            if known:
                self._cache.put(key, known)
        return known

    def publish(self, sentences: Iterable[Sentence]) -> None:
        """Keep on the disk what is remembered of the sentences of a published text."""
        for sentence in sentences if self._published else ():
            revision = self._revision(sentence.pair)
            key = self._key(sentence, revision)
            known = self._cache.get(key)
            if revision and known and self._published:
                self._published.put((*key, self._least_confidence), known)

    def translate(self, sentences: Sequence[Sentence]) -> dict[Sentence, Outcome]:
        """Translate sentences of any pairs, each once; blocking. Never raises for what an engine does."""
        outcomes: dict[Sentence, Outcome] = {}
        for pair in dict.fromkeys(sentence.pair for sentence in sentences):
            batch = [sentence for sentence in dict.fromkeys(sentences) if sentence.pair == pair]
            revision = self._revision(pair)
            try:
                found = self._translate(batch, pair)
            except PairNotInstalledError:
                outcomes.update(dict.fromkeys(batch, Outcome("", reason=Reason.NO_MODEL)))
            except EngineError:
                outcomes.update(dict.fromkeys(batch, Outcome("", reason=Reason.MODEL_FAILED)))
            else:
                for sentence, outcome in found.items():
                    self._cache.put(self._key(sentence, revision), outcome)
                outcomes.update(found)
        return outcomes

    def _key(self, sentence: Sentence, revision: str) -> tuple[Sentence, str, str]:
        return sentence, revision, self.glossary.revision

    def _revision(self, pair: Pair) -> str:
        state = self._engine.pairs().get(pair)
        return state.revision if state else ""

    def _translate(self, batch: Sequence[Sentence], pair: Pair, *, is_rest: bool = False) -> dict[Sentence, Outcome]:
        training = self._engine.training(pair)
        unknown = {one for one in batch if training and is_unknown(one.text, training, _kept(one))}
        first = [_hidden(sentence, sentence.text) for sentence in batch if sentence not in unknown]
        checks = _Checks(first, lambda attempt, text: self._find_reason(attempt, text, training))
        renderings = self._engine.translate([attempt.asked for attempt in first], pair, checks.passes)
        outcomes = {
            attempt.sentence: self._outcome(checks.of(index, made.text), made.confidence, training)
            for index, (attempt, made) in enumerate(zip(first, renderings, strict=True))
        }
        # Whatever a model wrote for those would be withheld, so it is not asked; other wordings may have words that it knows.
        outcomes |= dict.fromkeys(unknown, Outcome("", reason=FAULTS[Fault.UNKNOWN_WORDS]))
        settled = {(attempt.asked, made.text) for attempt, made in zip(first, renderings, strict=True)}
        hopeless = {attempt.sentence for attempt, made in zip(first, renderings, strict=True) if made.is_hopeless}
        # More than one candidate costs several times as much, so only what is not settled is tried again, and other wordings
        # only where that did not settle it.
        for attempts, most, spared in (
            (_again, _MOST_AGAIN, hopeless),
            (_in_other_words, _MOST_IN_OTHER_WORDS, frozenset[Sentence]()),
        ):
            still_open = [one for one in batch if one not in spared and _is_open(outcomes[one], training)]
            again = [
                one
                for sentence in still_open
                for one in attempts(sentence)
                if not (training and is_unknown(one.source, training, one.kept))
            ]
            self._retry(again, pair, most, training, outcomes, settled)
        outcomes |= self._by_clauses([one for one in batch if outcomes[one].reason], training)
        if not is_rest:
            outcomes |= self._without_more([one for one in batch if outcomes[one].reason], training)
        return outcomes

    def _retry(
        self,
        again: Sequence[Attempt],
        pair: Pair,
        most: int,
        training: Training | None,
        outcomes: dict[Sentence, Outcome],
        settled: set[tuple[str, str]],
    ) -> None:
        """Put the better of the outcomes so far and those of further attempts into `outcomes`.

        Args:
            again: the attempts, for any number of sentences.
            pair: of all of them.
            most: candidates that are looked for, of each.
            training: of the pair's model.
            outcomes: of the sentences so far.
            settled: what was asked and came out already.
        """
        if not again:
            return
        checks = _Checks(again, lambda attempt, text: self._find_reason(attempt, text, training))

        def passes(index: int, text: str) -> bool:
            return (again[index].asked, text) not in settled and checks.passes(index, text)

        least = self._least(training) - _TINY
        floors = [outcomes[attempt.sentence].confidence or least for attempt in again]
        every = self._engine.candidates([one.asked for one in again], pair, most, passes, floors)
        for index, (attempt, candidates) in enumerate(zip(again, every, strict=True)):
            for made in candidates:
                found = self._outcome(checks.of(index, made.text), made.confidence, training)
                outcomes[attempt.sentence] = _better(outcomes[attempt.sentence], found)

    def _by_clauses(self, withheld: Sequence[Sentence], training: Training | None) -> dict[Sentence, Outcome]:
        """Translate what is still withheld clause by clause, where it has clauses; only what may then be shown is returned."""
        cuts = {sentence: found for sentence in withheld if (found := cut(sentence.text, sentence.pair[0]))}
        if not cuts:
            return {}
        halves = {
            sentence: (replace(sentence, text=found.first), replace(sentence, text=found.second))
            for sentence, found in cuts.items()
        }
        every = list(dict.fromkeys(half for both in halves.values() for half in both))
        known = {half: said for half in every if (said := self.by_template(half))}
        done = {**known, **self._translate([half for half in every if half not in known], withheld[0].pair)}
        shown: dict[Sentence, Outcome] = {}
        for sentence, (first, second) in halves.items():
            one, other = done[first], done[second]
            if one.reason or other.reason:
                continue
            sure = [half.confidence for half in (one, other) if half.confidence is not None]
            made = Rendering(join(one.text, cuts[sentence].joint, other.text), min(sure) if sure else None)
            whole = Attempt(sentence, sentence.text, sentence.text, None)
            outcome = self._outcome(self._find_reason(whole, made.text, training), made.confidence, training)
            if not outcome.reason:
                shown[sentence] = outcome
        return shown

    def _without_more(self, withheld: Sequence[Sentence], training: Training | None) -> dict[Sentence, Outcome]:
        """Translate what is still withheld without what stands around it and templates know; only what may then be shown is returned."""
        every = {one: self._templates.divisions(one) for one in withheld} if self._templates else {}
        rests = list(dict.fromkeys(division.rest for divisions in every.values() for division in divisions))
        if not rests:
            return {}
        done = self._translate(rests, withheld[0].pair, is_rest=True)
        shown: dict[Sentence, Outcome] = {}
        for sentence, divisions in every.items():
            whole = Attempt(sentence, sentence.text, sentence.text, None)
            for division in divisions:
                part = done[division.rest]
                made = None if part.reason else division.whole(part.text)
                if not made:
                    continue
                outcome = self._outcome(self._find_reason(whole, made, training), part.confidence, training)
                if not outcome.reason:
                    shown[sentence] = outcome
                    break
        return shown

    def _outcome(self, checked: str | Reason, confidence: float | None, training: Training | None) -> Outcome:
        if isinstance(checked, Reason):
            return Outcome("", reason=checked)
        if confidence is not None and confidence < self._least(training):
            return Outcome("", reason=Reason.UNSURE)
        return Outcome(checked, confidence)

    def _least(self, training: Training | None) -> float:
        return max(self._least_confidence, training.least_confidence if training else 0.0)

    def _find_reason(self, attempt: Attempt, made: str, training: Training | None) -> str | Reason:
        """Return what a model made with its parts restored and the glossary's terms, or why it cannot be shown."""
        text = _restored(attempt, made)
        if text is None:
            return Reason.PARTS_LOST
        sentence = attempt.sentence
        fault = find_fault(attempt.source, text, sentence.pair, attempt.kept, training)
        if fault:
            return FAULTS[fault]
        corrected = self.glossary.enforce(sentence.text, text, sentence.pair, partial(self._render, sentence.pair))
        if corrected is None:
            return Reason.TERMS
        fault = (
            find_fault(attempt.source, corrected, sentence.pair, attempt.kept, training) if corrected != text else None
        )
        return FAULTS[fault] if fault else corrected

    def _render(self, pair: Pair, term: str) -> str:
        """Return what the engine writes for a term alone."""
        key = pair, term, self._revision(pair)
        known = self._terms.get(key)
        if known is None:
            known = self._engine.translate([term], pair)[0].text
            self._terms.put(key, known)
        return known


def _restored(attempt: Attempt, text: str) -> str | None:
    """Return the text with its protected parts, None where one is lost."""
    if attempt.hidden:
        return restore(attempt.hidden, text)
    sentence = attempt.sentence
    return None if lost(attempt.source, text, sentence.pair, sentence.phrases) else text


def _hidden(sentence: Sentence, source: str) -> Attempt:
    hidden = protect(source, find(source, sentence.pair[0], sentence.phrases), sentence.pair)
    return Attempt(sentence, source, hidden.text, hidden)


def _again(sentence: Sentence) -> list[Attempt]:
    """Return a sentence as it was put to the model, and where it had placeholders, without."""
    hidden = _hidden(sentence, sentence.text)
    # Placeholders confuse a model at times; then it may try with the parts as they are, which must come through alike.
    has_spans = hidden.hidden is not None and bool(hidden.hidden.spans)
    return [hidden, Attempt(sentence, sentence.text, sentence.text, None)] if has_spans else [hidden]


def _in_other_words(sentence: Sentence) -> list[Attempt]:
    return [_hidden(sentence, other) for other in rewordings(sentence.text, sentence.pair[0])]


def _is_open(outcome: Outcome, training: Training | None) -> bool:
    """Return whether another candidate may be better; a model that was not calibrated tells that by its faults only."""
    if outcome.reason:
        return True
    return training is not None and outcome.confidence is not None and outcome.confidence < SURE


def _better(one: Outcome, other: Outcome) -> Outcome:
    """Return the outcome to be shown, the first of equals."""
    if one.reason or other.reason:
        return one if other.reason else other
    return other if (other.confidence or 0.0) > (one.confidence or 0.0) else one


def _kept(sentence: Sentence) -> list[str]:
    spans = find(sentence.text, sentence.pair[0], sentence.phrases)
    return [part for span in spans for part in (span.text, rendering(span, sentence.pair))]
