"""The vocabulary shared by both languages, and training examples as numbers in one small file."""

import io
import lzma
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

UNKNOWN, BEGIN, END = 0, 1, 2
# Longer ones are a hundredth of the examples and would cost a tenth of the time.
LONGEST = 100


@dataclass(frozen=True)
class Examples:
    """Token numbers of sources and targets, one after the other, with the length of each."""

    sources: npt.NDArray[np.uint16]
    source_lengths: npt.NDArray[np.uint8]
    targets: npt.NDArray[np.uint16]
    target_lengths: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.source_lengths)


def train_vocabulary(texts: Iterable[str], size: int, symbols: Sequence[str]) -> bytes:
    """Return a SentencePiece model; each of `symbols` is one piece wherever it stands.

    Digits stay single, so that any number can be copied.
    """
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        model_type="unigram",
        vocab_size=size,
        character_coverage=0.9999,
        split_digits=True,
        user_defined_symbols=list(symbols),
        num_threads=2,
        minloglevel=1,
    )
    return model.getvalue()


def encode(pairs: Sequence[tuple[str, str]], model: bytes) -> Examples:
    """Return the pairs as token numbers; those with more than `LONGEST` tokens on a side are left out."""
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    sources = processor.encode([source for source, _ in pairs], num_threads=2)
    targets = processor.encode([target for _, target in pairs], num_threads=2)
    kept = [
        (source, target)
        for source, target in zip(sources, targets, strict=True)
        if 0 < len(source) <= LONGEST and 0 < len(target) <= LONGEST
    ]
    return Examples(
        np.concatenate([np.asarray(source, np.uint16) for source, _ in kept]),
        np.asarray([len(source) for source, _ in kept], np.uint8),
        np.concatenate([np.asarray(target, np.uint16) for _, target in kept]),
        np.asarray([len(target) for _, target in kept], np.uint8),
    )


def save(path: Path, examples: Examples) -> None:
    """Write examples, compressed: a fifth of the plain size."""
    with lzma.open(path, "wb", preset=1) as file:
        for part in (examples.sources, examples.source_lengths, examples.targets, examples.target_lengths):
            np.save(file, part)


def load(path: Path) -> Examples:
    """Read what `save` wrote."""
    with lzma.open(path, "rb") as file:
        content = io.BytesIO(file.read())
    return Examples(*(np.load(content) for _ in range(4)))
