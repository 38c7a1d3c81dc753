from collections.abc import Iterator
from pathlib import Path

import pytest
from okienko_speech.engines.espeak import EspeakProcess
from okienko_speech.installed import ASSEMBLE

VOICES = Path(__file__).resolve().parents[3] / ".local" / "models" / "voices"


@pytest.fixture(scope="session")
def espeak() -> Iterator[EspeakProcess]:
    process = EspeakProcess()
    yield process
    process.close()


@pytest.fixture(scope="session")
def kokoro_folder() -> Path:
    folder = VOICES / "kokoro"
    if not (folder / "kokoro-v1.0.int8.onnx").is_file():
        pytest.skip(f"The natural Polish voice is not assembled. Run: {ASSEMBLE}")
    return folder
