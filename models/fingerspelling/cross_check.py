"""Leave sources out: the only measurements that decisions, calibration and the threshold may use."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from augment import Strength, articulate, film
from data import SHAPE_NAMES, Source
from movement_training import Clip, make_examples, train_movements
from numpy.typing import NDArray
from okienko_recognition.alphabet import LETTERS, merged_shape
from okienko_recognition.motion import describe_motion
from okienko_recognition.reading import STILL_HAND, Reader, ReadingLimits, pool_shapes
from shape_training import ShapeEnsemble, train_shapes

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
# A wrong letter shown costs as much as three right ones refused: the resident must notice and take it back.
COST_OF_WRONG = 3.0


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


def heavily_roughened(source: Source, seed: int = 3) -> Float:
    """Return the source's hands as other people would hold them before other cameras."""
    torch.manual_seed(seed)
    hands: Float = film(articulate(torch.from_numpy(roughened(source, seed)), HEAVY), HEAVY).numpy()
    return hands.astype(np.float32)


def views_of(source: Source) -> list[tuple[str, Float]]:
    """Return the source's hands as recorded, roughened and heavily roughened, with names."""
    return [
        (source.name, source.points),
        (f"{source.name}, roughened", roughened(source)),
        (f"{source.name}, heavily", heavily_roughened(source)),
    ]


def judge_shapes(
    sources: Sequence[Source], invented: Source, by: Strength, steps: int, seeds: Sequence[int]
) -> list[list[Judged]]:
    """Train without each source in turn, but with the invented signers, and read its hands; one list a seed."""
    table = []
    for seed in seeds:
        judged = []
        for left_out in sources:
            others = [invented, *(source for source in sources if source is not left_out)]
            judged += _read(ShapeEnsemble([train_shapes(others, seed, steps, by)]).eval(), [left_out])
        table.append(judged)
    return table


def judge_strangers(
    sources: Sequence[Source], invented: Source, by: Strength, steps: int, seeds: Sequence[int]
) -> list[Judged]:
    """Train on the smallest source and the invented signers alone, and read the others, heavily roughened.

    This is as far from the training as the licensed recordings allow, so confidence is set by it.
    """
    smallest = min(sources, key=lambda source: len(source.points))
    others = [source for source in sources if source is not smallest]
    judged = []
    for seed in seeds:
        ensemble = ShapeEnsemble([train_shapes([invented, smallest], seed, steps, by)]).eval()
        judged += [one for one in _read(ensemble, others) if one.source.endswith("heavily")]
    return judged


def _read(ensemble: ShapeEnsemble, sources: Sequence[Source]) -> list[Judged]:
    judged = []
    for source in sources:
        for name, points in views_of(source):
            with torch.no_grad():
                probabilities = ensemble(torch.from_numpy(points)).numpy()
            judged.append(Judged(name, probabilities, source.letters))
            print(f"  {name}: {measure(judged[-1], ReadingLimits(threshold=0.0))}", flush=True)
    return judged


def measure(judged: Judged, limits: ReadingLimits) -> dict[str, float]:
    """Return accuracies over letters held still, each letter counting the same, and the share declined."""
    reader = Reader(SHAPE_NAMES, limits)
    still = {letter.text for letter in LETTERS if not letter.is_moving}
    rows: dict[str, list[tuple[bool, bool, bool]]] = {}
    for shape, truth in zip(judged.shapes, judged.letters, strict=True):
        if truth not in still:
            continue
        probabilities = reader.weigh(shape, STILL_HAND)
        best = LETTERS[int(probabilities.argmax())].text
        declined = reader.certainty(probabilities) < limits.threshold
        rows.setdefault(truth, []).append((best == truth, merged_shape(best) == merged_shape(truth), declined))
    table = {letter: np.array(values) for letter, values in rows.items()}
    return {
        "top1": round(float(np.mean([t[:, 0].mean() for t in table.values()])), 4),
        "merged": round(float(np.mean([t[:, 1].mean() for t in table.values()])), 4),
        "correct_of_all": round(float(np.mean([(t[:, 1] & ~t[:, 2]).mean() for t in table.values()])), 4),
        "declined": round(float(np.mean([t[:, 2].mean() for t in table.values()])), 4),
    }


def certainties(judged: Sequence[Judged], limits: ReadingLimits) -> tuple[Float, NDArray[np.bool_]]:
    """Return the certainty of every reading of a still letter and whether its handshape was right."""
    reader = Reader(SHAPE_NAMES, limits)
    still = {letter.text for letter in LETTERS if not letter.is_moving}
    values, right = [], []
    for one in judged:
        for shape, truth in zip(one.shapes, one.letters, strict=True):
            if truth in still:
                probabilities = reader.weigh(shape, STILL_HAND)
                values.append(reader.certainty(probabilities))
                right.append(merged_shape(LETTERS[int(probabilities.argmax())].text) == merged_shape(truth))
    return np.array(values, np.float32), np.array(right)


def calibrate(judged: Sequence[Judged]) -> ReadingLimits:
    """Choose the sharpness with the best log-likelihood of right and wrong, and the threshold by cost.

    With calibrated confidence p a reading is worth showing when p outweighs `COST_OF_WRONG` times 1 - p.
    """
    best = (np.inf, 1.0)
    for sharpness in np.arange(0.2, 2.01, 0.05):
        values, right = certainties(judged, ReadingLimits(float(sharpness), 0.0))
        values = values.clip(0.01, 0.99)
        loss = -float(np.where(right, np.log(values), np.log(1 - values)).mean())
        best = min(best, (loss, float(sharpness)))
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
