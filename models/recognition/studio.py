"""Invents signers and films them for as long as batches are asked for, in this process or in several beside it.

Filming 64 streams of 64 frames takes 0.13 s of one core, inventing 25 signs 0.35 s, so a graphics card needs a dozen processes.
"""

import itertools
import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.queues import Queue

import numpy as np
from examples import Batch, make_batch
from okienko_signing.lexicon.model import Lexicon, Sign
from recorded import RecordedHands
from signers import Utterance, spelled, utterances
from strange_signs import strange_signs, with_strange_shapes

STREAMS, STEPS = 64, 64
SPELLED_SHARE = 0.25
FIRST_SIGNED, FIRST_SPELLED = 150, 40
"""Utterances before the first batch."""
MORE_SIGNED, MORE_SPELLED = 6, 1
"""Utterances invented before each further batch, so that signers keep changing."""
MOST_SIGNED = 12_000
WAITING = 6
MOST_KEPT = 2000
STRANGE_SHAPES, STRANGE_SIGNS, STRANGE_SEED = 60, 600, 1


@dataclass(frozen=True)
class Stage:
    """What is signed.

    Attributes:
        lexicon: The signs.
        vocabulary: Every sign to be learnt, and whether it is a letter.
        strange: Made-up signs beside them, with their classes.
        hands: Recorded hands that spell.
    """

    lexicon: Lexicon
    vocabulary: Sequence[tuple[Sign, bool]]
    strange: Sequence[tuple[int, Sign]]
    hands: RecordedHands


def staged(lexicon: Lexicon, vocabulary: Sequence[tuple[Sign, bool]], hands: RecordedHands) -> Stage:
    """Put made-up signs, with made-up handshapes, beside a vocabulary."""
    wider = with_strange_shapes(lexicon, STRANGE_SHAPES, STRANGE_SEED)
    made = itertools.islice(strange_signs([sign for sign, _ in vocabulary], wider, STRANGE_SEED), STRANGE_SIGNS)
    first = len(vocabulary) + 2
    return Stage(wider, vocabulary, list(enumerate(made, first)), hands)


def batches(stage: Stage, seed: int) -> Iterator[Batch]:
    """Yield batches of `STREAMS` films without end; the same seed yields the same."""
    chance = np.random.default_rng((seed, 9))
    signed_more = utterances(stage.lexicon, stage.vocabulary, None, seed, strange=stage.strange)
    spelled_more = spelled(stage.lexicon, stage.vocabulary, stage.hands, None, seed)
    signed, words = _taken(signed_more, FIRST_SIGNED), _taken(spelled_more, FIRST_SPELLED)
    few = round(STREAMS * SPELLED_SHARE)
    while True:
        drawn = [signed[k] for k in chance.integers(len(signed), size=STREAMS - few)]
        drawn += [words[k] for k in chance.integers(len(words), size=few)]
        yield make_batch(drawn, STEPS, len(stage.vocabulary), chance)
        if len(signed) < MOST_SIGNED:
            signed += _taken(signed_more, MORE_SIGNED)
            words += _taken(spelled_more, MORE_SPELLED)


def _taken(source: Iterator[Utterance], count: int) -> list[Utterance]:
    """Take motions in half precision: a tenth of a millimetre, half of the memory."""
    some = (next(source) for _ in range(count))
    return [replace(one, points=one.points.astype(np.float16)) for one in some]


def batches_beside(stage: Stage, seed: int, processes: int, together: int) -> Iterator[Batch]:
    """Return batches of `together` times `STREAMS` films, which processes beside this one make, in a fixed order.

    Without processes they are made here. Processes end with this one; start them before a graphics card is touched.
    """
    if not processes:
        return _alone(stage, seed, together)
    context = multiprocessing.get_context("fork")
    queues: list[Queue[Batch]] = [context.Queue(WAITING) for _ in range(processes)]
    for number, queue in enumerate(queues):
        context.Process(target=_fill, args=(stage, seed * 1000 + number, queue), daemon=True).start()
    return _gathered(queues, together, seed)


def _alone(stage: Stage, seed: int, together: int) -> Iterator[Batch]:
    parts = batches(stage, seed)
    while True:
        yield _joined([next(parts) for _ in range(together)])


def _gathered(queues: Sequence["Queue[Batch]"], together: int, seed: int) -> Iterator[Batch]:
    """Take one part after another and yield each time several of the last ones: a card learns faster than processes film."""
    chance = np.random.default_rng((seed, 8))
    kept: deque[Batch] = deque(maxlen=MOST_KEPT)
    for queue in itertools.cycle(queues):
        kept.append(queue.get(timeout=120))
        if len(kept) >= together:
            yield _joined([kept[k] for k in chance.choice(len(kept), together, replace=False)])


def _fill(stage: Stage, seed: int, queue: "Queue[Batch]") -> None:
    for batch in batches(stage, seed):
        queue.put(replace(batch, features=batch.features.astype(np.float16)))


def _joined(parts: Sequence[Batch]) -> Batch:
    return Batch(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.classes for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )
