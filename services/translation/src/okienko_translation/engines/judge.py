"""Which translations are the surest, found with as few questions to a second model as can be.

The search that wrote a translation has said how likely its model finds it. What that and its words leave open bounds its confidence from
above, since no figure of a judgement is above 0 and no weight below. The model of the other direction is asked only where its answer
can still change which translation is shown, or whether one is.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from okienko_translation.engines import Rendering
from okienko_translation.engines.judging import Judgement, certainty, figures
from okienko_translation.engines.loaded import LoadedModel
from okienko_translation.words import Training

# A search tells the mean of its tokens' log-probabilities and not the least, which is about this much lower (1.5 to 8 times). Asking the
# model again for it took as long as asking the other direction's and told right from wrong no better: of 423 tuning sentences the area
# under the curve is 0.73 and 0.76 with it, 0.73 and 0.76 without.
_LEAST_TIMES = 5.0
# What the other direction may say at best.
_AT_BEST = Judgement(-0.1, -0.25)
# Of each sentence, the likeliest first. With all judged 1 in 700 sentences had another outcome, for 1.5 times the judging.
_MOST_JUDGED = 3

# Sentences of which the likeliest translation has no more than that are not worth a wider search: of 255 tuning sentences 51 had, and none
# of them was shown in the end; the first that was had 0.09 and 0.65.
_HOPELESS_JUDGED, _HOPELESS_BOUND = 0.08, 0.6


def forth(made: Rendering) -> Judgement:
    """Return how likely a model finds what it wrote, by the score of its search."""
    mean = math.log(max(made.confidence or 0.0, 1e-9))
    return Judgement(mean, mean * _LEAST_TIMES)


def hoped(training: Training | None, source: str, made: Rendering) -> dict[str, float]:
    """Return the figures that a translation may have at best, by its search's score and its words; by name."""
    return figures(training, source, made.text, forth(made), _AT_BEST)


@dataclass
class _Candidate:
    """A translation under judgement; `figures` that are not known yet are as high as they may be."""

    sentence: int
    source: str
    text: str
    figures: dict[str, float]
    bound: float


class Judge:
    """Puts confidences to translations of one pair.

    Args:
        weights: the package's calibration.
        training: what the model that wrote them tells of its words.
        partner: the model of the other direction; None where there is none that was trained together with it.
    """

    def __init__(self, weights: Mapping[str, float], training: Training | None, partner: LoadedModel | None) -> None:
        self._weights = weights
        self._training = training
        self._partner = partner

    @property
    def least(self) -> float:
        """Return the confidence from which the package asks for a translation to be shown."""
        return self._weights.get("least", 0.0)

    def surest(
        self,
        sources: Sequence[str],
        found: Sequence[Sequence[Rendering]],
        passes: Callable[[int, str], bool],
        floors: Sequence[float] = (),
    ) -> list[list[Rendering]]:
        """Return of each sentence's translations those that were judged to the end, the surest among them.

        Args:
            sources: the sentences as the model saw them.
            found: what it wrote, with the scores of its search.
            passes: tells whether a text may be the translation of the sentence with that index.
            floors: a translation that is not surer than this is left out; empty for 0.
        """
        best = list(floors) or [0.0] * len(sources)
        judged: list[list[Rendering]] = [[] for _ in sources]
        queues = [
            self._queue(index, source, many, passes, best[index])
            for index, (source, many) in enumerate(zip(sources, found, strict=True))
        ]
        # The likeliest of each sentence in one batch; mostly it is the surest, and few of the others have to be judged then.
        for batch in ([one for queue in queues for one in queue[:1]], [one for queue in queues for one in queue[1:]]):
            for candidate in self._judge(batch, best):
                judged[candidate.sentence].append(Rendering(candidate.text, candidate.bound))
                best[candidate.sentence] = max(best[candidate.sentence], candidate.bound)
        return judged

    def likeliest(self, source: str, made: Rendering, judged: Sequence[Rendering]) -> Rendering:
        """Return a sentence's likeliest translation with what is known of it, judged to the end or not."""
        if judged:
            surest = judged[0]
            return replace(surest, is_hopeless=(surest.confidence or 0.0) < _HOPELESS_JUDGED)
        return Rendering(made.text, 0.0, is_hopeless=self._candidate(0, source, made).bound < _HOPELESS_BOUND)

    def _queue(
        self, index: int, source: str, found: Sequence[Rendering], passes: Callable[[int, str], bool], floor: float
    ) -> list[_Candidate]:
        """Return the likeliest translations of a sentence that pass and may be surer than the floor."""
        candidates = sorted((self._candidate(index, source, one) for one in found), key=lambda one: -one.bound)
        hopeful = (one for one in candidates if one.bound > floor and passes(index, one.text))
        return list(itertools.islice(hopeful, _MOST_JUDGED))

    def _candidate(self, index: int, source: str, made: Rendering) -> _Candidate:
        found = hoped(self._training, source, made)
        return _Candidate(index, source, made.text, found, certainty(self._weights, found))

    def _judge(self, batch: Sequence[_Candidate], best: Sequence[float]) -> list[_Candidate]:
        """Return those that may be surer than the best so far, judged by the other direction too."""
        hopeful = [one for one in batch if one.bound > best[one.sentence]]
        if not self._partner:
            return hopeful
        back = self._partner.judge([one.text for one in hopeful], [one.source for one in hopeful])
        for one, judgement in zip(hopeful, back, strict=True):
            one.figures |= {"back_mean": judgement.mean, "back_least": judgement.least}
            one.bound = certainty(self._weights, one.figures)
        return hopeful
