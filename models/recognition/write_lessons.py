"""Write films that measure teaching: signs that nobody was trained on, each by a teacher five times and by strangers once alone and once in a sentence.

python models/recognition/write_lessons.py --output .local/lessons.npz

A new sign is one of the lexicon with another one's movement and any handshape. `python -m okienko_recognition.teaching_evaluation`
reads the file.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from filming import Footage, film
from numpy.typing import NDArray
from okienko_signing.engine.compiler import compile_sign
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon, Sign
from signers import Signer, Utterance

LEXICON: Final = Path(__file__).resolve().parents[1] / "lexicon"
SEED: Final = 42
TEACHERS, STRANGERS = 3, 3
TAKES: Final = 5
FRAMES: Final = 240
MOTION_RATE: Final = 50


def new_signs(lexicon: Lexicon, count: int, chance: np.random.Generator) -> list[Sign]:
    """Return signs that the lexicon has not, put together from what it has."""
    known = [sign for sign in lexicon.signs.values() if not sign.parts and sign.score is None]
    shapes = sorted({sign.right.shape for sign in known})
    made: list[Sign] = []
    while len(made) < count:
        body, moves = (known[int(k)] for k in chance.choice(len(known), 2, replace=False))
        if body.symmetry is not moves.symmetry:
            continue
        right = replace(body.right, shape=shapes[int(chance.integers(len(shapes)))])
        sign = replace(body, gloss=f"NOWY-{len(made) + 1}", right=right, moves=moves.moves, repeat=moves.repeat)
        try:
            compile_sign(sign, lexicon)
        except ValueError:
            continue  # no arm reaches that
        made.append(sign)
    return made


def main() -> None:
    """Let teachers and strangers sign, film them, write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path(".local/lessons.npz"))
    parser.add_argument("--signs", type=int, default=60, help="new signs")
    chosen = parser.parse_args()
    lexicon, chance = load_lexicon(LEXICON), np.random.default_rng(SEED)
    signs = new_signs(lexicon, chosen.signs, chance)
    others = [sign for sign in lexicon.signs.values() if not sign.parts]
    performed: list[tuple[str, int, int, Utterance]] = []
    for number, sign in enumerate(signs):
        for teacher in range(TEACHERS):
            signer = Signer(lexicon, np.random.default_rng((SEED, 1, teacher, number)))
            performed += [(sign.gloss, teacher, 0, signer.utter([(0, sign, False)])) for _ in range(TAKES)]
    for stranger in range(STRANGERS):
        signer = Signer(lexicon, np.random.default_rng((SEED, 2, stranger)))
        for sign in signs:
            before, after = (others[int(k)] for k in chance.choice(len(others), 2, replace=False))
            performed.append((sign.gloss, -1, 0, signer.utter([(0, sign, False)])))
            sentence = [(0, before, False), (0, sign, False), (0, after, False)]
            performed.append((sign.gloss, -2, 1, signer.utter(sentence)))
    frames: list[NDArray[np.float32]] = []
    seconds: list[NDArray[np.float32]] = []
    for number, (_, _, _, utterance) in enumerate(performed):
        footage = film([utterance], FRAMES, np.random.default_rng((SEED, 3, number)), whole=True)
        count = int(np.searchsorted(footage.frames[0], len(utterance.points) - 2)) + 1
        frames.append(_table(footage)[:count])
        seconds.append(footage.seconds[0, :count])
    spans = np.array([utterance.spans[place] for _, _, place, utterance in performed]) / MOTION_RATE
    np.savez_compressed(
        chosen.output,
        frames=np.concatenate(frames).astype(np.float16),
        seconds=np.concatenate(seconds).astype(np.float32),
        offsets=np.cumsum([0, *map(len, frames)]),
        label=np.array([gloss for gloss, *_ in performed]),
        start=spans[:, 0].astype(np.float32),
        end=spans[:, 1].astype(np.float32),
        role=np.array([role for _, role, _, _ in performed]),
    )
    print(f"{chosen.output}: {len(signs)} signs, {len(performed)} films.")


def _table(footage: Footage) -> NDArray[np.float32]:
    """Return (t, 45, 4) of a single stream, as `okienko_recognition.sign_evaluation` reads it."""
    table = np.zeros((footage.seconds.shape[1], 45, 4), np.float32)
    table[:, :42, :3] = footage.hands[0].reshape(-1, 42, 3)
    table[:, :42, 3] = np.repeat(footage.present[0], 21, axis=1)
    table[:, 42:, :2] = footage.body[0]
    table[:, 42:, 3] = footage.has_body[0, :, None]
    return table


if __name__ == "__main__":
    main()
