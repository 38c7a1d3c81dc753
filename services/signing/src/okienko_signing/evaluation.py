"""`python -m okienko_signing.evaluation`: measures the engine, the letters and the renderer; writes reports/signing.json.

The letters are judged by the recogniser's handshape model, which was trained on recordings of people only, from what
MediaPipe sees in pictures rendered through random cameras.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from okienko_common.reports import print_table, write_report

from okienko_signing.composition import act_out, plan
from okienko_signing.engine.arm import Array
from okienko_signing.engine.compiler import compile_sign
from okienko_signing.engine.hand import LOWER_LIMITS, UPPER_LIMITS
from okienko_signing.engine.path import FRAME_RATE, turned_about
from okienko_signing.engine.posture import local_part, place_of
from okienko_signing.engine.utterance import Motion, Piece, perform
from okienko_signing.glosses import parse_glosses
from okienko_signing.hamnosys.files import read_entries
from okienko_signing.hamnosys.reference import evaluate_entries
from okienko_signing.lexicon import notation
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, Sign, Symmetry
from okienko_signing.rendering import film
from okienko_signing.rendering.canvas import Bytes
from okienko_signing.rendering.signer import SignerRenderer
from okienko_signing.settings import SigningSettings

WEIGHTS: Final = Path("models/fingerspelling/recordings_only")
"""A model of people's hands only: the shipped one has learnt from the engine, and would praise what it was taught."""
LANDMARKER: Final = Path(".local/models/hand_landmarker.task")
SENTENCE: Final = "DOWÓD NOWY CHCIEĆ | URZĄD PRZYJŚĆ | WNIOSEK PISAĆ | ZDJĘCIE PRZYNIEŚĆ | 30 DZIEŃ CZEKAĆ"
TWO_HANDED: Final = "DOM MIESZKAĆ | PRACA SZUKAĆ | PIENIĄDZE PŁACIĆ | DZIECKO SZKOŁA | LEKARZ SPOTKANIE | KOMPUTER INTERNET | TŁUMACZ PYTAĆ"
"""Signs of two hands that nothing in the renderer was tuned on."""
SPELLED: Final = ("#ABCĆCHCZDEĘFGH", "#IJKLŁMNŃOÓP", "#RRZSŚSZTUWYZŹŻ", "#DOWÓD")
_SHOWN: Final = {"sz": 1.0, "d": 0.5}
"""Where in a moving letter its handshape is judged, as share of its time; others at the start."""
_SAME_SHAPE: Final = {"sz": "b", "cz": "k", "ch": "k", "t": "f"}
"""Letters whose handshapes differ little or not at all; motion or turn tells them apart."""
_NEAR: Final = 0.10
_FOUND: Final = 0.5
"""Mean distance of the points, in hand lengths, up to which a finding is the hand that was drawn."""
_IN_SIGHT: Final = 0.6
"""Share of a hand's points in the picture and with nothing else before them from which on it counts as visible."""


@dataclass(frozen=True)
class Seen:
    """One hand that MediaPipe found."""

    picture: Array
    """(21, 2) pixels."""
    even: Array
    """(21, 3) in picture heights, as the handshape model wants."""


class Watcher:
    """MediaPipe's hand landmarker over rendered pictures."""

    def __init__(self, model: Path, *, is_video: bool) -> None:
        """Load the model for single pictures or for video."""
        import mediapipe as mp  # needed for measuring only
        from mediapipe.tasks.python import BaseOptions, vision

        self._mp: Any = mp
        mode = vision.RunningMode.VIDEO if is_video else vision.RunningMode.IMAGE
        options = vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(model)), running_mode=mode, num_hands=2
        )
        self._landmarker: Any = vision.HandLandmarker.create_from_options(options)
        self._is_video = is_video

    def close(self) -> None:
        """Free the model; left to the end of the program, MediaPipe trips over its own shutdown."""
        self._landmarker.close()

    def hands(self, picture: Bytes, seconds: float) -> list[Seen]:
        """Return the hands found in a (H, W, 3) picture."""
        image = self._mp.Image(image_format=self._mp.ImageFormat.SRGB, data=np.ascontiguousarray(picture))
        result = (
            self._landmarker.detect_for_video(image, round(seconds * 1000))
            if self._is_video
            else self._landmarker.detect(image)
        )
        height, width = picture.shape[:2]
        found = []
        for landmarks in result.hand_landmarks:
            points = np.array([[p.x, p.y, p.z] for p in landmarks])
            found.append(Seen(points[:, :2] * [width, height], points * [width / height, 1.0, width / height]))
        return found


