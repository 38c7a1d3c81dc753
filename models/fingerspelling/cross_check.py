"""Leave sources out: the only measurements that decisions, calibration and the threshold may use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from augment import Strength, articulate, film
from data import SHAPE_NAMES, Source
from movement_training import Clip, make_examples, train_movements
from numpy.typing import NDArray
from okienko_recognition.alphabet import LETTERS, merged_shape
from okienko_recognition.motion import describe_motion
from okienko_recognition.reading import MOVEMENT_TABLE, STILL_HAND, Reader, ReadingLimits, pool_shapes
from shape_training import ShapeEnsemble, Task, train_shapes

Float = NDArray[np.float32]
ASPECTS = (4 / 3, 16 / 9, 3 / 4, 9 / 16, 1.0)
MIRROR = np.array([-1, 1, 1], np.float32)
# What another person at another counter may add to a source: habits of the joints, bones, an angle, depth that is missing.
HEAVY = Strength(
    flexion=0.12,
    spread=0.06,
    thumb=0.09,
    bones=0.08,
    tilt=0.3,
    roll=0.12,
    any_roll=0,
    any_aspect=0,
    depth=0.3,
    flat=0.3,
)
# As far from the training as hands can be moved and still be read by people.
STRANGE = replace(
    HEAVY,
    flexion=0.2,
    spread=0.1,
    thumb=0.18,
    bones=0.12,
    tilt=0.45,
    roll=0.2,
    depth=0.4,
    flat=0.5,
    noise=0.05,
    mistaken=0.15,
)
# A wrong letter shown costs as much as three right ones refused: the resident must notice and take it back.
COST_OF_WRONG = 3.0
EXPECTED_RIGHT = 0.785
"""Share of still letters that a plain classifier names right on four sources unlike its own (84.0, 82.6, 78.6 and 68.6 %, published with
the recordings). However hard the licensed hands are roughened, other people do more differently: confidence is for their world."""
SHAPE_OF = np.array([SHAPE_NAMES.index(letter.shape) for letter in LETTERS])
"""For each letter the place of its shape."""


@dataclass(frozen=True)
class Judged:
    """Readings of still hands from a source that training has not seen: shape probabilities beside true letters."""

    source: str
    shapes: Float
    letters: tuple[str, ...]


def roughened(source: Source, seed: int = 1) -> Float:
    """Return the source's hands as a careless upload has them: picture shape unknown, mirrored or not, one in four on its side."""
    generator = np.random.default_rng(seed)
    points = source.points.copy()
    for start in range(0, len(points), 5):
        block = points[start : start + 5]
        if generator.random() < 0.25:
            side = generator.choice([-1, 1])
            block = np.stack([-side * block[..., 1], side * block[..., 0], block[..., 2]], -1)
        aspect = generator.choice(ASPECTS)
        block = block / np.array([aspect, 1, aspect], np.float32)
        points[start : start + 5] = block * (MIRROR if generator.random() < 0.5 else 1)
    return points


def varied(source: Source, by: Strength, seed: int = 3) -> Float:
    """Return the source's hands as other people would hold them before other cameras."""
    torch.manual_seed(seed)
    hands: Float = film(articulate(torch.from_numpy(roughened(source, seed)), by), by).numpy()
    return hands.astype(np.float32)


def views_of(source: Source) -> list[tuple[str, Float]]:
    """Return the source's hands as recorded and ever rougher, with names."""
    return [
        (source.name, source.points),
        (f"{source.name}, roughened", roughened(source)),
        (f"{source.name}, heavily", varied(source, HEAVY)),
        (f"{source.name}, strangely", varied(source, STRANGE)),
    ]


def judge_left_out(
    sources: Sequence[Source], invented: Source, by: Strength, steps: int, seeds: int, device: str
) -> tuple[list[list[Judged]], list[Judged]]:
    """Train without each source in turn, and without all but the smallest, always with the invented signers; read what was left out.

    Returns:
        For each seed the readings of each source left out alone; and, of all seeds, the readings of strangers: of several
        sources left out at once. These, seen strangely, are as far from the training as the licensed recordings allow, so
        confidence is set by them.
    """
    smallest = min(sources, key=lambda source: len(source.points))
    outs = [*([source] for source in sources), [source for source in sources if source is not smallest]]
    everything = [invented, *sources]
    tasks = [
        Task(frozenset(source.name for source in everything if source not in out), by)
        for _ in range(seeds)
        for out in outs
    ]
    networks = iter(train_shapes(everything, tasks, steps, 0, device))
    table, strangers = [], []
    for _ in range(seeds):
        judged = [_read(ShapeEnsemble([next(networks)]).eval(), out) for out in outs]
        table.append([one for each in judged[:-1] for one in each])
        strangers += judged[-1]
    return table, strangers


