"""One sentence through the machine: protected, translated, restored, checked; else withheld with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from okienko_translation.cache import Cache
from okienko_translation.engines import Engine, EngineError, PairNotInstalledError, Rendering
from okienko_translation.glossary.glossary import Glossary
from okienko_translation.languages import Pair
from okienko_translation.protection import Protected, lost, protect, rendering, restore
from okienko_translation.quality import find_fault
from okienko_translation.reasons import FAULTS, Reason
from okienko_translation.rewording import rewordings
from okienko_translation.text.clauses import cut, join
from okienko_translation.text.spans import find
from okienko_translation.words import Training

# Argos models were trained on sentences of up to about 150 tokens; 800 characters are about 250.
LONGEST_SENTENCE = 800
# From here on the first translation is taken. Of those shown for 202 tuning sentences another candidate was then better in
# one of 50.
SURE = 0.8
_REMEMBERED_TERMS = 1024


@dataclass(frozen=True)
class Sentence:
    """What is to be translated, with the caller's phrases that stand in it."""

    text: str
    pair: Pair
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A sentence's translation; with a reason, the text is empty. `confidence` from 0 to 1, None where unknown."""

    text: str
    confidence: float | None = None
    reason: Reason | None = None


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


class Machine:
    """Translates sentences by an engine, remembers what came out, and lets nothing wrong through.

    Args:
        engine: what translates.
        remembered: sentences kept in memory.
        least_confidence: below this a translation is withheld, 0 to 1.
        glossary: returns the terms that translations must use.
    """

    def __init__(
        self,
        engine: Engine,
        remembered: int = 4096,
        least_confidence: float = 0.2,
        glossary: Callable[[], Glossary] = Glossary,
    ) -> None:
        self._engine = engine
        self._cache: Cache[Outcome] = Cache(remembered)
        self._terms: Cache[str] = Cache(_REMEMBERED_TERMS)
        self._least_confidence = least_confidence
        self._glossary = glossary

    @property
    def glossary(self) -> Glossary:
        """Return the glossary as it is now."""
        return self._glossary()

    def recall(self, sentence: Sentence) -> Outcome | None:
        """Return what is known of a sentence without asking the engine: remembered, too long, or without a model."""
        revision = self._revision(sentence.pair)
        if not revision:
            return Outcome("", reason=Reason.NO_MODEL)
        if len(sentence.text) > LONGEST_SENTENCE:
            return Outcome("", reason=Reason.TOO_LONG)
        return self._cache.get(self._key(sentence, revision))

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

    def _translate(self, batch: Sequence[Sentence], pair: Pair) -> dict[Sentence, Outcome]:
        training = self._engine.training(pair)
        first = [_hidden(sentence, sentence.text) for sentence in batch]
        renderings = self._engine.translate([attempt.asked for attempt in first], pair)
        outcomes = {
            attempt.sentence: self._check(attempt, made, training)
            for attempt, made in zip(first, renderings, strict=True)
        }
        # More than one candidate costs several times as much, so only what is not settled is tried again, and other wordings
        # only where that did not settle it.
        for attempts in (_again, _in_other_words):
            still_open = [sentence for sentence in batch if _is_open(outcomes[sentence], training)]
            self._retry([one for sentence in still_open for one in attempts(sentence)], pair, training, outcomes)
        return {**outcomes, **self._by_clauses([one for one in batch if outcomes[one].reason], training)}

    def _retry(
        self, again: Sequence[Attempt], pair: Pair, training: Training | None, outcomes: dict[Sentence, Outcome]
    ) -> None:
        """Put the better of the outcomes so far and those of further attempts into `outcomes`."""
        if not again:
            return
        checked: dict[tuple[int, str], str] = {}

        def passes(index: int, text: str) -> bool:
            found = self._find_reason(again[index], text, training)
            if not isinstance(found, Reason):
                checked[index, text] = found
            return not isinstance(found, Reason)

        every = self._engine.candidates([one.asked for one in again], pair, passes)
        for index, (attempt, candidates) in enumerate(zip(again, every, strict=True)):
            for made in candidates:
                found = self._sure_enough(checked[index, made.text], made.confidence, training)
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
        done = self._translate([half for both in halves.values() for half in both], withheld[0].pair)
        shown: dict[Sentence, Outcome] = {}
        for sentence, (first, second) in halves.items():
            one, other = done[first], done[second]
            if one.reason or other.reason:
                continue
            sure = [half.confidence for half in (one, other) if half.confidence is not None]
            made = Rendering(join(one.text, cuts[sentence].joint, other.text), min(sure) if sure else None)
            outcome = self._check(Attempt(sentence, sentence.text, sentence.text, None), made, training)
            if not outcome.reason:
                shown[sentence] = outcome
        return shown

    def _check(self, attempt: Attempt, made: Rendering, training: Training | None) -> Outcome:
        checked = self._find_reason(attempt, made.text, training)
        if isinstance(checked, Reason):
            return Outcome("", reason=checked)
        return self._sure_enough(checked, made.confidence, training)

    def _sure_enough(self, text: str, confidence: float | None, training: Training | None) -> Outcome:
        least = max(self._least_confidence, training.least_confidence if training else 0.0)
        if confidence is not None and confidence < least:
            return Outcome("", reason=Reason.UNSURE)
        return Outcome(text, confidence)

    def _find_reason(self, attempt: Attempt, made: str, training: Training | None) -> str | Reason:
        """Return what a model made with its parts restored and the glossary's terms, or why it cannot be shown."""
        text = _restored(attempt, made)
        if text is None:
            return Reason.PARTS_LOST
        sentence = attempt.sentence
        kept = _kept(sentence)
        fault = find_fault(attempt.source, text, sentence.pair, kept, training)
        if fault:
            return FAULTS[fault]
        corrected = self.glossary.enforce(sentence.text, text, sentence.pair, partial(self._render, sentence.pair))
        if corrected is None:
            return Reason.TERMS
        fault = find_fault(attempt.source, corrected, sentence.pair, kept, training) if corrected != text else None
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
