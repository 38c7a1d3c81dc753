"""Machine translation behind one Protocol; an engine translates sentences and knows nothing of memories or protection."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from okienko_translation.languages import Pair
from okienko_translation.words import Training


@dataclass(frozen=True)
class Rendering:
    """What an engine wrote for one sentence.

    Args:
        text: the translation; may be empty or nonsense, which others check.
        confidence: how sure the engine is, 0 to 1: the geometric mean of the probabilities of the tokens, or, for a model
            that was calibrated, the probability that the translation is right; None where the engine does not tell.
        is_hopeless: whether no other translation of the same wording is likely to be better.
    """

    text: str
    confidence: float | None
    is_hopeless: bool = False


@dataclass(frozen=True)
class PairState:
    """Whether a pair can be translated now.

    Args:
        revision: names the model; changes when another one takes its place; empty where there is none.
        problem: why an installed model cannot be used, a sentence; empty when there is no such model.
    """

    revision: str
    problem: str


class PairNotInstalledError(LookupError):
    """There is no usable model for the pair."""


class EngineError(RuntimeError):
    """The model failed; the sentence holds nothing of what it was to translate."""


def any_text(_index: int, _text: str) -> bool:
    """Let every text pass."""
    return True


class Engine(Protocol):
    """Translates sentences. Calls come from several threads."""

    def pairs(self) -> Mapping[Pair, PairState]:
        """Return every pair that is, or was meant to be, installed; cheap enough for every request."""

    def training(self, pair: Pair) -> Training | None:
        """Return what the pair's model says of the words it was trained on, None where it does not; blocking."""

    def translate(
        self, sentences: Sequence[str], pair: Pair, passes: Callable[[int, str], bool] = any_text
    ) -> list[Rendering]:
        """Translate sentences, in order; blocking.

        Args:
            sentences: what to translate.
            pair: from which language to which.
            passes: tells whether a text may be the translation of the sentence with that index; one that may not, or that the
                model's publisher would not show, need not be judged, which saves time: its confidence may be 0.

        Raises:
            PairNotInstalledError: the pair has no usable model.
            EngineError: the model failed.
        """

    def candidates(
        self,
        sentences: Sequence[str],
        pair: Pair,
        most: int,
        passes: Callable[[int, str], bool],
        floors: Sequence[float] = (),
    ) -> list[list[Rendering]]:
        """Return several translations of each sentence, the likeliest first; blocking, and slower than `translate`.

        Args:
            sentences: what to translate.
            pair: from which language to which.
            most: how many are looked for, of each sentence.
            passes: tells whether a text may be the translation of the sentence with that index; one that may not is left out,
                which is cheaper than judging it.
            floors: for each sentence a confidence, 0 to 1: candidates that cannot be surer, or not surer than another of the
                sentence, may be left out; empty for 0.

        Raises:
            PairNotInstalledError: the pair has no usable model.
            EngineError: the model failed.
        """
