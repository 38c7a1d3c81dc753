"""Which translations are the surest, found with as few questions to the two models as can be.

What is known of a translation bounds its confidence from above, since no figure of a judgement is above 0 and no weight below: first
its search's score and its words, then what the model that wrote it says. The model of the other direction is asked only where its
answer can still change which translation is shown, or whether one is.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from okienko_translation.engines import Rendering
from okienko_translation.engines.judging import Judgement, certainty, figures
from okienko_translation.engines.loaded import LoadedModel
from okienko_translation.words import Training

# What a translation may hope for before anybody is asked: the least log-probability of its tokens 2.5 times the mean, the other
# direction's mean -0.1, and the judge's mean, who cuts the text into pieces anew, at most this much above the search's. Of the 2,358
# candidates for the tuning sentences 99.8 in 100 had no higher confidence, and none of the 477 that beat their floor hoped for less
# than it. `models/translation/tune.py` measures the first translations anew.
_LEAST_TIMES, _BACK_MEAN, _SLACK = 2.5, -0.1, 0.03
# Of each sentence, the likeliest first. With all judged 1 in 700 sentences had another outcome, for 1.5 times the judging.
_MOST_JUDGED = 3
_NOT_ASKED = Judgement(_BACK_MEAN, _BACK_MEAN * _LEAST_TIMES)


def hoped(training: Training | None, source: str, made: Rendering) -> dict[str, float]:
    """Return the figures that a translation may have at best, by its search's score and its words; by name."""
    mean = min(0.0, math.log(max(made.confidence or 0.0, 1e-9)) + _SLACK)
    return figures(training, source, made.text, Judgement(mean, mean * _LEAST_TIMES), _NOT_ASKED)


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
        model: wrote them.
        partner: the model of the other direction; None where there is none that was trained together with it.
    """

    def __init__(self, weights: Mapping[str, float], model: LoadedModel, partner: LoadedModel | None) -> None:
        self._weights = weights
        self._model = model
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

    def _queue(
        self, index: int, source: str, found: Sequence[Rendering], passes: Callable[[int, str], bool], floor: float
    ) -> list[_Candidate]:
        """Return the likeliest translations of a sentence that pass and may be surer than the floor."""
        candidates = sorted((self._candidate(index, source, one) for one in found), key=lambda one: -one.bound)
        hopeful = (one for one in candidates if one.bound > floor and passes(index, one.text))
        return list(itertools.islice(hopeful, _MOST_JUDGED))

    def _candidate(self, index: int, source: str, made: Rendering) -> _Candidate:
        found = hoped(self._model.training, source, made)
        return _Candidate(index, source, made.text, found, certainty(self._weights, found))

    def _judge(self, batch: Sequence[_Candidate], best: Sequence[float]) -> list[_Candidate]:
        """Return those that may be surer than the best so far, judged by both models."""
        hopeful = [one for one in batch if one.bound > best[one.sentence]]
        forth = self._model.judge([one.source for one in hopeful], [one.text for one in hopeful])
        self._note(hopeful, forth, "forth")
        if not self._partner:
            self._note(hopeful, forth, "back")
            return hopeful
        hopeful = [one for one in hopeful if one.bound > best[one.sentence]]
        self._note(hopeful, self._partner.judge([one.text for one in hopeful], [one.source for one in hopeful]), "back")
        return hopeful

    def _note(self, batch: Sequence[_Candidate], judgements: Sequence[Judgement], side: str) -> None:
        for one, judgement in zip(batch, judgements, strict=True):
            one.figures |= {f"{side}_mean": judgement.mean, f"{side}_least": judgement.least}
            one.bound = certainty(self._weights, one.figures)
