"""Makes what training needs out of sentence pairs: `vocabulary.model`, `pl_en.xz`, `en_pl.xz`, and lists of what they show."""

import argparse
import multiprocessing
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import seen
from alignment import stem_pairs
from okienko_translation.languages import PAIRS, Pair
from okienko_translation.memory.tmx import Unit
from pair_examples import PLACEHOLDERS, examples
from pair_sources import (
    LOCALES,
    Source,
    grammar_pairs,
    held_out_fingerprints,
    interface_pairs,
    memory_pairs,
    open_pairs,
    without_held_out,
)
from token_files import encode, save, train_vocabulary

VOCABULARY = 8000
_VOCABULARY_LINES = 120_000
# How often a pass shows each pair: the town's own sentences most, everyday speech for what the other two never say.
_MEMORY_COPIES, _INTERFACE_COPIES, _OPEN_COPIES, _GRAMMAR_COPIES = 14, 6, 3, 1
# Examples that one process makes at a time.
_CHUNK = 10_000
# Pairs of each source by which it is found out which words and names go together: more take memory and tell nothing new.
_ALIGNED = 120_000


@dataclass(frozen=True)
class Made:
    """What became of some pairs: those that were kept, and the examples of each direction."""

    kept: tuple[Unit, ...]
    examples: dict[Pair, list[tuple[str, str]]]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grammar", type=Path, help="pairs that models/translation/grammar/generate.py wrote")
    parser.add_argument("--memory", type=Path, default=Path(".local/translation/memory"), help="folder of .tmx files")
    parser.add_argument("--interface", type=Path, default=LOCALES, help="folder with the page's pl.json and en.json")
    parser.add_argument("--parallel", type=Path, help="Tatoeba's English–Polish pairs, en<TAB>pl a line")
    parser.add_argument("--vocabulary", type=Path, help="a vocabulary to use, in place of a new one")
    parser.add_argument("--output", type=Path, required=True, help="folder for what is made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", choices=("all", "examples", "lists"), default="all", help="what to write")
    parser.add_argument("--processes", type=int, default=4)
    chosen = parser.parse_args()
    given = [
        ("grammar", grammar_pairs(chosen.grammar) if chosen.grammar else [], _GRAMMAR_COPIES),
        ("memory", memory_pairs(chosen.memory), _MEMORY_COPIES),
        ("interface", interface_pairs(chosen.interface), _INTERFACE_COPIES),
        ("tatoeba", open_pairs(chosen.parallel) if chosen.parallel else [], _OPEN_COPIES),
    ]
    vocabulary = chosen.vocabulary.read_bytes() if chosen.vocabulary else None
    prepare(given, chosen.output, vocabulary, chosen.seed, chosen.processes, chosen.parts)


def prepare(
    given: Sequence[tuple[str, Sequence[Unit], int]],
    folder: Path,
    vocabulary: bytes | None,
    seed: int,
    processes: int,
    parts: str = "all",
) -> None:
    """Write the vocabulary, the examples of both directions and the lists; several processes at a time.

    Args:
        given: name, pairs and copies a pass of each source.
        folder: where the files go.
        vocabulary: a SentencePiece model to use; None for a new one.
        seed: of the noise.
        processes: how many.
        parts: "all", "examples" (with the vocabulary) or "lists".
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Source] = []
    made: dict[Pair, list[tuple[str, str]]] = {pair: [] for pair in PAIRS}
    with multiprocessing.Pool(processes) as pool:
        for name, pairs, copies in given:
            size = _CHUNK // copies
            shown = 0 if parts == "lists" else copies
            chunks = [(pairs[at : at + size], shown, seed + at) for at in range(0, len(pairs), size)]
            results = pool.map(partial(_make, held_out_fingerprints()), chunks, chunksize=1)
            found.append(Source(name, tuple(unit for result in results for unit in result.kept), copies))
            for pair in PAIRS:
                made[pair] += [example for result in results for example in result.examples[pair]]
            print(f"{name}: {len(found[-1].pairs)} of {len(pairs)} pairs, {copies} a pass", flush=True)
    tasks: list[Callable[[], None]] = []
    if parts != "lists":
        vocabulary = vocabulary or _vocabulary(made, seed)
        (folder / "vocabulary.model").write_bytes(vocabulary)
        tasks += [partial(_write_examples, folder, vocabulary, pair, made[pair]) for pair in PAIRS]
    if parts != "examples":
        tasks += [partial(_write_lists, folder, found), partial(_write_stems, folder, found)]
    # Forked, so that nothing of this has to be sent.
    workers = [multiprocessing.get_context("fork").Process(target=task) for task in tasks]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise SystemExit(worker.exitcode)


def _vocabulary(made: Mapping[Pair, Sequence[tuple[str, str]]], seed: int) -> bytes:
    lines = [text for pair in PAIRS for example in made[pair] for text in example]
    sample = random.Random(seed).sample(lines, min(len(lines), _VOCABULARY_LINES))
    return train_vocabulary(sample, VOCABULARY, PLACEHOLDERS)


def _make(held_out: frozenset[str], chunk: tuple[Sequence[Unit], int, int]) -> Made:
    pairs, copies, seed = chunk
    kept = tuple(without_held_out(pairs, held_out))
    return Made(kept, {pair: list(examples(kept, pair, copies, random.Random(seed))) for pair in PAIRS})


def _write_examples(folder: Path, vocabulary: bytes, pair: Pair, pairs: Sequence[tuple[str, str]]) -> None:
    coded = encode(pairs, vocabulary)
    save(folder / f"{'_'.join(pair)}.xz", coded)
    print(f"{'-'.join(pair)}: {len(coded)} examples, {coded.sources.size + coded.targets.size} tokens", flush=True)


def _write_stems(folder: Path, found: Sequence[Source]) -> None:
    units = [unit for source in found for unit in source.pairs[:_ALIGNED]]
    lines = [f"{polish}\t{english}" for polish, english in stem_pairs(units)]
    (folder / "stems.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_lists(folder: Path, found: Sequence[Source]) -> None:
    known = seen.words(found)
    for language, words in known.items():
        (folder / f"words_{language}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    some = [Source(source.name, source.pairs[:_ALIGNED], source.copies) for source in found]
    for pair in PAIRS:
        lines = [f"{word}\t{' '.join(others)}" for word, others in seen.names(some, pair, known)]
        (folder / f"names_{'_'.join(pair)}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
