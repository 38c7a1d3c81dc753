"""Generate Polish–English sentence pairs from the grammar.

python models/translation/grammar/generate.py --pairs 500000 --seed 1 --output pairs.tsv
"""

import argparse
import itertools
import random
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from finishing import finish_english, finish_polish, says_twice
from lexicon import Frame, Lexicon, scope_for
from synonyms import Synonyms

_TRIES = 40  # a frame that gives nothing new so often in a row is exhausted


@cache
def load(*, serving: bool = False) -> Lexicon:
    """Read the data files beside this module; with `serving` also what is recognised but never drawn."""
    return Lexicon(Path(__file__).resolve().parent, serving=serving)


def render(frame: Frame, lexicon: Lexicon, rng: random.Random) -> tuple[str, str]:
    """Return one (polish, english) pair of a frame."""
    scope = scope_for(rng, lexicon, frame)
    polish = finish_polish(frame.polish.render(scope))
    return polish, finish_english(frame.english.render(scope))


def generate(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield `count` different (polish, english) pairs, the same ones for the same seed and data files.

    Frames are drawn by the 0.35th power of how many sentences they can make, so that small ones are used up and large ones
    do not drown the rest. Ends early where the grammar has no more.
    """
    lexicon = load()
    synonyms = Synonyms(Path(__file__).resolve().parent / "synonyms.txt")
    rng = random.Random(seed)
    frames = list(lexicon.frames)
    weights = [min(1e5, frame.polish.wordings() * lexicon.capacity(frame.polish.slots())) ** 0.35 for frame in frames]
    seen: set[bytes] = set()
    failures = [0] * len(frames)
    places = range(len(frames))
    made = 0
    while made < count and any(weights):
        cumulative = list(itertools.accumulate(weights))
        for place in rng.choices(places, cum_weights=cumulative, k=2000):
            if not weights[place]:
                continue
            pair = synonyms.vary(render(frames[place], lexicon, rng), rng)
            # Eight bytes each instead of the texts, so that a million pairs fit into memory.
            mark = blake2b("\t".join(pair).encode(), digest_size=8).digest()
            if mark in seen or any(map(says_twice, pair)):
                failures[place] += 1
                if failures[place] >= _TRIES:
                    weights[place] = 0.0
                continue
            failures[place] = 0
            seen.add(mark)
            yield pair
            made += 1
            if made == count:
                return


def main() -> None:
    """Write the pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, required=True, help="how many pairs")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other pairs")
    parser.add_argument("--output", type=Path, required=True, help="a TSV file: Polish, tab, English")
    arguments = parser.parse_args()
    written = 0
    with arguments.output.open("w", encoding="utf-8") as output:
        for polish, english in generate(arguments.pairs, arguments.seed):
            output.write(f"{polish}\t{english}\n")
            written += 1
    print(f"{written} pairs in {arguments.output}.")
    if written < arguments.pairs:
        raise SystemExit(f"The grammar has no more than these {written} pairs. Add frames or entries.")


if __name__ == "__main__":
    main()
