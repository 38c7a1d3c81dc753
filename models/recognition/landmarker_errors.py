"""Measure how MediaPipe's landmarks differ from the drawn signer's: what `filming.py` imitates.

python models/recognition/landmarker_errors.py "DOM MIESZKAĆ | PRACA SZUKAĆ" "#DOWÓD"
"""

import itertools
import sys
from pathlib import Path

import numpy as np
from okienko_signing.composition import act_out, plan
from okienko_signing.evaluation import Watcher
from okienko_signing.glosses import parse_glosses
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.rendering.signer import SignerRenderer

ROOT = Path(__file__).resolve().parents[2]
RATE = 25
PALM = (5, 9, 13, 17)
NEAR = 1.5
"""Palm sizes within which a finding is the hand that was drawn."""


def main() -> None:
    """Render, look, compare, print."""
    lexicon = load_lexicon(ROOT / "models" / "lexicon")
    renderer = SignerRenderer()
    errors, found, halves = [], [], []
    for line in sys.argv[1:]:
        motion, _ = act_out(plan(parse_glosses(line), lexicon), lexicon)

        watcher = Watcher(ROOT / ".local" / "models" / "hand_landmarker.task", is_video=True)
        tracks: list[list[np.ndarray | None]] = [[], []]
        for number, picture in enumerate(renderer.pictures(motion, RATE)):
            seen = watcher.hands(picture, number / RATE)
            at = min(round(number * 50 / RATE), len(motion.right) - 1)
            for track, hands in zip(tracks, (motion.left, motion.right), strict=True):
                drawn = renderer.on_picture(hands[at])[:, :2]
                palm = float(np.sqrt(((drawn[list(PALM)] - drawn[0]) ** 2).sum(-1).mean()))
                apart = [float(np.linalg.norm(one.picture - drawn, axis=-1).mean()) / palm for one in seen]
                best = int(np.argmin(apart)) if apart else -1
                near = best >= 0 and apart[best] < NEAR
                track.append((seen[best].picture - drawn) / palm if near else None)
        watcher.close()
        for track in tracks:
            found += [one is not None for one in track]
            errors += [one for one in track if one is not None]
            halves += [(a, b) for a, b in itertools.pairwise(track) if a is not None and b is not None]
    table = np.stack(errors)
    size = np.linalg.norm(table, axis=-1)
    first, second = (np.stack([pair[k] for pair in halves]) for k in (0, 1))
    steady = float((first * second).mean() / (first**2).mean())
    quick = float(np.sqrt(((second - first) ** 2).mean() / 2))
    print(f"frames of hands {len(found)}, found {np.mean(found):.3f}")
    print(f"error of a point, palm sizes: median {np.median(size):.3f}, p90 {np.percentile(size, 90):.3f}")
    print(f"from frame to frame: correlation {steady:.2f}, fresh part {quick:.3f} of a palm size on each axis")


if __name__ == "__main__":
    main()
