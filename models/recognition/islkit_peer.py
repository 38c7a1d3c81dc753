"""What islkit reaches on the films that the service is measured on: its encoder and network, trained on invented signers.

islkit (MIT, on PyPI) brings features and a network but no weights for Polish signs, and wants Python 3.12 and another MediaPipe:

    python3.12 -m venv venv && venv/bin/pip install islkit pyyaml && PYTHONPATH=services/signing/src venv/bin/python models/recognition/islkit_peer.py

It is told where each sign begins and ends, which the service has to find out. Without shoulders its encoder says nothing, so films
in which they are seen are counted beside all.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from filming import Footage, film
from islkit.features import RawFrame, encode_clip
from islkit.model import TrainConfig, build_model, fit, predict_proba
from numpy.typing import NDArray
from okienko_signing.lexicon.loader import load_lexicon
from signers import utterances
from vocabulary import LETTER, entries_of

LEXICON = Path(__file__).resolve().parents[1] / "lexicon"
SEED = 321
FRAMES = 160
NOSE, LEFT, RIGHT = 0, 11, 12
Float = NDArray[np.float32]


def clip(hands: Float, present: NDArray[np.bool_], body: Float, has_body: NDArray[np.bool_]) -> Float:
    """Encode one sign's frames as islkit does; arguments are rows of `filming.Footage`."""
    frames = []
    for k in range(len(hands)):
        pose = None
        if has_body[k]:
            pose = np.zeros((33, 4), np.float32)
            pose[[NOSE, LEFT, RIGHT], :2], pose[[NOSE, LEFT, RIGHT], 3] = body[k], 1.0
        left, right = (hands[k, side] if present[k, side] else None for side in (0, 1))
        frames.append(RawFrame(pose=pose, face=None, hand_left=left, hand_right=right))
    encoded: Float = encode_clip(frames)
    return encoded


def filmed(signers: int) -> tuple[Float, NDArray[np.int64]]:
    """Return clips of every sign by so many invented signers, and which sign each shows; films without shoulders are left out."""
    lexicon = load_lexicon(LEXICON)
    known = [(entry.sign, entry.kind == LETTER) for entry in entries_of(lexicon)]
    chance = np.random.default_rng(SEED)
    clips, names = [], []
    for one in utterances(lexicon, known, signers, SEED, single=True):
        footage: Footage = film([one], FRAMES, chance, whole=True)
        start, end = one.spans[0]
        inside = (footage.frames[0] >= start) & (footage.frames[0] < end)
        inside[np.abs(footage.frames[0] - start).argmin()] = True
        if footage.has_body[0, inside].any():
            clips.append(
                clip(*(part[0][inside] for part in (footage.hands, footage.present, footage.body, footage.has_body)))
            )
            names.append(int(one.signs[0]))
    return np.stack(clips), np.array(names)


def asked(path: Path, ids: list[str]) -> tuple[Float, NDArray[np.int64], NDArray[np.bool_]]:
    """Return the evaluation's clips, which sign each shows, and whether shoulders were seen in it."""
    with np.load(path, allow_pickle=False) as stored:
        frames, seconds, offsets = stored["frames"].astype(np.float32), stored["seconds"], stored["offsets"]
        labels, starts, ends = stored["label"], stored["start"], stored["end"]
    clips, seen = [], []
    for a, b, start, end in zip(offsets[:-1], offsets[1:], starts, ends, strict=True):
        inside = (seconds[a:b] >= start) & (seconds[a:b] <= end)
        inside[np.abs(seconds[a:b] - start).argmin()] = True
        table = frames[a:b][inside]
        hands = table[:, :42].reshape(-1, 2, 21, 4)
        has_body = table[:, 42:, 3].min(1) > 0
        clips.append(clip(hands[..., :3], hands[..., 3].min(2) > 0, table[:, 42:, :2], has_body))
        seen.append(bool(has_body.any()))
    return np.stack(clips), np.array([ids.index(str(label)) for label in labels]), np.array(seen)


def main() -> None:
    """Film, train, ask."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--signs", type=Path, default=Path(".local/signs-unseen.npz"), help="films of unseen signers")
    parser.add_argument("--signers", type=int, default=20, help="invented signers to learn from")
    parser.add_argument("--epochs", type=int, default=TrainConfig.epochs)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    ids = [entry.sign_id for entry in entries_of(load_lexicon(LEXICON))]
    clips, names = filmed(chosen.signers)
    print(f"{len(clips)} clips of {chosen.signers} signers", flush=True)
    model = build_model(len(ids))
    fit(model, clips, names, TrainConfig(epochs=chosen.epochs), verbose=True)
    test, truth, seen = asked(chosen.signs, ids)
    order = np.argsort(-predict_proba(model, test), axis=1)
    for name, rows in (("all films", np.ones(len(test), np.bool_)), ("shoulders seen", seen)):
        first = (order[rows, 0] == truth[rows]).mean()
        third = (order[rows, :3] == truth[rows, None]).any(1).mean()
        print(f"{name}: {rows.sum()}, first {first:.3f}, among three {third:.3f}")


if __name__ == "__main__":
    main()
