"""Letters and signs come from two readers of one stream; what is said is one sequence."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from okienko_recognition.alphabet import LETTER_BY_SIGN_ID, Letter
from okienko_recognition.classifiers import Float, SignModel
from okienko_recognition.reading import HINT_FACTOR, Alternative, Reading
from okienko_recognition.spotting import SignSpotter, Spotted
from okienko_recognition.taught import Claim, TaughtSigns
from okienko_recognition.vocabulary import Sign

LEXICAL = 0.5
"""Share of a stretch's evidence on signs and numerals from which on a letter seen in it has to wait."""
CLAIMED = 0.5
"""Probability of taught signs from which on a stretch is one of them rather than what the models were trained on."""
SHOWN = 0.65
"""Confidence from which on such a stretch's best reading is shown. Strangers' films of 20 taught signs: 49 of 80 named (41 from 0.75 on, 50 from
0.55); a taught sign in films of others: 6 of 112 (4; 6). A wrong one costs as much as three right ones refused."""
MOST_CONSIDERED = 20
SPELLED = 0.05
"""Mean probability of letters below which a hand that looks like one is on its way between signs: in rendered sentences 0 to 0.03,
in the recorded clips of letters 0.15 to 0.86."""
PATIENCE = 0.5
"""Seconds for which a stretch that was not understood may still turn out to be a letter: those are found more slowly."""
REPEATED = 0.35
"""Seconds after a sign within which the same one is its own repeated movement, not said again."""
SHORTEST_DECLINED = 0.35
"""Seconds of signing from which on something that was not understood is said to be so."""


