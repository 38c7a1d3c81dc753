"""An engine for tests: translates by a list of sentences."""

from collections.abc import Callable, Mapping, Sequence

from okienko_translation.engines import PairNotInstalledError, PairState, Rendering, any_text
from okienko_translation.languages import Pair
from okienko_translation.words import Training


class FakeEngine:
    """Knows the sentences it was given; every other comes back as it was.

    Args:
        sentences: for each installed pair, sentence to translation.
        confidence: what it says of every translation.
        training: what it says of the words it was trained on.
    """

    def __init__(
        self,
        sentences: Mapping[Pair, Mapping[str, str]],
        confidence: float | None = 0.9,
        training: Training | None = None,
    ) -> None:
        self._sentences = sentences
        self._confidence = confidence
        self._training = training
        self.asked: list[str] = []

    def pairs(self) -> Mapping[Pair, PairState]:
        """Return the pairs it was given."""
        return {pair: PairState("fake", "") for pair in self._sentences}

    def training(self, pair: Pair) -> Training | None:
        """Return what it was given."""
        return self._training if pair in self._sentences else None

    def translate(
        self, sentences: Sequence[str], pair: Pair, passes: Callable[[int, str], bool] = any_text
    ) -> list[Rendering]:
        """Look every sentence up; the confidence is that of all.

        Raises:
            PairNotInstalledError: the pair was not given.
        """
        found = [Rendering(one.text.partition("|")[0], one.confidence) for one in self._look_up(sentences, pair)]
        return [one if passes(index, one.text) else Rendering(one.text, 0.0) for index, one in enumerate(found)]

    def candidates(
        self,
        sentences: Sequence[str],
        pair: Pair,
        most: int,
        passes: Callable[[int, str], bool],
        floors: Sequence[float] = (),  # noqa: ARG002  (all are equally sure)
    ) -> list[list[Rendering]]:
        """Look every sentence up; what stands after a bar is a further candidate.

        Raises:
            PairNotInstalledError: the pair was not given.
        """
        return [
            [Rendering(text, one.confidence) for text in one.text.split("|")[:most] if passes(index, text)]
            for index, one in enumerate(self._look_up(sentences, pair))
        ]

    def _look_up(self, sentences: Sequence[str], pair: Pair) -> list[Rendering]:
        if pair not in self._sentences:
            raise PairNotInstalledError(f"No model translates {pair[0]} to {pair[1]}.")
        self.asked += sentences
        known = self._sentences[pair]
        return [Rendering(known.get(sentence, sentence), self._confidence) for sentence in sentences]
