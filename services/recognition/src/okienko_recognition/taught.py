"""Signs that were taught by a few takes: what is remembered of them, and what a stretch of signing has in common with it.

Nothing is trained. A stretch is described by the sign model's embedding and by the letters' handshapes of both hands, and compared
with the takes, each also seen in a mirror, as a left-handed signer would do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from okienko_recognition.classifiers import Float
from okienko_recognition.vocabulary import Kind, Sign

PREFIX: Final = "pjm/sign/"
FEWEST_TAKES, MOST_TAKES = 3, 8
SHAPE_WEIGHT: Final = 0.3
"""How much handshapes count beside the embedding. Of 60 signs that nobody has trained on, taught by one invented signer, three others' are
named right at 0.906 without, 0.922 with 0.3, 0.913 with 0.5; cut out of sentences 0.881, 0.893, 0.889. The movements of the
finger alphabet (0.885 to 0.894), thirds of the sign one by one (0.896) and whitening by known signs (+0.01) were not worth their while."""
SHORTEST: Final = 0.1
"""Seconds of a stretch below which it is no taught sign. The network is sure of signs that it has not learnt for a part of their time only: from
0.2 on 105 of a teacher's 120 films are named, from 0.1 on 108; of 1,000 stretches of trained signs 12 and 14 are taken for a taught one."""
FARTHER, SURER, WIDER, AT_ONCE = -9.0, 0.7, 3.0, 7.2
"""Logistic weights of the squared distance, of the logarithm of what the sign model leaves for other signs, of the spread of the
takes, and the constant; fitted on two teachers and three signers, each third teacher's signs left out. Fitted to the present network they come
out as -10.6, 0.8, 1.2 and 9.0, and decide alike: of 443 stretches 400 and 401 are named right, of 1,457 others 35 are named."""
WIDEST: Final = 0.4
"""A larger spread makes no sign easier to find: bad takes would capture everything."""
APART: Final = 0.6
"""Squared distance at which two takes agree by a half: one in twenty different signs is nearer than that."""
TOO_CLOSE, AGREE = 0.5, 0.5


@dataclass(frozen=True)
class TaughtSign:
    """What is remembered of a taught sign.

    Attributes:
        sign: What it is called.
        digests: The takes, as the signing service names them.
        vectors: (2, takes, size) descriptions of the takes, as they were and in a mirror.
    """

    sign: Sign
    digests: tuple[str, ...]
    vectors: Float

    @cached_property
    def spread(self) -> float:
        """Mean squared distance between two takes."""
        return float(_apart(self.vectors[0]).sum() / max(self.vectors.shape[1] * (self.vectors.shape[1] - 1), 1))

    @property
    def agreement(self) -> float:
        """How alike the takes are, 0 to 1."""
        return _alike(self.spread)

    @property
    def take_agreements(self) -> tuple[float, ...]:
        """How alike each take is to the others, 0 to 1; 0 for a lone one."""
        count = len(self.vectors[0])
        if count < 2:
            return (0.0,) * count
        return tuple(_alike(whole / (count - 1)) for whole in _apart(self.vectors[0]).sum(1).tolist())


@dataclass(frozen=True)
class Claim:
    """A taught sign that a stretch may be, and how probably it is that one."""

    sign: Sign
    probability: float


class TaughtSigns:
    """All taught signs; never changes, a new one takes its place.

    Args:
        signs: The signs.
    """

    def __init__(self, signs: Sequence[TaughtSign] = ()) -> None:
        self.signs = tuple(sorted(signs, key=lambda one: one.sign.text))
        if not self.signs:
            return
        sides = [side for one in self.signs for side in one.vectors]
        self._takes = np.concatenate(sides)
        self._starts = np.cumsum([0, *(len(side) for side in sides[:-1])])
        self._means = np.stack([side.mean(0) for side in sides])
        self._spreads = np.array([min(one.spread, WIDEST) for one in self.signs], np.float32)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.signs)

    def claims(self, vector: Float, seconds: float, known: float) -> tuple[Claim, ...]:
        """Return what a stretch may be, likeliest first.

        Args:
            vector: Its description, see `describe_stretch`.
            seconds: How long it is.
            known: Probability of the best sign among those that the model was trained on.
        """
        if not self.signs or seconds < SHORTEST:
            return ()
        distances = self.distances(vector)
        doubt = SURER * float(np.log(max(1 - known, 0.0) + 1e-3))
        scores = FARTHER * distances + WIDER * self._spreads + doubt + AT_ONCE
        odds = np.exp(np.clip(scores, -30, 30))
        # One of them at most is signed: the best one's odds are shared out.
        whole = float(odds.max() / (1 + odds.max()))
        shares = odds / odds.sum() * whole
        order = np.argsort(-shares, kind="stable")[:5]
        return tuple(Claim(self.signs[int(k)].sign, float(shares[k])) for k in order)

    def distances(self, vector: Float) -> Float:
        """Return (signs,) squared distances of a stretch: halfway between the nearest take and the middle of all, as it is or mirrored."""
        nearest = np.minimum.reduceat(((self._takes - vector) ** 2).sum(1), self._starts)
        middle = ((self._means - vector) ** 2).sum(1)
        return np.asarray(((nearest + middle) / 2).reshape(-1, 2).min(1), np.float32)


def sign_of(gloss: str) -> Sign:
    """Return the sign that a gloss names; a trained one has the same identifier."""
    return Sign(gloss, PREFIX + gloss.lower(), Kind.SIGN)


def describe_stretch(embedding: Float, shapes: Float) -> Float:
    """Join a stretch's mean embedding and handshapes into one vector.

    Args:
        embedding: (embedding,) of any length.
        shapes: (2, shapes) mean square roots of the probabilities of handshapes of the left and the right hand; zeros for none.
    """
    unit = embedding / max(float(np.linalg.norm(embedding)), 1e-6)
    return np.concatenate((unit, SHAPE_WEIGHT * shapes.ravel())).astype(np.float32)


def _apart(vectors: Float) -> Float:
    """Return (n, n) squared distances."""
    return np.asarray(((vectors[:, None] - vectors[None]) ** 2).sum(-1), np.float32)


def _alike(distance: float) -> float:
    return float(2 ** (-distance / APART))
