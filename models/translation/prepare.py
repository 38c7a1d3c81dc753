"""Makes what training needs out of sentence pairs: `vocabulary.model`, `pl_en.xz`, `en_pl.xz`, and lists of what they show."""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import seen
from okienko_translation.languages import PAIRS
from pair_examples import PLACEHOLDERS, examples
from pair_sources import Source, grammar_pairs, held_out_fingerprints, memory_pairs, open_pairs, without_held_out
from token_files import encode, save, train_vocabulary

VOCABULARY = 8000
_VOCABULARY_LINES = 120_000
# How often a pass shows each pair: the town's own sentences most, everyday speech for what the other two never say.
_MEMORY_COPIES, _OPEN_COPIES, _GRAMMAR_COPIES = 12, 2, 1


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    chosen = parser.parse_args()
    prepare(sources(chosen.grammar, chosen.memory, chosen.parallel), chosen.output, chosen.seed)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the pairs are."""
    parser.add_argument("--grammar", type=Path, help="pairs that models/translation/grammar/generate.py wrote")
    parser.add_argument("--memory", type=Path, default=Path(".local/translation/memory"), help="folder of .tmx files")
    parser.add_argument("--parallel", type=Path, help="Tatoeba's English–Polish pairs, en<TAB>pl a line")
    parser.add_argument("--output", type=Path, required=True, help="folder for what is made")
    parser.add_argument("--seed", type=int, default=1)


def sources(grammar: Path | None, memory: Path, parallel: Path | None) -> list[Source]:
    """Return the pairs of each origin without the held-out sentences, and print how many there are."""
    held_out = held_out_fingerprints()
    found = [
        ("grammar", grammar_pairs(grammar) if grammar else [], _GRAMMAR_COPIES),
        ("memory", memory_pairs(memory), _MEMORY_COPIES),
        ("tatoeba", open_pairs(parallel) if parallel else [], _OPEN_COPIES),
    ]
    kept = [Source(name, tuple(without_held_out(pairs, held_out)), copies) for name, pairs, copies in found]
    for source, (_, pairs, _) in zip(kept, found, strict=True):
        print(f"{source.name}: {len(source.pairs)} of {len(pairs)} pairs, {source.copies} a pass", flush=True)
    return kept


def prepare(found: Sequence[Source], folder: Path, seed: int) -> None:
    """Write the vocabulary, the examples of both directions and lists of the words that the network will have seen."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    made = {
        pair: [one for source in found for one in examples(source.pairs, pair, source.copies, rng)] for pair in PAIRS
    }
    lines = [text for pair in PAIRS for example in made[pair] for text in example]
    model = train_vocabulary(rng.sample(lines, min(len(lines), _VOCABULARY_LINES)), VOCABULARY, PLACEHOLDERS)
    (folder / "vocabulary.model").write_bytes(model)
    for pair, pairs in made.items():
        coded = encode(pairs, model)
        save(folder / f"{'_'.join(pair)}.xz", coded)
        print(f"{'-'.join(pair)}: {len(coded)} examples, {coded.sources.size + coded.targets.size} tokens", flush=True)
    known = seen.words(found)
    for language, words in known.items():
        (folder / f"words_{language}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    for pair in PAIRS:
        lines = [f"{word}\t{' '.join(others)}" for word, others in seen.names(found, pair, known)]
        (folder / f"names_{'_'.join(pair)}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