def evaluate(lexicon: Lexicon, weights: Path, landmarker: Path, *, cameras: int) -> dict[str, float]:
    """Return all metrics that can be measured with what is there."""
    metrics = {**_motion_metrics(lexicon), **_contact_metrics(lexicon), **_speed_metrics(lexicon)}
    if landmarker.is_file():
        metrics |= _detection_metrics(lexicon, landmarker)
        if (weights / "shapes.onnx").is_file():
            metrics |= _letter_metrics(lexicon, weights, landmarker, cameras)
        else:
            print(f"The letters are not judged: {weights} holds no handshape model.")
    else:
        print(f"Hands are not looked for: {landmarker} is not there; `make models` assembles it.")
    return metrics


def _performed(sign: Sign, lexicon: Lexicon) -> Motion:
    is_letter = sign.gloss in lexicon.letters
    piece = Piece(compile_sign(sign, lexicon), sign.non_manual, is_shown=is_letter)
    return perform([piece], lexicon.handshapes["relaxed"])


def _described(lexicon: Lexicon) -> list[Sign]:
    entries = [*lexicon.letters.values(), *lexicon.numerals.values(), *lexicon.signs.values()]
    return [sign for sign in entries if not sign.parts]


def _motion_metrics(lexicon: Lexicon) -> dict[str, float]:
    beyond, fastest = 0, 0.0
    for sign in _described(lexicon):
        motion = _performed(sign, lexicon)
        for angles, points in ((motion.right_angles, motion.right), (motion.left_angles, motion.left)):
            beyond += int(((angles < LOWER_LIMITS - 0.5) | (angles > UPPER_LIMITS + 0.5)).any(axis=1).sum())
            speed = np.linalg.norm(np.diff(points[:, 0], axis=0), axis=1).max() * FRAME_RATE
            fastest = max(fastest, float(speed))
    return {"joint_limit_violations": float(beyond), "wrist_peak_speed_m_s": fastest}


def _contact_metrics(lexicon: Lexicon) -> dict[str, float]:
    """Measure how far the hand's part is from where its first posture wants it, for places that are touched."""
    errors = []
    for sign in _described(lexicon):
        place = sign.right.place
        touches = place.name in notation.BODY or place.name in notation.OTHER_HAND
        if not touches or place.distance not in {"", "touch"}:
            continue
        motion = _performed(sign, lexicon)
        frame = round(motion.spans[0][0] * FRAME_RATE) + 2
        compiled = compile_sign(sign, lexicon)
        other = compiled.left.at(0, is_left=True) if compiled.left else None
        both = sign.symmetry in {Symmetry.MIRROR, Symmetry.PARALLEL, Symmetry.ALTERNATE}
        wanted = place_of(place, is_left=False, is_mirrored=False, is_two_handed=both, other=other)
        part = local_part(motion.right_angles[frame], sign.right.point, is_left=False)
        reached = motion.right[frame, 0] + motion.right_rotations[frame] @ part
        errors.append(float(np.linalg.norm(reached - wanted)))
    return {"contact_error_cm": float(np.median(errors)) * 100, "contact_error_p95_cm": _percentile(errors, 95) * 100}


def _percentile(values: Sequence[float], share: float) -> float:
    return float(np.percentile(values, share))


def _speed_metrics(lexicon: Lexicon) -> dict[str, float]:
    planned = plan(parse_glosses(SENTENCE), lexicon)
    started = time.process_time()
    motion, _ = act_out(planned, lexicon)
    composed = time.process_time() - started
    renderer = SignerRenderer()
    next(iter(renderer.pictures(motion, 25)))
    started = time.process_time()
    webm, _ = film.webm_of(renderer.pictures(motion, 25), 25)
    film.mp4_of(webm)
    rendered = time.process_time() - started
    return {
        "motion_ms": composed * 1000,
        "motion_glosses": float(len(planned.units)),
        "render_times_real": rendered / motion.seconds,
        "video_kbit_s": len(webm) * 8 / 1000 / motion.seconds,
    }


