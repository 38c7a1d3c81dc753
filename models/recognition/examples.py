"""Batches for the stream network: filmed utterances, described frame by frame, with what each frame should be read as."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from filming import Footage, film
from numpy.typing import NDArray
from okienko_recognition.features import FEATURES, Recollection, describe
from signers import Utterance

Float = NDArray[np.float32]
Generator = np.random.Generator
FIRST_SEEN, WELL_SEEN = 0.25, 0.75
"""Shares of a sign before which nobody could know it, and after which it should be known."""
BETWEEN_WEIGHT, NOTHING_WEIGHT = 0.5, 0.15


@dataclass(frozen=True)
class Batch:
    """(n, t, FEATURES) features, (n, t) classes and (n, t) weights of their errors."""

    features: Float
    classes: NDArray[np.int64]
    weights: Float


def describe_footage(footage: Footage) -> Float:
    """Return (n, t, FEATURES) features of whole streams."""
    n, t = footage.present.shape[:2]
    memory = Recollection.empty(n)
    elapsed = np.diff(footage.seconds, axis=1, prepend=footage.seconds[:, :1] - 0.1).astype(np.float32)
    unit, moved = np.empty((n, t), np.float32), np.empty((n, t, 2, 6), np.float32)
    for k in range(t):
        unit[:, k], moved[:, k] = memory.follow(
            footage.hands[:, k], footage.present[:, k], footage.body[:, k], footage.has_body[:, k], elapsed[:, k]
        )
    features = describe(footage.hands, footage.present, footage.body, footage.has_body, elapsed, unit, moved)
    assert features.shape[-1] == FEATURES
    return features


def targets(utterance: Utterance, frames: NDArray[np.int64], nothing: int) -> tuple[NDArray[np.int64], Float]:
    """Return the class of each frame of the motion that was filmed, and how much an error there counts."""
    between = nothing + 1
    classes = np.full(len(frames), between, np.int64)
    weights = np.full(len(frames), BETWEEN_WEIGHT, np.float32)
    first, last = utterance.spans[0, 0], utterance.spans[-1, 1]
    resting = (frames < 6) | (frames > len(utterance.points) - 12)
    classes[resting], weights[resting] = nothing, NOTHING_WEIGHT
    rising = (frames >= last) | (frames < first)
    weights[rising & ~resting] *= 0.6
    for (start, end), sign in zip(utterance.spans, utterance.signs, strict=True):
        inside = (frames >= start) & (frames < end)
        share = (frames[inside] - start) / max(end - start, 1)
        classes[inside] = sign
        weights[inside] = 0.03 + np.clip((share - FIRST_SEEN) / (WELL_SEEN - FIRST_SEEN), 0, 1)
    return classes, weights


def make_batch(
    utterances: Sequence[Utterance], steps: int, nothing: int, chance: Generator, *, whole: bool = False
) -> Batch:
    """Film and describe utterances."""
    footage = film(utterances, steps, chance, whole=whole)
    told = [targets(one, frames, nothing) for one, frames in zip(utterances, footage.frames, strict=True)]
    return Batch(
        describe_footage(footage),
        np.stack([classes for classes, _ in told]),
        np.stack([weights for _, weights in told]),
    )
