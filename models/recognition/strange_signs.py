"""Signs that nobody signs, put together from parts of described ones.

A town teaches signs that no training has seen. An embedding that must tell hundreds of made-up signs apart beside the vocabulary
learns what sets signs apart in general, not only what sets this vocabulary apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from okienko_signing.engine.compiler import SignError, compile_sign
from okienko_signing.lexicon.model import Lexicon, Posture, Sign

FINGERS, THUMB = 4, 4
"""Numbers of joint angles: four for each of the four fingers, then the thumb's."""
PREFIX = "made-up-"


def with_strange_shapes(lexicon: Lexicon, count: int, seed: int) -> Lexicon:
    """Add handshapes whose fingers come from different described shapes."""
    chance = np.random.default_rng((seed, 2))
    known = np.array(list(lexicon.handshapes.values()))
    parts = [slice(4 * k, 4 * k + 4) for k in range(FINGERS)] + [slice(16, 16 + THUMB)]
    made = {}
    for number in range(count):
        angles = known[int(chance.integers(len(known)))].copy()
        for part in parts:
            if chance.random() < 0.5:
                angles[part] = known[int(chance.integers(len(known))), part]
        made[f"{PREFIX}{number}"] = tuple(float(x) for x in angles)
    return replace(lexicon, handshapes={**lexicon.handshapes, **made})


def strange_signs(signs: Sequence[Sign], lexicon: Lexicon, seed: int) -> Iterator[Sign]:
    """Yield signs without end: one's movement, another's place, a third's handshape, a fourth's orientation.

    Args:
        signs: Described signs.
        lexicon: Its handshapes; `with_strange_shapes` adds some that no sign has.
        seed: Seed of the choice.
    """
    chance = np.random.default_rng((seed, 3))
    shapes = [name for name in lexicon.handshapes if name.startswith(PREFIX)] or list(lexicon.handshapes)
    while True:
        moving, placed, shaped, turned = (signs[int(k)] for k in chance.integers(len(signs), size=4))
        shape = shapes[int(chance.integers(len(shapes)))] if chance.random() < 0.5 else shaped.right.shape
        right = Posture(shape, turned.right.fingers, turned.right.palm, placed.right.place, placed.right.point)
        made = replace(moving, gloss="", right=right)
        try:
            compile_sign(made, lexicon)
        except SignError:
            continue
        yield made