def _read(ensemble: ShapeEnsemble, sources: Sequence[Source]) -> list[Judged]:
    judged = []
    for source in sources:
        for name, points in views_of(source):
            with torch.no_grad():
                probabilities = ensemble(torch.from_numpy(points)).numpy()
            judged.append(Judged(name, probabilities, source.letters))
            print(f"  {name}: {measure(judged[-1], ReadingLimits(threshold=0.0))}", flush=True)
    return judged


@dataclass(frozen=True)
class StillReadings:
    """Readings of letters held still, each beside the true letter.

    Attributes:
        certainty: (n,) confidence of the best letter's handshape.
        exact: (n,) whether the letter was right.
        merged: (n,) whether its handshape was.
        letters: (n,) true letters.
    """

    certainty: Float
    exact: NDArray[np.bool_]
    merged: NDArray[np.bool_]
    letters: NDArray[np.str_]

    @classmethod
    def of(cls, judged: Sequence[Judged], sharpness: float) -> "StillReadings":
        """Read as `okienko_recognition.reading.Reader` does, all at once."""
        truth = np.array([letter for one in judged for letter in one.letters])
        still = np.isin(truth, [letter.text for letter in LETTERS if not letter.is_moving])
        truth, shapes = truth[still], np.concatenate([one.shapes for one in judged])[still]
        weights = np.maximum(shapes, 1e-6)[:, SHAPE_OF] * (MOVEMENT_TABLE @ STILL_HAND)
        sharp = (weights / weights.max(1, keepdims=True)) ** sharpness
        sharp = sharp / sharp.sum(1, keepdims=True)
        best = sharp.argmax(1)
        certainty = (sharp * (SHAPE_OF[best][:, None] == SHAPE_OF)).sum(1).astype(np.float32)
        names = np.array([letter.text for letter in LETTERS])[best]
        merged = np.array([merged_shape(a) == merged_shape(b) for a, b in zip(names, truth, strict=True)])
        return cls(certainty, names == truth, merged, truth)


def measure(judged: Judged, limits: ReadingLimits) -> dict[str, float]:
    """Return accuracies over letters held still, each letter counting the same, and the share declined."""
    found = StillReadings.of([judged], limits.sharpness)
    shown = found.certainty >= limits.threshold

    def by_letter(values: NDArray[np.bool_]) -> float:
        return round(float(np.mean([values[found.letters == letter].mean() for letter in np.unique(found.letters)])), 4)

    return {
        "top1": by_letter(found.exact),
        "merged": by_letter(found.merged),
        "correct_of_all": by_letter(found.merged & shown),
        "declined": by_letter(~shown),
    }


def certainties(judged: Sequence[Judged], limits: ReadingLimits) -> tuple[Float, NDArray[np.bool_]]:
    """Return the certainty of every reading of a still letter and whether its handshape was right."""
    found = StillReadings.of(judged, limits.sharpness)
    return found.certainty, found.merged


def calibrate(judged: Sequence[Judged]) -> ReadingLimits:
    """Choose the sharpness with the best log-likelihood of right and wrong, and the threshold by cost.

    Wrong readings weigh so much that `EXPECTED_RIGHT` of all are right. With calibrated confidence p a reading is worth showing when
    p outweighs `COST_OF_WRONG` times 1 - p.
    """
    best = (np.inf, 1.0)
    for sharpness in np.arange(0.2, 2.01, 0.05):
        values, right = certainties(judged, ReadingLimits(float(sharpness), 0.0))
        values = values.clip(0.01, 0.99)
        loss = -EXPECTED_RIGHT * np.log(values[right]).mean() - (1 - EXPECTED_RIGHT) * np.log(1 - values[~right]).mean()
        best = min(best, (float(loss), float(sharpness)))
    return ReadingLimits(round(best[1], 2), COST_OF_WRONG / (1 + COST_OF_WRONG))


def check_movements(
    sources: Sequence[Source], clips: Sequence[Clip], judged: Sequence[Judged], reader: Reader
) -> dict[str, float]:
    """Read one signer's whole clips with movements learnt from descriptions and hands of the other sources alone."""
    others = [source for source in sources if source.name != "pavelshep"]
    network = train_movements(*make_examples(others, (), 12_000, 0), seed=0, steps=2000)
    seen = next(one for one in judged if one.source == "pavelshep")
    letters = np.array(seen.letters)
    first = third = 0
    for clip in clips:
        views = np.stack(
            [describe_motion(clip.points, clip.seconds), describe_motion(clip.points * MIRROR, clip.seconds)]
        )
        with torch.no_grad():
            movement = network(torch.from_numpy(views)).mean(0).numpy()
        shapes = seen.shapes[letters == clip.letter]
        order = reader.weigh(pool_shapes(shapes, np.ones(len(shapes), np.float32)), movement).argsort()[::-1]
        names = [LETTERS[k].text for k in order[:3]]
        first, third = first + (names[0] == clip.letter), third + (clip.letter in names)
        print(f"  {clip.letter}: {' '.join(names)}")
    return {"clips_top1": round(first / len(clips), 4), "clips_top3": round(third / len(clips), 4)}
