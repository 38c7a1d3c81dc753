"""Letters and signs come from two readers of one stream; what is said is one sequence."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from okienko_recognition.alphabet import LETTER_BY_SIGN_ID
from okienko_recognition.classifiers import Float, SignModel
from okienko_recognition.reading import HINT_FACTOR, Alternative, Reading
from okienko_recognition.spotting import SignSpotter, Spotted
from okienko_recognition.vocabulary import Kind

LEXICAL = 0.5
"""Share of a stretch's evidence on signs and numerals from which on a letter seen in it has to wait."""
MOST_CONSIDERED = 20
SHORTEST_DECLINED = 0.35
"""Seconds of signing from which on something that was not understood is said to be so."""


class Arbiter:
    """Decides for each stretch whether it was spelled or signed.

    A letter that is read while a sign seems to be going on waits for the sign's end, and falls with it or is said after all.

    Args:
        model: The sign model.
        most: How many alternatives are wanted.
        hinted: Sign identifiers to favour.
    """

    def __init__(self, model: SignModel, most: int, hinted: Collection[str]) -> None:
        self._model, self._most = model, most
        self._favour = np.array(
            [HINT_FACTOR if sign.sign_id in hinted else 1.0 for sign in model.vocabulary], np.float32
        )
        self._waiting: list[Reading] = []
        self._spelled_until = float("-inf")

    def decide(
        self, letters: Sequence[Reading], spotted: Spotted | None, spotter: SignSpotter, number: Callable[[], int]
    ) -> list[Reading]:
        """Take what both readers found at one moment; return what is to be said."""
        said: list[Reading] = []
        finals = [letter for letter in letters if letter.is_final]
        if spotted is not None:
            self._waiting += finals
            sign = self._sign(spotted, number) if self._is_lexical(spotted.share_of) else None
            if sign is None:
                said += self._flushed()
            elif sign.alternatives or not any(reading.alternatives for reading in self._waiting):
                self._waiting = [reading for reading in self._waiting if reading.end < spotted.start]
                said += [*self._flushed(), sign]
            else:
                said += self._flushed()
        elif self._is_lexical(spotter.leaning):
            self._waiting += finals
        else:
            self._waiting += finals
            said += self._flushed()
        if not self._is_lexical(spotter.leaning):
            said += [letter for letter in letters if not letter.is_final]
        return said

    def _flushed(self) -> list[Reading]:
        said, self._waiting = self._waiting, []
        if any(reading.alternatives for reading in said):
            self._spelled_until = said[-1].end
        return said

    def _is_lexical(self, shares: dict[Kind, float]) -> bool:
        return shares.get(Kind.SIGN, 0.0) + shares.get(Kind.NUMERAL, 0.0) >= LEXICAL

    def _sign(self, spotted: Spotted, number: Callable[[], int]) -> Reading | None:
        """Return the reading of a signed stretch, declined if it is unsure; None if it is no stretch of its own."""
        if spotted.start < self._spelled_until:
            return None
        weights: Float = spotted.probabilities * self._favour
        weights = weights / weights.sum()
        order = np.argsort(-weights, kind="stable")[:MOST_CONSIDERED]
        considered = tuple(self._alternative(int(k), float(weights[k])) for k in order)
        if weights[order[0]] < self._model.limits.threshold:
            if spotted.end - spotted.start < SHORTEST_DECLINED:
                return None
            considered = ()
        shown = considered[: self._most]
        return Reading(number(), shown, is_final=True, start=spotted.start, end=spotted.end, considered=considered)

    def _alternative(self, place: int, confidence: float) -> Alternative:
        sign = self._model.vocabulary[place]
        return Alternative(LETTER_BY_SIGN_ID.get(sign.sign_id, sign), confidence)
