"""Arrays as a compressed numpy archive, whole or not at all."""

import io
import zipfile
import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def packed(arrays: Mapping[str, NDArray[np.floating]]) -> bytes:
    """Return the arrays as an archive."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for its own options
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, NDArray[np.floating]]:
    """Read an archive.

    Raises:
        ValueError: it is damaged.

    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"no whole archive of arrays: {error}") from error
