"""What a Kokoro voice has learnt about Polish: a shift of its style, and rows of the symbols' tables."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from okienko_speech.engines.engine import EngineError, Samples

_TABLES = {"text": "encoder.text_encoder.embedding.weight", "bert": "encoder.bert.embeddings.word_embeddings.weight"}
_SHAPES = {"style": (256,), "text": (178, 512), "bert": (178, 128)}


@dataclass(frozen=True)
class LearntSounds:
    """The content of one file that `models/voices/training` has written.

    Attributes:
        style: 256 float32, added to every style of the voice.
        tables: The network's two tables of symbols by name, int8. The learnt rows stand at numbers that Kokoro leaves
            free, so that other voices on the same network sound as before.
        numbers: For each of Kokoro's symbols that was learnt, the number of its learnt row.
    """

    style: Samples
    tables: dict[str, npt.NDArray[np.int8]]
    numbers: dict[int, int]


def read_learnt(path: Path) -> LearntSounds:
    """Read a file of learnt sounds.

    Raises:
        EngineError: It is missing or damaged.
    """
    try:
        with path.open("rb") as file, np.load(file) as stored:
            style, pairs = stored["style"], stored["numbers"]
            tables = {f"{name}_quantized": stored[key] for key, name in _TABLES.items()}
            sizes = {"style": style.shape, "text": stored["text"].shape, "bert": stored["bert"].shape}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise EngineError(
            f"The voice file {path} is missing or damaged. Run models/voices/assemble.py again."
        ) from error
    if sizes != _SHAPES:
        raise EngineError(f"The voice file {path} is not one of this version. Run models/voices/assemble.py again.")
    return LearntSounds(style.astype(np.float32), tables, {int(one): int(other) for one, other in pairs})