class Arbiter:
    """Decides for each stretch whether it was spelled or signed.

    A letter that is read while a sign seems to be going on waits for the sign's end, and falls with it or is said after all.

    Args:
        model: The sign model.
        most: How many alternatives are wanted.
        hinted: Sign identifiers to favour.
        taught: Returns the signs that are taught at the moment.
    """

    def __init__(
        self, model: SignModel, most: int, hinted: Collection[str], taught: Callable[[], TaughtSigns] = TaughtSigns
    ) -> None:
        self._model, self._most, self._taught = model, most, taught
        self._favour = np.array(
            [HINT_FACTOR if sign.sign_id in hinted else 1.0 for sign in model.vocabulary], np.float32
        )
        self._waiting: list[Reading] = []
        self._declined: Reading | None = None
        self._spelled_until = float("-inf")
        self._signed, self._name = (float("-inf"), float("-inf")), ""

    def decide(
        self,
        seconds: float,
        letters: Sequence[Reading],
        spotted: Spotted | None,
        spotter: SignSpotter,
        number: Callable[[], int],
    ) -> list[Reading]:
        """Take what both readers found by one moment; return what is to be said.

        Args:
            seconds: The moment; infinite at the end of the stream.
            letters: Readings of the finger alphabet.
            spotted: The stretch that has just become final, if one did.
            spotter: Knows what the open stretch looks like.
            number: Gives a stretch its number.
        """
        self._waiting += [
            letter
            for letter in letters
            if letter.is_final
            and not self._is_part_of_sign(letter)
            and spotter.spelling(letter.start, letter.end) >= SPELLED
        ]
        said: list[Reading] = []
        sign = None
        claims = self._claims(spotted) if spotted else ()
        if spotted and (spotted.lexical >= LEXICAL or claims):
            sign = self._sign(spotted, spotter.spelling(spotted.start, spotted.end), claims, number)
        if sign is not None and sign.alternatives:
            name = sign.alternatives[0].letter.sign_id
            goes_on = name == self._name and sign.start - self._signed[1] < REPEATED
            self._signed, self._name = (self._signed[0] if goes_on else sign.start, sign.end), name
            self._waiting = [reading for reading in self._waiting if not self._is_part_of_sign(reading)]
            said += self._flushed() if goes_on else [*self._flushed(), sign]
        elif sign is not None:
            self._declined = sign
        said += self._declined_by(seconds)
        if spotter.leaning < LEXICAL and not self._is_being_taught(spotter, letters):
            said += self._flushed()
            said += [letter for letter in letters if not letter.is_final and not self._is_part_of_sign(letter)]
        return said

    def expect(self, start: float, end: float, sign: Sign) -> None:
        """Take a sign as said already, and as signed until then."""
        self._signed, self._name = (start, end), sign.sign_id

    def _claims(self, spotted: Spotted) -> tuple[Claim, ...]:
        """Return the taught signs that a stretch is, if it is one of them rather than not."""
        taught = self._taught()
        if not taught:
            return ()
        claims = taught.claims(spotted.vector, spotted.end - spotted.start, float(spotted.probabilities.max()))
        return claims if sum(claim.probability for claim in claims) >= CLAIMED else ()

    def _is_being_taught(self, spotter: SignSpotter, letters: Sequence[Reading]) -> bool:
        """Whether letters that are read now are more likely part of a taught sign."""
        if not (letters or self._waiting) or not self._taught():
            return False
        opened = spotter.opened
        return opened is not None and bool(self._claims(opened))

    def _declined_by(self, seconds: float) -> list[Reading]:
        """Say that a stretch was not understood, once it is clear that it was no letter either."""
        declined = self._declined
        if declined is None:
            return []
        if any(reading.end > declined.start for reading in self._waiting):
            self._declined = None
            return []
        if seconds - declined.end < PATIENCE:
            return []
        self._declined = None
        return [declined]

    def _is_part_of_sign(self, letter: Reading) -> bool:
        """Whether most of a letter's time belongs to the sign that was said last."""
        start, end = self._signed
        common = min(end, letter.end) - max(start, letter.start)
        return common > 0.5 * (letter.end - letter.start)

    def _flushed(self) -> list[Reading]:
        said, self._waiting = self._waiting, []
        if any(reading.alternatives for reading in said):
            self._spelled_until = said[-1].end
        return said

    def _sign(
        self, spotted: Spotted, spelled: float, claims: Sequence[Claim], number: Callable[[], int]
    ) -> Reading | None:
        """Return the reading of a signed stretch, declined if it is unsure; None if it is no stretch of its own.

        A stretch that now and then looked spelled is the less sure: in rendered sentences that is up to 0.07 of a sign's time, where a
        recorded letter was taken for a sign 0.12 to 0.17.
        """
        if spotted.start < self._spelled_until:
            return None
        weights: Float = spotted.probabilities * self._favour
        claimed = sum(claim.probability for claim in claims)
        weights = weights / weights.sum() * (1 - (0.0 if claims else spelled)) * (1 - claimed)
        order = np.argsort(-weights, kind="stable")[:MOST_CONSIDERED]
        considered = _joined([self._alternative(int(k), float(weights[k])) for k in order], claims)
        if considered[0].confidence < (SHOWN if claims else self._model.limits.threshold):
            if spotted.end - spotted.start < SHORTEST_DECLINED:
                return None
            considered = ()
        shown = considered[: self._most]
        return Reading(number(), shown, is_final=True, start=spotted.start, end=spotted.end, considered=considered)

    def _alternative(self, place: int, confidence: float) -> Alternative:
        sign = self._model.vocabulary[place]
        return Alternative(LETTER_BY_SIGN_ID.get(sign.sign_id, sign), confidence)


def _joined(trained: Sequence[Alternative], claims: Sequence[Claim]) -> tuple[Alternative, ...]:
    """Return readings of both, best first; what was taught of a trained sign adds to it."""
    weights: dict[str, tuple[Letter | Sign, float]] = {
        one.letter.sign_id: (one.letter, one.confidence) for one in trained
    }
    for claim in claims:
        letter, before = weights.get(claim.sign.sign_id, (claim.sign, 0.0))
        weights[claim.sign.sign_id] = (letter, before + claim.probability)
    joined = (Alternative(letter, confidence) for letter, confidence in weights.values())
    return tuple(sorted(joined, key=lambda one: -one.confidence)[:MOST_CONSIDERED])
