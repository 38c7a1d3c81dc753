"""One sentence through the machine: protected, translated, restored, checked; else withheld with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from okienko_translation.cache import Cache
from okienko_translation.engines import Engine, EngineError, PairNotInstalledError, Rendering
from okienko_translation.languages import Pair
from okienko_translation.protection import Protected, lost, protect, rendering, restore
from okienko_translation.quality import find_fault
from okienko_translation.reasons import FAULTS, Reason
from okienko_translation.text.spans import find

# Argos models were trained on sentences of up to about 150 tokens; 800 characters are about 250.
LONGEST_SENTENCE = 800


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


class Machine:
    """Translates sentences by an engine, remembers what came out, and lets nothing wrong through.

    Args:
        engine: what translates.
        remembered: sentences kept in memory.
        least_confidence: below this a translation is withheld, 0 to 1.
    """

    def __init__(self, engine: Engine, remembered: int = 4096, least_confidence: float = 0.2) -> None:
        self._engine = engine
        self._cache: Cache[Outcome] = Cache(remembered)
        self._least_confidence = least_confidence

    def recall(self, sentence: Sentence) -> Outcome | None:
        """Return what is known of a sentence without asking the engine: remembered, too long, or without a model."""
        revision = self._revision(sentence.pair)
        if not revision:
            return Outcome("", reason=Reason.NO_MODEL)
        if len(sentence.text) > LONGEST_SENTENCE:
            return Outcome("", reason=Reason.TOO_LONG)
        return self._cache.get((sentence, revision))

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
                    self._cache.put((sentence, revision), outcome)
                outcomes.update(found)
        return outcomes

    def _revision(self, pair: Pair) -> str:
        state = self._engine.pairs().get(pair)
        return state.revision if state else ""

    def _translate(self, batch: Sequence[Sentence], pair: Pair) -> dict[Sentence, Outcome]:
        protected = [protect(one.text, find(one.text, pair[0], one.phrases), pair) for one in batch]
        renderings = self._engine.translate([one.text for one in protected], pair)
        outcomes = {
            sentence: self._with_placeholders(sentence, hidden, made)
            for sentence, hidden, made in zip(batch, protected, renderings, strict=True)
        }
        # Placeholders confuse a model at times; then it may try with the parts as they are, which must come through alike.
        again = [
            sentence
            for sentence, hidden in zip(batch, protected, strict=True)
            if hidden.spans and outcomes[sentence].reason
        ]
        if again:
            renderings = self._engine.translate([sentence.text for sentence in again], pair)
            for sentence, made in zip(again, renderings, strict=True):
                outcomes[sentence] = self._as_it_is(sentence, made)
        return outcomes

    def _with_placeholders(self, sentence: Sentence, hidden: Protected, made: Rendering) -> Outcome:
        restored = restore(hidden, made.text)
        if restored is None:
            return Outcome("", reason=Reason.PARTS_LOST)
        return self._checked(sentence, restored, made.confidence)

    def _as_it_is(self, sentence: Sentence, made: Rendering) -> Outcome:
        if lost(sentence.text, made.text, sentence.pair, sentence.phrases):
            return Outcome("", reason=Reason.PARTS_LOST)
        return self._checked(sentence, made.text, made.confidence)

    def _checked(self, sentence: Sentence, text: str, confidence: float | None) -> Outcome:
        training = self._engine.training(sentence.pair)
        fault = find_fault(sentence.text, text, sentence.pair, _kept(sentence), training)
        if fault:
            return Outcome("", reason=FAULTS[fault])
        least = max(self._least_confidence, training.least_confidence if training else 0.0)
        if confidence is not None and confidence < least:
            return Outcome("", reason=Reason.UNSURE)
        return Outcome(text, confidence)


def _kept(sentence: Sentence) -> list[str]:
    spans = find(sentence.text, sentence.pair[0], sentence.phrases)
    return [part for span in spans for part in (span.text, rendering(span, sentence.pair))]
