"""`python -m okienko_signing.clips.evaluation`: measures the way from landmarks to motion; writes reports/recorded-signs.json.

Signs of the lexicon are performed, photographed into landmarks as a webcam and MediaPipe would give them, with noise and
dropouts, taken up as recordings are, and compared with what was performed. Some are rendered and looked at by the real
MediaPipe, where its models lie. People's hands are fitted too, where a file of MediaPipe's landmarks is given.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from okienko_common.reports import print_table, write_report

from okienko_signing.clips.errors import ClipError
from okienko_signing.clips.fitting import fit_hand, palm_scale
from okienko_signing.clips.frames import ClipFrames
from okienko_signing.clips.retargeting import Retargeted, retarget
from okienko_signing.clips.synthetic import CAMERA, HEIGHT, QUIET, VIEWPOINT, WIDTH, Trouble, apart, recorded
from okienko_signing.clips.viewpoint import Viewpoint
from okienko_signing.clips.watching import BODY, HANDS, watched
from okienko_signing.composition import Mark, act_out, plan
from okienko_signing.engine.arm import Array
from okienko_signing.engine.hand import HAND_LENGTH, world_points
from okienko_signing.engine.path import FRAME_RATE
from okienko_signing.engine.utterance import REST_HEIGHT, Motion
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.rendering.signer import SignerRenderer
from okienko_signing.settings import SigningSettings

SIGNS: Final = 50
FILMS: Final = 12
_FILM_RATE: Final = 25


@dataclass(frozen=True)
class _Way:
    """One setting in which all signs are recorded."""

    trouble: Trouble
    has_world: bool = True
    viewpoint: Viewpoint = VIEWPOINT


_WAYS: Final = {
    "quiet": _Way(QUIET),
    "usual": _Way(Trouble()),
    "usual_no_world": _Way(Trouble(), has_world=False),
    "usual_unknown_camera": _Way(Trouble(), viewpoint=Viewpoint()),
}


def evaluate(lexicon: Lexicon, count: int, films: int) -> dict[str, float]:
    """Return the metrics of every way, over `count` signs drawn once and for all, of which the first `films` are rendered."""
    glosses = sorted(gloss for gloss, sign in lexicon.signs.items() if not sign.parts)
    drawn = np.random.default_rng(1).choice(glosses, min(count, len(glosses)), replace=False)
    performed = [act_out(plan(parse_glosses(str(gloss)), lexicon), lexicon) for gloss in drawn]
    metrics: dict[str, float] = {"signs": float(len(performed))}
    for name, way in _WAYS.items():
        clips = (
            recorded(motion, way.trouble, seed=seed, has_world=way.has_world)
            for seed, (motion, _) in enumerate(performed)
        )
        metrics |= _named(name, _measured(performed, clips, way.viewpoint))
    if films and HANDS.is_file() and BODY.is_file():
        renderer = SignerRenderer(WIDTH, HEIGHT)
        clips = (watched(renderer.pictures(motion, _FILM_RATE), _FILM_RATE) for motion, _ in performed[:films])
        metrics |= {"films": float(films), **_named("films", _measured(performed[:films], clips, VIEWPOINT))}
    return metrics


def _named(name: str, metrics: dict[str, float]) -> dict[str, float]:
    return {f"{name}_{metric}": value for metric, value in metrics.items()}


def _measured(
    performed: list[tuple[Motion, tuple[Mark, ...]]], clips: Iterable[ClipFrames], viewpoint: Viewpoint
) -> dict[str, float]:
    picture, space, shape, reported, span = [], [], [], [], []
    refused = hands_wrong = 0
    for (motion, marks), clip in zip(performed, clips, strict=True):
        try:
            made = retarget(clip, viewpoint)
        except ClipError as error:
            print(f"{marks[0].gloss}: {error}")
            refused += 1
            continue
        is_two_handed = motion.left[:, 0, 1].max() > REST_HEIGHT + 0.02
        hands_wrong += (made.motion.left is not None) != is_two_handed or made.is_left_handed
        for is_left in (False, True) if made.motion.left else (False,):
            points = _points(made, is_left=is_left)
            space.append(apart(motion, points, made.span.start, is_left=is_left).ravel())
            first = round(made.span.start * FRAME_RATE)
            truth = (motion.left if is_left else motion.right)[first : first + len(points)]
            points = points[: len(truth)]
            away = np.linalg.norm(CAMERA.project(points)[..., :2] - CAMERA.project(truth)[..., :2], axis=2)
            picture.append(away.ravel() / (HAND_LENGTH * CAMERA.scale))
            turned = (points - points[:, :1]) - (truth - truth[:, :1])
            shape.append(np.linalg.norm(turned, axis=2).ravel() / HAND_LENGTH)
        reported.append(made.quality.reprojection_error)
        span += [abs(made.span.start - marks[0].start), abs(made.span.end - marks[-1].end)]
    return {
        "refused": refused / len(performed),
        "hands_wrong": hands_wrong / len(performed),
        "picture_error": _median(picture),
        "picture_error_p90": float(np.percentile(np.concatenate(picture), 90)),
        "shape_error": _median(shape),
        "space_error_cm": 100 * _median(space),
        "reported_error": float(np.median(reported)),
        "trim_error_seconds": float(np.median(span)),
        "trim_error_seconds_p95": float(np.percentile(span, 95)),
    }


def _points(made: Retargeted, *, is_left: bool) -> Array:
    track = made.motion.left if is_left else made.motion.right
    assert track is not None
    return world_points(track.angles, track.wrists, track.rotations, is_left=is_left)


def _median(parts: list[Array]) -> float:
    return float(np.median(np.concatenate(parts)))


def people(path: Path) -> dict[str, float]:
    """Return how well people's hands are fitted: `world` (N, 21, 3) of MediaPipe, right hands of unmirrored pictures."""
    world = np.load(path, allow_pickle=False)["world"].astype(np.float64) * [1.0, -1.0, -1.0]
    world *= palm_scale(world)
    own, other = (fit_hand(world, is_left=is_left).misfit / HAND_LENGTH for is_left in (False, True))
    return {
        "people_shape_error": float(np.median(own)),
        "people_shape_error_p90": float(np.percentile(own, 90)),
        "people_shape_error_of_the_wrong_hand_p10": float(np.percentile(other, 10)),
    }


def main(arguments: list[str] | None = None) -> int:
    """Print the table and write the report."""
    parser = argparse.ArgumentParser(prog="python -m okienko_signing.clips.evaluation", description=__doc__)
    parser.add_argument("--signs", type=int, default=SIGNS, help="how many signs of the lexicon")
    parser.add_argument("--films", type=int, default=FILMS, help="how many of them are rendered and looked at")
    parser.add_argument("--people", type=Path, help="npz with `world`, (N, 21, 3) landmarks of people's right hands")
    chosen = parser.parse_args(arguments)
    metrics = evaluate(load_lexicon(SigningSettings().lexicon), chosen.signs, chosen.films)
    if chosen.people:
        metrics |= people(chosen.people)
    print_table(("metric", "value"), [(name, f"{value:.3f}") for name, value in metrics.items()])
    print(f"Written to {write_report('recorded-signs', metrics)}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
