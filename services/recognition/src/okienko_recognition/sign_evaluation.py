"""Measures the sign model on streams given by path: what was named, how soon, how surely, and what is learnt from three takes.

A file holds `frames` (m, 45, 4): left hand, right hand, nose and shoulders, with x, y, z in picture heights and confidence;
`seconds` (m,), growing within a stream; `offsets` (k + 1,); `label` (k,), sign identifiers; `start` and `end` (k,), seconds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from okienko_recognition.classifiers import Float, SignModel
from okienko_recognition.landmarks import HAND_POINTS, FrameHands, Hand
from okienko_recognition.lessons import Take, Teacher
from okienko_recognition.spotting import SignSpotter, Spotted
from okienko_recognition.taught import TaughtSign, TaughtSigns, sign_of
from okienko_recognition.vocabulary import Kind

POINTS = 2 * HAND_POINTS + 3
TAKES = 3
# Streams carry no aspect ratio; it matters only for points outside the picture, which these are kept in.
ASPECT = 4 / 3


@dataclass(frozen=True)
class Stream:
    """One signed stretch with what was signed and when."""

    frames: Float
    seconds: Float
    label: str
    start: float
    end: float

    def played(self) -> Iterator[tuple[float, FrameHands]]:
        """Yield the frames as the service sees them."""
        for seconds, table in zip(self.seconds, self.frames, strict=True):
            hands = []
            for side in (0, 1):
                part = table[side * HAND_POINTS : (side + 1) * HAND_POINTS]
                if part[:, 3].min() > 0:
                    hands.append(Hand(part[:, :3], ASPECT, float(part[:, 3].mean()), side == 0))
            body = table[2 * HAND_POINTS :]
            yield float(seconds), FrameHands(tuple(hands), None, body[:, :2] if body[:, 3].min() > 0 else None)


@dataclass(frozen=True)
class Outcome:
    """What came of one stream: the stretch that covers the sign, and when it was said; None when there was none."""

    stream: Stream
    spotted: Spotted | None
    delay: float
    others: int


def load_streams(path: Path) -> tuple[Stream, ...]:
    """Load streams.

    Raises:
        ValueError: The file has not the expected arrays.
    """
    with np.load(path, allow_pickle=False) as stored:
        needed = {"frames", "seconds", "offsets", "label", "start", "end"}
        if not needed <= set(stored.files) or stored["frames"].shape[1:] != (POINTS, 4):
            msg = f"{path} must hold `frames` of shape (m, {POINTS}, 4), `seconds`, `offsets`, `label`, `start` and `end`."
            raise ValueError(msg)
        frames, seconds, offsets = stored["frames"].astype(np.float32), stored["seconds"], stored["offsets"]
        labels, starts, ends = stored["label"], stored["start"], stored["end"]
    return tuple(
        Stream(frames[a:b], seconds[a:b], str(label), float(start), float(end))
        for a, b, label, start, end in zip(offsets[:-1], offsets[1:], labels, starts, ends, strict=True)
    )


def watch(model: SignModel, streams: Sequence[Stream]) -> list[Outcome]:
    """Read every stream as the service does."""
    return [_watched(model, stream) for stream in streams]


def _watched(model: SignModel, stream: Stream) -> Outcome:
    spotter = SignSpotter(model)
    found: list[tuple[float, Spotted]] = []
    for seconds, frame in stream.played():
        spotted = spotter.push(seconds, frame)
        if spotted:
            found.append((seconds, spotted))
    last = spotter.finish()
    if last:
        found.append((float(stream.seconds[-1]), last))

    def common(pair: tuple[float, Spotted]) -> float:
        return min(stream.end, pair[1].end) - max(stream.start, pair[1].start)

    best = max(found, key=common, default=None)
    if best is None or common(best) <= 0:
        return Outcome(stream, None, float("nan"), len(found))
    return Outcome(stream, best[1], best[0] - stream.end, len(found) - 1)


def measure_signs(
    outcomes: Sequence[Outcome], model: SignModel, calibration_error: Callable[[Float, NDArray[np.bool_]], float]
) -> dict[str, float]:
    """Score streams; a sign without a stretch counts as wrong."""
    ids = [sign.sign_id for sign in model.vocabulary]
    kinds = {sign.sign_id: sign.kind for sign in model.vocabulary}
    rows = [_judged(outcome, ids) for outcome in outcomes]
    first, third = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    sure = np.array([row[2] for row in rows], np.float32)
    found = np.array([outcome.spotted is not None for outcome in outcomes])
    shown = found & (sure >= model.limits.threshold)
    delays = np.array([outcome.delay for outcome in outcomes])[found]
    of_kind = {
        f"signs_top1_{kind.value}s": float(first[[kinds.get(o.stream.label) is kind for o in outcomes]].mean())
        for kind in Kind
        if any(kinds.get(o.stream.label) is kind for o in outcomes)
    }
    return {
        "signs_top1": float(first.mean()),
        "signs_top3": float(third.mean()),
        **of_kind,
        "signs_found": float(found.mean()),
        "signs_extra": float(np.mean([outcome.others for outcome in outcomes])),
        "signs_shown_wrong": float((shown & ~first).mean()),
        "signs_refused_right": float((~shown & first).mean()),
        "signs_ece": calibration_error(sure[found], first[found]) if found.any() else 1.0,
        "signs_final_after_p50": float(np.percentile(delays, 50)) if len(delays) else float("nan"),
        "signs_final_after_p95": float(np.percentile(delays, 95)) if len(delays) else float("nan"),
        "signs_vocabulary": float(len(ids)),
        "signs_count": float(len(outcomes)),
    }


def _judged(outcome: Outcome, ids: Sequence[str]) -> tuple[bool, bool, float]:
    if outcome.spotted is None:
        return False, False, 0.0
    order = np.argsort(-outcome.spotted.probabilities, kind="stable")
    names = [ids[int(k)] for k in order[:3]]
    return (
        names[0] == outcome.stream.label,
        outcome.stream.label in names,
        float(outcome.spotted.probabilities[order[0]]),
    )


def described(teacher: Teacher, hand: Float, seconds: Float) -> Float:
    """Return the (2, size) description of one hand's (t, 21, 3) motion, as it is and in a mirror, as a taught sign's take is described."""
    frames = tuple(
        (float(at), FrameHands((Hand(points, ASPECT, 1.0, is_left=False),)))
        for at, points in zip(seconds, hand, strict=True)
    )
    vectors: Float = teacher.lesson("X", [Take("", frames, float(seconds[0]), float(seconds[-1]))]).vectors[:, 0]
    return vectors


def measure_teaching(vectors: Float, labels: Sequence[str], draws: int = 3) -> dict[str, float]:
    """Teach every label by a few takes and name the rest by the nearest of what was taught, as the service compares them.

    Args:
        vectors: (n, 2, size) descriptions.
        labels: What each shows.
        draws: How often takes are drawn anew; shares are averaged.
    """
    names = np.array(labels)
    shares = []
    for seed in range(draws):
        chance = np.random.default_rng(seed)
        taken = {str(name): chance.permutation(np.flatnonzero(names == name))[:TAKES] for name in np.unique(names)}
        taken = {name: places for name, places in taken.items() if (names == name).sum() > TAKES}
        if len(taken) < 2:
            return {}
        known = TaughtSigns(
            [TaughtSign(sign_of(name), (), vectors[places].transpose(1, 0, 2)) for name, places in taken.items()]
        )
        rest = np.setdiff1d(np.flatnonzero(np.isin(names, list(taken))), np.concatenate(list(taken.values())))
        nearest = [known.signs[int(known.distances(vectors[k, 0]).argmin())].sign.text for k in rest]
        shares.append(float((np.array(nearest) == names[rest]).mean()))
    return {"teach_top1": float(np.mean(shares))}


def threshold_table(sure: Float, right: NDArray[np.bool_]) -> list[tuple[Any, ...]]:
    """Return for several thresholds the shares of all readings that are shown wrong and refused right."""
    rows = []
    for threshold in (0.0, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9):
        shown = sure >= threshold
        rows.append((threshold, f"{(shown & ~right).mean():.3f}", f"{(~shown & right).mean():.3f}"))
    return rows