def _detection_metrics(lexicon: Lexicon, landmarker: Path) -> dict[str, float]:
    spelled = _found_in(SPELLED, lexicon, landmarker)
    signed = _found_in((SENTENCE,), lexicon, landmarker)
    more = _found_in((TWO_HANDED,), lexicon, landmarker)
    return {
        "hands_found": float(np.mean(spelled.right)),
        "hands_found_in_signs": float(np.mean(signed.right)),
        "hands_found_in_two_handed_signs": float(np.mean(more.right)),
        "each_hand_found_in_signs": float(np.mean(signed.each)),
        "each_hand_found_in_two_handed_signs": float(np.mean(more.each)),
        "landmark_error_share": float(np.median(spelled.errors)),
        "landmark_error_share_in_signs": float(np.median(signed.errors)),
        "frames_watched": float(len(spelled.right) + len(signed.right) + len(more.right)),
    }


def _answer_metrics(pack: Path, lexicon: Lexicon, landmarker: Path, count: int) -> dict[str, float]:
    """Look for hands in the films of answers drawn by lot: what residents see, and what nobody chose for measuring."""
    from okienko_faq.content.loading import load  # needed for measuring only

    lines = [entry.pjm for entry in load(pack).entries if entry.pjm]
    drawn = [lines[place] for place in np.random.default_rng(11).permutation(len(lines))[:count]]
    watched = _found_in(drawn, lexicon, landmarker)
    return {
        "hands_found_in_answers": float(np.mean(watched.right)),
        "each_hand_found_in_answers": float(np.mean(watched.each)),
        "landmark_error_share_in_answers": float(np.median(watched.errors)),
        "frames_watched_in_answers": float(len(watched.right)),
    }


@dataclass(frozen=True)
class _Watched:
    """What MediaPipe found while something was signed."""

    right: list[bool]
    """For each frame, whether the right hand was found."""
    each: list[bool]
    """For each hand that was in sight, whether it was found; two hands need two findings."""
    errors: list[float]
    """Mean distance of a found right hand's points, in hand lengths."""


def _found_in(lines: Sequence[str], lexicon: Lexicon, landmarker: Path) -> _Watched:
    renderer = SignerRenderer()
    watched = _Watched([], [], [])
    length = renderer.pixels_of(0.19)
    for line in lines:
        watcher = Watcher(landmarker, is_video=True)
        motion, marks = act_out(plan(parse_glosses(line), lexicon), lexicon)
        for number, picture in enumerate(renderer.pictures(motion, 25)):
            seconds = number / 25
            hands = watcher.hands(picture, seconds)
            if not marks[0].start <= seconds <= marks[-1].end:
                continue
            frame = min(2 * number, len(motion.right) - 1)
            places = [renderer.on_picture(motion.right[frame]), renderer.on_picture(motion.left[frame])]
            far = np.array(
                [[np.linalg.norm(hand.picture - place, axis=1).mean() / length for hand in hands] for place in places]
            ).reshape(2, len(hands))
            best = float(far[0].min(initial=np.inf))
            watched.right.append(best < _FOUND)
            if watched.right[-1]:
                watched.errors.append(best)
            in_sight = [share >= _IN_SIGHT for share in renderer.in_sight(motion, frame)]
            watched.each.extend(_found_each(far[in_sight]))
        watcher.close()
    return watched


def _found_each(far: Array) -> list[bool]:
    """Return for each hand whether it was found, given its distance (hands, findings): no finding counts twice."""
    near = far < _FOUND
    if len(near) == 2 and near.any(axis=1).all() and near.any(axis=0).sum() < 2:
        return [True, False]
    return [bool(row.any()) for row in near]


