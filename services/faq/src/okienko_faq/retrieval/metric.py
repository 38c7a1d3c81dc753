"""What counts as near among sentence embeddings, besides their own cosine.

multilingual-e5-small puts all questions to an office close together: much of what its vectors differ in is how something is
asked, and in which language. Within-class covariance normalisation (A. Hatch, S. Kajarekar, A. Stolcke, 2006) shrinks the
directions in which phrases of one answer differ from each other. By meaning alone it raised recall@1 of the development questions
from .765 to .824 and recall@3 from .870 to .947, learnt from phrases of other answers than those asked for
(`training/train_metric.py`), so it carries over to answers that it has not seen.
"""

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_ROWS = 4_096
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Metric:
    """A cosine after a linear map of vectors whose mean was taken off."""

    mean: Floats
    """(dimension,) of stored phrases."""
    matrix: Floats
    """(dimension, dimension), the map."""

    def lengths(self, vectors: Floats) -> Floats:
        """Return (n,) lengths of mapped vectors, (n, dimension)."""
        # By the block: 50,000 vectors mapped at once would take 150 MB for a moment.
        blocks = (vectors[start : start + _ROWS] for start in range(0, len(vectors), _ROWS))
        lengths = [np.linalg.norm((block - self.mean) @ self.matrix, axis=1) for block in blocks]
        positive: Floats = np.maximum(np.concatenate(lengths), _TINY).astype(np.float32)
        return positive

    def probe(self, query: Floats) -> tuple[Floats, np.float32]:
        """Return what to compare stored vectors with, so that they need not be kept twice.

        The cosine of a stored vector with `query`, both mapped, is (vector @ probe - shift) / its mapped length.
        """
        mapped = (query - self.mean) @ self.matrix
        probe = (self.matrix @ (mapped / max(float(np.linalg.norm(mapped)), _TINY))).astype(np.float32)
        return probe, np.float32(self.mean @ probe)


def metric_for(engine: str) -> Metric | None:
    """Return what was learnt for an embedding engine, None where nothing was."""
    with (
        (files("okienko_faq.retrieval") / "metric.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as learnt,
    ):
        if str(learnt["engine"]) != engine:
            return None
        return Metric(learnt["mean"].astype(np.float32), learnt["matrix"].astype(np.float32))