def _letter_metrics(lexicon: Lexicon, weights: Path, landmarker: Path, cameras: int) -> dict[str, float]:
    import onnxruntime  # needed for measuring only

    shapes: list[str] = json.loads((weights / "fingerspelling.json").read_text(encoding="utf-8"))["shapes"]
    session = onnxruntime.InferenceSession(str(weights / "shapes.onnx"), providers=["CPUExecutionProvider"])
    watcher = Watcher(landmarker, is_video=False)
    chance = np.random.default_rng(7)
    renderers = [SignerRenderer(640, 480, zoom=zoom) for zoom in (0.9, 1.15, 1.4)]
    first = third = merged = seen = 0
    rows = []
    for letter in shapes:
        motion = _performed(lexicon.letters[letter], lexicon)
        start, end = (round(seconds * FRAME_RATE) for seconds in motion.spans[0])
        frame = min(start + 3 + round((end - start) * _SHOWN.get(letter, 0.0)), end - 2)
        guesses: list[str] = []
        right = 0
        for number in range(cameras):
            renderer = renderers[number % len(renderers)]
            viewed = _viewed(motion, frame, chance.normal(0.0, (9.0, 7.0, 7.0)))
            true = renderer.on_picture(viewed.right[0])
            hands = watcher.hands(renderer.picture(viewed, 0), 0.0)
            near = [
                hand
                for hand in hands
                if np.linalg.norm(hand.picture.mean(axis=0) - true.mean(axis=0)) < renderer.pixels_of(_NEAR)
            ]
            if not near:
                continue
            seen += 1
            points = near[0].even.astype(np.float32)[None]
            order = np.argsort(-session.run(None, {"points": points})[0][0])
            guess = [shapes[i] for i in order[:3]]
            guesses.append(guess[0])
            right += guess[0] == letter
            third += letter in guess
            merged += _SAME_SHAPE.get(guess[0], guess[0]) == _SAME_SHAPE.get(letter, letter)
        first += right
        wrong = sorted({guess for guess in guesses if guess != letter})
        rows.append((letter, f"{right}/{len(guesses)}", ", ".join(wrong)))
    watcher.close()
    print_table(("letter", "named right", "else taken for"), rows)
    total = len(shapes) * cameras
    return {
        "letters_top1": first / max(seen, 1),
        "letters_top1_merged": merged / max(seen, 1),
        "letters_top3": third / max(seen, 1),
        "letters_seen": seen / total,
    }


def _viewed(motion: Motion, frame: int, degrees: Array) -> Motion:
    """Return one frame of `motion` with the right arm as a camera turned by (yaw, pitch, roll) would see it."""
    turn = turned_about(np.radians(np.array([degrees[1], degrees[0], degrees[2]])))
    pivot = motion.right[frame, 9]
    one = slice(frame, frame + 1)
    return replace(
        motion,
        right=pivot + (motion.right[one] - pivot) @ turn.T,
        right_elbows=pivot + (motion.right_elbows[one] - pivot) @ turn.T,
        right_rotations=turn @ motion.right_rotations[one],
        left=motion.left[one],
        left_elbows=motion.left_elbows[one],
        left_rotations=motion.left_rotations[one],
        face=motion.face[one],
        body=motion.body[one],
    )


def _reference_metrics(path: Path, lexicon: Lexicon) -> dict[str, float]:
    """Measure the importer over a dictionary; print what it could not do."""
    result = evaluate_entries(read_entries(path), lexicon)
    for failure in result.failures:
        print(failure)
    rows = [(symbol, str(count)) for symbol, count in result.ignored] or [("none", "0")]
    print_table(("symbol not shown in the motion", "entries"), rows)
    return result.metrics


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m okienko_signing.evaluation", description=__doc__)
    parser.add_argument("--hamnosys", type=Path, help="dictionary in HamNoSys: JSON, or gloss<TAB>symbols lines")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of the handshape model")
    parser.add_argument("--landmarker", type=Path, default=LANDMARKER, help="MediaPipe's hand_landmarker.task")
    parser.add_argument("--cameras", type=int, default=18, help="random cameras for each letter")
    parser.add_argument("--pack", type=Path, help="content pack whose answers are filmed and watched, drawn by lot")
    parser.add_argument("--answers", type=int, default=8, help="how many of them")
    chosen = parser.parse_args(arguments)
    lexicon = load_lexicon(SigningSettings().lexicon)
    metrics = _reference_metrics(chosen.hamnosys, lexicon) if chosen.hamnosys else {}
    metrics |= evaluate(lexicon, chosen.weights, chosen.landmarker, cameras=chosen.cameras)
    if chosen.pack and chosen.landmarker.is_file():
        metrics |= _answer_metrics(chosen.pack, lexicon, chosen.landmarker, chosen.answers)
    print_table(("metric", "value"), [(name, f"{value:.3f}") for name, value in metrics.items()])
    print(f"Written to {write_report('signing', metrics)}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
